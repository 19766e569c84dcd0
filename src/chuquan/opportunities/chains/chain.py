"""What people do, wear, eat, buy, photograph and stay in along with an image."""

from __future__ import annotations

from chuquan.opportunities.corpus import Corpus
from chuquan.report import Chain


def chain(corpus: Corpus, theme: str, place_id: str | None = None) -> Chain | None:
    """Return the chain of a theme; None where no mention, and no digest, can say."""
    raise NotImplementedError
