"""One application for all tests of the pages: making one takes longer than most of them."""

# ruff: noqa: PLC0415  the extra web may not be installed
from __future__ import annotations

import pytest
from conftest import make_two_sided
from msgspec.structs import replace
from pages_made_up import hostile, with_places
from visitor import Visitor

pytest.importorskip("fastapi", reason="the extra web is not installed")
pytest.importorskip("altair", reason="the extra web is not installed")


@pytest.fixture(scope="session")
def told(report):
    """Give a report with places, impacts and a wave of two sides."""
    return with_places(replace(report, breakouts=(*report.breakouts, make_two_sided())))


@pytest.fixture(scope="session")
def shown(told):
    from chuquan.faces.web.shown import Shown

    return Shown(told)


@pytest.fixture(scope="session")
def visitor(told):
    from chuquan.faces.web.app import create_app

    return Visitor(create_app(told))


@pytest.fixture(scope="session")
def harmed(told):
    """Give the same report with texts that mean harm, and who asks for its pages."""
    from chuquan.faces.web.app import create_app

    made = hostile(told)
    return made, Visitor(create_app(made))
