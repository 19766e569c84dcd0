"""Join what the detector found in a place's cells into episodes, and judge each as a whole.

Cells of one place and side (image, crisis, affairs) join when they overlap in time and share
mentions. A digest does not say which mentions two cells share; it bounds it: on each day they can
share no more than the smaller count. Where that bound is less than half of the smaller cell, the
two are apart for sure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from chuquan.breakouts.cells import F64
from chuquan.breakouts.members import FACET_COLUMNS, CellIndex, Member, Window
from chuquan.breakouts.split import half_day, last_day, waves_within
from chuquan.tables import KINDS, LEVERS

_N_KINDS = len(KINDS)
_IMAGE = KINDS.index("image")
_SHARED = 0.5
_LEADING = 0.5
# In doubt a wave is a crisis: to call a fire an image costs twice what missing one does. And only
# what is mostly an image is called one: a wave of thirds is news.
_CAUTION = np.array([2.0 if kind == "crisis" else 1.0 for kind in KINDS])
_MOSTLY = 0.5


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
    frozen_at : int
        The baseline knows the days before this one only. Before ``onset_day`` where a greater wave
        began inside an open one.
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
    frozen_at: int
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

    @property
    def sources(self) -> list[str]:
        """The sources in which it was found, by name."""
        return _sources(self.members)


@dataclass(frozen=True)
class _Cluster:
    """Members that are one wave, and the days of it; by ``half`` half of its excess was seen."""

    members: list[Member]
    first: int
    last: int
    frozen_at: int
    half: int
    is_open: bool


def join_members(
    members: Sequence[Member], index: CellIndex, *, min_mentions: float, close_days: int
) -> list[Episode]:
    """Join members to episodes and judge each by the shares of its excess.

    Parameters
    ----------
    members : sequence of Member
    index : CellIndex
    min_mentions : float
        Episodes with less excess of their kind are dropped.
    close_days : int
        An episode is over after so many looked-at days without much excess.
    """
    groups: dict[tuple[str, str], list[Member]] = defaultdict(list)
    for member in members:
        groups[member.place_id, member.side].append(member)
    clusters = [c for key in sorted(groups) for c in _clusters(groups[key])]
    waves = _split(clusters, index, min_mentions, close_days)
    return [e for e in _judge(waves, index) if e.n_excess >= min_mentions]


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
    a, b = (m.on_days(first, last) for m in (one, other))
    return bool(np.minimum(a, b).sum() >= _SHARED * min(a.sum(), b.sum()))


def _span(members: list[Member]) -> tuple[int, int]:
    return min(m.onset_day for m in members), max(m.last_day for m in members)


def _sources(members: Sequence[Member]) -> list[str]:
    return sorted({m.source for m in members})


def _is_direct(members: Sequence[Member]) -> bool:
    # Whether a wave is one of what names the place itself, and not of what lies in it.
    broad = [m for m in members if m.facet != "term"]
    return bool(broad) and all(m.is_direct for m in broad)


def _broad_cells(members: Sequence[Member], kind: str, index: CellIndex) -> list[int]:
    """Return the cells that stand for a wave, one a source: place and kind, or strongest term."""
    out = []
    for source in _sources(members):
        own = [m for m in members if m.source == source]
        cell = index.cell(source, own[0].place_id, kind, is_direct=_is_direct(own))
        is_theme = all(m.facet == "term" for m in own)
        strongest = max(own, key=lambda m: (m.n_excess, -m.cell)).cell
        out.append(strongest if is_theme or cell is None else cell)
    return out


def _dating_cells(members: Sequence[Member], index: CellIndex) -> list[int]:
    """Return the cells that date a wave: of an image that one lever mostly makes, that lever's."""
    broad = [m for m in members if m.facet != "term"]
    whole = _broad_cells(members, members[0].side, index)
    if not broad or members[0].side != "image":
        return whole
    levers = max(broad, key=lambda m: (m.n_excess, -m.cell)).shares[_N_KINDS:]
    leading = LEVERS[int(np.argmax(levers))]
    if levers.max() < _LEADING * levers.sum():
        return whole
    place_id, is_direct = members[0].place_id, _is_direct(members)
    cells = [
        index.cell(source, place_id, "image", leading, is_direct=is_direct)
        for source in _sources(members)
    ]
    return [cell for cell in cells if cell is not None] or whole


def series_cells(episode: Episode, index: CellIndex) -> list[int]:
    """Return the cells whose counts are an episode's own series, one a source."""
    return _broad_cells(episode.members, episode.kind, index)


