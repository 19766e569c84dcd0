"""The walk over the days that opens and closes episodes, knowing only what came before.

Every kernel here works on one day's events or one cell; :mod:`chuquan.breakouts.discover` has the
public face and says what the rules mean.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from chuquan.breakouts.cells import F32, F64, I8, I32, I64
from chuquan.breakouts.fdr import N_P_BINS, Window, adjust, count, move_on, n_in, new_window, p_bin
from chuquan.breakouts.history import History
from chuquan.breakouts.recalibrate import (
    Recalibration,
    Tails,
    fade,
    fit_tails,
    new_pool,
    new_tails,
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


class Given(NamedTuple):
    """All that does not change during the walk."""

    h: History
    t: Tests
    rules: Rules
    r: Recalibration


class _Events(NamedTuple):
    """What is known of events in the order of cells, and of cells: of History and Tests."""

    cell: I64
    day: I32
    gain: F64
    window: I8
    is_raised: NDArray[np.bool_]
    is_excess: NDArray[np.bool_]
    starts: I64
    source: I32
    n_seen: I64


class _Hypotheses(NamedTuple):
    """What is known of events in the order of days: of Tests."""

    event: I64
    cell: I64
    stratum: I8
    score: F32
    given_p: F64


# Rows of what is found.
_CELL, _ONSET, _DETECTED, _PEAK, _LAST_DAY = range(5)


class _Ledger(NamedTuple):
    """All that changes: where cells stand, episodes so far, the trailing tests, the pool of scores.

    ``found`` has shape (5, episode), ``values`` (p and q) shape (2, episode).
    """

    board: I64
    found: I64
    values: F64
    window: Window
    pool: F64


@inner
def _is_ongoing(  # noqa: PLR0917 - a kernel names all its arrays
    i: int, e: int, events: _Events, board: I64, found: I64, close_days: int
) -> bool:  # pragma: no cover - compiled
    # Whether the event still belongs to its cell's episode; closes one that was quiet too long.
    cell, today = events.cell[i], events.day[i] + 0
    source = events.source[cell]
    last_day = found[_LAST_DAY, e]
    if events.n_seen[source, today] - events.n_seen[source, last_day + 1] >= close_days:
        board[cell, LAST_END] = last_day
        board[cell, OPEN_EPISODE] = -1
        return False
    if events.is_excess[i]:
        found[_LAST_DAY, e] = today
        if events.gain[i] > events.gain[found[_PEAK, e]]:
            found[_PEAK, e] = i
    return True


@inner
def _enter(  # noqa: PLR0917 - a kernel names all its arrays
    k: int,
    s: int,
    b: int,
    today: int,
    best: I64,
    window: Window,
    pool: F64,
    close_days: int,
    discount: float,
) -> None:  # pragma: no cover - compiled
    # A test of stratum k with bins s of its score and b of its p-value. Of the days of one rise
    # only the best counts, in the window and in the pool alike.
    age = today - best[BEST_DAY]
    if age <= close_days:
        if b <= best[BEST_P]:
            pool[k, 0] += 1.0
            return
        if age < window.n_tests.size:
            count(window, best[BEST_DAY], best[BEST_P], -1)
        weight = discount**age
        pool[best[BEST_STRATUM], best[BEST_SCORE]] -= weight
        pool[best[BEST_STRATUM], 0] += weight
    count(window, today, b, 1)
    pool[k, s] += 1.0
    best[BEST_DAY], best[BEST_P], best[BEST_SCORE], best[BEST_STRATUM] = today, b, s, k


@inner
def _onset(i: int, events: _Events, last_end: int) -> int:  # pragma: no cover - compiled
    # Walk back over raised days that are at most ONSET_GAP looked-at days apart, or lie in the
    # window that stood out.
    cell = events.cell[i]
    source = events.source[cell]
    onset = i
    reach = events.day[i] - events.window[i] + 1
    for j in range(i - 1, events.starts[cell] - 1, -1):
        day = events.day[j] + 0
        seen = events.n_seen[source, events.day[onset]]
        gap = seen - events.n_seen[source, day + 1]
        if day <= last_end or (gap > ONSET_GAP and day < reach):
            break
        if events.is_raised[j]:
            onset = j
    return onset


@inner
def _open(  # noqa: PLR0917 - a kernel names all its arrays
    i: int, e: int, events: _Events, ledger: _Ledger, rules: Rules, discount: float
) -> None:  # pragma: no cover - compiled
    cell, today, found = events.cell[i], events.day[i] + 0, ledger.found
    best = ledger.board[cell]
    # Of the tests that open an episode the chosen share is false: so much stays in the pool.
    weight = (1.0 - rules.rate) * discount ** (today - best[BEST_DAY])
    ledger.pool[best[BEST_STRATUM], best[BEST_SCORE]] -= weight
    onset = _onset(i, events, best[LAST_END])
    peak = onset
    for j in range(onset, i + 1):
        peak = j if events.gain[j] > events.gain[peak] else peak
    found[_CELL, e], found[_ONSET, e], found[_DETECTED, e] = cell, onset, i
    found[_PEAK, e], found[_LAST_DAY, e] = peak, today
    best[OPEN_EPISODE], best[BEST_DAY] = e, NEVER


@inner
def _test_day(  # noqa: PLR0917 - a kernel names all its arrays
    today: int,
    first: int,
    stop: int,
    events: _Events,
    t: _Hypotheses,
    rules: Rules,
    r: Recalibration,
    ledger: _Ledger,
    tails: Tails,
    p: F64,
    bins: I64,
) -> None:  # pragma: no cover - compiled
    # Test the events that may open an episode; write their p-values and their bins, -1 for others.
    fit_tails(ledger.pool, r, tails)
    board, pool, window = ledger.board, ledger.pool, ledger.window
    n_tests = 0.0
    for x in range(first, stop):
        k, i, cell = t.stratum[x] + 0, t.event[x], t.cell[x]
        e = board[cell, OPEN_EPISODE]
        bins[x - first] = -1
        if e >= 0 and _is_ongoing(i, e, events, board, ledger.found, rules.close_days):
            continue
        if k < 0 or today < rules.warmup_days:
            continue
        n_tests += 1.0
        score = t.score[x]
        if score <= 0.0:
            # Most tests are like this: they count, and can be nothing's best.
            pool[k, 0] += 1.0
            continue
        value = t.given_p[i] if t.given_p.size else p_value(score, k, tails, r)
        b, s = p_bin(value), score_bin(score)
        p[x - first], bins[x - first] = value, b
        _enter(k, s, b, today, board[cell], window, pool, rules.close_days, r.discount)
    window.n_tests[today % window.n_tests.size] = n_tests


@entry
def _walk(  # noqa: PLR0917 - a kernel names all its arrays
    stops: I64,
    n_hypotheses: I64,
    events: _Events,
    t: _Hypotheses,
    rules: Rules,
    r: Recalibration,
    ledger: _Ledger,
    tails: Tails,
    p: F64,
    bins: I64,
    q_of_bin: F64,
) -> int:  # pragma: no cover - compiled
    n_episodes, stop = 0, 0
    for today in range(stops.size):
        first = stop
        stop = stops[today]
        move_on(ledger.window, today)
        fade(ledger.pool, r.discount)
        if stop == first:
            continue
        _test_day(today, first, stop, events, t, rules, r, ledger, tails, p, bins)
        n_tests = n_in(ledger.window)
        if n_hypotheses.size:
            n_tests = float(n_hypotheses[today])
        adjust(ledger.window, n_tests, q_of_bin)
        for x in range(first, stop):
            b = bins[x - first]
            if b < 0:
                continue
            q = q_of_bin[b]
            if q <= rules.rate:
                _open(t.event[x], n_episodes, events, ledger, rules, r.discount)
                ledger.values[0, n_episodes], ledger.values[1, n_episodes] = p[x - first], q
                n_episodes += 1
    return n_episodes


def walk(g: Given) -> Episodes:
    """Go through all days in order and return the episodes found."""
    h, t, capacity = g.h, g.t, g.t.event.size
    board = np.full((h.source.size, 6), -1, dtype=np.int64)
    board[:, BEST_DAY] = NEVER
    found, values = np.empty((5, capacity), dtype=np.int64), np.empty((2, capacity))
    ledger = _Ledger(board, found, values, new_window(g.rules.window_days), new_pool(g.r))
    most = int(np.diff(t.stops, prepend=0).max(initial=0))  # events of a day
    n = _walk(
        t.stops,
        t.n_hypotheses,
        _Events(
            h.cell, h.day, t.gain, t.window, t.is_raised, t.is_excess, h.starts, h.source, h.n_seen
        ),
        _Hypotheses(t.event, t.cell, t.stratum, t.score, t.given_p),
        g.rules,
        g.r,
        ledger,
        new_tails(),
        np.empty(most),
        np.empty(most, dtype=np.int64),
        np.empty(N_P_BINS),
    )
    cell, onset, detected, peak, last_day = found[:, :n].copy()
    return Episodes(cell, onset, detected, peak, last_day, *values[:, :n].copy())
