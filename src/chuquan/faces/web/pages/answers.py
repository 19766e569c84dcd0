"""Discoveries, plans and choices of creators: all of a kind, and one in full."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse

from chuquan.faces.answers_told import Answer, AnswerKind
from chuquan.faces.told import Told
from chuquan.faces.web.failing import no_answer
from chuquan.faces.web.view import View, view_of

router = APIRouter()

ONE: Final[dict[AnswerKind, str]] = {
    "discovery": "discovery",
    "plan": "plan",
    "creators": "creator-choice",
}
"""Of each kind that has pages of its own, the address of one."""
ALL: Final[dict[AnswerKind, str]] = {
    "discovery": "discoveries",
    "plan": "plans",
    "creators": "creators",
}


@dataclass(frozen=True)
class AnswerCard:
    """One answer in the list of all.

    Attributes
    ----------
    section : Told
        Its first one.
    """

    answer: Answer
    section: Told


@router.get("/{lang}/discoveries", include_in_schema=False)
def discoveries(view: Annotated[View, Depends(view_of)]) -> HTMLResponse:
    """Show what was asked about places and themes."""
    return _all(view, "discovery")


@router.get("/{lang}/discovery/{answer_id:path}", include_in_schema=False)
def discovery(answer_id: str, view: Annotated[View, Depends(view_of)]) -> HTMLResponse:
    """Show one discovery in full."""
    return _one(view, "discovery", answer_id)


@router.get("/{lang}/plans", include_in_schema=False)
def plans(view: Annotated[View, Depends(view_of)]) -> HTMLResponse:
    """Show all plans of the report."""
    return _all(view, "plan")


@router.get("/{lang}/plan/{answer_id:path}", include_in_schema=False)
def plan(answer_id: str, view: Annotated[View, Depends(view_of)]) -> HTMLResponse:
    """Show one plan in full."""
    return _one(view, "plan", answer_id)


@router.get("/{lang}/creators", include_in_schema=False)
def creators(view: Annotated[View, Depends(view_of)]) -> HTMLResponse:
    """Show all choices of creators."""
    return _all(view, "creators")


@router.get("/{lang}/creator-choice/{answer_id:path}", include_in_schema=False)
def creator_choice(answer_id: str, view: Annotated[View, Depends(view_of)]) -> HTMLResponse:
    """Show one choice of creators in full."""
    return _one(view, "creators", answer_id)


def _all(view: View, kind: AnswerKind) -> HTMLResponse:
    found = view.shown.answers(kind).values()
    # An answer without a section has nothing to tell.
    told = ((answer, answer.told(view.words)[:1]) for answer in found)
    cards = [AnswerCard(answer, first) for answer, sections in told for first in sections]
    return view.page("answers", view.words.page(ALL[kind]), cards=cards, one=ONE[kind])


def _one(view: View, kind: AnswerKind, answer_id: str) -> HTMLResponse:
    found = view.shown.answers(kind)
    answer = found.get(answer_id)
    if answer is None:
        raise no_answer(ONE[kind], answer_id, list(found))
    sections = answer.told(view.words)
    return view.page(
        "answer",
        answer.title(view.words) or (sections[0].title if sections else view.words.page(ALL[kind])),
        sections=sections,
        answer=answer,
        all=ALL[kind],
    )
