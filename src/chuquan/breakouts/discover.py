"""Decide which scores begin an episode, so that the chosen share of episodes is false.

Day by day, knowing only what came before: a cell in an open episode is not tested; the other
cells with mentions are; their p-values (see :mod:`chuquan.breakouts.recalibrate`) join those of
the trailing window, and Benjamini and Hochberg's rule over the window says which of today's open
an episode. An episode closes after some looked-at days without excess, so a discovery is an
episode and not a row, and days of outage neither open nor close anything. See method.md, "Find",
steps 6 to 8; Benjamini and Hochberg (1995); Wang and Ramdas (2022) for the strict mode.
"""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
import polars as pl
from numba import njit
from numpy.typing import NDArray

from chuquan.breakouts.baseline import Params
from chuquan.breakouts.cells import F64, I32, I64, Cells
from chuquan.breakouts.evalues import log10_e_values
from chuquan.breakouts.expected import expected_sums
from chuquan.breakouts.recalibrate import (
    N_STRATA,
    Recalibration,
    fit_tails,
    new_pool,
    p_value,
    score_bin,
    stratum,
)
from chuquan.breakouts.scan import Scores
from chuquan.errors import ConfigError

Mode = Literal["trailing", "daily", "strict"]
"""How false discoveries are controlled: over the trailing days, each day alone, or by e-values."""

P_BIN = 0.02
N_P_BINS = 2500
EXCESS_SD = 2.0
ONSET_SD = 1.0
ONSET_GAP = 3

Bools = NDArray[np.bool_]


@njit(cache=True, error_model="numpy")
def _adjusted(totals: I64, n_tests: float) -> F64:  # pragma: no cover - compiled
    # Benjamini and Hochberg's adjusted p-value of each bin of -log10 p.
    reached = totals.sum()
    out = np.empty(totals.size)
    lowest = 1.0
    for b in range(totals.size):
        if reached > 0:
            lowest = min(lowest, 10.0 ** (-b * P_BIN) * n_tests / reached)
        out[b] = lowest
        reached -= totals[b]
    return out


@njit(cache=True, error_model="numpy")
def _onset(
    i: int, first: int, not_before: int, day: I32, is_raised: Bools, seen: I64
) -> int:  # pragma: no cover - compiled
    # Walk back over raised days that are at most ONSET_GAP looked-at days apart.
    onset = i
    for j in range(i - 1, first - 1, -1):
        if day[j] <= not_before or seen[day[onset]] - seen[day[j] + 1] > ONSET_GAP:
            break
        if is_raised[j]:
            onset = j
    return onset


