"""Predictors and outcomes of the three studies whose weights of donors were published."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl

from chuquan.impact.estimators.predictors import Predictors

DATA = Path(__file__).parents[3] / "shared/data/causal"
FACTS = Path(__file__).parents[1] / "golden"
BASQUE_MEANS = {
    **dict.fromkeys(
        ("school.illit", "school.prim", "school.med", "school.high", "invest"), range(1964, 1970)
    ),
    "gdpcap": range(1960, 1970),
    **dict.fromkeys(
        (
            "sec.agriculture",
            "sec.energy",
            "sec.industry",
            "sec.construction",
            "sec.services.venta",
            "sec.services.nonventa",
        ),
        range(1961, 1970, 2),
    ),
    "popdens": (1969,),
}
"""Predictors of Abadie and Gardeazabal 2003, table 3, and the years of their means. Schooling
beyond high school is not in the shared file."""


class Study(NamedTuple):
    """Predictors (for each span of years) and the outcome of all years."""

    donors: list[str]
    predictors: list[Predictors]
    treated: np.ndarray
    outcomes: np.ndarray
    first_year: int

    def over(self, first, last):
        """Return the outcome of the treated place and of donors, from year to year."""
        span = slice(first - self.first_year, last + 1 - self.first_year)
        return self.treated[span], self.outcomes[:, span]

    def weights(self, weights):
        """Return those of a hundredth and more by name."""
        return {n: float(w) for n, w in zip(self.donors, weights, strict=True) if w >= 0.01}


def wide(file, place, value):
    table = pl.read_csv(DATA / file).pivot("year", index=place, values=value)
    return table[place].to_list(), table.drop(place).cast(pl.Float64).to_numpy()


def study(names, treated, figures, outcomes, first_year):
    row = names.index(treated)
    donors = [j for j in range(len(names)) if j != row and names[j] != "Spain (Espana)"]
    predictors = [Predictors(figure[:, row], figure[:, donors]) for figure in figures]
    return Study(
        [names[j] for j in donors], predictors, outcomes[row], outcomes[donors], first_year
    )


def facts(file, names, **where):
    """Return a table of facts in tests/golden, shape (predictor, place)."""
    table = pl.read_csv(FACTS / file, comment_prefix="#")
    for column, value in where.items():
        table = table.filter(pl.col(column) == value).drop(column)
    keys = table.columns[0]
    return pl.DataFrame({keys: names}).join(table, on=keys, how="left").drop(keys).to_numpy().T


def proposition_99():
    names, sales = wide("smoking_data.csv", "state", "cigsale")
    figures = facts("prop99_predictors.csv", names)
    figures = np.vstack([figures, sales[:, 1988 - 1970], sales[:, 10], sales[:, 5]])
    return study(names, "California", [figures], sales, 1970)


def german_reunification():
    names, gdp = wide("german_reunification.csv", "country", "gdp")
    figures = []
    for first in (1971, 1981):
        own = facts("german_reunification_predictors.csv", names, **{"from": first})
        span = slice(first - 1960, first + 10 - 1960)
        figures.append(np.vstack([gdp[:, span].mean(axis=1), own]))
    return study(names, "West Germany", figures, gdp, 1960)


def basque_country():
    file, place = "basque_jasa.csv", "regionname"
    names, gdp = wide(file, place, "gdpcap")
    rows = [
        np.nanmean(wide(file, place, column)[1][:, [year - 1955 for year in years]], axis=1)
        for column, years in BASQUE_MEANS.items()
    ]
    return study(names, "Basque Country (Pais Vasco)", [np.array(rows)], gdp, 1955)
