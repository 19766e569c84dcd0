"""The answers that a report holds besides breakouts and impacts, and the sections that tell them.

A discovery, the casebook, a choice of creators and a plan are told by modules of their own; who
shows them (the page, the briefs) asks here and knows none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final, Literal, get_args

from chuquan.faces.told import Told
from chuquan.faces.words import Words
from chuquan.report import Report

AnswerKind = Literal["plan", "discovery", "creators", "casebook"]
KINDS: Final[tuple[AnswerKind, ...]] = get_args(AnswerKind)
"""In the order in which a brief tells them."""

TELLERS: Final[dict[AnswerKind, str]] = {
    "plan": "chuquan.faces.plan_told",
    "discovery": "chuquan.faces.discover_told",
    "creators": "chuquan.faces.creators_told",
    "casebook": "chuquan.faces.casebook_told",
}
"""Modules with a function ``told(answer, words)`` that returns sections."""


@dataclass(frozen=True)
class Answer:
    """One answer of a report.

    Attributes
    ----------
    answer_id : str
        Unique among the answers of its kind.
    value : object
        The discovery, casebook, choice of creators or plan.
    """

    kind: AnswerKind
    answer_id: str
    value: Any

    def told(self, words: Words) -> tuple[Told, ...]:
        """Return the sections that tell it; where ``title`` is empty the first bears its title."""
        teller: Callable[[Any, Words], Sequence[Told]] = import_module(TELLERS[self.kind]).told
        return tuple(teller(self.value, words))

    def title(self, words: Words) -> str:
        """Return what was asked, where answers of its kind have a title of their own; else ""."""
        title_of: Callable[[Any, Words], str] | None = getattr(
            import_module(TELLERS[self.kind]), "title_of", None
        )
        return title_of(self.value, words) if title_of else ""


def answers(report: Report, *kinds: AnswerKind) -> tuple[Answer, ...]:
    """Return the answers of a report.

    Parameters
    ----------
    report : Report
    *kinds : str
        Of these kinds alone; of all, plans first, unless given.
    """
    held: dict[AnswerKind, list[tuple[str, Any]]] = {
        "plan": [(plan.plan_id, plan) for plan in report.plans],
        "discovery": [(found.discovery_id, found) for found in report.discoveries],
        "creators": [(choice.choice_id, choice) for choice in report.creators],
        "casebook": [] if report.casebook is None else [("casebook", report.casebook)],
    }
    return tuple(
        Answer(kind, answer_id, value) for kind in kinds or KINDS for answer_id, value in held[kind]
    )
