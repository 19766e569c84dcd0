"""Place: its images and crises over the years, its reputation, its season, its rivals."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Response
from fastapi.responses import RedirectResponse

from chuquan.faces.web.failing import no_place
from chuquan.faces.web.others import neighbours, rivals
from chuquan.faces.web.pages.impact_part import impact_parts
from chuquan.faces.web.reputation import reputation
from chuquan.faces.web.season import season
from chuquan.faces.web.told import (
    history_sentence,
    profile_name,
    reputation_sentence,
    reputation_thin,
    season_sentence,
)
from chuquan.faces.web.view import View, view_of

router = APIRouter()

LEAST_IMAGES: Final = 10
"""Mentions of images that a place needs before its levers or its season are drawn."""

_N_INSIDE: Final = 12
_N_IMPACTS: Final = 4


@router.get("/{lang}/place/{place_id:path}", include_in_schema=False)
def place(place_id: str, view: Annotated[View, Depends(view_of)]) -> Response:
    """Show one place; a name in place of the id leads to it."""
    shown, words = view.shown, view.words
    profile = shown.places.get(place_id)
    if profile is None:
        called = shown.place_called(place_id)
        if called is not None:
            return RedirectResponse(view.link("place", called.place_id))
        raise no_place(place_id, shown.places_like(place_id))
    breakouts = shown.of_place(place_id)
    months, year = reputation(shown, profile), season(shown, profile)
    return view.page(
        "place",
        profile_name(profile, words),
        p=profile,
        parent=shown.places.get(profile.parent_id or ""),
        breakouts=sorted(breakouts, key=lambda b: b.onset, reverse=True),
        inside=shown.inside(place_id)[:_N_INSIDE],
        n_inside=len(shown.inside(place_id)),
        history_sentence=history_sentence(breakouts, words),
        reputation_sentence=reputation_sentence(months, words),
        reputation_thin=reputation_thin(months, words),
        season_sentence=season_sentence(year, words),
        has_images=sum(profile.image) >= LEAST_IMAGES,
        has_levers=sum(profile.levers.values()) >= LEAST_IMAGES,
        impacts=impact_parts(shown.impacts_at(place_id)[:_N_IMPACTS], shown, words),
        n_impacts=len(shown.impacts_at(place_id)),
        neighbours=neighbours(shown, profile),
        rivals=[
            (rival, [words.lever(lever) for lever in rival.levers])
            for rival in rivals(shown, profile)
        ],
    )
