"""What a mention of a place is about: its kind and, for an image, its lever."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from chuquan.digest.works import KIND_ODDS, LEVER_ODDS, named_levers
from chuquan.tables import KINDS, LEVERS

MASK: Final = "〇"
"""Stands for the place's name, so that no model learns that a city is always in trouble."""

CELLS: Final = tuple(("image", lever) for lever in LEVERS) + tuple(
    (kind, None) for kind in KINDS if kind != "image"
)
"""The cells of the digest's cube in which one mention's weight of one is shared out."""


def mask_place(
    texts: pl.Series, start: pl.Series, end: pl.Series, *, mask: str = MASK
) -> pl.Series:
    """Replace characters ``[start, end)`` of each text by :data:`MASK`, or by another string.

    Parameters
    ----------
    texts : polars.Series of String, shape (mention,)
    start, end : polars.Series of unsigned integers, shape (mention,)
        In characters, not bytes.

    Returns
    -------
    polars.Series of String, shape (mention,)
    """
    frame = pl.DataFrame({"text": texts, "start": start, "end": end})
    masked = pl.concat_str(
        pl.col("text").str.slice(0, pl.col("start")),
        pl.lit(mask),
        pl.col("text").str.slice(pl.col("end")),
    )
    return frame.select(masked.alias("text"))["text"]


def work_odds(texts: pl.Series, place_ids: pl.Series, at: pl.Series) -> NDArray[np.float64]:
    """Return by how much the odds of each cell rise where a mention names a work set in its place.

    Parameters
    ----------
    texts, place_ids, at : polars.Series, shape (mention,)
        Texts are not masked: a work's name may hold the place's. ``at`` is when they were observed.

    Returns
    -------
    float64, shape (mention or 0, cell)
        Without rows where no mention names any.
    """
    named = [(lever, is_named) for lever, is_named in named_levers(texts, place_ids, at)]
    if not any(is_named.any() for _, is_named in named):
        return np.ones((0, len(CELLS)))
    image = np.array([kind == "image" for kind, _ in CELLS])
    out = np.ones((len(texts), len(CELLS)))
    for lever, is_named in named:
        odds = np.where(image, KIND_ODDS, 1.0)
        odds[CELLS.index(("image", lever))] *= LEVER_ODDS
        out[is_named] *= odds
    return out
