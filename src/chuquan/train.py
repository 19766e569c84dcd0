"""Train the weights of all tasks from one table of labelled titles (extra ``train``)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from chuquan.digest.train import cross_fit, fit_models
from chuquan.errors import ColumnError, FormatError, NotFoundError
from chuquan.linear import TimedModel
from chuquan.weights import Weights

COLUMNS: Final = ("date", "place", "title", "is_place", "kind", "lever")


def read_labels(path: str | Path) -> pl.DataFrame:
    """Read a labels table: CSV in UTF-8 with columns ``date, place, title, is_place, kind, lever``.

    Returns
    -------
    polars.DataFrame
        Columns :data:`COLUMNS`; ``is_place`` is 1 where the title speaks of the place.

    Raises
    ------
    NotFoundError
        If there is no such file.
    FormatError
        If it is no CSV in UTF-8, or ``is_place`` holds something other than a whole number.
    ColumnError
        If a column is missing, or ``date`` holds no dates.
    """
    file = Path(path)
    if not file.is_file():
        raise NotFoundError(
            "there is no such labels table",
            where=str(file),
            allowed="a CSV file of labelled titles",
            todo="mend the path",
        )
    types = {name: pl.String for name in COLUMNS if name not in {"date", "is_place"}}
    try:
        labels = pl.read_csv(
            file, schema_overrides={**types, "is_place": pl.Int8}, try_parse_dates=True
        )
    except (OSError, pl.exceptions.PolarsError) as error:
        raise FormatError(
            f"not a labels table: {error}",
            where=str(file),
            allowed=f"CSV in UTF-8 with the columns {', '.join(COLUMNS)}",
            todo="save it as CSV in UTF-8, with 1 or 0 in is_place",
        ) from error
    missing = [name for name in COLUMNS if name not in labels.columns]
    if missing or labels.schema["date"] != pl.Date:
        raise ColumnError(
            f"no column {', '.join(missing)}" if missing else "column 'date' holds no dates",
            where=str(file),
            allowed=", ".join(COLUMNS) + "; dates as YYYY-MM-DD",
            todo="rename or add the columns",
        )
    return labels.select(COLUMNS)


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
    LabelError
        If a label is not allowed, or a task has examples of one class only.
    """
    fitted = fit_models(labels, mentions)
    models = {task: TimedModel.always(model) for task, model in fitted.items()}
    return Weights(name, models, _notes(labels))


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
    LabelError
        If there are too few labels, or some are not allowed.
    """
    models = cross_fit(
        labels, lambda part: fit_models(part, mentions), split=split, n_blocks=n_blocks
    )
    notes = _notes(labels) | {"split": split.isoformat(), "n_blocks": n_blocks}
    return Weights(name, models, notes)


def _notes(labels: pl.DataFrame) -> dict[str, object]:
    return {
        "n_titles": labels.height,
        "first_date": str(labels["date"].min()),
        "last_date": str(labels["date"].max()),
    }
