"""Let no wave be told twice: under another kind, or for a place above its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from chuquan.breakouts.episodes import Episode
from chuquan.places.gazetteer import Gazetteer
from chuquan.tables import KINDS

_ENGULFED = 0.5
_EXPLAINED = 0.5
_MARGIN_DAYS = 3


def settle(episodes: Sequence[Episode], gazetteer: Gazetteer) -> list[Episode]:
    """Merge and drop what tells the same wave again.

    * Episodes of one place and kind that overlap are one where both are the place's own counts, or
      where one is a theme that was found on the side of another kind.
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
    groups: dict[tuple[str, str], list[Episode]] = defaultdict(list)
    for episode in episodes:
        groups[episode.place_id, episode.kind].append(episode)
    out = []
    for key in sorted(groups):
        kept: list[Episode] = []
        # What was found on its own side is host to what only turned out to be of this kind.
        for episode in sorted(groups[key], key=lambda e: (_is_turned(e), -e.n_excess, e.onset_day)):
            host = next((i for i, k in enumerate(kept) if _are_one(k, episode)), None)
            if host is None:
                kept.append(episode)
            else:
                kept[host] = _absorb(kept[host], episode)
        out += kept
    return out


def _are_one(host: Episode, guest: Episode) -> bool:
    if not _overlap(host, guest) or _is_called_so(host) or _is_called_so(guest):
        return False
    # A theme takes in no wave of the whole place: it would be one itself, beside another.
    if guest.is_through_terms:
        return _is_turned(guest)
    return not host.is_through_terms


def _is_turned(episode: Episode) -> bool:
    return all(m.side != episode.kind for m in episode.members)


def _absorb(host: Episode, guest: Episode) -> Episode:
    members = sorted((*host.members, *guest.members), key=lambda m: (-m.n_excess, m.cell))
    return replace(host, members=tuple(members), q_value=min(host.q_value, guest.q_value))


def _is_engulfed(episode: Episode, others: Iterable[Episode]) -> bool:
    if episode.kind == "crisis":
        return False
    return any(
        other.place_id == episode.place_id
        and other.kind == "crisis"
        and _overlap(episode, other)
        and episode.n_excess < _ENGULFED * other.n_excess
        and not _is_apart(episode, other)
        for other in others
    )


def _is_apart(theme: Episode, crisis: Episode) -> bool:
    # What one word mostly makes, which is none of the crisis's, is no part of it: a resort opens
    # in a month of epidemic, too.
    own = _terms(theme)
    is_of_a_word = max(own.values(), default=0.0) >= _EXPLAINED * theme.n_excess
    return is_of_a_word and not own.keys() & _terms(crisis).keys()


def _terms(episode: Episode) -> dict[str, float]:
    return {m.term: m.n_excess for m in episode.members if m.term is not None}


def _one_place(episodes: list[Episode], gazetteer: Gazetteer) -> list[Episode]:
    by_place: dict[str, list[Episode]] = defaultdict(list)
    for episode in episodes:
        by_place[episode.place_id].append(episode)
    dropped: set[int] = set()
    # From counties up, so that what a county settles for its city is settled before the province.
    depth = {e.place_id: len(gazetteer.parents(e.place_id)) for e in episodes}
    for child in sorted(episodes, key=lambda e: (-depth[e.place_id], e.place_id, e.onset_day)):
        for parent_id in gazetteer.parents(child.place_id):
            for parent in by_place.get(parent_id, ()):
                if id(child) in dropped or id(parent) in dropped or parent.kind != child.kind:
                    continue
                if not _overlap(parent, child):
                    continue
                if child.n_excess >= _EXPLAINED * parent.n_excess and not _is_called_so(parent):
                    dropped.add(id(parent))
                elif _is_within(child, parent, gazetteer):
                    dropped.add(id(child))
    return [e for e in episodes if id(e) not in dropped]


def _is_called_so(episode: Episode) -> bool:
    # In doubt a wave is called a crisis though more of it is image: it is a wave of both, no part
    # of the crisis beside it.
    kinds = episode.shares[: len(KINDS)]
    return bool(kinds[KINDS.index(episode.kind)] < kinds.max())


def _is_within(child: Episode, parent: Episode, gazetteer: Gazetteer) -> bool:
    # A city's wave is news of its own even when the whole province is in it; a county's is not.
    starts_in = parent.onset_day - _MARGIN_DAYS <= child.onset_day
    ends_in = child.last_day <= parent.last_day + _MARGIN_DAYS
    return (
        gazetteer.get(child.place_id)["level"] == "county"
        and gazetteer.get(parent.place_id)["level"] == "city"
        and not parent.is_through_terms
        and starts_in
        and ends_in
    )
