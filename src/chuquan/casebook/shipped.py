"""The casebook that ships with Chuquan: what plans draw on where no report is given."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Any

import msgspec

from chuquan.report import Casebook, Report


@lru_cache(maxsize=1)
def shipped_casebook() -> Casebook:
    """Return the casebook of the five archives that Chuquan was built with, 2020-11 to 2024-06.

    ``scripts/build_casebook.py`` makes it; it takes some milliseconds to read.
    """
    data = (files("chuquan") / "data" / "casebook.json").read_bytes()
    return msgspec.json.decode(data, type=Casebook)


def casebook_of(report: Report | None) -> Casebook:
    """Return the casebook that a report holds, or the one that ships with Chuquan."""
    if report is None or report.casebook is None:
        return shipped_casebook()
    return report.casebook


def rounded(casebook: Casebook, digits: int = 4) -> Casebook:
    """Return a casebook with figures of so many significant digits, for a small file."""
    plain = _round(msgspec.to_builtins(casebook), digits)
    return msgspec.convert(plain, type=Casebook)


def _round(value: Any, digits: int) -> Any:
    if isinstance(value, float):
        return float(f"{value:.{digits}g}")
    if isinstance(value, dict):
        return {name: _round(inner, digits) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_round(inner, digits) for inner in value]
    return value
