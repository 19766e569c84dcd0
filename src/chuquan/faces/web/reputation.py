"""What share of a place's mentions is image, crisis or affairs, by month, with a smoothed trend.

The trend is a mean of the months around, weighted by a Gaussian of three months and by their
mentions; its interval is Wilson's at the effective number of mentions: Kish's, divided by how much
more the months differ than mentions drawn one by one would (mentions come in waves).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Final

import msgspec

from chuquan.faces.web.covered import covered, months_from
from chuquan.faces.web.shown import Shown
from chuquan.report import PlaceProfile

KINDS: Final = ("image", "crisis", "affairs")
BANDWIDTH_MONTHS = 3.0
LEAST_MENTIONS = 60
"""Of fewer mentions in all no trend is told."""

_LEAST_EFFECTIVE = 5.0
_Z90 = 1.6449
_YEAR = 12


class Smoothed(msgspec.Struct, frozen=True):
    """A share with its 90% interval."""

    share: float
    low: float
    high: float


class ReputationMonth(msgspec.Struct, frozen=True, kw_only=True):
    """One month of a place.

    Attributes
    ----------
    covered : float
        Share of the month that was looked at.
    image, crisis, affairs : float
        Mentions.
    trend : dict of str to Smoothed
        By kind; empty where too few mentions lie around.
    """

    month: date
    covered: float
    image: float
    crisis: float
    affairs: float
    trend: dict[str, Smoothed] = {}

    @property
    def n(self) -> float:
        """All mentions."""
        return self.image + self.crisis + self.affairs


class Reputation(msgspec.Struct, frozen=True, kw_only=True):
    """A place's months.

    Attributes
    ----------
    n : float
        Mentions in all.
    shares : dict of str to Smoothed
        Over the whole period; empty where there are fewer than :data:`LEAST_MENTIONS`.
    first_year, last_year : dict of str to Smoothed
        Over the first and the last twelve months; empty unless there are 24 and enough mentions.
    """

    place_id: str
    n: float
    months: tuple[ReputationMonth, ...]
    shares: dict[str, Smoothed] = {}
    first_year: dict[str, Smoothed] = {}
    last_year: dict[str, Smoothed] = {}

    def changed(self, kind: str) -> bool:
        """Whether the last year's share lies clear of the first year's."""
        if kind not in self.first_year or kind not in self.last_year:
            return False
        first, last = self.first_year[kind], self.last_year[kind]
        return first.high < last.low or last.high < first.low


def reputation(shown: Shown, profile: PlaceProfile) -> Reputation:
    """Return the months of a place, with the trend where there are mentions enough to tell one."""
    if profile.first_month is None:
        return Reputation(place_id=profile.place_id, n=0.0, months=())
    days = months_from(profile.first_month, len(profile.image))
    counts = list(zip(profile.image, profile.crisis, profile.affairs, strict=True))
    totals = [sum(c) for c in counts]
    n = sum(totals)
    is_told = n >= LEAST_MENTIONS
    excess = {k: _overdispersion([c[i] for c in counts], totals) for i, k in enumerate(KINDS)}

    def over(weights: Sequence[float]) -> dict[str, Smoothed]:
        return _shares(counts, weights, excess) if is_told else {}

    years = len(days) >= 2 * _YEAR
    return Reputation(
        place_id=profile.place_id,
        n=round(n, 2),
        months=tuple(
            ReputationMonth(
                month=day, covered=round(share, 3), image=c[0], crisis=c[1], affairs=c[2],
                trend=over([_kernel(i - j) for j in range(len(days))]),
            )
            for i, (day, share, c) in enumerate(
                zip(days, covered(shown.report.sources, days), counts, strict=True)
            )
        ),
        shares=over([1.0] * len(days)),
        first_year=over([float(i < _YEAR) for i in range(len(days))]) if years else {},
        last_year=over([float(i >= len(days) - _YEAR) for i in range(len(days))]) if years else {},
    )  # fmt: skip


def _shares(
    counts: Sequence[tuple[float, ...]], weights: Sequence[float], excess: dict[str, float]
) -> dict[str, Smoothed]:
    total = sum(w * sum(c) for w, c in zip(weights, counts, strict=True))
    squares = sum(w * w * sum(c) for w, c in zip(weights, counts, strict=True))
    out = {}
    for i, kind in enumerate(KINDS):
        effective = total**2 / squares / excess[kind] if squares else 0.0
        if effective < _LEAST_EFFECTIVE:
            return {}
        share = sum(w * c[i] for w, c in zip(weights, counts, strict=True)) / total
        out[kind] = _wilson(share, effective)
    return out


def _overdispersion(ks: Sequence[float], ns: Sequence[float]) -> float:
    """Return how much more months differ from their smooth trend than single mentions would."""
    total = squares = 0.0
    for i, (k, n) in enumerate(zip(ks, ns, strict=True)):
        weights = [_kernel(i - j) for j in range(len(ns)) if j != i]
        others = [(k_, n_) for j, (k_, n_) in enumerate(zip(ks, ns, strict=True)) if j != i]
        around = sum(w * o[1] for w, o in zip(weights, others, strict=True))
        if n <= 0 or around <= 0:
            continue
        # Half a mention each way keeps a share that was never seen from being impossible.
        share = (sum(w * o[0] for w, o in zip(weights, others, strict=True)) + 0.5) / (around + 1)
        squares += (k - n * share) ** 2 / (n * share * (1 - share))
        total += 1
    return max(squares / total, 1.0) if total else 1.0


def _kernel(months: float) -> float:
    return math.exp(-0.5 * (months / BANDWIDTH_MONTHS) ** 2)


def _wilson(share: float, n: float) -> Smoothed:
    spread = _Z90**2 / n
    middle = (share + spread / 2) / (1 + spread)
    half = _Z90 / (1 + spread) * math.sqrt(share * (1 - share) / n + spread / (4 * n))
    return Smoothed(
        round(share, 4), round(max(middle - half, 0), 4), round(min(middle + half, 1), 4)
    )
