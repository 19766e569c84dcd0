"""What a mention of a place is about: its kind and, for an image, its lever."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from chuquan.digest.works import KIND_ODDS, LEVER_ODDS, named_levers
from chuquan.tables import KINDS, LEVERS
from chuquan.weights import Weights

MASK: Final = "〇"
"""Stands for the place's name, so that no model learns that a city is always in trouble."""

CELLS: Final = tuple(("image", lever) for lever in LEVERS) + tuple(
    (kind, None) for kind in KINDS if kind != "image"
)
"""The cells of the digest's cube in which one mention's weight of one is shared out."""

UNITS: Final = 16
"""A mention's weight is shared out in sixteenths: binary fractions add without rounding, so that
digests merge to the same bits in any order, and shares below 1/32 (most of them leaks from a
confident class) vanish from the store."""


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


def classify(masked: pl.Series, observed_at: pl.Series, weights: Weights) -> NDArray[np.float32]:
    """Return the probability of each cell of :data:`CELLS`, shape (mention, cell).

    Parameters
    ----------
    masked : polars.Series of String, shape (mention,)
        Texts whose place is masked; see :func:`mask_place`.
    observed_at : polars.Series of Datetime, shape (mention,)
        Chooses the model where the weights are cross-fitted.
    weights : Weights

    Returns
    -------
    float32, shape (mention, cell)
        Rows sum to one.
    """
    kind_model, lever_model = weights["kind"], weights["lever"]
    kinds = kind_model.probabilities(masked, observed_at)
    levers = lever_model.probabilities(masked, observed_at)
    kind_column = {k: kind_model.classes.index(k) for k in KINDS}
    lever_column = {k: lever_model.classes.index(k) for k in LEVERS}
    out = np.empty((len(masked), len(CELLS)), dtype=np.float32)
    for i, (kind, lever) in enumerate(CELLS):
        out[:, i] = kinds[:, kind_column[kind]]
        if lever is not None:
            out[:, i] *= levers[:, lever_column[lever]]
    return out


def know_works(
    probabilities: NDArray[np.float32], texts: pl.Series, place_ids: pl.Series, at: pl.Series
) -> NDArray[np.float32]:
    """Raise the odds of an image and its lever where a mention names a work set in its place.

    Parameters
    ----------
    probabilities : float32, shape (mention, cell)
    texts, place_ids, at : polars.Series, shape (mention,)
        Texts are not masked: a work's name may hold the place's. ``at`` is when they were observed.

    Returns
    -------
    float32, shape (mention, cell)
        Rows sum to one.
    """
    out = probabilities.copy()
    image = np.array([kind == "image" for kind, _ in CELLS])
    for lever, is_named in named_levers(texts, place_ids, at):
        odds = np.where(image, KIND_ODDS, 1.0).astype(np.float32)
        odds[CELLS.index(("image", lever))] *= LEVER_ODDS
        out[is_named] *= odds
    out /= out.sum(axis=1, keepdims=True)
    return out


def share_out(probabilities: NDArray[np.float32]) -> NDArray[np.float64]:
    """Round each row to :data:`UNITS` parts that sum to exactly one (largest remainder).

    Parameters
    ----------
    probabilities : float32, shape (mention, cell)
        Rows sum to one.

    Returns
    -------
    float64, shape (mention, cell)
        Multiples of ``1 / UNITS``; rows sum to one. Ties go to the earlier cell.
    """
    parts = probabilities.astype(np.float64) * UNITS
    whole = np.floor(parts)
    left = UNITS - whole.sum(axis=1).astype(np.int64)
    order = np.argsort(whole - parts, axis=1, kind="stable")
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.arange(parts.shape[1])[None, :], axis=1)
    whole += rank < left[:, None]
    return whole / UNITS
