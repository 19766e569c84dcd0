"""Search over places and themes, as a page and as JSON."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse

from chuquan.faces.web.files import row_of
from chuquan.faces.web.finder import LONGEST, MOST, Hit, find
from chuquan.faces.web.regions import place_name
from chuquan.faces.web.view import View, view_of
from chuquan.faces.words import plain

router = APIRouter()

_SHOWN = 60


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


@router.get("/api/search", summary="Places and breakouts by name, theme, word or code")
def search_json(
    request: Request, q: str, limit: Annotated[int, Query(ge=1, le=MOST)] = 20
) -> Response:
    """Return what fits ``q``, the best first: ``what``, ``is_near``, ``place`` or ``breakout``."""
    hits = find(q, request.app.state.shown, most=limit)
    return Response(msgspec.json.encode([_plain(h) for h in hits]), media_type="application/json")


def _plain(hit: Hit) -> dict[str, Any]:
    out: dict[str, Any] = {"what": hit.what, "is_near": hit.is_near}
    if hit.place is not None:
        place = hit.place
        out["place"] = {
            "place_id": place.place_id,
            "name": place.name,
            "name_en": place.name_en,
            "level": place.level,
            "province_name": place.province_name,
        }
    if hit.breakout is not None:
        out["breakout"] = row_of(hit.breakout)
    return out
