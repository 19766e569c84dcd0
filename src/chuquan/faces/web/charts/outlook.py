"""What is still to come of a wave under way: its days so far, and a fan of those to come."""

from __future__ import annotations

from typing import Any, Final

import altair as alt

from chuquan.faces.web.alike import excess_days
from chuquan.faces.web.charts.asked import found, nothing
from chuquan.faces.web.charts.days import day_axis
from chuquan.faces.web.charts.drawing import Asked, Drawn, fitted, legend
from chuquan.faces.web.covered import days_from
from chuquan.faces.web.told import outlook_sentence

_HEIGHT: Final = 260


def outlook(asked: Asked) -> Drawn:
    """Draw the days of the breakout ``id`` that were, and those to come with their intervals."""
    breakout, told = found(asked), asked.words
    title = told.gettext("What is still to come")
    if breakout.outlook is None:
        return Drawn(fitted(nothing(asked), asked, 80), title, "", [])
    past = excess_days(breakout)
    rows: list[dict[str, Any]] = [
        {"day": day.isoformat(), "excess": n, "low": None, "high": None, "is_to_come": False}
        for day, n in zip(days_from(breakout.onset.date(), len(past)), past, strict=True)
        if day <= breakout.outlook.as_of
    ]
    rows += [
        {"day": d.day.isoformat(), "excess": d.n_excess, "low": d.low, "high": d.high,
         "is_to_come": True}
        for d in breakout.outlook.days
    ]  # fmt: skip
    names = [told.gettext("so far"), told.gettext("to come, as expected")]
    scale = alt.Scale(domain=names, range=[asked.colours[breakout.kind], asked.colours["expected"]])
    key: dict[str, Any] = {"scale": scale, "legend": legend(asked, 2)}
    label = told.gettext("mentions above the usual")
    so_far = alt.Chart(alt.Data(values=[r for r in rows if not r["is_to_come"]]))
    later = alt.Chart(alt.Data(values=[r for r in rows if r["is_to_come"]]))
    middle = day_axis(asked, is_middle=True)
    chart = alt.layer(
        so_far.mark_bar(opacity=0.85).encode(
            x=day_axis(asked),
            y=alt.Y("excess:Q", title=label),
            color=alt.ColorDatum(names[0], **key),
        ),
        later.mark_area(opacity=0.25).encode(
            x=middle,
            y=alt.Y("low:Q", title=label),
            y2="high:Q",
            color=alt.ColorDatum(names[1], **key),
        ),
        later.mark_line(strokeWidth=2.5, strokeDash=[6, 3]).encode(
            x=middle, y=alt.Y("excess:Q", title=label), color=alt.ColorDatum(names[1], **key)
        ),
    )
    return Drawn(fitted(chart, asked, _HEIGHT), title, outlook_sentence(breakout, told), rows)
