"""The walk over the days that opens and closes episodes, knowing only what came before.

Every kernel here works on one day's events or one cell; :mod:`chuquan.breakouts.discover` has the
public face and says what the rules mean.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from chuquan.breakouts.cells import F32, F64, I64
from chuquan.breakouts.compiled import entry, inner
from chuquan.breakouts.fdr import Window, adjusted, count, move_on, n_in, new_window, p_bin
from chuquan.breakouts.history import History
from chuquan.breakouts.recalibrate import (
    Recalibration,
    fade,
    fit_tails,
    new_pool,
    p_value,
    score_bin,
    stratum,
)

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

    Attributes
    ----------
    order : int64, shape (event,)
        Events by day.
    mean, score : float32, shape (event,)
    gain : float64, shape (event,)
        Count less mean.
    is_raised, is_excess : bool, shape (event,)
        Above what may belong to an onset, or keeps an episode open.
    given_p : float64, shape (event,) or (0,)
        Values that stand in for recalibrated p-values, if any.
    n_hypotheses : int64, shape (day,) or (0,)
        Hypotheses of a day, if they are not the tests of the window.
    """

    order: I64
    mean: F32
    score: F32
    gain: F64
    is_raised: NDArray[np.bool_]
    is_excess: NDArray[np.bool_]
    given_p: F64
    n_hypotheses: I64


class Board(NamedTuple):
    """Where each cell stands, all of shape (cell,).

    ``open_episode`` is -1 when none is; ``last_end`` is the last day of the last episode; the
    ``best`` ones describe the best test of the current rise: its day, bins and stratum.
    """

    open_episode: I64
    last_end: I64
    best_day: I64
    best_p: I64
    best_score: I64
    best_stratum: I64


class Episodes(NamedTuple):
    """Episodes in order of detection; onset, detected and peak are events, all shape (episode,)."""

    cell: I64
    onset: I64
    detected: I64
    peak: I64
    last_day: I64


class Given(NamedTuple):
    """All that does not change during the walk."""

    h: History
    t: Tests
    rules: Rules
    r: Recalibration


class Ledger(NamedTuple):
    """All that does: where cells stand, episodes so far, the trailing tests, the pool of scores."""

    board: Board
    episodes: Episodes
    window: Window
    pool: F64


@inner
def _is_ongoing(i: int, g: Given, ledger: Ledger) -> bool:  # pragma: no cover - compiled
    # Whether the event belongs to an open episode; closes the one that was quiet too long.
    cell, today, episodes = g.h.cell[i], g.h.day[i], ledger.episodes
    e = ledger.board.open_episode[cell]
    if e < 0:
        return False
    n_seen = g.h.n_seen[g.h.source[cell]]
    if n_seen[today] - n_seen[episodes.last_day[e] + 1] >= g.rules.close_days:
        ledger.board.last_end[cell] = episodes.last_day[e]
        ledger.board.open_episode[cell] = -1
        return False
    if g.t.is_excess[i]:
        episodes.last_day[e] = today
        if g.t.gain[i] > g.t.gain[episodes.peak[e]]:
            episodes.peak[e] = i
    return True


@inner
def _enter(i: int, b: int, g: Given, ledger: Ledger) -> None:  # pragma: no cover - compiled
    # Of the days of one rise only the best counts, in the window and in the pool alike.
    cell, today = g.h.cell[i], g.h.day[i]
    board, window, pool = ledger.board, ledger.window, ledger.pool
    k, s = stratum(g.t.mean[i]), score_bin(g.t.score[i])
    age = today - board.best_day[cell]
    window.n_tests[today % window.n_tests.size] += 1.0
    if age <= g.rules.close_days:
        if b <= board.best_p[cell]:
            pool[k, 0] += 1.0
            return
        if age < window.n_tests.size:
            count(window, board.best_day[cell], board.best_p[cell], -1)
        weight = g.r.discount**age
        pool[board.best_stratum[cell], board.best_score[cell]] -= weight
        pool[board.best_stratum[cell], 0] += weight
    count(window, today, b, 1)
    pool[k, s] += 1.0
    board.best_day[cell], board.best_p[cell] = today, b
    board.best_score[cell], board.best_stratum[cell] = s, k


