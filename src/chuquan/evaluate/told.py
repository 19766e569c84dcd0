"""What a digest would say of single titles: whether each means its place, its kind, its lever.

The way is the one that mentions go: resolver, mask, classifiers, what earlier days said, known
works. Only the rounding to sixteenths, which averages out over the mentions of a wave, is left out,
so that a probability is seen as it was told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from chuquan.digest.classify import CELLS, work_odds
from chuquan.digest.judge import beside, context_features, prepare
from chuquan.digest.tally import locate
from chuquan.linear import LABEL_ZONE, TimedModel
from chuquan.places.gazetteer import Gazetteer
from chuquan.places.resolve import Resolver
from chuquan.tables import KINDS, LEVERS, UTC_TIME
from chuquan.weights import Weights

_SPAN: Final = ["row", "place_id", "observed_at", "text", "start", "end"]


@dataclass(frozen=True, eq=False)
class Told:
    """What is told of each title.

    Attributes
    ----------
    is_place : bool, shape (title,)
        Whether it means the label's place.
    confidence : float64, shape (title,)
        How sure that is; NaN where the place is not told.
    kinds : float64, shape (title, kind)
        Probability of each of :data:`~chuquan.tables.KINDS`. Of a title whose place is not told a
        digest says nothing; what is given here is what the classifiers say with the label's name
        masked.
    levers : float64, shape (title, lever)
        Probability of each of :data:`~chuquan.tables.LEVERS`, given that it is an image.
    """

    is_place: NDArray[np.bool_]
    confidence: NDArray[np.float64]
    kinds: NDArray[np.float64]
    levers: NDArray[np.float64]


def tell(labels: pl.DataFrame, weights: Weights, mentions: pl.DataFrame | None = None) -> Told:
    """Say of each labelled title what a digest would.

    Parameters
    ----------
    labels : polars.DataFrame, shape (title,)
        As of :func:`chuquan.evaluate.labels.read_labels`; only ``date``, ``place`` and ``title``
        are looked at.
    weights : Weights
    mentions : polars.DataFrame, optional
        Table ``mentions``: what was said around the titles. Each is told with what it teaches of
        the time before the title's own; without it, by the text alone.
    """
    resolver = Resolver.load(weights["place"])
    titles = labels.select(
        pl.lit("titles").alias("source"),
        # Noon where the labels are dated, so that the day is the label's.
        (pl.col("date").cast(pl.Datetime("us")) + pl.duration(hours=12))
        .dt.replace_time_zone(LABEL_ZONE)
        .cast(UTC_TIME)
        .alias("observed_at"),
        pl.col("title").alias("text"),
        pl.lit(None, pl.Float64).alias("heat"),
        pl.lit(None, pl.String).alias("url"),
    )
    resolved = resolver.resolve(titles["text"], titles["observed_at"])
    named = names_told(resolved, labels, resolver.gazetteer)
    spans = _spans(titles, named, labels["place"], resolver)
    archive = None if mentions is None else locate(mentions, resolver)
    kinds, levers = _kinds_and_levers(spans, archive, weights, resolver.gazetteer)
    confidence = np.full(labels.height, np.nan)
    confidence[named["row"].to_numpy()] = named["confidence"].to_numpy()
    return Told(~np.isnan(confidence), confidence, kinds, levers)


def names_told(resolved: pl.DataFrame, labels: pl.DataFrame, gazetteer: Gazetteer) -> pl.DataFrame:
    """Return what the resolver found that is the label's place, the surest one a title.

    Parameters
    ----------
    resolved : polars.DataFrame
        As of :meth:`chuquan.places.resolve.Resolver.resolve`, of the labels' titles.
    labels : polars.DataFrame, shape (title,)
        Columns ``place`` and ``title``.
    gazetteer : Gazetteer

    Returns
    -------
    polars.DataFrame
        Those rows of ``resolved`` that mean a place with the label's name by that name, or a part
        of such a place; or by that name what such a place belongs to (泰山景区 names the city of
        泰山区), as long as that is no province.
    """
    bearers = {name: set(gazetteer.find(name)) for name in labels["place"].unique()}
    places, titles = labels["place"].to_list(), labels["title"].to_list()

    def is_meant(row: int, place_id: str, start: int, end: int) -> bool:
        name, title = places[row], titles[row]
        own = bearers[name]
        touches = any(
            start < at + len(name) and at < end
            for at in range(len(title))
            if title.startswith(name, at)
        )
        if place_id in own:
            return touches
        if own & set(gazetteer.parents(place_id)):
            return True
        is_above = any(place_id in gazetteer.parents(bearer) for bearer in own)
        return touches and is_above and not place_id.endswith("0000")

    spans = resolved.select("row", "place_id", "start", "end").iter_rows()
    meant = pl.Series([is_meant(*span) for span in spans], dtype=pl.Boolean)
    return (
        resolved.filter(meant)
        .sort("row", "confidence", "start", descending=[False, True, False])
        .unique("row", keep="first", maintain_order=True)
    )


def _spans(
    titles: pl.DataFrame, named: pl.DataFrame, names: pl.Series, resolver: Resolver
) -> pl.DataFrame:
    """Return one span a title: the one told, else the label's name where it first stands."""
    told = locate(titles, resolver).join(
        named.select("row", "place_id"), on=["row", "place_id"], how="semi"
    )
    pairs = zip(titles["text"], names, strict=True)
    start = pl.Series("start", [text.find(name) for text, name in pairs], dtype=pl.UInt32)
    rest = (
        titles.with_row_index("row")
        .with_columns(start, end=start + names.str.len_chars(), place_id=pl.lit(""))
        .join(told, on="row", how="anti")
    )
    parts = [
        part.select(_SPAN).cast({"start": pl.UInt32, "end": pl.UInt32}) for part in (told, rest)
    ]
    return pl.concat(parts).sort("row")


