"""What a careful reader says of short texts, class by class: names inside other names and the like.

The texts are invented or generic; the answers follow the readers of the labels: a team or a
broadcaster at home, a university and a dish speak of their place; ships, banks, persons and clubs
abroad do not; a work that bears its place's name does. Judged with the weights that ship.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from chuquan.places.gazetteer import Gazetteer
from chuquan.places.resolve import Resolver
from chuquan.weights import Weights

CASES = Path(__file__).with_name("places_reader.csv")
KNOWN_FAILURES = {
    "Paris Saint-Germain beat Lyon": "in English a bare city's name is not told from its club",
}


def read_cases() -> list[tuple[str, str, str]]:
    with CASES.open(encoding="utf-8") as file:
        return [(r["class"], r["text"], r["places"]) for r in csv.DictReader(file, delimiter="|")]


def meant(places: str) -> list[str]:
    """Return the ids of places that are given by their names or ids."""
    gazetteer = Gazetteer.load()
    return sorted(gazetteer.find(name)[0] for name in places.split("+") if name)


@pytest.fixture(scope="module")
def told() -> Callable[[Resolver], dict[str, list[str]]]:
    def tell(resolver: Resolver) -> dict[str, list[str]]:
        texts = [text for _, text, _ in read_cases()]
        found = resolver.resolve(pl.Series(texts))
        by_text: dict[str, list[str]] = {text: [] for text in texts}
        for row, place_id in found.select("row", "place_id").iter_rows():
            by_text[texts[row]].append(place_id)
        return {text: sorted(ids) for text, ids in by_text.items()}

    return tell


@pytest.fixture(scope="module")
def with_model(told: Callable[[Resolver], dict[str, list[str]]]) -> dict[str, list[str]]:
    return told(Resolver.load(Weights.load()["place"]))


@pytest.mark.parametrize(
    ("text", "places"),
    [
        pytest.param(
            text,
            places,
            id=f"{group}:{text}",
            marks=[pytest.mark.xfail(reason=KNOWN_FAILURES[text], strict=True)]
            if text in KNOWN_FAILURES
            else [],
        )
        for group, text, places in read_cases()
    ],
)
def test_a_text_means_what_a_reader_says(
    with_model: dict[str, list[str]], text: str, places: str
) -> None:
    assert with_model[text] == meant(places)


def test_rules_alone_read_nearly_as_well(
    told: Callable[[Resolver], dict[str, list[str]]],
) -> None:
    by_rules = told(Resolver.load(None))
    wrong = [text for _, text, places in read_cases() if by_rules[text] != meant(places)]
    assert len(wrong) <= 0.04 * len(by_rules), wrong
