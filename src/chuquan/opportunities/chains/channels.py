"""A place's channels beside those of waves that lasted."""

from __future__ import annotations

from chuquan.opportunities.corpus import Corpus
from chuquan.report import ChannelMix


def channels(corpus: Corpus, place_id: str) -> ChannelMix | None:
    """Compare a place's channels with those of waves that lasted; None where data are too few."""
    raise NotImplementedError
