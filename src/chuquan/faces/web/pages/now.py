"""Now: what is rising, peaking and fading, images first, crises apart."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse

from chuquan.faces.web.view import View, view_of

router = APIRouter()

PHASES: Final = ("rising", "peaking", "fading", "ended")


@router.get("/{lang}/now", include_in_schema=False)
def now(view: Annotated[View, Depends(view_of)]) -> HTMLResponse:
    """Show what goes on at the report's end."""
    images, crises = view.shown.current("image"), view.shown.current("crisis")
    return view.page(
        "now",
        view.words.gettext("Breaking out now"),
        by_phase=[(p, [b for b in images if b.phase == p]) for p in PHASES],
        crises=crises,
    )
