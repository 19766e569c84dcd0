"""A brief as PDF by typst: tagged for screen readers (PDF/UA-1), its font inside, its links within.

The content goes to the template as data, never as markup, so that no text of a mention can become
a command of the typesetter. A character that the font has not stops the compiler; it is replaced
by a mark before.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any, Literal

from chuquan.errors import OutsideError, UserError
from chuquan.faces.briefs.content import Brief, Picture, Section, Sentence, Table
from chuquan.faces.briefs.html import where
from chuquan.faces.briefs.pictures import COLOURS, printable
from chuquan.faces.briefs.template import DEFAULTS, Template
from chuquan.faces.fonts import Font, font

NAME = "brief.typ"


def write_pdf(brief: Brief, template: Template) -> bytes:
    """Return a brief as PDF.

    Raises
    ------
    OutsideError
        If typst or a font is not installed.
    UserError
        If a bureau's own template does not compile.
    """
    return compile_typst(NAME, document(brief, template, font()), template, brief, "pdf")


def document(brief: Brief, template: Template, face: Font) -> dict[str, Any]:
    """Return what the template is given: all texts fit for the font, all pictures as SVG."""
    data = {
        "lang": brief.lang,
        "title": brief.title,
        "subtitle": brief.subtitle,
        "labels": dict(brief.labels),
        "sentences": [_sentence(brief, s) for s in brief.sentences],
        "notes": list(brief.notes),
        "sections": [_section(brief, s, face) for s in brief.sections],
        "lines": [list(line) for line in brief.lines],
        "made": list(brief.made),
        **look(brief, template, face),
    }
    fit: dict[str, Any] = fit_texts(data, face)
    return fit


def compile_typst(
    name: str,
    data: Mapping[str, Any],
    template: Template,
    brief: Brief,
    kind: Literal["pdf", "png"],
) -> bytes:
    """Compile one of the templates.

    Raises
    ------
    OutsideError
        If typst is not installed.
    UserError
        If a bureau's own template does not compile.
    """
    try:
        import typst  # noqa: PLC0415  heavy, and an extra
    except ImportError as error:
        raise missing("typst", "PDF and PNG") from error
    face = font()
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(face.folder)]
    )
    moment = datetime.combine(brief.day, time(), UTC)
    file = template.file(name)
    try:
        made: Any = typst.compile(
            str(file),
            root=str(file.parent),
            font_paths=fonts,
            format=kind,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            timestamp=int(moment.timestamp()),
            **({"pdf_standards": "ua-1"} if kind == "pdf" else {"ppi": 72.0}),
        )
    except typst.TypstError as error:
        if file.parent == DEFAULTS:
            raise
        raise UserError(
            f"does not compile: {error.message}",
            where=str(file),
            allowed="a typst template that reads what ours reads",
            todo="compare it with the one that `chuquan brief --write-templates DIR` writes",
        ) from error
    return made if isinstance(made, bytes) else bytes(made[0])


def missing(package: str, formats: str) -> OutsideError:
    """Return the error that a package of the extra is not installed."""
    return OutsideError(
        f"{package} is not installed",
        where=f"{formats} briefs",
        allowed="an installation with the extra 'brief'",
        todo="pip install 'chuquan[brief]', or make fewer formats, such as --format html",
    )


def look(brief: Brief, template: Template, face: Font) -> dict[str, Any]:
    """Return what a template of typst is told of the bureau: colours, font, logo, words."""
    logo = template.logo
    return {
        "font": face.family,
        "colours": dict(template.colours),
        "bureau": template.text("name", brief.lang),
        "contact": template.text("contact", brief.lang),
        "footer": template.text("footer", brief.lang),
        "logo": list(logo.data) if logo else None,
        "logo_format": "svg" if logo and logo.is_svg else "png",
    }


def _section(brief: Brief, section: Section, face: Font) -> dict[str, Any]:
    return {
        "key": section.key,
        "title": section.title,
        "tags": list(section.tags),
        "sentences": [_sentence(brief, s) for s in section.sentences],
        "notes": list(section.notes),
        "pictures": [_picture(p, face) for p in section.free_pictures],
        "tables": [_table(t, section.picture_of(t), section, face) for t in section.tables],
        "is_wave": section.is_wave,
        "is_crisis": section.is_crisis,
    }


def _sentence(brief: Brief, sentence: Sentence) -> list[dict[str, str]]:
    return [
        {"text": run.text, "to": run.ref.anchor, "where": where(brief, run.ref)}
        if run.ref
        else {"text": run.text}
        for run in sentence.runs
    ]


def _picture(picture: Picture, face: Font) -> dict[str, str]:
    svg = printable(picture.svg, face.family, is_told=picture.kind == "told")
    return {"kind": picture.kind, "title": picture.title, "alt": picture.alt, "svg": svg}


def _table(table: Table, picture: Picture | None, section: Section, face: Font) -> dict[str, Any]:
    columns = table.shown_columns
    return {
        "of": section.title if section.is_wave else "",
        "picture": _picture(picture, face) if picture else None,
        "marks": [COLOURS.get(row.mark, "") for row in table.rows],
        "key": table.key,
        "number": table.number,
        "title": table.title,
        "caption": table.caption,
        "style": table.style,
        "columns": [
            {
                "label": c.label,
                "weight": c.weight,
                "right": c.format in {"count", "times", "share", "days", "number"},
            }
            for c in columns
        ],
        "rows": [
            [
                {
                    "text": row.cells[c.key].text,
                    "url": row.cells[c.key].url or "",
                    "anchor": f"{table.key}-{row.key}-{c.key}",
                }
                for c in columns
            ]
            for row in table.rows
        ],
    }


def fit_texts(value: Any, face: Font) -> Any:
    """Return a value in which every text holds only characters that the font has."""
    if isinstance(value, str):
        return face.shows(value)
    if isinstance(value, dict):
        return {key: fit_texts(item, face) for key, item in value.items()}
    return [fit_texts(item, face) for item in value] if isinstance(value, list) else value
