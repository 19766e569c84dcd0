"""The coastlines' script: points that say little go, rings stay closed and keep their way round."""

from __future__ import annotations

import importlib.util
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

SCRIPT = Path(__file__).parents[3] / "scripts" / "build_coastlines.py"


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("build_coastlines", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def ring(radii, around=(100.0, 30.0)):
    """Build a closed ring around a point."""
    n = len(radii)
    points = [
        (
            around[0] + r * math.cos(2 * math.pi * i / n),
            around[1] + r * math.sin(2 * math.pi * i / n),
        )
        for i, r in enumerate(radii)
    ]
    return [*points, points[0]]


RINGS = st.lists(st.floats(0.5, 5.0), min_size=4, max_size=40).map(ring)


@given(one=RINGS, smallest=st.floats(0.0, 2.0))
def test_what_is_left_is_a_closed_part_of_the_ring(script, one, smallest):
    """In the order of the ring, at least a triangle."""
    left = script.simplified(one, smallest)
    assert left[0] == left[-1]
    assert len(left) >= 4
    places = [one.index(point) for point in left[:-1]]
    assert places == sorted(places)


def test_small_triangles_go_first(script):
    """A dent of little area goes, a corner stays."""
    square = [(0.0, 0.0), (5.0, 0.01), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0), (0.0, 0.0)]
    assert script.simplified(square, 1.0) == [square[0], *square[2:]]


@given(one=RINGS)
def test_encoding_keeps_points_to_a_hundredth_of_a_degree(script, one):
    """Read back as TopoJSON is read."""
    made = script.encoded([[one]])
    for arc in made["arcs"]:
        x = y = 0
        for (dx, dy), _ in zip(arc, one, strict=False):
            x, y = x + dx, y + dy
            assert min(math.dist((x / 100, y / 100), point) for point in one) <= 0.0072


def test_the_far_south_is_left_out(script):
    """And nothing else."""
    south, north = ring([2.0] * 8, (0.0, -80.0)), ring([2.0] * 8)
    assert script.thinned([[south], [north]], 0.0) == [[north]]
