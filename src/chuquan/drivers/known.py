"""What a place is known for: words of its images over all of the period, against all places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from chuquan.drivers.roles import PlaceNames, role_of
from chuquan.drivers.themes import PRIOR_MENTIONS
from chuquan.report import Evidence

_N_LOOKED_AT: Final = 40
_LEAST_MENTIONS: Final = 3.0
_CLEAR: Final = 3.0  # standard errors


def known_for(
    place_ids: Sequence[str], terms: pl.DataFrame, names: PlaceNames, n_terms: int
) -> dict[str, tuple[Evidence, ...]]:
    """Rank the words that places are spoken of with more than others are.

    Parameters
    ----------
    place_ids : sequence of str
    terms : polars.DataFrame
        Columns ``place_id, term, n``: table ``terms``, images only, counted for the places above.
    names : PlaceNames
        No place is known for a place.
    n_terms : int
        At most so many a place.

    Returns
    -------
    dict of str to tuple of Evidence
        Clearest first; ``weight`` is the log-odds' z against all other places together (Monroe,
        Colaresi and Quinn 2008, eqs. 16 and 22). Words of fewer than three mentions, names of
        people, and words that name no theme are left out.
    """
    uses = terms.group_by("place_id", "term").agg(y=pl.col("n").sum())
    everywhere = uses.group_by("term").agg(all=pl.col("y").sum())
    total = float(everywhere["all"].sum())
    own = uses.filter(pl.col("place_id").is_in(list(place_ids)))
    sums = own.group_by("place_id").agg(n_y=pl.col("y").sum())
    scored = (
        own.filter(pl.col("y") >= _LEAST_MENTIONS)
        .join(everywhere, on="term")
        .join(sums, on="place_id")
        .with_columns(a=PRIOR_MENTIONS * pl.col("all") / total)
        .with_columns(z=_z(total))
        .filter(pl.col("z") >= _CLEAR)
        .sort("place_id", "z", "term", descending=[False, True, False])
        .group_by("place_id", maintain_order=True)
        .head(_N_LOOKED_AT)
    )
    out: dict[str, list[Evidence]] = {}
    for place_id, term, n, z in scored.select("place_id", "term", "y", "z").iter_rows():
        found = out.setdefault(place_id, [])
        if len(found) < n_terms and role_of(term) == "theme" and term not in names.of(place_id):
            found.append(Evidence(weight=round(z, 2), term=term, n=round(n, 2)))
    return {place_id: tuple(found) for place_id, found in out.items()}


def _z(total: float) -> pl.Expr:
    y, n_y, a = pl.col("y"), pl.col("n_y"), pl.col("a")
    b, n_b = (pl.col("all") - y).clip(0), total - n_y
    log_odds = ((y + a) / (n_y + PRIOR_MENTIONS - y - a).clip(1e-9)).log() - (
        (b + a) / (n_b + PRIOR_MENTIONS - b - a).clip(1e-9)
    ).log()
    return log_odds / (1 / (y + a) + 1 / (b + a)).sqrt()
