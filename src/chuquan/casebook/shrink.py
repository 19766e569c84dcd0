"""Few cases shrunk to the whole: crossed effects with the full posterior of how much cells differ.

The logarithm of a quantity is a mean, plus effects of lever, size of city and size of event, plus
what single cases scatter. How far effects of one kind differ is not plugged in but kept as a
posterior on a grid, so that with few cells nothing looks surer than it is (Gelman 2006; Rubin 1981;
Roever 2020 for the grid). Given a grid point all is normal and solved exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

Floats = NDArray[np.float64]

N_DRAWS: Final = 8_000
_SEED: Final = 20_230_409
_KEPT: Final = 1e-6  # grid points whose weights together are less say nothing


@dataclass(frozen=True)
class Layout:
    """Columns of the design: a mean, then one column a level of each group.

    Attributes
    ----------
    groups : tuple of int
        Number of levels of each group (levers, sizes of cities, sizes of events).
    scales : tuple of float
        For each group, the scale of the half-normal prior of the standard deviation of its effects.
    points : tuple of int
        For each group, how many points its standard deviation has on the grid.
    """

    groups: tuple[int, ...]
    scales: tuple[float, ...]
    points: tuple[int, ...]

    @property
    def n_columns(self) -> int:
        """Number of columns of the design."""
        return 1 + sum(self.groups)

    def row(self, *shares: Floats) -> Floats:
        """Return one row of a design from the share of each level, one array a group."""
        return np.concatenate([np.ones(1), *shares])

    def sds(self) -> Floats:
        """Return every combination of standard deviations, (point, group), all equally likely.

        They are midpoints of equal mass of the half-normal prior.
        """
        each = [
            s * ndtri(0.5 + 0.5 * (np.arange(k) + 0.5) / k)
            for s, k in zip(self.scales, self.points, strict=True)
        ]
        return np.array(list(product(*each))).reshape(-1, len(self.groups))

    def variances(self, mean_sd: float) -> Floats:
        """Return the prior variance of each column by combination, (point, column)."""
        spread = np.repeat(self.sds() ** 2, self.groups, axis=1)
        return np.column_stack([np.full(len(spread), mean_sd**2), spread])


@dataclass(frozen=True)
class Posterior:
    """What is known of all effects.

    Attributes
    ----------
    weights : numpy.ndarray, (point,)
        Of grid points; they sum to one.
    mean, cov : numpy.ndarray, (point, column) and (point, column, column)
        Of the effects at each point.
    sd : numpy.ndarray, (point,)
        Of single cases.
    design : numpy.ndarray, (case, column)
    precision : numpy.ndarray, (point, case)
        Inverse variance of each case given the effects.
    """

    weights: Floats
    mean: Floats
    cov: Floats
    sd: Floats
    design: Floats
    precision: Floats

    def influence(self, row: Floats) -> Floats:
        """Return by how much the prediction of a row rises with each case's own, (case,)."""
        pull = np.einsum("q,gqr->gr", row, self.cov) @ self.design.T
        return np.asarray(self.weights @ (pull * self.precision))

    def log_density(self, row: Floats, z: float, error: float = 0.0) -> float:
        """Return the log predictive density of a new case at ``z``."""
        mean, var = self.mean @ row, np.einsum("q,gqr,r->g", row, self.cov, row)
        var = var + self.sd**2 + error**2
        logs = np.log(self.weights) - 0.5 * (np.log(2 * np.pi * var) + (z - mean) ** 2 / var)
        return float(np.logaddexp.reduce(logs))

    def draw(self) -> Draws:
        """Return draws of all effects; the same posterior gives the same draws."""
        rng = np.random.default_rng(_SEED)
        at = np.searchsorted(np.cumsum(self.weights), (np.arange(N_DRAWS) + 0.5) / N_DRAWS)
        at = np.minimum(at, len(self.weights) - 1)
        root = np.linalg.cholesky(self.cov + 1e-12 * np.eye(self.cov.shape[1]))
        noise = rng.standard_normal((N_DRAWS, self.mean.shape[1]))
        effects = self.mean[at] + np.einsum("mqr,mr->mq", root[at], noise)
        return Draws(effects, self.sd[at] * rng.standard_normal(N_DRAWS), rng.permutation(N_DRAWS))


