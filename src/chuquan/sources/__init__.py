"""Sources: exports and archives of public mentions, read through one seam."""

from __future__ import annotations

from chuquan.sources.base import Observations, Reading, ReadOptions, Source
from chuquan.sources.open import FORMATS, read, read_all, read_source
from chuquan.sources.replay import Replay

__all__ = [
    "FORMATS",
    "Observations",
    "ReadOptions",
    "Reading",
    "Replay",
    "Source",
    "read",
    "read_all",
    "read_source",
]
