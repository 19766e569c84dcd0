"""The shipped counts of what was said of places, and the breakouts found in them.

Built by ``scripts/build_known.py`` from five public archives of hot lists; the digest's head names
each with its licence. They answer where a user has no mentions of his own, and say how other places
are spoken of where he has few.
"""

from __future__ import annotations

import lzma
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Final

import msgspec

from chuquan.digest import store
from chuquan.digest.store import Digest
from chuquan.report import Report, Trend

REPORT_FILE: Final = "report.json.xz"
TRENDS_FILE: Final = "trends.json.xz"


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


@lru_cache(maxsize=1)
def shipped_trends() -> tuple[Trend, ...]:
    """Return what rose on the last day of the shipped counts.

    Found from the mentions when they were counted: only they say what a word is a piece of. Of the
    mentions nothing is kept.
    """
    data = (shipped_folder() / TRENDS_FILE).read_bytes()
    return msgspec.json.decode(lzma.decompress(data), type=tuple[Trend, ...])


def packed_trends(trends: Sequence[Trend]) -> bytes:
    """Return trends as :func:`shipped_trends` reads them, without the mentions behind them."""
    bare = [msgspec.structs.replace(trend, evidence=()) for trend in trends]
    return lzma.compress(msgspec.json.encode(bare), preset=9)
