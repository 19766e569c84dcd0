"""From scores to p-values: the share of cells of such a rate that scored so high of late.

The model's own probabilities are up to 1.4 times too sharp in the logarithm. So scores are pooled
over cells by stratum of the day's mean, with older days fading, and a score's p-value is the
share of the pool that reached it; beyond the pool's highest part an exponential tail goes on.
See method.md, "Find", step 6.

Only days with mentions are tests. Given that a day has any mention its score is valid by itself,
so silent days need not be counted, neither here nor among the hypotheses.

Real waves are in the pool too, and would make all others look usual. Three things keep them from
it: of the days of one rise only the best counts, as in the false discovery rate; a test that
opens an episode counts only as much as the chosen rate, since that share of such tests is false;
and the slope of the tail looks at scores only up to a cap.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from chuquan.breakouts.cells import F32, F64, I8, I64
from chuquan.compiled import inner
from chuquan.errors import ConfigError

LN10 = math.log(10.0)
BIN = 0.05
N_BINS = 800
LOWEST_LOG_MEAN, STRATA_PER_DECADE, N_STRATA = -5.0, 2.0, 14


class Recalibration(NamedTuple):
    """Constants of the recalibration.

    Attributes
    ----------
    discount : float
        Memory of the pool, by day with tests.
    tail_share : float
        The highest share of a pool, beyond which its tail is exponential ...
    min_tail : float
        ... or a larger share, so that the tail rests on so many tests.
    tail_cap : float
        A score counts in the tail's slope up to so much above its start.
    prior_tests : float
        Weight, in tests, of the model itself, made ``prior_sharpness`` times less sharp: what a
        pool holds before anything was seen.
    prior_tail : float
        Weight of its slope in the slope of the tail.
    prior_sharpness : float
        How many times too sharp the model is taken to be before anything was seen.
    max_sharpness : float
        How many times too sharp it is taken to be at most: a p-value is never larger than the
        model's own by more. Infinite by default: what is usual in the data is no discovery.
        Lower it where most cells are full of real waves, so that they shall all be found.
    """

    discount: float = 0.995
    tail_share: float = 0.005
    min_tail: float = 100.0
    tail_cap: float = 1.5
    prior_tests: float = 200.0
    prior_tail: float = 20.0
    prior_sharpness: float = 1.2
    max_sharpness: float = math.inf

    def check(self) -> None:
        """Refuse constants outside their range.

        Raises
        ------
        ConfigError
        """
        if min(self) <= 0 or self.discount > 1 or self.tail_share >= 1:
            raise ConfigError(
                f"recalibration constants out of range: {self}",
                where="Recalibration",
                allowed="all above 0; discount at most 1; tail_share below 1",
                todo="mend them",
            )


class Tails(NamedTuple):
    """What is needed to read p-values off a pool.

    Attributes
    ----------
    share : float64, shape (stratum, bin)
        Share of the pool in this bin or above.
    cut : int64, shape (stratum,)
        Bin where the exponential tail starts.
    scale : float64, shape (stratum,)
        Scale of the tail, in units of the score; never sharper than the model.
    """

    share: F64
    cut: I64
    scale: F64


def strata(mean: F32) -> I8:
    """Return the stratum of each day's mean, half a decade each; -1 where it is zero.

    Parameters
    ----------
    mean : float32, shape (event,)
    """
    with np.errstate(divide="ignore"):
        k = np.floor((np.log10(mean) - LOWEST_LOG_MEAN) * STRATA_PER_DECADE)
    return np.where(mean > 0, np.clip(k, 0, N_STRATA - 1), -1).astype(np.int8)


@inner
def score_bin(score: float) -> int:  # pragma: no cover - compiled
    """Return the pool's bin of a score."""
    return min(int(score / BIN), N_BINS - 1)


def new_pool(r: Recalibration) -> F64:
    """Return the pool before anything was seen, shape (stratum, bin)."""
    step = 10.0 ** (-BIN / r.prior_sharpness)
    stratum = r.prior_tests * step ** np.arange(N_BINS) * (1.0 - step)
    return np.tile(stratum, (N_STRATA, 1))


@inner
def fade(pool: F64, discount: float) -> None:  # pragma: no cover - compiled
    """Let a day pass."""
    for k in range(pool.shape[0]):
        for b in range(pool.shape[1]):
            pool[k, b] *= discount


def new_tails() -> Tails:
    """Return room for the tails of a pool."""
    cut, scale = np.zeros(N_STRATA, dtype=np.int64), np.zeros(N_STRATA)
    return Tails(np.zeros((N_STRATA, N_BINS)), cut, scale)


@inner
def _tail_scale(
    pool: F64, k: int, cut: int, r: Recalibration
) -> float:  # pragma: no cover - compiled
    # Censored exponential: waves beyond the cap must not make the tail flat.
    total, n_below_cap = 0.0, 0.0
    for b in range(cut, pool.shape[1]):
        excess = (b - cut + 0.5) * BIN
        total += pool[k, b] * min(excess, r.tail_cap)
        n_below_cap += pool[k, b] if excess < r.tail_cap else 0.0
    prior_scale = r.prior_sharpness / LN10
    fitted = (total + r.prior_tail * prior_scale) / (n_below_cap + r.prior_tail)
    return max(fitted, 1.0 / LN10)


@inner
def fit_tails(pool: F64, r: Recalibration, tails: Tails) -> None:  # pragma: no cover - compiled
    """Fit the tail of each stratum of a pool, shape (stratum, bin), into ``tails``."""
    share, cut, scale = tails.share, tails.cut, tails.scale
    n_bins = pool.shape[1]
    for k in range(pool.shape[0]):
        above = 0.0
        for b in range(n_bins - 1, -1, -1):
            above += pool[k, b]
            share[k, b] = above
        wanted = above * min(max(r.tail_share, r.min_tail / above), 0.5)
        cut[k] = 0
        while cut[k] < n_bins - 1 and share[k, cut[k]] > wanted:
            cut[k] += 1
        scale[k] = _tail_scale(pool, k, cut[k], r)
        for b in range(n_bins):
            share[k, b] /= above


@inner
def p_value(
    score: float, k: int, tails: Tails, r: Recalibration
) -> float:  # pragma: no cover - compiled
    """Return the recalibrated p-value of a score in stratum ``k``."""
    b = score_bin(score)
    cut = tails.cut[k]
    p = tails.share[k, min(b, cut)]
    if b > cut:
        p *= math.exp(-(score - cut * BIN) / tails.scale[k])
    if r.max_sharpness == math.inf:
        return p  # type: ignore[no-any-return]
    return min(p, 10.0 ** (-score / r.max_sharpness))  # type: ignore[no-any-return]
