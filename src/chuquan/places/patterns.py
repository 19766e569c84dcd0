"""The strings to look for, and what each may mean.

One row a string. Everything that can be decided without seeing a text is decided here, so that the
resolver only joins.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import polars as pl

from chuquan.places.gazetteer import Gazetteer
from chuquan.places.lexicon import Alias, Lexicon, Nickname
from chuquan.places.trie import Trie

HAN_NAME = r"^[\u3400-\u9fff·]{2,}$"
FULL_NAME = r".(?:省|市|区|區|县|縣|旗|州|盟|地区|地區|特别行政区|特別行政區)$"
WORLD_SAFE_LENGTH = 4
WORLD_SAFE_POPULATION = 300_000

# A full name that runs on into one of these is the short name followed by another word: 海口市场.
RUNS_ON = {"市": "场值面价井况集容占", "区": "域间块别分段划", "县": "令", "州": "长"}

UNCUED = 0.3
"""How sure a nickname is that needs a cue and has none."""

ROLES = ("full", "short", "alias", "world", "country", "stop")
"""What a string is. When strings overlap, the longer wins; then the earlier role in this order."""


@dataclass(frozen=True)
class Patterns:
    """All strings to look for.

    Attributes
    ----------
    frame : polars.DataFrame
        One row a string, longest first: ``pattern`` (row number), ``text``, ``length`` (of the
        part that names the place, in characters), ``role`` (one of :data:`ROLES`), ``is_word``
        (an ordinary word too), ``is_common`` (so common that context cannot make it a place),
        ``rank`` (3 province, 2 prefecture, 1 county, 0 other),
        ``n_candidates``, ``default_id`` (the place it means when nothing else is said; null when
        several are equally likely), ``suffix`` (last character of the full name), ``confidence``.
    candidates : polars.DataFrame
        ``pattern, place_id``: every place that the string may mean.
    lexicon : Lexicon
        The word lists that they were derived from; the shipped ones by default.
    """

    frame: pl.DataFrame
    candidates: pl.DataFrame
    lexicon: Lexicon = field(default_factory=Lexicon.load)

    @classmethod
    def load(cls) -> Patterns:
        """Return the patterns of the gazetteer and lexicon that ship with the package."""
        return _load()

    @cached_property
    def trie(self) -> Trie:
        """The strings as they are looked for, each known by its row in ``frame``."""
        return Trie.of(self.frame["text"])

    @cached_property
    def nicknames(self) -> dict[int, tuple[Nickname, ...]]:
        """The nicknames that need a cue, by pattern number."""
        told: dict[str, tuple[Nickname, ...]] = {}
        for nickname in self.lexicon.nicknames:
            told[nickname.text] = (*told.get(nickname.text, ()), nickname)
        rows = self.frame.filter(pl.col("text").is_in(list(told))).select("pattern", "text")
        return {pattern: told[text] for pattern, text in rows.iter_rows()}


def build_patterns(gazetteer: Gazetteer, lexicon: Lexicon) -> Patterns:
    """Derive the patterns from a gazetteer and the word lists.

    Where two sources give the same string, the lexicon's stops and aliases win over names.
    """
    names = _names(gazetteer, lexicon)
    chinese = names.filter(pl.col("role").is_in(["full", "short"]))
    stops = [*lexicon.stops, *_foreign_names(gazetteer, names)]
    aliases = _aliases(_all_aliases(lexicon, names), chinese)
    extra = pl.concat([_stops(chinese, stops), aliases, _run_ons(chinese)])
    extra = extra.unique("text", keep="last", maintain_order=True)
    defaults = {a.text: a for a in lexicon.aliases if a.kind == "default"}
    names = names.join(extra, on="text", how="anti").with_columns(
        pl.col("text")
        .replace_strict({t: a.place_id for t, a in defaults.items()}, default=None)
        .fill_null(pl.col("default_id"))
        .alias("default_id"),
        pl.col("text")
        .replace_strict({t: a.confidence for t, a in defaults.items()}, default=None)
        .fill_null(pl.col("confidence"))
        .cast(pl.Float32)
        .alias("confidence"),
    )
    frame = (
        pl.concat([names, extra.filter(~pl.col("text").is_in(names["text"].implode()))])
        .sort(pl.col("text").str.len_chars(), "text", descending=[True, False])
        .with_row_index("pattern")
    )
    candidates = frame.select("pattern", pl.col("candidates").alias("place_id")).explode("place_id")
    return Patterns(frame.drop("candidates"), candidates.drop_nulls(), lexicon)


def _names(gazetteer: Gazetteer, lexicon: Lexicon) -> pl.DataFrame:
    is_chinese = pl.col("place_id").str.contains(r"^\d{6}$")
    is_country = pl.col("level") == "country"
    listed = pl.col("text").is_in(list(lexicon.world))
    safe_abroad = listed | (
        (pl.col("text").str.len_chars() >= WORLD_SAFE_LENGTH)
        & (pl.col("population") >= WORLD_SAFE_POPULATION)
        & ~pl.col("text").str.contains(r"[区省郡府道]$")
    )
    forms = (
        gazetteer.frame.explode("names")
        .rename({"names": "text"})
        .filter(pl.col("text").str.contains(HAN_NAME))
        .filter(is_chinese | is_country | safe_abroad)
    )
    rank = pl.when(is_chinese).then(
        pl.col("level").replace_strict(
            {"country": 0, "province": 3, "city": 2, "county": 1}, return_dtype=pl.Int8
        )
    )
    # In running text 信义 or 中山 without its city is not a district of Taiwan.
    remote = pl.col("place_id").str.starts_with("71") & (pl.col("level") == "county")
    forms = forms.with_columns(
        rank.otherwise(pl.lit(0)).cast(pl.Int8).alias("rank"),
        pl.when(is_chinese)
        .then(
            pl.when(pl.col("text").str.contains(FULL_NAME) & (pl.col("text").str.len_chars() > 2))
            .then(pl.lit("full"))
            .otherwise(pl.lit("short"))
        )
        .when(is_country)
        .then(pl.lit("country"))
        .otherwise(pl.lit("world"))
        .alias("role"),
        (pl.col("text").is_in(list(lexicon.words)) | remote).alias("is_word"),
        (pl.col("text").is_in(list(lexicon.common)) | remote).alias("is_common"),
        pl.when(pl.col("level") == "county")
        .then(pl.col("name").str.slice(-1))
        .otherwise(pl.lit(""))
        .alias("suffix"),
    ).sort(
        "text",
        "rank",
        pl.col("population").fill_null(0),
        "place_id",
        descending=[False, True, True, False],
    )
    return _one_a_text(forms)


def _one_a_text(forms: pl.DataFrame) -> pl.DataFrame:
    top = pl.col("rank") == pl.col("rank").max()
    first = pl.col("place_id").first()
    # Homonyms abroad are told apart by size; those of one level in China by nothing.
    clear = (pl.col("rank").max() == 0) | (top.sum() == 1)
    order = pl.col("role").replace_strict({r: i for i, r in enumerate(ROLES)}, return_dtype=pl.Int8)
    return (
        forms.group_by("text", maintain_order=True)
        .agg(
            pl.col("role").sort_by(order).first(),
            (pl.col("is_word") & top).any().alias("is_word"),
            (pl.col("is_common") & top).any().alias("is_common"),
            pl.col("rank").max(),
            pl.col("place_id").n_unique().alias("n_candidates"),
            pl.when(clear).then(first).otherwise(None).alias("default_id"),
            pl.col("suffix").first(),
            pl.col("place_id").unique(maintain_order=True).alias("candidates"),
        )
        .with_columns(
            pl.col("text").str.len_chars().alias("length"),
            pl.lit(0.99, pl.Float32).alias("confidence"),
        )
        .select([pl.col(c).cast(t) for c, t in _COLUMNS.items()])
    )


_COLUMNS: dict[str, pl.DataType | type[pl.DataType]] = {
    "text": pl.String,
    "length": pl.Int32,
    "role": pl.String,
    "is_word": pl.Boolean,
    "is_common": pl.Boolean,
    "rank": pl.Int8,
    "n_candidates": pl.UInt32,
    "default_id": pl.String,
    "suffix": pl.String,
    "confidence": pl.Float32,
    "candidates": pl.List(pl.String),
}
Row = tuple[str, int, str, bool, bool, int, int, str | None, str, float, list[str]]


def _frame(rows: Iterable[Row]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=_COLUMNS, orient="row")


def _foreign_names(gazetteer: Gazetteer, names: pl.DataFrame) -> list[str]:
    """Return names abroad that hold a Chinese place's name, such as 南安普敦."""
    abroad = (
        gazetteer.frame.filter(pl.col("place_id").str.starts_with("geonames:"))
        .explode("names")
        .filter(pl.col("names").str.contains(HAN_NAME) & (pl.col("names").str.len_chars() > 3))
        .filter(~pl.col("names").str.contains(r"[市区區郡府县縣]$"))
        .join(names, left_on="names", right_on="text", how="anti")["names"]
        .unique()
        .sort()
    )
    shorts = names.filter(pl.col("role") == "short")["text"].implode()
    return abroad.filter(abroad.str.contains_any(shorts)).to_list()


