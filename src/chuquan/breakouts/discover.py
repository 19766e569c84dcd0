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
from numpy.typing import NDArray

from chuquan.breakouts.baseline import Params, cold_discount
from chuquan.breakouts.cells import F64, I64, Cells
from chuquan.breakouts.evalues import log10_e_values
from chuquan.breakouts.expected import expected
from chuquan.breakouts.history import History, lay_out
from chuquan.breakouts.recalibrate import Recalibration, strata
from chuquan.breakouts.scan import Scores
from chuquan.breakouts.walk import Episodes, Given, Rules, Tests, walk
from chuquan.errors import ConfigError

Mode = Literal["trailing", "daily", "strict"]
"""How false discoveries are controlled: over the trailing days, each day alone, or by e-values."""

EXCESS_SD = 2.0
ONSET_SD = 1.0


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
    is_tested: NDArray[np.bool_] | None = None,
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
        An episode closes after so many looked-at days without excess (a count more than two
        standard deviations above its mean).
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
    is_tested : bool, shape (event,), optional
        False for events that are no hypotheses. Nothing later than the event may decide it.

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
    SchemaError
        If cells or exposure break their contract.
    """
    p, r = params or Params(), recalibration or Recalibration()
    _check(false_discovery_rate, close_days, mode, window_days)
    p.check()
    r.check()
    h = lay_out(cells, exposure, first_weekday, cold_discount(p))
    gain = cells.n - scores.mean
    is_strict = mode == "strict"
    stratum = strata(scores.mean)
    if is_tested is not None:
        stratum[~is_tested] = -1
    by_day = np.argsort(h.day, kind="stable")
    tests = Tests(
        np.cumsum(np.bincount(h.day, minlength=h.exposure.shape[1])).astype(np.int64),
        by_day,
        h.cell[by_day],
        stratum[by_day],
        scores.score[by_day],
        gain,
        scores.window,
        np.asarray(gain > ONSET_SD * scores.sd),
        np.asarray(gain > EXCESS_SD * scores.sd),
        np.minimum(1.0, 10.0 ** -log10_e_values(h, close_days, p)) if is_strict else np.empty(0),
        _entered_before(h) if is_strict else np.empty(0, dtype=np.int64),
    )
    rules = Rules(
        float(false_discovery_rate),
        window_days if mode == "trailing" else 1,
        close_days,
        warmup_days,
    )
    found = walk(Given(h, tests, rules, r))
    n, mean = _sums(cells, exposure, found, first_weekday, p)
    source = h.source[found.cell]
    n_quiet = h.n_seen[source, -1] - h.n_seen[source, found.last_day + 1]
    frame = pl.DataFrame(
        {
            "cell": found.cell,
            "onset_day": h.day[found.onset],
            "detected_day": h.day[found.detected],
            "peak_day": h.day[found.peak],
            "last_day": found.last_day.astype(np.int32),
            "end_day": found.last_day.astype(np.int32),
            "n": n,
            "expected": mean,
            "n_excess": n - mean,
            "score": scores.score[found.detected].astype(np.float64),
            "p_value": found.p_value,
            "q_value": found.q_value,
        }
    )
    is_closed = pl.Series(n_quiet >= close_days, dtype=pl.Boolean)
    return frame.with_columns(pl.when(is_closed).then("end_day").alias("end_day"))


def _entered_before(h: History) -> I64:
    # In the strict mode a cell is a hypothesis from the day after its first mention.
    first_days = h.day[h.starts[:-1][np.diff(h.starts) > 0]]
    n_days = h.exposure.shape[1]
    entered = np.bincount(first_days, minlength=n_days)[:n_days]
    out: I64 = (np.cumsum(entered) - entered).astype(np.int64)
    return out


def _sums(
    cells: Cells, exposure: F64, found: Episodes, first_weekday: int, p: Params
) -> tuple[F64, F64]:
    # Mentions and expectation from onset to last day, as differences of one running sum each.
    n_days = exposure.shape[1]
    onset_day = cells.day[found.onset].astype(np.int64)
    mean, offsets = expected(
        cells,
        exposure,
        found.cell,
        onset_day,
        found.last_day,
        first_weekday=first_weekday,
        params=p,
    )
    running_mean = np.concatenate(([0.0], np.cumsum(mean)))
    running = np.concatenate(([0.0], np.cumsum(cells.n)))
    key = cells.cell * n_days + cells.day
    stop = np.searchsorted(key, found.cell * n_days + found.last_day, side="right")
    return (
        running[stop] - running[found.onset],
        running_mean[offsets[1:]] - running_mean[offsets[:-1]],
    )


def _check(rate: float, close_days: int, mode: str, window_days: int) -> None:
    faults = []
    if not 0 < rate < 1:
        faults.append(f"false_discovery_rate = {rate!r} (allowed: above 0 and below 1)")
    if mode not in get_args(Mode):
        faults.append(f"mode = {mode!r} (allowed: {', '.join(get_args(Mode))})")
    if close_days < 1 or window_days < 1:
        faults.append(f"close_days = {close_days}, window_days = {window_days} (allowed: 1 up)")
    if faults:
        raise ConfigError(
            "; ".join(faults),
            where="discover",
            allowed="the ranges named above",
            todo="mend all of them",
        )
