"""How long each lever's waves last: every half-life, the middle half, the median's interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import altair as alt

from chuquan.faces.web.charts.drawing import Asked, Drawn, fitted
from chuquan.faces.web.choice import Choice
from chuquan.faces.web.lasting import Lasting, lasting
from chuquan.faces.words import Words

_TICKS: Final = (0.25, 0.5, 1, 2, 4, 8, 16, 32, 64)
_ROW: Final = 46


def half_lives(asked: Asked) -> Drawn:
    """Draw the half-lives of the breakouts that the filters let through, by lever."""
    words = asked.words
    chosen = Choice.of(asked.query, asked.shown, words).among(asked.shown)
    groups = [g for g in lasting(chosen) if g.half_life_days]
    labels = {g.group: _label(g, words) for g in groups}
    chart = _chart(asked, groups, labels) if groups else _nothing(asked)
    height = 70 + _ROW * max(len(groups), 1)
    return Drawn(
        fitted(chart, asked, height),
        words.gettext("How long waves last: half-life of the excess after the peak"),
        _finding(groups, words),
        [_told(g) for g in lasting(chosen)],
    )


def group_name(group: str, words: Words) -> str:
    """Return what a lever or kind is called."""
    return words.kind(group) if group in {"image", "crisis", "affairs"} else words.lever(group)


def _label(group: Lasting, words: Words) -> str:
    short = group.group in {"image", "crisis", "affairs"}
    name = words.short_kind(group.group) if short else words.short_lever(group.group)
    return f"{name} ({len(group.half_life_days)}/{group.n_waves})"


def _chart(asked: Asked, groups: Sequence[Lasting], labels: dict[str, str]) -> Any:
    words, colours = asked.words, asked.colours
    order = [labels[g.group] for g in groups]
    every = [
        {"label": labels[g.group], "days": max(d, _TICKS[0])}
        for g in groups
        for d in g.half_life_days
    ]
    middles = [
        {
            "label": labels[g.group], "median": g.median_days,
            "low": g.quartiles_days[0], "high": g.quartiles_days[1],
            "from": g.median_interval_days[0], "to": g.median_interval_days[1],
            "text": words.days(g.median_days),
        }
        for g in groups
        if g.median_days is not None and g.quartiles_days and g.median_interval_days
    ]  # fmt: skip
    y = alt.Y("label:N", sort=order, title=None, axis=alt.Axis(labelLimit=150, ticks=False))
    ticks = [t for t in _TICKS if t >= 1 or not asked.is_narrow]
    axis = alt.Axis(values=ticks, format="~g", grid=True, labelOverlap=True)
    scale, title = alt.Scale(type="log", base=2), words.gettext("days")
    x: dict[str, Any] = {"scale": scale, "axis": axis, "title": title}
    every_one = (
        alt.Chart(alt.Data(values=every))
        .mark_tick(thickness=1.2, size=20, opacity=0.45, color=colours["soft"])
        .encode(x=alt.X("days:Q", **x), y=y)
    )
    if not middles:
        return alt.layer(every_one)
    base = alt.Chart(alt.Data(values=middles)).encode(y=y)
    half = base.mark_bar(height=12, opacity=0.35, color=colours["image"]).encode(
        x=alt.X("low:Q", **x), x2="high:Q"
    )
    sure = base.mark_rule(strokeWidth=2.5, color=colours["ink"]).encode(
        x=alt.X("from:Q", **x), x2="to:Q"
    )
    point = base.mark_point(filled=True, size=70, opacity=1, color=colours["ink"]).encode(
        x=alt.X("median:Q", **x)
    )
    said = base.mark_text(dy=-15, fontSize=11, color=colours["ink"]).encode(
        x=alt.X("median:Q", **x), text="text:N"
    )
    return every_one + half + sure + point + said


def _nothing(asked: Asked) -> Any:
    said = asked.words.gettext("No half-life can be told here.")
    return (
        alt.Chart(alt.Data(values=[{"text": said}]))
        .mark_text(color=asked.colours["soft"], fontSize=13)
        .encode(text="text:N")
    )


def _finding(groups: Sequence[Lasting], words: Words) -> str:
    told = [g for g in groups if g.median_days is not None]
    if not told:
        return words.gettext("too few half-lives to tell a median")
    told.sort(key=lambda g: -(g.median_days or 0.0))
    parts = [
        words.gettext("%(group)s %(days)s (%(low)s to %(high)s, n=%(n)s)")
        % {
            "group": group_name(g.group, words),
            "days": words.days(g.median_days or 0.0),
            "low": words.days(g.median_interval_days[0]),
            "high": words.days(g.median_interval_days[1]),
            "n": len(g.half_life_days),
        }
        for g in told
        if g.median_interval_days
    ]
    return words.gettext("median half-lives with 90%% intervals: ") % () + words.gettext("; ").join(
        parts
    )


def _told(group: Lasting) -> dict[str, Any]:
    low, high = group.median_interval_days or (None, None)
    first, third = group.quartiles_days or (None, None)
    return {
        "group": group.group,
        "n_waves": group.n_waves,
        "n_half_lives": len(group.half_life_days),
        "median_days": group.median_days,
        "median_low_90": low,
        "median_high_90": high,
        "quartile_1_days": first,
        "quartile_3_days": third,
    }
