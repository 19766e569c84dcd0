"""What drove a breakout: the shares of its levers as labelled numbers and as one stacked bar."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from chuquan.faces.words import Words
from chuquan.report import Breakout

WIDTH, HEIGHT = 640, 14
_SMALLEST = 0.005


@dataclass(frozen=True)
class Share:
    """One part of the whole, largest first.

    Attributes
    ----------
    name : str
        Lever or kind, as in the report; the colour's class.
    share : float
        Between 0 and 1.
    """

    name: str
    label: str
    share: float


def shares(breakout: Breakout, words: Words) -> tuple[Share, ...]:
    """Return the shares of an image's levers, or of the kinds where it is no image.

    Parts under half a percent are left out: they would read as 0%.
    """
    if breakout.kind == "image" and breakout.lever_shares:
        parts = [Share(n, words.lever(n), s) for n, s in breakout.lever_shares.items()]
    else:
        parts = [Share(n, words.kind(n), s) for n, s in breakout.kind_shares.items()]
    known = [p for p in parts if math.isfinite(p.share) and p.share >= _SMALLEST]
    return tuple(sorted(known, key=lambda p: -p.share))


def stretch_bars(
    breakout: Breakout, words: Words, *, element_id: str
) -> tuple[tuple[str, str], ...]:
    """Draw the levers of each stretch of an image whose levers changed.

    Returns
    -------
    tuple of (str, str)
        The stretch's days with its first levers in words, and its bar; empty where they did not
        change.
    """
    out = []
    for i, stretch in enumerate(breakout.lever_mix):
        every = [Share(n, words.lever(n), s) for n, s in stretch.shares.items()]
        parts = [p for p in every if math.isfinite(p.share) and p.share >= _SMALLEST]
        first = words.gettext(", ").join(f"{p.label} {words.share(p.share)}" for p in parts[:3])
        days = words.period(stretch.first_day, stretch.last_day)
        label = words.gettext("%(days)s: %(list)s") % {"days": days, "list": first}
        out.append((label, share_bar(parts, words, element_id=f"{element_id}-{i}")))
    return tuple(out)


def share_bar(parts: Sequence[Share], words: Words, *, element_id: str) -> str:
    """Draw the shares as one bar; the numbers stand beside it as text.

    Returns
    -------
    str
        An ``svg`` element with a title that lists the shares; empty where there are none.
    """
    total = sum(p.share for p in parts)
    if not total:
        return ""
    listed = words.gettext(", ").join(f"{p.label} {words.share(p.share)}" for p in parts)
    x, bars = 0.0, []
    for part in parts:
        width = WIDTH * part.share / total
        bars.append(
            f'<rect class="{part.name}" x="{x:.1f}" y="0" width="{max(width - 1.5, 0.5):.1f}" '
            f'height="{HEIGHT}"/>'
        )
        x += width
    return (
        f'<svg class="shares" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" '
        f'role="img" aria-labelledby="{element_id}-s"><title id="{element_id}-s">'
        f"{escape(listed)}</title>{''.join(bars)}</svg>"
    )
