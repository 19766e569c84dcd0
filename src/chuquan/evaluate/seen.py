"""Whether figures are a test: what the weights had seen of the time that they are judged on."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec
import polars as pl

from chuquan.weights import Weights

Status = Literal["apart", "seen", "cross-fitted", "unknown"]


class Seen(msgspec.Struct, frozen=True):
    """How the titles judged lie to the labels that the weights were trained on.

    Attributes
    ----------
    status : str
        ``apart``: no title falls in the time of the training labels; ``seen``: some do, so that
        the figures are no test; ``cross-fitted``: each title is judged by a model that saw no
        label of its time; ``unknown``: the weights do not say.
    n_seen, n : int
        Titles that fall in the time of the training labels, and all.
    first, last : date or None
        First and last day of the training labels.
    split : date or None
        Of cross-fitted weights: from this day on, the model knew earlier labels only.
    """

    status: Status
    n_seen: int
    n: int
    first: date | None = None
    last: date | None = None
    split: date | None = None

    @property
    def is_test(self) -> bool:
        """Whether the figures say how well unseen titles are told."""
        return self.status in {"apart", "cross-fitted"}


def what_was_seen(dates: pl.Series, weights: Weights) -> Seen:
    """Compare the dates of titles with what the weights were trained on.

    Parameters
    ----------
    dates : polars.Series of Date, shape (title,)
    weights : Weights
        Its notes hold ``first_date``, ``last_date`` and, where they are cross-fitted, ``split``.
    """
    first, last, split = (_day(weights, name) for name in ("first_date", "last_date", "split"))
    n = len(dates)
    # Weights of one model a task have seen all that they were trained on, whatever they note.
    if split is not None and all(len(timed.models) > 1 for timed in weights.models.values()):
        return Seen("cross-fitted", 0, n, first, last, split)
    if first is None or last is None:
        return Seen("unknown", 0, n, first, last)
    n_seen = int(dates.is_between(first, last).sum())
    return Seen("seen" if n_seen else "apart", n_seen, n, first, last)


def _day(weights: Weights, name: str) -> date | None:
    try:
        return date.fromisoformat(str(weights.notes.get(name)))
    except ValueError:
        return None
