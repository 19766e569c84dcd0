"""Search over places and themes, as a page and as JSON."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse

from chuquan.faces.web import answers
from chuquan.faces.web.finder import LONGEST, MOST, Hit, find
from chuquan.faces.web.regions import place_name
from chuquan.faces.web.schemas import sends
from chuquan.faces.web.shown import Shown
from chuquan.faces.web.view import View, view_of
from chuquan.faces.words import plain

router = APIRouter()

_SHOWN = 60


# Before the page, whose address would match it.
@router.get(
    "/api/search", summary="Places and breakouts by name, theme, word or code",
    responses=sends("Found", many=True),
)  # fmt: skip
def search_json(
    request: Request,
    q: Annotated[str, Query(description="Chinese, English, pinyin, or a code.", max_length=200)],
    limit: Annotated[int, Query(ge=1, le=MOST, description="So many at most.")] = 20,
) -> Response:
    """Find what fits, the best first; near names only where nothing is called so."""
    shown: Shown = request.app.state.shown
    found = [_found(hit, shown) for hit in find(q, shown, most=limit)]
    return Response(msgspec.json.encode(found), media_type="application/json")


@router.get("/{lang}/search", include_in_schema=False)
def search(view: Annotated[View, Depends(view_of)], q: str = "") -> HTMLResponse:
    """Show what was found, places first among equals."""
    asked = plain(q)[:LONGEST]
    hits = find(asked, view.shown, most=_SHOWN)
    return view.page(
        "search",
        view.words.gettext("Search"),
        place_name=lambda place: place_name(place, view.words),
        q=asked,
        places=[h.place for h in hits if h.place is not None],
        breakouts=[h.breakout for h in hits if h.breakout is not None],
        is_near=bool(hits) and all(h.is_near for h in hits),
        most=_SHOWN,
        is_cut=len(hits) == _SHOWN,
    )


def _found(hit: Hit, shown: Shown) -> answers.Found:
    return answers.Found(
        what=hit.what,
        is_near=hit.is_near,
        place=answers.place_row(shown, hit.place) if hit.place is not None else None,
        breakout=answers.row(hit.breakout) if hit.breakout is not None else None,
    )
