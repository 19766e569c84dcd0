"""A place over the years: all its breakouts, images above and crises below."""

from __future__ import annotations

from typing import Any, Final

import altair as alt

from chuquan.faces.svg import width_of
from chuquan.faces.web.charts.asked import nothing, place_found
from chuquan.faces.web.charts.days import day_axis
from chuquan.faces.web.charts.drawing import Asked, Drawn, fitted, name_axis
from chuquan.faces.web.told import history_sentence

_ROWS: Final = ("image", "affairs", "crisis")
_ROW, _FOOT = 84, 40
_MOST_LABELS = 10


def history(asked: Asked) -> Drawn:
    """Draw the breakouts of the place ``id``: when, how great, of which kind."""
    profile, told = place_found(asked), asked.words
    rows: list[dict[str, Any]] = [
        {
            "day": b.onset.date().isoformat(),
            "end": b.end.date().isoformat() if b.end else asked.shown.today.isoformat(),
            "breakout_id": b.breakout_id,
            "image": told.theme(b),
            "kind": b.kind,
            "name": told.kind(b.kind),
            "n_excess": b.n_excess,
        }
        for b in asked.shown.of_place(profile.place_id)
    ]
    title = told.gettext("Its breakouts over the years")
    if not rows:
        return Drawn(fitted(nothing(asked), asked, 80), title, "", rows)
    kinds = [k for k in _ROWS if any(r["kind"] == k for r in rows)]
    labels = _labels(rows, asked)
    period = [d.isoformat() for d in asked.shown.report.period]
    x = day_axis(asked, is_long=True)
    x["scale"] = alt.Scale(type="utc", domain=period)
    y = alt.Y(
        "name:N", sort=[told.kind(k) for k in kinds], title=None,
        axis=name_axis([told.kind(k) for k in kinds], asked, grid=True),
    )  # fmt: skip
    base = alt.Chart(alt.Data(values=rows)).encode(x=x, y=y)
    circles = base.mark_circle(opacity=0.75, stroke=asked.colours["page"]).encode(
        size=alt.Size(
            "n_excess:Q", legend=None, scale=alt.Scale(type="sqrt", domainMin=0, range=[12, 1100])
        ),
        color=alt.Color(
            "kind:N", legend=None,
            scale=alt.Scale(domain=kinds, range=[asked.colours[k] for k in kinds]),
        ),
    )  # fmt: skip
    names = (
        alt.Chart(alt.Data(values=labels))
        .mark_text(fontSize=12, color=asked.colours["ink"], baseline="bottom")
        .encode(x=x, y=y, yOffset=alt.YOffset("lift:Q", scale=None), text="image:N")
    )
    chart = alt.layer(circles, names) if labels else circles
    height = _ROW * len(kinds) + _FOOT
    said = history_sentence(asked.shown.of_place(profile.place_id), told)
    return Drawn(fitted(chart, asked, height), title, said, rows)


def _labels(rows: list[dict[str, Any]], asked: Asked) -> list[dict[str, Any]]:
    """Name the greatest, as long as no two names meet."""
    first, last = asked.shown.report.period
    plot = asked.width - 90
    most = max(r["n_excess"] for r in rows)
    taken: dict[str, list[tuple[float, float]]] = {}
    out: list[dict[str, Any]] = []
    for row in sorted(rows, key=lambda r: -r["n_excess"]):
        text = row["image"] if len(row["image"]) <= 12 else f"{row['image'][:11]}…"
        day = asked.shown.breakouts[row["breakout_id"]].onset.date()
        middle = plot * (day - first).days / max((last - first).days, 1)
        half = width_of(text) * 0.58 + 4
        spans = taken.setdefault(row["kind"], [])
        is_inside = middle - half >= -30 and middle + half <= plot + 20
        if is_inside and all(middle + half < a or middle - half > b for a, b in spans):
            spans.append((middle - half, middle + half))
            radius = (12 + (1100 - 12) * (row["n_excess"] / most) ** 0.5) ** 0.5 / 1.77
            out.append({**row, "image": text, "lift": _ROW / 2 - radius - 3})
        if len(out) == _MOST_LABELS:
            break
    return out
