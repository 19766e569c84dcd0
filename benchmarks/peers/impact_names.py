"""Which fits of which peers are measured; ``impact_fits.py`` runs them, in their environment."""

from __future__ import annotations

NAMES = (
    "pysyncon Synth, equal importances",
    "pysyncon Synth, search of importances",
    "CausalPy SyntheticControl, WeightedProportion",
    "CausalPy SyntheticControl, WeightedSumFitter",
    "CausalPy SyntheticDifferenceInDifferences",
)