@dataclass(frozen=True)
class Draws:
    """Draws from a posterior.

    Attributes
    ----------
    effects : numpy.ndarray, (draw, column)
    scatter : numpy.ndarray, (draw,)
        Of one new case each.
    order : numpy.ndarray, (draw,)
        A permutation, by which the rows of a mixture are dealt out.
    """

    effects: Floats
    scatter: Floats
    order: NDArray[np.intp]

    def typical(self, rows: Floats, shares: Floats) -> Floats:
        """Return draws of the mean of a mixture of rows, (draw,)."""
        return np.asarray(self.effects @ (shares @ rows))

    def new_case(self, rows: Floats, shares: Floats) -> Floats:
        """Return draws of single new cases of a mixture of rows, (draw,)."""
        steps = (np.arange(N_DRAWS) + 0.5) / N_DRAWS
        which = np.minimum(np.searchsorted(np.cumsum(shares), steps), len(shares) - 1)[self.order]
        return np.asarray(np.einsum("mq,mq->m", self.effects, rows[which]) + self.scatter)


def fit(
    z: Floats,
    error: Floats,
    design: Floats,
    layout: Layout,
    *,
    mean: float,
    mean_sd: float,
    sds: Floats,
) -> Posterior:
    """Return the posterior of the effects on a logarithm.

    Parameters
    ----------
    z, error : numpy.ndarray, (case,)
        Observed logarithms and the standard deviations of their errors.
    design : numpy.ndarray, (case, column)
        One row a case, as of :meth:`Layout.row`.
    layout : Layout
    mean, mean_sd : float
        What is known of the mean before any case.
    sds : numpy.ndarray, (sd,)
        Grid of the standard deviation of single cases, all equally likely.

    Notes
    -----
    With ``D`` the prior variance of the effects and ``W`` the inverse variance of each case, the
    posterior at a grid point has precision ``A = X'WX + 1/D``; the point's weight is the marginal
    likelihood, by the determinant lemma from ``A`` alone.
    """
    rest = z - mean
    prior = layout.variances(mean_sd)
    weight = 1.0 / (sds[:, None] ** 2 + error[None, :] ** 2)  # (sd, case)
    moment = np.einsum("nq,sn,nr->sqr", design, weight, design, optimize=True)
    pull = np.einsum("nq,sn,n->sq", design, weight, rest, optimize=True)
    precision = (
        moment[None] + np.einsum("gq,qr->gqr", 1.0 / prior, np.eye(layout.n_columns))[:, None]
    )
    cov = np.linalg.inv(precision)
    shift = np.einsum("gsqr,sr->gsq", cov, pull, optimize=True)
    log = -0.5 * (
        np.log(prior).sum(axis=1)[:, None]
        + np.linalg.slogdet(precision)[1]
        - np.log(weight).sum(axis=1)[None]
        + (weight * rest**2).sum(axis=1)[None]
        - np.einsum("gsq,sq->gs", shift, pull, optimize=True)
    )
    shares = np.exp(log - log.max())
    shares /= shares.sum()
    g, s = _kept(shares)
    points = cov[g, s]
    effects = shift[g, s]
    effects[:, 0] += mean
    chosen = shares[g, s] / shares[g, s].sum()
    return Posterior(chosen, effects, points, sds[s], design, weight[s])


def _kept(shares: Floats) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the grid points that matter, in their order on the grid."""
    flat = np.sort(shares.ravel())[::-1]
    least = flat[min(int(np.searchsorted(np.cumsum(flat), 1.0 - _KEPT)), len(flat) - 1)]
    g, s = np.nonzero(shares >= least)
    return g, s
