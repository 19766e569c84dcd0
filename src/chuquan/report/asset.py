"""What a place has: one thing of its culture, history, nature or table."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

AssetKind = Literal[
    "heritage", "museum", "scenic", "food", "craft", "festival", "person", "work", "venue"
]


class Asset(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One asset of a place.

    Attributes
    ----------
    names : tuple of str
        Short forms and other spellings by which people call it, ``name`` not among them.
    since : date or None
        When it was listed, opened or founded; a year alone is its first day.
    source : str
        The list or file that says so, with its date.
    """

    place_id: str
    name: str
    kind: AssetKind
    name_en: str = ""
    names: tuple[str, ...] = ()
    since: date | None = None
    source: str
    url: str | None = None
