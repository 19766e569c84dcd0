"""Waves with a known mix of kinds, told by a classifier that errs as the real one does.

Mentions come in stories: several titles of one day that are of one kind. The told probabilities of
a mention scatter about those of its wave, and those of a wave about the classifier's mean: mentions
of one wave are misjudged alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]

LEAK: F64 = np.array([[0.793, 0.078, 0.129], [0.068, 0.824, 0.108], [0.221, 0.179, 0.600]])
"""Mean told probability (image, crisis, affairs) of titles by true kind: labelled titles of before
2023-07, told in context by models that had not seen labels of their time (benchmarks/mixes.py)."""

WAVE_CONCENTRATION = 14.0
"""Of the Dirichlet of a wave's own leak about the mean: a fifteenth or so of the variance of a
drawn kind lies between waves (:data:`chuquan.drivers.mix.CORRELATION`)."""

MENTION_CONCENTRATION = 2.0
"""Of the Dirichlet of a mention's probabilities: they vary a third as much as a drawn kind."""


@dataclass(frozen=True)
class Plan:
    """What to plant.

    Attributes
    ----------
    n_mentions : int
        Mentions of the wave, on average.
    n_days : int
    mixes : sequence of (int, float64 of shape (kind,))
        First day and true shares of each stretch, the first from day 0.
    usual_per_day : float
        Mentions a day that would have come anyway, all kinds alike.
    story_size : float
        Mentions of a story, on average; at least 1.
    """

    n_mentions: int
    n_days: int
    mixes: Sequence[tuple[int, Sequence[float]]]
    usual_per_day: float = 0.1
    story_size: float = 1.5


def plant(plan: Plan, rng: np.random.Generator, leak: F64 = LEAK) -> tuple[F64, F64]:
    """Plant one wave.

    Returns
    -------
    n, expected : float64, shape (kind, day)
        Told mentions, sums of probabilities, and what the baseline expects.
    """
    day = np.arange(plan.n_days)
    profile = np.exp(-day / (0.35 * plan.n_days)) * np.minimum(1.0, (day + 1) / 2)
    # Days vary more than Poisson's, too.
    profile *= rng.gamma(4.0, 0.25, plan.n_days)
    stories = rng.poisson(plan.n_mentions / plan.story_size * profile / profile.sum())
    shares = np.empty((plan.n_days, len(leak)))
    for first, mix in plan.mixes:
        shares[first:] = mix
    own = np.array([rng.dirichlet(WAVE_CONCENTRATION * row) for row in leak])
    n = np.zeros((len(leak), plan.n_days))
    for d in np.repeat(day, stories):
        told = own[rng.choice(len(leak), p=shares[d])]
        size = 1 + rng.poisson(plan.story_size - 1)
        story = rng.dirichlet(MENTION_CONCENTRATION * np.maximum(told, 1e-3))
        n[:, d] += size * story
    usual = rng.poisson(plan.usual_per_day, (len(leak), plan.n_days))
    return n + usual, np.full(n.shape, plan.usual_per_day)
