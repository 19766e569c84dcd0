"""From episodes to breakouts: when, how much, how long, what, why, and on what evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import cast
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
from msgspec.structs import replace

from chuquan.breakouts.cells import F64
from chuquan.breakouts.episodes import Episode
from chuquan.breakouts.fading.half_life import half_life
from chuquan.breakouts.fading.phase import phase
from chuquan.breakouts.members import CellIndex
from chuquan.breakouts.series import Series
from chuquan.config import Settings
from chuquan.drivers.evidence import choose_mentions, choose_terms, mentions_of_waves
from chuquan.drivers.flow import Flow, measure_flows
from chuquan.drivers.hours import WaveHours
from chuquan.drivers.naming import Setting, name_image
from chuquan.drivers.outlook import outlook
from chuquan.drivers.parts import measure_parts
from chuquan.drivers.path import Onset, leads
from chuquan.drivers.phrases import WaveTexts
from chuquan.drivers.profile import profile_places
from chuquan.drivers.roles import PlaceNames
from chuquan.drivers.sides import Sides, counter_evidence, link, tell_sides
from chuquan.drivers.themes import WaveTerms, rank_terms, with_provinces
from chuquan.drivers.wave import Wave, measure_waves
from chuquan.places.gazetteer import Gazetteer
from chuquan.report import (
    Breakout,
    Evidence,
    Kind,
    Lever,
    PlaceProfile,
    SourceOnset,
    TimelineDay,
)
from chuquan.tables import KINDS, LEVERS

_OWN = 0.25  # so probable of the wave's kind must a mention be to help name it


def explain(
    episodes: Sequence[Episode],
    series: Series,
    index: CellIndex,
    attention: pl.DataFrame,
    gazetteer: Gazetteer,
    *,
    settings: Settings,
    classified: pl.DataFrame | None = None,
) -> Explained:
    """Explain episodes.

    Parameters
    ----------
    episodes : sequence of Episode, shape (episode,)
    series : Series
    index : CellIndex
    attention : polars.DataFrame
        Table ``attention``, for the hours.
    gazetteer : Gazetteer
    settings : Settings
    classified : polars.DataFrame, optional
        Located and classified mentions; without them evidence is terms.

    Returns
    -------
    Explained
    """
    of_places = with_provinces(episodes, series.terms, gazetteer)
    terms = rank_terms(episodes, series.terms, of_places=of_places)
    waves = measure_waves(episodes, series, index)
    hours = WaveHours(episodes, attention, gazetteer, series)
    mentions: Sequence[pl.DataFrame | None] = [None] * len(episodes)
    if classified is not None:
        mentions = mentions_of_waves(episodes, classified, gazetteer, series.first_day)
    parts = measure_parts(episodes, series, index)
    sides = [tell_sides(e, p, series) for e, p in zip(episodes, parts, strict=True)]
    counter = counter_evidence(
        episodes,
        sides,
        of_places,
        series,
        gazetteer,
        n_evidence=settings.n_evidence,
        classified=classified,
    )
    names = PlaceNames(gazetteer)
    ids = [e.place_id for e in episodes]
    words = [[term for term, _, _ in t.ranked] for t in terms]
    flows = measure_flows(ids, waves, words, of_places, series)
    told = [
        _breakout(
            Told(i, e, w, t, m, names, s, counter.get(i, ()), f), series, hours, gazetteer, settings
        )
        for i, (e, w, t, m, s, f) in enumerate(
            zip(episodes, waves, terms, mentions, sides, flows, strict=True)
        )
    ]
    ranked = sorted(told, key=lambda b: (-b.n_excess, b.breakout_id))
    return Explained(
        link(_with_unique_ids(ranked), series.day_of(series.n_days - 1)),
        profile_places(_with_provinces(ids, gazetteer), series, of_places, names, gazetteer),
    )


@dataclass(frozen=True)
class Explained:
    """What is told of a digest: its breakouts, largest excess first, and their places."""

    breakouts: tuple[Breakout, ...]
    places: tuple[PlaceProfile, ...]


@dataclass(frozen=True)
class Told:
    """All that is known of one episode before it is told; ``number`` is its place among all."""

    number: int
    episode: Episode
    wave: Wave
    terms: WaveTerms
    mentions: pl.DataFrame | None
    place_names: PlaceNames
    sides: Sides
    counter_evidence: tuple[Evidence, ...]
    flow: Flow


def _breakout(
    told: Told,
    series: Series,
    hours: WaveHours,
    gazetteer: Gazetteer,
    settings: Settings,
) -> Breakout:
    episode, wave, number = told.episode, told.wave, told.number
    place = gazetteer.get(episode.place_id)
    zone = ZoneInfo(place["timezone"])
    path = _path(told, hours, zone)
    n, expected = float(wave.during(wave.n).sum()), float(wave.during(wave.expected).sum())
    peak_day = episode.onset_day + int(np.argmax(wave.during(wave.n - wave.expected)))
    onset = hours.first(number, episode.onset_day, zone)
    fades = half_life(*wave.since(peak_day))
    kinds = _shares(KINDS, episode.shares[: len(KINDS)])
    levers = _shares(LEVERS, episode.shares[len(KINDS) :]) if episode.kind == "image" else {}
    lever = cast("Lever", next(iter(levers))) if levers else None
    evidence = choose_terms(told.terms.ranked, settings.n_evidence)
    themes = evidence
    if told.mentions is not None:
        words = [t for t, _, _ in told.terms.ranked[:3]]
        evidence = choose_mentions(told.mentions, words, settings.n_evidence) or themes
    last = series.day_of(episode.last_day)
    return Breakout(
        breakout_id=f"{episode.place_id}-{series.day_of(episode.onset_day):%Y%m%d}",
        place_id=episode.place_id,
        place_name=place["name"],
        place_name_en=place["name_en"],
        province_name=_province(episode.place_id, gazetteer),
        image=name_image(place["name"], told.terms.candidates, _setting(told, n, lever)),
        onset=onset,
        detected_at=_at(series, episode.detected_day, 23, zone),
        peak=hours.busiest(number, peak_day, zone),
        end=None if episode.is_open else datetime.combine(last, time(23), zone),
        phase=phase(*wave.since(episode.onset_day), is_closed=not episode.is_open),
        n_excess=round(n - expected, 2),
        rate_ratio=round(n / max(expected, 0.01), 2),
        half_life_days=None if fades is None else round(fades.days, 2),
        half_life_days_interval=(
            None if fades is None else (round(fades.interval[0], 2), round(fades.interval[1], 2))
        ),
        evidence=evidence,
        terms=themes,
        q_value=round(episode.q_value, 6),
        kind=cast("Kind", episode.kind),
        kind_shares=kinds,
        lever=lever,
        lever_shares=levers,
        sources=tuple(p.source for p in path),
        first_source=path[0].source,
        path=path,
        timeline=_timeline(wave, series),
        kind_intervals=told.sides.kind_intervals,
        second_kind=told.sides.second_kind,
        mix=told.sides.mix,
        lever_mix=told.sides.lever_mix,
        mix_days=told.sides.mix_days,
        counter_evidence=told.counter_evidence,
        word_days=told.flow.words,
        lever_days=told.flow.levers if episode.kind == "image" else {},
        outlook=outlook(wave, peak_day, series) if episode.is_open else None,
    )


def _with_provinces(place_ids: Sequence[str], gazetteer: Gazetteer) -> set[str]:
    """Return the places and what they belong to, countries left out."""
    above = {parent for place_id in set(place_ids) for parent in gazetteer.parents(place_id)}
    return set(place_ids) | {p for p in above if gazetteer.get(p)["level"] != "country"}


def _at(series: Series, day: int, hour: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(series.day_of(day), time(hour), zone)


def _setting(told: Told, n_mentions: float, lever: Lever | None) -> Setting:
    texts = None
    if told.mentions is not None:
        texts = WaveTexts(told.mentions.filter(pl.col("weight") >= _OWN)["about"])
    return Setting(told.place_names.of(told.episode.place_id), n_mentions, lever, texts)


def _shares(names: Sequence[str], values: F64) -> dict[str, float]:
    total = float(values.sum())
    if total <= 0:
        return {}
    shares = {name: round(float(v) / total, 4) for name, v in zip(names, values, strict=True)}
    return dict(sorted(shares.items(), key=lambda item: (-item[1], item[0])))


def _province(place_id: str, gazetteer: Gazetteer) -> str:
    for parent in gazetteer.parents(place_id):
        if gazetteer.get(parent)["level"] == "province":
            return gazetteer.name(parent)
    return ""


def _path(told: Told, hours: WaveHours, zone: ZoneInfo) -> tuple[SourceOnset, ...]:
    episode, days = told.episode, told.wave.source_onsets
    # The source in which it began earliest is where the wave began.
    begin = min(days.values())
    onsets = []
    for source in episode.sources:
        day = episode.onset_day if days[source] == begin else days[source]
        at = hours.first(told.number, day, zone, source)
        n_excess = told.wave.source_excess[source]
        onsets.append(Onset(source, at, hours.per_hour(told.number, at, source), n_excess))
    return tuple(
        SourceOnset(o.source, o.at, round(o.n_excess, 2), round(lead, 1), interval)
        for o, lead, interval in leads(onsets)
    )


def _timeline(wave: Wave, series: Series) -> tuple[TimelineDay, ...]:
    series_of_days = (wave.n, wave.expected, wave.kinds.T, wave.exposure)
    rows = zip(*(values.tolist() for values in series_of_days), strict=True)
    return tuple(
        TimelineDay(
            day=series.first_day + timedelta(days=wave.first_day + i),
            n=round(n, 3),
            expected=round(expected, 3),
            image=round(kinds[0], 3),
            crisis=round(kinds[1], 3),
            affairs=round(kinds[2], 3),
            exposure=round(exposure, 3),
        )
        for i, (n, expected, kinds, exposure) in enumerate(rows)
    )


def _with_unique_ids(breakouts: Sequence[Breakout]) -> tuple[Breakout, ...]:
    seen: dict[str, int] = {}
    out = []
    for breakout in breakouts:
        n = seen[breakout.breakout_id] = seen.get(breakout.breakout_id, 0) + 1
        # The strongest keeps the plain name; a second wave of that day is b, a third c.
        suffix = "" if n == 1 else chr(ord("a") + n - 1)
        out.append(replace(breakout, breakout_id=breakout.breakout_id + suffix))
    return tuple(out)
