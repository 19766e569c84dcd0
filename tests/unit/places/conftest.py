"""What the tests of places share: the shipped gazetteer and a resolver by rules alone."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest

from chuquan.places.gazetteer import Gazetteer
from chuquan.places.patterns import Patterns
from chuquan.places.resolve import Resolver


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer.load()


@pytest.fixture(scope="session")
def patterns() -> Patterns:
    return Patterns.load()


@pytest.fixture(scope="session")
def resolver() -> Resolver:
    return Resolver.load(None)


@pytest.fixture(scope="session")
def places_in(resolver: Resolver) -> Callable[[str], list[str]]:
    def places(text: str) -> list[str]:
        return resolver.resolve(pl.Series([text]))["place_id"].to_list()

    return places
