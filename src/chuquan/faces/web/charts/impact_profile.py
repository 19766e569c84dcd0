"""The mean effect on the days around an event."""

from __future__ import annotations

from typing import Any, Final

import altair as alt

from chuquan.faces.event_picture import profile_finding
from chuquan.faces.impact_numbers import effect_in
from chuquan.faces.web.charts.asked import impact_found, nothing
from chuquan.faces.web.charts.drawing import Asked, Drawn, amount_axis, fitted

_HEIGHT: Final = 260


def impact_profile(asked: Asked) -> Drawn:
    """Draw the days around the events of the impact ``id``; full dots are those clear of zero."""
    impact, _ = impact_found(asked)
    words, c = asked.words, asked.colours
    title = words.gettext("Mean effect on the days around an event")
    rows: list[dict[str, Any]] = [
        {
            "offset_days": a.offset_days,
            "effect": a.effect.value,
            "low": a.effect.low,
            "high": a.effect.high,
            "is_clear": a.effect.low > 0 or a.effect.high < 0,
        }
        for a in sorted(impact.around_events, key=lambda a: a.offset_days)
    ]
    if not rows:
        return Drawn(fitted(nothing(asked), asked, 80), title, "", rows)
    told = f"datum.value == 0 ? '{words.gettext('event day')}' : format(datum.value, '+d')"
    axis = alt.Axis(grid=False, labelAngle=0, labelExpr=told, domain=False, ticks=False)
    x = alt.X("offset_days:O", title=words.gettext("days from the event"), axis=axis)
    ends = [r[end] for r in rows for end in ("low", "high")]
    y: dict[str, Any] = {
        "title": effect_in(impact.unit, words), "axis": amount_axis(ends, asked, domain=False)
    }  # fmt: skip
    base = alt.Chart(alt.Data(values=rows)).encode(x=x)
    chart = alt.layer(
        alt.Chart(alt.Data(values=[{"at": 0}]))
        .mark_rule(color=c["soft"])
        .encode(y=alt.Y("at:Q", **y)),
        base.mark_rule(color=c["soft"], strokeWidth=1.6).encode(y=alt.Y("low:Q", **y), y2="high:Q"),
        base.transform_filter("datum.is_clear")
        .mark_point(filled=True, size=70, opacity=1, color=c["crisis"])
        .encode(y=alt.Y("effect:Q", **y)),
        base.transform_filter("!datum.is_clear")
        .mark_point(
            filled=True, size=70, opacity=1, fill=c["page"], stroke=c["crisis"], strokeWidth=1.5
        )
        .encode(y=alt.Y("effect:Q", **y)),
    )
    return Drawn(fitted(chart, asked, _HEIGHT), title, profile_finding(impact, words), rows)
