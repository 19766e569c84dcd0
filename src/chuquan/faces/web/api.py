"""The JSON API: everything that the pages show, from the structs of the report."""

# ruff: noqa: FAST003, PLR0917  ids are taken by dependencies; FastAPI calls by keyword
from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response

from chuquan.faces.answers_told import AnswerKind
from chuquan.faces.web import answers
from chuquan.faces.web.alike import alike
from chuquan.faces.web.failing import no_breakout, no_place
from chuquan.faces.web.others import neighbours, rivals
from chuquan.faces.web.reputation import reputation
from chuquan.faces.web.schemas import sends
from chuquan.faces.web.season import season
from chuquan.faces.web.shown import Shown
from chuquan.faces.words import cut
from chuquan.report import Breakout, Kind, Lever, Phase, PlaceProfile

router = APIRouter(prefix="/api")


def _shown(request: Request) -> Shown:
    shown: Shown = request.app.state.shown
    return shown


TheReport = Annotated[Shown, Depends(_shown)]


def _breakout(breakout_id: str, shown: TheReport) -> Breakout:
    found = shown.breakouts.get(breakout_id)
    if found is None:
        raise no_breakout(breakout_id, shown.breakouts_like(breakout_id))
    return found


def _place(place_id: str, shown: TheReport) -> PlaceProfile:
    found = shown.places.get(place_id)
    if found is None:
        raise no_place(place_id, shown.places_like(place_id))
    return found


TheBreakout = Annotated[Breakout, Depends(_breakout)]
ThePlace = Annotated[PlaceProfile, Depends(_place)]


@router.get("/report", summary="What the report is of", responses=sends("ReportHead"))
def report(shown: TheReport) -> Response:
    """Period, versions, and how many there are of what."""
    return _json(answers.head(shown))


@router.get("/now", summary="What goes on at the report's end", responses=sends("Now"))
def now(shown: TheReport) -> Response:
    """Breakouts that go on or ended within the last week, by kind, strongest first."""
    return _json(answers.now(shown))


@router.get("/breakouts", summary="Breakouts, filtered", responses=sends("BreakoutList"))
def breakouts(
    shown: TheReport,
    kind: Annotated[Kind | None, Query(description="What it is.")] = None,
    lever: Annotated[Lever | None, Query(description="What drove it most.")] = None,
    phase: Annotated[Phase | None, Query(description="Where it stands at the end.")] = None,
    place: Annotated[str, Query(description="Id of its place.", max_length=80)] = "",
    since: Annotated[date | None, Query(description="First day of onset.")] = None,
    until: Annotated[date | None, Query(description="Last day of onset.")] = None,
    min_excess: Annotated[float, Query(description="Least mentions above the usual.")] = 0.0,
    limit: Annotated[int, Query(ge=1, le=1000, description="So many at most.")] = 100,
    offset: Annotated[int, Query(ge=0, description="Left out at the beginning.")] = 0,
) -> Response:
    """Breakouts that pass all filters given, strongest first."""
    found = [
        b
        for b in shown.report.breakouts
        if (kind is None or b.kind == kind)
        and (lever is None or b.lever == lever)
        and (phase is None or b.phase == phase)
        and (not place or b.place_id == place)
        and (since is None or b.onset.date() >= since)
        and (until is None or b.onset.date() <= until)
        and b.n_excess >= min_excess
    ]
    rows = tuple(map(answers.row, found[offset : offset + limit]))
    return _json(answers.BreakoutList(n=len(found), offset=offset, breakouts=rows))


@router.get(
    "/breakouts/{breakout_id}/alike",
    summary="Breakouts of the past that began alike",
    responses=sends("Alike", can_miss=True),
)
def alike_breakouts(breakout: TheBreakout, shown: TheReport) -> Response:
    """Over before this one began, of its kind and lever, with first days of like size."""
    return _json(alike(shown, breakout))


@router.get(
    "/breakouts/{breakout_id}",
    summary="One breakout with all that explains it",
    responses=sends("Breakout", can_miss=True),
)
def one_breakout(breakout: TheBreakout) -> Response:
    """Timeline, words, levers, kinds, sources, evidence."""
    return _json(breakout)


@router.get("/places", summary="All places", responses=sends("PlaceList"))
def places(shown: TheReport) -> Response:
    """Places of breakouts, and the provinces that they lie in."""
    rows = (answers.place_row(shown, p) for p in shown.places.values())
    return _json(answers.PlaceList(tuple(rows)))


@router.get(
    "/places/{place_id}", summary="One place", responses=sends("PlaceProfile", can_miss=True)
)
def one_place(place: ThePlace) -> Response:
    """Where it lies, its months, its levers, what it is known for."""
    return _json(place)


