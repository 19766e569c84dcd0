"""Observed against what would have come anyway, with its band."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any, Final

import altair as alt

from chuquan.faces.impact_numbers import unit_name
from chuquan.faces.impact_picture import drawn, finding
from chuquan.faces.impact_words import title
from chuquan.faces.web.charts.asked import impact_found, nothing
from chuquan.faces.web.charts.days import LABEL_ROW, Mark, day_axis, mark_rules, placed
from chuquan.faces.web.charts.drawing import Asked, Drawn, amount_axis, fitted, legend
from chuquan.report import ImpactPeriod

_HEIGHT: Final = 320
_DOTTED: Final = 60
"""So many periods and fewer have a dot each."""
_LONG: Final = 300
"""More days than these are told by months."""


def impact_observed(asked: Asked) -> Drawn:
    """Draw the impact ``id`` of the query: the window, and a sensible stretch before it."""
    impact, breakout = impact_found(asked)
    words = asked.words
    periods = drawn(impact)
    rows: list[dict[str, Any]] = [
        {
            "day": p.first_day.isoformat(),
            "last_day": p.last_day.isoformat(),
            "observed": p.observed,
            "counterfactual": p.counterfactual,
            "low": p.low,
            "high": p.high,
            "is_after": p.is_after,
        }
        for p in periods
    ]
    name = words.gettext("%(title)s: observed, and what would have come anyway") % {
        "title": title(impact, words, breakout)
    }
    if not rows:
        return Drawn(fitted(nothing(asked), asked, 80), name, "", rows)
    first, last = periods[0].first_day, periods[-1].last_day
    is_long = (last - first).days > _LONG
    marks = placed(_start(periods, asked, is_long=is_long), first, last, asked.width)
    layers = [
        *_gaps(periods, asked, is_long=is_long),
        *_lines(rows, impact.unit, asked, is_long=is_long),
        *mark_rules(marks, asked, is_long=is_long),
    ]
    chart = alt.layer(*layers)
    return Drawn(fitted(chart, asked, _HEIGHT), name, finding(impact, words), rows)


def _lines(
    rows: list[dict[str, Any]], unit: str, asked: Asked, *, is_long: bool
) -> list[alt.Chart]:
    gettext, c = asked.words.gettext, asked.colours
    names = [
        gettext("observed"),
        gettext("would have come anyway"),
        gettext("its 95% band"),
    ]
    key: dict[str, Any] = {
        "scale": alt.Scale(domain=names, range=[c["ink"], c["image"], c["band"]]),
        "legend": legend(asked, len(names), symbolOpacity=1),
    }
    values = [r[k] for r in rows for k in ("observed", "low", "high") if r[k] is not None]
    low, high = min(values), max(values)
    # From zero where that is near; room above for the label of the start.
    base = 0.0 if 0 < low < 0.45 * high else low
    top = high + (high - base) * (LABEL_ROW + 6) / (_HEIGHT - 80)
    y: dict[str, Any] = {
        "title": unit_name(unit, asked.words) or None,
        "scale": alt.Scale(domain=[base, top], zero=False),
        "axis": amount_axis(values, asked, domain=False),
    }
    chart = alt.Chart(alt.Data(values=rows)).encode(
        x=day_axis(asked, is_long=is_long, is_middle=not is_long)
    )
    layers = [
        chart.mark_area(opacity=1).encode(
            y=alt.Y("low:Q", **y), y2="high:Q", color=alt.ColorDatum(names[2], **key)
        ),
        chart.mark_line(strokeWidth=2, strokeDash=[6, 3]).encode(
            y=alt.Y("counterfactual:Q", **y), color=alt.ColorDatum(names[1], **key)
        ),
        chart.mark_line(strokeWidth=2).encode(
            y=alt.Y("observed:Q", **y), color=alt.ColorDatum(names[0], **key)
        ),
    ]
    if len(rows) <= _DOTTED:
        layers.append(
            chart.mark_point(filled=True, size=28, opacity=1, color=c["ink"]).encode(
                y=alt.Y("observed:Q", **y)
            )
        )
    return layers


def _gaps(periods: list[ImpactPeriod], asked: Asked, *, is_long: bool) -> list[alt.Chart]:
    """Shade where there is no figure."""
    stretches = [
        (members[0].first_day, members[-1].last_day)
        for is_seen, group in groupby(periods, key=lambda p: p.observed is not None)
        if not is_seen and (members := list(group))
    ]
    if not stretches:
        return []
    rows = [{"day": a.isoformat(), "to": b.isoformat()} for a, b in stretches]
    unit: dict[str, Any] = {} if is_long else {"timeUnit": "utcyearmonthdate"}
    return [
        alt.Chart(alt.Data(values=rows))
        .mark_rect(color=asked.colours["outage"])
        .encode(
            x=day_axis(asked, is_long=is_long),
            x2=alt.X2("to:T", **unit),
            y=alt.value(0),
            y2=alt.value("height"),
        )
    ]


def _start(periods: list[ImpactPeriod], asked: Asked, *, is_long: bool) -> list[Mark]:
    first: date | None = next((p.first_day for p in periods if p.is_after), None)
    if first is None:
        return []
    told = asked.words.day(first) if is_long else asked.words.short_day(first)
    return [Mark(first, asked.words.gettext("start %(day)s") % {"day": told})]
