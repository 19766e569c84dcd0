"""The page of an answer: one HTML file that opens offline and escapes everything it was given.

As in the brief, the file loads nothing, and its content security policy says so. Pictures are our
own SVG, whose classes ``told.css`` colours in light, in dark and on paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from markupsafe import Markup

from chuquan.faces.pages import environment, style_hash, style_sheet
from chuquan.faces.told import Picture, Told
from chuquan.faces.words import Words
from chuquan.faces.write import write_all
from chuquan.report import Report


def render_told(title: str, sections: Sequence[Told], words: Words, version: str = "") -> str:
    """Return an answer as one self-contained HTML document.

    Parameters
    ----------
    title : str
        Of the page: what was asked, such as "What Luoyang could break out with".
    sections : sequence of Told
        In their order; every table whole.
    words : Words
    version : str
        Of Chuquan, as the report has it.
    """
    css = style_sheet("brief.css", "told.css")
    return (
        environment(words)
        .get_template("told.html.j2")
        .render(
            w=words,
            css=Markup(css),  # noqa: S704  our own files
            css_hash=style_hash(css),
            title=title,
            sections=sections,
            drawing=drawing,
            version=version,
        )
    )


def drawing(picture: Picture) -> Markup:
    """Return a picture for a template that escapes all else."""
    # All our writers of SVG escape every string that they are given.
    return Markup(picture.svg)  # noqa: S704


def write_answer(  # noqa: PLR0917  what the page says and where it goes
    report: Report, title: str, sections: Sequence[Told], words: Words, out: Path, name: str
) -> dict[str, Path]:
    """Write ``report.json`` and the page of an answer to a folder, whole or not at all.

    Parameters
    ----------
    report : Report
        That holds the answer.
    title, sections, words
        As of :func:`render_told`.
    out : path
    name : str
        Of the page's file: ``discover.html``, ``casebook.html``, ``creators.html``, ``plan.html``.

    Returns
    -------
    dict of str to Path
        ``report`` and ``page``.

    Raises
    ------
    OutsideError
        If the disk refuses.
    """
    paths = {"report": out / "report.json", "page": out / name}
    page = render_told(title, sections, words, report.chuquan_version)
    write_all(
        {paths["report"]: report.to_json() + b"\n", paths["page"]: page.encode("utf-8")},
    )
    return paths
