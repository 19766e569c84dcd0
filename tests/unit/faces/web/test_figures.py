"""Charts: each is drawn in both languages and themes, says what one sees, and gives its data."""

from __future__ import annotations

import csv
import io
import re

import pytest

from chuquan.faces.web.figures import CHARTS
from chuquan.faces.words import LANGUAGES

OF_PLACE = ("history", "place_levers", "reputation", "season")
OF_BREAKOUT = (
    "outlook", "timeline", "words",
    "levers", "lever_shares", "kind_shares", "kinds", "path", "alike",
)  # fmt: skip


def _address(name, ending, report, **query):
    one = report.places[0].place_id if name in OF_PLACE else _wave(report).breakout_id
    rest = "".join(f"&{k}={v}" for k, v in query.items())
    return f"/charts/{name}.{ending}?id={one}{rest}"


def _wave(report):
    return next(b for b in report.breakouts if b.outlook is not None)


def test_all_charts_of_ours_are_registered():
    assert {*OF_PLACE, *OF_BREAKOUT} <= set(CHARTS)


@pytest.mark.slow
@pytest.mark.parametrize("name", [*OF_PLACE, *OF_BREAKOUT])
def test_a_chart_is_drawn_alike_in_both_languages(told, visitor, name):
    for lang, theme, width in (("zh", "light", 320), ("en", "dark", 1180)):
        address = _address(name, "svg", told, lang=lang, theme=theme, width=width)
        answer = visitor.get(address)
        assert answer.status_code == 200
        assert answer.text.startswith("<svg role=")
        assert "style=" not in answer.text
        size = re.search(r'viewBox="0 0 ([\d.]+) ', answer.text)
        assert float(size[1]) <= width + 1


@pytest.mark.parametrize("name", [*OF_PLACE, *OF_BREAKOUT])
def test_a_chart_says_what_one_sees(told, visitor, name):
    findings = [
        visitor.get(_address(name, "json", told, lang=lang)).json()["finding"] for lang in LANGUAGES
    ]
    if name in {"alike", "season"}:  # where nothing stands out, nothing is said
        return
    assert all(findings)
    assert findings[0] != findings[1]


@pytest.mark.parametrize("name", [*OF_PLACE, *OF_BREAKOUT])
def test_a_chart_gives_its_data(told, visitor, name):
    answer = visitor.get(_address(name, "csv", told, lang="en"))
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert len({len(row) for row in rows}) <= 1
    assert name == "alike" or len(rows) > 1


@pytest.mark.slow
def test_a_saved_picture_bears_its_title(told, visitor):
    plain = visitor.get(_address("timeline", "svg", told, lang="en"))
    titled = visitor.get(_address("timeline", "svg", told, lang="en", title=1))
    assert len(titled.text) > len(plain.text)
    picture = visitor.get(_address("timeline", "png", told, lang="en", title=1))
    assert picture.content.startswith(b"\x89PNG")


@pytest.mark.slow
def test_hostile_texts_draw_no_tag(harmed):
    """In the picture, in its description and in its data a text stays a text."""
    report, visitor = harmed
    for wave in report.breakouts[:6]:
        for name in ("timeline", "words", "path", "alike"):
            address = f"/charts/{name}.svg?id={wave.breakout_id}&lang=en"
            svg = visitor.get(address).text
            assert "<script" not in svg
            assert "<img" not in svg
            assert "\u202e" not in svg
            assert len(svg) < 400_000
            for row in csv.reader(io.StringIO(visitor.get(address.replace("svg", "csv")).text)):
                assert not any(cell.startswith(("=", "@")) for cell in row)


def test_ids_are_the_pictures_own(told, visitor):
    """Several pictures stand in one page: no two share an id."""
    one = visitor.get(_address("timeline", "svg", told, lang="en")).text
    two = visitor.get(_address("kinds", "svg", told, lang="en")).text
    ids = [set(re.findall(r'\sid="([^"]+)"', svg)) for svg in (one, two)]
    assert not ids[0] & ids[1]
    for svg, own in zip((one, two), ids, strict=True):
        assert set(re.findall(r"url\(#([^)]+)\)", svg)) <= own


@pytest.mark.parametrize(
    "address",
    [
        "/charts/nothing.svg?id=x",
        "/charts/timeline.svg?id=nothing",
        "/charts/season.svg?id=nothing",
        "/charts/timeline.exe?id=x",
        "/charts/timeline.svg?lang=fr",
        "/charts/timeline.svg?theme=pink",
        "/charts/timeline.svg",
    ],
)
def test_what_is_no_chart_is_not_found(visitor, address):
    assert visitor.get(address).status_code == 404


@pytest.mark.parametrize("width", ["", "0", "-1", "1e9", "x" * 500, "٣٢٠", "99999"])
def test_any_width_is_answered(told, visitor, width):
    assert visitor.get(_address("path", "json", told, width=width)).status_code == 200
