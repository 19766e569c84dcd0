"""Reading a user's table of assets."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from chuquan.places.gazetteer import Gazetteer
from chuquan.report import Asset, Problem


@dataclass(frozen=True)
class AssetsReading:
    """What a table of assets holds, and what of it could not be read."""

    assets: tuple[Asset, ...]
    problems: tuple[Problem, ...]


def read_assets(path: Path, gazetteer: Gazetteer, *, encoding: str | None = None) -> AssetsReading:
    """Read a table of assets from CSV, TSV or XLSX."""
    raise NotImplementedError
