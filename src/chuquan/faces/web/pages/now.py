"""Now: what is rising, peaking and fading, images first, crises apart."""

from __future__ import annotations

from itertools import islice
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, RedirectResponse

from chuquan.faces.web.pages.impact_part import impact_parts
from chuquan.faces.web.view import View, view_of

router = APIRouter()

PHASES: Final = ("rising", "peaking", "fading", "ended")
_N_ENDED: Final = 6
_N_IMPACTS: Final = 3


@router.get("/{lang}", include_in_schema=False)
def first(view: Annotated[View, Depends(view_of)]) -> RedirectResponse:
    """Lead to the first page of a language."""
    return RedirectResponse(view.link("now"))


@router.get("/{lang}/now", include_in_schema=False)
def now(view: Annotated[View, Depends(view_of)]) -> HTMLResponse:
    """Show what goes on at the report's end; where nothing does, what ended last."""
    images = view.shown.current("image")
    return view.page(
        "now",
        view.words.gettext("Breaking out now"),
        by_phase=[
            (phase, of_phase)
            for phase in PHASES
            if (of_phase := [b for b in images if b.phase == phase])
        ],
        latest=() if images else view.shown.latest("image", _N_ENDED),
        crises=view.shown.current("crisis"),
        affairs=view.shown.current("affairs"),
        impacts=impact_parts(
            islice(view.shown.impacts.values(), _N_IMPACTS), view.shown, view.words
        ),
        n_impacts=len(view.shown.impacts),
    )
