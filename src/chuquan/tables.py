"""The shared nouns as typed, validated Polars schemas.

Names, types and units of the tables are the contract between all stages. A table that breaks it
raises :class:`~chuquan.errors.SchemaError` naming the table, the column, the first offending row
and what was expected.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

from chuquan.errors import SchemaError

UTC_TIME = pl.Datetime("us", "UTC")

KINDS = ("image", "crisis", "affairs")
"""What a mention of a place is about: what draws people, what frightens them, or daily business."""

LEVERS = ("culture", "screen", "social", "concert", "sport", "event", "nature")
"""What made an image break out; defined for kind ``image`` only."""

PERIODS = ("day", "week", "month", "quarter", "year", "holiday", "span")
"""How long a reported figure's period is; a holiday is as long as that year's calendar makes it, a
span any other stretch of days: it can be audited, but nothing is measured by it."""

LEVELS = ("country", "province", "city", "county")
STATUSES = ("ok", "failed", "absent")


@dataclass(frozen=True)
class Schema:
    """The contract of one table.

    Parameters
    ----------
    name : str
        The table's name in messages.
    columns : mapping of str to polars data type
        Required columns in order.
    optional : frozenset of str
        Columns that may hold nulls. They are always present after :meth:`validate`.
    allowed : mapping of str to tuple of str
        Columns with a closed set of values (null is judged by ``optional``).
    non_negative : tuple of str
        Numeric columns that may not be below zero.
    keys : tuple of str
        For an additive table, the columns to group by when two tables are merged.
    """

    name: str
    columns: Mapping[str, pl.DataType | type[pl.DataType]]
    optional: frozenset[str] = frozenset()
    allowed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    non_negative: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()

    def empty(self) -> pl.DataFrame:
        """Return a table of this schema with no rows."""
        return pl.DataFrame(schema=dict(self.columns))

    def validate(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return ``frame`` with exactly the columns of the schema, in order and cast.

        Parameters
        ----------
        frame : polars.DataFrame
            Missing optional columns are filled with null; columns of other names are dropped.

        Raises
        ------
        SchemaError
            If a column is missing, cannot be cast, holds a null where none is allowed, a value
            outside its closed set, or a number below zero or without bound where none is allowed.
            It names the table, the column and, where there is one, the first offending row.
        """
        exprs = []
        for name, dtype in self.columns.items():
            if name in frame.columns:
                exprs.append(pl.col(name))
            elif name in self.optional:
                exprs.append(pl.lit(None, dtype=dtype).alias(name))
            else:
                raise SchemaError(
                    f"column '{name}' is missing; found columns: {', '.join(frame.columns)}",
                    where=f"table {self.name}",
                    allowed=", ".join(self.columns),
                    todo="add the column or map another one to it",
                )
        out = frame.select(exprs)
        for name, dtype in self.columns.items():
            if out.schema[name] == dtype:
                continue
            try:
                out = out.with_columns(pl.col(name).cast(dtype))
            except pl.exceptions.PolarsError as error:
                row = _first_uncastable(out[name], dtype)
                raise SchemaError(
                    f"column '{name}' is {out.schema[name]} and cannot be read as {dtype}",
                    where=f"table {self.name}" + (f", row {row}" if row is not None else ""),
                    allowed=str(dtype),
                    todo="convert the column",
                ) from error
        self._check_values(out)
        return out

    def _check_values(self, frame: pl.DataFrame) -> None:
        for name, dtype in self.columns.items():
            if name not in self.optional and frame[name].null_count():
                row = int(frame[name].is_null().arg_max() or 0)
                self._refuse(name, row, "null", f"a value of type {dtype}")
        for name, values in self.allowed.items():
            bad = ~frame[name].is_in(list(values)) & frame[name].is_not_null()
            if bad.any():
                row = int(bad.arg_max() or 0)
                self._refuse(name, row, repr(frame[name][row]), ", ".join(values))
        for name in self.non_negative:
            bad = ((frame[name] < 0) | ~frame[name].is_finite()).fill_null(value=False)
            if bad.any():
                row = int(bad.arg_max() or 0)
                self._refuse(name, row, repr(frame[name][row]), "a number of zero or more")

    def _refuse(self, column: str, row: int, found: str, allowed: str) -> None:
        raise SchemaError(
            f"column '{column}' holds {found}",
            where=f"table {self.name}, row {row}",
            allowed=allowed,
            todo="mend or drop the row",
        )

    def add(self, frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
        """Merge additive tables: sum everything that is not a key, in a canonical row order.

        Parameters
        ----------
        frames : iterable of polars.DataFrame
            Each valid by this schema.

        Returns
        -------
        polars.DataFrame
            One row a key, sorted by the keys, so that the order of input never shows.
        """
        stacked = pl.concat([self.empty(), *frames])
        exprs = [
            _best_status(name) if name == "status" else pl.col(name).sum()
            for name in self.columns
            if name not in self.keys
        ]
        out = stacked.group_by(self.keys).agg(exprs).select(list(self.columns))
        return out.sort(self.keys, nulls_last=True)


def _first_uncastable(column: pl.Series, dtype: pl.DataType | type[pl.DataType]) -> int | None:
    try:
        lost = column.cast(dtype, strict=False).is_null() & column.is_not_null()
    except pl.exceptions.PolarsError:  # the types have nothing to do with each other
        return None
    return int(lost.arg_max() or 0) if lost.any() else None


def _best_status(name: str) -> pl.Expr:
    # An hour that anyone read well was read: ok beats failed beats absent.
    rank = pl.col(name).replace_strict({s: i for i, s in enumerate(STATUSES)}, return_dtype=pl.Int8)
    return rank.min().replace_strict(dict(enumerate(STATUSES)), return_dtype=pl.String).alias(name)


MENTIONS = Schema(
    "mentions",
    {
        "source": pl.String,
        "item_id": pl.String,
        "observed_at": UTC_TIME,
        "seen_at": UTC_TIME,
        "text": pl.String,
        "url": pl.String,
        "rank": pl.Int32,
        "heat": pl.Float64,
        "author": pl.String,
        "lang": pl.String,
    },
    optional=frozenset({"url", "rank", "heat", "author", "lang"}),
)
"""One row for each item the first time it is seen."""

COVERAGE = Schema(
    "coverage",
    {
        "source": pl.String,
        "hour": UTC_TIME,
        "n_snapshots": pl.Int64,
        "n_items": pl.Int64,
        "n_new": pl.Int64,
        "status": pl.String,
    },
    allowed={"status": STATUSES},
    non_negative=("n_snapshots", "n_items", "n_new"),
    keys=("source", "hour"),
)
"""What was looked at, hour by hour, so that a silence is told from an outage."""

PLACES = Schema(
    "places",
    {
        "place_id": pl.String,
        "name": pl.String,
        "name_en": pl.String,
        "names": pl.List(pl.String),
        "level": pl.String,
        "parent_id": pl.String,
        "latitude": pl.Float64,
        "longitude": pl.Float64,
        "timezone": pl.String,
        "population": pl.Int64,
    },
    optional=frozenset({"parent_id", "population", "latitude", "longitude"}),
    allowed={"level": LEVELS},
)
"""Six-digit administrative codes in China, ``geonames:ID`` elsewhere."""

RESOLVED = Schema(
    "resolved",
    {
        "row": pl.UInt32,
        "place_id": pl.String,
        "start": pl.UInt32,
        "end": pl.UInt32,
        "confidence": pl.Float32,
    },
)
"""Which place row ``row`` of a column of texts means: characters ``[start, end)`` name it."""

ATTENTION = Schema(
    "attention",
    {
        "source": pl.String,
        "place_id": pl.String,
        "hour": UTC_TIME,
        "kind": pl.String,
        "lever": pl.String,
        "n": pl.Float64,
        "heat": pl.Float64,
    },
    optional=frozenset({"lever"}),
    allowed={"kind": KINDS, "lever": LEVERS},
    non_negative=("n", "heat"),
    keys=("source", "place_id", "hour", "kind", "lever"),
)
"""The digest's cube: ``n`` sums over kind and lever to the number of mentions."""

TERMS = Schema(
    "terms",
    {
        "source": pl.String,
        "place_id": pl.String,
        "day": pl.Date,
        "kind": pl.String,
        "lever": pl.String,
        "term": pl.String,
        "n": pl.Float64,
    },
    optional=frozenset({"lever"}),
    allowed={"kind": KINDS, "lever": LEVERS},
    non_negative=("n",),
    keys=("source", "place_id", "day", "kind", "lever", "term"),
)
"""In how many mentions of a place a term stood; ``day`` is the place's own calendar day, ``kind``
and ``lever`` are the most probable ones of the mention that holds the term."""

OUTCOMES = Schema(
    "outcomes",
    {
        "place_id": pl.String,
        "metric": pl.String,
        "unit": pl.String,
        "period": pl.String,
        "period_start": pl.Date,
        "period_end": pl.Date,
        "value": pl.Float64,
        "origin": pl.String,
        "source": pl.String,
        "definition": pl.String,
        "line": pl.Int64,
        "unit_written": pl.String,
        "factor": pl.Float64,
        "gap": pl.String,
        "reported_by": pl.String,
    },
    optional=frozenset(
        {
            "value",
            "origin",
            "definition",
            "line",
            "unit_written",
            "factor",
            "gap",
            "reported_by",
        }
    ),
    allowed={"period": PERIODS},
)
"""Reported figures: one row a place, metric, period and origin (where visitors come from).

Both ends of a period are included. A null ``value`` is a gap that the file shows; zero is a figure.
``source`` is the file, ``line`` its line (one-based, the header is line 1). ``unit_written`` is the
unit as it stands there, ``factor`` what the figure was multiplied with for it (10,000 for 万人次),
``gap`` what stands in place of a figure (``empty``, ``-``), ``reported_by`` who says so.
"""

EVENTS = Schema(
    "events",
    {
        "event_id": pl.String,
        "name": pl.String,
        "lever": pl.String,
        "place_id": pl.String,
        "start": pl.Date,
        "end": pl.Date,
        "source": pl.String,
        "url": pl.String,
        "attendance": pl.Float64,
    },
    optional=frozenset({"place_id", "end", "url", "lever", "attendance"}),
    allowed={"lever": LEVERS},
    non_negative=("attendance",),
)
"""Concerts, releases, festivals, matches; both days included, no ``end`` is one day. ``attendance``
is people over all its days."""

TALK = Schema(
    "talk",
    {"source": pl.String, "day": pl.Date, "term": pl.String, "n": pl.Float64},
    non_negative=("n",),
    keys=("source", "day", "term"),
)
"""In how many mentions of any place or none a term stood; ``day`` is China's calendar day."""

ASSET_KINDS = (
    "heritage",
    "museum",
    "scenic",
    "food",
    "craft",
    "festival",
    "person",
    "work",
    "venue",
)

ASSETS = Schema(
    "assets",
    {
        "place_id": pl.String,
        "name": pl.String,
        "kind": pl.String,
        "name_en": pl.String,
        "names": pl.List(pl.String),
        "since": pl.Date,
        "source": pl.String,
        "url": pl.String,
    },
    optional=frozenset({"name_en", "names", "since", "url"}),
    allowed={"kind": ASSET_KINDS},
)
"""What places have; an asset of several places is a row in each. ``names`` are short forms and
other spellings, ``source`` the list or file that says so, with its date."""
