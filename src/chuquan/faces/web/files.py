"""Tables of breakouts as files: CSV, XLSX, JSON, Parquet; typed, no cell acts as a formula."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

import msgspec

from chuquan.errors import OutsideError
from chuquan.faces.cells import csv_of, defused
from chuquan.faces.web import answers
from chuquan.report import Breakout

COLUMNS: Final[Mapping[str, type]] = {
    "breakout_id": str, "place_id": str, "place_name": str, "place_name_en": str,
    "province_name": str, "image": str, "kind": str, "second_kind": str, "lever": str,
    "phase": str, "onset": date, "peak": date, "end": date, "n_excess": float,
    "rate_ratio": float, "half_life_days": float, "half_life_low_90": float,
    "half_life_high_90": float, "q_value": float, "sources": str,
}  # fmt: skip
"""Columns and their types; days are those of the place's own calendar."""

MEDIA: Final[Mapping[str, str]] = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_WIDTHS: Final[Mapping[type, int]] = {str: 16, date: 11, float: 10}

Row = dict[str, Any]


def row_of(breakout: Breakout) -> Row:
    """Return one breakout as a row of :data:`COLUMNS`."""
    low, high = breakout.half_life_days_interval or (None, None)
    return {
        "breakout_id": breakout.breakout_id,
        "place_id": breakout.place_id,
        "place_name": breakout.place_name,
        "place_name_en": breakout.place_name_en,
        "province_name": breakout.province_name,
        "image": breakout.image,
        "kind": breakout.kind,
        "second_kind": breakout.second_kind,
        "lever": breakout.lever,
        "phase": breakout.phase,
        "onset": breakout.onset.date(),
        "peak": breakout.peak.date(),
        "end": breakout.end.date() if breakout.end else None,
        "n_excess": breakout.n_excess,
        "rate_ratio": breakout.rate_ratio,
        "half_life_days": breakout.half_life_days,
        "half_life_low_90": low,
        "half_life_high_90": high,
        "q_value": breakout.q_value,
        "sources": ", ".join(breakout.sources),
    }


def file_of(breakouts: Sequence[Breakout], ending: str) -> bytes:
    """Return breakouts as a file: rows of :data:`COLUMNS`, as JSON those of the API.

    Parameters
    ----------
    breakouts : sequence of Breakout
    ending : str
        One of :data:`MEDIA`.

    Raises
    ------
    OutsideError
        For XLSX if its writer is not installed.
    """
    if ending == "json":
        return msgspec.json.encode([answers.row(b) for b in breakouts])
    return _WRITERS[ending]([row_of(b) for b in breakouts])


def _csv(rows: Sequence[Row]) -> bytes:
    # The head stands there even when nothing does below it.
    return csv_of(rows) if rows else csv_of([dict.fromkeys(COLUMNS)]).split(b"\r\n")[0] + b"\r\n"


def _parquet(rows: Sequence[Row]) -> bytes:
    import polars as pl  # noqa: PLC0415  half a second that pages do not need

    types = {str: pl.String(), date: pl.Date(), float: pl.Float64()}
    schema = {name: types[kind] for name, kind in COLUMNS.items()}
    out = io.BytesIO()
    pl.DataFrame(list(rows), schema=schema).write_parquet(out)
    return out.getvalue()


def _xlsx(rows: Sequence[Row]) -> bytes:
    try:
        import xlsxwriter  # noqa: PLC0415  an extra
    except ImportError as error:
        raise OutsideError(
            "XlsxWriter is not installed",
            where="XLSX",
            allowed="the extra that brings the pages",
            todo="pip install 'chuquan[web]', or take CSV, JSON or Parquet",
        ) from error
    out = io.BytesIO()
    safe = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
            "strings_to_numbers": False, "nan_inf_to_errors": True}  # fmt: skip
    with xlsxwriter.Workbook(out, safe) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        number = book.add_format({"num_format": "0.00"})
        tiny = book.add_format({"num_format": "0.0000"})
        sheet = book.add_worksheet("breakouts")
        for column, (name, kind) in enumerate(COLUMNS.items()):
            sheet.set_column(column, column, 28 if name == "image" else _WIDTHS[kind])
            sheet.write_string(0, column, name, head)
            for line, row in enumerate(rows, 1):
                value = row[name]
                if value is None:
                    continue
                if kind is str:
                    sheet.write_string(line, column, str(defused(value)))
                elif kind is date:
                    sheet.write_datetime(line, column, value, day)
                else:
                    sheet.write_number(line, column, value, tiny if name == "q_value" else number)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(len(rows), 1), len(COLUMNS) - 1)
    return out.getvalue()


_WRITERS: Final[Mapping[str, Callable[[Sequence[Row]], bytes]]] = {
    "csv": _csv, "parquet": _parquet, "xlsx": _xlsx,
}  # fmt: skip
