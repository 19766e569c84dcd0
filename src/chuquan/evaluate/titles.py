"""How right single titles are told: place, kind and lever, against titles that people have read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from chuquan.errors import EmptySourceError
from chuquan.evaluate.classes import TaskFigures, judge_classes
from chuquan.evaluate.intervals import Share, share
from chuquan.evaluate.labels import read_labels
from chuquan.evaluate.seen import what_was_seen
from chuquan.evaluate.title_evaluation import TitleError, TitleEvaluation, YearFigures
from chuquan.evaluate.told import Told, tell
from chuquan.tables import KINDS, LEVERS
from chuquan.weights import Weights

PLACE_CLASSES: Final = ("this place", "not this place")
"""The title means the place, or only bears its name."""

N_ERRORS: Final = 20


def evaluate_titles(
    labels: pl.DataFrame,
    weights: Weights,
    mentions: pl.DataFrame | None = None,
    *,
    since: date | None = None,
    until: date | None = None,
    n_errors: int = N_ERRORS,
) -> TitleEvaluation:
    """Judge what a digest would say of single titles.

    Parameters
    ----------
    labels : polars.DataFrame
        As of :func:`chuquan.evaluate.labels.read_labels`.
    weights : Weights
    mentions : polars.DataFrame, optional
        Table ``mentions``: what was said around the titles, as a digest knows it; see
        :func:`chuquan.evaluate.told.tell`.
    since, until : date, optional
        Judge only titles of these days, both included.
    n_errors : int
        So many of the worst errors of each task are kept.

    Raises
    ------
    EmptySourceError
        If no title falls in the days asked for.
    """
    asked = pl.col("date").is_between(since or date.min, until or date.max)
    rows = labels.filter(asked).sort("date", maintain_order=True)
    if rows.is_empty():
        raise EmptySourceError(
            f"none of {labels.height} labelled titles is dated {since or ''} to {until or ''}",
            where="titles",
            allowed="a title or more in the days asked for",
            todo="change --since or --until",
        )
    told = tell(rows, weights, mentions)
    n_mentions = 0 if mentions is None else mentions.height
    return _judge(rows, told, weights, n_mentions, n_errors)


def judge_titles(
    titles: str | Path,
    weights: str | Path | None = None,
    mentions: pl.DataFrame | None = None,
    *,
    since: date | None = None,
    until: date | None = None,
) -> TitleEvaluation:
    """Judge weights on a table of labelled titles; both are read from files.

    Parameters
    ----------
    titles : str or Path
        See :func:`chuquan.evaluate.labels.read_labels`.
    weights : str or Path, optional
        The shipped ones by default.
    mentions : polars.DataFrame, optional
        As of :func:`evaluate_titles`.
    since, until : date, optional
        Judge only titles of these days, both included.

    Raises
    ------
    UserError
        If a file cannot be used, or no title falls in the days asked for.
    """
    labels, trained = read_labels(titles), Weights.load(weights)
    return evaluate_titles(labels, trained, mentions, since=since, until=until)


def _judge(
    rows: pl.DataFrame, told: Told, weights: Weights, n_mentions: int, n_errors: int
) -> TitleEvaluation:
    tasks = {"place": _place(rows, told), "kind": _kind(rows, told), "lever": _lever(rows, told)}
    week = weeks(rows["date"])
    is_place = (rows["is_place"] == 1).to_numpy()
    first, last = rows["date"][0], rows["date"][-1]
    return TitleEvaluation(
        weights=weights.name,
        period=(first, last),
        n=rows.height,
        n_mentions=n_mentions,
        seen=what_was_seen(rows["date"], weights),
        **{name: task.judge(week) for name, task in tasks.items()},
        n_not_located=int((is_place & ~told.is_place).sum()),
        whole=_whole(tasks, is_place),
        by_year=_by_year(rows["date"], tasks),
        errors={name: task.errors(rows, n_errors) for name, task in tasks.items()},
    )


def weeks(dates: pl.Series) -> NDArray[np.int64]:
    """Return the number of the week of each date: the blocks that intervals are drawn by."""
    return dates.cast(pl.Date).to_physical().cast(pl.Int64).to_numpy() // 7


@dataclass(frozen=True, eq=False)
class _Task:
    """Labels and answers of the titles that one task is judged on."""

    classes: tuple[str, ...]
    at: NDArray[np.int64]
    truth: NDArray[np.int64]
    told: NDArray[np.int64]
    confidence: NDArray[np.float64]
    of_truth: NDArray[np.float64]

    def judge(self, block: NDArray[np.int64]) -> TaskFigures:
        return judge_classes(self.classes, self.truth, self.told, self.confidence, block[self.at])

    def is_wrong(self, n: int) -> NDArray[np.bool_]:
        out = np.zeros(n, dtype=bool)
        out[self.at] = self.truth != self.told
        return out

    def errors(self, rows: pl.DataFrame, n: int) -> tuple[TitleError, ...]:
        wrong = np.flatnonzero(self.truth != self.told)
        ranked = wrong[np.argsort(-np.nan_to_num(self.confidence[wrong], nan=-1.0), kind="stable")]
        unsure = ranked[np.isnan(self.confidence[ranked])]
        sure = ranked[: ranked.size - unsure.size]
        n_unsure = min(unsure.size, max(n // 2, n - sure.size))
        chosen = np.concatenate([sure[: n - n_unsure], unsure[:n_unsure]])
        return tuple(self._error(i, rows) for i in chosen)

    def _error(self, i: int, rows: pl.DataFrame) -> TitleError:
        day, place, title = rows.row(int(self.at[i]))[:3]
        return TitleError(
            day,
            place,
            title,
            self.classes[self.truth[i]],
            self.classes[self.told[i]],
            _known(self.confidence[i]),
            _known(self.of_truth[i]),
        )


def _place(rows: pl.DataFrame, told: Told) -> _Task:
    n = rows.height
    truth = np.where((rows["is_place"] == 1).to_numpy(), 0, 1)
    answers = np.where(told.is_place, 0, 1)
    unknown = np.full(n, np.nan)
    return _Task(PLACE_CLASSES, np.arange(n), truth, answers, told.confidence, unknown)


def _kind(rows: pl.DataFrame, told: Told) -> _Task:
    return _class(KINDS, (rows["is_place"] == 1).to_numpy(), rows["kind"], told.kinds)


def _lever(rows: pl.DataFrame, told: Told) -> _Task:
    return _class(LEVERS, rows["lever"].is_not_null().to_numpy(), rows["lever"], told.levers)


def _class(
    classes: Sequence[str],
    judged: NDArray[np.bool_],
    labels: pl.Series,
    probabilities: NDArray[np.float64],
) -> _Task:
    at = np.flatnonzero(judged)
    truth = np.array([classes.index(label) for label in labels.gather(at)], dtype=np.int64)
    p = probabilities[at]
    every = np.arange(at.size)
    return _Task(tuple(classes), at, truth, p.argmax(axis=1), p.max(axis=1), p[every, truth])


def _whole(tasks: dict[str, _Task], is_place: NDArray[np.bool_]) -> Share:
    n = is_place.size
    wrong = {name: task.is_wrong(n) for name, task in tasks.items()}
    right = ~wrong["place"] & ~wrong["kind"] & ~wrong["lever"]
    return share(int(right.sum()), n)


def _by_year(dates: pl.Series, tasks: dict[str, _Task]) -> dict[str, YearFigures]:
    year = dates.dt.year().to_numpy()

    def right(task: _Task, wanted: int) -> Share:
        own = year[task.at] == wanted
        return share(int((task.truth == task.told)[own].sum()), int(own.sum()))

    return {
        str(y): YearFigures(**{name: right(task, y) for name, task in tasks.items()})
        for y in np.unique(year)
    }


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
