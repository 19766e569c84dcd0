"""The shipped counts of what was said of places, and the breakouts found in them.

Built by ``scripts/build_known.py`` from five public archives of hot lists; the digest's head names
each with its licence. They answer where a user has no mentions of his own, and say how other places
are spoken of where he has few.
"""

from __future__ import annotations

import lzma
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from chuquan.digest import store
from chuquan.digest.store import Digest
from chuquan.report import Report

REPORT_FILE: Final = "report.json.xz"


def shipped_folder() -> Path:
    """Return the folder of the shipped counts."""
    return Path(str(files("chuquan") / "data" / "known"))


@lru_cache(maxsize=1)
def shipped_digest() -> Digest:
    """Return the shipped counts; read once a process."""
    return store.load(shipped_folder() / "digest")


@lru_cache(maxsize=1)
def shipped_report() -> Report:
    """Return the breakouts of the shipped counts, found with the default settings."""
    data = (shipped_folder() / REPORT_FILE).read_bytes()
    return Report.from_json(lzma.decompress(data), where=REPORT_FILE)
