"""What happened in like cases: past breakouts alike in theme, lever and size of the place."""

from __future__ import annotations

import math
from collections.abc import Container, Iterable
from datetime import date
from typing import Final

from chuquan.opportunities.trends.spoken import name_of
from chuquan.report import Breakout, LikeCase

THEME, LEVER, SIZE = 0.6, 0.25, 0.15
"""How much the same theme, the same lever and a place of the same size count: by judgement."""
LEAST: Final = 0.3


def like_cases(
    breakouts: Iterable[Breakout],
    words: Container[str],
    lever: str | None,
    people: float,
    people_of: dict[str, float],
    *,
    as_of: date,
    n: int = 3,
) -> tuple[LikeCase, ...]:
    """Return the past images most alike, most alike first.

    Parameters
    ----------
    breakouts : iterable of Breakout
        One that began after ``as_of``, or is no image, is passed over.
    words : container of str
        The theme's words.
    lever : str or None
    people : float
        Inhabitants of the place that is asked about.
    people_of : dict of str to float
        Inhabitants by place.
    as_of : datetime.date
    n : int
    """
    found = []
    for breakout in breakouts:
        if breakout.kind != "image" or breakout.onset.date() > as_of:
            continue
        likeness = _likeness(breakout, words, lever, people, people_of.get(breakout.place_id))
        if likeness >= LEAST:
            found.append((likeness, breakout))
    found.sort(key=lambda pair: (-pair[0], -pair[1].n_excess, pair[1].breakout_id))
    return tuple(
        LikeCase(
            breakout_id=b.breakout_id,
            place_name=b.place_name,
            image=b.image,
            onset=b.onset.date(),
            n_excess=b.n_excess,
            half_life_days=b.half_life_days,
            lever=b.lever,
            similarity=round(likeness, 3),
        )
        for likeness, b in found[:n]
    )


def _likeness(
    breakout: Breakout,
    words: Container[str],
    lever: str | None,
    people: float,
    others: float | None,
) -> float:
    own = [name_of(word) for word in breakout.image.split()]
    strongest = [name_of(e.term) for e in breakout.terms[:3] if e.term]
    theme = 1.0 if any(w in words for w in own) else 0.5 * any(w in words for w in strongest)
    same_lever = 1.0 if lever is not None and breakout.lever == lever else 0.0
    size = math.exp(-abs(math.log10(people / others))) if others and people > 0 else 0.0
    return THEME * theme + LEVER * same_lever + SIZE * size
