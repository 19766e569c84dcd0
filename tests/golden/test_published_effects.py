"""Published effects, to the digits that were printed (see shared/data/README.md)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from chuquan.impact.estimators.did import DifferenceInDifferences
from chuquan.impact.estimators.synthetic_control import SyntheticControl
from chuquan.impact.estimators.synthetic_did import SyntheticDifferenceInDifferences
from chuquan.impact.panel import Block

DATA = Path(__file__).parents[3] / "shared/data/causal"

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not DATA.exists(), reason="../shared/data is not here"),
]


def read(file, place, period, value):
    table = pl.read_csv(DATA / file).pivot(period, index=place, values=value)
    return table[place].to_list(), table.drop(place).cast(pl.Float64).to_numpy()


def proposition_99():
    names, values = read("smoking_data.csv", "state", "year", "cigsale")
    row = names.index("California")
    return Block(np.delete(values, row, axis=0), values[row], 19)


@pytest.mark.parametrize(
    ("estimator", "published"),
    [
        (SyntheticDifferenceInDifferences(), -15.60383),
        (SyntheticControl(), -19.61966),
        (DifferenceInDifferences(), -27.34911),
    ],
)
def test_proposition_99(estimator, published):
    """Packs a head, as the authors' package prints them (Arkhangelsky et al. 2021)."""
    assert f"{estimator.fit(proposition_99()).mean_effect:.5f}" == f"{published:.5f}"


def test_the_published_synthetic_control_is_not_quite_the_optimum():
    """The reason why the default solver stops where the published one does."""
    assert SyntheticControl(exact=True).fit(proposition_99()).mean_effect == pytest.approx(
        -19.5136, abs=1e-4
    )


@pytest.mark.parametrize(
    ("estimator", "published"),
    [
        (SyntheticDifferenceInDifferences(), 8.4),
        (SyntheticControl(), 10.9),
        (DifferenceInDifferences(), 18.7),
    ],
)
def test_placebos_of_proposition_99_spread_as_published(estimator, published):
    """Published from 200 random draws with replacement, here from each state once."""
    effects = estimator.placebos(proposition_99())[:, 19:].mean(axis=1)
    assert np.std(effects, ddof=1) == pytest.approx(published, rel=0.15)


@pytest.mark.parametrize("is_exact", [False, True])
def test_geolift(is_exact):
    """The walkthrough of GeoLift: Chicago and Portland, the last 15 of 105 days, fixed effects."""
    names, values = read("geolift_test_data.csv", "location", "date", "Y")
    treated = [names.index("chicago"), names.index("portland")]
    block = Block(np.delete(values, treated, axis=0), values[treated].mean(axis=0), 90, n_treated=2)
    fit = SyntheticControl(intercept=True, exact=is_exact).fit(block)
    counterfactual = (block.treated - fit.effect)[90:].mean()
    assert fit.mean_effect == pytest.approx(155.556, rel=0.005)
    assert fit.mean_effect / counterfactual == pytest.approx(0.054, abs=0.0005)
    assert fit.mean_effect * 15 * 2 == pytest.approx(4667, rel=0.005)
