"""Times as the world writes them, to UTC."""

from __future__ import annotations

import polars as pl

from chuquan.tables import UTC_TIME

TIMES_ALLOWED = (
    "ISO 8601 (2024-01-31T08:00:00Z, 2024-01-31 08:00), 2024/1/31 8:00, 2024年1月31日, "
    "20240131, seconds or milliseconds since 1970, 31-Jan-2024 08:00AM; from 1990 to 2099"
)

_ZONED = (
    "%Y-%m-%d %H:%M:%S%.f%#z",
    "%Y-%m-%d %H:%M%#z",
    "%Y%m%d %H%M%S%#z",
    "%a %b %d %H:%M:%S %z %Y",
    "%a, %d %b %Y %H:%M:%S%#z",
)
_ZONELESS = (
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d",
    "%Y%m%d %H%M%S",
    "%d-%b-%Y %I:%M%p",
    "%d-%b-%Y %I:%M:%S%p",
    "%d-%b-%Y %H:%M:%S",
    "%d-%b-%Y %H:%M",
    "%d-%b-%Y",
    "%d %b %Y %H:%M:%S",
    "%d %b %Y",
)

# One stray year would stretch the coverage over centuries.
_FIRST = pl.datetime(1990, 1, 1, time_zone="UTC")
_BEYOND = pl.datetime(2100, 1, 1, time_zone="UTC")


def parse_times(values: pl.Series, zone: str | None) -> pl.DataFrame:
    """Read times of any kind.

    Parameters
    ----------
    values : polars.Series, (row,)
        Datetimes, dates, numbers or strings; see :data:`TIMES_ALLOWED`. Numbers count seconds,
        milliseconds, microseconds or nanoseconds since 1970, told apart by their size, or are dates
        such as 20240131.
    zone : str, optional
        IANA zone of times that carry none.

    Returns
    -------
    polars.DataFrame, (row,)
        ``time``, in UTC, null where it is missing, unreadable or out of range; ``is_zoneless``,
        true where it can be read but carries no zone and none was given (``time`` is null there).
    """
    zoned, local = _split(values)
    frame = pl.DataFrame({"zoned": zoned, "local": local})
    if zone is not None:
        # A clock set forward skips an hour; a time in it never was.
        known = pl.col("local").dt.replace_time_zone(
            zone, ambiguous="earliest", non_existent="null"
        )
        frame = frame.with_columns(zoned=pl.coalesce("zoned", known.dt.convert_time_zone("UTC")))
    return frame.select(
        time=pl.when(pl.col("zoned").is_between(_FIRST, _BEYOND, closed="left")).then("zoned"),
        is_zoneless=pl.col("zoned").is_null() & pl.col("local").is_not_null()
        if zone is None
        else pl.lit(value=False),
    )


def _split(values: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Return the times that carry a zone, in UTC, and those that do not, as their clocks said."""
    dtype = values.dtype if values.null_count() < len(values) else pl.Null()
    no_zoned = pl.Series([None], dtype=UTC_TIME).new_from_index(0, len(values))
    no_local = pl.Series([None], dtype=pl.Datetime("us")).new_from_index(0, len(values))
    if isinstance(dtype, pl.Datetime):
        if dtype.time_zone is None:
            return no_zoned, values.cast(pl.Datetime("us"))
        return values.dt.convert_time_zone("UTC").cast(UTC_TIME), no_local
    if dtype == pl.Date:
        return no_zoned, values.cast(pl.Datetime("us"))
    if dtype.is_numeric():
        return _from_numbers(values.cast(pl.Float64, strict=False))
    if dtype in (pl.String, pl.Categorical) or isinstance(dtype, pl.Enum):
        return _from_strings(values.cast(pl.String))
    return no_zoned, no_local


def _from_numbers(values: pl.Series) -> tuple[pl.Series, pl.Series]:
    v = pl.col("v")
    whole = pl.when(v == v.floor()).then(v.cast(pl.Int64, strict=False).cast(pl.String))
    frame = values.to_frame("v").with_columns(
        # The digits of a date, or of a date and a time, in ranges where no count of seconds or
        # milliseconds is a plausible time.
        day=pl.when(v.is_between(19_900_000, 21_000_000)).then(whole),
        second=pl.when(v.is_between(19_900_000_000_000, 21_000_000_000_000)).then(whole),
        micros=pl.when(v.is_between(1e8, 1e11, closed="left"))
        .then(v * 1e6)
        .when(v.is_between(1e11, 1e14, closed="left"))
        .then(v * 1e3)
        .when(v.is_between(1e14, 1e17, closed="left"))
        .then(v)
        .when(v.is_between(1e17, 1e19, closed="left"))
        .then(v / 1e3),
    )
    out = frame.select(
        zoned=pl.when(pl.col("second").is_null())
        .then(pl.col("micros").round().cast(pl.Int64, strict=False))
        .cast(UTC_TIME),
        local=pl.coalesce(
            pl.col("day").str.to_datetime("%Y%m%d", time_unit="us", strict=False),
            pl.col("second").str.to_datetime("%Y%m%d%H%M%S", time_unit="us", strict=False),
        ),
    )
    return out["zoned"], out["local"]


def _from_strings(values: pl.Series) -> tuple[pl.Series, pl.Series]:
    v = pl.col("v").str.strip_chars()
    text = (
        v.str.replace_all(r"[/年月.]", "-")
        .str.replace("日", " ", literal=True)
        .str.replace(r"(\d)[时点](\d)", "$1:$2")
        .str.replace(r"[时点]$", ":00")
        .str.replace(r"分(\d)", ":$1")
        .str.strip_chars("分秒 ")
        .str.replace(r"  +", " ")
        .str.replace(r"(\d)T(\d)", "$1 $2")
        .str.replace(r" ?(?:UTC|GMT)$", "Z")
        # The first replacement must not touch the fraction of a second; some write a comma there.
        .str.replace(r"(:\d{2})[-,](\d{1,9})([Zz+ -]|$)", "$1.$2$3")
    )
    frame = values.to_frame("v").select(
        number=v.cast(pl.Float64, strict=False),
        text=pl.when(v.cast(pl.Float64, strict=False).is_null()).then(text),
    )
    zoned, local = _from_numbers(frame["number"])
    zoned = _try(frame["text"], zoned, _ZONED, "UTC")
    rest = frame["text"].set(zoned.is_not_null(), None)
    return zoned, _try(rest, local, _ZONELESS, None)


def _try(
    texts: pl.Series, known: pl.Series, formats: tuple[str, ...], zone: str | None
) -> pl.Series:
    """Fill in what each format in turn can read of what is left."""
    out = pl.DataFrame({"row": pl.int_range(len(texts), eager=True), "time": known})
    left = out.filter(texts.is_not_null()).with_columns(text=texts.drop_nulls())
    for form in formats:
        if not left.height:
            break
        read = left["text"].str.to_datetime(form, time_unit="us", time_zone=zone, strict=False)
        found = left.select("row", found=read).filter(read.is_not_null())
        if found.height:
            out = out.join(found, on="row", how="left", maintain_order="left").select(
                "row", time=pl.coalesce("time", "found")
            )
            left = left.filter(read.is_null())
    return out["time"]
