"""Rows that an archive listed again when it was rewritten, long after their day."""

from __future__ import annotations

import polars as pl

from chuquan.report import Problem

# One day of leeway holds the difference between any two clocks on Earth.
_LEEWAY_DAYS = 1


def mend_rewrites(listings: pl.DataFrame, file: str) -> tuple[pl.DataFrame, list[Problem]]:
    """Put rows whose time is not on their own day back where they belong.

    An archive that is kept in version control and rewritten as a whole (a new file layout, a
    repaired format) shows all of its old items once more, at the moment of the rewriting. Taken at
    their word these rows are the greatest breakout of all times. Where a table holds the day that a
    row is about beside its time, the two say so: a row whose time is more than a day behind its
    day was rewritten. If the item was also listed on that day, the row says nothing new and is left
    out. Otherwise it was observed on its day, at noon UTC as the hour is not known (noon UTC is in
    that calendar day from UTC-12 to UTC+11), and seen at its time.

    Parameters
    ----------
    listings : polars.DataFrame, (row,)
        Valid but for the additional column ``day``, a date that may be null.
    file : str
        The file, for the notice.

    Returns
    -------
    listings : polars.DataFrame
        Without the column ``day``.
    notices : list of Problem
        One entry that counts the rows, if there are any.
    """
    late_by = (pl.col("observed_at").dt.date() - pl.col("day")).dt.total_days()
    is_rewritten = listings.select((late_by > _LEEWAY_DAYS).fill_null(value=False)).to_series()
    n_rewritten = int(is_rewritten.sum())
    if not n_rewritten:
        return listings.drop("day"), []
    timely = listings.filter(~is_rewritten)
    late = listings.filter(is_rewritten)
    moments = late["observed_at"].n_unique()
    key = ["source", "item_id", "day"]
    moved = late.join(timely.select(key), on=key, how="anti").with_columns(
        observed_at=pl.col("day").cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
        + pl.duration(hours=12)
    )
    notice = Problem(
        file=file,
        found=(
            f"rows listed again at {moments} moment(s) more than a day after their own day, as "
            f"when an archive is rewritten; {n_rewritten - moved.height} repeat a row of their day "
            f"and are left out, {moved.height} are counted on their day"
        ),
        allowed="a time on the row's own day",
        todo="nothing, or take the day column away with --column day=",
        column="day",
        n=n_rewritten,
    )
    return pl.concat([timely, moved]).drop("day"), [notice]
