"""All that may be known on a day: counts, the mentions themselves where they are there, breakouts.

Everything in this package works on a corpus and looks at nothing later than its ``as_of``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from chuquan.digest.store import Digest
from chuquan.places.gazetteer import Gazetteer
from chuquan.report import Asset, Report, Trend


@dataclass(frozen=True, kw_only=True)
class Corpus:
    """What was known on a day.

    Attributes
    ----------
    digest : Digest
        Of the days up to ``as_of``; its ``talk`` counts the words of all mentions.
    gazetteer : Gazetteer
    first_day, as_of : date
        First and last day that was looked at, both included (China's calendar).
    report : Report
        The breakouts known by then.
    assets : tuple of Asset
        The shipped lists and the user's; one not yet listed on ``as_of`` is not among them.
    mentions : polars.DataFrame or None
        Table ``mentions`` up to ``as_of``, of any place or none; None where only a digest is there.
    classified : polars.DataFrame or None
        As of :func:`chuquan.digest.tally.classify_located`: ``row`` is a row of ``mentions``.
    reference : Digest or None
        The shipped counts up to ``as_of``: how other places are spoken of, where the user's own
        mentions say little of them. None where ``digest`` itself is the shipped one.
    is_shipped : bool
        Whether ``digest`` is the shipped one.
    trends : tuple of Trend or None
        What rises on ``as_of`` where that was found before, from the mentions themselves.
    """

    digest: Digest
    gazetteer: Gazetteer
    first_day: date
    as_of: date
    report: Report
    assets: tuple[Asset, ...] = ()
    mentions: pl.DataFrame | None = None
    classified: pl.DataFrame | None = None
    reference: Digest | None = None
    is_shipped: bool = False
    trends: tuple[Trend, ...] | None = None
