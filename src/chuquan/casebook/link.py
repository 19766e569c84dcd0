"""Which event became which breakout."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import msgspec
import polars as pl

from chuquan.places.gazetteer import Gazetteer
from chuquan.report import Breakout, EventCase, Report

DAYS_BEFORE: Final = 45
"""An event is spoken of from its announcement and the sale of its tickets on; only a wave whose
theme names it may begin so early."""

DAYS_NAMED: Final = 14
"""Days before the start from which a wave may be the event's own if one of its strongest words
names the event."""

DAYS_NEAR: Final = 7
"""Days before the start and after the end within which a wave of its kind may be its own without
naming it."""

_TERMS, _STRONGEST = 12, 4
_LEAST_SHARE: Final = 0.25
_IN_THEME, _IN_TERMS, _KIND_SAID, _LEVER = 4.0, 3.0, 1.0, 1.0

_KIND_WORDS: Final = re.compile(r"演唱会|音乐节|马拉松|车展|电影节|灯会|庙会|时装周")
"""A wave of the event's lever that says the same of these words may be the event's own."""

_PLAIN_WORDS: Final = re.compile(
    r"^(?:演唱会|音乐节|巡演|巡回|世界|中国|国际|全国|城市|开幕式|闭幕式|开幕|闭幕|马拉松|文化|旅游|"
    r"艺术节|电影节|电影|运动会|运动|大会|博览会|比赛|现场|门票|开票|抢票|官宣|音乐|草莓|峰会|论坛|春晚|晚会|分会场|总决赛|大师赛|\d+.?)$"
)
"""Words that many events share; they name none."""


@dataclass(frozen=True, kw_only=True)
class Linked:
    """An event with its breakout, and the attendance that its class is told from."""

    case: EventCase
    attendance: float | None


@dataclass(frozen=True)
class _Fit:
    score: float
    lag_days: int
    is_named: bool
    breakout_id: str
    image: str


def link(
    events: pl.DataFrame,
    breakouts: Sequence[Breakout],
    report: Report,
    gazetteer: Gazetteer,
) -> tuple[Linked, ...]:
    """Return each event of the report's period with the breakout that it became, if it did.

    Parameters
    ----------
    events : polars.DataFrame
        Valid by :data:`chuquan.tables.EVENTS`; those without a place are left out.
    breakouts : sequence of Breakout
        Image breakouts.
    report : Report
        Events count that began after its warm-up and ended by its last day: of others it cannot
        be said what became of them.
    gazetteer : Gazetteer

    Notes
    -----
    A breakout fits an event where it is of the event's city (or of its province, if it names the
    event), begins from :data:`DAYS_BEFORE` days before its start to :data:`DAYS_NEAR` days after
    its end, and says the event's name: in its theme or, from :data:`DAYS_NAMED` days before the
    start on and if the lever fits, among its strongest words. Or, within :data:`DAYS_NEAR` days,
    it is of the event's lever and its theme is its kind and no more. Words that several events of
    a place share name none of them. A breakout goes to the event that it fits best; others have
    it, too, only if it says their names, and are marked as sharing it.
    """
    rows = _of_period(events, report)
    names = _names_by_place(rows)
    by_city = _by_city(breakouts, gazetteer)
    fits: list[tuple[dict[str, Any], list[_Fit]]] = []
    for row in rows:
        place = str(row["place_id"])
        city = _city(place, gazetteer)
        above = set(gazetteer.parents(city)) if city in gazetteer else set()
        others = names.get(place, frozenset()) - {str(row["name"])}
        found = [_fit(row, b, gazetteer, others) for b in by_city.get(city, [])]
        for breakout in (b for p in sorted(above) for b in by_city.get(p, [])):
            wide = _fit(row, breakout, gazetteer, others)
            found.append(wide if wide is not None and wide.is_named else None)
        fits.append((row, [f for f in found if f is not None]))
    return _settled(fits, gazetteer)


def _of_period(events: pl.DataFrame, report: Report) -> list[dict[str, Any]]:
    first, last = report.period
    end = pl.coalesce("end", "start")
    known = pl.col("start") >= pl.lit(first).dt.offset_by(f"{report.warm_up_days}d")
    frame = events.drop_nulls("place_id").with_columns(end=end).filter(known, end <= last)
    return list(frame.sort("start", "event_id").iter_rows(named=True))


def _names_by_place(rows: Iterable[dict[str, Any]]) -> dict[str, frozenset[str]]:
    """Return the names of all events of each place."""
    out: dict[str, set[str]] = {}
    for row in rows:
        out.setdefault(str(row["place_id"]), set()).add(str(row["name"]))
    return {place: frozenset(names) for place, names in out.items()}


def _city(place_id: str, gazetteer: Gazetteer) -> str:
    """Return the city that a place is or lies in; itself where there is none."""
    if place_id not in gazetteer:
        return place_id
    chain = (place_id, *gazetteer.parents(place_id))
    levels = {p: gazetteer.get(p)["level"] for p in chain}
    city = next((p for p in chain if levels[p] == "city"), None)
    if city is None and levels[place_id] == "county":
        city = next((p for p in chain if levels[p] == "province"), None)  # a municipality
    return city or place_id


def _by_city(breakouts: Iterable[Breakout], gazetteer: Gazetteer) -> dict[str, list[Breakout]]:
    out: dict[str, list[Breakout]] = {}
    for breakout in breakouts:
        out.setdefault(_city(breakout.place_id, gazetteer), []).append(breakout)
    return out


def _fit(
    event: dict[str, Any], breakout: Breakout, gazetteer: Gazetteer, others: frozenset[str]
) -> _Fit | None:
    onset = breakout.onset.date()
    start, end = event["start"], event["end"]
    lag = (onset - start).days
    if lag < -DAYS_BEFORE or (onset - end).days > DAYS_NEAR:
        return None
    theme, terms = _words(breakout, gazetteer)
    name, lever = str(event["name"]), event["lever"]
    fits_lever = lever is None or breakout.lever_shares.get(lever, 0.0) >= _LEAST_SHARE
    in_theme = _says_name(name, theme, others)
    in_terms = fits_lever and lag >= -DAYS_NAMED and _says_name(name, terms[:_STRONGEST], others)
    # A theme that names more than the kind (another singer) is another event's.
    says_kind = bool(theme) and set(theme) <= set(_KIND_WORDS.findall(name))
    is_named = in_theme or in_terms
    if not (is_named or (fits_lever and lag >= -DAYS_NEAR and says_kind)):
        return None
    score = _IN_THEME if in_theme else _IN_TERMS if in_terms else 0.0
    score += _LEVER * fits_lever + _KIND_SAID * says_kind
    score -= _distance(onset, start, end) / 100
    return _Fit(score, lag, is_named, breakout.breakout_id, breakout.image)


def _distance(onset: date, start: date, end: date) -> int:
    """Return how many days an onset lies outside an event's days."""
    return max((start - onset).days, (onset - end).days, 0)


