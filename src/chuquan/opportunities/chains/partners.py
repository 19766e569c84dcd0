"""Brands, works, people and institutions that come up with an image or with its theme."""

from __future__ import annotations

from chuquan.opportunities.corpus import Corpus
from chuquan.report import Partner


def partners(
    corpus: Corpus, theme: str, place_id: str | None = None, n: int = 20
) -> tuple[Partner, ...]:
    """Return candidates for a partnership, clearest first."""
    raise NotImplementedError
