"""Known events that ship with Chuquan: public facts, each with its source."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

import polars as pl

from chuquan.tables import EVENTS


@lru_cache(maxsize=1)
def known_events() -> pl.DataFrame:
    """Return the known events, schema :data:`chuquan.tables.EVENTS`.

    They were collected as whole lists (all stops of a tour, all editions of a festival), never by
    what broke out. Attendance is given only where a source tells it.
    """
    text = (files("chuquan") / "data" / "events.csv").read_bytes()
    frame = pl.read_csv(text, comment_prefix="#", infer_schema=False)
    days = [pl.col(name).str.to_date() for name in ("start", "end")]
    return EVENTS.validate(frame.with_columns(days))