@inner
def _onset(i: int, g: Given, last_end: int) -> int:  # pragma: no cover - compiled
    # Walk back over raised days that are at most ONSET_GAP looked-at days apart.
    cell = g.h.cell[i]
    n_seen = g.h.n_seen[g.h.source[cell]]
    onset = i
    for j in range(i - 1, g.h.starts[cell] - 1, -1):
        day = g.h.day[j]
        if day <= last_end or n_seen[g.h.day[onset]] - n_seen[day + 1] > ONSET_GAP:
            break
        if g.t.is_raised[j]:
            onset = j
    return onset


@inner
def _open(i: int, e: int, g: Given, ledger: Ledger) -> None:  # pragma: no cover - compiled
    cell, today, episodes, board = g.h.cell[i], g.h.day[i], ledger.episodes, ledger.board
    # Of the tests that open an episode the chosen share is false: so much stays in the pool.
    weight = (1.0 - g.rules.rate) * g.r.discount ** (today - board.best_day[cell])
    ledger.pool[board.best_stratum[cell], board.best_score[cell]] -= weight
    onset = _onset(i, g, board.last_end[cell])
    peak = onset
    for j in range(onset, i + 1):
        peak = j if g.t.gain[j] > g.t.gain[peak] else peak
    episodes.cell[e], episodes.onset[e], episodes.detected[e] = cell, onset, i
    episodes.peak[e], episodes.last_day[e] = peak, today
    board.open_episode[cell], board.best_day[cell] = e, NEVER


@inner
def _new_ledger(g: Given) -> Ledger:  # pragma: no cover - compiled
    n_cells, capacity = g.h.source.size, g.t.order.size
    none = np.full(n_cells, -1, dtype=np.int64)
    zero = np.zeros(n_cells, dtype=np.int64)
    never = np.full(n_cells, NEVER, dtype=np.int64)
    row = np.empty(capacity, dtype=np.int64)
    return Ledger(
        Board(none, none.copy(), never, zero, zero.copy(), zero.copy()),
        Episodes(row, row.copy(), row.copy(), row.copy(), row.copy()),
        new_window(g.rules.window_days),
        new_pool(g.r),
    )


@inner
def _test_day(
    events: I64, g: Given, ledger: Ledger, p_of: F64
) -> I64:  # pragma: no cover - compiled
    # Test the events that may open an episode; return their bins, -1 for the others.
    bins = np.full(events.size, -1)
    tails = fit_tails(ledger.pool, g.r)
    for x in range(events.size):
        i = events[x]
        if _is_ongoing(i, g, ledger):
            continue
        if g.h.day[i] < g.rules.warmup_days or not g.t.mean[i] > 0.0:
            continue
        if g.t.given_p.size:
            p_of[i] = g.t.given_p[i]
        else:
            p_of[i] = p_value(g.t.score[i], g.t.mean[i], tails, g.r)
        bins[x] = p_bin(p_of[i])
        _enter(i, bins[x], g, ledger)
    return bins


@entry
def walk(g: Given) -> tuple[Episodes, int, F64, F64]:  # pragma: no cover - compiled
    """Go through all days in order.

    Returns
    -------
    episodes : Episodes
        With room to spare.
    n_episodes : int
    p_of, q_of : float64, shape (event,)
        p-value, and adjusted p-value; 1 for events that were not tested.
    """
    h, t, ledger = g.h, g.t, _new_ledger(g)
    p_of, q_of = np.ones(t.order.size), np.ones(t.order.size)
    n_episodes, stop = 0, 0
    for today in range(h.exposure.shape[1]):
        first = stop
        while stop < t.order.size and h.day[t.order[stop]] == today:
            stop += 1
        move_on(ledger.window, today)
        fade(ledger.pool, g.r.discount)
        if stop == first:
            continue
        events = t.order[first:stop]
        bins = _test_day(events, g, ledger, p_of)
        n_tests = n_in(ledger.window)
        if t.n_hypotheses.size:
            n_tests = float(t.n_hypotheses[today])
        q_of_bin = adjusted(ledger.window, n_tests)
        for x in range(events.size):
            i = events[x]
            if bins[x] < 0:
                continue
            q_of[i] = q_of_bin[bins[x]]
            if q_of[i] <= g.rules.rate and t.score[i] > 0.0:
                _open(i, n_episodes, g, ledger)
                n_episodes += 1
    return ledger.episodes, n_episodes, p_of, q_of
