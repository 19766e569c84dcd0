"""Train the weights of all tasks from one table of labelled titles (extra ``train``).

:func:`train` and :func:`train_cross_fitted` are all that fits weights; :func:`train_and_judge` fits
them twice, to say by time-split how right what it ships will be.
"""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import polars as pl

from chuquan.digest.train import cross_fit, fit_models
from chuquan.errors import LabelError, UserError
from chuquan.evaluate.labels import COLUMNS, read_labels
from chuquan.evaluate.title_evaluation import TitleEvaluation
from chuquan.evaluate.titles import evaluate_titles
from chuquan.linear import TimedModel
from chuquan.stages import Silent, Stages
from chuquan.version import __version__
from chuquan.weights import Weights

__all__ = [
    "COLUMNS",
    "Trained",
    "fingerprint",
    "read_labels",
    "train",
    "train_and_judge",
    "train_cross_fitted",
]

BEFORE_SPLIT: Final = 0.6
"""Unless a split is chosen, about this share of the titles lies before it."""


@dataclass(frozen=True)
class Trained:
    """Weights, and how right weights of the same making told later titles.

    Attributes
    ----------
    weights : Weights
        Trained on all labels; its notes say on which, and hold the figures of ``judged``.
    judged : TitleEvaluation
        Titles from the split on, told by weights of the titles before it.
    split : date
    n_before : int
        Titles before the split.
    labels : polars.DataFrame
        What the weights were trained on.
    """

    weights: Weights
    judged: TitleEvaluation
    split: date
    n_before: int
    labels: pl.DataFrame


def train(labels: pl.DataFrame, name: str, mentions: pl.DataFrame | None = None) -> Weights:
    """Train one model a task on all labels: the weights that ship.

    Parameters
    ----------
    labels : polars.DataFrame
        As of :func:`read_labels`.
    name : str
        Shown in reports.
    mentions : polars.DataFrame, optional
        Table ``mentions``: what was said in the labelled times, whose context the models learn to
        use. Without it they read texts alone.

    Raises
    ------
    UserError
        If scikit-learn is not installed.
    LabelError
        If a label is not allowed, or a task has examples of one class only.
    """
    _require_sklearn()
    fitted = fit_models(labels, mentions)
    models = {task: TimedModel.always(model) for task, model in fitted.items()}
    return Weights(name, models, _notes(labels, mentions))


def train_cross_fitted(
    labels: pl.DataFrame,
    name: str,
    mentions: pl.DataFrame | None = None,
    *,
    split: date,
    n_blocks: int = 5,
) -> Weights:
    """Train weights that classify no time with labels of that time.

    From ``split`` on, models know the labels before ``split`` only; before it, each of
    ``n_blocks`` blocks of time is classified by a model of the other blocks before ``split``.

    Parameters
    ----------
    labels : polars.DataFrame
        As of :func:`read_labels`.
    name : str
        Shown in reports.
    mentions : polars.DataFrame, optional
        As of :func:`train`.
    split : date
    n_blocks : int

    Raises
    ------
    UserError
        If scikit-learn is not installed.
    LabelError
        If there are too few labels, or some are not allowed.
    """
    _require_sklearn()
    models = cross_fit(
        labels, lambda part: fit_models(part, mentions), split=split, n_blocks=n_blocks
    )
    notes = _notes(labels, mentions) | {"split": split.isoformat(), "n_blocks": n_blocks}
    return Weights(name, models, notes)


def train_and_judge(
    labels: pl.DataFrame,
    name: str | None = None,
    mentions: pl.DataFrame | None = None,
    *,
    split: date | None = None,
    until: date | None = None,
    notes: dict[str, str] | None = None,
    progress: Stages | None = None,
) -> Trained:
    """Judge by time-split how right such weights are, then train them on all labels.

    Parameters
    ----------
    labels : polars.DataFrame
        As of :func:`read_labels`.
    name : str, optional
        Shown in reports; ``titles-to-`` and the last date by default.
    mentions : polars.DataFrame, optional
        As of :func:`train`. No title is judged with what was said on its own day or later.
    split : date, optional
        Titles from this day on are told by weights of the titles before it; by default the day
        before which six in ten titles lie.
    until : date, optional
        Last day of the titles that are looked at.
    notes : dict of str to str, optional
        What else the weights are to say of themselves, such as the labels' ``origin``.
    progress : Stages, optional

    Raises
    ------
    UserError
        If scikit-learn is not installed.
    LabelError
        If no title lies before the split, or none from it on, or before it a task has examples of
        one class only.
    """
    _require_sklearn()
    progress = progress or Silent()
    rows = labels.filter(pl.col("date") <= (until or date.max)).sort("date", maintain_order=True)
    at = split or _usual_split(rows)
    before, later = rows.filter(pl.col("date") < at), rows.filter(pl.col("date") >= at)
    _check_sides(before, later, at)
    with progress.stage("train before the split"):
        early = _as_written(train(before, f"titles before {at}", mentions))
    with progress.stage("judge later titles"):
        judged = evaluate_titles(later, early, mentions)
    with progress.stage("train on all titles"):
        weights = train(rows, name or f"titles-to-{rows['date'][-1]}", mentions)
    told = {
        **weights.notes,
        "chuquan_version": __version__,
        "created": datetime.now(UTC).date().isoformat(),
        "time_split": {"split": at.isoformat(), "n_before": before.height, **judged.figures()},
        **(notes or {}),
    }
    return Trained(replace(weights, notes=told), judged, at, before.height, rows)


def fingerprint(path: str | Path) -> str:
    """Return the SHA-256 of a file, which says what exactly weights were trained on."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def _as_written(weights: Weights) -> Weights:
    """Return weights as they are read from their file, which holds them in half precision."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "weights.npz"
        weights.save(file)
        return Weights.load(file)


def _usual_split(rows: pl.DataFrame) -> date:
    if rows.is_empty():
        return date.max
    day: date = rows["date"][int(BEFORE_SPLIT * rows.height)]
    return day


def _check_sides(before: pl.DataFrame, later: pl.DataFrame, split: date) -> None:
    if before.height and later.height:
        return
    raise LabelError(
        f"{before.height} titles before {split} and {later.height} from then on",
        where="labels",
        allowed="titles on both sides of the split",
        todo="choose another --split or --until, or add titles of other days",
    )


def _require_sklearn() -> None:
    if find_spec("sklearn") is None:
        raise UserError(
            "scikit-learn is not installed",
            where="training",
            allowed="chuquan with the extra 'train'",
            todo="pip install 'chuquan[train]', or: pip install scikit-learn",
        )


def _notes(labels: pl.DataFrame, mentions: pl.DataFrame | None) -> dict[str, object]:
    return {
        "n_titles": labels.height,
        "first_date": str(labels["date"].min()),
        "last_date": str(labels["date"].max()),
        "n_mentions": 0 if mentions is None else mentions.height,
    }
