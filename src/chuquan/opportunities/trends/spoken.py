"""Who is spoken of with what: a digest laid out by theme, place and day, to be asked quickly.

A *theme* is a word that may name one (see :mod:`chuquan.drivers.roles`), words that mean one
counted as one; names of places are none. A *home* is the prefecture that a mention counts for; a
mention of a county counts for its prefecture, one of a province for the province alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from chuquan.breakouts.cells import F64, I32, I64
from chuquan.digest.lexicon import synonyms
from chuquan.digest.store import Digest
from chuquan.drivers.roles import PlaceNames, role_of
from chuquan.places.clock import add_local_day
from chuquan.places.gazetteer import Gazetteer

TAIWAN: Final = "71"
MUNICIPALITIES: Final = ("110000", "120000", "310000", "500000", "810000", "820000")
"""Beijing, Tianjin, Shanghai, Chongqing, Hong Kong and Macau: provinces that are one city."""

_NAMING: Final = frozenset({"theme", "person"})


@dataclass(frozen=True, eq=False)
class Homes:
    """The places that are ranked, and after them provinces and the cities of Taiwan.

    Attributes
    ----------
    place_ids : tuple of str
    n_prefectures : int
        The first so many are ranked: 333 prefectures of the mainland, the four municipalities,
        Hong Kong and Macau. The others are not ranked but may be asked about; what names a province
        alone is the province's.
    province : int64, shape (prefecture,)
        Row of the province of each prefecture; -1 where it has none (municipalities).
    people : float64, shape (place,)
        Inhabitants; where the gazetteer does not know them, as few as in the smallest tenth. A
        province has those of its prefectures.
    """

    place_ids: tuple[str, ...]
    n_prefectures: int
    province: I64
    people: F64

    @cached_property
    def row(self) -> dict[str, int]:
        """Return the row of each place."""
        return {place_id: i for i, place_id in enumerate(self.place_ids)}

    @classmethod
    def of(cls, gazetteer: Gazetteer) -> Homes:
        """Take the places from a gazetteer."""
        china = gazetteer.frame.filter(pl.col("place_id").str.contains("^[0-9]{6}$")).sort(
            "place_id"
        )
        is_one_city = pl.col("place_id").is_in(MUNICIPALITIES)
        is_taiwan = pl.col("place_id").str.starts_with(TAIWAN)
        is_city = pl.col("level") == "city"
        prefectures = china.filter((is_city & ~is_taiwan) | is_one_city)
        provinces = china.filter((pl.col("level") == "province") & ~is_one_city)
        both = pl.concat([prefectures, provinces, china.filter(is_city & is_taiwan)])
        row = {place_id: i for i, place_id in enumerate(both["place_id"])}
        people = both["population"].cast(pl.Float64).to_numpy()
        known = people[: len(prefectures)][np.isfinite(people[: len(prefectures)])]
        few = float(np.quantile(known, 0.1)) if known.size else 1.0
        above = [row.get(p, -1) if p else -1 for p in prefectures["parent_id"]]
        province = np.array(above, dtype=np.int64)
        known_or_few = np.where(np.isfinite(people), people, few)
        is_inside = province >= 0
        of_provinces = np.bincount(
            province[is_inside], known_or_few[: province.size][is_inside], len(row)
        )
        return cls(
            tuple(both["place_id"]),
            len(prefectures),
            province,
            np.where(of_provinces > 0, of_provinces, known_or_few),
        )

    def table(self, gazetteer: Gazetteer) -> pl.DataFrame:
        """Return the home of every place of China: columns ``place_id``, ``home`` (row, Int64)."""
        frame = gazetteer.frame.select("place_id", "parent_id")
        own = pl.col("place_id").replace_strict(self.row, default=None, return_dtype=pl.Int64)
        above = pl.col("parent_id").replace_strict(self.row, default=None, return_dtype=pl.Int64)
        return frame.select("place_id", home=pl.coalesce(own, above)).drop_nulls()


@dataclass(frozen=True, eq=False)
class Rows:
    """Counts by theme and day, sorted by theme; of one theme they lie side by side.

    Attributes
    ----------
    starts : int64, shape (theme + 1,)
    home : int64, shape (row,)
        -1 where the count is of no place.
    day : int32, shape (row,)
    n : float64, shape (row,)
    """

    starts: I64
    home: I64
    day: I32
    n: F64

    def of(self, theme: int) -> slice:
        """Return where a theme's rows lie."""
        return slice(int(self.starts[theme]), int(self.starts[theme + 1]))

    @cached_property
    def theme(self) -> I64:
        """Return the theme of every row."""
        return np.repeat(np.arange(self.starts.size - 1), np.diff(self.starts))


