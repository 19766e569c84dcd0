"""The tables of Latin names: what each may mean, how well known it is, what speaks against it."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from chuquan.places.gazetteer import Gazetteer
from chuquan.places.lexicon import LatinAlias, Lexicon

WRITTEN = r"^\p{Lu}[\p{Latin}'’ .-]+$"
MIN_POPULATION = 100_000
MIN_LENGTH = 4
KNOWN_POPULATION = 1_500_000
KNOWN_LENGTH = 6
SUREST = 0.9
# China's levels, weighed as a population where none is known.
WEIGHT = {"country": 1e9, "province": 3e7, "city": 5e5, "county": 3e4}
SURNAMES = (
    "Wang|Li|Zhang|Liu|Chen|Yang|Zhao|Huang|Zhou|Wu|Xu|Sun|Hu|Zhu|Gao|Lin|He|Guo|Ma|Luo|Liang|Song|"
    "Zheng|Xie|Han|Tang|Feng|Yu|Dong|Xiao|Cheng|Cao|Yuan|Deng|Shen|Peng|Lu|Su|Jiang|Cai|Jia|Ding|Wei|"
    "Xue|Ye|Pan|Du|Dai|Xia|Zhong|Tian|Ren|Fan|Fang|Shi|Yao|Tan|Zou|Xiong|Jin|Hao|Kong|Bai|Cui|Kang|Mao|"
    "Qiu|Qin|Gu|Hou|Shao|Meng|Wan|Qian|Yin"
)


@dataclass(frozen=True)
class LatinTables:
    """What is known of Latin names before any text is seen.

    Attributes
    ----------
    names : polars.DataFrame
        One row a spelling: ``key`` (in small letters), ``text`` (as it is written), ``is_known``
        (in any letter case), ``is_word`` (only before its state or country), ``is_given`` (also a
        person's), ``is_county`` (of a Chinese county alone), ``is_stop`` (means
        no place), ``tag_only`` (a spelling of hashtags).
    candidates : polars.DataFrame
        ``text, place_id, parent_id, weight, surest``: what each may mean, how much that place
        weighs among its namesakes, and how sure the name makes it at most.
    in_state : polars.DataFrame
        ``place_id, state``: places of the United States and Canada.
    states : dict of str to str
        What a text may call a state, to its code.
    beside_before, beside_behind, team_behind, state_behind, surname_before : str
        Regular expressions over what surrounds a name.
    """

    names: pl.DataFrame
    candidates: pl.DataFrame
    in_state: pl.DataFrame
    states: dict[str, str]
    beside_before: str
    beside_behind: str
    team_behind: str
    state_behind: str
    surname_before: str


def build_tables(gazetteer: Gazetteer, lexicon: Lexicon) -> LatinTables:
    """Derive the tables from a gazetteer and the word lists."""
    candidates = pl.concat(
        [_candidates(gazetteer, lexicon), _also(gazetteer, lexicon.latin_also)], how="vertical"
    )
    names = _names(candidates, lexicon)
    spaceless = names.filter(pl.col("is_known") & pl.col("text").str.contains(r"[ '.-]"))
    tags = spaceless.with_columns(
        pl.col("key").str.replace_all(r"[ '’.-]", "").alias("key"),
        pl.lit(value=True).alias("tag_only"),
    ).filter(pl.col("key").str.len_chars() >= MIN_LENGTH)
    tags = tags.unique("key", keep="first", maintain_order=True).join(names, on="key", how="anti")
    states = {said: state.code for state in lexicon.latin_states for said in state.called}
    return LatinTables(
        names=pl.concat([names, tags]),
        candidates=candidates.filter(pl.col("place_id").is_not_null()),
        in_state=pl.DataFrame(
            [(i, state.code) for state in lexicon.latin_states for i in state.place_ids],
            schema={"place_id": pl.String, "state": pl.String},
            orient="row",
        ),
        states=states,
        beside_before=rf"(?i)(?:^|[^\p{{L}}])(?:{_either(lexicon.latin_before)}) (?:the )?$",
        beside_behind=rf"^(?i)(?:'s|’s)?[ -](?:{_either(lexicon.latin_behind)})(?:[^\p{{L}}]|$)",
        team_behind=rf"^ (?:{_either(lexicon.latin_teams)})(?:[^\p{{L}}]|$)",
        state_behind=rf"^, ?({_either(states)})(?:[^\p{{L}}]|$)",
        surname_before=rf"(?:^|[^\p{{L}}])(?:{SURNAMES}) $",
    )


def _either(words: object) -> str:
    listed = sorted({str(word) for word in words}, key=lambda w: (-len(w), w))  # type: ignore[attr-defined]
    return "|".join(word.replace(".", r"\.").replace("+", r"\+") for word in listed)


def _candidates(gazetteer: Gazetteer, lexicon: Lexicon) -> pl.DataFrame:
    is_chinese = pl.col("place_id").str.contains(r"^\d{6}$")
    weight = pl.max_horizontal(
        pl.col("population").fill_null(0).cast(pl.Float64),
        pl.when(is_chinese | (pl.col("level") == "country"))
        .then(pl.col("level").replace_strict(WEIGHT, return_dtype=pl.Float64))
        .otherwise(0.0),
    )
    own = {alias.text for alias in lexicon.latin_also}
    named = (
        gazetteer.frame.select("place_id", "parent_id", "names", weight.alias("weight"))
        .explode("names")
        .rename({"names": "text"})
        .with_columns(  # both apostrophes are in use: Xi'an, Xi’an
            pl.concat_list("text", pl.col("text").str.replace_all("'", "’")).list.unique()
        )
        .explode("text")
        .filter(
            pl.col("text").str.contains(WRITTEN)
            & (pl.col("text").str.len_chars() >= MIN_LENGTH)
            & ~pl.col("text").is_in(list(own))
        )
    )
    # A name enters for its largest bearer; then all bearers, however small, share the weight.
    known = named.filter(pl.col("weight") >= MIN_POPULATION).select("text")
    long_enough = named.filter(
        pl.col("place_id").str.contains(r"^\d{6}$") & (pl.col("text").str.len_chars() >= 6)
    ).select("text")
    words = pl.DataFrame({"text": sorted(lexicon.latin_words)})
    entering = pl.concat([known, long_enough, words]).unique()
    return (
        named.join(entering, on="text", how="semi")
        .sort("text", "place_id")
        .with_columns(pl.lit(SUREST).alias("surest"))
        .select("text", "place_id", "parent_id", "weight", "surest")
    )


def _also(gazetteer: Gazetteer, also: tuple[LatinAlias, ...]) -> pl.DataFrame:
    parents = dict(gazetteer.frame.select("place_id", "parent_id").iter_rows())
    return pl.DataFrame(
        [(a.text, a.place_id, parents.get(a.place_id or ""), 1.0, a.confidence) for a in also],
        schema={
            "text": pl.String,
            "place_id": pl.String,
            "parent_id": pl.String,
            "weight": pl.Float64,
            "surest": pl.Float64,
        },
        orient="row",
    )


def _names(candidates: pl.DataFrame, lexicon: Lexicon) -> pl.DataFrame:
    chinese = pl.col("place_id").str.contains(r"^\d{6}$").fill_null(value=False)
    large = (pl.col("weight") >= KNOWN_POPULATION) & (
        pl.col("text").str.len_chars() >= KNOWN_LENGTH
    )
    seat = chinese & pl.col("place_id").str.ends_with("00")
    well = large | (seat & (pl.col("text").str.len_chars() >= KNOWN_LENGTH))
    text, also = pl.col("text"), [alias.text for alias in lexicon.latin_also]
    listed = text.is_in(list(lexicon.latin_known)) | text.is_in(also)
    word = text.is_in(list(lexicon.latin_words)) & ~text.is_in(also)
    return (
        candidates.group_by("text", maintain_order=True)
        .agg(
            well.any().alias("well"),
            (chinese & ~seat).all().alias("is_county"),
            pl.col("place_id").is_null().all().alias("is_stop"),
        )
        .with_columns(
            text.str.to_lowercase().alias("key"),
            ((pl.col("well") | listed) & ~word).alias("is_known"),
            word.alias("is_word"),
            text.is_in(list(lexicon.latin_given)).alias("is_given"),
            pl.lit(value=False).alias("tag_only"),
        )
        .select(
            "key", "text", "is_known", "is_word", "is_given", "is_county", "is_stop", "tag_only"
        )
    )
