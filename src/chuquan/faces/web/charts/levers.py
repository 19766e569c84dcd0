"""The levers of a breakout day by day: what its place's images were about."""

from __future__ import annotations

import altair as alt

from chuquan.faces.web.charts.asked import found, nothing
from chuquan.faces.web.charts.days import day_axis
from chuquan.faces.web.charts.drawing import Asked, Drawn, fitted, legend
from chuquan.report import Breakout

_HEIGHT = 270
_LEAST = 0.5
"""Mentions in all that a lever needs to be drawn."""


def levers(asked: Asked) -> Drawn:
    """Draw the mentions of the place that are images, by lever, for the breakout ``id``."""
    breakout, told = found(asked), asked.words
    days = [d.day.isoformat() for d in breakout.timeline]
    totals = {k: sum(v) for k, v in breakout.lever_days.items() if sum(v) >= _LEAST}
    order = sorted(totals, key=lambda k: -totals[k])
    rows = [
        {"day": day, "lever": lever, "name": told.lever(lever), "n": n, "rank": i}
        for i, lever in enumerate(order)
        for day, n in zip(days, breakout.lever_days[lever], strict=False)
    ]
    title = told.gettext("Images of the place day by day, by lever")
    if not rows:
        return Drawn(fitted(nothing(asked), asked, 80), title, "", rows)
    chart = (
        alt.Chart(alt.Data(values=rows))
        .mark_bar()
        .encode(
            x=day_axis(asked),
            y=alt.Y("n:Q", title=told.gettext("mentions a day"), axis=alt.Axis(domain=False)),
            color=alt.Color(
                "name:N",
                sort=[told.lever(k) for k in order],
                scale=alt.Scale(
                    domain=[told.lever(k) for k in order], range=[asked.colours[k] for k in order]
                ),
                legend=legend(asked, len(order)),
            ),
            order=alt.Order("rank:Q"),
        )
    )
    return Drawn(fitted(chart, asked, _HEIGHT), title, _finding(breakout, totals, asked), rows)


def _finding(breakout: Breakout, totals: dict[str, float], asked: Asked) -> str:
    told, whole = asked.words, sum(totals.values())
    listed = told.gettext(", ").join(
        f"{told.lever(k)} {told.share(v / whole)}"
        for k, v in sorted(totals.items(), key=lambda kv: -kv[1])[:3]
    )
    return told.gettext("Of the images of %(place)s in these days: %(list)s.") % {
        "place": told.place(breakout),
        "list": listed,
    }
