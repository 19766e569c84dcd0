"""The mentions that are shown as evidence: of different stories, the clearest to read first."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import polars as pl
from numpy.typing import NDArray

from chuquan.report import Evidence


def shown_mentions(
    said: pl.DataFrame,
    at: Iterable[int],
    story: NDArray[np.int64],
    is_here: NDArray[np.bool_],
    *,
    weight: float,
    n: int = 3,
) -> tuple[Evidence, ...]:
    """Return some mentions as evidence.

    Parameters
    ----------
    said : polars.DataFrame, shape (text,)
        As of :func:`chuquan.opportunities.chains.said.once`.
    at : iterable of int
        Positions to choose from.
    story, is_here : numpy.ndarray, shape (text,)
        Number of the story, negative for none; whether it names the asked place.
    weight : float
        What they all carry.
    n : int
        So many at most: those of the place first, then the shortest ones.
    """
    rows = said[sorted({int(i) for i in at})].select(
        "at", "written", "source", "observed_at", "url", length=pl.col("text").str.len_chars()
    )
    order = sorted(
        rows.iter_rows(), key=lambda row: (not is_here[row[0]], story[row[0]] < 0, row[5], row[0])
    )
    out: list[Evidence] = []
    told: set[int] = set()
    for i, text, source, seen, url, _ in order:
        number = int(story[i])
        if number >= 0 and number in told:
            continue
        told.add(number)
        out.append(Evidence(weight=weight, text=text, source=source, observed_at=seen, url=url))
        if len(out) == n:
            break
    return tuple(out)
