"""Creators from mentions that say who wrote them: how much heat a post of theirs gets, on what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from chuquan.digest.terms import cut_terms
from chuquan.errors import RefusalError
from chuquan.opportunities.creators.table import Candidate, shares_of_one

N_WORDS: Final = 60
"""What posts are about is told by so many words, those that most authors share."""

_LEAST_KNOWN: Final = 0.02
"""Mentions with author and heat, as a share of all: with fewer nothing is said."""


def creators_of(mentions: pl.DataFrame, themes: Sequence[str]) -> tuple[Candidate, ...]:
    """Return the authors whose mentions hold a theme.

    Their audience is the median heat of a mention of theirs: what one post reaches, in the source's
    own unit. The cells are the words that authors share, in the shares in which they use them: who
    writes about the same things is read by the same people, as far as mentions can tell. The weight
    of a theme is the share of an author's mentions that hold it. A price is not known.

    Parameters
    ----------
    mentions : polars.DataFrame
        Table ``mentions``.
    themes : sequence of str

    Raises
    ------
    RefusalError
        If mentions have no author or no heat (most hot lists have none), or nobody writes of the
        themes.
    """
    known = mentions.filter(
        pl.col("author").str.strip_chars().str.len_chars() > 0, pl.col("heat") > 0
    )
    if known.height < max(1, _LEAST_KNOWN * mentions.height):
        n_authors = mentions["author"].drop_nulls().len()
        raise RefusalError(
            f"{known.height:,} of {mentions.height:,} mentions have an author and a heat "
            f"({n_authors:,} have an author)",
            where="creators",
            allowed="mentions of posts with their authors and likes, views or the like; hot lists "
            "have none",
            todo="give a table of creators, or an export of posts with the columns author and heat",
        )
    known = known.with_columns(author=pl.col("author").str.strip_chars()).with_row_index("row")
    holds = pl.any_horizontal(pl.col("text").str.contains(theme, literal=True) for theme in themes)
    own = known.filter(holds)["author"].unique() if themes else known["author"].unique()
    known = known.filter(pl.col("author").is_in(own.implode()))
    if not known.height:
        raise RefusalError(
            f"no author writes of {', '.join(themes)}",
            where="creators",
            allowed="a theme that mentions with an author hold",
            todo="ask for another theme, or for a word that people use",
        )
    cells = _words(known, frozenset(themes))
    by_author = known.group_by("author").agg(
        pl.col("heat").median().alias("audience"),
        *(
            pl.col("text").str.contains(theme, literal=True).mean().alias(f"theme.{theme}")
            for theme in themes
        ),
    )
    return tuple(
        Candidate(
            creator_id=row["author"],
            name=row["author"],
            audience=row["audience"],
            themes={t: row[f"theme.{t}"] for t in themes if row[f"theme.{t}"] > 0},
            cells={"words": cells[row["author"]]} if row["author"] in cells else {},
        )
        for row in by_author.sort("author").iter_rows(named=True)
    )


def _words(known: pl.DataFrame, themes: frozenset[str]) -> dict[str, dict[str, float]]:
    """Return, for each author, the shares of the words that most authors share."""
    cut = (
        cut_terms(known["text"])
        .join(
            known.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"), "author"), on="row"
        )
        .filter(~pl.col("term").is_in(list(themes)))
    )
    shared = (
        cut.group_by("term")
        .agg(pl.col("author").n_unique().alias("n"))
        .filter(pl.col("n") >= 2)
        .sort(["n", "term"], descending=[True, False])
        .head(N_WORDS)
    )
    counts = (
        cut.filter(pl.col("term").is_in(shared["term"].implode())).group_by("author", "term").len()
    )
    out: dict[str, dict[str, float]] = {}
    for author, term, n in counts.sort("author", "term").iter_rows():
        out.setdefault(author, {})[term] = float(n)
    made = {}
    for author, words in out.items():
        total = sum(words.values())
        shares = shares_of_one({word: n / total for word, n in words.items()})
        if shares:
            made[author] = shares
    return made
