"""What a chart is asked to draw: the breakout, place or impact of the address, or nothing."""

from __future__ import annotations

import altair as alt

from chuquan.errors import NotFoundError
from chuquan.faces.web.charts.drawing import Asked
from chuquan.report import Breakout, Impact, PlaceProfile


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
            f"no breakout {asked.query.get('id', '')[:80]!r}",
            where="chart",
            allowed="the id of a breakout in the report",
            todo="take the address from a page",
        )
    return breakout


def place_found(asked: Asked) -> PlaceProfile:
    """Return the place ``id`` of the query.

    Raises
    ------
    NotFoundError
        If the report holds none of this id.
    """
    profile = asked.shown.places.get(asked.query.get("id", ""))
    if profile is None:
        raise NotFoundError(
            f"no place {asked.query.get('id', '')[:80]!r}",
            where="chart",
            allowed="the id of a place in the report",
            todo="take the address from a page",
        )
    return profile


def impact_found(asked: Asked) -> tuple[Impact, Breakout | None]:
    """Return the impact ``id`` of the query, its names cut, and the breakout that it is of.

    Raises
    ------
    NotFoundError
        If the report holds none of this id.
    """
    impact = asked.shown.impacts.get(asked.query.get("id", ""))
    if impact is None:
        raise NotFoundError(
            f"no impact {asked.query.get('id', '')[:80]!r}",
            where="chart",
            allowed="the id of an impact in the report",
            todo="take the address from a page",
        )
    return impact, asked.shown.breakouts.get(impact.breakout_id or "")


def nothing(asked: Asked) -> alt.Chart:
    """Return the words that stand where there is nothing to draw."""
    text = asked.words.gettext("nothing to draw")
    base = alt.Chart(alt.Data(values=[{"text": text}])).encode(text="text:N")
    drawn: alt.Chart = base.mark_text(align="center", color=asked.colours["soft"], fontSize=13)
    return drawn
