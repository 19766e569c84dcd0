"""Jackknife over treated places: how much the effect hangs on each of them.

Arkhangelsky et al. 2021 (doi:10.1257/aer.20190159, algorithm 3): every treated place is left out in
turn while all weights stay as they are. It holds for many treated places whose errors are
independent of each other; errors of donors that they share are not in it. Beside the default it
shows whether the places agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from chuquan.errors import RefusalError
from chuquan.impact.inference.cohort import Cohort
from chuquan.impact.inference.placebo import t_quantile
from chuquan.impact.panel import FloatArray, Panel
from chuquan.report.impact import Estimate

MIN_PLACES: Final = 3
"""Two places cannot tell how much places differ."""


def leave_out_places(panel: Panel, cohorts: Sequence[Cohort]) -> FloatArray:
    """Return the mean effect without each of the treated places.

    Parameters
    ----------
    panel : Panel
    cohorts : sequence of Cohort

    Returns
    -------
    array of float64, shape (treated place,)
        In the order of the cohorts' rows; NaN if there is only one.
    """
    totals, cells = [], []
    for cohort in cohorts:
        start, fit = cohort.block.n_before, cohort.fit
        gaps = np.array(
            [
                panel.values[row]
                - fit.unit_weights @ cohort.block.beside(panel.values[row])[0].donors
                for row in cohort.rows
            ]
        )
        levels = gaps[:, :start] @ fit.time_weights
        totals.append((gaps[:, start:] - levels[:, None]).sum(axis=1))
        cells.append(np.full(len(cohort.rows), float(cohort.block.n_after)))
    total, n_cells = np.concatenate(totals), np.concatenate(cells)
    left = n_cells.sum() - n_cells
    out = np.full(len(total), np.nan)
    np.divide(total.sum() - total, left, out=out, where=left > 0)
    return out


def jackknife(panel: Panel, cohorts: Sequence[Cohort]) -> Estimate:
    """Return the mean effect with its jackknife interval.

    Parameters
    ----------
    panel : Panel
    cohorts : sequence of Cohort
        As :func:`chuquan.impact.inference.cohort.take_cohorts` gives them.

    Returns
    -------
    Estimate
        By t with one degree of freedom less than there are places.

    Raises
    ------
    RefusalError
        With fewer than :data:`MIN_PLACES` treated places.
    """
    without = leave_out_places(panel, cohorts)
    n = len(without)
    if n < MIN_PLACES:
        raise RefusalError(
            f"{n} treated places for a jackknife",
            allowed=f"at least {MIN_PLACES}",
            todo="use the interval by placebos",
        )
    cells = np.array([cohort.n_cells for cohort in cohorts], dtype=np.float64)
    value = float(cells @ [cohort.fit.mean_effect for cohort in cohorts] / cells.sum())
    error = float(np.sqrt((n - 1) / n * np.sum((without - without.mean()) ** 2)))
    half = t_quantile(n - 1) * error
    return Estimate(value, value - half, value + half)
