"""Published weights of donors within .005, by one search that is the same for all studies."""

from __future__ import annotations

import numpy as np
import pytest
from published_studies import DATA, basque_country, german_reunification, proposition_99

from chuquan.impact.estimators.predictors import PredictorControl, find_importance
from chuquan.impact.panel import Block

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not DATA.exists(), reason="../shared/data is not here"),
]

PROPOSITION_99 = {
    "Utah": 0.334,
    "Nevada": 0.234,
    "Montana": 0.199,
    "Colorado": 0.164,
    "Connecticut": 0.069,
}
GERMANY = {
    "Austria": 0.4145,
    "USA": 0.2162,
    "Japan": 0.1632,
    "Switzerland": 0.1077,
    "Netherlands": 0.0984,
}
BASQUE = {"Cataluna": 0.8508, "Madrid (Comunidad De)": 0.1492}


def test_proposition_99():
    """Abadie, Diamond and Hainmueller 2010, table 2; importances fit to 1970 to 1988."""
    study = proposition_99()
    block = Block(study.outcomes, study.treated, 19)
    fit = PredictorControl(study.predictors[0]).fit(block)
    assert study.weights(fit.unit_weights) == pytest.approx(PROPOSITION_99, abs=0.005)
    # "almost 20 packs" on average and some 26 in 2000 (their section 3.3)
    assert fit.mean_effect == pytest.approx(-19.5, abs=1.0)
    assert fit.effect[-1] == pytest.approx(-26.0, abs=1.5)


def test_german_reunification():
    """Abadie, Diamond and Hainmueller 2015, table 1.

    Importances by cross-validation as there: predictors of 1971 to 1980 fit to 1981 to 1990.
    """
    study = german_reunification()
    training, final = study.predictors
    importance = find_importance(training.scaled(), *study.over(1981, 1990))
    fit = PredictorControl(final, importance).fit(Block(study.outcomes, study.treated, 30))
    assert study.weights(fit.unit_weights) == pytest.approx(GERMANY, abs=0.005)
    # "about 1,600 USD a year" (their section on the effect)
    assert fit.mean_effect == pytest.approx(-1600.0, abs=150.0)


def test_basque_country():
    """Abadie and Gardeazabal 2003, table 3; importances fit to 1960 to 1969.

    The effect, thousand 1986 USD a head, is the mean from 1975, when terrorism had set in, to 1997.
    """
    study = basque_country()
    fit = PredictorControl(study.predictors[0], fit_from=5).fit(
        Block(study.outcomes, study.treated, 15)
    )
    assert study.weights(fit.unit_weights) == pytest.approx(BASQUE, abs=0.005)
    assert fit.effect[20:].mean() == pytest.approx(-0.68, abs=0.03)


def test_the_basque_answer_hangs_on_its_greatest_donor():
    study = basque_country()
    block = Block(study.outcomes, study.treated, 15)
    estimator = PredictorControl(study.predictors[0], fit_from=5)
    left = estimator.without(block, np.array([study.donors.index("Cataluna")]))[0]
    assert np.abs(left - estimator.fit(block).effect).max() > 0.1
