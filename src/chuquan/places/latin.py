"""Names of places in Latin letters: whole words, and only where one place is meant.

Most English names are shared by towns, people and words. So a name counts only as a whole word, as
it is written; the well-known ones in small letters, in capitals and in hashtags, too. One that is
a word (Reading) counts only before its state or country; one that is also a person's (Sydney)
only where what stands beside it says so; a team's never; and a name that several places bear only
when one outweighs its namesakes by population, or the text names its country or state.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from itertools import groupby
from operator import itemgetter

import polars as pl

from chuquan import tables
from chuquan.places.gazetteer import Gazetteer
from chuquan.places.latin_names import LatinTables, build_tables
from chuquan.places.lexicon import Lexicon
from chuquan.places.trie import Trie

WORTH_A_LOOK = r"[A-Z]\p{Ll}[\p{Ll}'’]|[A-Za-z]{4}|[A-Z][.A-Z][A-Z.]|[Xx]i['’]?an"
SURROUNDINGS = 24
HUMPS = r"^\p{Lu}.*\p{Ll}$"
IN_TAG = r"#[\p{L}\p{N}_]*$"
JOINED_BEFORE, JOINED_BEHIND = r"[\p{Latin}\p{N}_@]$", r"^[\p{Latin}\p{N}_]"
# #HarbinIceFestival, #VisitDubai, #visitdubai, #parisfashionweek
TAG_BEFORE = (
    r"#(?i:visit|explore|travel|love|ilove|discover|amazing|beautiful|my|iam|wearein|hello)$"
)
TAG_BEHIND = (
    r"^(?i:fashionweek|travel|trip|food|foodie|foodies|marathon|olympics|airport|life|style|city|"
    r"streetstyle|photography|diaries|vibes|nights|love|tourism|festival|icefestival|bbq|hotpot|"
    r"skyline|news|weather|fc|derby|expo|biennale|pride|2\d{3})(?:[^\p{Latin}]|$)"
)
CAPITALISED_BEFORE, CAPITALISED_BEHIND = r"\p{Lu}\p{Ll}+ $", r"^[ -]\p{Lu}"
WORD_BEFORE, WORD_BEHIND = r"\p{Latin}+ $", r"^[ -]\p{Latin}"
COUNTRY_BEHIND = ", "
COUNTRY_NAMED = 1000.0
SUREST = 0.9


class LatinNames:
    """Latin names and the places they may mean.

    Parameters
    ----------
    built : LatinTables
        The names, and what stands for and against each.
    """

    def __init__(self, built: LatinTables) -> None:
        self.built = built

    @classmethod
    def load(cls) -> LatinNames:
        """Return the names of the gazetteer that ships with the package; read once a process."""
        return _load()

    @cached_property
    def _keys(self) -> pl.Series:
        return self.built.names["key"].unique().sort()

    @cached_property
    def _trie(self) -> Trie:
        return Trie.of(self._keys)

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
        some = texts.filter(worth)
        hits = self._meant(_longest(self._written(self._standing(some))))
        named = hits.join(self.built.candidates, on="text")
        weighed = self._weigh(named)
        rows = pl.DataFrame({"at": worth.arg_true()}).with_row_index("row")
        share = pl.col("weight") / pl.col("weight").sum().over("row", "start")
        return (
            weighed.with_columns((pl.col("surest") * share).alias("confidence"))
            .filter(pl.col("confidence") >= SUREST / 2)
            .join(rows, on="row", maintain_order="left")
            .drop("row")
            .rename({"at": "row"})
            .select([pl.col(c).cast(t) for c, t in tables.RESOLVED.columns.items()])
        )

    def _standing(self, texts: pl.Series) -> pl.DataFrame:
        """Return every occurrence of a name in any letter case, with what surrounds it."""
        small = texts.str.to_lowercase()
        # Where a letter changes its length (İ), positions would shift: such a text stays as it is.
        same = small.str.len_chars() == texts.str.len_chars()
        folded = small.zip_with(same, texts)
        found = self._trie.find(folded)
        found = found.with_columns(self._keys.gather(found["string"]).alias("key")).drop("string")
        holding = texts.gather(found["row"])
        around = pl.DataFrame(
            {"text": holding, "start": found["start"], "length": found["key"].str.len_chars()}
        )
        text, start, end = pl.col("text"), pl.col("start"), pl.col("start") + pl.col("length")
        first = pl.max_horizontal(start.cast(pl.Int64) - SURROUNDINGS, 0)
        return found.hstack(
            around.select(
                end.cast(pl.UInt32).alias("end"),
                text.str.slice(start, pl.col("length")).alias("form"),
                text.str.slice(first, start.cast(pl.Int64) - first).alias("before"),
                text.str.slice(end, SURROUNDINGS).alias("behind"),
                text.str.contains(r"\p{Han}").alias("amid_chinese"),
            )
        )

    def _written(self, hits: pl.DataFrame) -> pl.DataFrame:
        """Keep whole words in a letter case in which the name may be written."""
        form, tag = pl.col("form"), pl.col("tag")
        hits = _whole(hits)
        as_it_is = form == pl.col("text")
        small = form == form.str.to_lowercase()
        # Amid Chinese, capitals are a brand's or a singer's.
        capitals = (form == form.str.to_uppercase()) & ~pl.col("amid_chinese")
        humps = tag & form.str.contains(HUMPS)
        any_case = pl.col("is_known") & (small | capitals | humps)
        return (
            hits.join(self.built.names, on="key")
            .with_columns(as_it_is.alias("as_it_is"))
            .filter((as_it_is & (pl.col("is_known") | ~pl.col("amid_chinese"))) | any_case)
            .filter(~pl.col("tag_only") | pl.col("tag"))
        )

    def _meant(self, hits: pl.DataFrame) -> pl.DataFrame:
        """Keep what is no person, no team and no word."""
        before, behind = pl.col("before"), pl.col("behind")
        said = before.str.contains(self.built.beside_before) | behind.str.contains(
            self.built.beside_behind
        )
        capital = before.str.contains(CAPITALISED_BEFORE) | behind.str.contains(CAPITALISED_BEHIND)
        word = before.str.contains(WORD_BEFORE) | behind.str.contains(WORD_BEHIND)
        neighbour = pl.when(pl.col("as_it_is")).then(capital).otherwise(word)
        person = pl.col("is_given") & ~said & ~pl.col("tag") & neighbour
        surnamed = pl.col("is_county") & before.str.contains(self.built.surname_before)
        team = behind.str.contains(self.built.team_behind)
        return (
            hits.with_columns(
                behind.str.extract(self.built.state_behind, 1)
                .replace_strict(self.built.states, default=None, return_dtype=pl.String)
                .alias("state")
            )
            .filter(~person & ~surnamed & ~team & ~pl.col("is_stop"))
            .drop("key", "form", "before")
        )

    def _weigh(self, named: pl.DataFrame) -> pl.DataFrame:
        """Raise what the text names the country or state of; drop what is in another state."""
        country = pl.col("place_id").str.starts_with("iso:")
        countries = named.filter(country).select(
            "row", pl.col("place_id").alias("parent_id"), "start"
        )
        surely = named.filter(country & ~pl.col("is_word"))
        told = surely.select(
            "row", pl.col("place_id").alias("parent_id"), pl.lit(COUNTRY_NAMED).alias("boost")
        ).unique()
        right_behind = countries.select(
            "row", "parent_id", (pl.col("start").cast(pl.Int64) - 2).alias("end")
        ).unique()
        weighed = (
            named.with_columns(pl.col("end").cast(pl.Int64))
            .join(told, on=["row", "parent_id"], how="left")
            .join(
                right_behind.with_columns(pl.lit(value=True).alias("in_country")),
                on=["row", "parent_id", "end"],
                how="left",
            )
            .join(
                self.built.in_state.with_columns(pl.lit(value=True).alias("in_state")),
                on=["place_id", "state"],
                how="left",
            )
        )
        in_country = pl.col("in_country").fill_null(value=False) & pl.col("behind").str.starts_with(
            COUNTRY_BEHIND
        )
        in_state = pl.col("in_state").fill_null(value=False)
        said = in_country | in_state
        boost = pl.when(in_state).then(COUNTRY_NAMED).otherwise(pl.col("boost").fill_null(1.0))
        return weighed.filter(
            (said | ~pl.col("is_word")) & (said | pl.col("state").is_null() | country)
        ).with_columns(pl.col("weight") * boost)


def _whole(hits: pl.DataFrame) -> pl.DataFrame:
    """Keep whole words, and parts of a hashtag that its capitals or well-known parts set off."""
    before, behind = pl.col("before"), pl.col("behind")
    starts, ends = ~before.str.contains(JOINED_BEFORE), ~behind.str.contains(JOINED_BEHIND)
    hits = hits.with_columns(before.str.contains("#", literal=True).alias("tag"))
    if not hits["tag"].any():
        return hits.filter(starts & ends)
    tag = before.str.contains(IN_TAG)
    humps = pl.col("form").str.contains(HUMPS)
    starts |= tag & humps & before.str.contains(r"[\p{Ll}\p{N}]$")
    starts |= tag & before.str.contains(TAG_BEFORE)
    ends |= tag & humps & behind.str.contains(r"^[\p{Lu}\p{N}]")
    ends |= tag & behind.str.contains(TAG_BEHIND)
    return hits.with_columns(tag.alias("tag")).filter(starts & ends)


def _longest(hits: pl.DataFrame) -> pl.DataFrame:
    """Keep of overlapping names the longest, then the leftmost."""
    hits = hits.with_row_index("hit").with_columns(
        (pl.col("end") - pl.col("start")).alias("n_chars")
    )
    several = hits.filter(pl.len().over("row") > 1).sort(
        "row", "n_chars", "start", descending=[False, True, False]
    )
    dropped: list[int] = []
    rows = several.select("row", "hit", "start", "end").iter_rows()
    for _, group in groupby(rows, key=itemgetter(0)):
        taken: list[tuple[int, int]] = []
        for _, hit, start, end in group:
            if all(end <= s or e <= start or (s, e) == (start, end) for s, e in taken):
                taken.append((start, end))
            else:
                dropped.append(hit)
    kept = ~pl.col("hit").is_in(pl.Series(dropped, dtype=pl.UInt32).implode())
    return hits.filter(kept).drop("hit", "n_chars")


@lru_cache(maxsize=1)
def _load() -> LatinNames:
    return LatinNames(build_tables(Gazetteer.load(), Lexicon.load()))
