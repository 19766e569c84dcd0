"""Events one by one, sorted by effect, with their intervals."""

from __future__ import annotations

from typing import Any, Final

import altair as alt

from chuquan.faces.event_picture import finding
from chuquan.faces.impact_numbers import effect_in
from chuquan.faces.web.charts.asked import impact_found, nothing
from chuquan.faces.web.charts.drawing import Asked, Drawn, amount_axis, fitted, name_axis
from chuquan.faces.words import cut

_ROW: Final = 20
_THIN_ROW: Final = 6
_NAMED: Final = 60
"""So many events and fewer have their names beside them."""


def impact_events(asked: Asked) -> Drawn:
    """Draw the events of the impact ``id``; full dots are those clear of zero."""
    impact, _ = impact_found(asked)
    words, c = asked.words, asked.colours
    title = words.gettext("Each event's own effect, greatest first")
    events = sorted(impact.events, key=lambda e: -e.effect.value)
    n_letters = 10 if asked.is_narrow else 24
    rows: list[dict[str, Any]] = [
        {
            "event": e.name or e.event_id,
            "day": e.first_day.isoformat(),
            "last_day": e.last_day.isoformat(),
            "effect": e.effect.value,
            "low": e.effect.low,
            "high": e.effect.high,
            "is_clear": e.effect.low > 0 or e.effect.high < 0,
        }
        for e in events
    ]
    if not rows:
        return Drawn(fitted(nothing(asked), asked, 80), title, "", rows)
    drawn = [
        {**r, "row": i, "label": f"{r['day']} {cut(r['event'], n_letters)}"}
        for i, r in enumerate(rows)
    ]
    is_named = len(rows) <= _NAMED
    labels = {str(r["row"]): r["label"] for r in drawn}
    axis = None
    if is_named:
        axis = name_axis(list(labels.values()), asked, labelExpr=_told(labels), labelOverlap=False)
    y = alt.Y("row:O", title=None, axis=axis)
    ends = [r[end] for r in rows for end in ("low", "high")]
    x: dict[str, Any] = {
        "title": effect_in(impact.unit, words),
        "axis": amount_axis(ends, asked, titlePadding=6),
    }
    base = alt.Chart(alt.Data(values=drawn)).encode(y=y)
    dots: dict[str, Any] = {"size": 55 if is_named else 22, "opacity": 1}
    chart = alt.layer(
        alt.Chart(alt.Data(values=[{"at": 0}]))
        .mark_rule(color=c["soft"])
        .encode(x=alt.X("at:Q", **x)),
        base.mark_rule(color=c["soft"], strokeWidth=1.5).encode(x=alt.X("low:Q", **x), x2="high:Q"),
        base.transform_filter("datum.is_clear")
        .mark_point(filled=True, color=c["crisis"], **dots)
        .encode(x=alt.X("effect:Q", **x)),
        base.transform_filter("!datum.is_clear")
        .mark_point(filled=True, fill=c["page"], stroke=c["crisis"], strokeWidth=1.5, **dots)
        .encode(x=alt.X("effect:Q", **x)),
    )
    height = (_ROW if is_named else _THIN_ROW) * len(rows) + 70
    return Drawn(fitted(chart, asked, height), title, finding(impact, words), rows)


def _told(labels: dict[str, str]) -> str:
    """Return the Vega expression that tells a row by its label, whatever letters that holds."""
    listed = ",".join(_quoted(label) for label in labels.values())
    return f"[{listed}][datum.value]"


def _quoted(label: str) -> str:
    # Letters and digits as they are, all else by its code: no text ends the expression.
    return (
        "'"
        + "".join(c if c.isalnum() else f"\\u{ord(c):04x}" for c in label if ord(c) < 65536)
        + "'"
    )
