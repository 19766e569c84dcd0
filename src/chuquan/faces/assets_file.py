"""Assets as a file that a spreadsheet opens, and that can be read again as a table of one's own."""

from __future__ import annotations

from pathlib import Path

from chuquan.errors import UserError
from chuquan.faces.cells import csv_of
from chuquan.report import AssetList


def check_ending(path: Path) -> None:
    """Refuse a file that would not be CSV.

    Raises
    ------
    UserError
        For any other ending.
    """
    if path.suffix.lower() != ".csv":
        raise UserError(
            f"a file that does not end in .csv: {path.name}",
            where="--out",
            allowed="a file ending in .csv, which Excel opens",
            todo="end its name in .csv",
        )


def file_of(known: AssetList) -> bytes:
    """Return all assets as CSV, one row a thing and place."""
    rows = [
        {
            "place_id": asset.place_id,
            "place_zh": known.names[asset.place_id][0],
            "place_en": known.names[asset.place_id][1],
            "name": asset.name,
            "kind": asset.kind,
            "name_en": asset.name_en,
            "names": ";".join(asset.names),
            "since": asset.since.isoformat() if asset.since else None,
            "source": asset.source,
            "url": asset.url,
        }
        for asset in known.assets
    ]
    return csv_of(rows)
