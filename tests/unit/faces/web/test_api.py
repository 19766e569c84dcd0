"""The API gives what the report holds, as its document says."""

from __future__ import annotations

import msgspec
import pytest

from chuquan.faces.web import answers
from chuquan.faces.web.alike import Alike
from chuquan.faces.web.others import AlikePlace, Neighbour
from chuquan.faces.web.reputation import Reputation
from chuquan.faces.web.season import Season
from chuquan.report import Breakout, Impact, PlaceProfile, Problem, SourceHealth


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("report", answers.ReportHead),
        ("now", answers.Now),
        ("breakouts?limit=1000", answers.BreakoutList),
        ("breakouts/{breakout}", Breakout),
        ("breakouts/{breakout}/alike", Alike),
        ("places", answers.PlaceList),
        ("places/{place}", PlaceProfile),
        ("places/{place}/reputation", Reputation),
        ("places/{place}/season", Season),
        ("places/{place}/neighbours", list[Neighbour]),
        ("places/{place}/rivals", list[AlikePlace]),
        ("sources", list[SourceHealth]),
        ("problems", list[Problem]),
        ("impacts", list[Impact]),
        ("impacts/{impact}", Impact),
    ],
)
def test_answers_are_the_structs(told, visitor, address, kind):
    named = address.format(
        breakout=told.breakouts[0].breakout_id,
        place=told.places[0].place_id,
        impact=told.impacts[0].impact_id,
    )
    answer = visitor.get(f"/api/{named}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert msgspec.json.decode(answer.content, type=kind, strict=True)


def test_one_breakout_comes_whole(told, visitor):
    wave = told.breakouts[0]
    answer = visitor.get(f"/api/breakouts/{wave.breakout_id}")
    assert msgspec.json.decode(answer.content, type=Breakout) == wave


def test_hostile_texts_come_through_unharmed(harmed):
    report, visitor = harmed
    for wave in report.breakouts[:6]:
        answer = visitor.get(f"/api/breakouts/{wave.breakout_id}")
        assert msgspec.json.decode(answer.content, type=Breakout) == wave


@pytest.mark.parametrize(
    ("query", "passes"),
    [
        ("kind=crisis", lambda b: b.kind == "crisis"),
        ("lever=social", lambda b: b.lever == "social"),
        ("phase=ended", lambda b: b.phase == "ended"),
        ("place=370300", lambda b: b.place_id == "370300"),
        (
            "since=2023-06-01&until=2023-09-01",
            lambda b: "2023-06" <= f"{b.onset:%Y-%m-%d}" <= "2023-09-01",
        ),
        ("min_excess=50", lambda b: b.n_excess >= 50),
    ],
)
def test_filters_leave_what_passes(told, visitor, query, passes):
    found = visitor.get(f"/api/breakouts?limit=1000&{query}").json()
    wanted = [b.breakout_id for b in told.breakouts if passes(b)]
    assert [b["breakout_id"] for b in found["breakouts"]] == wanted
    assert found["n"] == len(wanted)


def test_pages_of_a_list_make_the_whole(told, visitor):
    got = []
    while True:
        found = visitor.get(f"/api/breakouts?limit=7&offset={len(got)}").json()
        got += [b["breakout_id"] for b in found["breakouts"]]
        if len(got) == found["n"]:
            break
    assert got == [b.breakout_id for b in told.breakouts]


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=x", "kind=fire", "since=yesterday", "offset=-1"]
)
def test_a_filter_that_cannot_be_is_refused(visitor, query):
    assert visitor.get(f"/api/breakouts?{query}").status_code == 422


def test_what_is_not_there_is_said_with_near_ones(told, visitor):
    wave = told.breakouts[0]
    answer = visitor.get(f"/api/breakouts/{wave.breakout_id}x")
    assert answer.status_code == 404
    assert wave.breakout_id in [near["id"] for near in answer.json()["near"]]
    assert visitor.get("/api/places/nowhere").status_code == 404
    assert visitor.get("/api/impacts/none").status_code == 404
    assert visitor.get("/api/nothing").json()["status"] == 404


def test_the_document_has_a_schema_for_every_answer(visitor):
    document = visitor.get("/api/openapi.json").json()
    schemas = document["components"]["schemas"]
    for path, methods in document["paths"].items():
        assert set(methods) == {"get"}
        if path.startswith("/api/"):
            schema = methods["get"]["responses"]["200"]["content"]["application/json"]["schema"]
            ref = schema.get("$ref") or schema["items"]["$ref"]
            assert ref.rpartition("/")[2] in schemas, path
    for ref in _refs(document):
        assert ref.rpartition("/")[2] in schemas
    told = schemas["Breakout"]["properties"]["q_value"]["description"]
    assert told.startswith("The share of false ones to expect")


def _refs(part):
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for value in part.values():
            yield from _refs(value)
    elif isinstance(part, list):
        for value in part:
            yield from _refs(value)
