"""What a breakout brought, as its page tells it: what speaks against it first, then the answer.

Sentences and figures are those of the impact faces; a long name in them is cut for the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from chuquan.faces import impact_story
from chuquan.faces.impact_words import title
from chuquan.faces.words import Words, cut
from chuquan.report import Breakout, Impact

_LONGEST = 60


@dataclass(frozen=True)
class ImpactPart:
    """One impact in words.

    Attributes
    ----------
    warning : str
        What stands before an answer that cannot be relied on; empty before any other.
    failed : tuple of str
        What failed, a sentence each.
    facts : tuple of (str, str)
        Names and figures.
    """

    impact: Impact
    title: str
    warning: str
    failed: tuple[str, ...]
    headline: str
    facts: tuple[tuple[str, str], ...]


def impact_parts(
    impacts: Sequence[Impact], breakout: Breakout, words: Words
) -> tuple[ImpactPart, ...]:
    """Return the impacts of a breakout as its page shows them."""
    return tuple(_part(impact, breakout, words) for impact in impacts)


def _part(whole: Impact, breakout: Breakout, words: Words) -> ImpactPart:
    impact = replace(
        whole,
        metric=cut(whole.metric, _LONGEST),
        unit=cut(whole.unit, _LONGEST),
        origin=cut(whole.origin, _LONGEST),
    )
    return ImpactPart(
        impact=whole,
        title=cut(title(impact, words, breakout)),
        warning=impact_story.warning(impact, words),
        failed=tuple(impact_story.failures(impact, words)),
        headline=cut(impact_story.headline(impact, words, breakout)),
        facts=tuple((name, cut(told)) for name, told in impact_story.facts(impact, words)),
    )
