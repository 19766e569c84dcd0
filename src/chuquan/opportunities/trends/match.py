"""Which places a theme fits, and which themes a place."""

from __future__ import annotations

from collections.abc import Sequence

from chuquan.opportunities.corpus import Corpus
from chuquan.report import Match, Trend


def places_of(corpus: Corpus, theme: str, n: int = 20) -> tuple[Match, ...]:
    """Rank all prefectures for a theme: whose moment is this?"""
    raise NotImplementedError


def themes_of(
    corpus: Corpus, place_id: str, trends: Sequence[Trend], n: int = 20
) -> tuple[Match, ...]:
    """Rank what rises by how well it fits a place: what could we ride this week?"""
    raise NotImplementedError
