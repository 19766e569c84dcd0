"""One impact with its sentences, tables and pictures made, as the pages show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from chuquan.faces import event_picture, impact_picture, placebo_picture
from chuquan.faces import impact_story as story
from chuquan.faces.facts import FactsTable
from chuquan.faces.impact_tables import assumptions, detail_tables, tables
from chuquan.faces.impact_words import design_sentence, title
from chuquan.faces.words import Words
from chuquan.report import Breakout, Impact


@dataclass(frozen=True)
class Picture:
    """A drawn picture with the words above and below it."""

    kind: Literal["observed", "placebos", "profile", "events"]
    title: str
    drawing: Markup
    finding: str


@dataclass(frozen=True)
class ImpactCard:
    """All that a page shows of an impact, in order.

    Attributes
    ----------
    warning, failures : str, tuple of str
        Stand first where the answer cannot be relied on; the failures also where it can.
    """

    impact: Impact
    anchor: str
    title: str
    warning: str
    failures: tuple[str, ...]
    headline: str
    facts: tuple[tuple[str, str], ...]
    design: str
    notes: tuple[str, ...]
    pictures: tuple[Picture, ...]
    spending: tuple[tuple[str, str], ...]
    assumptions: FactsTable | None
    tables: tuple[FactsTable, ...]


def impact_card(
    impact: Impact,
    words: Words,
    anchor: str,
    breakout: Breakout | None = None,
    *,
    is_full: bool = True,
) -> ImpactCard:
    """Return what a page shows of an impact.

    Parameters
    ----------
    impact : Impact
    words : Words
    anchor : str
        Id of the card, unique in the page.
    breakout : Breakout, optional
        Whose impact it is; names the place where the impact does not.
    is_full : bool
        With all tables; a brief leaves out what only who checks it needs.
    """
    spent = impact.spending
    return ImpactCard(
        impact=impact,
        anchor=anchor,
        title=title(impact, words, breakout),
        warning=story.warning(impact, words),
        failures=tuple(story.failures(impact, words)),
        headline=story.headline(impact, words, breakout),
        facts=tuple(story.facts(impact, words)),
        design=design_sentence(impact, words),
        notes=tuple(story.notes(impact, words)),
        pictures=pictures(impact, words, anchor, breakout),
        spending=tuple(story.spending_facts(spent, impact.unit, words)) if spent else (),
        assumptions=assumptions(spent, words) if spent else None,
        tables=tuple(detail_tables(tables(impact, words), is_full=is_full)),
    )


def pictures(
    impact: Impact, words: Words, anchor: str, breakout: Breakout | None = None
) -> tuple[Picture, ...]:
    """Return the pictures of an impact: one without anything to draw is left out.

    Parameters
    ----------
    impact : Impact
    words : Words
    anchor : str
        Prefix of the ids in the pictures, unique in the page.
    breakout : Breakout, optional
        Whose impact it is.
    """
    gettext = words.gettext
    made: list[tuple[Literal["observed", "placebos", "profile", "events"], str, str, str]]
    if impact.design == "events":
        made = [
            (
                "profile",
                gettext("Mean effect on the days around an event"),
                event_picture.profile_picture(impact, words, element_id=f"{anchor}-p"),
                event_picture.profile_finding(impact, words),
            ),
            (
                "events",
                gettext("Each event's own effect, greatest first"),
                event_picture.events_picture(impact, words, element_id=f"{anchor}-e"),
                event_picture.finding(impact, words),
            ),
        ]
    else:
        made = [
            (
                "observed",
                gettext("Observed, and what would have come anyway"),
                impact_picture.impact_picture(
                    impact, words, element_id=f"{anchor}-o", breakout=breakout
                ),
                impact_picture.finding(impact, words),
            ),
            (
                "placebos",
                gettext("How often chance shows as much"),
                placebo_picture.placebo_picture(impact, words, element_id=f"{anchor}-c"),
                placebo_picture.finding(impact, words),
            ),
        ]
    # All writers escape every string that they are given.
    return tuple(Picture(k, t, Markup(d), f) for k, t, d, f in made if d)  # noqa: S704
