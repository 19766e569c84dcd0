"""What is unmistakably a place's: themes over-represented there against all other places."""

from __future__ import annotations

from chuquan.opportunities.corpus import Corpus
from chuquan.report import Distinctive


def distinctive(corpus: Corpus, place_id: str, n: int = 20) -> tuple[Distinctive, ...]:
    """Rank a place's themes by how clearly they are its own."""
    raise NotImplementedError
