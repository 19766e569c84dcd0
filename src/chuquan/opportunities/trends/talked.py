"""All mentions as the detector takes them: cells of a source and a theme, place or no place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from chuquan.breakouts.cells import F64, I64, Cells
from chuquan.breakouts.exposure import exposure_from_totals
from chuquan.breakouts.prior import WARM_UP_DAYS, first_looked_at
from chuquan.breakouts.series import CALENDAR, daily_coverage
from chuquan.errors import RefusalError
from chuquan.opportunities.corpus import Corpus
from chuquan.opportunities.trends.spoken import Spoken, name_of

KNOWN_MENTIONS: Final = 2
"""A theme is tested on days before which so many mentions of the source held it: what is new
today is a hypothesis from tomorrow on (as for the words of a place)."""
UNSEEN: Final = 0.5


@dataclass(frozen=True, eq=False)
class Talked:
    """Cells of source and theme with what was looked at.

    Attributes
    ----------
    cells : Cells
    theme : int64, shape (cell,)
        Number of the theme in the layout.
    is_tested : bool, shape (event,)
    exposure : float64, shape (source, day)
    sources : tuple of str
    first_day : datetime.date
        Day 0 of the cells; not the layout's.
    """

    cells: Cells
    theme: I64
    is_tested: NDArray[np.bool_]
    exposure: F64
    sources: tuple[str, ...]
    first_day: date

    @property
    def n_days(self) -> int:
        """Number of days looked at, outages included."""
        return int(self.exposure.shape[1])


def talked_of(corpus: Corpus, spoken: Spoken) -> Talked:
    """Lay out how often each source spoke of each theme, up to the corpus's last day.

    Raises
    ------
    RefusalError
        If the words of all mentions were not counted.
    """
    digest = corpus.digest
    if digest.talk.is_empty():
        raise RefusalError(
            "the digest does not count the words of all mentions",
            where="rising themes",
            allowed="mentions, or a digest that holds the table talk",
            todo="make the digest again without --no-talk",
        )
    last = pl.lit(corpus.as_of)
    hour = pl.col("hour").dt.convert_time_zone(CALENDAR).dt.date()
    sources, first, n_new, looked = daily_coverage(digest.coverage.filter(hour <= last))
    counts = _counts(digest.talk.filter(pl.col("day") <= last), spoken, sources, first)
    counts = counts.filter(pl.col("day").is_between(0, n_new.shape[1] - 1))
    names = counts.select("cell", "theme", "source").unique("cell", maintain_order=True)
    exposure = exposure_from_totals(n_new, looked)
    source = names["source"].cast(pl.Int32).to_numpy()
    cells = Cells(
        cell=counts["cell"].to_numpy(),
        day=counts["day"].to_numpy(),
        n=counts["n"].to_numpy(),
        source=source,
        prior_rate=np.ones(source.size),
    )
    known_from = first_looked_at(exposure) + WARM_UP_DAYS
    cells = _with_prior(cells, exposure, known_from)
    return Talked(
        cells, names["theme"].to_numpy(), _is_tested(cells, known_from), exposure, sources, first
    )


def _counts(
    talk: pl.DataFrame, spoken: Spoken, sources: tuple[str, ...], first: date
) -> pl.DataFrame:
    """Return ``cell, source, theme, day, n`` of themes that enough mentions hold, sorted."""
    terms = talk["term"].unique().to_list()
    known = [(t, spoken.number[name_of(t)]) for t in terms if name_of(t) in spoken.number]
    number = pl.DataFrame(known, schema={"term": pl.String, "theme": pl.Int64}, orient="row")
    row = dict(zip(sources, range(len(sources)), strict=True))
    return (
        talk.join(number, on="term")
        .select(
            pl.col("source").replace_strict(row, default=None, return_dtype=pl.Int64),
            "theme",
            (pl.col("day") - pl.lit(first)).dt.total_days().cast(pl.Int32),
            "n",
        )
        .drop_nulls("source")
        .group_by("source", "theme", "day")
        .agg(pl.col("n").sum())
        # A cell that never holds more is never tested: leaving it out changes nothing.
        .filter(pl.col("n").sum().over("source", "theme") > KNOWN_MENTIONS)
        .sort("source", "theme", "day")
        .with_columns(pl.struct("source", "theme").rle_id().cast(pl.Int64).alias("cell"))
    )


def _with_prior(cells: Cells, exposure: F64, known_from: I64) -> Cells:
    # What a source said of a theme until it was first heard, or in the source's first weeks: later
    # days decide nothing.
    starts = cells.starts()
    first = cells.day[starts[:-1]].astype(np.int64)
    until = np.minimum(np.maximum(first, known_from[cells.source]), exposure.shape[1])
    early = cells.day < until[cells.cell]
    said = np.bincount(cells.cell[early], cells.n[early], cells.n_cells)
    looked = np.concatenate((np.zeros((exposure.shape[0], 1)), np.cumsum(exposure, axis=1)), axis=1)
    rate = (said + UNSEEN) / np.maximum(looked[cells.source, until], 1.0)
    return Cells(cells.cell, cells.day, cells.n, cells.source, rate)


def _is_tested(cells: Cells, known_from: I64) -> NDArray[np.bool_]:
    running = np.cumsum(cells.n)
    starts = cells.starts()[:-1]
    before = np.concatenate(([0.0], running))[starts]
    so_far = running - cells.n - before[cells.cell]
    out: NDArray[np.bool_] = (so_far >= KNOWN_MENTIONS) & (
        cells.day >= known_from[cells.source[cells.cell]]
    )
    return out
