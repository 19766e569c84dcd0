"""A place's season: its images by calendar month, the median and each year."""

from __future__ import annotations

from typing import Any, Final

import altair as alt

from chuquan.faces.web.charts.asked import nothing, place_found
from chuquan.faces.web.charts.drawing import Asked, Drawn, fitted, legend
from chuquan.faces.web.season import season as months_of
from chuquan.faces.web.told import season_sentence

_HEIGHT: Final = 270


def season(asked: Asked) -> Drawn:
    """Draw the calendar months of the place ``id``: bars are medians, dots are years."""
    profile, told = place_found(asked), asked.words
    found = months_of(asked.shown, profile)
    names = [told.month(m) for m in range(1, 13)]
    rows: list[dict[str, Any]] = [
        {"month": m.month, "name": names[m.month - 1], "year": year, "n": n, "usual": m.usual}
        for m in found.months
        for year, n in sorted(m.by_year.items())
    ]
    title = told.gettext("Mentions of its images by calendar month")
    if not rows:
        return Drawn(fitted(nothing(asked), asked, 80), title, "", rows)
    means = [
        {"name": names[m.month - 1], "usual": m.usual, "which": told.gettext("median of the years")}
        for m in found.months
        if m.usual is not None
    ]
    x = alt.X(
        "name:O",
        sort=names,
        title=None,
        axis=alt.Axis(labelAngle=0, labelOverlap="parity", labelSeparation=5),
    )
    y_title = told.gettext("mentions a month (root scale)")
    # One great wave would press all other months flat.
    scale = alt.Scale(type="sqrt")
    axis = alt.Axis(domain=False, tickCount=5)
    which = [told.gettext("median of the years"), told.gettext("one year")]
    colour = alt.Color(
        "which:N", legend=legend(asked, 2),
        scale=alt.Scale(domain=which, range=[asked.colours["image"], asked.colours["ink"]]),
    )  # fmt: skip
    chart = alt.layer(
        alt.Chart(alt.Data(values=means))
        .mark_bar(opacity=0.55)
        .encode(x=x, y=alt.Y("usual:Q", title=y_title, axis=axis, scale=scale), color=colour),
        alt.Chart(alt.Data(values=[{**r, "which": which[1]} for r in rows]))
        .mark_circle(size=38, opacity=0.9)
        .encode(x=x, y=alt.Y("n:Q", title=y_title), color=colour),
    )
    return Drawn(fitted(chart, asked, _HEIGHT), title, season_sentence(found, told), rows)
