"""The kinds of a wave day by day: image, crisis, affairs."""

from __future__ import annotations

from typing import Any, Final

import altair as alt

from chuquan.faces.web.charts.asked import found, nothing
from chuquan.faces.web.charts.days import day_axis
from chuquan.faces.web.charts.drawing import Asked, Drawn, fitted, legend
from chuquan.report import Breakout

KINDS: Final = ("image", "crisis", "affairs")
_HEIGHT = 250


def kinds(asked: Asked) -> Drawn:
    """Draw the kinds of the breakout ``id`` by day.

    Of a wave whose kinds changed, or that is both, its own excess; of others all mentions of the
    place.
    """
    breakout, told = found(asked), asked.words
    is_own = bool(breakout.mix_days)
    days: Any = breakout.mix_days if is_own else breakout.timeline
    rows = [
        {"day": d.day.isoformat(), "kind": kind, "name": told.kind(kind), "n": getattr(d, kind),
         "rank": i}
        for i, kind in enumerate(KINDS)
        for d in days
    ]  # fmt: skip
    title = (
        told.gettext("Kinds of this wave by day")
        if is_own
        else told.gettext("All mentions of the place by day and kind")
    )
    if not rows:
        return Drawn(fitted(nothing(asked), asked, 80), title, "", rows)
    chart = (
        alt.Chart(alt.Data(values=rows))
        .mark_bar()
        .encode(
            x=day_axis(asked),
            y=alt.Y(
                "n:Q", axis=alt.Axis(domain=False),
                title=told.gettext("excess mentions") if is_own
                else told.gettext("mentions a day"),
            ),
            color=alt.Color(
                "name:N",
                scale=alt.Scale(
                    domain=[told.kind(k) for k in KINDS], range=[asked.colours[k] for k in KINDS]
                ),
                legend=legend(asked, len(KINDS)),
            ),
            order=alt.Order("rank:Q"),
        )
    )  # fmt: skip
    return Drawn(fitted(chart, asked, _HEIGHT), title, _finding(breakout, rows, asked), rows)


def _finding(breakout: Breakout, rows: list[dict[str, Any]], asked: Asked) -> str:
    told = asked.words
    totals = {kind: sum(r["n"] for r in rows if r["kind"] == kind) for kind in KINDS}
    whole = sum(totals.values())
    if not whole:
        return ""
    listed = told.gettext(", ").join(
        f"{told.kind(k)} {told.share(n / whole)}" for k, n in totals.items()
    )
    text = (
        told.gettext("Of the excess of this wave: %(list)s.")
        if breakout.mix_days
        else told.gettext("Of all mentions of %(place)s in these days: %(list)s.")
    )
    return text % {
        "place": told.place(breakout),
        "list": listed,
    }
