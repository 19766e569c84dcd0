"""Train the models for kind and lever from a table of labelled titles (extra ``train``).

Each lexicon word enters as a few pseudo-titles, so that a word which no training title holds still
speaks for its kind. Probabilities are calibrated by one temperature a task, fitted on time blocks
that the model in question had not seen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from chuquan.digest.classify import MASK
from chuquan.digest.lexicon import lexicon
from chuquan.errors import LabelError
from chuquan.fit import fit_linear
from chuquan.linear import LinearModel, TimedModel
from chuquan.tables import KINDS, LEVERS

STRENGTH: Final = 10.0
LEXICON_WEIGHT: Final = 0.3
_FRAMES: Final = (f"{MASK}{{}}", "{}", f"{{}}{MASK}")
_N_BLOCKS: Final = 5


def mask_labels(labels: pl.DataFrame) -> pl.DataFrame:
    """Return the labelled titles that speak of their place, with ``text`` masked.

    Parameters
    ----------
    labels : polars.DataFrame
        Columns ``date, place, title, is_place, kind, lever``.

    Returns
    -------
    polars.DataFrame
        The rows whose ``is_place`` is 1; an empty lever is null.

    Raises
    ------
    LabelError
        If a kind or lever is not allowed, or a kind is missing.
    """
    rows = labels.filter(pl.col("is_place").cast(pl.Int8) == 1).with_columns(
        pl.col("lever").replace("", None)
    )
    for column, allowed in (("kind", KINDS), ("lever", LEVERS)):
        is_known = pl.col(column).is_in(list(allowed))
        # Only an image has a lever, but every mention of a place has a kind.
        bad = rows.filter(~is_known.fill_null(value=column == "lever"))[column]
        if len(bad):
            found = sorted(set(bad.fill_null("none")))
            raise LabelError(
                f"unknown {column}: {', '.join(found)}",
                where="labels",
                allowed=", ".join(allowed),
                todo="mend the labels",
            )
    pairs = zip(rows["title"], rows["place"], strict=True)
    text = pl.Series("text", [title.replace(place, MASK) for title, place in pairs])
    return rows.with_columns(text)


def fit_kind(labels: pl.DataFrame) -> LinearModel:
    """Fit the model that tells image, crisis and affairs apart, calibrated."""
    return _calibrated(mask_labels(labels), _fit_kind, "kind")


def fit_lever(labels: pl.DataFrame) -> LinearModel:
    """Fit the model that tells the levers of images apart, calibrated."""
    images = mask_labels(labels).filter(pl.col("kind") == "image", pl.col("lever").is_not_null())
    return _calibrated(images, _fit_lever, "lever")


def _fit_kind(rows: pl.DataFrame) -> LinearModel:
    return _fit(rows, lexicon(), "kind", KINDS, n_max=3, balanced=True)


def _fit_lever(rows: pl.DataFrame) -> LinearModel:
    words = lexicon().filter(pl.col("lever").is_not_null())
    return _fit(rows, words, "lever", LEVERS, n_max=4, balanced=True)


def _fit(
    rows: pl.DataFrame,
    words: pl.DataFrame,
    target: str,
    classes: Sequence[str],
    *,
    n_max: int,
    balanced: bool,
) -> LinearModel:
    pseudo = [frame.format(word) for word in words["term"] for frame in _FRAMES]
    pseudo_labels = [label for label in words[target] for _ in _FRAMES]
    texts = pl.concat([rows["text"], pl.Series("text", pseudo)])
    weight = np.r_[np.ones(rows.height), np.full(len(pseudo), LEXICON_WEIGHT / len(_FRAMES))]
    return fit_linear(
        texts,
        rows[target].to_list() + pseudo_labels,
        classes=classes,
        n_max=n_max,
        strength=STRENGTH,
        balanced=balanced,
        sample_weight=weight,
    )


def _calibrated(
    rows: pl.DataFrame, fit: Callable[[pl.DataFrame], LinearModel], target: str
) -> LinearModel:
    # The temperature comes from held-out time blocks, the weights from everything.
    ordered = rows.sort("date")
    block = np.arange(ordered.height) * _N_BLOCKS // max(ordered.height, 1)
    scores: list[NDArray[np.float32]] = []
    truth: list[int] = []
    for k in range(_N_BLOCKS):
        seen, held = ordered.filter(pl.Series(block != k)), ordered.filter(pl.Series(block == k))
        model = fit(seen)
        scores.append(model.scores(held["text"]))
        truth.extend(model.classes.index(label) for label in held[target])
    model = fit(ordered)
    temperature = best_temperature(np.concatenate(scores), np.array(truth))
    return replace(model, temperature=temperature)


def best_temperature(scores: NDArray[np.float32], truth: NDArray[np.int64]) -> float:
    """Return the temperature that minimises the log-loss of ``softmax(scores / temperature)``.

    Parameters
    ----------
    scores : float, shape (text, class)
    truth : int, shape (text,)
        Index of each text's class.

    Returns
    -------
    float
        Of a grid from 0.2 to 5 in steps of 4%.

    Source: Guo, Pleiss, Sun and Weinberger 2017, On calibration of modern neural networks, eq. 9.
    """
    grid = np.geomspace(0.2, 5, 81)
    losses = []
    for t in grid:
        z = scores / t
        z = z - z.max(axis=1, keepdims=True)
        losses.append(np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(truth)), truth]))
    return float(grid[int(np.argmin(losses))])


def cross_fit(
    labels: pl.DataFrame,
    fit: Callable[[pl.DataFrame], LinearModel],
    *,
    split: date,
    n_blocks: int,
) -> TimedModel:
    """Fit one model for each stretch of time whose labels it may not see.

    From ``split`` on, the model is trained on what was labelled before ``split`` only. Before it,
    the labels are cut into ``n_blocks`` blocks of time; a block is classified by a model of the
    other blocks before ``split``.

    Parameters
    ----------
    labels : polars.DataFrame
        With a column ``date``, by the clock of :data:`chuquan.linear.LABEL_ZONE`.
    fit : callable
        From a table of labels to a model.
    split : date
    n_blocks : int
        At least 2.

    Returns
    -------
    TimedModel
        Covers all dates.

    Raises
    ------
    LabelError
        If fewer than ``n_blocks`` titles are dated before ``split``.
    """
    past = labels.filter(pl.col("date") < split).sort("date")
    if n_blocks < 2 or past.height < n_blocks:
        raise LabelError(
            f"{past.height} titles before {split}, to be cut into {n_blocks} blocks",
            where="labels",
            allowed="2 blocks or more, and a title or more in each",
            todo="choose a later split, or fewer blocks",
        )
    edges = [past["date"][i * past.height // n_blocks] for i in range(1, n_blocks)]
    models = []
    for start, end in pairwise(sorted({date.min, *edges, split})):
        rest = past.filter(~pl.col("date").is_between(start, end, closed="left"))
        models.append((start, end, fit(rest)))
    models.append((split, date.max, fit(past)))
    return TimedModel(tuple(models))
