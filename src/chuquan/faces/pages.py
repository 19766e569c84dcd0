"""Templates, set up alike for every page: escaped, strict, in the reader's language."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Final

import jinja2

from chuquan.faces.words import Words, plain

TEMPLATES: Final = Path(__file__).with_name("templates")


def style_sheet(*names: str) -> str:
    """Return style sheets from the folder of templates as one."""
    return "".join((TEMPLATES / name).read_text(encoding="utf-8") for name in names)


def style_hash(css: str) -> str:
    """Return a style sheet's hash for the content security policy."""
    return base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()


def environment(words: Words, *, is_markup: bool = True) -> jinja2.Environment:
    """Return where templates are found, with the words of a language and the filter ``plain``.

    Parameters
    ----------
    words : Words
    is_markup : bool
        Whether what is put in is escaped; Markdown of our own figures is not.
    """
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=is_markup,  # noqa: S701  off for Markdown alone
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=not is_markup,
    )
    made.install_gettext_translations(words.catalogue, newstyle=True)  # type: ignore[attr-defined]
    made.filters["plain"] = plain
    return made