@router.get(
    "/places/{place_id}/reputation",
    summary="Shares of image, crisis and affairs by month",
    responses=sends("Reputation", can_miss=True),
)
def place_reputation(place: ThePlace, shown: TheReport) -> Response:
    """With a smoothed trend and its 90% interval, where there are mentions enough."""
    return _json(reputation(shown, place))


@router.get(
    "/places/{place_id}/season",
    summary="Images by calendar month",
    responses=sends("Season", can_miss=True),
)
def place_season(place: ThePlace, shown: TheReport) -> Response:
    """Give each year's, adjusted for the days that were looked at."""
    return _json(season(shown, place))


@router.get(
    "/places/{place_id}/neighbours",
    summary="The nearest places with breakouts",
    responses=sends("Neighbour", many=True, can_miss=True),
)
def place_neighbours(place: ThePlace, shown: TheReport) -> Response:
    """Nearest first, by the distance of the centres."""
    return _json(neighbours(shown, place))


@router.get(
    "/places/{place_id}/rivals",
    summary="Places with like images",
    responses=sends("AlikePlace", many=True, can_miss=True),
)
def place_rivals(place: ThePlace, shown: TheReport) -> Response:
    """Places that share words of their images with it, most alike first."""
    return _json(rivals(shown, place))


@router.get("/sources", summary="Sources", responses=sends("SourceHealth", many=True))
def sources(shown: TheReport) -> Response:
    """Tell what was looked at in each, and when nothing could be read."""
    return _json(shown.report.sources)


@router.get("/problems", summary="Problems", responses=sends("Problem", many=True))
def problems(shown: TheReport) -> Response:
    """Rows and files that could not be read."""
    return _json(shown.report.problems)


@router.get("/impacts", summary="Impacts", responses=sends("Impact", many=True))
def impacts(
    shown: TheReport,
    breakout: Annotated[str, Query(description="Id of a breakout.", max_length=80)] = "",
) -> Response:
    """Tell what breakouts and events brought, where outcomes were given."""
    found = [i for i in shown.report.impacts if not breakout or i.breakout_id == breakout]
    return _json(found)


@router.get(
    "/impacts/{impact_id:path}", summary="One impact", responses=sends("Impact", can_miss=True)
)
def one_impact(impact_id: str, shown: TheReport) -> Response:
    """One effect with its checks, series and donors."""
    for impact in shown.report.impacts:
        if impact.impact_id == impact_id:
            return _json(impact)
    raise HTTPException(404, f"no impact {cut(impact_id, 80)!r}")


@router.get("/discoveries", summary="Discoveries", responses=sends("Discovery", many=True))
def all_discoveries(shown: TheReport) -> Response:
    """Tell what places could break out with next, and whose moment themes are."""
    return _json([a.value for a in shown.answers("discovery").values()])


@router.get(
    "/discoveries/{answer_id:path}",
    summary="One of them",
    responses=sends("Discovery", can_miss=True),
)
def one_of_discoveries(answer_id: str, shown: TheReport) -> Response:
    """One, whole."""
    return _answer(shown, "discovery", answer_id)


@router.get("/plans", summary="Plans", responses=sends("Plan", many=True))
def all_plans(shown: TheReport) -> Response:
    """Tell what to do when, for how much, with what to expect."""
    return _json([a.value for a in shown.answers("plan").values()])


@router.get(
    "/plans/{answer_id:path}", summary="One of them", responses=sends("Plan", can_miss=True)
)
def one_of_plans(answer_id: str, shown: TheReport) -> Response:
    """One, whole."""
    return _answer(shown, "plan", answer_id)


@router.get("/creators", summary="Choices of creators", responses=sends("CreatorChoice", many=True))
def all_creators(shown: TheReport) -> Response:
    """Tell whom to invite within a budget, and whom that reaches."""
    return _json([a.value for a in shown.answers("creators").values()])


@router.get(
    "/creators/{answer_id:path}",
    summary="One of them",
    responses=sends("CreatorChoice", can_miss=True),
)
def one_of_creators(answer_id: str, shown: TheReport) -> Response:
    """One, whole."""
    return _answer(shown, "creators", answer_id)


@router.get(
    "/responses", summary="What each lever brought", responses=sends("Casebook", can_miss=True)
)
def responses(shown: TheReport) -> Response:
    """By size of city and of event, with intervals; 404 where the report holds no casebook."""
    return _answer(shown, "casebook", "casebook")


def _answer(shown: Shown, kind: AnswerKind, answer_id: str) -> Response:
    found = shown.answers(kind).get(answer_id)
    if found is None:
        raise HTTPException(404, f"no {kind} {cut(answer_id, 80)!r}")
    return _json(found.value)


def _json(body: Any) -> Response:
    return Response(msgspec.json.encode(body), media_type="application/json")