def _stops(chinese: pl.DataFrame, stops: Iterable[str]) -> pl.DataFrame:
    return _frame(
        (text, len(text), "stop", False, False, 0, 0, None, "", 0.0, [])
        for text in dict.fromkeys(_expand(stops, _slots(chinese)))
    )


def _slots(chinese: pl.DataFrame) -> dict[str, list[str]]:
    shorts = chinese.filter(pl.col("role") == "short")
    return {
        "{province}": shorts.filter(pl.col("rank") == 3)["text"].to_list(),
        "{city}": shorts.filter(pl.col("rank") == 2)["text"].to_list(),
    }


def _expand(templates: Iterable[str], fill: dict[str, list[str]]) -> Iterator[str]:
    for template in templates:
        slot = next((s for s in fill if s in template), None)
        if slot is None:
            yield template
        else:
            yield from (template.replace(slot, name) for name in fill[slot])


def _all_aliases(lexicon: Lexicon, names: pl.DataFrame) -> list[Alias]:
    """Return the aliases, and as unsure ones the nicknames that no place bears as its name."""
    aliases = [a for a in lexicon.aliases if a.kind != "default"]
    known = {*names["text"], *(a.text for a in aliases)}
    unsure = {n.text: n.place_id for n in reversed(lexicon.nicknames) if n.text not in known}
    return aliases + [Alias(t, p, UNCUED, "nickname") for t, p in unsure.items()]