@njit(cache=True, error_model="numpy")
def _walk(
    order: I64,
    starts: I64,
    cell: I64,
    day: I32,
    source: I32,
    mean: F64,
    score: F64,
    gain: F64,
    is_raised: Bools,
    is_excess: Bools,
    seen: I64,
    given_p: F64,
    n_hypotheses: I64,
    rate: float,
    window_days: int,
    close_days: int,
    warmup_days: int,
    r: Recalibration,
) -> tuple[I64, F64, F64]:  # pragma: no cover - compiled
    n_days = seen.shape[1] - 1
    episodes = np.empty((6, order.size), dtype=np.int64)
    p_of, q_of = np.ones(order.size), np.ones(order.size)
    n_episodes = 0
    n_cells = starts.size - 1
    open_episode = np.full(n_cells, -1)
    last_end = np.full(n_cells, -1)
    best_bin, best_day = np.zeros(n_cells, dtype=np.int64), np.full(n_cells, -(10**6))
    ring = np.zeros((window_days, N_P_BINS), dtype=np.int64)
    ring_tests = np.zeros(window_days)
    totals = np.zeros(N_P_BINS, dtype=np.int64)
    pool = new_pool(r)
    bins = np.zeros(order.size, dtype=np.int64)
    tested = np.zeros(order.size, dtype=np.bool_)
    at = 0
    for today in range(n_days):
        from_ = at
        slot = today % window_days
        totals -= ring[slot]
        ring[slot] = 0
        ring_tests[slot] = 0.0
        if at < order.size and day[order[at]] == today:
            share, cut, scale = fit_tails(pool, r)
        while at < order.size and day[order[at]] == today:
            i = order[at]
            at += 1
            u = cell[i]
            looked = seen[source[u]]
            e = open_episode[u]
            if e >= 0:
                if looked[today] - looked[episodes[4, e] + 1] < close_days:
                    if is_excess[i]:
                        episodes[4, e] = today
                        if gain[i] > gain[episodes[3, e]]:
                            episodes[3, e] = i
                    continue
                last_end[u] = episodes[4, e]
                open_episode[u] = -1
            if today < warmup_days or not mean[i] > 0.0:
                continue
            tested[i] = True
            if given_p.size:
                p_of[i] = given_p[i]
            else:
                p_of[i] = p_value(score[i], stratum(mean[i]), share, cut, scale)
            b = min(int(-np.log10(p_of[i]) / P_BIN), N_P_BINS - 1)
            bins[i] = b
            ring_tests[slot] += 1.0
            age = today - best_day[u]
            if age < window_days and age <= close_days:
                # The same rise tested again: only its best day counts as a rejection.
                if b <= best_bin[u]:
                    continue
                ring[best_day[u] % window_days, best_bin[u]] -= 1
                totals[best_bin[u]] -= 1
            ring[slot, b] += 1
            totals[b] += 1
            best_bin[u], best_day[u] = b, today
        n_tests = float(n_hypotheses[today]) if n_hypotheses.size else ring_tests.sum()
        if at > from_:
            adjusted = _adjusted(totals, n_tests)
        pool *= r.discount if at > from_ else 1.0
        for x in range(from_, at):
            i = order[x]
            if not tested[i]:
                continue
            pool[stratum(mean[i]), score_bin(score[i])] += 1.0
            q_of[i] = adjusted[bins[i]]
            if q_of[i] > rate or score[i] <= 0.0:
                continue
            u = cell[i]
            onset = _onset(i, starts[u], last_end[u], day, is_raised, seen[source[u]])
            peak = onset
            for j in range(onset, i + 1):
                peak = j if gain[j] > gain[peak] else peak
            e = n_episodes
            n_episodes += 1
            open_episode[u] = e
            episodes[0, e], episodes[1, e], episodes[2, e] = u, onset, i
            episodes[3, e], episodes[4, e] = peak, today
    for e in range(n_episodes):
        looked = seen[source[episodes[0, e]]]
        is_closed = looked[n_days] - looked[episodes[4, e] + 1] >= close_days
        episodes[5, e] = 1 if is_closed else 0
    return episodes[:, :n_episodes], p_of, q_of


