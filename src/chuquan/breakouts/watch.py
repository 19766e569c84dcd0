"""Find the episodes of a digest: score every cell, discover by family, join, judge, settle.

The rate of false discoveries is held within each family of cells (places; images; levers; words of
images; words; crises and affairs), and so over their union, whose share of false ones is a mean of
the families'. Families keep what one lacks from the others: in years of epidemic the crises would
fill the pool from which p-values are learned, and images could not be told from noise.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from chuquan.breakouts.baseline import Params
from chuquan.breakouts.cells import Cells
from chuquan.breakouts.discover import discover
from chuquan.breakouts.episodes import Episode, join_members
from chuquan.breakouts.members import CellIndex, build_members
from chuquan.breakouts.prior import WARM_UP_DAYS
from chuquan.breakouts.scan import score
from chuquan.breakouts.series import Series
from chuquan.breakouts.settle import settle
from chuquan.config import Settings
from chuquan.places.gazetteer import Gazetteer

_FACET: Final = pl.col("facet")
_IMAGE: Final = pl.col("kind") == "image"

FAMILIES: Final = {
    "places": _FACET == "place",
    "images": (_FACET == "kind") & _IMAGE,
    "levers": _FACET == "lever",
    "words of images": (_FACET == "term") & _IMAGE,
    "words": (_FACET == "term") & pl.col("kind").is_null(),
    "crises and affairs": (_FACET == "kind") & ~_IMAGE,
}
"""Families of cells within which false discoveries are controlled; each cell is in one."""

WORDS: Final = frozenset({"words of images", "words"})
WORD_WINDOW: Final = 9
"""Days of the longest window for words: what is missed in big cities is, nearly always, five titles
with one word within nine days (method.md, "Find")."""


def find_episodes(
    series: Series, gazetteer: Gazetteer, settings: Settings
) -> tuple[list[Episode], CellIndex]:
    """Find all episodes of a digest.

    Parameters
    ----------
    series : Series
    gazetteer : Gazetteer
    settings : Settings
        ``false_discovery_rate``, ``close_days``, ``min_mentions``.

    Returns
    -------
    episodes : list of Episode
        By day of detection, then place.
    index : CellIndex
    """
    index = CellIndex(series)
    found = discover_by_family(series, settings)
    members = build_members(found, series, index)
    episodes = join_members(
        members, index, min_mentions=settings.min_mentions, close_days=settings.close_days
    )
    settled = settle(episodes, gazetteer)
    return sorted(settled, key=lambda e: (e.detected_day, e.place_id, e.kind, e.onset_day)), index


def discover_by_family(series: Series, settings: Settings) -> pl.DataFrame:
    """Return the findings of :func:`~chuquan.breakouts.discover.discover` in every family."""
    weekday = series.first_day.weekday()
    parts = []
    for name, family in FAMILIES.items():
        is_in = series.names.select(family.fill_null(value=False).alias("x"))["x"].to_numpy()
        cells, is_tested = _only(series, is_in)
        params = Params(longest_window=WORD_WINDOW) if name in WORDS else Params()
        part = score(cells, series.exposure, weekday, params)
        parts.append(
            discover(
                cells,
                part,
                series.exposure,
                settings.false_discovery_rate,
                settings.close_days,
                first_weekday=weekday,
                warmup_days=WARM_UP_DAYS,
                is_tested=is_tested,
            )
        )
    return pl.concat(parts)


def _only(series: Series, is_in: NDArray[np.bool_]) -> tuple[Cells, NDArray[np.bool_]]:
    # Cells without events cost nothing, so numbers need not change.
    cells = series.cells
    keep = is_in[cells.cell]
    part = Cells(cells.cell[keep], cells.day[keep], cells.n[keep], cells.source, cells.prior_rate)
    return part, series.is_tested[keep]
