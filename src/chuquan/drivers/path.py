"""Which channel led: the onset in each source, and the lead in hours with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

_DRAWS = 4000
_LEVEL = (0.05, 0.95)
_LEAST_PER_HOUR = 1 / 24  # a source that takes a wave up mentions it once in its first day


@dataclass(frozen=True)
class Onset:
    """The begin of a wave in one source.

    Attributes
    ----------
    at : datetime
        Hour of the first mention that belongs to the wave.
    per_hour : float
        Mentions an hour in the first day of the wave.
    n_excess : float
    """

    source: str
    at: datetime
    per_hour: float
    n_excess: float


def leads(onsets: Sequence[Onset]) -> list[tuple[Onset, float, tuple[float, float]]]:
    """Order sources by onset and say by how many hours each came after the first.

    A wave may have begun before its first mention was listed: at a rate of ``per_hour`` mentions,
    the wait for the first is exponential with mean ``1 / per_hour``. The interval is that of the
    difference of two such beginnings, from seeded draws, widened to hold the difference seen; it
    says nothing about what either source chose not to list.

    Returns
    -------
    list of (Onset, float, (float, float))
        The first source first; hours after it, and their 90% interval.
    """
    ordered = sorted(onsets, key=lambda o: (o.at, o.source))
    if not ordered:
        return []
    first = ordered[0]
    rng = np.random.default_rng(20240105)
    wait = rng.exponential(size=(len(ordered), _DRAWS))
    wait /= np.array([max(o.per_hour, _LEAST_PER_HOUR) for o in ordered])[:, None]
    out: list[tuple[Onset, float, tuple[float, float]]] = [(first, 0.0, (0.0, 0.0))]
    for i, onset in enumerate(ordered[1:], start=1):
        lead = (onset.at - first.at).total_seconds() / 3600
        low, high = np.quantile(lead - wait[i] + wait[0], _LEVEL)
        low, high = min(low, lead), max(high, lead)
        out.append((onset, lead, (round(float(low), 1), round(float(high), 1))))
    return out
