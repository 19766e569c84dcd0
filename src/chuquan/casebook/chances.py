"""How often an event breaks out: chances by lever and size, shrunk to the whole.

The log-odds are a mean plus effects of lever, size of city and size of event, as of
:mod:`chuquan.casebook.shrink`. Given how far effects differ, the posterior is taken as normal about
its mode (Laplace); how far they differ is summed over a grid.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.special import expit

from chuquan.casebook.shrink import Floats, Layout, Posterior

MEAN, MEAN_SD = -1.5, 1.5
"""Log-odds before any event is seen: one in five, and anything from 2% to 80% within reach."""

_STEPS: Final = 40
_LONGEST: Final = 2.0


def fit_chances(n: Floats, n_out: Floats, design: Floats, layout: Layout) -> Posterior:
    """Return the posterior of the effects on the log-odds.

    Parameters
    ----------
    n, n_out : numpy.ndarray, (cell,)
        Events of each cell, and those that broke out.
    design : numpy.ndarray, (cell, column)
    layout : Layout

    Returns
    -------
    Posterior
        Its ``sd`` is zero: a chance has no scatter but the event's own. ``precision`` is that of
        each cell's working response.
    """
    prior = layout.variances(MEAN_SD)
    start = np.zeros(layout.n_columns)
    start[0] = MEAN
    effects = np.tile(start, (len(prior), 1))
    eye = np.eye(layout.n_columns)
    for _ in range(_STEPS):
        p = expit(effects @ design.T)
        slope = (n_out - n * p) @ design - (effects - start) / prior
        precision = np.einsum("gn,nq,nr->gqr", n * p * (1 - p), design, design, optimize=True)
        precision = precision + eye / prior[:, None, :]
        step = np.linalg.solve(precision, slope[..., None])[..., 0]
        # Far from the mode a full step can overshoot; near it no step is long.
        longest = np.abs(step).max(axis=1, keepdims=True)
        effects = effects + step * np.minimum(1.0, _LONGEST / np.maximum(longest, 1e-12))
    p = expit(effects @ design.T)
    curve = n * p * (1 - p)
    precision = np.einsum("gn,nq,nr->gqr", curve, design, design, optimize=True)
    precision = precision + eye / prior[:, None, :]
    eta = effects @ design.T
    log = (n_out * eta - n * np.logaddexp(0.0, eta)).sum(axis=1)
    log -= 0.5 * (((effects - start) ** 2 / prior).sum(axis=1) + np.log(prior).sum(axis=1))
    log -= 0.5 * np.linalg.slogdet(precision)[1]
    weights = np.exp(log - log.max())
    cov = np.linalg.inv(precision)
    return Posterior(weights / weights.sum(), effects, cov, np.zeros(len(prior)), design, curve)
