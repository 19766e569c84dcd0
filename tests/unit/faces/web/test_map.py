"""The map: what is on it, where it looks, which names have room, and its land."""

from __future__ import annotations

import itertools
import json
import math

import pytest

from chuquan.faces.svg import width_of
from chuquan.faces.web.assets import STATIC
from chuquan.faces.web.charts.breakout_map import DAY_MS, breakout_map
from chuquan.faces.web.charts.coast import REGION, WORLD, with_land_inside
from chuquan.faces.web.charts.drawing import Asked
from chuquan.faces.web.charts.frame import MOST_ZOOM, frame_of, named
from chuquan.faces.words import Words


def asked(shown, lang="en", theme="light", **query):
    return Asked(shown, Words(lang), theme, query)


def points(spec):
    return next(v["data"]["values"] for v in spec["layer"] if "cursor" in str(v.get("mark")))


def test_every_wave_with_a_position_is_in_the_data(shown):
    """The slider moves without asking again, so all of the filter's waves are there."""
    drawn = breakout_map(asked(shown, kind="image", span="30", view="world"))
    rows = points(drawn.spec)
    images = [b for b in shown.report.breakouts if b.kind == "image"]
    assert len(rows) == len(images)
    assert len(drawn.rows) < len(images)
    assert [r["n_excess"] for r in rows] == sorted((r["n_excess"] for r in rows), reverse=True)


def test_browser_and_server_see_the_same_window(shown):
    """The condition in the picture lets through what the table lists."""
    drawn = breakout_map(asked(shown, day="2023-08-01", span="90", view="world"))
    values = {p["name"]: p["value"] for p in drawn.spec["params"]}
    seen = [
        r for r in points(drawn.spec)
        if r["start"] <= values["map_day"] and r["stop"] > values["map_day"] - values["map_span"]
    ]  # fmt: skip
    assert values["map_span"] == 90 * DAY_MS
    assert len(seen) == len(drawn.rows)


@pytest.mark.parametrize("query", [{}, {"view": "world"}, {"view": "370000"}, {"view": "nowhere"},
                                   {"at": "120,30,2"}, {"at": "x"}, {"at": "999,0,0"}])  # fmt: skip
def test_view_is_somewhere_on_the_earth(shown, query):
    """Whatever the address asks for."""
    frame = frame_of(query, shown)
    assert abs(frame.longitude) <= 180
    assert abs(frame.latitude) <= 85
    assert frame.width > 0 < frame.height
    assert 0 <= frame.zoom <= MOST_ZOOM


def test_names_do_not_overlap_at_any_zoom(shown):
    """Nor do they where one zooms between two of the levels."""
    frame, size = frame_of({}, shown), (720, 500)
    names = {p.place_id: p.name for p in shown.report.places}
    written = named(shown.report.places, names, dict.fromkeys(names, 1.0), frame, size)
    assert written
    per_degree = math.radians(frame.scale(*size))
    for zoom in (0.0, 0.5, 1.0, 2.5, 4.0):
        here = [w for w in written if w["from"] <= zoom]
        for one, other in itertools.combinations(here, 2):
            flat = math.cos(math.radians(frame.latitude)) * per_degree * 2**zoom
            apart = abs(one["longitude"] - other["longitude"]) * flat
            above = abs(one["latitude"] - other["latitude"]) * per_degree * 2**zoom
            assert apart >= (width_of(one["name"]) + width_of(other["name"])) / 2 or above >= 11


@pytest.mark.parametrize("file", [WORLD, REGION])
def test_land_is_closed_rings_on_the_earth(file):
    """And small enough for a page."""
    path = STATIC / file
    assert path.stat().st_size < 300_000
    topology = json.loads(path.read_text(encoding="ascii"))
    scale = topology["transform"]["scale"][0]
    for arc in topology["arcs"]:
        assert [sum(step[i] for step in arc[1:]) for i in (0, 1)] == [0, 0]
        x = y = 0
        for dx, dy in arc:
            x, y = x + dx, y + dy
            assert abs(x * scale) <= 180
            assert abs(y * scale) <= 90
    assert set(topology["objects"]) == {"land"}


def test_names_stand_only_where_a_wave_is_seen(shown):
    """A name without a mark beside it would be a riddle: names come and go with the slider."""
    spec = breakout_map(asked(shown, view="world")).spec
    names = [v for v in spec["layer"] if v.get("mark", {}).get("type") == "text"]
    of_marks = next(v for v in spec["layer"] if "cursor" in str(v.get("mark")))["transform"][0]
    assert names
    for layer in names:
        assert of_marks in layer["transform"]
        for row in layer["data"]["values"]:
            own = shown.of_place(row["place_id"])
            assert len(row["start"]) == len(row["stop"]) == len(own) > 0


def test_saved_map_fetches_nothing(shown):
    """What the browser loads by address stands in the file that is drawn here."""
    spec = breakout_map(asked(shown)).spec
    assert "/static/coast" in json.dumps(spec)
    inside = with_land_inside(spec)
    assert "/static/coast" not in json.dumps(inside)
    assert inside["layer"][0]["data"]["values"]["type"] == "Topology"
