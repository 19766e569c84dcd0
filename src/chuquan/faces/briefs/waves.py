"""Waves as rows: the figures of a breakout once, for ranked tables, strips of facts and sheets."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from chuquan.faces.briefs.content import Cell, Column, Row, Run, Table, TableStyle
from chuquan.faces.briefs.show import shown
from chuquan.faces.words import Words
from chuquan.report import Breakout, Report, TimelineDay

SHEET = "breakouts"
RANKED = (
    "place", "theme", "lever", "onset", "peak", "end", "excess", "times", "half_life", "q_value",
)  # fmt: skip
OF_PLACE = tuple(key for key in RANKED if key != "place")
FACTS = (
    "onset", "peak", "end", "excess", "times", "peak_n", "peak_expected",
    "half_life", "half_life_low", "half_life_high", "dark", "q_value",
)  # fmt: skip


TO_COME = ("to_come", "to_come_low", "to_come_high")
"""More facts of a wave under way."""


def wave_key(report: Report, breakout: Breakout) -> str:
    """Return a wave's key: its number in the report, as ids may hold anything."""
    return f"b{next(i for i, b in enumerate(report.breakouts) if b is breakout)}"


def columns(words: Words) -> tuple[Column, ...]:
    """Return the columns of waves, in the order of the sheet."""
    _ = words.gettext
    return (
        Column("place", _("Place"), weight=1.1),
        Column("theme", _("Theme"), weight=1.8),
        Column("kind", _("Kind"), weight=0.8),
        Column("lever", _("Lever"), weight=0.9),
        Column("onset", _("Onset"), "day", 1.15),
        Column("peak", _("Peak"), "day", 1.15),
        Column("end", _("End"), "day", 1.15),
        Column("phase", _("Phase"), weight=0.8),
        Column("excess", _("Excess"), "count", 0.8),
        Column("times", _("× usual"), "times", 0.9),
        Column("peak_n", _("Most in a day"), "count", 0.9),
        Column("peak_expected", _("expected that day"), "count", 0.9),
        Column("half_life", _("Half-life"), "days", 0.9),
        Column("half_life_low", _("half-life, from (90%)"), "days", 0.9),
        Column("half_life_high", _("half-life, to (90%)"), "days", 0.9),
        Column("dark", _("days not read"), "count", 0.9),
        Column("q_value", _("q-value"), "share", 0.75),
        Column("to_come", _("still to come"), "count", 0.9),
        Column("to_come_low", _("to come, from (80%)"), "count", 0.9),
        Column("to_come_high", _("to come, to (80%)"), "count", 0.9),
        Column("certainty", _("How sure"), weight=1.2),
        Column("first_source", _("First source")),
        Column("province", _("Province")),
        Column("place_id", _("Code of the place")),
        Column("breakout_id", _("Breakout")),
    )


def row(report: Report, breakout: Breakout, words: Words) -> Row:
    """Return one wave as a row of :func:`columns`."""
    b, w = breakout, words
    top = peak_day(b)
    low, high = b.half_life_days_interval or (None, None)
    cells = {
        "place": _text(w.place(b)),
        "theme": _text(w.theme(b)),
        "kind": _text(w.short_kind(b.kind)),
        "lever": _text(w.short_lever(b.lever)) if b.lever else Cell("—"),
        "onset": day_cell(b.onset.date(), w),
        "peak": day_cell(b.peak.date(), w),
        "end": day_cell(b.end.date(), w) if b.end else Cell(w.gettext("goes on")),
        "phase": _text(w.phase(b.phase)),
        "excess": number(b.n_excess, w.count(b.n_excess)),
        "times": number(b.rate_ratio, w.times(b.rate_ratio)),
        "peak_n": number(top.n, w.count(top.n)) if top else Cell("—"),
        "peak_expected": number(top.expected, w.expected(top.expected)) if top else Cell("—"),
        "half_life": _days(b.half_life_days, w),
        "half_life_low": _days(low, w),
        "half_life_high": _days(high, w),
        "dark": number(dark := n_dark_days(b), str(dark)),
        "q_value": number(b.q_value, w.q_value(b.q_value)),
        **dict(zip(TO_COME, _to_come(b, w), strict=True)),
        "certainty": _text(w.certainty(b.q_value)),
        "first_source": _text(b.first_source),
        "province": _text(b.province_name),
        "place_id": _text(b.place_id),
        "breakout_id": _text(b.breakout_id),
    }
    return Row(wave_key(report, b), cells)


def wave_table(
    report: Report,
    breakouts: Sequence[Breakout],
    words: Words,
    *,
    key: str,
    title: str,
    caption: str = "",
    shown_columns: tuple[str, ...] = RANKED,
    style: TableStyle = "rows",
) -> Table:
    """Return waves as a table; numbers in print are given later."""
    return Table(
        key=key,
        title=title,
        caption=caption,
        sheet=SHEET,
        columns=columns(words),
        rows=tuple(row(report, b, words) for b in breakouts),
        shown=shown_columns,
        style=style,
    )


def peak_day(breakout: Breakout) -> TimelineDay | None:
    """Return the day of the wave with most mentions of its own series."""
    first = breakout.onset.date()
    last = breakout.end.date() if breakout.end else date.max
    days = [d for d in breakout.timeline if math.isfinite(d.n) and first <= d.day <= last]
    return max(days, key=lambda d: d.n, default=None)


def n_dark_days(breakout: Breakout) -> int:
    """Return on how many days of the wave nothing could be read."""
    first = breakout.onset.date()
    last = breakout.end.date() if breakout.end else date.max
    return sum(d.exposure <= 0 and first <= d.day <= last for d in breakout.timeline)


def day_cell(day: date, words: Words) -> Cell:
    """Return a calendar day: short in a table, in full in a sentence."""
    return Cell(day.isoformat(), day, words.day(day))


def number(value: float, text: str) -> Cell:
    """Return a number as it is shown and, where it is one, as a spreadsheet keeps it."""
    return Cell(text, value if math.isfinite(value) else None)


def name(breakout: Breakout, words: Words) -> Run:
    """Return a wave's name as it stands in a sentence."""
    return Run(shown(words.image(breakout), 80))


def _to_come(breakout: Breakout, words: Words) -> tuple[Cell, ...]:
    outlook = breakout.outlook
    if outlook is None:
        return (Cell("—"),) * 3
    values = (outlook.n_remaining, *outlook.n_remaining_interval)
    return tuple(number(value, words.count(value)) for value in values)


def _text(value: str) -> Cell:
    text = shown(value, 80)
    return Cell(text, text)


def _days(value: float | None, words: Words) -> Cell:
    return Cell("—") if value is None else number(value, words.days(value))
