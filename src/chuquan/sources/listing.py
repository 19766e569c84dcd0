"""Listings to mentions and coverage, the same way for every source."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from chuquan.sources.base import Observations, Reading
from chuquan.tables import COVERAGE, MENTIONS

QUIET_HOURS = 6
"""A list in which nothing is listed for so many whole hours was not looked at."""

_ITEM = ["source", "item_id"]
_HOUR = ["source", "hour"]


def to_reading(observed: Observations, quiet_days: float) -> Reading:
    """Return the mentions and the coverage of all that was observed.

    The order of the listings does not matter, and the same listing twice is the same as once.

    Parameters
    ----------
    observed : Observations
        Of one source or several.
    quiet_days : float
        An item listed again counts again only after more than so many days in which it was not
        listed.
    """
    listings = _canonical(observed.listings)
    mentions = first_sightings(listings, quiet_days)
    return Reading(
        mentions=MENTIONS.validate(mentions),
        coverage=coverage(listings, mentions, observed.looks, observed.lists),
        problems=observed.problems,
        mapping=observed.mapping,
        format=observed.format,
    )


def _canonical(listings: pl.DataFrame) -> pl.DataFrame:
    """Return one row for each item and moment, by item and time.

    Of rows that differ in nothing but the rest, the best rank, the greatest heat and the first of
    the texts are kept, so that the order of input does not decide.
    """
    rest = ["rank", "heat", "seen_at", "text", "url", "author", "lang"]
    moment = ["item", "observed_at"]
    ordered = _with_item_numbers(listings).sort(moment)
    # Few rows share a moment: only those are worth a comparison of texts.
    differs = pl.any_horizontal(pl.col(name) != pl.col(name).shift() for name in moment)
    is_first = ordered.select(differs.fill_null(value=True)).to_series()
    if not is_first.all():
        is_alone = is_first & is_first.shift(-1, fill_value=True)
        best = (
            ordered.filter(~is_alone)
            .sort(
                [*moment, *rest],
                descending=[name == "heat" for name in (*moment, *rest)],
                nulls_last=True,
            )
            .unique(moment, keep="first", maintain_order=True)
        )
        ordered = pl.concat([ordered.filter(is_alone), best]).sort(moment)
    return ordered.drop("item")


def _with_item_numbers(listings: pl.DataFrame) -> pl.DataFrame:
    """Add ``item``: numbers in the order of source and item, as numbers sort faster than texts."""
    sources = listings.select("source").unique().sort("source").with_row_index("source_number")
    items = listings.select("item_id").unique().sort("item_id").with_row_index("item_number")
    number = pl.col("source_number").cast(pl.Int64) * items.height + pl.col("item_number")
    return (
        listings.join(sources, on="source", how="left", maintain_order="left")
        .join(items, on="item_id", how="left", maintain_order="left")
        .with_columns(item=number)
        .drop("source_number", "item_number")
    )


def first_sightings(listings: pl.DataFrame, quiet_days: float) -> pl.DataFrame:
    """Return the listings that are mentions, in order of time.

    Parameters
    ----------
    listings : polars.DataFrame, (listing,)
        Sorted by source, item and time, each moment once.
    quiet_days : float
        See :func:`to_reading`. The days count from the last listing, not from the last mention.
    """
    is_same = pl.all_horizontal(pl.col(name) == pl.col(name).shift() for name in _ITEM)
    gap = pl.col("observed_at") - pl.col("observed_at").shift()
    repeats = (is_same & (gap <= timedelta(days=quiet_days))).fill_null(value=False)
    # What is seen at one moment stays in the order of source and item.
    return listings.filter(~repeats).sort("observed_at", maintain_order=True)


def coverage(
    listings: pl.DataFrame, mentions: pl.DataFrame, looks: pl.DataFrame, lists: frozenset[str]
) -> pl.DataFrame:
    """Return what was looked at, hour by hour.

    ``n_items`` counts the listings of an hour, ``n_new`` its mentions, ``n_snapshots`` the moments
    at which it was looked at (1 for posts, which are collected and not looked at).

    In a list, every hour from the first to the last look has a row. A look shows what came since
    the look before it, so hours between two looks have the status of the second, with nothing
    listed; but where :data:`QUIET_HOURS` whole hours and more hold no look, all of them are
    ``absent``. Among posts, an hour without a post has no row, as nothing says whether anyone
    looked.

    Parameters
    ----------
    listings, mentions : polars.DataFrame
        As of :func:`first_sightings`.
    looks : polars.DataFrame
        Looks that the source recorded, the failed and the empty ones too.
    lists : frozenset of str
        The sources that are lists.

    Returns
    -------
    polars.DataFrame, (source and hour,)
        Valid by :data:`chuquan.tables.COVERAGE`, sorted.
    """
    hour = pl.col("observed_at").dt.truncate("1h").alias("hour")
    items = listings.group_by("source", hour).agg(
        n_items=pl.len(), n_moments=pl.col("observed_at").n_unique()
    )
    new = mentions.group_by("source", hour).agg(n_new=pl.len())
    known = _known_hours(looks).join(items, on=_HOUR, how="full", coalesce=True)
    known = known.join(new, on=_HOUR, how="left").with_columns(
        n_snapshots=pl.when(pl.col("source").is_in(list(lists)))
        .then(pl.max_horizontal("n_looks", "n_moments"))
        .otherwise(1),
        status=pl.when(pl.col("n_items") > 0)
        .then(pl.lit("ok"))
        .otherwise(pl.when("is_ok").then(pl.lit("ok")).otherwise(pl.lit("failed"))),
    )
    columns = list(COVERAGE.columns)
    known = known.select(
        [pl.col(name).fill_null(0) if name[:2] == "n_" else name for name in columns]
    )
    filled = _fill(known.filter(pl.col("source").is_in(list(lists))))
    posts = known.filter(~pl.col("source").is_in(list(lists)))
    return COVERAGE.validate(pl.concat([filled, posts], how="vertical_relaxed").sort(_HOUR))


def _known_hours(looks: pl.DataFrame) -> pl.DataFrame:
    """Return the hours that the recorded looks speak for; one good look makes an hour good."""
    last = pl.col("hour").dt.offset_by(pl.format("{}h", pl.col("n_hours") - 1))
    return (
        looks.with_columns(hour=pl.datetime_ranges("hour", last, "1h"), begun=pl.col("hour"))
        .explode("hour")
        .group_by(_HOUR)
        .agg(
            n_looks=((pl.col("hour") == pl.col("begun")) & (pl.col("status") == "ok")).sum(),
            is_ok=(pl.col("status") == "ok").any(),
        )
    )


def _fill(known: pl.DataFrame) -> pl.DataFrame:
    """Add the hours between the first and the last look of each list."""
    if not known.height:
        return known
    grid = (
        known.group_by("source")
        .agg(first=pl.col("hour").min(), last=pl.col("hour").max())
        .select("source", hour=pl.datetime_ranges("first", "last", "1h"))
        .explode("hour")
    )
    out = grid.join(known, on=_HOUR, how="left").sort(_HOUR)
    # Hours without a look share the look that follows them; the run is what lies between.
    following = pl.when(pl.col("status").is_not_null()).then("hour").backward_fill().over("source")
    n_empty = pl.col("status").is_null().sum().over("source", following)
    filler = (
        pl.when(n_empty >= QUIET_HOURS)
        .then(pl.lit("absent"))
        .otherwise(pl.col("status").backward_fill().over("source"))
    )
    return out.with_columns(
        pl.col("n_snapshots", "n_items", "n_new").fill_null(0),
        status=pl.coalesce("status", filler),
    )
