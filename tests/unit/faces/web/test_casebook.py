"""Casebook, compare, search and map as pages: sorted, paged, filtered, and never broken."""

from __future__ import annotations

import csv
import io
import re

import pytest

from chuquan.faces.web.pages.casebook import ORDERS, ROWS, sorted_by
from chuquan.faces.words import LANGUAGES

PAGES = (
    "map", "map?view=world&span=0&day=2023-05-01", "casebook", "casebook?kind=crisis&sort=-excess",
    "compare", "compare?ids=370300,230100", "search", "search?q=zibo", "search?q=zzz",
)  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("address", PAGES)
def test_page_is_there(visitor, lang, address):
    """In both languages, without an untranslated message."""
    answer = visitor.get(f"/{lang}/{address}")
    assert answer.status_code == 200
    assert "%(" not in answer.text


@pytest.mark.parametrize("address", ["casebook", "map?span=0", "search?q=script", "compare"])
def test_hostile_texts_stand_as_text(harmed, address):
    """No tag of a mention is a tag of the page."""
    _, visitor = harmed
    text = visitor.get(f"/zh/{address}").text
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "\u202e" not in text


def test_what_an_address_says_wrongly_stands_on_the_page(visitor):
    """One message a mistake; the page is there."""
    answer = visitor.get("/en/casebook?kind=nonsense&year=1066&page=99999&sort=bogus")
    assert answer.status_code == 200
    assert answer.text.count("is not known and was left out") == 2


def test_pages_of_the_table_hold_every_wave_once(told, visitor):
    """Nothing is lost between two pages."""
    n_pages = -(-len(told.breakouts) // ROWS)
    found = []
    for page in range(1, n_pages + 1):
        text = visitor.get(f"/zh/casebook?sort=onset&page={page}").text
        found += re.findall(r'<th scope="row"><a href="/zh/breakout/([^"]+)"', text)
    assert sorted(found) == sorted(b.breakout_id for b in told.breakouts)


@pytest.mark.parametrize("name", ORDERS)
def test_order_turns_round(told, name):
    """A minus before an order is its reverse."""
    up, _ = sorted_by(name, list(told.breakouts))
    down, _ = sorted_by(f"-{name}", list(told.breakouts))
    keys = [ORDERS[name](b) for b in up]
    assert keys == sorted(keys)
    assert [ORDERS[name](b) for b in down] == keys[::-1]


def test_casebook_opens_with_images_and_crises_are_one_click_away(told, visitor):
    """Epidemics made the largest waves; who opens the casebook looks for images."""
    kinds = [b.kind for b in sorted_by("", list(told.breakouts))[0]]
    assert kinds == sorted(kinds, key=["image", "affairs", "crisis"].index)
    images = [b for b in sorted_by("", list(told.breakouts))[0] if b.kind == "image"]
    assert images == [b for b in told.breakouts if b.kind == "image"]
    page = visitor.get("/en/casebook?year=2023&sort=-excess").text
    link = re.search(r'href="([^"]+)#cases">crisis</a> <small>(\d+)</small>', page)
    assert link is not None
    there = visitor.get(link[1].replace("&amp;", "&")).text
    assert f"{link[2]} of {len(told.breakouts)} breakouts" in there


def test_file_holds_what_the_page_shows(told, visitor):
    """The filters of the address are those of the file."""
    answer = visitor.get("/api/casebook.csv?kind=crisis&sort=-excess")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    crises = [b for b in told.breakouts if b.kind == "crisis"]
    assert len(rows) == len(crises)
    sizes = [float(row["n_excess"]) for row in rows]
    assert sizes == sorted(sizes, reverse=True)
    assert "attachment" in answer.headers["content-disposition"]


def test_api_says_what_is_wrong(visitor):
    """A program is refused where a reader is told."""
    assert visitor.get("/api/casebook.csv?kind=nonsense").status_code == 422
    assert visitor.get("/api/casebook.exe").status_code == 404
    assert visitor.get("/api/search?q=zibo&limit=0").status_code == 422


def test_search_as_json(visitor):
    """The best first, with what it is."""
    first, *_ = visitor.get("/api/search?q=zibo").json()
    assert (first["what"], first["place"]["place_id"]) == ("place", "370300")


@pytest.mark.parametrize("name", ["half-lives", "years", "aligned", "aligned-share", "map"])
@pytest.mark.parametrize("ending", ["svg", "json", "csv"])
def test_chart_is_drawn(visitor, name, ending):
    """Every chart of these pages in every form."""
    answer = visitor.get(f"/charts/{name}.{ending}?ids=370300,230100&lang=zh")
    assert answer.status_code == 200
    assert len(answer.content) > 200


def test_charts_of_nothing_say_so(visitor):
    """A filter that lets nothing through, ids that name nothing."""
    assert visitor.get("/charts/half-lives.svg?q=zzz").status_code == 200
    assert visitor.get("/charts/years.svg?q=zzz").status_code == 200
    assert visitor.get("/charts/aligned.svg?ids=nowhere").status_code == 404
