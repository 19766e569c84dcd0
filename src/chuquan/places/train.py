"""Fit the model that tells a place from what only bears its name (extra ``train``)."""

from __future__ import annotations

import polars as pl

from chuquan.errors import LabelError
from chuquan.fit import fit_linear
from chuquan.linear import LinearModel
from chuquan.places.context import context_strings
from chuquan.places.gazetteer import Gazetteer
from chuquan.places.match import find_spans
from chuquan.places.patterns import Patterns
from chuquan.places.senses import NONE, choose_senses

CLASSES = ("place", "other")
# Chosen on time blocks of the labels before 2023-07-01.
N_MAX, STRENGTH, BITS = 3, 30.0, 17


def fit_place_model(labels: pl.DataFrame) -> LinearModel:
    """Fit the place model on titles in which one name was judged.

    Parameters
    ----------
    labels : polars.DataFrame, shape (title,)
        ``title``, ``place`` (the name that was judged, as it stands in the title) and
        ``is_place`` (1 when the name means the place, else 0). Any subset serves, so a model for
        a period can be fitted on the labels before it.

    Returns
    -------
    LinearModel
        Classes ``place`` and ``other``.

    Raises
    ------
    LabelError
        If a title does not hold its name, or ``is_place`` is neither 0 nor 1.
    """
    contexts = label_contexts(labels)
    classes = [CLASSES[0] if flag else CLASSES[1] for flag in _flags(labels)]
    return fit_linear(
        contexts,
        classes,
        classes=CLASSES,
        n_max=N_MAX,
        bits=BITS,
        min_count=1,
        strength=STRENGTH,
    )


def _flags(labels: pl.DataFrame) -> list[bool]:
    flags = labels["is_place"].cast(pl.String)
    bad = ~flags.is_in(["0", "1"]) | flags.is_null()
    if bad.any():
        row = int(bad.arg_max() or 0)
        raise LabelError(
            f"is_place is {flags[row]!r}",
            where=f"labels, row {row}",
            allowed="0 and 1",
            todo="mend the row or drop it",
        )
    return [flag == "1" for flag in flags]


def label_contexts(labels: pl.DataFrame) -> pl.Series:
    """Return the context string of each label's name, as the resolver would see it.

    A name that the resolver would not tag, because a longer string covers it, is taken where it
    first stands.
    """
    patterns = Patterns.load()
    titles = labels["title"].cast(pl.String)
    spans = choose_senses(
        find_spans(titles, patterns), patterns, Gazetteer.load().ancestors_frame()
    )
    wanted = labels.select(pl.col("place").alias("name")).with_row_index("row")
    facts = patterns.frame.select(
        "pattern", "rank", "n_candidates", "is_word", "suffix", pl.col("text").alias("name")
    )
    tagged = (
        spans.join(patterns.frame.select("pattern", "role"), on="pattern")
        .filter(pl.col("role") == "short")
        .join(wanted.with_columns(titles.alias("text")), on="row")
        .filter(
            pl.col("text").str.slice(pl.col("start"), pl.col("end") - pl.col("start"))
            == pl.col("name")
        )
        .sort("start")
        .unique("row", keep="first")
        .select("row", "start", "end", "support")
    )
    starts = [t.find(n) for t, n in zip(titles, labels["place"], strict=True)]
    if starts and min(starts) < 0:
        row = starts.index(-1)
        raise LabelError(
            f"the title does not hold the name {labels['place'][row]!r}",
            where=f"labels, row {row}",
            allowed="a name as it stands in the title",
            todo="mend the row or drop it",
        )
    first = pl.Series("first", starts, dtype=pl.UInt32)
    complete = (
        wanted.with_columns(first)
        .join(tagged, on="row", how="left", maintain_order="left")
        .join(facts, on="name", how="left", maintain_order="left")
        .with_columns(
            pl.col("start").fill_null(pl.col("first")),
            pl.col("end").fill_null(pl.col("first") + pl.col("name").str.len_chars()),
            pl.col("support").fill_null(NONE),
            pl.col("rank", "n_candidates").fill_null(0),
            pl.col("is_word").fill_null(value=False),
            pl.col("suffix").fill_null(""),
        )
    )
    return context_strings(titles, complete)
