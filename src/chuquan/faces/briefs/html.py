"""A brief as one HTML file: it opens offline, prints, loads nothing, and escapes all texts."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path

import jinja2
from markupsafe import Markup

from chuquan.errors import UserError
from chuquan.faces.briefs.content import Brief, Ref, Table
from chuquan.faces.briefs.template import DEFAULTS, Template
from chuquan.faces.pages import TEMPLATES, environment
from chuquan.faces.words import Words

NAME = "brief.html.j2"


def write_html(brief: Brief, template: Template) -> bytes:
    """Return a brief as HTML.

    Raises
    ------
    UserError
        If a bureau's own template cannot be rendered; the message names file and line.
    """
    css = _css(template)
    try:
        page = _environment(brief.lang, template.folder).get_template(NAME)
        html = page.render(
            brief=brief,
            template=template,
            css=Markup(css),  # noqa: S704  ours or the bureau's own, never a mention's
            css_hash=base64.b64encode(hashlib.sha256(css.encode()).digest()).decode(),
            logo=_data_address(template),
            label=brief.labels,
            where=lambda ref: where(brief, ref),
            svg=lambda picture: Markup(picture.svg),  # noqa: S704  our writers escape all
        )
    except jinja2.TemplateError as error:
        line = f", line {error.lineno}" if isinstance(error, jinja2.TemplateSyntaxError) else ""
        raise UserError(
            f"cannot be rendered: {error.message or error}",
            where=f"{template.file(NAME)}{line}",
            allowed="a Jinja template that knows only what ours is given",
            todo="compare it with the one that `chuquan brief --write-templates DIR` writes",
        ) from error
    return html.encode("utf-8")


def where(brief: Brief, ref: Ref) -> str:
    """Return in words where a figure stands: the number of its table, and the row."""
    table = brief.table(ref.table)
    return brief.labels["row"] % {"n": table.number, "row": row_number(table, ref.row)}


def row_number(table: Table, row: str) -> int:
    """Return a row's number in a table, from one."""
    return next(i for i, r in enumerate(table.rows, 1) if r.key == row)


@cache
def _environment(lang: str, folder: Path | None) -> jinja2.Environment:
    made = environment(Words(lang))
    folders = [folder, DEFAULTS] if folder else [DEFAULTS]
    made.loader = jinja2.FileSystemLoader(folders)
    return made


def _css(template: Template) -> str:
    base = (TEMPLATES / "brief.css").read_text(encoding="utf-8")
    impacts = (TEMPLATES / "impact.css").read_text(encoding="utf-8")
    told = (TEMPLATES / "told.css").read_text(encoding="utf-8")
    own = template.file("brief.css").read_text(encoding="utf-8")
    c = template.colours
    # By night the base's own colours stand: a bureau chooses its colours for a light ground.
    light = (
        f"@media (prefers-color-scheme: light), print {{ :root {{ --page: {c['paper']}; "
        f"--panel: {c['panel']}; --line: {c['line']}; --ink: {c['ink']}; --soft: {c['soft']}; "
        f"--link: {c['accent']}; --alarm: {c['alarm']}; --alarm-panel: {c['panel']}; }} }}\n"
    )
    # A style element ends at its end tag, whatever stands around it.
    return (base + impacts + told + light + own).replace("</", "<\\/")


def _data_address(template: Template) -> str:
    if template.logo is None:
        return ""
    data = base64.b64encode(template.logo.data).decode()
    return f"data:{template.logo.mime};base64,{data}"