def _kinds_and_levers(
    spans: pl.DataFrame, archive: pl.DataFrame | None, weights: Weights, gazetteer: Gazetteer
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    # The one place where evaluation asks the classifiers; it goes as a digest's walk does.
    titles = prepare(spans, gazetteer)
    context = None
    if archive is not None:
        both, is_archive = beside(prepare(archive, gazetteer), titles)
        context = context_features(both, weights, is_archive)[~is_archive]
    kinds = _probabilities(weights["kind"], KINDS, titles.rows, context)
    levers = _probabilities(weights["lever"], LEVERS, titles.rows, context)
    cells = np.column_stack(
        [
            kinds[:, KINDS.index(kind)] * (1 if lever is None else levers[:, LEVERS.index(lever)])
            for kind, lever in CELLS
        ]
    )
    odds = work_odds(spans["text"], spans["place_id"], spans["observed_at"])
    if odds.shape[0]:
        cells *= odds
        cells /= cells.sum(axis=1, keepdims=True)
    of_image = cells[:, [CELLS.index(("image", lever)) for lever in LEVERS]]
    image = of_image.sum(axis=1)
    told = [image if kind == "image" else cells[:, CELLS.index((kind, None))] for kind in KINDS]
    # Where an image is all but ruled out, its levers are as the models say.
    shares = np.where(image[:, None] > 0, of_image / np.maximum(image, _TINY)[:, None], levers)
    return np.column_stack(told), shares


_TINY: Final = float(np.finfo(np.float64).tiny)


def _probabilities(
    model: TimedModel,
    classes: tuple[str, ...],
    rows: pl.DataFrame,
    context: NDArray[np.float32] | None,
) -> NDArray[np.float64]:
    p = model.probabilities(rows["masked"], rows["observed_at"], context).astype(np.float64)
    out: NDArray[np.float64] = p[:, [model.classes.index(name) for name in classes]]
    return out
