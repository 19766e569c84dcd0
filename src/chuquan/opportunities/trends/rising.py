"""What rises in all mentions, of any place or none."""

from __future__ import annotations

from chuquan.opportunities.corpus import Corpus
from chuquan.report import Trend


def rising(corpus: Corpus, theme: str | None = None, n: int = 20) -> tuple[Trend, ...]:
    """Return the trends under way on the corpus's last day; of one theme where asked."""
    raise NotImplementedError
