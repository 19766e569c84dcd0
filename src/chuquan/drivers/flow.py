"""How a wave's words and levers came and went, day by day over the days of its timeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from chuquan.breakouts.cells import F64
from chuquan.breakouts.series import Series
from chuquan.drivers.wave import Wave
from chuquan.report import WordDays
from chuquan.tables import LEVERS

N_WORDS = 5


@dataclass(frozen=True)
class Flow:
    """What a timeline shows beside its counts.

    Attributes
    ----------
    words : tuple of WordDays
        The wave's strongest words, strongest first; each as long as the timeline.
    levers : dict of str to tuple of float
        Mentions of the place that are images, by lever; levers without a mention are left out.
    """

    words: tuple[WordDays, ...]
    levers: dict[str, tuple[float, ...]]


def measure_flows(
    place_ids: Sequence[str],
    waves: Sequence[Wave],
    words: Sequence[Sequence[str]],
    terms: pl.DataFrame,
    series: Series,
) -> list[Flow]:
    """Measure words and levers of waves by day.

    Parameters
    ----------
    place_ids : sequence of str, shape (wave,)
    waves : sequence of Wave, shape (wave,)
    words : sequence of sequence of str, shape (wave,)
        The words of each, strongest first; the first :data:`N_WORDS` are followed.
    terms : polars.DataFrame
        Table ``terms`` with ``day`` from 0, counted for the places above, too.
    series : Series

    Returns
    -------
    list of Flow, shape (wave,)
    """
    spans = pl.DataFrame(
        {
            "wave": range(len(waves)),
            "place_id": list(place_ids),
            "first": [w.first_day for w in waves],
            "last": [w.first_day + w.n.size - 1 for w in waves],
        },
        schema={"wave": pl.Int64, "place_id": pl.String, "first": pl.Int64, "last": pl.Int64},
    )
    asked = pl.DataFrame(
        [(i, term, k) for i, own in enumerate(words) for k, term in enumerate(own[:N_WORDS])],
        schema={"wave": pl.Int64, "term": pl.String, "row": pl.Int64},
        orient="row",
    )
    lengths = [w.n.size for w in waves]
    by_word = _daily(
        spans.join(asked, on="wave"), terms, ["place_id", "term"], [(n, N_WORDS) for n in lengths]
    )
    levers = pl.DataFrame({"lever": list(LEVERS), "row": range(len(LEVERS))})
    of_lever = (
        series.names.filter(pl.col("facet") == "lever", ~pl.col("direct"))
        .join(series.counts, on="cell")
        .select("place_id", "lever", "day", "n")
    )
    by_lever = _daily(
        spans.join(levers, how="cross"),
        of_lever,
        ["place_id", "lever"],
        [(n, len(LEVERS)) for n in lengths],
    )
    return [
        Flow(
            tuple(WordDays(t, _rounded(n[k])) for k, t in enumerate(own[:N_WORDS])),
            {name: _rounded(row) for name, row in zip(LEVERS, lever, strict=True) if row.any()},
        )
        for own, n, lever in zip(words, by_word, by_lever, strict=True)
    ]


def _daily(
    asked: pl.DataFrame, counts: pl.DataFrame, on: list[str], shapes: list[tuple[int, int]]
) -> list[F64]:
    """Return, for each wave, counts of shape (row, day)."""
    out = [np.zeros((rows, days)) for days, rows in shapes]
    found = (
        counts.join(asked, on=on)
        .filter(pl.col("day").is_between(pl.col("first"), pl.col("last")))
        .group_by("wave", "row", pl.col("day") - pl.col("first"))
        .agg(pl.col("n").sum())
    )
    for wave, row, day, n in found.iter_rows():
        out[wave][row, day] = n
    return out


def _rounded(values: F64) -> tuple[float, ...]:
    return tuple(round(v, 2) for v in values.tolist())