def _split(
    clusters: list[list[Member]], index: CellIndex, min_mentions: float, close_days: int
) -> list[_Cluster]:
    owner, cells = [], []
    for i, members in enumerate(clusters):
        for cell in _dating_cells(members, index):
            owner.append(i)
            cells.append(cell)
    spans = [_span(members) for members in clusters]
    first_days = [spans[i][0] for i in owner]
    last_days = [spans[i][1] for i in owner]
    n = [np.zeros(last - first + 1) for first, last in spans]
    usual = [np.zeros(last - first + 1) for first, last in spans]
    days = index.daily(cells, first_days, last_days, first_days)
    for i, (counts, expected) in zip(owner, days, strict=True):
        n[i] += counts
        usual[i] += expected
    out = []
    for i, members in enumerate(clusters):
        first, last = spans[i]
        exposure = index.exposure({m.source for m in members}, first, last)
        begins = [first + b for b in waves_within(n[i], usual[i], exposure, min_mentions)]
        ends = [*(b - 1 for b in begins[1:]), last]
        for begin, end in zip(begins, ends, strict=True):
            excess = (n[i] - usual[i])[begin - first : end - first + 1]
            wave = _piece(members, begin, end, excess, index, close_days=close_days)
            if wave is not None:
                out.append(wave)
    return out


def _piece(
    members: list[Member], begin: int, end: int, excess: F64, index: CellIndex, *, close_days: int
) -> _Cluster | None:
    """Return one wave of a cluster; none where nothing was detected before a greater one began."""
    sources = {m.source for m in members}
    first, last = _span(members)
    is_last, over = end == last, end
    if is_last:
        over = index.seen_over(sources, begin + last_day(excess), close_days)
    inside = [m for m in members if m.onset_day <= over and m.last_day >= begin] or members
    if not is_last and min(m.detected_day for m in inside) > end:
        return None
    is_open = is_last and index.is_recent(sources, over, close_days)
    return _Cluster(inside, begin, over, first, begin + half_day(excess), is_open)


def _judge(clusters: list[_Cluster], index: CellIndex) -> list[Episode]:
    # Kinds are those of the whole wave; levers those of its first half, since what made it break
    # out is not what came to join it (a concert into the crowds that a meme had drawn).
    whole = _around(clusters, [c.last for c in clusters], index)
    rise = _around(clusters, [c.half for c in clusters], index)
    out = []
    for cluster, all_of_it, first_half in zip(clusters, whole, rise, strict=True):
        around = all_of_it.copy()
        if first_half[_N_KINDS:].sum() > 0:
            around[_N_KINDS:] = first_half[_N_KINDS:]
        out.append(_episode(cluster, _own_shares(cluster.members, around)))
    return out


def _around(clusters: list[_Cluster], last_days: list[int], index: CellIndex) -> list[F64]:
    """Return the excess of each cluster's place from its first day to a last one."""
    windows, owner = [], []
    for i, (cluster, last) in enumerate(zip(clusters, last_days, strict=True)):
        place_id, is_direct = cluster.members[0].place_id, _is_direct(cluster.members)
        for source in _sources(cluster.members):
            windows.append(
                Window(source, place_id, is_direct, cluster.first, last, cluster.frozen_at)
            )
            owner.append(i)
    out = [np.zeros(FACET_COLUMNS) for _ in clusters]
    for i, row in zip(owner, index.excess(windows), strict=True):
        out[i] += row
    return out


def _own_shares(members: list[Member], around: F64) -> F64:
    # A wave of the place's own counts is judged by the place; a theme by its terms.
    if any(m.facet != "term" for m in members):
        return around
    strongest: dict[str, Member] = {}
    for member in members:
        best = strongest.get(member.source)
        if best is None or member.shares.sum() > best.shares.sum():
            strongest[member.source] = member
    out: F64 = np.sum([m.shares for m in strongest.values()], axis=0)
    return out


def _kind(kinds: F64) -> str:
    cautious = kinds * _CAUTION
    if kinds[_IMAGE] <= _MOSTLY * kinds.sum():
        cautious[_IMAGE] = -1.0
    return KINDS[int(np.argmax(cautious))]


def _episode(cluster: _Cluster, shares: F64) -> Episode:
    members = sorted(cluster.members, key=lambda m: (-m.n_excess, m.cell))
    kinds = shares[:_N_KINDS]
    return Episode(
        place_id=members[0].place_id,
        kind=_kind(kinds) if kinds.sum() > 0 else members[0].side,
        shares=shares,
        onset_day=cluster.first,
        detected_day=max(cluster.first, min(m.detected_day for m in members)),
        last_day=cluster.last,
        frozen_at=cluster.frozen_at,
        is_open=cluster.is_open and any(m.is_open for m in members),
        q_value=min(m.q_value for m in members),
        members=tuple(members),
    )
