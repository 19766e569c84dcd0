"""The page of impacts: one HTML file that opens offline and escapes everything it was given.

As in the brief, the file loads nothing, and its content security policy says so.
"""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from chuquan.faces.impact_card import impact_card
from chuquan.faces.pages import environment, style_hash, style_sheet
from chuquan.faces.words import Words
from chuquan.faces.write import write_all
from chuquan.report import Report


def render(report: Report, *, lang: str = "zh") -> str:
    """Return the page of a report's impacts as one self-contained HTML document.

    Parameters
    ----------
    report : Report
        Its ``impacts`` are told, in their order, with all tables.
    lang : {"zh", "en"}

    Raises
    ------
    ValueError
        If there is no catalogue for ``lang``.
    """
    words = Words(lang)
    css = style_sheet("brief.css", "impact.css")
    breakouts = {b.breakout_id: b for b in report.breakouts}
    cards = [
        impact_card(impact, words, f"m{i}", breakouts.get(impact.breakout_id or ""))
        for i, impact in enumerate(report.impacts, 1)
    ]
    return (
        environment(words)
        .get_template("impact.html.j2")
        .render(
            w=words,
            css=Markup(css),  # noqa: S704  our own files
            css_hash=style_hash(css),
            cards=cards,
            version=report.chuquan_version,
        )
    )


def write_impact(report: Report, out: Path, lang: str) -> dict[str, Path]:
    """Write ``report.json`` and ``impact.html`` to a folder, whole or not at all.

    Parameters
    ----------
    report : Report
        That holds the impacts; see :meth:`~chuquan.report.Report.with_impacts`.
    out : path
    lang : {"zh", "en"}

    Returns
    -------
    dict of str to Path
        ``report``, ``page`` and, where the report holds breakouts, ``brief``.

    Raises
    ------
    OutsideError
        If the disk refuses.
    """
    paths = {"report": out / "report.json", "page": out / "impact.html"}
    files = {
        paths["report"]: report.to_json() + b"\n",
        paths["page"]: render(report, lang=lang).encode("utf-8"),
    }
    if report.breakouts:
        from chuquan.faces.brief import render as render_brief  # noqa: PLC0415

        paths["brief"] = out / "brief.html"
        files[paths["brief"]] = render_brief(report, lang=lang).encode("utf-8")
    write_all(files)
    return paths
