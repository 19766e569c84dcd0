"""Waves of two sides, image and crisis: which they are, what speaks for each, what runs beside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import polars as pl
from msgspec.structs import replace as replace_fields

from chuquan.breakouts.episodes import Episode
from chuquan.breakouts.series import Series
from chuquan.drivers.evidence import choose_mentions, choose_terms, mentions_of_waves
from chuquan.drivers.mix import Mixture, mixture, stretches
from chuquan.drivers.parts import Parts
from chuquan.drivers.themes import rank_terms
from chuquan.places.gazetteer import Gazetteer
from chuquan.report import Beside, Breakout, DayMix, Evidence, Kind, Stretch
from chuquan.tables import KINDS, LEVERS

MIN_SHARE = 0.15
"""A wave is both where the lower bound of its second side's share is above this. A classifier tells
.07 or .08 of a pure wave as the other side; with .15 under one pure wave in a hundred is told as
both (benchmarks/mixes.py)."""

_OTHER: dict[str, Kind] = {"image": "crisis", "crisis": "image"}
_CLEAR = 0.5  # a mention speaks for a side that it is more likely of than not
_DIGITS = 4


@dataclass(frozen=True)
class Sides:
    """What a wave is made of over time, ready to be told; see :class:`~chuquan.report.Breakout`.

    Attributes
    ----------
    window : tuple of int or None
        First and last day index of the days that speak most for ``second_kind``.
    """

    kind_intervals: dict[str, tuple[float, float]]
    mix: tuple[Stretch, ...] = ()
    lever_mix: tuple[Stretch, ...] = ()
    mix_days: tuple[DayMix, ...] = ()
    second_kind: Kind | None = None
    window: tuple[int, int] | None = None


def tell_sides(episode: Episode, parts: Parts, series: Series) -> Sides:
    """Tell how an episode's kinds and levers changed, and whether it is both image and crisis."""
    found = stretches(parts.kinds, parts.usual_kinds)
    if not found:
        return Sides({})
    whole = mixture(parts.kinds, parts.usual_kinds)
    first_day = series.day_of(episode.onset_day)
    second, strongest = second_side(episode.kind, [whole, *found])
    levers = stretches(parts.levers, parts.usual_levers) if episode.kind == "image" else []
    days = _days(parts, first_day) if second or len(found) > 1 else ()
    return Sides(
        kind_intervals=_intervals(whole, KINDS),
        mix=_told(found, KINDS, first_day),
        lever_mix=_told(levers, LEVERS, first_day) if len(levers) > 1 else (),
        mix_days=days,
        second_kind=second,
        window=(
            None
            if strongest is None
            else (episode.onset_day + strongest.start, episode.onset_day + strongest.stop - 1)
        ),
    )


def second_side(kind: str, mixtures: Sequence[Mixture]) -> tuple[Kind | None, Mixture | None]:
    """Return the second side of a wave and the days that speak most for it, if both are sure.

    Parameters
    ----------
    kind : str
        The wave's; affairs have no second side.
    mixtures : sequence of Mixture
        Of the whole wave and of its stretches, by :data:`~chuquan.tables.KINDS`.
    """
    other = _OTHER.get(kind)
    if other is None:
        return None, None
    own, second = KINDS.index(kind), KINDS.index(other)
    enough = [m for m in mixtures if m.is_enough]
    is_both = all(any(m.low[k] > MIN_SHARE for m in enough) for k in (own, second))
    if not is_both:
        return None, None
    return other, max(enough, key=lambda m: float(m.low[second]))


def _told(found: Sequence[Mixture], names: Sequence[str], first_day: date) -> tuple[Stretch, ...]:
    return tuple(
        Stretch(
            first_day=first_day + timedelta(days=m.start),
            last_day=first_day + timedelta(days=m.stop - 1),
            n_excess=round(m.n_excess, 2),
            shares={names[i]: round(float(m.shares[i]), _DIGITS) for i in _descending(m, names)},
            intervals=_intervals(m, names),
        )
        for m in found
    )


