"""Train the models for kind and lever from a table of labelled titles (extra ``train``).

Each lexicon word enters as a few pseudo-titles, so that a word which no training title holds still
speaks for its kind. Probabilities are calibrated by one temperature a task, fitted on time blocks
that the model in question had not seen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

import numpy as np
import polars as pl

from chuquan.digest.classify import MASK
from chuquan.digest.lexicon import lexicon
from chuquan.errors import LabelError
from chuquan.fit import fit_linear
from chuquan.linear import LinearModel, TimedModel
from chuquan.tables import KINDS, LEVERS

STRENGTH: Final = 10.0
LEXICON_WEIGHT: Final = 1.0
_FRAMES: Final = (f"{MASK}{{}}", "{}", f"{{}}{MASK}")
_N_BLOCKS: Final = 5


def mask_labels(labels: pl.DataFrame) -> pl.DataFrame:
    """Return the labelled titles that speak of their place, with ``text`` masked.

    Parameters
    ----------
    labels : polars.DataFrame
        Columns ``date, place, title, is_place, kind, lever``.

    Raises
    ------
    LabelError
        If a kind or lever is not allowed.
    """
    rows = labels.filter(pl.col("is_place").cast(pl.Int8) == 1).with_columns(
        pl.col("lever").replace("", None)
    )
    for column, allowed in (("kind", KINDS), ("lever", LEVERS)):
        bad = rows.filter(~pl.col(column).is_in(list(allowed)) & pl.col(column).is_not_null())
        if bad.height:
            raise LabelError(
                f"unknown {column}: {', '.join(sorted(set(bad[column])))}",
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
    return _fit(rows, lexicon(), "kind", KINDS)


def _fit_lever(rows: pl.DataFrame) -> LinearModel:
    return _fit(rows, lexicon().filter(pl.col("lever").is_not_null()), "lever", LEVERS)


def _fit(rows: pl.DataFrame, words: pl.DataFrame, target: str, classes: Sequence[str]) -> LinearModel:
    pseudo = [frame.format(word) for word in words["term"] for frame in _FRAMES]
    pseudo_labels = [label for label in words[target] for _ in _FRAMES]
    texts = pl.concat([rows["text"], pl.Series("text", pseudo)])
    weight = np.r_[
        np.ones(rows.height), np.full(len(pseudo), LEXICON_WEIGHT / len(_FRAMES))
    ]
    return fit_linear(
        texts,
        rows[target].to_list() + pseudo_labels,
        classes=classes,
        strength=STRENGTH,
        sample_weight=weight,
    )


def _calibrated(
    rows: pl.DataFrame, fit: Callable[[pl.DataFrame], LinearModel], target: str
) -> LinearModel:
    # The temperature comes from held-out time blocks, the weights from everything.
    ordered = rows.sort("date")
    block = np.arange(ordered.height) * _N_BLOCKS // max(ordered.height, 1)
    scores, truth = [], []
    for k in range(_N_BLOCKS):
        seen, held = ordered.filter(pl.Series(block != k)), ordered.filter(pl.Series(block == k))
        model = fit(seen)
        scores.append(model.scores(held["text"]))
        truth.extend(model.classes.index(label) for label in held[target])
    model = fit(ordered)
    temperature = best_temperature(np.concatenate(scores), np.array(truth))
    return LinearModel(**{**model.__dict__, "temperature": temperature})


def best_temperature(scores: np.ndarray, truth: np.ndarray) -> float:
    """Return the temperature that minimises the log-loss of ``softmax(scores / temperature)``.

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

    Returns
    -------
    TimedModel
        Covers all dates.
    """
    days = labels["date"]
    past = labels.filter(days < split).sort("date")
    edges = [past["date"][i * past.height // n_blocks] for i in range(1, n_blocks)]
    bounds = [date.min, *edges, split]
    models = []
    for start, end in zip(bounds[:-1], bounds[1:], strict=True):
        rest = past.filter(~((pl.col("date") >= start) & (pl.col("date") < end)))
        models.append((start, end, fit(rest)))
    models.append((split, date.max, fit(past)))
    return TimedModel(tuple(models))
