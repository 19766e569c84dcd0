"""What a place could break out with next, and whose moment a theme is.

read -> digest -> breakouts = a corpus; distinctive, trends, matches, chains, partners = a discovery
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from chuquan import pipeline
from chuquan.config import Settings
from chuquan.opportunities.corpus import Corpus
from chuquan.pipeline import Progress
from chuquan.report import Report
from chuquan.sources.base import ReadOptions


@dataclass(frozen=True, kw_only=True)
class DiscoveryQuestion:
    """What is asked; a place, a theme, or a theme at a place.

    Attributes
    ----------
    place : str
        Name (Chinese or English) or code; empty for none.
    theme : str
        A word, or several that mean one; empty for none.
    as_of : date or None
        Look at nothing later; None for the last day that was looked at.
    assets : tuple of path
        The user's tables of assets.
    """

    place: str = ""
    theme: str = ""
    as_of: date | None = None
    assets: tuple[Path, ...] = ()


def gather(
    paths: Sequence[Path],
    question: DiscoveryQuestion,
    options: ReadOptions | None = None,
    settings: Settings | None = None,
    *,
    progress: Progress,
) -> Corpus:
    """Return all that was known on the day that is asked about.

    Parameters
    ----------
    paths : sequence of path
        Files and folders of mentions, or one folder of a digest; the embedded sample for none.
    """
    raise NotImplementedError


def discover(
    paths: Sequence[Path],
    question: DiscoveryQuestion,
    options: ReadOptions | None = None,
    settings: Settings | None = None,
    *,
    progress: Progress | None = None,
) -> Report:
    """Answer one question; the report holds the breakouts known by then and the discovery."""
    _ = pipeline
    raise NotImplementedError