def _intervals(m: Mixture, names: Sequence[str]) -> dict[str, tuple[float, float]]:
    return {
        names[i]: (round(float(m.low[i]), _DIGITS), round(float(m.high[i]), _DIGITS))
        for i in _descending(m, names)
    }


def _descending(m: Mixture, names: Sequence[str]) -> list[int]:
    return sorted(range(len(names)), key=lambda i: (-m.shares[i], names[i]))


def _days(parts: Parts, first_day: date) -> tuple[DayMix, ...]:
    excess = np.maximum(parts.kinds - parts.usual_kinds, 0.0)
    return tuple(
        DayMix(first_day + timedelta(days=i), *(round(float(n), 3) for n in column))
        for i, column in enumerate(excess.T)
    )


def counter_evidence(
    episodes: Sequence[Episode],
    sides: Sequence[Sides],
    terms: pl.DataFrame,
    series: Series,
    gazetteer: Gazetteer,
    *,
    n_evidence: int,
    classified: pl.DataFrame | None = None,
) -> dict[int, tuple[Evidence, ...]]:
    """Return what speaks for the second side of each wave that has one.

    Parameters
    ----------
    episodes : sequence of Episode, shape (episode,)
    sides : sequence of Sides, shape (episode,)
    terms : polars.DataFrame
        See ``of_places`` of :func:`~chuquan.drivers.themes.rank_terms`.
    series : Series
    gazetteer : Gazetteer
    n_evidence : int
        At most so many pieces a wave.
    classified : polars.DataFrame, optional
        Located and classified mentions; without them evidence is terms.

    Returns
    -------
    dict of int to tuple of Evidence
        By the wave's place among ``episodes``; mentions that are of the side more likely than not
        or, without any, terms.
    """
    both = [i for i, s in enumerate(sides) if s.second_kind]
    others = [_other_side(episodes[i], sides[i]) for i in both]
    ranked = rank_terms(others, series.terms, of_places=terms)
    out = {i: choose_terms(own.ranked, n_evidence) for i, own in zip(both, ranked, strict=True)}
    if classified is None or not both:
        return out
    mentions = mentions_of_waves(others, classified, gazetteer, series.first_day)
    for i, other, wave in zip(both, others, mentions, strict=True):
        clear = wave.filter(pl.col("weight") >= _CLEAR, _holds_theme(other))
        out[i] = choose_mentions(clear, (), n_evidence) or out[i]
    return out


def _other_side(episode: Episode, sides: Sides) -> Episode:
    first, last = sides.window or (episode.onset_day, episode.last_day)
    kind = sides.second_kind or episode.kind
    return replace(episode, kind=kind, onset_day=first, last_day=last)


def _holds_theme(episode: Episode) -> pl.Expr:
    if not episode.is_through_terms:
        return pl.lit(value=True)
    text = pl.col("text").str.to_lowercase()
    words = {m.term for m in episode.members if m.term}
    return pl.any_horizontal(text.str.contains(word, literal=True) for word in sorted(words))


def link(breakouts: Sequence[Breakout], last_day: date) -> tuple[Breakout, ...]:
    """Let waves of the two sides that overlap in one place know of each other.

    Parameters
    ----------
    breakouts : sequence of Breakout
        Strongest first, their ids unique.
    last_day : datetime.date
        The report's; a wave that still goes on lasts until then.
    """
    of_place: dict[str, list[Breakout]] = defaultdict(list)
    for breakout in breakouts:
        of_place[breakout.place_id].append(breakout)
    return tuple(
        replace_fields(b, beside=_beside(b, of_place[b.place_id], last_day)) for b in breakouts
    )


def _beside(own: Breakout, there: Sequence[Breakout], last_day: date) -> tuple[Beside, ...]:
    out = []
    for other in there:
        if other.kind != _OTHER.get(own.kind):
            continue
        first = max(own.onset.date(), other.onset.date())
        last = min(b.end.date() if b.end else last_day for b in (own, other))
        if first <= last:
            out.append(Beside(other.breakout_id, other.image, other.kind, first, last))
    return tuple(out)
