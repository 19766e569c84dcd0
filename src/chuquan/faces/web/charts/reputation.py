"""A place's reputation: the share of image, crisis and affairs by month, with a smoothed trend."""

from __future__ import annotations

from typing import Any, Final

import altair as alt

from chuquan.faces.web.charts.asked import nothing, place_found
from chuquan.faces.web.charts.days import day_axis
from chuquan.faces.web.charts.drawing import Asked, Drawn, fitted, legend
from chuquan.faces.web.reputation import KINDS
from chuquan.faces.web.reputation import reputation as months_of
from chuquan.faces.web.told import reputation_sentence

_HEIGHT: Final = 290
_LEAST = 3.0
"""A month of fewer mentions has no share worth a dot."""


def reputation(asked: Asked) -> Drawn:
    """Draw the months of the place ``id``: dots are months, lines the trend, bands its interval."""
    profile, told = place_found(asked), asked.words
    found = months_of(asked.shown, profile)
    rows: list[dict[str, Any]] = [
        {
            "day": m.month.isoformat(),
            "kind": told.kind(kind),
            "mentions": round(getattr(m, kind), 2),
            "of": round(m.n, 2),
            "share": round(getattr(m, kind) / m.n, 4) if m.n else None,
            "trend": m.trend[kind].share if m.trend else None,
            "low": m.trend[kind].low if m.trend else None,
            "high": m.trend[kind].high if m.trend else None,
            "covered": m.covered,
        }
        for kind in KINDS
        for m in found.months
    ]
    title = told.gettext("Share of each kind in its mentions, by month")
    if not any(r["trend"] is not None for r in rows):
        return Drawn(fitted(nothing(asked), asked, 80), title, "", rows)
    names = [told.kind(k) for k in KINDS]
    colour = alt.Color(
        "kind:N", sort=names, legend=legend(asked, len(names), symbolOpacity=1),
        scale=alt.Scale(domain=names, range=[asked.colours[k] for k in KINDS]),
    )  # fmt: skip
    x = day_axis(asked, is_long=True)
    y_axis = alt.Axis(format="%", domain=False, tickCount=5)
    base = alt.Chart(alt.Data(values=rows)).encode(x=x, color=colour)
    trend = base.transform_filter("isValid(datum.trend)")
    chart = alt.layer(
        trend.mark_area(opacity=0.18).encode(
            y=alt.Y("low:Q", title=None, axis=y_axis, scale=alt.Scale(domain=[0, 1])), y2="high:Q"
        ),
        base.transform_filter(f"datum.of >= {_LEAST} && isValid(datum.share)")
        .mark_circle(opacity=0.55)
        .encode(
            y=alt.Y("share:Q", title=None),
            size=alt.Size(
                "of:Q", legend=None, scale=alt.Scale(type="sqrt", domainMin=0, range=[8, 160])
            ),
        ),
        trend.mark_line(strokeWidth=2.5).encode(
            y=alt.Y("trend:Q", title=None), strokeDash=_dash(names)
        ),
    )
    return Drawn(fitted(chart, asked, _HEIGHT), title, reputation_sentence(found, told), rows)


def _dash(names: list[str]) -> alt.StrokeDash:
    # Lines differ by dashes as well as by colour.
    return alt.StrokeDash(
        "kind:N", legend=None, scale=alt.Scale(domain=names, range=[[1, 0], [7, 3], [2, 3]])
    )
