"""Which themes stand side by side in mentions: what is alike, without a model of language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from scipy.sparse import csr_matrix

from chuquan.breakouts.cells import F64, I32, I64
from chuquan.digest.talk import CALENDAR, CHUNK_MENTIONS
from chuquan.digest.terms import cut_terms
from chuquan.opportunities.trends.spoken import Spoken, name_of

UNSEEN: Final = 5.0
"""Mentions without the theme that every word is given: a word of few mentions says little."""
MIN_TOGETHER: Final = 2
MIN_ALIKE: Final = 0.02


@dataclass(frozen=True, eq=False)
class Beside:
    """The themes of every mention, mentions in the order of days.

    Attributes
    ----------
    holds : scipy.sparse.csr_matrix, shape (mention, theme)
        One where a mention holds a theme.
    held_by : scipy.sparse.csr_matrix, shape (theme, mention)
        The same turned.
    day : int32, shape (mention,)
        Not decreasing.
    row : int64, shape (mention,)
        Where each stands in the table of mentions.
    """

    holds: csr_matrix
    held_by: csr_matrix
    day: I32
    row: I64

    def until(self, as_of: int) -> int:
        """Return how many mentions lie up to a day (included)."""
        return int(np.searchsorted(self.day, as_of, side="right"))

    def mentions_of(self, theme: int, first: int, last: int) -> I64:
        """Return the mentions of some days (both included) that hold a theme."""
        row = self.held_by.indices[self.held_by.indptr[theme] : self.held_by.indptr[theme + 1]]
        begin = int(np.searchsorted(self.day, first))
        return np.sort(row[(row >= begin) & (row < self.until(last))]).astype(np.int64)

    def together(self, theme: int, as_of: int) -> F64:
        """Return how many mentions up to a day hold each theme along with one, shape (theme,)."""
        row = self.mentions_of(theme, int(self.day[0]) if self.day.size else 0, as_of)
        if not row.size:
            return np.zeros(self.holds.shape[1])
        out: F64 = np.asarray(self.holds[row].sum(axis=0), dtype=np.float64).ravel()
        return out


def lay_side_by_side(mentions: pl.DataFrame, spoken: Spoken) -> Beside:
    """Cut mentions into the themes that they hold.

    Parameters
    ----------
    mentions : polars.DataFrame
        Table ``mentions``.
    spoken : Spoken
        Numbers the themes.
    """
    local = pl.col("observed_at").dt.convert_time_zone(CALENDAR).dt.date()
    rows, themes, n_before = [], [], 0
    days = (
        mentions.select((local - pl.lit(spoken.first_day)).dt.total_days().cast(pl.Int32))
        .to_series()
        .to_numpy()
    )
    order = np.argsort(days, kind="stable")
    texts = mentions["text"].gather(order)
    for chunk in texts.to_frame().iter_slices(CHUNK_MENTIONS):
        words = cut_terms(chunk["text"])
        number = words.join(_numbers(words["term"], spoken), on="term", maintain_order="left")
        rows.append(number["row"].to_numpy().astype(np.int64) + n_before)
        themes.append(number["number"].to_numpy())
        n_before += len(chunk)
    shape = (len(mentions), len(spoken.themes))
    row = np.concatenate([np.empty(0, dtype=np.int64), *rows])
    theme = np.concatenate([np.empty(0, dtype=np.int64), *themes])
    holds = csr_matrix((np.ones(row.size, dtype=np.float32), (row, theme)), shape=shape)
    holds.data[:] = 1.0  # words that mean one theme, both in one mention
    return Beside(holds, holds.T.tocsr(), days[order], order.astype(np.int64))


def _numbers(terms: pl.Series, spoken: Spoken) -> pl.DataFrame:
    known = [
        (term, spoken.number[name])
        for term in terms.unique().to_list()
        if (name := name_of(term)) in spoken.number
    ]
    return pl.DataFrame(known, schema={"term": pl.String, "number": pl.Int64}, orient="row")


def alike(beside: Beside, theme: int, n_talk: F64, as_of: int) -> tuple[I64, F64]:
    """Return the themes that stand for another, each with how likely it does.

    A mention that holds word *w* is about the theme with the share of *w*'s mentions that hold the
    theme, too, shrunk as if :data:`UNSEEN` more did not.

    Parameters
    ----------
    beside : Beside
    theme : int
    n_talk : float64, shape (theme,)
        Mentions of any place or none that hold each theme, up to ``as_of``.
    as_of : int

    Returns
    -------
    themes : int64, shape (alike,)
    shares : float64, shape (alike,)
        Above zero and below one.
    """
    together = beside.together(theme, as_of)
    together[theme] = 0.0
    found = np.flatnonzero(together >= MIN_TOGETHER)
    share = together[found] / (np.maximum(n_talk[found], together[found]) + UNSEEN)
    keep = share >= MIN_ALIKE
    return found[keep].astype(np.int64), share[keep]


def along_with(beside: Beside, weight: F64, n_talk: F64, as_of: int) -> F64:
    """Return how much is said of each theme by words that stand for it.

    The same as :func:`alike` of every theme at once, without its thresholds.

    Parameters
    ----------
    beside : Beside
    weight : float64, shape (theme,)
        How much is said of each word.
    n_talk : float64, shape (theme,)
    as_of : int

    Returns
    -------
    float64, shape (theme,)
    """
    stop = beside.until(as_of)
    holds = beside.holds[:stop]
    each = weight / (n_talk + UNSEEN)
    own = np.asarray(holds.sum(axis=0), dtype=np.float64).ravel()
    out: F64 = np.maximum(holds.T @ (holds @ each) - own * each, 0.0)
    return out
