"""Train the models for kind and lever from a table of labelled titles (extra ``train``).

Each lexicon word enters as a few pseudo-titles, so that a word which no training title holds still
speaks for its kind. Probabilities are calibrated by one temperature a task, fitted on time blocks
that the model in question had not seen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from chuquan.digest.classify import MASK
from chuquan.digest.examples import Examples, examples, with_context
from chuquan.digest.judge import prepare
from chuquan.digest.lexicon import lexicon
from chuquan.digest.memory import N_FEATURES, N_KINDS, N_SUMMARY
from chuquan.digest.tally import locate
from chuquan.errors import LabelError
from chuquan.fit import fit_linear
from chuquan.linear import LinearModel, TimedModel
from chuquan.places.gazetteer import Gazetteer
from chuquan.places.resolve import Resolver
from chuquan.places.train import fit_place_model
from chuquan.tables import KINDS, LEVERS
from chuquan.weights import Weights

BITS: Final = 20
LEXICON_WEIGHT: Final = 0.3
_FRAMES: Final = (f"{MASK}{{}}", "{}", f"{{}}{MASK}")
N_READINGS: Final = 2
"""How often the archive is read: by texts alone, then with context."""

_N_BLOCKS: Final = 5
_SUMMARIES: Final = range(0, N_FEATURES, N_SUMMARY)
KNOWN: Final = {
    "kind": [at + i for at in _SUMMARIES for i in range(1 + N_KINDS)],
    "lever": list(range(N_FEATURES)),
}
"""Which features of what was said before each task is told: a kind is not told by levers."""


def fit_models(
    labels: pl.DataFrame, mentions: pl.DataFrame | None = None
) -> dict[str, LinearModel]:
    """Fit the models for place, kind and lever.

    With an archive of mentions, kind and lever learn to read a title by what was said before: a
    first pair of models, which reads texts alone and judges no time whose labels it knows, says
    what the archive's mentions are about, and what that teaches about each labelled title enters
    the second pair; see :mod:`chuquan.digest.memory`. These read the archive again, as it will be
    read when they are used, and a third pair learns from that: else it would be calibrated for a
    past that is less sure of itself.

    Parameters
    ----------
    labels : polars.DataFrame
        Columns ``date, place, title, is_place, kind, lever``.
    mentions : polars.DataFrame, optional
        Table ``mentions``; it needs no labels, and should hold the labelled times.

    Returns
    -------
    dict of str to LinearModel
        Of ``place``, ``kind`` and ``lever``, calibrated.

    Raises
    ------
    LabelError
        If a label is not allowed, or a task has examples of one class only.
    """
    gazetteer = Gazetteer.load()
    place = fit_place_model(labels)
    titles = examples(labels, gazetteer)
    if mentions is not None:
        located = locate(mentions, Resolver.load(TimedModel.always(place)))
        archive = prepare(located, gazetteer)
        for step in range(N_READINGS):
            reader = Weights(
                f"reading {step}",
                {
                    "kind": _blockwise(titles, _fit_kind, "kind"),
                    "lever": _blockwise(_images(titles), _fit_lever, "lever"),
                },
            )
            titles = with_context(labels, archive, reader, gazetteer)
    return {"place": place, "kind": fit_kind(titles), "lever": fit_lever(titles)}


def fit_kind(titles: Examples) -> LinearModel:
    """Fit the model that tells image, crisis and affairs apart, calibrated."""
    return _calibrated(titles, _fit_kind, "kind")


def fit_lever(titles: Examples) -> LinearModel:
    """Fit the model that tells the levers of images apart, calibrated."""
    return _calibrated(_images(titles), _fit_lever, "lever")


def _images(titles: Examples) -> Examples:
    is_image = (titles.rows["kind"] == "image") & titles.rows["lever"].is_not_null()
    return titles.filter(is_image)


def _fit_kind(titles: Examples) -> LinearModel:
    return _fit(titles, lexicon(), "kind", KINDS, n_max=3, strength=5.0, balance=0.5)


def _fit_lever(titles: Examples) -> LinearModel:
    words = lexicon().filter(pl.col("lever").is_not_null())
    return _fit(titles, words, "lever", LEVERS, n_max=4, strength=10.0, balance=1.0)


def _fit(
    titles: Examples,
    words: pl.DataFrame,
    target: str,
    classes: Sequence[str],
    *,
    n_max: int,
    strength: float,
    balance: float,
) -> LinearModel:
    pseudo = [frame.format(word) for word in words["term"] for frame in _FRAMES]
    pseudo_labels = [label for label in words[target] for _ in _FRAMES]
    n = titles.rows.height
    weight = np.r_[np.ones(n), np.full(len(pseudo), LEXICON_WEIGHT / len(_FRAMES))]
    context = None
    if titles.context.size:
        known = np.array(KNOWN[target])
        context = np.zeros((n + len(pseudo), titles.context.shape[1]), dtype=np.float32)
        context[:n, known] = titles.context[:, known]
    return fit_linear(
        pl.concat([titles.rows["masked"], pl.Series("masked", pseudo)]),
        titles.rows[target].to_list() + pseudo_labels,
        classes=classes,
        n_max=n_max,
        bits=BITS,
        strength=strength,
        balance=balance,
        sample_weight=weight,
        context=context,
    )


@dataclass(frozen=True)
class _Block:
    """A stretch of time ``[start, end)``, a model of the others, and what it says of this one."""

    start: date
    end: date
    model: LinearModel
    scores: NDArray[np.float32]
    truth: NDArray[np.int64]


def _blocks(titles: Examples, fit: Callable[[Examples], LinearModel], target: str) -> list[_Block]:
    dates = titles.rows["date"].sort()
    edges = sorted({dates[k * len(dates) // _N_BLOCKS] for k in range(1, _N_BLOCKS)})
    out = []
    for start, end in pairwise([date.min, *edges, date.max]):
        held = titles.rows["date"].is_between(start, end, closed="left")
        model = fit(titles.filter(~held))
        rest = titles.filter(held)
        scores = model.scores(rest.rows["masked"], rest.context if rest.context.size else None)
        truth = np.array(
            [model.classes.index(label) for label in rest.rows[target]], dtype=np.int64
        )
        out.append(_Block(start, end, model, scores, truth))
    return out


def _temperature(blocks: Sequence[_Block]) -> float:
    scores = np.concatenate([block.scores for block in blocks])
    return best_temperature(scores, np.concatenate([block.truth for block in blocks]))


def _blockwise(titles: Examples, fit: Callable[[Examples], LinearModel], target: str) -> TimedModel:
    """Fit one model for each block of time on the labels of the others, calibrated."""
    blocks = _blocks(titles, fit, target)
    warmth = _temperature(blocks)
    return TimedModel(tuple((b.start, b.end, replace(b.model, temperature=warmth)) for b in blocks))


def _calibrated(
    titles: Examples, fit: Callable[[Examples], LinearModel], target: str
) -> LinearModel:
    # The temperature comes from held-out time blocks, the weights from everything.
    warmth = _temperature(_blocks(titles, fit, target))
    return replace(fit(titles), temperature=warmth)


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
    fit: Callable[[pl.DataFrame], dict[str, LinearModel]],
    *,
    split: date,
    n_blocks: int,
) -> dict[str, TimedModel]:
    """Fit one set of models for each stretch of time whose labels it may not see.

    From ``split`` on, the model is trained on what was labelled before ``split`` only. Before it,
    the labels are cut into ``n_blocks`` blocks of time; a block is classified by a model of the
    other blocks before ``split``.

    Parameters
    ----------
    labels : polars.DataFrame
        With a column ``date``, by the clock of :data:`chuquan.linear.LABEL_ZONE`.
    fit : callable
        From a table of labels to a model for each task.
    split : date
    n_blocks : int
        At least 2.

    Returns
    -------
    dict of str to TimedModel
        For each task; covers all dates.

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
    return {
        task: TimedModel(tuple((start, end, fitted[task]) for start, end, fitted in models))
        for task in models[0][2]
    }
