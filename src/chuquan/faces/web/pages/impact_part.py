"""One impact as pages tell it: what speaks against it first, then the answer, then its pictures.

Sentences, figures and tables are those of the impact faces.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from chuquan.faces import impact_story
from chuquan.faces.facts import FactsTable
from chuquan.faces.impact_tables import assumptions, tables
from chuquan.faces.impact_words import design_sentence, title
from chuquan.faces.placebo_picture import standing
from chuquan.faces.web.shown import Shown
from chuquan.faces.words import Words, cut
from chuquan.report import Breakout, Impact


@dataclass(frozen=True)
class ImpactPart:
    """One impact in words.

    Attributes
    ----------
    breakout : Breakout or None
        That it is of.
    warning : str
        What stands before an answer that cannot be relied on; empty before any other.
    failed : tuple of str
        What failed, a sentence each.
    facts : tuple of (str, str)
        Names and figures.
    charts : tuple of str
        Names of its two charts; one without anything to draw is left out.
    """

    impact: Impact
    breakout: Breakout | None
    title: str
    warning: str
    failed: tuple[str, ...]
    headline: str
    facts: tuple[tuple[str, str], ...]
    charts: tuple[str, ...]


@dataclass(frozen=True)
class ImpactWhole:
    """All else that the page of an impact shows.

    Attributes
    ----------
    notes : tuple of str
        What is worth knowing though nothing failed.
    spending : tuple of (str, str)
        What it is worth; empty where nobody asked.
    first : tuple of FactsTable
        What every reader should see: checks, what the audit found.
    details : tuple of FactsTable
        What only who checks the answer needs.
    """

    design: str
    notes: tuple[str, ...]
    spending: tuple[tuple[str, str], ...]
    assumptions: FactsTable | None
    first: tuple[FactsTable, ...]
    details: tuple[FactsTable, ...]


def impact_parts(impacts: Iterable[Impact], shown: Shown, words: Words) -> tuple[ImpactPart, ...]:
    """Return impacts as the pages of a breakout and a place show them."""
    return tuple(impact_part(impact, shown, words) for impact in impacts)


def impact_part(impact: Impact, shown: Shown, words: Words) -> ImpactPart:
    """Return one impact in words.

    Parameters
    ----------
    impact : Impact
        Its names cut, as :attr:`~chuquan.faces.web.shown.Shown.impacts` holds it.
    shown : Shown
    words : Words
    """
    breakout = shown.breakouts.get(impact.breakout_id or "")
    return ImpactPart(
        impact=impact,
        breakout=breakout,
        title=cut(title(impact, words, breakout)),
        warning=impact_story.warning(impact, words),
        failed=tuple(impact_story.failures(impact, words)),
        headline=cut(impact_story.headline(impact, words, breakout), 400),
        facts=tuple((name, cut(told)) for name, told in impact_story.facts(impact, words)),
        charts=_charts(impact),
    )


def impact_whole(impact: Impact, words: Words) -> ImpactWhole:
    """Return what only the page of an impact shows."""
    spent = impact.spending
    made = tables(impact, words)
    is_first = [m.key == "checks" or not m.is_detail for m in made]
    ordered = sorted((m for m, first in zip(made, is_first, strict=True) if first), key=_rank)
    return ImpactWhole(
        design=design_sentence(impact, words),
        notes=tuple(impact_story.notes(impact, words)),
        spending=tuple(impact_story.spending_facts(spent, impact.unit, words)) if spent else (),
        assumptions=assumptions(spent, words) if spent else None,
        first=tuple(ordered),
        details=tuple(m for m, first in zip(made, is_first, strict=True) if not first),
    )


def _rank(made: FactsTable) -> int:
    return {"findings": 0, "checks": 1}.get(made.key, 2)


def _charts(impact: Impact) -> tuple[str, ...]:
    drawn = {
        "impact-profile": bool(impact.around_events),
        "impact-events": bool(impact.events),
        "impact-observed": bool(impact.series) and impact.design != "events",
        "impact-placebos": impact.design != "events" and standing(impact) is not None,
    }
    return tuple(name for name, is_there in drawn.items() if is_there)
