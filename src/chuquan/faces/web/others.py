"""Which places lie near a place, and which compete with it for the same images."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

import msgspec

from chuquan.faces.web.shown import Shown
from chuquan.report import PlaceProfile

MOST = 6
LEAST_IMAGES = 10
"""Mentions of images that a place needs for its levers to be compared."""

_WORDS_COUNT = 0.7
"""Weight of shared words in the likeness; the rest is that of the levers."""

_EARTH_KM = 6371.0088


class Neighbour(msgspec.Struct, frozen=True, kw_only=True):
    """A place with breakouts of its own, and how far away it is."""

    place_id: str
    name: str
    name_en: str
    distance_km: float
    n_breakouts: int


class AlikePlace(msgspec.Struct, frozen=True, kw_only=True):
    """A place with like images.

    Attributes
    ----------
    likeness : float
        0 to 1: cosine of the words that images are known for (rare words count more), and of the
        shares of levers.
    words : tuple of str
        Words that both are known for, rarest first.
    levers : tuple of str
        Levers that make a fifth and more of the images of both.
    """

    place_id: str
    name: str
    name_en: str
    likeness: float
    words: tuple[str, ...]
    levers: tuple[str, ...]


def neighbours(shown: Shown, profile: PlaceProfile) -> tuple[Neighbour, ...]:
    """Return the nearest places with breakouts, without what it lies in or what lies in it."""
    here = _position(profile)
    if here is None:
        return ()
    near = []
    for other in shown.report.places:
        there = _position(other)
        if there is None or not shown.of_place(other.place_id):
            continue
        if not _is_kin(shown, profile, other):
            near.append((kilometres(here, there), other))
    near.sort(key=lambda item: (item[0], item[1].place_id))
    return tuple(
        Neighbour(
            place_id=p.place_id, name=p.name, name_en=p.name_en, distance_km=round(km, 1),
            n_breakouts=len(shown.of_place(p.place_id)),
        )
        for km, p in near[:MOST]
    )  # fmt: skip


def rivals(shown: Shown, profile: PlaceProfile) -> tuple[AlikePlace, ...]:
    """Return places that share at least one word with a place's images, most alike first."""
    words = _words(shown)
    own = words.get(profile.place_id, {})
    found = []
    for other in shown.report.places:
        if _is_kin(shown, profile, other) or other.level == "country":
            continue
        theirs = words.get(other.place_id, {})
        shared = sorted(own.keys() & theirs.keys(), key=lambda t: (-own[t] * theirs[t], t))
        if not shared:
            continue
        likeness = _WORDS_COUNT * _cosine(own, theirs) + (1 - _WORDS_COUNT) * _levers(
            profile, other
        )
        found.append((likeness, other, shared))
    found.sort(key=lambda item: (-item[0], item[1].place_id))
    return tuple(
        AlikePlace(
            place_id=p.place_id, name=p.name, name_en=p.name_en, likeness=round(likeness, 3),
            words=tuple(shared[:4]), levers=_shared_levers(profile, p),
        )
        for likeness, p, shared in found[:MOST]
    )  # fmt: skip


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the distance of two points (latitude, longitude in degrees) on the sphere."""
    (lat_a, lon_a), (lat_b, lon_b) = (map(math.radians, a), map(math.radians, b))
    chord = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    )
    return 2 * _EARTH_KM * math.asin(min(math.sqrt(chord), 1.0))


def _position(profile: PlaceProfile) -> tuple[float, float] | None:
    if profile.latitude is None or profile.longitude is None:
        return None
    return profile.latitude, profile.longitude


def _is_kin(shown: Shown, a: PlaceProfile, b: PlaceProfile) -> bool:
    return b.place_id in _line(shown, a) or a.place_id in _line(shown, b)


def _line(shown: Shown, profile: PlaceProfile) -> set[str]:
    """Return a place and all that it lies in."""
    line = {profile.place_id}
    parent = profile.parent_id
    while parent is not None and parent not in line:
        line.add(parent)
        above = shown.places.get(parent)
        parent = above.parent_id if above else None
    return line


@lru_cache(maxsize=4)
def _words(shown: Shown) -> Mapping[str, Mapping[str, float]]:
    """Return the words of each place's images by weight: rarer among places, more."""
    counts = {p.place_id: _known_words(shown, p) for p in shown.report.places}
    n_places = Counter(word for words in counts.values() for word in words)
    total = max(len(counts), 1)
    return {
        place: {word: n * math.log(1 + total / n_places[word]) for word, n in words.items()}
        for place, words in counts.items()
    }


def _known_words(shown: Shown, profile: PlaceProfile) -> dict[str, float]:
    own = {profile.name, profile.name_en}
    words = {e.term: math.log1p(e.n or 1.0) for e in profile.known_for if e.term}
    for breakout in shown.of_place(profile.place_id):
        if breakout.kind == "image":
            for e in breakout.terms[:4]:
                if e.term:
                    words[e.term] = max(words.get(e.term, 0.0), math.log1p(e.n or 1.0))
    return {word: n for word, n in words.items() if word not in own}


def _cosine(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    lengths = math.hypot(*a.values()) * math.hypot(*b.values())
    return sum(a[k] * b[k] for k in a.keys() & b.keys()) / lengths if lengths else 0.0


def _levers(a: PlaceProfile, b: PlaceProfile) -> float:
    if min(sum(a.levers.values()), sum(b.levers.values())) < LEAST_IMAGES:
        return 0.0
    return _cosine(a.levers, b.levers)


def _shared_levers(a: PlaceProfile, b: PlaceProfile) -> tuple[str, ...]:
    totals = sum(a.levers.values()), sum(b.levers.values())
    if min(totals) < LEAST_IMAGES:
        return ()
    return tuple(
        lever
        for lever, n in a.levers.items()
        if n >= totals[0] / 5 and b.levers.get(lever, 0.0) >= totals[1] / 5
    )
