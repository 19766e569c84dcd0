"""Sources: what was looked at, when it was not, and what could not be read."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse

from chuquan.faces.web.view import View, view_of

router = APIRouter()

_N_PROBLEMS: Final = 100


@router.get("/{lang}/sources", include_in_schema=False)
def sources(view: Annotated[View, Depends(view_of)]) -> HTMLResponse:
    """Show the sources' health and the problems."""
    problems = view.shown.report.problems
    return view.page(
        "sources",
        view.words.gettext("Sources and their health"),
        problems=problems[:_N_PROBLEMS],
        n_problems=len(problems),
        n_rows=sum(p.n for p in problems),
    )
