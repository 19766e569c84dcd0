"""Breakouts of the past that began alike, laid over each other from their onsets."""

from __future__ import annotations

from typing import Any, Final

import altair as alt

from chuquan.faces.web.alike import alike as find
from chuquan.faces.web.charts.asked import found, nothing
from chuquan.faces.web.charts.drawing import Asked, Drawn, fitted, legend
from chuquan.faces.web.told import alike_sentence
from chuquan.faces.words import cut

DAYS: Final = 21
_HEIGHT = 300


def alike(asked: Asked) -> Drawn:
    """Draw the breakout ``id`` and those that began as it did, day by day from the onset."""
    breakout, told = found(asked), asked.words
    near = find(asked.shown, breakout)
    own = told.image(breakout)
    past = told.gettext("began alike")
    rows: list[dict[str, Any]] = []
    for other in near.breakouts:
        rows += _rows(other.breakout_id, other.image, past, other.days)
    rows += _rows(breakout.breakout_id, breakout.image, own, near.days, is_own=True)
    title = told.gettext("Similar breakouts of the past, aligned by onset")
    if not near.breakouts:
        return Drawn(fitted(nothing(asked), asked, 80), title, "", rows)
    chart = (
        alt.Chart(alt.Data(values=rows))
        .mark_line(clip=True)
        .encode(
            x=alt.X(
                "day:Q",
                title=told.gettext("days after the onset"),
                scale=alt.Scale(domain=[0, DAYS]),
                axis=alt.Axis(tickMinStep=1, grid=False, tickCount=7),
            ),
            y=alt.Y(
                "excess:Q",
                title=told.gettext("mentions above the usual"),
                axis=alt.Axis(domain=False),
            ),
            detail="breakout_id:N",
            color=alt.Color(
                "which:N",
                sort=[past, own],
                scale=alt.Scale(
                    domain=[past, own],
                    range=[asked.colours["affairs"], asked.colours[breakout.kind]],
                ),
                legend=legend(asked, 2),
            ),
            strokeWidth=alt.condition("datum.is_own", alt.value(3.5), alt.value(1.3)),
        )
    )
    return Drawn(fitted(chart, asked, _HEIGHT), title, alike_sentence(near, told), rows)


def _rows(
    breakout_id: str,
    image: str,
    which: str,
    days: tuple[float | None, ...],
    *,
    is_own: bool = False,
) -> list[dict[str, Any]]:
    return [
        {
            "breakout_id": breakout_id,
            "image": cut(image),
            "which": which,
            "is_own": is_own,
            "day": i,
            "excess": value,
        }
        for i, value in enumerate(days[: DAYS + 1])
    ]
