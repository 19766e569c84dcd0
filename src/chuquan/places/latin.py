"""Names of places in Latin letters: whole words, capitalised, and only where one place is meant.

Most English names are shared by towns, people and words. So a name counts only as a whole word with
its capital; never when it mostly means something else (``data/places_latin_words.txt``); only on
its own when it is also a person's name (``data/places_latin_given.txt``); and only when one place
outweighs its namesakes by population, or when the text names its country.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import polars as pl

from chuquan import tables
from chuquan.places.gazetteer import Gazetteer
from chuquan.places.lexicon import Lexicon
from chuquan.places.trie import Trie

WORTH_A_LOOK = r"[A-Z]\p{Ll}[\p{Ll}'’]"
SURROUNDINGS = 24
JOINED_BEFORE, JOINED_BEHIND = r"[\p{Latin}\p{N}_@]$", r"^[\p{Latin}\p{N}_]"
CAPITALISED_BEFORE, CAPITALISED_BEHIND = r"\p{Lu}\p{Ll}+ $", r"^[ -]\p{Lu}"
# "Paris, Texas" is not in France, and the gazetteer does not know which Paris is in Texas.
IN_A_STATE = (
    r"^, ?(?:Ala|Alask|Ariz|Ark|Calif|Colo|Conn|Del|Fla|Flor|Idaho|Ill|Ind|Iowa|Kan|Ky|Kent|Louis|"
    r"Maine|Mary|Mass|Mich|Minn|Miss|Mont|Neb|Nev|New |North |Ohio|Okla|Ont|Ore|Penn|South |Tenn|"
    r"Tex|Utah|Verm|Virg|Wash|West V|Wis|Wyo|[A-Z]{2}\b)"
)
MIN_POPULATION = 100_000
MIN_LENGTH = 4
COUNTRY_NAMED = 1000.0
SUREST = 0.9
# China's levels, weighed as a population where none is known.
WEIGHT = {"country": 1e9, "province": 3e7, "city": 5e5, "county": 3e4}


@dataclass(frozen=True)
class LatinNames:
    """Latin names and the places they may mean.

    Attributes
    ----------
    names : polars.Series of String, shape (name,)
        All names, each once.
    candidates : polars.DataFrame
        ``text, place_id, parent_id, weight``: what each name may mean and how much that place
        weighs among its namesakes.
    given : frozenset of str
        Names that are also names of persons.
    """

    names: pl.Series
    candidates: pl.DataFrame
    given: frozenset[str]

    @classmethod
    def load(cls) -> LatinNames:
        """Return the names of the gazetteer that ships with the package; read once a process."""
        return _load()

    def find(self, texts: pl.Series) -> pl.DataFrame:
        """Return the places whose Latin names stand in the texts.

        Parameters
        ----------
        texts : polars.Series of String, shape (text,)

        Returns
        -------
        polars.DataFrame
            Schema :data:`chuquan.tables.RESOLVED`; countries are among them.
        """
        worth = texts.str.contains(WORTH_A_LOOK).fill_null(value=False)
        if not worth.any():
            return tables.RESOLVED.empty()
        rows = pl.DataFrame({"row": worth.arg_true(), "nth": range(int(worth.sum()))})
        found = self._trie.find_leftmost(texts.filter(worth))
        found = found.with_columns(self.names.gather(found["string"]).alias("text"))
        hits = self._meant(_with_surroundings(found, texts.filter(worth).to_list()))
        hits = hits.rename({"row": "nth"}).join(
            rows.cast({"nth": pl.UInt32}), on="nth", maintain_order="left"
        )
        named = hits.join(self.candidates, on="text")
        countries = named.filter(pl.col("place_id").str.starts_with("iso:")).select(
            "row", pl.col("place_id").alias("parent_id"), pl.lit(COUNTRY_NAMED).alias("boost")
        )
        weighed = named.join(
            countries.unique(["row", "parent_id"]), on=["row", "parent_id"], how="left"
        ).with_columns(pl.col("weight") * pl.col("boost").fill_null(1.0))
        share = pl.col("weight") / pl.col("weight").sum().over("row", "start")
        return (
            weighed.with_columns((SUREST * share).alias("confidence"))
            .select([pl.col(c).cast(t) for c, t in tables.RESOLVED.columns.items()])
            .filter(pl.col("confidence") >= SUREST / 2)
        )

    @cached_property
    def _trie(self) -> Trie:
        return Trie.of(self.names)

    def _meant(self, hits: pl.DataFrame) -> pl.DataFrame:
        joined = pl.col("before").str.contains(JOINED_BEFORE) | pl.col("behind").str.contains(
            JOINED_BEHIND
        )
        person = pl.col("text").is_in(list(self.given)) & (
            pl.col("before").str.contains(CAPITALISED_BEFORE)
            | pl.col("behind").str.contains(CAPITALISED_BEHIND)
        )
        elsewhere = pl.col("behind").str.contains(IN_A_STATE)
        return hits.filter(~joined & ~person & ~elsewhere)


def _with_surroundings(found: pl.DataFrame, texts: list[str]) -> pl.DataFrame:
    ends = found["start"] + found["length"]
    before, behind = [], []
    for row, start, end in zip(found["row"], found["start"], ends, strict=True):
        before.append(texts[row][max(0, start - SURROUNDINGS) : start])
        behind.append(texts[row][end : end + SURROUNDINGS])
    return found.with_columns(
        ends.alias("end"),
        pl.Series("before", before, dtype=pl.String),
        pl.Series("behind", behind, dtype=pl.String),
    )


def build_latin(gazetteer: Gazetteer, lexicon: Lexicon) -> LatinNames:
    """Derive the Latin names from a gazetteer and the word lists."""
    is_chinese = pl.col("place_id").str.contains(r"^\d{6}$")
    weight = pl.max_horizontal(
        pl.col("population").fill_null(0).cast(pl.Float64),
        pl.when(is_chinese | (pl.col("level") == "country"))
        .then(pl.col("level").replace_strict(WEIGHT, return_dtype=pl.Float64))
        .otherwise(0.0),
    )
    named = (
        gazetteer.frame.select("place_id", "parent_id", "names", "level", weight.alias("weight"))
        .explode("names")
        .rename({"names": "text"})
        .with_columns(  # both apostrophes are in use: Xi'an, Xi’an
            pl.concat_list("text", pl.col("text").str.replace_all("'", "’")).list.unique()
        )
        .explode("text")
        .filter(
            pl.col("text").str.contains(r"^\p{Lu}[\p{Latin}'’ .-]+$")
            & (pl.col("text").str.len_chars() >= MIN_LENGTH)
            & ~pl.col("text").is_in(list(lexicon.latin_words))
        )
    )
    # A name enters for its largest bearer; then all bearers, however small, share the weight.
    known = named.filter(pl.col("weight") >= MIN_POPULATION).select("text").unique()
    long_enough = named.filter(
        pl.col("place_id").str.contains(r"^\d{6}$") & (pl.col("text").str.len_chars() >= 6)
    ).select("text")
    texts = pl.concat([known, long_enough]).unique()
    named = named.join(texts, on="text", how="semi").sort("text", "place_id")
    ordered = texts.sort(pl.col("text").str.len_chars(), "text", descending=[True, False])["text"]
    candidates = named.select("text", "place_id", "parent_id", "weight")
    return LatinNames(ordered, candidates, lexicon.latin_given)


@lru_cache(maxsize=1)
def _load() -> LatinNames:
    return build_latin(Gazetteer.load(), Lexicon.load())
