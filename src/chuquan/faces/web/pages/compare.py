"""Compare: two to five breakouts or places side by side, each from its onset on."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse

from chuquan.faces.web.compared import FEWEST, MOST, asked_ids, compared
from chuquan.faces.web.finder import find
from chuquan.faces.web.regions import place_name
from chuquan.faces.web.shown import Shown
from chuquan.faces.web.view import View, view_of

router = APIRouter()

_FOUND = 12
_SUGGESTED = 4


@router.get("/{lang}/compare", include_in_schema=False)
def compare(view: Annotated[View, Depends(view_of)], ids: str = "", q: str = "") -> HTMLResponse:
    """Show the comparison, or a search for what to compare."""
    words = view.words
    asked = asked_ids(ids)
    columns, wrong = compared(ids, view.shown, words)
    if asked and len(columns) < FEWEST and not wrong:
        text = words.gettext("One stands alone: add one to four more to compare it with.")
        wrong.append(text)
    kept = [c.asked for c in columns]
    # One more than what already stands there.
    with_one_more = {h: _address(kept, h) for h in _ids_found(view, q)}
    return view.page(
        "compare",
        words.gettext("Compare"),
        columns=columns,
        wrong=wrong,
        q=q,
        ids=",".join(kept),
        hits=find(q, view.shown, most=_FOUND) if q else [],
        with_one_more=with_one_more,
        without={c.asked: ",".join(i for i in kept if i != c.asked) for c in columns},
        place_name=lambda place: place_name(place, view.words),
        is_full=len(columns) >= MOST,
        is_shown=len(columns) >= FEWEST,
        most=MOST,
        suggested=_suggested(view.shown) if not asked else [],
    )


def _ids_found(view: View, q: str) -> list[str]:
    out = []
    for hit in find(q, view.shown, most=_FOUND) if q else []:
        if hit.breakout is not None:
            out.append(hit.breakout.breakout_id)
        elif hit.place is not None:
            out.append(hit.place.place_id)
    return out


def _address(kept: list[str], more: str) -> str:
    return ",".join([*kept, *([] if more in kept else [more])])


def _suggested(shown: Shown) -> list[str]:
    """Return the largest images of different places, to begin with."""
    ids: dict[str, str] = {}
    for b in sorted(shown.report.breakouts, key=lambda b: -b.n_excess):
        if b.kind == "image":
            ids.setdefault(b.place_id, b.breakout_id)
        if len(ids) == _SUGGESTED:
            break
    return list(ids.values())
