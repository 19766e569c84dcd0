"""Join what the detector found in a place's cells into episodes, and judge each as a whole.

Cells of one place and side (image, crisis, affairs) join when they overlap in time and share
mentions. A digest does not say which mentions two cells share; it bounds it: on each day they can
share no more than the smaller count. Where that bound is less than half of the smaller cell, the
two are apart for sure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from chuquan.breakouts.cells import F64
from chuquan.breakouts.members import FACET_COLUMNS, CellIndex, Member, Window
from chuquan.places.gazetteer import Gazetteer
from chuquan.tables import KINDS, LEVERS

_N_KINDS = len(KINDS)
_SHARED = 0.5
_ENGULFED = 0.5
_EXPLAINED = 0.5


@dataclass(frozen=True)
class Episode:
    """One wave of attention for a place.

    Attributes
    ----------
    place_id : str
    kind : str
        The kind that most of the wave's excess is of.
    shares : float64, shape (FACET_COLUMNS,)
        Excess mentions by kind, then by lever of images.
    onset_day, detected_day, last_day : int
        Day indices.
    is_open : bool
        Whether it was still going on when the data end.
    q_value : float
        The smallest of its members'.
    members : tuple of Member
        Largest excess first.
    """

    place_id: str
    kind: str
    shares: F64
    onset_day: int
    detected_day: int
    last_day: int
    is_open: bool
    q_value: float
    members: tuple[Member, ...]

    @property
    def n_excess(self) -> float:
        """Excess of the wave's own kind, mentions."""
        return float(self.shares[KINDS.index(self.kind)])

    @property
    def is_through_terms(self) -> bool:
        """Whether only terms show it: a theme in a place whose total hardly moved."""
        return all(member.facet == "term" for member in self.members)


def join_members(
    members: Sequence[Member], index: CellIndex, *, close_days: int, min_mentions: float
) -> list[Episode]:
    """Join members to episodes and judge each by the shares of its excess.

    Parameters
    ----------
    members : sequence of Member
    index : CellIndex
    close_days : int
        Members of one side that lie so many quiet days apart are apart.
    min_mentions : float
        Episodes with less excess of their kind are dropped.
    """
    groups: dict[tuple[str, str], list[Member]] = defaultdict(list)
    for member in members:
        groups[member.place_id, member.side].append(member)
    clusters = [c for key in sorted(groups) for c in _clusters(groups[key])]
    episodes = _judge(clusters, index)
    return [e for e in episodes if e.n_excess >= min_mentions]


