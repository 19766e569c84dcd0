"""What is breaking out, as a table for the terminal and as plain values for ``--json``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import msgspec
from rich import box
from rich.console import JustifyMethod
from rich.table import Table
from rich.text import Text

from chuquan.faces.shares import shares
from chuquan.faces.sides import counter_title, sentences
from chuquan.faces.summary import ongoing
from chuquan.faces.words import Words, plain
from chuquan.report import Breakout, Evidence, Report

N_ROWS = 12
"""So many rows a table of the headline holds."""

WIDE = 110
"""Columns of a terminal from which on a table of breakouts holds everything."""

_KIND_ORDER = {"image": 0, "crisis": 1, "affairs": 2}


@dataclass(frozen=True)
class Group:
    """Breakouts that are shown together under a title."""

    title: str
    breakouts: tuple[Breakout, ...]


def headline(report: Report, words: Words, n: int = N_ROWS) -> tuple[Group, ...]:
    """Return what a reader wants first: what goes on now, then the strongest that have ended.

    Images stand before crises, and both before affairs; within a kind the strongest is first. A
    group without breakouts is left out.
    """
    now = sorted(ongoing(report.breakouts), key=lambda b: _KIND_ORDER[b.kind])
    ended = [b for b in report.breakouts if b.end is not None]
    ended.sort(key=lambda b: _KIND_ORDER[b.kind])
    last = {"day": words.day(report.period[1])}
    groups = (
        Group(words.gettext("Breaking out on %(day)s") % last, tuple(now[:n])),
        Group(words.gettext("The strongest that have ended"), tuple(ended[:n])),
    )
    return tuple(group for group in groups if group.breakouts)


def breakouts_table(
    breakouts: Sequence[Breakout], words: Words, *, title: str = "", width: int = WIDE
) -> Table:
    """Return one row a breakout, in the order given.

    A terminal narrower than :data:`WIDE` is spared peak and half-life, which the report holds.
    """
    columns: list[tuple[str, Callable[[Breakout], str]]] = [
        (words.gettext("Place"), words.place),
        (words.gettext("Image"), words.theme),
        (words.gettext("Kind"), lambda b: _kinds(b, words)),
        (words.gettext("Lever"), lambda b: words.short_lever(b.lever)),
        (words.gettext("Phase"), lambda b: words.phase(b.phase)),
        (words.gettext("Onset"), lambda b: b.onset.date().isoformat()),
        (words.gettext("Peak"), lambda b: b.peak.date().isoformat()),
        (words.gettext("Half-life"), words.half_life),
        (words.gettext("Excess"), lambda b: words.count(b.n_excess)),
        (words.gettext("× usual"), lambda b: words.times(b.rate_ratio)),
        (words.gettext("q-value"), lambda b: words.q_value(b.q_value)),
    ]
    if width < WIDE:
        del columns[6:8]
    rows = [[cell(b) for _, cell in columns] for b in breakouts]
    return text_table(title, [name for name, _ in columns], rows, numbers=range(5, len(columns)))


def text_table(
    title: str,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numbers: Sequence[int] = (),
) -> Table:
    """Return a table of texts in the house's form.

    Parameters
    ----------
    numbers : sequence of int
        Columns that stand to the right and are never broken; the others wrap where they must.
    """
    table = Table(
        title=_cell(title) if title else None,
        title_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    for i, name in enumerate(header):
        side: JustifyMethod = "right" if i in numbers else "left"
        table.add_column(_cell(name), justify=side, no_wrap=i in numbers, overflow="fold")
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
        *((words.gettext("Sides"), sentence) for sentence in sentences(breakout, words)),
        (words.gettext("Sources"), _sources(breakout, words)),
    ]
    lines = [Text(words.image(breakout), style="bold")]
    lines += [Text.assemble(("  " + name + ": ", "dim"), plain(fact)) for name, fact in facts]
    lines += _listed(words.gettext("Evidence"), _evidence(breakout, words))
    if breakout.counter_evidence:
        counter = [*_mentions(breakout.counter_evidence), *_terms(breakout.counter_evidence, words)]
        lines += _listed(counter_title(breakout, words), counter)
    return lines


def breakout_row(breakout: Breakout) -> dict[str, object]:
    """Return the table's row for ``--json``: the fields of the report without the long ones."""
    value = msgspec.to_builtins(breakout)
    return {k: v for k, v in value.items() if k not in _LONG}


_LONG = frozenset({"timeline", "evidence", "terms", "path", "mix_days", "counter_evidence"})


def _kinds(breakout: Breakout, words: Words) -> str:
    kinds = [breakout.kind, *([breakout.second_kind] if breakout.second_kind else [])]
    return " + ".join(map(words.short_kind, kinds))


def _listed(title: str, lines: Sequence[str]) -> list[Text]:
    if not lines:
        return []
    return [Text(f"  {title}:", style="dim"), *(Text("    " + line) for line in lines)]


def _evidence(breakout: Breakout, words: Words) -> list[str]:
    return [
        *_mentions(breakout.evidence),
        *_terms(breakout.terms or breakout.evidence, words),
    ]


def _mentions(evidence: Sequence[Evidence]) -> list[str]:
    lines = []
    for e in evidence:
        if e.text:
            day = f"{e.observed_at.date().isoformat()}  " if e.observed_at else ""
            url = f"  {plain(e.url)}" if e.url else ""
            lines.append(f"{day}{plain(e.text)}{url}")
    return lines


def _terms(evidence: Sequence[Evidence], words: Words) -> list[str]:
    named = [
        plain(e.term) if e.n is None else f"{plain(e.term)} {words.count(e.n)}"
        for e in evidence
        if e.term
    ]
    return [words.gettext(", ").join(named)] if named else []


def _sources(breakout: Breakout, words: Words) -> str:
    if len(breakout.path) > 1:
        told = (f"{plain(s.source)} ({words.lead(s)})" for s in breakout.path)
        return words.gettext("; ").join(told)
    return words.gettext(", ").join(map(plain, breakout.sources))


def _cell(text: str) -> Text:
    # Never a str: Rich would read markup in it, and a mention could hold some.
    return Text(plain(text))
