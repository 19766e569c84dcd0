"""The walk over the days that opens and closes episodes, knowing only what came before.

Every kernel here works on one day's events or one cell; :mod:`chuquan.breakouts.discover` has the
public face and says what the rules mean.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from chuquan.breakouts.cells import F32, F64, I8, I64
from chuquan.breakouts.fdr import Window, adjusted, count, move_on, n_in, new_window, p_bin
from chuquan.breakouts.history import History
from chuquan.breakouts.recalibrate import (
    Recalibration,
    fade,
    fit_tails,
    new_pool,
    p_value,
    score_bin,
)
from chuquan.compiled import entry, inner

ONSET_GAP = 3
NEVER = -(10**6)


class Rules(NamedTuple):
    """What the user chose."""

    rate: float
    window_days: int
    close_days: int
    warmup_days: int


class Tests(NamedTuple):
    """What there is to judge by.

    What comes before ``gain`` is in the order of days, so that the walk reads memory forward; the
    others are in the order of cells.

    Attributes
    ----------
    stops : int64, shape (day,)
        The events of day ``t`` end before ``stops[t]``.
    event : int64, shape (event,)
        Events by day.
    cell : int64, shape (event,)
    stratum : int8, shape (event,)
        See :func:`~chuquan.breakouts.recalibrate.strata`; -1 where the event is no hypothesis.
    score : float32, shape (event,)
    gain : float64, shape (event,)
        Count less mean.
    window : int8, shape (event,)
        Days of the window that stood out most.
    is_raised, is_excess : bool, shape (event,)
        Above what may belong to an onset, or keeps an episode open.
    given_p : float64, shape (event,) or (0,)
        Values that stand in for recalibrated p-values, if any.
    n_hypotheses : int64, shape (day,) or (0,)
        Hypotheses of a day, if they are not the tests of the window.
    """

    stops: I64
    event: I64
    cell: I64
    stratum: I8
    score: F32
    gain: F64
    window: I8
    is_raised: NDArray[np.bool_]
    is_excess: NDArray[np.bool_]
    given_p: F64
    n_hypotheses: I64


# Where a cell stands, a row of six: its open episode (-1 when none is), the last day of its last
# episode, and the best test of its current rise: day, bins of p-value and score, stratum.
OPEN_EPISODE, LAST_END, BEST_DAY, BEST_P, BEST_SCORE, BEST_STRATUM = range(6)


class Episodes(NamedTuple):
    """Episodes in order of detection; onset, detected and peak are events, all shape (episode,)."""

    cell: I64
    onset: I64
    detected: I64
    peak: I64
    last_day: I64
    p_value: F64
    q_value: F64


def first_episodes(episodes: Episodes, n: int) -> Episodes:
    """Return the first ``n`` episodes."""
    return Episodes(
        episodes.cell[:n],
        episodes.onset[:n],
        episodes.detected[:n],
        episodes.peak[:n],
        episodes.last_day[:n],
        episodes.p_value[:n],
        episodes.q_value[:n],
    )


class Given(NamedTuple):
    """All that does not change during the walk."""

    h: History
    t: Tests
    rules: Rules
    r: Recalibration


class Ledger(NamedTuple):
    """All that does: where cells stand, episodes so far, the trailing tests, the pool of scores."""

    board: I64
    episodes: Episodes
    window: Window
    pool: F64


@inner
def _is_ongoing(i: int, g: Given, ledger: Ledger) -> bool:  # pragma: no cover - compiled
    # Whether the event still belongs to its cell's episode; closes one that was quiet too long.
    cell = g.h.cell[i]
    e = ledger.board[cell, OPEN_EPISODE]
    today, episodes, n_seen = g.h.day[i], ledger.episodes, g.h.n_seen[g.h.source[cell]]
    if n_seen[today] - n_seen[episodes.last_day[e] + 1] >= g.rules.close_days:
        ledger.board[cell, LAST_END] = episodes.last_day[e]
        ledger.board[cell, OPEN_EPISODE] = -1
        return False
    if g.t.is_excess[i]:
        episodes.last_day[e] = today
        if g.t.gain[i] > g.t.gain[episodes.peak[e]]:
            episodes.peak[e] = i
    return True


@inner
def _enter(x: int, today: int, b: int, g: Given, ledger: Ledger) -> None:  # pragma: no cover
    # Of the days of one rise only the best counts, in the window and in the pool alike.
    window, pool, best = ledger.window, ledger.pool, ledger.board[g.t.cell[x]]
    k, s = g.t.stratum[x], score_bin(g.t.score[x])
    age = today - best[BEST_DAY]
    if age <= g.rules.close_days:
        if b <= best[BEST_P]:
            pool[k, 0] += 1.0
            return
        if age < window.n_tests.size:
            count(window, best[BEST_DAY], best[BEST_P], -1)
        weight = g.r.discount**age
        pool[best[BEST_STRATUM], best[BEST_SCORE]] -= weight
        pool[best[BEST_STRATUM], 0] += weight
    count(window, today, b, 1)
    pool[k, s] += 1.0
    best[BEST_DAY], best[BEST_P], best[BEST_SCORE], best[BEST_STRATUM] = today, b, s, k


@inner
def _onset(i: int, g: Given, last_end: int) -> int:  # pragma: no cover - compiled
    # Walk back over raised days that are at most ONSET_GAP looked-at days apart, or lie in the
    # window that stood out.
    cell = g.h.cell[i]
    n_seen = g.h.n_seen[g.h.source[cell]]
    onset = i
    reach = g.h.day[i] - g.t.window[i] + 1
    for j in range(i - 1, g.h.starts[cell] - 1, -1):
        day = g.h.day[j]
        gap = n_seen[g.h.day[onset]] - n_seen[day + 1]
        if day <= last_end or (gap > ONSET_GAP and day < reach):
            break
        if g.t.is_raised[j]:
            onset = j
    return onset


@inner
def _open(i: int, e: int, g: Given, ledger: Ledger) -> None:  # pragma: no cover - compiled
    cell, today, episodes = g.h.cell[i], g.h.day[i], ledger.episodes
    best = ledger.board[cell]
    # Of the tests that open an episode the chosen share is false: so much stays in the pool.
    weight = (1.0 - g.rules.rate) * g.r.discount ** (today - best[BEST_DAY])
    ledger.pool[best[BEST_STRATUM], best[BEST_SCORE]] -= weight
    onset = _onset(i, g, best[LAST_END])
    peak = onset
    for j in range(onset, i + 1):
        peak = j if g.t.gain[j] > g.t.gain[peak] else peak
    episodes.cell[e], episodes.onset[e], episodes.detected[e] = cell, onset, i
    episodes.peak[e], episodes.last_day[e] = peak, today
    best[OPEN_EPISODE], best[BEST_DAY] = e, NEVER


@inner
def _new_ledger(g: Given) -> Ledger:  # pragma: no cover - compiled
    n_cells, capacity = g.h.source.size, g.t.event.size
    board = np.full((n_cells, 6), -1, dtype=np.int64)
    for cell in range(n_cells):
        board[cell, BEST_DAY] = NEVER
    row, value = np.empty(capacity, dtype=np.int64), np.empty(capacity)
    return Ledger(
        board,
        Episodes(row, row.copy(), row.copy(), row.copy(), row.copy(), value, value.copy()),
        new_window(g.rules.window_days),
        new_pool(g.r),
    )


@inner
def _test_day(
    today: int, first: int, stop: int, g: Given, ledger: Ledger
) -> F64:  # pragma: no cover - compiled
    # Test the events that may open an episode; return their p-values, 2 for the others.
    p = np.full(stop - first, 2.0)
    tails = fit_tails(ledger.pool, g.r)
    board, pool, t = ledger.board, ledger.pool, g.t
    n_tests = 0.0
    for x in range(first, stop):
        k = t.stratum[x]
        if board[t.cell[x], OPEN_EPISODE] >= 0 and _is_ongoing(t.event[x], g, ledger):
            continue
        if k < 0 or today < g.rules.warmup_days:
            continue
        n_tests += 1.0
        if t.score[x] <= 0.0:
            # Most tests are like this: they count, and can be nothing's best.
            pool[k, 0] += 1.0
            continue
        if t.given_p.size:
            p[x - first] = t.given_p[t.event[x]]
        else:
            p[x - first] = p_value(t.score[x], k, tails, g.r)
        _enter(x, today, p_bin(p[x - first]), g, ledger)
    ledger.window.n_tests[today % ledger.window.n_tests.size] = n_tests
    return p


@entry
def walk(g: Given) -> tuple[Episodes, int]:  # pragma: no cover - compiled
    """Go through all days in order.

    Returns
    -------
    episodes : Episodes
        With room to spare.
    n_episodes : int
    """
    h, t, ledger = g.h, g.t, _new_ledger(g)
    n_episodes, stop = 0, 0
    for today in range(h.exposure.shape[1]):
        first = stop
        stop = t.stops[today]
        move_on(ledger.window, today)
        fade(ledger.pool, g.r.discount)
        if stop == first:
            continue
        p = _test_day(today, first, stop, g, ledger)
        n_tests = n_in(ledger.window)
        if t.n_hypotheses.size:
            n_tests = float(t.n_hypotheses[today])
        q_of_bin = adjusted(ledger.window, n_tests)
        for x in range(first, stop):
            if p[x - first] > 1.0:
                continue
            q = q_of_bin[p_bin(p[x - first])]
            if q <= g.rules.rate:
                _open(t.event[x], n_episodes, g, ledger)
                ledger.episodes.p_value[n_episodes] = p[x - first]
                ledger.episodes.q_value[n_episodes] = q
                n_episodes += 1
    return ledger.episodes, n_episodes
