"""The shares of the whole wave: its levers, and its kinds with their intervals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import altair as alt

from chuquan.faces.web.charts.asked import found, nothing, place_found
from chuquan.faces.web.charts.drawing import Asked, Drawn, fitted, name_axis

_BAR: Final = 30
_SMALLEST = 0.005


def lever_shares(asked: Asked) -> Drawn:
    """Draw what drove the breakout ``id``: shares of its excess by lever."""
    breakout, told = found(asked), asked.words
    rows = _rows(breakout.lever_shares, {}, _lever_name(asked))
    title = told.gettext("What drove it: shares of the levers")
    return _drawn(rows, title, asked)


def kind_shares(asked: Asked) -> Drawn:
    """Draw what the breakout ``id`` is about: shares of its excess by kind."""
    breakout, told = found(asked), asked.words
    rows = _rows(breakout.kind_shares, breakout.kind_intervals, told.kind)
    title = told.gettext("What it is about: shares of the kinds")
    return _drawn(rows, title, asked)


def place_levers(asked: Asked) -> Drawn:
    """Draw what the images of the place ``id`` are about, by lever, over the whole period."""
    profile = place_found(asked)
    total = sum(profile.levers.values()) or 1.0
    shares = {lever: n / total for lever, n in profile.levers.items()}
    rows = _rows(shares, {}, _lever_name(asked))
    for row in rows:
        row["n"] = profile.levers[row["key"]]
    return _drawn(rows, asked.words.gettext("Its images by lever"), asked)


def _lever_name(asked: Asked) -> Callable[[str], str]:
    # Long names would leave a phone no room for the bars.
    return asked.words.short_lever if asked.is_narrow else asked.words.lever


def _rows(
    shares: dict[str, float],
    intervals: dict[str, tuple[float, float]],
    name_of: Callable[[str], str],
) -> list[dict[str, Any]]:
    rows = []
    for key, share in sorted(shares.items(), key=lambda kv: -kv[1]):
        if share < _SMALLEST:
            continue
        low, high = intervals.get(key, (None, None))
        rows.append(
            {"key": key, "name": name_of(key), "share": round(share, 4), "low": low, "high": high}
        )
    return rows


def _drawn(rows: list[dict[str, Any]], title: str, asked: Asked) -> Drawn:
    told = asked.words
    if not rows:
        return Drawn(fitted(nothing(asked), asked, 80), title, "", rows)
    shown = [{**r, "label": told.share(r["share"])} for r in rows]
    keys = [r["key"] for r in rows]
    base = alt.Chart(alt.Data(values=shown)).encode(
        y=alt.Y(
            "name:N", sort=[r["name"] for r in rows], title=None,
            axis=name_axis([r["name"] for r in rows], asked),
        )
    )  # fmt: skip
    x = alt.X(
        "share:Q", title=None, scale=alt.Scale(domain=[0, 1.12]),
        axis=alt.Axis(format="%", values=[0, 0.25, 0.5, 0.75, 1], domain=False),
    )  # fmt: skip
    layers: list[alt.Chart] = [
        base.mark_bar(height={"band": 0.62}).encode(
            x=x,
            color=alt.Color(
                "key:N", legend=None,
                scale=alt.Scale(domain=keys, range=[asked.colours[k] for k in keys]),
            ),
        )
    ]  # fmt: skip
    if all(r["low"] is not None for r in rows):
        whisker = base.mark_rule(color=asked.colours["ink"], strokeWidth=2)
        layers.append(whisker.encode(x="low:Q", x2="high:Q"))
        at = "high:Q"
    else:
        at = "share:Q"
    layers.append(
        base.mark_text(align="left", dx=6, color=asked.colours["ink"], fontSize=13).encode(
            x=at, text="label:N"
        )
    )
    spec = fitted(alt.layer(*layers), asked, 36 + _BAR * len(rows))
    return Drawn(spec, title, _finding(rows, asked), rows)


def _finding(rows: list[dict[str, Any]], asked: Asked) -> str:
    told = asked.words
    parts = []
    for row in rows[:3]:
        part = f"{row['name']} {told.share(row['share'])}"
        if row["low"] is not None:
            interval = f"{told.share(row['low']).removesuffix('%')}–{told.share(row['high'])}"
            part = told.gettext("%(share)s (90%% interval %(interval)s)") % {
                "share": part, "interval": interval,
            }  # fmt: skip
        parts.append(part)
    return told.gettext("%(sentence)s.") % {"sentence": told.gettext(", ").join(parts)}
