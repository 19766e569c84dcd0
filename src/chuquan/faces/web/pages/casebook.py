"""The casebook: every breakout found, to filter, sort and take along; how long waves last."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request, Response
from fastapi.responses import HTMLResponse

from chuquan.errors import OutsideError
from chuquan.faces.web.charts.half_lives import group_name
from chuquan.faces.web.choice import KINDS, LEVERS, Choice, options
from chuquan.faces.web.files import MEDIA, file_of
from chuquan.faces.web.lasting import lasting, tallies
from chuquan.faces.web.regions import ABROAD, CHINA, region_name, regions
from chuquan.faces.web.schemas import sends
from chuquan.faces.web.shown import Shown
from chuquan.faces.web.view import View, view_of
from chuquan.faces.words import LANGUAGES, Words
from chuquan.report import Breakout

router = APIRouter()

ROWS: Final = 50
"""Rows of a page."""

Key = Callable[[Breakout], Any]
ORDERS: Final[dict[str, Key]] = {
    "place": lambda b: (b.place_name_en or b.place_name, b.onset),
    "image": lambda b: b.image,
    "kind": lambda b: (KINDS.index(b.kind), LEVERS.index(b.lever) if b.lever else len(LEVERS)),
    "onset": lambda b: b.onset,
    "peak": lambda b: b.peak,
    "excess": lambda b: b.n_excess,
    "times": lambda b: b.rate_ratio,
    "half-life": lambda b: math.inf if b.half_life_days is None else b.half_life_days,
    "q": lambda b: b.q_value,
}
"""What the table can be sorted by; a minus before it turns it round."""
_OPENING: Final = ("image", "affairs", "crisis")
_FIRST_DOWN: Final = frozenset({"onset", "peak", "excess", "times"})


@router.get("/{lang}/casebook", include_in_schema=False)
def casebook(view: Annotated[View, Depends(view_of)]) -> HTMLResponse:
    """Show the table, its charts and its downloads."""
    query, shown, words = dict(view.request.query_params), view.shown, view.words
    choice = Choice.of(query, shown, words)
    chosen, order = sorted_by(query.get("sort", ""), choice.among(shown))
    n_pages = max(1, math.ceil(len(chosen) / ROWS))
    page = min(_whole(query.get("page", "")), n_pages)
    found = tallies(chosen)
    of_any_kind = replace(choice, kinds=())
    n_of_kind = Counter(b.kind for b in of_any_kind.among(shown))
    return view.page(
        "casebook",
        words.gettext("Casebook"),
        choice=choice,
        wrong=choice.wrong,
        rows=chosen[(page - 1) * ROWS : page * ROWS],
        n=len(chosen),
        n_all=len(shown.report.breakouts),
        page=page,
        n_pages=n_pages,
        order=order,
        down=_FIRST_DOWN,
        kinds=KINDS,
        n_of_kind=[(kind, n_of_kind[kind]) for kind in _OPENING],
        asked_of_any_kind=of_any_kind.query(),
        levers=LEVERS,
        options=options,
        years=sorted({b.onset.year for b in shown.report.breakouts}),
        regions=[(r, region_name(r, shown, words)) for r in (CHINA, *regions(shown), ABROAD)],
        groups=lasting(chosen),
        tallies={(t.group, t.year): t for t in found},
        tallied=sorted({t.year for t in found}),
        group_name=lambda group: group_name(group, words),
        files=tuple(MEDIA),
        asked=choice.query(),
        responses=[
            section for a in shown.answers("casebook").values() for section in a.told(words)
        ],
    )


@router.get(
    "/api/casebook.{ending}", summary="The casebook as CSV, XLSX, JSON or Parquet",
    responses=sends("BreakoutRow", many=True),
)  # fmt: skip
def casebook_file(  # noqa: PLR0917  FastAPI calls it by keyword
    ending: Annotated[str, Path(description="csv, xlsx, json or parquet.")],
    request: Request,
    kind: Annotated[str, Query(description="Kinds, with commas between.")] = "",
    lever: Annotated[str, Query(description="Levers, with commas between.")] = "",
    region: Annotated[str, Query(description="china, abroad, or the id of a place.")] = "",
    year: Annotated[str, Query(description="Years of onset, with commas between.")] = "",
    least: Annotated[str, Query(description="Least mentions above the usual.")] = "",
    q: Annotated[str, Query(description="In the place's name or the theme.")] = "",
    sort: Annotated[str, Query(description="A column as on the page; -column for down.")] = "",
    lang: Annotated[str, Query(description="Of what is said of a wrong filter.")] = "zh",
) -> Response:
    """Save the filtered table; cells that a spreadsheet would run are defused in CSV and XLSX."""
    if ending not in MEDIA or lang not in LANGUAGES:
        raise HTTPException(404, f"files: {', '.join(MEDIA)}; languages: {', '.join(LANGUAGES)}")
    shown: Shown = request.app.state.shown
    query = {"kind": kind, "lever": lever, "region": region, "year": year, "least": least, "q": q}
    choice = Choice.of(query, shown, Words(lang))
    if choice.wrong:
        raise HTTPException(422, " ".join(choice.wrong))
    chosen, _ = sorted_by(sort, choice.among(shown))
    try:
        data = file_of(chosen, ending)
    except OutsideError as error:
        raise HTTPException(501, str(error)) from error
    name = f'attachment; filename="chuquan-casebook.{ending}"'
    return Response(data, media_type=MEDIA[ending], headers={"Content-Disposition": name})


def sorted_by(given: str, breakouts: list[Breakout]) -> tuple[list[Breakout], str]:
    """Return breakouts in the order asked for, and its name.

    Where none is asked for: images first, the largest first, then affairs and crises.
    """
    name = given.removeprefix("-")
    if name not in ORDERS:
        return sorted(breakouts, key=lambda b: _OPENING.index(b.kind)), ""
    return sorted(breakouts, key=ORDERS[name], reverse=given.startswith("-")), given


def _whole(given: str) -> int:
    return max(int(given), 1) if given.isascii() and given.isdigit() and len(given) < 7 else 1
