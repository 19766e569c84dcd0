"""Members and episodes by hand, for the rules that join and settle them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from chuquan.breakouts.episodes import Episode
from chuquan.breakouts.members import FACET_COLUMNS, Member
from chuquan.tables import KINDS


def shares_of(kind: str, n: float) -> np.ndarray:
    shares = np.zeros(FACET_COLUMNS)
    shares[KINDS.index(kind)] = n
    return shares


def member(
    place_id: str = "370300",
    days: tuple[int, int] = (10, 14),
    n_excess: float = 20.0,
    *,
    side: str = "image",
    term: str | None = None,
    source: str = "weibo",
    cell: int = 0,
    profile: Sequence[float] | None = None,
) -> Member:
    n_days = days[1] - days[0] + 1
    return Member(
        cell=cell,
        source=source,
        place_id=place_id,
        facet="term" if term else "kind",
        kind=None if term else side,
        lever=None,
        term=term,
        is_direct=False,
        onset_day=days[0],
        detected_day=days[0],
        last_day=days[1],
        is_open=False,
        n=n_excess,
        n_excess=n_excess,
        q_value=0.01,
        side=side,
        shares=shares_of(side, n_excess),
        profile=np.full(n_days, n_excess / n_days) if profile is None else np.array(profile),
    )


def episode(
    place_id: str = "370300",
    days: tuple[int, int] = (10, 14),
    n_excess: float = 20.0,
    kind: str = "image",
    *,
    side: str | None = None,
    term: str | None = None,
    q_value: float = 0.01,
) -> Episode:
    own = member(place_id, days, n_excess, side=side or kind, term=term)
    return Episode(
        place_id=place_id,
        kind=kind,
        shares=shares_of(kind, n_excess),
        onset_day=days[0],
        detected_day=days[0],
        last_day=days[1],
        frozen_at=days[0],
        is_open=False,
        q_value=q_value,
        members=(own,),
    )