@dataclass(frozen=True, eq=False)
class Spoken:
    """All of it.

    Attributes
    ----------
    homes : Homes
    themes : tuple of str
        Sorted.
    is_person : bool, shape (theme,)
        Whether it is a person's name.
    located : Rows
        Mentions that name a place, by theme, home and day.
    talk : Rows
        Mentions of any place or none, by theme and day; empty where the digest did not count them.
    any_home, any_day, any_n
        All mentions of each home by day, whatever they speak of.
    first_day : datetime.date
        Day 0.
    """

    homes: Homes
    themes: tuple[str, ...]
    is_person: NDArray[np.bool_]
    located: Rows
    talk: Rows
    any_home: I64
    any_day: I32
    any_n: F64
    first_day: date

    @cached_property
    def number(self) -> dict[str, int]:
        """Return the number of each theme."""
        return {theme: i for i, theme in enumerate(self.themes)}

    def day_of(self, day: date) -> int:
        """Return a day's index."""
        return (day - self.first_day).days

    def date_of(self, index: int) -> date:
        """Return an index's day."""
        return self.first_day + timedelta(days=index)


def name_of(term: str) -> str:
    """Return the theme that a word means; itself where no list says otherwise."""
    folded = term.strip().lower()
    return synonyms().get(folded, folded)


def words_of(theme: str) -> tuple[str, ...]:
    """Return all words that mean a theme, itself first."""
    return (theme, *(word for word, name in synonyms().items() if name == theme and word != theme))


def words_of_theme(theme: str) -> tuple[str, ...]:
    """Return the words of a theme as a user types it: 演唱会、王源 or 演唱会 王源."""
    return tuple(word for word in re.split(r"[\s,，、|/;；]+", theme.strip()) if word)


def lay_out(digest: Digest, gazetteer: Gazetteer) -> Spoken:
    """Lay a digest out by theme.

    Parameters
    ----------
    digest : Digest
        Not cut by day: whoever asks says up to which day.
    gazetteer : Gazetteer
    """
    homes = Homes.of(gazetteer)
    table = homes.table(gazetteer)
    located = digest.terms.join(table, on="place_id").select("home", "day", "term", "n")
    talk = digest.talk.select(pl.lit(-1, dtype=pl.Int64).alias("home"), "day", "term", "n")
    attention = (
        add_local_day(digest.attention, gazetteer, "hour")
        .join(table, on="place_id")
        .group_by("home", "day")
        .agg(pl.col("n").sum())
        .sort("home", "day")
    )
    names = _names(pl.concat([located["term"], talk["term"]]).unique(), gazetteer)
    themes = tuple(names["theme"].unique().sort())
    number = names.join(
        pl.DataFrame({"theme": themes}, schema={"theme": pl.String}).with_row_index("number"),
        on="theme",
    ).select("term", pl.col("number").cast(pl.Int64))
    days = [frame["day"].min() for frame in (digest.terms, digest.talk, attention)]
    first = min((d for d in days if isinstance(d, date)), default=date(1970, 1, 1))
    day = (pl.col("day") - pl.lit(first)).dt.total_days().cast(pl.Int32)
    persons = set(names.filter("is_person")["theme"])
    return Spoken(
        homes,
        themes,
        np.array([theme in persons for theme in themes], dtype=np.bool_),
        _rows(located.join(number, on="term").with_columns(day), len(themes)),
        _rows(talk.join(number, on="term").with_columns(day), len(themes)),
        attention["home"].to_numpy(),
        attention.select(day)["day"].to_numpy(),
        attention["n"].to_numpy(),
        first,
    )


def _names(terms: pl.Series, gazetteer: Gazetteer) -> pl.DataFrame:
    """Return ``term, theme, is_person`` of the words that may name a theme."""
    places = PlaceNames.load(gazetteer).everywhere
    rows = [
        (term, name_of(term), role == "person")
        for term in terms.to_list()
        if term not in places and (role := role_of(term)) in _NAMING
    ]
    schema = {"term": pl.String, "theme": pl.String, "is_person": pl.Boolean}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _rows(frame: pl.DataFrame, n_themes: int) -> Rows:
    summed = (
        frame.group_by("number", "home", "day").agg(pl.col("n").sum()).sort("number", "home", "day")
    )
    theme = summed["number"].to_numpy()
    starts = np.searchsorted(theme, np.arange(n_themes + 1)).astype(np.int64)
    return Rows(
        starts,
        summed["home"].to_numpy(),
        summed["day"].to_numpy(),
        summed["n"].to_numpy(),
    )


def is_known_by(rows: Rows, day: int) -> NDArray[np.bool_]:
    """Return which themes stand in any mention up to a day (included), shape (theme,)."""
    out = np.zeros(rows.starts.size - 1, dtype=np.bool_)
    out[rows.theme[rows.day <= day]] = True
    return out
