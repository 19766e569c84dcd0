"""The timeline of a breakout: mentions a day against what was to be expected."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import Any, Final

import altair as alt

from chuquan.faces import timeline as told
from chuquan.faces.svg import width_of
from chuquan.faces.web.charts.asked import found, nothing
from chuquan.faces.web.charts.days import LABEL_ROW, Mark, day_axis, mark_rules, placed
from chuquan.faces.web.charts.drawing import Asked, Drawn, fitted, legend
from chuquan.report import Breakout

HEIGHT: Final = 300
_AXIS: Final = 60
"""Pixels that the axis of counts takes from the width."""
_DARK_DAY = 0.05
"""Less exposure than this is an outage."""


def timeline(asked: Asked) -> Drawn:
    """Draw the breakout ``id`` of the query."""
    breakout = found(asked)
    rows: list[dict[str, Any]] = [
        {
            "day": d.day.isoformat(),
            "n": d.n,
            "expected": d.expected,
            "image": d.image,
            "crisis": d.crisis,
            "affairs": d.affairs,
            "exposure": d.exposure,
        }
        for d in breakout.timeline
    ]
    title, said = told.finding(breakout, asked.words)
    if not rows:
        return Drawn(fitted(nothing(asked), asked, 80), title, said, rows)
    marks = placed(_marks(breakout, asked), *_ends(breakout), asked.width)
    highest = max(max(r["n"], r["expected"]) for r in rows) or 1.0
    room = LABEL_ROW * (1 + max((m.row for m in marks), default=0)) + 4
    chart = alt.layer(
        *_days(breakout, rows, asked, top=highest * HEIGHT / (HEIGHT - 60 - room)),
        *mark_rules(marks, asked),
        *_half_life(breakout, asked),
    )
    return Drawn(fitted(chart, asked, HEIGHT), title, said, rows)


def _days(
    breakout: Breakout, rows: list[dict[str, Any]], asked: Asked, *, top: float
) -> list[alt.Chart]:
    gettext, c = asked.words.gettext, asked.colours
    names = [gettext("this breakout"), gettext("expected")]
    colours = [c[breakout.kind], c["expected"]]
    dark = [r for r in rows if r["exposure"] < _DARK_DAY]
    if dark:
        names, colours = [*names, gettext("nothing read")], [*colours, c["outage"]]
    scale = alt.Scale(domain=names, range=colours)
    base = alt.Chart(alt.Data(values=rows)).encode(x=day_axis(asked))
    key = alt.Color(scale=scale, legend=legend(asked, len(names)))
    y = alt.Y(
        "n:Q", title=gettext("mentions a day"), scale=alt.Scale(domain=[0, top]),
        axis=alt.Axis(tickCount=5, domain=False),
    )  # fmt: skip
    layers = [
        base.mark_bar(opacity=0.85).encode(y=y, color=_named(key, names[0])),
        base.mark_line(strokeDash=[5, 3], strokeWidth=2).encode(
            x=day_axis(asked, is_middle=True), y="expected:Q", color=_named(key, names[1])
        ),
    ]
    if dark:
        shade = alt.Chart(alt.Data(values=dark)).encode(x=day_axis(asked))
        layers.insert(
            0,
            shade.mark_bar().encode(
                y=alt.value(0), y2=alt.value("height"), color=_named(key, names[2])
            ),
        )
    return layers


def _named(key: alt.Color, name: str) -> alt.ColorDatum:
    return alt.ColorDatum(name, scale=key["scale"], legend=key["legend"])


def _marks(breakout: Breakout, asked: Asked) -> list[Mark]:
    gettext, words = asked.words.gettext, asked.words
    named = (
        (breakout.onset, gettext("onset %(day)s")),
        (breakout.peak, gettext("peak %(day)s")),
        (breakout.end, gettext("end %(day)s")),
    )
    first, last = _ends(breakout)
    return [
        Mark(at.date(), label % {"day": words.short_day(at)})
        for at, label in named
        if at is not None and first <= at.date() <= last
    ]


def _ends(breakout: Breakout) -> tuple[date, date]:
    return breakout.timeline[0].day, breakout.timeline[-1].day


def _half_life(breakout: Breakout, asked: Asked) -> list[alt.Chart]:
    """Mark how long the excess of the greatest day takes to halve, from the peak on."""
    if breakout.half_life_days is None:
        return []
    peak = breakout.peak.date()
    by_day = {d.day: d for d in breakout.timeline}
    at = by_day.get(peak)
    if at is None:
        return []
    last = _ends(breakout)[1]
    height = at.expected + max(at.n - at.expected, 0) / 2
    low, high = breakout.half_life_days_interval or (breakout.half_life_days,) * 2

    def moved(days: float) -> str:
        return min(peak + timedelta(days=round(days)), last).isoformat()

    label = asked.words.gettext("half-life %(days)s") % {
        "days": asked.words.days(breakout.half_life_days)
    }
    row = {
        "day": peak.isoformat(), "middle": moved(breakout.half_life_days), "low": moved(low),
        "high": moved(high), "n": height,
        "label": label, "above": max(height, _highest_below(label, high, breakout, asked)),
    }  # fmt: skip
    base = alt.Chart(alt.Data(values=[row])).encode(y="n:Q")
    unit: dict[str, Any] = {"timeUnit": "utcyearmonthdate", "bandPosition": 0.5}
    ink = asked.colours["ink"]
    is_late = _is_late(breakout)
    return [
        base.mark_rule(color=ink, strokeWidth=2).encode(
            x=alt.X("day:T", **unit), x2=alt.X2("middle:T", **unit)
        ),
        base.mark_rule(color=ink, strokeWidth=6, opacity=0.3).encode(
            x=alt.X("low:T", **unit), x2=alt.X2("high:T", **unit)
        ),
        # Over bars a letter needs a rim of the page's colour to be read.
        *(
            base.mark_text(
                align="right" if is_late else "left", dx=-6 if is_late else 6, dy=-9, **paint
            ).encode(x=alt.X("day:T" if is_late else "high:T", **unit), y="above:Q", text="label:N")
            for paint in ({"stroke": asked.colours["page"], "strokeWidth": 4}, {"color": ink})
        ),
    ]


def _is_late(breakout: Breakout) -> bool:
    """Whether there is more room before the peak than after it."""
    first, last = _ends(breakout)
    return (last - breakout.peak.date()).days < (last - first).days / 2


def _highest_below(label: str, high: float, breakout: Breakout, asked: Asked) -> float:
    """Return the greatest count of the days over which the label of the half-life stands."""
    pixels = (asked.width - _AXIS) / len(breakout.timeline)
    wide = timedelta(days=math.ceil((width_of(label) + 12) / pixels))
    start = breakout.peak.date()
    start = start - wide if _is_late(breakout) else start + timedelta(days=round(high))
    return max((d.n for d in breakout.timeline if start < d.day <= start + wide), default=0.0)
