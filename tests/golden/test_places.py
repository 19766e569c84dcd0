"""How often a name is judged right on titles of a later time than any the model has seen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from chuquan.evaluate.told import names_told
from chuquan.linear import TimedModel
from chuquan.places.resolve import Resolver
from chuquan.places.train import fit_place_model

LABELS = Path(__file__).parents[3] / "shared/data/labels/titles.csv"
SPLIT = "2023-07-01"


@pytest.mark.data
def test_names_are_judged_right_on_a_later_period():
    """Measured: accuracy 0.980, F1 of "not this place" 0.931 (titles from 2023-07 to 2024-06)."""
    if not LABELS.exists():
        pytest.skip("../shared/data is not here")
    labels = pl.read_csv(LABELS, infer_schema=False)
    early = labels.filter(pl.col("date") < SPLIT)
    late = labels.filter(pl.col("date") >= SPLIT)
    resolver = Resolver.load(TimedModel.always(fit_place_model(early)))
    resolved = resolver.resolve(late["title"])
    found = np.zeros(late.height, dtype=bool)
    found[names_told(resolved, late, resolver.gazetteer)["row"].to_numpy()] = True
    truth = (late["is_place"] == "1").to_numpy()
    both = (~found & ~truth).sum()
    f1_other = 2 * both / ((~found).sum() + (~truth).sum())
    assert (found == truth).mean() >= 0.96
    assert f1_other >= 0.88
