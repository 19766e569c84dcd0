r"""How long an effect lasted: its half-life, what is left of it, and the last clear period.

The effect of a breakout is taken to fade to a plateau, :math:`\tau_t = P + A\,2^{-t/h}`, with
errors that linger like those before the start (an autoregression of order one). For every
half-life :math:`h` on a grid :math:`P` and :math:`A` follow by least squares on whitened periods;
the interval holds every :math:`h` that fits not significantly worse than the best (F with one and
:math:`n - 3` degrees of freedom). The half-life is that of what fades; with a plateau, the effect
as a whole may never halve. A level that the counterfactual gets wrong goes into the plateau.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
from scipy import stats

from chuquan.impact.inference.cohort import Cohort
from chuquan.impact.inference.error_size import MEMORY_MOST, memories
from chuquan.impact.inference.interval import Inference
from chuquan.impact.inference.placebo import t_quantile
from chuquan.impact.panel import FloatArray, Panel
from chuquan.report.impact import Estimate, Lasting

MIN_PERIODS: Final = 8
"""Fewer periods from the start on cannot tell a fading effect from a noisy one."""

LEVEL: Final = 0.95

PROFILE_LEVEL: Final = 0.965
"""Level at which half-lives are rejected, for intervals that cover 95%: they are told only of
effects that clearly fade, and those that look so by chance have half-lives that are off."""

_SHORTEST: Final = 0.25  # of a period
_LONGEST: Final = 4.0  # times the window
_GRID: Final = 120
_QUARTER: Final = 4
_SMOOTH_SHARE: Final = 8
_SMOOTH_MOST: Final = 7


def how_long(panel: Panel, inference: Inference) -> Lasting:
    """Tell how long the effect lasted, of the cohort with most treated cells.

    Parameters
    ----------
    panel : Panel
    inference : Inference
        Of the panel.

    Returns
    -------
    Lasting
    """
    cohort = max(inference.cohorts, key=lambda each: each.n_cells)
    n_before = cohort.block.n_before
    effect = cohort.fit.effect[n_before:]
    memory = float(memories(cohort.fit.effect[None, :n_before])[0])
    memory = min(memory + (1 + 3 * memory) / n_before, MEMORY_MOST)  # its bias (Kendall 1954)
    fitted = fit_half_life(effect, memory)
    n_days = (panel.last_days[-1] - panel.first_days[n_before]).days + 1
    days = n_days / len(effect)
    half_life, interval = None, None
    if fitted is not None:
        half_life, (low, high) = fitted[0] * days, fitted[1]
        interval = (low * days, None if high is None else high * days)
    return Lasting(half_life, interval, share_left(cohort), _last_clear_day(panel, cohort))


def fit_half_life(
    effect: FloatArray, memory: float
) -> tuple[float, tuple[float, float | None]] | None:
    """Return the half-life of an effect with its 95% interval, in periods.

    Parameters
    ----------
    effect : array of float64, shape (period,)
        From the start on.
    memory : float
        Autocorrelation of its errors at one period.

    Returns
    -------
    float, tuple of float or None
        Half-life and the ends of its interval; the upper is None where nothing bounds it. None
        altogether where the effect does not fade, or not so that it could be told from chance.
    """
    n = len(effect)
    if n < MIN_PERIODS:
        return None
    grid = np.geomspace(_SHORTEST, _LONGEST * n, _GRID)
    at = np.arange(n)
    series, ones = _whiten(effect, memory), _whiten(np.ones(n), memory)
    constant = series - ones * (ones @ series) / (ones @ ones)
    misfit, heights = np.empty(_GRID), np.empty(_GRID)
    for k, half_life in enumerate(grid):
        fading = _whiten(0.5 ** (at / half_life), memory)
        fading = fading - ones * (ones @ fading) / (ones @ ones)
        heights[k] = (fading @ constant) / (fading @ fading)
        misfit[k] = np.sum((constant - heights[k] * fading) ** 2)
    # What grows is no fading: only forms that fall towards their plateau are allowed.
    is_fading = heights * np.sign(effect.mean()) > 0
    if not is_fading.any():
        return None
    misfit = np.where(is_fading, misfit, np.inf)
    best = int(np.argmin(misfit))
    noise = max(misfit[best], np.finfo(float).tiny) / (n - 3)
    gain = (constant @ constant - misfit[best]) / 2
    if gain <= noise * stats.f.ppf(LEVEL, 2, n - 3):
        return None
    is_held = misfit - misfit[best] <= noise * stats.f.ppf(PROFILE_LEVEL, 1, n - 3)
    held = np.flatnonzero(is_held)
    high = None if held[-1] == _GRID - 1 else float(grid[held[-1] + 1])
    return float(grid[best]), (float(grid[max(held[0] - 1, 0)]), high)


def share_left(cohort: Cohort) -> Estimate | None:
    """Return the mean effect over the last quarter of the window against that over the first.

    The interval of the ratio is Fieller's, with the errors that placebos show over the same
    quarters.

    Parameters
    ----------
    cohort : Cohort

    Returns
    -------
    Estimate or None
        None where the window is too short, or the effect at the start too unclear to be a base.
    """
    n_before, n_after = cohort.block.n_before, cohort.block.n_after
    length = n_after // _QUARTER
    if length < 1:
        return None
    placebos = cohort.placebos

    def quarters(effects: FloatArray) -> FloatArray:
        first = effects[..., n_before : n_before + length].mean(axis=-1)
        return np.stack([first, effects[..., -length:].mean(axis=-1)])

    base, left = quarters(cohort.fit.effect)
    errors = np.maximum(placebos.fit_errors, np.finfo(float).tiny)
    strays = quarters(placebos.effects) / errors
    spread = strays @ strays.T / len(errors) * placebos.own_fit_error**2
    spread = spread * t_quantile(placebos.degrees_of_freedom) ** 2
    bend = base**2 - spread[0, 0]
    if bend <= 0:
        return None
    middle = base * left - spread[0, 1]
    root = np.sqrt(max(middle**2 - bend * (left**2 - spread[1, 1]), 0.0))
    ends = (middle - root) / bend, (middle + root) / bend
    return Estimate(float(left / base), float(ends[0]), float(ends[1]))


def _last_clear_day(panel: Panel, cohort: Cohort) -> date | None:
    """Return the last day of the last stretch that is clearly off, all stretches considered.

    Stretches are means of a few periods; how far they stray by chance is told by placebos, and the
    limit is divided by how many of them the window holds.
    """
    n_before, n_after = cohort.block.n_before, cohort.block.n_after
    length = int(np.clip(n_after // _SMOOTH_SHARE, 1, _SMOOTH_MOST))
    placebos = cohort.placebos
    own = _stretches(cohort.fit.effect[None, n_before:], length)[0]
    errors = np.maximum(placebos.fit_errors, np.finfo(float).tiny)
    strays = _stretches(placebos.effects[:, n_before:], length) / errors[:, None]
    n_stretches = int(np.ceil(n_after / length))
    reach = t_quantile(placebos.degrees_of_freedom, 1 - (1 - LEVEL) / n_stretches)
    limit = reach * np.sqrt((strays**2).mean(axis=0)) * placebos.own_fit_error
    clear = np.flatnonzero(own * np.sign(cohort.fit.mean_effect) > limit)
    return panel.last_days[n_before + int(clear[-1]) + length - 1] if len(clear) else None


def _stretches(series: FloatArray, length: int) -> FloatArray:
    """Return means of ``length`` periods on end, shape (series, period - length + 1)."""
    sums = np.cumsum(np.pad(series, ((0, 0), (1, 0))), axis=1)
    return np.asarray((sums[:, length:] - sums[:, :-length]) / length)


def _whiten(series: FloatArray, memory: float) -> FloatArray:
    """Take off each period what the one before it says of it (Prais and Winsten 1954)."""
    out = series.copy()
    out[1:] -= memory * series[:-1]
    out[0] *= np.sqrt(1 - memory**2)
    return out
