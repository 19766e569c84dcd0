"""A timeline as small as a word, drawn straight into the page: no chart library, no request."""

from __future__ import annotations

from markupsafe import Markup

from chuquan.faces.svg import finite, short
from chuquan.faces.timeline import finding
from chuquan.faces.words import Words
from chuquan.report import Breakout

WIDTH, HEIGHT = 240.0, 44.0
_MOST_DAYS = 90
"""Of longer waves only the last days are drawn."""


def spark(breakout: Breakout, words: Words) -> Markup:
    """Return a breakout's mentions by day as bars, with the onset marked; empty without a timeline.

    Colours come from the page by class.
    """
    days = breakout.timeline[-_MOST_DAYS:]
    if not days:
        return Markup()
    highest = max(max(finite(d.n), finite(d.expected)) for d in days) or 1.0
    step = WIDTH / len(days)
    wide = step * (0.8 if step > 2.5 else 1.0)

    def y(n: float) -> float:
        return HEIGHT - 1 - (HEIGHT - 4) * finite(n) / highest

    bars = "".join(
        f"M{short(step * i)} {short(HEIGHT - 1)}V{short(y(d.n))}h{short(wide)}V{short(HEIGHT - 1)}z"
        for i, d in enumerate(days)
        if finite(d.n) > 0
    )
    usual = "L".join(
        f"{short(step * (i + 0.5))} {short(y(d.expected))}" for i, d in enumerate(days)
    )
    onset = breakout.onset.date()
    at = next((i for i, d in enumerate(days) if d.day >= onset), None)
    mark = f"M{short(step * at)} 0V{short(HEIGHT)}" if at is not None else ""
    return Markup(
        '<svg class="spark {kind}" viewBox="0 0 {width} {height}" role="img" aria-label="{said}" '
        'preserveAspectRatio="none"><path class="mark" d="{mark}"/><path class="bars" d="{bars}"/>'
        '<path class="usual" d="M{usual}"/></svg>'
    ).format(
        kind=breakout.kind, width=short(WIDTH), height=short(HEIGHT), mark=mark, bars=bars,
        usual=usual, said=". ".join(finding(breakout, words)),
    )  # fmt: skip