def _aliases(aliases: Iterable[Alias], chinese: pl.DataFrame) -> pl.DataFrame:
    slots = _slots(chinese)
    return _frame(
        # What needs a cue is no witness for its neighbours, either: a word.
        (text, len(text), "alias", unsure, False, 0, 1, a.place_id, "", a.confidence, [a.place_id])
        for a in aliases
        for unsure in [a.confidence <= UNCUED]
        for text in _expand([a.text], slots)
    )


def _run_ons(chinese: pl.DataFrame) -> pl.DataFrame:
    """Return full names followed by what makes another word of them, meaning the short name."""
    tails = pl.DataFrame(
        [(last, tail) for last, tails in RUNS_ON.items() for tail in tails],
        schema={"last": pl.String, "tail": pl.String},
        orient="row",
    )
    text = pl.col("text")
    return (
        chinese.filter(pl.col("role") == "full")
        .select(text.alias("full"), text.str.slice(-1).alias("last"), text.str.head(-1))
        .join(tails, on="last", maintain_order="left_right")
        .join(chinese.filter(pl.col("role") == "short"), on="text", maintain_order="left")
        .with_columns(pl.col("full") + pl.col("tail"))
        .select(pl.col("full").alias("text"), *[c for c in _COLUMNS if c != "text"])
    )


@lru_cache(maxsize=1)
def _load() -> Patterns:
    return build_patterns(Gazetteer.load(), Lexicon.load())
