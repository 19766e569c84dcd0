"""Axes of days and months, told in the reader's language, always on the day that the data name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import altair as alt

from chuquan.faces.svg import width_of
from chuquan.faces.web.charts.drawing import Asked

LABEL_ROW = 15
_LEFT = 50.0
_ROOM = 1.15


def day_axis(asked: Asked, *, is_long: bool = False) -> alt.X:
    """Return the horizontal axis of the field ``day``.

    Days are read and shown in UTC, or a server west of Greenwich would move them.

    Parameters
    ----------
    is_long : bool
        Whether years are shown rather than days.
    """
    if is_long:
        form = "%Y年%-m月" if asked.words.lang == "zh" else "%b %Y"
        return alt.X("day:T", title=None, scale=alt.Scale(type="utc"), axis=_axis(form, asked))
    form = "%-m月%-d日" if asked.words.lang == "zh" else "%-d %b"
    return alt.X("day:T", title=None, timeUnit="utcyearmonthdate", axis=_axis(form, asked))


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
    align: str = "left"
    row: int = 0


def placed(marks: Sequence[Mark], first: date, last: date, width: float) -> list[Mark]:
    """Give each label a side and a row on which it meets no other.

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
    for mark in marks:
        x = plot * ((mark.day - first).days + 0.5) / n_days
        wide = width_of(mark.label) * _ROOM + 8
        choices = [
            (row, align)
            for row in range(len(marks))
            for align, low in (("left", x), ("right", x - wide))
            if low >= 0 and low + wide <= plot
            if all(r != row or low + wide < a or low > b for r, a, b in taken)
        ]
        row, align = choices[0] if choices else (len(marks) - 1, "left")
        low = x if align == "left" else x - wide
        taken.append((row, low, low + wide))
        out.append(Mark(mark.day, mark.label, align, row))
    return out


def mark_rules(marks: Sequence[Mark], asked: Asked) -> alt.LayerChart:
    """Return placed marks as lines with their labels at the top of the plot."""
    rows = [{"day": m.day.isoformat(), "label": m.label, "row": m.row} for m in marks]
    base = alt.Chart(alt.Data(values=rows)).encode(x=day_axis(asked))
    layers: list[Any] = [
        base.mark_rule(color=asked.colours["ink"], strokeDash=[2, 2]).encode(
            y=alt.datum(0), y2=alt.value(0)
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
            .encode(x=day_axis(asked), y=alt.value(LABEL_ROW * mark.row), text="label:N")
        )
    return alt.layer(*layers)
