"""The shipped lists of assets.

Built by ``scripts/build_assets.py``; ``data/assets/README.md`` says where each list is from, what
of it was checked, and what a date means.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import Final

import msgspec
import polars as pl

from chuquan.report import Asset
from chuquan.tables import ASSETS

SEPARATOR: Final = ";"
"""Between the names of one asset, and between the sources of one that stands in several lists."""


@lru_cache(maxsize=1)
def shipped_frame() -> pl.DataFrame:
    """Return the shipped lists as table ``assets``; read once a process."""
    with resources.as_file(resources.files("chuquan") / "data" / "assets" / "assets.tsv") as path:
        frame = pl.read_csv(
            path,
            separator="\t",
            quote_char=None,
            schema_overrides=dict.fromkeys(ASSETS.columns, pl.String),
        )
    names = pl.col("names").str.split(SEPARATOR)
    return ASSETS.validate(
        frame.with_columns(
            names=names.fill_null([]),
            since=pl.col("since").str.to_date("%Y-%m-%d"),
        )
    )


@lru_cache(maxsize=1)
def shipped_assets() -> tuple[Asset, ...]:
    """Return all assets of the shipped lists, by place and name; read once a process."""
    return assets_of_frame(shipped_frame())


def assets_of_frame(frame: pl.DataFrame) -> tuple[Asset, ...]:
    """Return the rows of a table ``assets`` as :class:`~chuquan.report.Asset`, in its order."""
    filled = frame.select(
        pl.col("name_en").fill_null(""),
        pl.col("names").fill_null([]),
        *(name for name in ASSETS.columns if name not in {"name_en", "names"}),
    )
    return tuple(msgspec.convert(filled.to_dicts(), list[Asset]))
