"""Events from a column of the outcomes that flags their days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import polars as pl

from chuquan.errors import ColumnError, RefusalError
from chuquan.impact.events.table import EventsReading, event_columns, identified
from chuquan.impact.reading.dates import day_order, read_period
from chuquan.impact.reading.named import resolve_names
from chuquan.places.gazetteer import Gazetteer
from chuquan.sources.base import ReadOptions
from chuquan.sources.delimited import LINE
from chuquan.sources.files import read_table

_TRUE: Final = frozenset({"1", "1.0", "true", "yes", "y", "是", "有", "x", "√", "✓"})
_FALSE: Final = frozenset({"0", "0.0", "false", "no", "n", "否", "无", "-", ""})


def events_of_flag(
    path: str | Path,
    flag: str,
    *,
    columns: Mapping[str, str] | None = None,
    place: str | None = None,
    lever: str | None = None,
    join_days: bool = True,
    encoding: str | None = None,
    gazetteer: Gazetteer | None = None,
) -> EventsReading:
    """Make events of a column of the outcomes that flags their days with 0 and 1.

    Parameters
    ----------
    path : str or Path
        The table of outcomes.
    flag : str
        The column.
    columns, place, lever, encoding, gazetteer
        As for :func:`read_events`; of ``columns`` the roles ``start`` and ``place`` count.
    join_days : bool
        Whether flagged days in a row are one event; otherwise each day is one.

    Raises
    ------
    ColumnError
        If there is no such column.
    RefusalError
        If it flags no day, or holds anything but flags.
    """
    label = str(path)
    frame = read_table(Path(path), ReadOptions(encoding=encoding)).frame
    names = [name for name in frame.columns if name != LINE]
    if flag not in names:
        raise ColumnError(
            f"no column named '{flag}'",
            where=label,
            allowed=", ".join(names),
            todo="name the column that flags the days of events",
        )
    roles = event_columns(names, columns or {}, label)
    is_flagged = _flags(frame, flag, label)
    time = frame[roles["start"]].cast(pl.String, strict=False).fill_null("")
    order = day_order(time.to_list())
    spans = [read_period(text, order) for text in time.filter(is_flagged)]
    where = (
        frame[roles["place"]].cast(pl.String).filter(is_flagged).to_list()
        if "place" in roles
        else [place] * len(spans)
    )
    pairs = [(p, (s.first, s.last)) for p, s in zip(where, spans, strict=True) if s is not None]
    if not pairs:
        raise RefusalError(
            f"column '{flag}' flags no day",
            where=label,
            allowed="1 on the days of events",
            todo="name another column, or give the events as a table of their own",
        )
    named = resolve_names({(str(p), "") for p, _ in pairs if p}, gazetteer or Gazetteer.load())
    runs = [
        (named.place_id.get((str(p), "")), first, last)
        for p in dict.fromkeys(p for p, _ in pairs)
        for first, last in _runs(sorted({d for q, d in pairs if q == p}), join_days=join_days)
    ]
    rows = pl.DataFrame(
        runs,
        schema={"place_id": pl.String, "start": pl.Date, "end": pl.Date},
        orient="row",
    ).with_columns(
        event_id=pl.format("{}:{}", pl.lit(flag), pl.col("start").cast(pl.String)),
        name=pl.format("{} {}", pl.lit(flag), pl.col("start").cast(pl.String)),
        lever=pl.lit(lever, pl.String),
        source=pl.lit(label),
    )
    return EventsReading(identified(rows), (), named.names, label)


def _flags(frame: pl.DataFrame, flag: str, file: str) -> pl.Series:
    words = frame[flag].cast(pl.String).fill_null("").str.strip_chars().str.to_lowercase()
    is_odd = ~words.is_in(sorted(_TRUE | _FALSE))
    if is_odd.any():
        at = int(is_odd.arg_max() or 0)
        raise RefusalError(
            f"column '{flag}' holds '{words[at]}', which is no flag",
            where=f"{file}, line {frame[LINE][at]}",
            allowed="0 and 1, false and true, no and yes, 否 and 是",
            todo="name another column",
        )
    return words.is_in(sorted(_TRUE))


def _runs(days: Sequence[tuple[date, date]], *, join_days: bool) -> list[tuple[date, date]]:
    out: list[tuple[date, date]] = []
    for first, last in days:
        if join_days and out and first <= out[-1][1] + timedelta(days=1):
            out[-1] = (out[-1][0], max(last, out[-1][1]))
        else:
            out.append((first, last))
    return out