def _words(breakout: Breakout, gazetteer: Gazetteer) -> tuple[list[str], list[str]]:
    """Return the words of a wave's theme and its strongest terms, without the place's names."""
    names = {breakout.place_name, breakout.place_name_en.casefold()}
    if breakout.place_id in gazetteer:
        for place in (breakout.place_id, *gazetteer.parents(breakout.place_id)):
            names.update(n.casefold() for n in gazetteer.get(place)["names"])
    theme = [w for w in breakout.image.split() if w.casefold() not in names]
    terms = [e.term for e in breakout.terms[:_TERMS] if e.term and e.term.casefold() not in names]
    return theme, terms


def _says_name(name: str, words: Iterable[str], others: frozenset[str]) -> bool:
    """Return whether a wave's words hold a piece of the name that few events share."""
    plain = _plain(name)
    for word in words:
        piece = re.sub(r"\s", "", word).casefold()
        # 王源演唱会 says 王源: a kind after the name does not hide it.
        bare = re.sub(r"(?:演唱会|音乐节|巡演|马拉松)$", "", piece)
        for part in dict.fromkeys((piece, bare)):
            if len(part) < 2 or part not in plain:
                continue
            if _PLAIN_WORDS.match(part) or _KIND_WORDS.fullmatch(part):
                continue
            if not any(part in _plain(other) for other in others):
                return True
    return False


def _plain(name: str) -> str:
    return re.sub(r"[\s·・\-—()（）《》“”]", "", name).casefold()


def _settled(
    fits: Sequence[tuple[dict[str, Any], list[_Fit]]], gazetteer: Gazetteer
) -> tuple[Linked, ...]:
    """Give each event its best breakout, and each breakout to one event or to all that it names."""
    best: dict[str, tuple[float, str]] = {}
    for row, found in fits:
        for fit in found:
            rank = (fit.score, str(row["event_id"]))
            held = best.get(fit.breakout_id)
            if held is None or (-rank[0], rank[1]) < (-held[0], held[1]):
                best[fit.breakout_id] = rank
    chosen: list[tuple[dict[str, Any], _Fit | None]] = []
    for row, found in fits:
        own = [f for f in found if f.is_named or best[f.breakout_id][1] == str(row["event_id"])]
        own.sort(key=lambda f: (-f.score, abs(f.lag_days), f.breakout_id))
        chosen.append((row, own[0] if own else None))
    shared = Counter(fit.breakout_id for _, fit in chosen if fit)
    return tuple(
        Linked(case=_case(row, fit, shared, gazetteer), attendance=row["attendance"])
        for row, fit in chosen
    )


def _case(
    row: dict[str, Any], fit: _Fit | None, shared: Counter[str], gazetteer: Gazetteer
) -> EventCase:
    place = str(row["place_id"])
    case = EventCase(
        event_id=str(row["event_id"]),
        name=str(row["name"]),
        lever=row["lever"],
        place_id=place,
        place_name=gazetteer.name(place) if place in gazetteer else place,
        place_name_en=gazetteer.name_en(place) if place in gazetteer else "",
        start=row["start"],
        end=row["end"],
        attendance=row["attendance"],
        source=str(row["source"]),
    )
    if fit is None:
        return case
    return msgspec.structs.replace(
        case,
        breakout_id=fit.breakout_id,
        image=fit.image,
        lag_days=float(fit.lag_days),
        is_shared=shared[fit.breakout_id] > 1,
    )
