"""Which places a text means, how sure that is, and which characters say so.

Names are found by a trie (:mod:`~chuquan.places.match`), what shares a name is told apart by
what else the text names (:mod:`~chuquan.places.senses`), and whether a short name is the place at
all is judged by a model of its context (:mod:`~chuquan.places.context`). Only texts that hold a
name cost more than the trie.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from chuquan import tables
from chuquan.linear import TimedModel
from chuquan.places.context import context_strings
from chuquan.places.gazetteer import Gazetteer
from chuquan.places.latin import LatinNames
from chuquan.places.match import find_spans
from chuquan.places.patterns import Patterns
from chuquan.places.senses import ADJACENT, LINEAGE, NONE, SIBLING, choose_senses
from chuquan.places.surround import CUED, add_cued, is_club_abroad

THRESHOLD = 0.5
"""What is less sure than this is no mention of the place."""

# Certainties where rules decide, set by judgement; where the model decides, its probability stands.
FULL, PARENT_BEFORE, PARENT_NAMED, SIBLING_NAMED = 0.99, 0.95, 0.7, 0.6
SHORT, WORD, ABROAD = 0.9, 0.2, 0.9


@dataclass(frozen=True)
class Resolver:
    """Finds the places that texts mean.

    Attributes
    ----------
    gazetteer : Gazetteer
    patterns : Patterns
    latin : LatinNames
    place_model : TimedModel or None
        Classes ``place`` and ``other``, over :func:`~chuquan.places.context.context_strings`.
        Without it, rules alone decide: a short name is the place unless it is an ordinary word.
    countries : bool
        Whether a text that names a country means a place. Off by default: the unit is the city.

    Examples
    --------
    >>> resolver = Resolver.load(None)
    >>> resolver.resolve(pl.Series(["山东淄博烧烤"]))["place_id"].to_list()
    ['370300']
    """

    gazetteer: Gazetteer
    patterns: Patterns
    latin: LatinNames
    place_model: TimedModel | None = None
    countries: bool = False

    @classmethod
    def load(cls, place_model: TimedModel | None = None, *, countries: bool = False) -> Resolver:
        """Return a resolver over the gazetteer and word lists that ship with the package."""
        return cls(Gazetteer.load(), Patterns.load(), LatinNames.load(), place_model, countries)

    def resolve(self, texts: pl.Series, observed_at: pl.Series | None = None) -> pl.DataFrame:
        """Return the places that each text means.

        Parameters
        ----------
        texts : polars.Series of String, shape (text,)
            A null or empty text means no place.
        observed_at : polars.Series of Datetime or Date, shape (text,), optional
            When each text was observed, which decides the model that judges it; the latest one
            where it is not given.

        Returns
        -------
        polars.DataFrame
            Schema :data:`chuquan.tables.RESOLVED`, one row a (text, place), by row and start. What
            a named place belongs to is left out (山东 in 山东淄博): it rolls up. Of several
            mentions of one place in a text the surest is given.
        """
        texts = texts.cast(pl.String)
        found = pl.concat([self._chinese(texts, observed_at), self.latin.find(texts)])
        if not self.countries:
            found = found.filter(~pl.col("place_id").str.starts_with("iso:"))
        sure = (
            found.filter(pl.col("confidence") >= THRESHOLD)
            .sort("row", "confidence", "start", descending=[False, True, False])
            .unique(["row", "place_id"], keep="first", maintain_order=True)
        )
        return (
            sure.join(self._implied(sure), on=["row", "place_id"], how="anti")
            .sort("row", "start", "place_id")
            .select(list(tables.RESOLVED.columns))
        )

    def _implied(self, sure: pl.DataFrame) -> pl.DataFrame:
        several = sure.filter(pl.len().over("row") > 1)
        return several.join(self.gazetteer.ancestors_frame(), on="place_id").select(
            "row", pl.col("ancestor_id").alias("place_id")
        )

    def _chinese(self, texts: pl.Series, observed_at: pl.Series | None) -> pl.DataFrame:
        spans = choose_senses(
            find_spans(texts, self.patterns), self.patterns, self.gazetteer.ancestors_frame()
        )
        spans = (
            add_cued(spans, texts, self.patterns)
            .join(
                self.patterns.frame.drop("text", "length", "default_id"),
                on="pattern",
                how="left",
                maintain_order="left",
            )
            .filter(pl.col("place_id").is_not_null() & ~_after_foreign())
        )
        spans = spans.filter(~is_club_abroad(spans, texts, self.patterns.lexicon))
        return spans.with_columns(self._confidence(spans, texts, observed_at)).select(
            list(tables.RESOLVED.columns)
        )

    def _confidence(
        self, spans: pl.DataFrame, texts: pl.Series, observed_at: pl.Series | None
    ) -> pl.Series:
        is_word, support = pl.col("is_word"), pl.col("support")
        unsupported = pl.when(is_word).then(WORD).otherwise(SHORT)
        certain = pl.max_horizontal(
            unsupported, _floor(), pl.when(support == LINEAGE).then(PARENT_NAMED)
        )
        ruled = spans.select(
            pl.when(pl.col("role") == "short")
            .then(certain)
            .when(pl.col("role") == "full")
            .then(FULL)
            .when(pl.col("role").is_in(["world", "country"]))
            .then(ABROAD)
            .otherwise(1.0)
            .alias("confidence")
        ).to_series()
        if self.place_model is not None:
            ruled = self._judged(self.place_model, spans, texts, observed_at, ruled)
        # What several places share is no surer than its default, unless something supports it.
        limit = pl.when(support == NONE).then(pl.col("confidence")).otherwise(1.0)
        return (
            spans.with_columns(pl.Series("ruled", ruled))
            .select(
                pl.when("cued")
                .then(CUED)
                .otherwise(pl.min_horizontal("ruled", limit))
                .cast(pl.Float32)
                .alias("confidence")
            )
            .to_series()
        )

    def _judged(
        self,
        model: TimedModel,
        spans: pl.DataFrame,
        texts: pl.Series,
        observed_at: pl.Series | None,
        ruled: pl.Series,
    ) -> pl.Series:
        short_name = (spans["role"] == "short").fill_null(value=False)
        # Of a common word no context can make a place: only what else the text names counts.
        ruled = ruled.zip_with(~short_name, spans.select(_floor().alias("floor")).to_series())
        judged = short_name & ~spans["is_common"]
        if not judged.any():
            return ruled
        short = spans.filter(judged)
        rows = short["row"]
        if observed_at is None:
            times = pl.Series([date(9999, 12, 30)]).new_from_index(0, len(rows))
        else:
            times = observed_at.gather(rows)
        contexts = context_strings(texts, short)
        probability = model.probabilities(contexts, times)[:, model.classes.index("place")]
        decided = short.select(
            pl.max_horizontal(pl.Series("model", probability).cast(pl.Float64), _floor())
        ).to_series()
        return ruled.scatter(judged.arg_true(), decided)


def _floor() -> pl.Expr:
    """Return what the rest of the text makes sure of, whatever the model says of the context."""
    support = pl.col("support")
    return (
        pl.when(support == ADJACENT)
        .then(PARENT_BEFORE)
        .when((support == LINEAGE) & ~pl.col("is_word"))
        .then(PARENT_NAMED)
        .when((support == SIBLING) & ~pl.col("is_common"))
        .then(SIBLING_NAMED)
        .otherwise(0.0)
    )


def _after_foreign() -> pl.Expr:
    # 首尔江南区 is a district of Seoul, whatever district of China has its name.
    foreign = pl.col("role").is_in(["world", "country"])
    same_text = pl.col("row").shift(1) == pl.col("row")
    touches = same_text & (pl.col("end").shift(1) == pl.col("start"))
    return ((pl.col("rank") == 1) & foreign.shift(1) & touches).fill_null(value=False)
