"""The chain of a theme from a digest alone: what was said of one place on one day, no texts.

A digest does not say which words stood in one mention. Where ``m`` images of one lever were told of
a place on a day, ``k`` of them with the theme and ``l`` with a word, chance alone would put ``k l /
m`` of them together, and one mention that was the only one surely holds both: that is what counts
here as standing together. So only quiet places and days tell much, and a chain says less than one
from mentions.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from chuquan.breakouts.series import CALENDAR
from chuquan.opportunities.chains.links import CLEAR, LEAST_TOGETHER, MOST_LINKS
from chuquan.opportunities.chains.odds import log_odds
from chuquan.opportunities.chains.place import names
from chuquan.opportunities.chains.units import Unit, listed_units
from chuquan.opportunities.corpus import Corpus
from chuquan.places.above import counted_above
from chuquan.report import Chain, ChainLink, Evidence

LEAST_MENTIONS: Final = 30
"""A core that fewer mentions of places hold has no chain."""

_CELL: Final = ("source", "place_id", "day", "lever")
_N_TERMS: Final = 6


def chain_of_days(
    corpus: Corpus, theme: str, terms: tuple[str, ...], place_id: str | None
) -> Chain | None:
    """Return the chain that a digest can tell; one link deep.

    Parameters
    ----------
    corpus : Corpus
        Its digest's ``terms`` and ``attention`` are read.
    theme : str
    terms : tuple of str
        The core's words.
    place_id : str or None
        Where ``n_here`` counts.

    Returns
    -------
    Chain or None
        None where fewer than :data:`LEAST_MENTIONS` mentions of places hold the theme.
    """
    cells = _cells(corpus)
    said = corpus.digest.terms.filter(kind="image")
    core = _summed(said.filter(pl.col("term").is_in(list(terms))), "core").join(
        cells, on=list(_CELL), how="left", nulls_equal=True
    )
    core = core.with_columns(core=pl.min_horizontal("core", "m"))
    n_core = float(core["core"].sum())
    if n_core < LEAST_MENTIONS:
        return None
    units = listed_units(terms)
    unit_of = {w: i for i, unit in enumerate(units) for w in unit.words}
    listed = pl.DataFrame(
        {"term": list(unit_of), "unit": list(unit_of.values())},
        schema={"term": pl.String, "unit": pl.UInt32},
    )
    words = said.join(listed, on="term")
    together = words.join(core, on=list(_CELL), nulls_equal=True).with_columns(
        y=pl.min_horizontal(pl.col("core") * pl.col("n") / pl.col("m"), "core", "n")
    )
    y = _by_unit(together.select("unit", n="y"), len(units))
    alone = _by_unit(words.select("unit", "n"), len(units))
    odds = log_odds(y, n_core, *_elsewhere(words, together, cells, core, len(units)))
    chosen = [
        i
        for i in np.argsort(-odds.z, kind="stable").tolist()
        if odds.low[i] >= CLEAR and y[i] >= LEAST_TOGETHER
    ][: MOST_LINKS[0]]
    name, name_en = names(corpus.gazetteer, place_id)
    here = _here(together, corpus, place_id, len(units))
    return Chain(
        core=theme,
        terms=terms,
        place_id=place_id,
        place_name=name,
        place_name_en=name_en,
        n=n_core,
        n_here=None if place_id is None else _core_here(core, corpus, place_id),
        basis="days",
        links=tuple(
            _link(
                units[i],
                theme,
                together.filter(pl.col("unit") == i),
                n=(float(y[i]), float(alone[i]), None if here is None else float(here[i])),
                odds=(float(odds.mean[i]), float(odds.low[i]), float(odds.high[i])),
            )
            for i in chosen
        ),
    )


def _link(
    unit: Unit,
    theme: str,
    together: pl.DataFrame,
    *,
    n: tuple[float, float, float | None],
    odds: tuple[float, float, float],
) -> ChainLink:
    said = together.group_by("term").agg(pl.col("y").sum())
    words = said.sort("y", "term", descending=[True, False])["term"].to_list()
    return ChainLink(
        term=words[0],
        terms=tuple(words[:_N_TERMS]),
        term_en=unit.name_en,
        role=unit.role,
        parent=theme,
        depth=1,
        n=round(n[0], 2),
        n_alone=n[1],
        n_here=None if n[2] is None else round(n[2], 2),
        log_odds=odds[0],
        log_odds_interval=odds[1:],
        evidence=(Evidence(weight=1.0, term=words[0], n=float(together["n"].sum())),),
    )


def _cells(corpus: Corpus) -> pl.DataFrame:
    """Return the images of each source, place, day and lever: column ``m``, at least one."""
    day = pl.col("hour").dt.convert_time_zone(CALENDAR).dt.date().alias("day")
    images = corpus.digest.attention.filter(kind="image").with_columns(day)
    counted = images.group_by(_CELL).agg(m=pl.col("n").sum())
    # A word's own count is a whole number of mentions, the cube's a sum of probabilities.
    most = corpus.digest.terms.filter(kind="image").group_by(_CELL).agg(most=pl.col("n").max())
    both = most.join(counted, on=list(_CELL), how="left", nulls_equal=True)
    return both.select(*_CELL, m=pl.max_horizontal("most", pl.col("m").fill_null(1.0), 1.0))


def _summed(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    return rows.group_by(_CELL).agg(pl.col("n").sum().alias(name))


def _by_unit(rows: pl.DataFrame, n_units: int) -> np.ndarray:
    return np.bincount(rows["unit"].to_numpy(), rows["n"].to_numpy(), minlength=n_units)


def _elsewhere(
    words: pl.DataFrame,
    together: pl.DataFrame,
    cells: pl.DataFrame,
    core: pl.DataFrame,
    n_units: int,
) -> tuple[np.ndarray, float]:
    """Return units elsewhere, and all images there, with each source's share as in the core."""
    strata = ["source"]
    share = core.group_by(strata).agg(core=pl.col("core").sum())
    total = cells.group_by(strata).agg(m=pl.col("m").sum())
    size = share.join(total, on=strata, nulls_equal=True).with_columns(
        rest=(pl.col("m") - pl.col("core")).clip(1.0),
        weight=pl.col("core") / pl.col("core").sum(),
    )
    n = 1.0 / float((size["weight"] ** 2 / size["rest"]).sum())
    held = words.group_by("unit", *strata).agg(pl.col("n").sum())
    both = together.group_by("unit", *strata).agg(y=pl.col("y").sum())
    rates = (
        held.join(both, on=["unit", *strata], how="left", nulls_equal=True)
        .join(size, on=strata, nulls_equal=True)
        .select(
            "unit",
            n=(pl.col("n") - pl.col("y").fill_null(0.0)).clip(0.0)
            / pl.col("rest")
            * pl.col("weight")
            * n,
        )
    )
    return np.minimum(_by_unit(rates, n_units), n), n


def _here(
    together: pl.DataFrame, corpus: Corpus, place_id: str | None, n_units: int
) -> np.ndarray | None:
    if place_id is None:
        return None
    rows = together.select("unit", "place_id", n="y")
    every = pl.concat([rows, counted_above(rows, corpus.gazetteer)])
    return _by_unit(every.filter(pl.col("place_id") == place_id), n_units)


def _core_here(core: pl.DataFrame, corpus: Corpus, place_id: str) -> float:
    rows = core.select("place_id", "core")
    every = pl.concat([rows, counted_above(rows, corpus.gazetteer)])
    return float(every.filter(pl.col("place_id") == place_id)["core"].sum())
