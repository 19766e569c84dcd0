"""One fit of one peer on a panel in a file: run by itself, so that it can be given up after a time.

    python benchmarks/peers/impact_fits.py PEER PANEL.npz

Prints JSON: seconds of the fit (without imports and reading) by the clock and of the processor,
effect, version. Each peer is run as
its documentation does, on one treated series and all donors, without looking at the checks.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import numpy as np
import pandas as pd
from impact_names import NAMES
from numpy.typing import NDArray

Table = pd.DataFrame
F64 = NDArray[np.float64]
N_SPANS = 6
"""Predictors of the classical method: means of the outcome over so many spans before the start."""


def read(path: str) -> tuple[F64, F64, int]:
    with np.load(path) as panel:
        return panel["treated"], panel["donors"], int(panel["n_before"])


def pysyncon_one_fit(treated: F64, donors: F64, n_before: int) -> float:
    """Synth with every period before the start for a predictor, all of equal importance."""
    from pysyncon import Synth  # noqa: PLC0415 - each peer has an environment of its own

    before, own = pd.DataFrame(donors[:, :n_before].T), pd.Series(treated[:n_before], name="own")
    synth = Synth()
    synth.fit(X0=before, X1=own, Z0=before, Z1=own, custom_V=np.ones(n_before))
    return float((treated - synth.W @ donors)[n_before:].mean())


def pysyncon_search(treated: F64, donors: F64, n_before: int) -> float:
    """Synth with a few predictors, whose importances it searches."""
    from pysyncon import Synth  # noqa: PLC0415 - each peer has an environment of its own

    spans = np.array_split(np.arange(n_before), N_SPANS)
    figures = pd.DataFrame([donors[:, span].mean(axis=1) for span in spans])
    own = pd.Series([treated[span].mean() for span in spans], name="own")
    synth = Synth()
    synth.fit(
        X0=figures,
        X1=own,
        Z0=pd.DataFrame(donors[:, :n_before].T),
        Z1=pd.Series(treated[:n_before], name="own"),
    )
    return float((treated - synth.W @ donors)[n_before:].mean())


def _wide(treated: F64, donors: F64) -> tuple[Table, list[str]]:
    names = [f"donor{j}" for j in range(len(donors))]
    return pd.DataFrame(np.column_stack([donors.T, treated]), columns=[*names, "own"]), names


def causalpy_least_squares(treated: F64, donors: F64, n_before: int) -> float:
    """SyntheticControl with the model that is fit by SciPy's SLSQP."""
    import causalpy as cp  # noqa: PLC0415 - each peer has an environment of its own

    table, names = _wide(treated, donors)
    model = cp.skl_models.WeightedProportion()
    result = cp.SyntheticControl(table, n_before, names, ["own"], model=model)
    return float(np.mean(result.post_impact))


def _sampled(model: Any) -> Any:
    return model(sample_kwargs={"progressbar": False, "random_seed": 1})


def causalpy_bayes(treated: F64, donors: F64, n_before: int) -> float:
    """SyntheticControl with its default model and PyMC's default sampling."""
    import causalpy as cp  # noqa: PLC0415 - each peer has an environment of its own

    table, names = _wide(treated, donors)
    model = _sampled(cp.pymc_models.WeightedSumFitter)
    result = cp.SyntheticControl(table, n_before, names, ["own"], model=model)
    return float(np.mean(result.post_impact))


def causalpy_sdid(treated: F64, donors: F64, n_before: int) -> float:
    """SyntheticDifferenceInDifferences with its default model and PyMC's default sampling."""
    import causalpy as cp  # noqa: PLC0415 - each peer has an environment of its own

    table, names = _wide(treated, donors)
    model = _sampled(cp.pymc_models.SyntheticDifferenceInDifferencesWeightFitter)
    result = cp.SyntheticDifferenceInDifferences(table, n_before, names, ["own"], model=model)
    return float(np.mean(result.tau_posterior))


FITS: tuple[tuple[str, Callable[[F64, F64, int], float]], ...] = (
    ("pysyncon", pysyncon_one_fit),
    ("pysyncon", pysyncon_search),
    ("causalpy", causalpy_least_squares),
    ("causalpy", causalpy_bayes),
    ("causalpy", causalpy_sdid),
)


def main(peer: str, path: str) -> None:
    package, fit = dict(zip(NAMES, FITS, strict=True))[peer]
    __import__(package)
    panel = read(path)
    warnings.simplefilter("ignore")
    start, cpu = time.perf_counter(), time.process_time()
    effect = fit(*panel)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    told = {"seconds": seconds, "cpu": cpu, "effect": effect, "version": version(package)}
    print(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
