"""Make the files of briefs: every format in every language, from one content each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Final, Literal, get_args

from chuquan.errors import UserError
from chuquan.faces.briefs.build import build
from chuquan.faces.briefs.content import Brief
from chuquan.faces.briefs.scope import Subject
from chuquan.faces.briefs.template import Template
from chuquan.faces.words import LANGUAGES, Language, Words

FileFormat = Literal["html", "pdf", "pptx", "xlsx", "png"]
FORMATS: Final[tuple[FileFormat, ...]] = get_args(FileFormat)

Writer = Callable[[Brief, Template], bytes]

# Module and function of each; imported when a file of the format is made.
_WRITERS: Final[Mapping[FileFormat, tuple[str, str]]] = {
    "html": ("html", "write_html"),
    "pdf": ("pdf", "write_pdf"),
    "pptx": ("pptx", "write_pptx"),
    "xlsx": ("xlsx", "write_xlsx"),
    "png": ("card", "write_card"),
}


def make(
    subject: Subject,
    template: Template,
    *,
    formats: Sequence[FileFormat] = FORMATS,
    langs: Sequence[Language] = LANGUAGES,
) -> dict[str, bytes]:
    """Return the files of a brief by name, such as ``brief-370300.zh.pdf``.

    Parameters
    ----------
    subject : Subject
        What the brief is about.
    template : Template
        How it looks.
    formats, langs : sequence of str
        Which files are made.

    Raises
    ------
    OutsideError
        If a package of the extra ``brief`` is not installed that a format needs.
    UserError
        If a bureau's own template cannot be used.
    """
    name = f"brief-{subject.name}" if subject.name else "brief"
    writers = {kind: writer(kind) for kind in formats}
    out = {}
    for lang in langs:
        brief = build(subject, Words(lang), template)
        for kind, write in writers.items():
            out[f"{name}.{lang}.{kind}"] = write(brief, template)
    return out


def writer(kind: FileFormat) -> Writer:
    """Return the writer of a format."""
    module, function = _WRITERS[kind]
    found: Writer = getattr(import_module(f"chuquan.faces.briefs.{module}"), function)
    return found


def chosen_formats(text: str | None) -> tuple[FileFormat, ...]:
    """Return the formats that a list such as ``html,pdf`` names; all where there is none.

    Raises
    ------
    UserError
        If one is unknown.
    """
    names = _names(text, "--format", FORMATS)
    return tuple(kind for kind in FORMATS if kind in names)


def chosen_languages(text: str | None) -> tuple[Language, ...]:
    """Return the languages that a list such as ``zh,en`` names; both where there is none.

    Raises
    ------
    UserError
        If one is unknown.
    """
    names = _names(text, "--lang", LANGUAGES)
    return tuple(lang for lang in LANGUAGES if lang in names)


def _names(text: str | None, option: str, known: Sequence[str]) -> set[str]:
    if text is None:
        return set(known)
    names = [part.strip().lower() for part in text.split(",") if part.strip()]
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        raise UserError(
            f"unknown: {', '.join(unknown)}" if unknown else "nothing is named",
            where=option,
            allowed=f"one or more of {', '.join(known)}, divided by commas",
            todo=f"write it as in: {option} {','.join(known[:2])}",
        )
    return set(names)
