"""The upper tail of a negative binomial with real-valued counts, in logarithms."""

from __future__ import annotations

import math

from chuquan.compiled import entry, inner

MAX_TERMS = 1000
PRECISION = 1e-9
TINY = 1e-300


@inner
def _continued_fraction(x: float, a: float, b: float) -> float:  # pragma: no cover - compiled
    # The fraction of Abramowitz and Stegun 26.5.8, two steps at a time by its forward recurrence
    # scaled to a denominator of one: fewer divisions than Lentz's algorithm.
    last, last_below, value = 1.0, 1.0, 1.0
    below = 1.0 - (a + b) * x / (a + 1.0)
    for m in range(1, MAX_TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1.0) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1.0))
        half, half_below = value + even * last, below + even * last_below
        scale = 1.0 / (half_below + odd * below)
        before, value = value, (half + odd * value) * scale
        last, last_below, below = half * scale, half_below * scale, 1.0
        if abs(value - before) < PRECISION * abs(value):
            break
    return value


@entry
def nb_log_tail(n: float, mean: float, size: float) -> float:  # pragma: no cover - compiled
    """Return ``log P(N >= n)`` for a negative binomial count ``N``.

    The tail is the regularised incomplete beta function ``I_q(n, size)`` with
    ``q = mean / (size + mean)``, which is defined for fractional ``n`` too.

    Parameters
    ----------
    n : float
        Above zero.
    mean : float
        Above zero.
    size : float
        ``r`` in ``variance = mean + mean**2 / r``; above zero.

    Returns
    -------
    float
        Natural logarithm, at most 0.
    """
    log_q = -math.log1p(size / mean)
    log_1q = -math.log1p(mean / size)
    log_front = (
        n * log_q + size * log_1q + math.lgamma(n + size) - math.lgamma(n) - math.lgamma(size)
    )
    q = mean / (size + mean)
    if q < (n + 1.0) / (n + size + 2.0):
        return min(0.0, log_front - math.log(n) + math.log(_continued_fraction(q, n, size)))
    # On this side the fraction of the complement converges; the tail is not small here.
    below = math.exp(log_front - math.log(size)) * _continued_fraction(1.0 - q, size, n)
    return math.log(max(1.0 - below, TINY))
