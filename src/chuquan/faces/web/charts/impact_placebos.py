"""Where a treated place stands among places where nothing happened, as a strip of dots."""

from __future__ import annotations

from typing import Any, Final

import altair as alt

from chuquan.faces.impact_numbers import amount, effect_in
from chuquan.faces.placebo_picture import finding, standing
from chuquan.faces.web.charts.asked import impact_found, nothing
from chuquan.faces.web.charts.drawing import Asked, Drawn, amount_axis, fitted, legend

_HEIGHT: Final = 230
_N_BINS: Final = 44


def impact_placebos(asked: Asked) -> Drawn:
    """Draw the placebos of the impact ``id``, dots of one bin stacked, and the place itself."""
    impact, _ = impact_found(asked)
    words = asked.words
    title = words.gettext("How often chance shows as much")
    stands = standing(impact)
    rows: list[dict[str, Any]] = [
        {"place": p.place_name or p.place_id, "effect": p.effect, "ratio": p.ratio, "is_own": False}
        for p in impact.placebos
    ]
    if stands is None:
        return Drawn(fitted(nothing(asked), asked, 80), title, "", rows)
    is_series = impact.design == "series"
    here = words.gettext("the true start") if is_series else words.gettext("here")
    rows.append(
        {"place": here, "effect": impact.effect.value, "ratio": impact.own_ratio, "is_own": True}
    )
    what = (
        words.gettext("each dot: an invented start")
        if is_series
        else words.gettext("each dot: a place where nothing happened")
    )
    label = effect_in(impact.unit, words)
    if stands.is_ratio:
        label = words.gettext("effect, in errors of the fit before the start")
    dots = _stacked(stands.others, stands.own)
    chart = _strip(dots, stands.own, (what, here), label, asked)
    return Drawn(fitted(chart, asked, _HEIGHT), title, finding(impact, words), rows)


def _stacked(values: tuple[float, ...], own: float) -> list[dict[str, float]]:
    low, high = min(*values, own, 0.0), max(*values, own, 0.0)
    step = (high - low) / _N_BINS or 1.0
    heights: dict[int, int] = {}
    out = []
    for value in sorted(values):
        k = min(int((value - low) / step), _N_BINS - 1)
        heights[k] = heights.get(k, 0) + 1
        out.append({"at": low + step * (k + 0.5), "row": heights[k]})
    return out


def _strip(
    dots: list[dict[str, float]], own: float, names: tuple[str, str], label: str, asked: Asked
) -> alt.TopLevelMixin:
    c = asked.colours
    highest = max(d["row"] for d in dots)
    scale = alt.Scale(domain=list(names), range=[c["soft"], c["crisis"]])
    key: dict[str, Any] = {
        "scale": scale,
        "legend": legend(
            asked, 2, labelLimit=320, columns=1 if asked.is_narrow else 2, symbolOpacity=1
        ),
    }
    x: dict[str, Any] = {
        "title": label,
        "axis": amount_axis([own, *(d["at"] for d in dots)], asked, grid=False, titlePadding=6),
    }
    y: dict[str, Any] = {"scale": alt.Scale(domain=[0, max(highest + 2, 8)]), "axis": None}
    size = max(8.0, min(90.0, 900.0 / highest, (asked.width / _N_BINS * 0.9) ** 2 * 0.75))
    here = alt.Chart(alt.Data(values=[{"at": own, "row": 0.6}]))
    told = f"{names[1]} {amount(own, asked.words, is_signed=True)}"
    mean = sum(d["at"] for d in dots) / len(dots)
    is_right = own > mean
    return alt.layer(
        alt.Chart(alt.Data(values=[{"at": 0}]))
        .mark_rule(color=c["soft"])
        .encode(x=alt.X("at:Q", **x)),
        alt.Chart(alt.Data(values=dots))
        .mark_point(filled=True, size=size, opacity=0.7)
        .encode(
            x=alt.X("at:Q", **x),
            y=alt.Y("row:Q", **y),
            color=alt.ColorDatum(names[0], **key),
        ),
        here.mark_rule(strokeWidth=1.6).encode(
            x=alt.X("at:Q", **x), color=alt.ColorDatum(names[1], **key)
        ),
        here.mark_point(filled=True, shape="diamond", size=130, opacity=1).encode(
            x=alt.X("at:Q", **x),
            y=alt.Y("row:Q", **y),
            color=alt.ColorDatum(names[1], **key),
        ),
        here.mark_text(
            align="right" if is_right else "left", dx=-6 if is_right else 6, baseline="top",
            color=c["ink"], fontWeight="bold", fontSize=12, text=told,
        ).encode(x=alt.X("at:Q", **x), y=alt.value(0)),
    )  # fmt: skip