def discover(
    cells: Cells,
    scores: Scores,
    exposure: F64,
    false_discovery_rate: float = 0.10,
    close_days: int = 7,
    *,
    mode: Mode = "trailing",
    window_days: int = 30,
    warmup_days: int = 28,
    first_weekday: int = 0,
    params: Params | None = None,
    recalibration: Recalibration | None = None,
) -> pl.DataFrame:
    """Find the episodes in which a cell had more mentions than its own past explains.

    Nothing uses a later day: the episodes detected before day ``t``, with their onset, score and
    values, are the same whether or not the days from ``t`` on are given.

    Parameters
    ----------
    cells : Cells
    scores : Scores
        From :func:`chuquan.breakouts.scan.score` on the same cells and exposure.
    exposure : float64, shape (source, day)
    false_discovery_rate : float
        Expected share of false ones among the episodes detected; 0 < rate < 1.
    close_days : int
        An episode closes after so many looked-at days without excess.
    mode : {"trailing", "daily", "strict"}
        ``trailing`` controls the share over the trailing ``window_days``; ``daily`` over each
        day alone; ``strict`` over each day by e-values, valid under any dependence between cells.
    window_days : int
        For ``trailing``.
    warmup_days : int
        Nothing is tested in the first days, when no baseline is known yet.
    first_weekday : int
        Weekday of day 0, Monday being 0.
    params : Params, optional
        The same as for the scores.
    recalibration : Recalibration, optional

    Returns
    -------
    polars.DataFrame
        One row an episode, in the order of detection: ``cell``, ``onset_day`` (first raised day
        of the run that led to the detection), ``detected_day``, ``peak_day`` (largest excess so
        far), ``last_day`` (last day with excess so far), ``end_day`` (the same, null while the
        episode is open when the data end), ``n`` (mentions from onset to last day), ``expected``
        (by the baseline as it stood before the onset), ``n_excess``, ``score``, ``p_value``,
        ``q_value`` (adjusted by Benjamini and Hochberg on the day of detection).

    Raises
    ------
    ConfigError
        If rate, mode or days are out of range.
    """
    p, r = params or Params(), recalibration or Recalibration()
    _check(false_discovery_rate, close_days, mode, window_days)
    p.check()
    r.check()
    exposure = np.ascontiguousarray(exposure, dtype=np.float64)
    n_days = exposure.shape[1]
    starts = cells.starts()
    seen = np.zeros((exposure.shape[0], n_days + 1), dtype=np.int64)
    np.cumsum(exposure > 0, axis=1, out=seen[:, 1:])
    given_p, n_hypotheses = np.empty(0), np.empty(0, dtype=np.int64)
    if mode == "strict":
        log10_e = log10_e_values(cells, exposure, close_days, first_weekday, p)
        given_p = np.minimum(1.0, 10.0**-log10_e)
        # A cell is a hypothesis from the day after its first mention.
        first_days = cells.day[starts[:-1][np.diff(starts) > 0]]
        entered = np.bincount(first_days, minlength=n_days)[:n_days]
        n_hypotheses = np.cumsum(entered) - entered
    gain = cells.n - scores.mean
    episodes, p_of, q_of = _walk(
        np.argsort(cells.day, kind="stable"),
        starts,
        cells.cell,
        cells.day,
        cells.source,
        scores.mean,
        scores.score,
        gain,
        gain > ONSET_SD * scores.sd,
        gain > EXCESS_SD * scores.sd,
        seen,
        given_p,
        n_hypotheses,
        false_discovery_rate,
        window_days if mode == "trailing" else 1,
        close_days,
        warmup_days,
        r,
    )
    return _table(cells, scores, exposure, first_weekday, p, episodes, p_of, q_of)


def _table(
    cells: Cells,
    scores: Scores,
    exposure: F64,
    first_weekday: int,
    p: Params,
    episodes: I64,
    p_of: F64,
    q_of: F64,
) -> pl.DataFrame:
    cell, onset, detected, peak, last_day, is_closed = episodes
    onset_day = cells.day[onset]
    expected = expected_sums(cells, exposure, cell, onset_day, last_day, first_weekday, p)
    # Sums over a slice of a cell's events: differences of one running sum.
    running = np.concatenate(([0.0], np.cumsum(cells.n)))
    key = cells.cell * exposure.shape[1] + cells.day
    stop = np.searchsorted(key, cell * exposure.shape[1] + last_day, side="right")
    n = running[stop] - running[onset]
    return pl.DataFrame(
        {
            "cell": cell,
            "onset_day": onset_day,
            "detected_day": cells.day[detected],
            "peak_day": cells.day[peak],
            "last_day": last_day.astype(np.int32),
            "is_closed": is_closed.astype(np.bool_),
            "n": n,
            "expected": expected,
            "n_excess": n - expected,
            "score": scores.score[detected],
            "p_value": p_of[detected],
            "q_value": q_of[detected],
        }
    ).select(
        "cell",
        "onset_day",
        "detected_day",
        "peak_day",
        "last_day",
        pl.when("is_closed").then("last_day").alias("end_day"),
        pl.exclude("cell", "onset_day", "detected_day", "peak_day", "last_day", "is_closed"),
    )


def _check(rate: float, close_days: int, mode: str, window_days: int) -> None:
    faults = []
    if not 0 < rate < 1:
        faults.append(f"false_discovery_rate = {rate!r} (allowed: above 0 and below 1)")
    if mode not in get_args(Mode):
        faults.append(f"mode = {mode!r} (allowed: {', '.join(get_args(Mode))})")
    if close_days < 1 or window_days < 1:
        faults.append(
            f"close_days = {close_days}, window_days = {window_days} (allowed: 1 or more)"
        )
    if faults:
        raise ConfigError(
            "; ".join(faults),
            where="discover",
            allowed="the ranges named above",
            todo="mend all of them",
        )


__all__ = ["N_STRATA", "Mode", "discover"]
