"""Waves side by side, each from its own onset on: mentions a day, and share of the greatest day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import altair as alt

from chuquan.errors import NotFoundError
from chuquan.faces.timeline import days_of_wave
from chuquan.faces.web.charts.drawing import Asked, Drawn, Theme, fitted
from chuquan.faces.web.compared import Compared, compared
from chuquan.faces.words import Words

LINES: Final[dict[Theme, tuple[str, ...]]] = {
    "light": ("#0072b2", "#d55e00", "#007a5a", "#a8477f", "#6b5b00"),
    "dark": ("#56b4e9", "#f0915a", "#1cbb8f", "#e3a0c6", "#f0e442"),
}
"""Five colours that the colour-blind tell apart; dashes and marks tell the lines apart, too."""
DASHES: Final = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [12, 4])
BEFORE, AFTER = 14, 60
"""Days around the onset."""
_HEIGHT: Final = 340
_HALF: Final = 0.5


def aligned(asked: Asked) -> Drawn:
    """Draw mentions a day of the waves ``ids``, from two weeks before each onset on."""
    words = asked.words
    title = words.gettext("Waves from their onset on: mentions a day, means of three days")
    return _draw(asked, "mean", words.gettext("mentions a day"), title)


def aligned_share(asked: Asked) -> Drawn:
    """Draw what was above the usual, as a share of each wave's greatest mean of three days."""
    words = asked.words
    title = words.gettext("Waves from their onset on: share of their own height")
    return _draw(asked, "share", words.gettext("share of the height"), title)


def _draw(asked: Asked, field: str, measure: str, title: str) -> Drawn:
    waves, wrong = compared(asked.query.get("ids", ""), asked.shown, asked.words)
    if not waves:
        raise NotFoundError(
            " ".join(wrong) or "no breakout is named",
            where="chart",
            allowed="ids of two to five breakouts or places",
            todo="take the address from the page Compare",
        )
    rows = [row for wave in waves for row in _days(wave)]
    labels = [wave.label for wave in waves]
    scale = alt.Scale(domain=labels, range=list(LINES[asked.theme][: len(waves)]))
    dash = alt.Scale(domain=labels, range=list(DASHES[: len(waves)]))
    key = alt.Legend(
        orient="bottom", title=None, columns=1 if asked.is_narrow else 2, labelLimit=300,
        symbolType="stroke", symbolSize=400, symbolStrokeWidth=2.5,
    )  # fmt: skip
    axis = alt.Axis(format=".0%") if field == "share" else alt.Axis()
    # A greater wave that follows would make the one compared look small.
    scale_y = alt.Scale(domain=[0, 1], nice=False) if field == "share" else alt.Scale()
    lines = (
        alt.Chart(alt.Data(values=rows))
        .mark_line(strokeWidth=2.2, clip=True)
        .encode(
            x=alt.X("day:Q", title=asked.words.gettext("days since the onset"),
                    scale=alt.Scale(domain=[-BEFORE, _last(rows)], nice=False)),
            y=alt.Y(f"{field}:Q", title=measure, axis=axis, scale=scale_y),
            color=alt.Color("label:N", scale=scale, legend=key),
            strokeDash=alt.StrokeDash("label:N", scale=dash, legend=key),
        )
    )  # fmt: skip
    zero = (
        alt.Chart(alt.Data(values=[{"day": 0}]))
        .mark_rule(strokeDash=[2, 2], color=asked.colours["ink"])
        .encode(x="day:Q")
    )
    spec = fitted(zero + lines, asked, _HEIGHT + (22 * len(waves) if asked.is_narrow else 50))
    finding = _fall(waves, asked.words) if field == "share" else _finding(waves, asked.words)
    return Drawn(spec, title, finding, rows)


def _days(wave: Compared) -> list[dict[str, Any]]:
    breakout = wave.breakout
    onset = breakout.onset.date()
    means = _means([d.n for d in breakout.timeline])
    above = _means([max(d.n - d.expected, 0.0) for d in breakout.timeline])
    # Of its own days alone: a mean at its end would reach into a wave that follows.
    own = _means([max(d.n - d.expected, 0.0) for d in days_of_wave(breakout)])
    top = max(own, default=0.0)
    return [
        {
            "label": wave.label,
            "breakout_id": breakout.breakout_id,
            "date": d.day.isoformat(),
            "day": (d.day - onset).days,
            "n": d.n,
            "expected": d.expected,
            "mean": round(mean, 3),
            "share": round(excess / top, 4) if top > 0 else 0.0,
        }
        for d, mean, excess in zip(breakout.timeline, means, above, strict=True)
        if -BEFORE <= (d.day - onset).days <= AFTER
    ]


def _means(values: Sequence[float]) -> list[float]:
    """Return means over three days: of a few mentions a day, single days say little."""
    return [
        sum(values[max(i - 1, 0) : i + 2]) / len(values[max(i - 1, 0) : i + 2])
        for i in range(len(values))
    ]


def _last(rows: Sequence[dict[str, Any]]) -> int:
    return max((int(row["day"]) for row in rows), default=AFTER)


def _finding(waves: Sequence[Compared], words: Words) -> str:
    parts = []
    for wave in waves:
        days = (wave.breakout.peak.date() - wave.breakout.onset.date()).days
        top = max((d.n for d in days_of_wave(wave.breakout)), default=0.0)
        parts.append(
            words.gettext("%(wave)s: peak on day %(day)s, at most %(n)s mentions a day")
            % {"wave": wave.label, "day": days, "n": words.count(top)}
        )
    return words.gettext("; ").join(parts)


def _fall(waves: Sequence[Compared], words: Words) -> str:
    """Return when each wave stood highest, and when it first was below half of that."""
    parts = []
    for wave in waves:
        days = days_of_wave(wave.breakout)
        means = _means([max(d.n - d.expected, 0.0) for d in days])
        top = max(means, default=0.0)
        if top <= 0:
            continue
        at = means.index(top)
        low = next((i for i, mean in enumerate(means) if i > at and mean < _HALF * top), None)
        onset = wave.breakout.onset.date()
        values = {"wave": wave.label, "day": (days[at].day - onset).days}
        text = words.gettext("%(wave)s: at its height on day %(day)s")
        if low is not None:
            values["low"] = (days[low].day - onset).days
            text = words.gettext(
                "%(wave)s: at its height on day %(day)s, below half of it from day %(low)s on"
            )
        parts.append(text % values)
    return words.gettext("; ").join(parts)
