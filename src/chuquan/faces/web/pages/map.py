"""The map: breakouts of the world or of a region, by lever and size, over time."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse

from chuquan.faces.web.charts.breakout_map import in_view
from chuquan.faces.web.charts.frame import WORLD
from chuquan.faces.web.choice import KINDS, LEVERS, Choice, options
from chuquan.faces.web.regions import ABROAD, CHINA, region_name, regions
from chuquan.faces.web.view import View, view_of
from chuquan.faces.web.window import SPANS, Window

router = APIRouter()

MOST_ROWS: Final = 60
"""Rows of the table beside the map; the casebook has them all."""


@router.get("/{lang}/map", include_in_schema=False)
def map_page(view: Annotated[View, Depends(view_of)]) -> HTMLResponse:
    """Show the map, and the same as a table for those who cannot see it."""
    query, shown, words = dict(view.request.query_params), view.shown, view.words
    choice, window = Choice.of(query, shown, words), Window.of(query, shown)
    views = [(WORLD, words.gettext("World")), (CHINA, words.gettext("China"))]
    views += [(r, region_name(r, shown, words)) for r in regions(shown) if r != CHINA]
    looked = query.get("view", CHINA)
    wrong = list(choice.wrong)
    if looked not in dict(views) and looked not in {*shown.places, ABROAD}:
        wrong.append(words.gettext("Nothing is known of the region %(region)s; China is shown.")
                     % {"region": f"“{looked[:40]}”"})  # fmt: skip
        looked = CHINA
    seen = in_view(choice.among(shown), window, looked, shown)
    seen.sort(key=lambda b: (b.kind == "crisis", -b.n_excess))
    where = {"view": looked, "day": window.day.isoformat(), "span": query.get("span", "365")}
    if "at" in query:
        where["at"] = query["at"]
    return view.page(
        "map",
        words.gettext("Map of breakouts"),
        choice=choice,
        wrong=wrong,
        window=window,
        first=max(window.first, shown.report.period[0]),
        seen=seen,
        rows=seen[:MOST_ROWS],
        views=views,
        looked=looked,
        spans_said=[
            *((str(n), words.days(n)) for n in SPANS),
            ("0", words.gettext("the whole period")),
        ],
        span=query.get("span", "365"),
        kinds=KINDS,
        levers=LEVERS,
        options=options,
        asked={**choice.query(), **where},
    )
