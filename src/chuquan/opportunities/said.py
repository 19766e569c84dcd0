"""How often each theme is said of a place, and how often it was to be expected from all others.

Expectations are by source: what every place is told with on a list of videos (转场) is no place's
own. Where a source has little of other places, what is known of them (the reference) stands in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from chuquan.digest.store import Digest
from chuquan.opportunities.lift import UNSEEN
from chuquan.places.gazetteer import Gazetteer

WAVE_DAYS: Final = 28
"""Mentions of a place with a theme within one such stretch of days count as one wave."""

REFERENCE_MENTIONS: Final = 1000.0
"""What is known of other places is worth so many of their image mentions, in each source."""


@dataclass(frozen=True)
class Sides:
    """A place and all others.

    Attributes
    ----------
    own : frozenset of str
        The place and everything in it.
    above : frozenset of str
        What it lies in: what is said of a province is said neither of the city nor elsewhere.
    """

    own: frozenset[str]
    above: frozenset[str]

    @classmethod
    def of(cls, place_id: str, gazetteer: Gazetteer) -> Sides:
        """Return the sides of a place."""
        below = gazetteer.ancestors_frame().filter(ancestor_id=place_id)["place_id"]
        return cls(frozenset([place_id, *below]), frozenset(gazetteer.parents(place_id)))

    def own_rows(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the rows of the place."""
        return frame.filter(pl.col("place_id").is_in(list(self.own)))

    def other_rows(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the rows of all other places."""
        return frame.filter(~pl.col("place_id").is_in([*self.own, *self.above]))


def images(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of kind image."""
    return frame.filter(pl.col("kind") == "image")


def count_said(
    digest: Digest,
    sides: Sides,
    words: Mapping[str, str],
    reference: Digest | None = None,
) -> pl.DataFrame:
    """Count the themes of a place, here and elsewhere.

    Parameters
    ----------
    digest : Digest
    sides : Sides
    words : mapping of str to str
        Word to theme.
    reference : Digest, optional
        What is known of other places.

    Returns
    -------
    polars.DataFrame
        One row a theme that the place is spoken of with, sorted by theme: ``theme``; ``n`` and
        ``n_elsewhere``, image mentions of the place and of all others; ``expected``, mentions of
        the place if it were spoken of like all others; ``share_elsewhere``; ``wave`` and
        ``wave_elsewhere``, the mean size of the wave that a mention belongs to; ``n_days``,
        ``n_waves``, ``first_day``, ``last_day``.
    """
    terms = _of_themes(images(digest.terms), words)
    own, other = sides.own_rows(terms), sides.other_rows(terms)
    exposure = _exposure(digest, sides)
    expected = _expected(own, other, exposure, _known_share(reference, sides, words))
    elsewhere = _waves(other, ["theme", "place_id"]).rename(
        {"n": "n_elsewhere", "wave": "wave_elsewhere"}
    )
    return (
        _waves(own, ["theme"])
        .join(_days(own), on="theme")
        .join(elsewhere.drop("n_waves"), on="theme", how="left")
        .join(expected, on="theme")
        .with_columns(pl.col("n_elsewhere").fill_null(0.0), pl.col("wave_elsewhere").fill_null(1.0))
        .sort("theme")
    )


def image_mentions(digest: Digest, sides: Sides) -> float:
    """Return how many image mentions of a place there are."""
    return float(sides.own_rows(images(digest.attention))["n"].sum())


def _of_themes(terms: pl.DataFrame, words: Mapping[str, str]) -> pl.DataFrame:
    named = pl.DataFrame(
        {"term": list(words), "theme": list(words.values())},
        schema={"term": pl.String, "theme": pl.String},
    )
    return terms.join(named, on="term")


def _waves(rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Return the mentions of each theme, its waves, and how large they are for a mention."""
    stretch = (pl.col("day").cast(pl.Int32) // WAVE_DAYS).alias("stretch")
    n = pl.col("n")
    return (
        rows.group_by(*by, stretch)
        .agg(n.sum())
        .group_by("theme")
        .agg(n.sum(), wave=(n**2).sum() / n.sum(), n_waves=pl.len())
        .with_columns(pl.col("wave").clip(1.0))
    )


def _days(own: pl.DataFrame) -> pl.DataFrame:
    day = pl.col("day")
    return own.group_by("theme").agg(n_days=day.n_unique(), first_day=day.min(), last_day=day.max())


def _exposure(digest: Digest, sides: Sides) -> pl.DataFrame:
    """Return image mentions of the place and of all others: columns source, here, there."""
    attention = images(digest.attention).group_by("source", "place_id").agg(pl.col("n").sum())
    here = sides.own_rows(attention).group_by("source").agg(here=pl.col("n").sum())
    there = sides.other_rows(attention).group_by("source").agg(there=pl.col("n").sum())
    return here.join(there, on="source", how="full", coalesce=True).fill_null(0.0)


def _known_share(
    reference: Digest | None, sides: Sides, words: Mapping[str, str]
) -> pl.DataFrame | None:
    """Return the share of other places' image mentions that hold each theme, over all sources."""
    if reference is None:
        return None
    n = sides.other_rows(_of_themes(images(reference.terms), words))
    total = float(sides.other_rows(images(reference.attention))["n"].sum())
    return n.group_by("theme").agg(known=pl.col("n").sum() / max(total, 1.0))


def _expected(
    own: pl.DataFrame, other: pl.DataFrame, exposure: pl.DataFrame, known: pl.DataFrame | None
) -> pl.DataFrame:
    """Return what was to be expected: columns theme, expected, share_elsewhere."""
    n_all = float(exposure["there"].sum())
    worth = 0.0 if known is None else REFERENCE_MENTIONS
    by_source = other.group_by("theme", "source").agg(n=pl.col("n").sum())
    themes = own.select("theme").unique()
    unseen = UNSEEN / max(n_all + worth, 1.0)
    told = themes.join(exposure, how="cross").join(by_source, on=["theme", "source"], how="left")
    if known is None:
        told = told.with_columns(known=pl.lit(0.0))
    else:
        told = told.join(known, on="theme", how="left")
    share = (pl.col("n") + worth * pl.col("known")) / (pl.col("there") + worth)
    here, n_here = pl.col("here"), max(float(exposure["here"].sum()), 1e-9)
    return (
        told.fill_null(0.0)
        # A source that tells of no other place is as if it told of them like the rest.
        .with_columns(share=share.fill_nan(None))
        .with_columns(
            pl.col("share").fill_null(pl.col("share").mean().over("theme")).fill_null(0.0)
        )
        .with_columns(share=pl.col("share") + unseen)
        .group_by("theme")
        .agg(expected=(here * pl.col("share")).sum())
        .with_columns(share_elsewhere=(pl.col("expected") / n_here).clip(1e-9, 0.99))
    )