def _clusters(members: list[Member]) -> list[list[Member]]:
    ordered = sorted(members, key=lambda m: (m.onset_day, m.last_day, m.cell))
    parent = list(range(len(ordered)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, first in enumerate(ordered):
        for j in range(i + 1, len(ordered)):
            second = ordered[j]
            if second.onset_day > first.last_day:
                # Sorted by onset: none of the later ones overlaps either.
                break
            if root(i) != root(j) and _share(first, second):
                parent[root(j)] = root(i)
    out: dict[int, list[Member]] = defaultdict(list)
    for i, member in enumerate(ordered):
        out[root(i)].append(member)
    return list(out.values())


def _share(one: Member, other: Member) -> bool:
    if one.source != other.source:
        # Two sources share no mention; the same place, side and days are the same wave.
        return one.facet != "term" or other.facet != "term" or one.term == other.term
    first = min(one.onset_day, other.onset_day)
    last = max(one.last_day, other.last_day)
    a, b = (_spread(m, first, last) for m in (one, other))
    return bool(np.minimum(a, b).sum() >= _SHARED * min(a.sum(), b.sum()))


def _spread(member: Member, first: int, last: int) -> F64:
    out = np.zeros(last - first + 1)
    at = member.onset_day - first
    out[at : at + member.profile.size] = member.profile
    return out


def _judge(clusters: list[list[Member]], index: CellIndex) -> list[Episode]:
    windows = []
    for cluster in clusters:
        first, last = _span(cluster)
        direct = all(m.is_direct for m in cluster if m.facet != "term")
        place = cluster[0].place_id
        for source in sorted({m.source for m in cluster}):
            windows.append(Window(source, place, direct, first, last))
    excess = index.excess(windows)
    of_window: dict[tuple[str, int, int], F64] = defaultdict(lambda: np.zeros(FACET_COLUMNS))
    for window, row in zip(windows, excess, strict=True):
        of_window[window.place_id, window.first_day, window.last_day] += row
    out = []
    for cluster in clusters:
        first, last = _span(cluster)
        around = of_window[cluster[0].place_id, first, last]
        shares = _own_shares(cluster, around)
        out.append(_episode(cluster, shares))
    return out


def _span(cluster: list[Member]) -> tuple[int, int]:
    return min(m.onset_day for m in cluster), max(m.last_day for m in cluster)


def _own_shares(cluster: list[Member], around: F64) -> F64:
    # A wave of the place's own counts is judged by the place; a theme by its terms.
    if any(m.facet != "term" for m in cluster):
        return around
    strongest: dict[str, Member] = {}
    for member in cluster:
        best = strongest.get(member.source)
        if best is None or member.shares.sum() > best.shares.sum():
            strongest[member.source] = member
    return np.sum([m.shares for m in strongest.values()], axis=0)


def _episode(cluster: list[Member], shares: F64) -> Episode:
    first, last = _span(cluster)
    members = sorted(cluster, key=lambda m: (-m.n_excess, m.cell))
    kinds = shares[:_N_KINDS]
    kind = KINDS[int(np.argmax(kinds))] if kinds.sum() > 0 else members[0].side
    return Episode(
        place_id=members[0].place_id,
        kind=kind,
        shares=shares,
        onset_day=first,
        detected_day=min(m.detected_day for m in members),
        last_day=last,
        is_open=any(m.is_open for m in members),
        q_value=min(m.q_value for m in members),
        members=tuple(members),
    )


def settle(episodes: Sequence[Episode], gazetteer: Gazetteer) -> list[Episode]:
    """Let no wave be told twice: under another kind, or for a place above its own.

    * Episodes of one place and kind that overlap and were judged alike are one.
    * An image or affairs episode engulfed by a crisis (one that overlaps it and has twice its
      excess) is part of that crisis.
    * A province's episode that one city's wave mostly makes is told for the city, and a city's
      that one county's wave mostly makes for the county; a county's that makes little of the
      city's is told for the city.
    """
    merged = _merge_alike(episodes)
    apart = [e for e in merged if not _is_engulfed(e, merged)]
    return _one_place(apart, gazetteer)


def _overlap(one: Episode, other: Episode) -> bool:
    return one.onset_day <= other.last_day and other.onset_day <= one.last_day


def _merge_alike(episodes: Iterable[Episode]) -> list[Episode]:
    # Judging can turn a cluster of one side into the kind of another side's cluster beside it.
    groups: dict[tuple[str, str], list[Episode]] = defaultdict(list)
    for episode in episodes:
        groups[episode.place_id, episode.kind].append(episode)
    out = []
    for key in sorted(groups):
        kept: list[Episode] = []
        for episode in sorted(groups[key], key=lambda e: (-e.n_excess, e.onset_day)):
            turned = all(m.side != episode.kind for m in episode.members)
            hosts = [i for i, k in enumerate(kept) if _overlap(k, episode)]
            if turned and hosts:
                kept[hosts[0]] = _absorb(kept[hosts[0]], episode)
            else:
                kept.append(episode)
        out += kept
    return out


def _absorb(host: Episode, guest: Episode) -> Episode:
    members = sorted((*host.members, *guest.members), key=lambda m: (-m.n_excess, m.cell))
    return replace(
        host,
        members=tuple(members),
        q_value=min(host.q_value, guest.q_value),
    )


def _is_engulfed(episode: Episode, others: Iterable[Episode]) -> bool:
    if episode.kind == "crisis":
        return False
    return any(
        other.place_id == episode.place_id
        and other.kind == "crisis"
        and _overlap(episode, other)
        and episode.n_excess < _ENGULFED * other.n_excess
        for other in others
    )


def _one_place(episodes: list[Episode], gazetteer: Gazetteer) -> list[Episode]:
    by_place: dict[str, list[Episode]] = defaultdict(list)
    for episode in episodes:
        by_place[episode.place_id].append(episode)
    dropped: set[int] = set()
    # From counties up, so that what a county settles for its city is settled before the province.
    depth = {e.place_id: len(gazetteer.parents(e.place_id)) for e in episodes}
    for child in sorted(episodes, key=lambda e: (-depth[e.place_id], e.place_id, e.onset_day)):
        if id(child) in dropped:
            continue
        for parent_id in gazetteer.parents(child.place_id):
            for parent in by_place.get(parent_id, ()):
                if id(parent) in dropped or parent.kind != child.kind:
                    continue
                if not _overlap(parent, child):
                    continue
                if child.n_excess >= _EXPLAINED * parent.n_excess:
                    dropped.add(id(parent))
                elif not parent.is_through_terms and _is_within(child, parent, gazetteer):
                    dropped.add(id(child))
    return [e for e in episodes if id(e) not in dropped]


def _is_within(child: Episode, parent: Episode, gazetteer: Gazetteer) -> bool:
    # A city's wave is news of its own even when the whole province is in it; a county's is not.
    level = gazetteer.get(child.place_id)["level"]
    covered = parent.onset_day - 3 <= child.onset_day and child.last_day <= parent.last_day + 3
    is_city = gazetteer.get(parent.place_id)["level"] == "city"
    return level == "county" and is_city and covered


__all__ = ["Episode", "join_members", "settle"]
