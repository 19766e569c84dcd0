"""What breakouts, starts and events brought: all impacts, and one in full."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse

from chuquan.faces.web.failing import no_impact
from chuquan.faces.web.pages.impact_part import impact_part, impact_parts, impact_whole
from chuquan.faces.web.view import View, view_of

router = APIRouter()


@router.get("/{lang}/impacts", include_in_schema=False)
def impacts(view: Annotated[View, Depends(view_of)]) -> HTMLResponse:
    """Show all impacts of the report, those of no breakout among them."""
    shown, words = view.shown, view.words
    return view.page(
        "impacts",
        words.gettext("What it brought"),
        parts=impact_parts(shown.impacts.values(), shown, words),
    )


@router.get("/{lang}/impact/{impact_id:path}", include_in_schema=False)
def impact(impact_id: str, view: Annotated[View, Depends(view_of)]) -> HTMLResponse:
    """Show one impact in full."""
    shown, words = view.shown, view.words
    found = shown.impacts.get(impact_id)
    if found is None:
        raise no_impact(impact_id, shown.impacts_like(impact_id))
    part = impact_part(found, shown, words)
    return view.page(
        "impact",
        part.title,
        part=part,
        whole=impact_whole(found, words),
        places=[p for p in found.places if p.place_id in shown.places],
    )
