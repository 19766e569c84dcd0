"""The timeline of a breakout: mentions a day against what was to be expected."""

from __future__ import annotations

from typing import Any

import altair as alt

from chuquan.errors import NotFoundError
from chuquan.faces.web.charts.drawing import Asked, Drawn, config
from chuquan.report import Breakout

WIDTH, HEIGHT = 720, 260
_DARK_DAY = 0.05
"""Less exposure than this is an outage."""


def timeline(asked: Asked) -> Drawn:
    """Draw the breakout ``id`` of the query."""
    breakout = found(asked)
    words, colour = asked.words, asked.colours
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
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("day:T", title=None, axis=alt.Axis(format="%m-%d", labelOverlap=True))
    )
    bars = base.mark_bar(color=colour[breakout.kind], opacity=0.75).encode(
        y=alt.Y("n:Q", title=words.gettext("mentions a day"))
    )
    usual = base.mark_line(color=colour["expected"], strokeDash=[4, 3]).encode(y="expected:Q")
    dark = base.transform_filter(f"datum.exposure < {_DARK_DAY}").mark_rule(
        color=colour["outage"], strokeWidth=6
    )
    marks = [("onset", breakout.onset.date()), ("peak", breakout.peak.date())]
    names = {"onset": words.gettext("onset"), "peak": words.gettext("peak")}
    rules = alt.Chart(
        alt.Data(values=[{"day": d.isoformat(), "name": names[n]} for n, d in marks])
    ).encode(x="day:T")
    chart = (
        dark
        + bars
        + usual
        + rules.mark_rule(color=colour["ink"], strokeDash=[2, 2])
        + rules.mark_text(align="left", dx=4, y=8, color=colour["ink"]).encode(text="name:N")
    ).properties(width=WIDTH, height=HEIGHT)
    finding = words.gettext(
        "%(place)s %(theme)s: from %(onset)s on, most on %(peak)s, "
        "%(n)s mentions above what was to be expected"
    ) % {
        "place": words.place(breakout),
        "theme": words.theme(breakout),
        "onset": words.day(breakout.onset.date()),
        "peak": words.day(breakout.peak.date()),
        "n": words.count(breakout.n_excess),
    }
    spec = {**chart.to_dict(), "config": config(asked.theme)}
    return Drawn(spec, words.gettext("Mentions day by day"), finding, rows)


def found(asked: Asked) -> Breakout:
    """Return the breakout ``id`` of the query.

    Raises
    ------
    NotFoundError
        If the report holds none of this id.
    """
    breakout = asked.shown.breakouts.get(asked.query.get("id", ""))
    if breakout is None:
        raise NotFoundError(
            f"no breakout {asked.query.get('id', '')!r}",
            where="chart",
            allowed="the id of a breakout in the report",
            todo="take the address from a page",
        )
    return breakout
