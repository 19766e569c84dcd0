"""What is breaking out, as a table for the terminal and as plain values for ``--json``."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from rich import box
from rich.table import Table
from rich.text import Text

from chuquan.faces.shares import shares
from chuquan.faces.summary import ongoing
from chuquan.faces.words import Words, plain
from chuquan.report import Breakout, Report

N_ROWS = 15


def headline(report: Report, n: int = N_ROWS) -> tuple[Breakout, ...]:
    """Return what a reader wants first: what goes on now or else the strongest of the period.

    Images stand before crises, and both before affairs; within a kind the strongest is first.
    """
    now = ongoing(report.breakouts)
    chosen = now or report.breakouts
    order = {"image": 0, "crisis": 1, "affairs": 2}
    return tuple(sorted(chosen, key=lambda b: order[b.kind]))[:n]


def headline_title(report: Report, words: Words) -> str:
    """Return what :func:`headline` shows, as the title of its table."""
    if ongoing(report.breakouts):
        return words.gettext("Breaking out on %(day)s") % {"day": words.day(report.period[1])}
    return words.gettext("Nothing goes on on %(day)s; the strongest of the period") % {
        "day": words.day(report.period[1])
    }


def breakouts_table(breakouts: Sequence[Breakout], words: Words, *, title: str = "") -> Table:
    """Return one row a breakout, in the order given."""
    columns = [
        words.gettext("Place"),
        words.gettext("Image"),
        words.gettext("Kind"),
        words.gettext("Lever"),
        words.gettext("Onset"),
        words.gettext("Peak"),
        words.gettext("Phase"),
        words.gettext("Excess"),
        words.gettext("× usual"),
        words.gettext("Half-life"),
        words.gettext("q-value"),
    ]
    table = grid(columns, title=title, right_from=7)
    table.columns[1].overflow = "fold"
    for b in breakouts:
        cells = [
            words.place(b),
            words.theme(b),
            words.kind(b.kind),
            words.lever(b.lever),
            b.onset.date().isoformat(),
            b.peak.date().isoformat(),
            words.phase(b.phase),
            words.count(b.n_excess),
            words.times(b.rate_ratio),
            words.half_life(b),
            words.share(b.q_value),
        ]
        table.add_row(*map(_cell, cells))
    return table


def grid(columns: Sequence[str], *, title: str = "", right_from: int | None = None) -> Table:
    """Return an empty table in the house's form; columns from ``right_from`` on are numbers."""
    table = Table(
        title=_cell(title) if title else None,
        title_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    for i, name in enumerate(columns):
        number = right_from is not None and i >= right_from
        table.add_column(_cell(name), justify="right" if number else "left", no_wrap=i != 1)
    return table


def text_table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """Return any table of texts."""
    table = grid(header, title=title)
    for column in table.columns:
        column.no_wrap = False
    for row in rows:
        table.add_row(*map(_cell, row))
    return table


def breakout_lines(breakout: Breakout, words: Words) -> list[Text]:
    """Return one breakout told line by line: dates, levers, sources, evidence."""
    end = words.day(breakout.end) if breakout.end else words.gettext("still going on")
    listed = words.gettext(", ")
    parts = [f"{p.label} {words.share(p.share)}" for p in shares(breakout, words)]
    facts = [
        (words.gettext("Onset"), words.day(breakout.onset)),
        (words.gettext("Peak"), words.day(breakout.peak)),
        (words.gettext("End"), f"{end} ({words.phase(breakout.phase)})"),
        (
            words.gettext("Excess mentions"),
            f"{words.count(breakout.n_excess)} ({words.times(breakout.rate_ratio)})",
        ),
        (words.gettext("Half-life"), words.half_life_sentence(breakout)),
        (words.gettext("How sure"), words.certainty_sentence(breakout.q_value)),
        (words.gettext("Kind"), words.kind(breakout.kind)),
        (words.gettext("Shares"), listed.join(parts) or "—"),
        (words.gettext("Sources"), _sources(breakout, words)),
    ]
    lines = [Text(f"{words.place(breakout)} · {words.theme(breakout)}", style="bold")]
    lines += [Text.assemble(("  " + name + ": ", "dim"), plain(fact)) for name, fact in facts]
    evidence = _evidence(breakout, words)
    if evidence:
        lines.append(Text("  " + words.gettext("Evidence") + ":", style="dim"))
        lines += [Text("    " + line) for line in evidence]
    return lines


def breakout_row(breakout: Breakout) -> dict[str, object]:
    """Return the table's row for ``--json``: the fields of the report without the long ones."""
    value = msgspec.to_builtins(breakout)
    return {k: v for k, v in value.items() if k not in {"timeline", "evidence", "terms", "path"}}


def _evidence(breakout: Breakout, words: Words) -> list[str]:
    lines = []
    for e in breakout.evidence:
        if e.text:
            day = f"{e.observed_at.date().isoformat()}  " if e.observed_at else ""
            url = f"  {plain(e.url)}" if e.url else ""
            lines.append(f"{day}{plain(e.text)}{url}")
    terms = [e for e in (breakout.terms or breakout.evidence) if e.term]
    if terms:
        named = (
            f"{plain(e.term or '')} {words.count(e.n)}" if e.n is not None else plain(e.term or "")
            for e in terms
        )
        lines.append(words.gettext(", ").join(named))
    return lines


def _sources(breakout: Breakout, words: Words) -> str:
    if len(breakout.path) > 1:
        told = (f"{plain(s.source)} ({words.lead(s)})" for s in breakout.path)
        return words.gettext("; ").join(told)
    return words.gettext(", ").join(map(plain, breakout.sources))


def _cell(text: str) -> Text:
    # Never a str: Rich would read markup in it, and a mention could hold some.
    return Text(plain(text))
