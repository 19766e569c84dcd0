"""Axes of days and months, told in the reader's language, always on the day that the data name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import altair as alt

from chuquan.faces.svg import width_of
from chuquan.faces.web.charts.drawing import Asked

LABEL_ROW = 15
_LEFT = 50.0
_ROOM = 1.15


def day_axis(asked: Asked, *, is_long: bool = False, is_middle: bool = False) -> alt.X:
    """Return the horizontal axis of the field ``day``.

    Days are read and shown in UTC, or a server west of Greenwich would move them.

    Parameters
    ----------
    is_long : bool
        Whether years are shown rather than days.
    is_middle : bool
        Whether a mark stands in the middle of its day, where a bar takes all of it.
    """
    if is_long:
        form = "%Y年%-m月" if asked.words.lang == "zh" else "%b %Y"
        return alt.X("day:T", title=None, scale=alt.Scale(type="utc"), axis=_axis(form, asked))
    form = "%-m月%-d日" if asked.words.lang == "zh" else "%-d %b"
    at: dict[str, Any] = {"bandPosition": 0.5} if is_middle else {}
    return alt.X("day:T", title=None, timeUnit="utcyearmonthdate", axis=_axis(form, asked), **at)


def _axis(form: str, asked: Asked) -> alt.Axis:
    return alt.Axis(
        format=form, formatType="time", labelOverlap="greedy", labelSeparation=8, grid=False,
        tickCount=max(asked.width // 110, 3),
    )  # fmt: skip


@dataclass(frozen=True)
class Mark:
    """A label that belongs to a day; ``row`` counts from the top."""

    day: date
    label: str
    align: Literal["left", "right"] = "left"
    row: int = 0


def placed(marks: Sequence[Mark], first: date, last: date, width: float) -> list[Mark]:
    """Give each label a side and a row on which it meets no other and, if it can, no other's line.

    Parameters
    ----------
    marks : sequence of Mark
    first, last : date
        Ends of the axis.
    width : float
        Of the whole picture.
    """
    plot = width - _LEFT
    n_days = max((last - first).days + 1, 1)
    taken: list[tuple[int, float, float]] = []
    out = []
    sides: tuple[tuple[Literal["left", "right"], int], ...] = (("left", 0), ("right", 1))
    lines = [plot * ((m.day - first).days + 0.5) / n_days for m in marks]
    for mark, x in zip(marks, lines, strict=True):
        wide = width_of(mark.label) * _ROOM + 8
        choices = [
            (row, align)
            for row in range(len(marks))
            for align, low in ((side, x - turn * wide) for side, turn in sides)
            if low >= 0 and low + wide <= plot
            if all(r != row or low + wide < a or low > b for r, a, b in taken)
        ]
        clear = [c for c in choices if not _crosses(c[1], x, wide, lines)]
        row, align = (clear or choices or [(len(marks) - 1, "left")])[0]
        low = x if align == "left" else x - wide
        taken.append((row, low, low + wide))
        out.append(Mark(mark.day, mark.label, align, row))
    return out


def _crosses(align: str, x: float, wide: float, lines: Sequence[float]) -> bool:
    low = x if align == "left" else x - wide
    return any(low < line < low + wide and line != x for line in lines)


def mark_rules(marks: Sequence[Mark], asked: Asked, *, is_long: bool = False) -> list[alt.Chart]:
    """Return placed marks as lines with their labels at the top of the plot."""

    def x() -> alt.X:
        return day_axis(asked, is_long=is_long, is_middle=not is_long)

    rows = [{"day": m.day.isoformat(), "label": m.label, "row": m.row} for m in marks]
    base = alt.Chart(alt.Data(values=rows)).encode(x=x())
    layers: list[alt.Chart] = [
        base.mark_rule(color=asked.colours["ink"], strokeDash=[2, 2]).encode(
            y=alt.value("height"), y2=alt.value(0)
        )
    ]
    for mark in marks:
        one = [{"day": mark.day.isoformat(), "label": mark.label}]
        dx = 5 if mark.align == "left" else -5
        layers.append(
            alt.Chart(alt.Data(values=one))
            .mark_text(
                align=mark.align, dx=dx, baseline="top", color=asked.colours["ink"], fontSize=12
            )
            .encode(x=x(), y=alt.value(LABEL_ROW * mark.row), text="label:N")
        )
    return layers
