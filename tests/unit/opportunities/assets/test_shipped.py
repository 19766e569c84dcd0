"""The shipped lists: known places, kinds, dated sources, nothing twice."""

from __future__ import annotations

import importlib.util
import re
import time
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from chuquan.opportunities.assets.shipped import shipped_assets, shipped_frame
from chuquan.places.gazetteer import Gazetteer
from chuquan.tables import ASSET_KINDS, ASSETS

ROOT = Path(__file__).parents[4]
SHARED = ROOT.parent / "shared" / "data" / "assets"


@pytest.fixture(scope="module")
def assets():
    return shipped_assets()


def of(assets, place_id):
    return {a.name: a for a in assets if a.place_id == place_id}


def test_every_place_is_a_chinese_place_of_the_gazetteer(assets):
    gazetteer = Gazetteer.load()
    unknown = [a for a in assets if a.place_id not in gazetteer or len(a.place_id) != 6]
    assert unknown == []


def test_every_thing_has_a_kind_a_name_and_a_dated_source(assets):
    assert {a.kind for a in assets} == set(ASSET_KINDS)
    assert [a for a in assets if not re.search(r"(19|20)\d\d", a.source)] == []
    assert [a for a in assets if len(a.name) < 2 or a.name != a.name.strip()] == []


def test_no_thing_of_a_place_is_there_twice(assets):
    n = Counter((a.place_id, a.name) for a in assets)
    assert [thing for thing, count in n.items() if count > 1] == []
    assert [a for a in assets if len(set(a.names)) < len(a.names) or a.name in a.names] == []


def test_short_forms_are_long_enough_to_be_looked_for(assets):
    assert [(a.name, n) for a in assets for n in a.names if len(n) < 2 or n != n.strip()] == []


def test_one_name_means_one_thing_of_a_place(assets):
    """Else what a mention names would count for two things."""
    called: dict[tuple[str, str], set[str]] = {}
    for a in assets:
        for name in (a.name, *a.names):
            called.setdefault((a.place_id, name), set()).add(a.name)
    assert {key: things for key, things in called.items() if len(things) > 1} == {}


def test_nothing_comes_from_the_future_of_the_lists(assets):
    assert max(a.since for a in assets if a.since) <= date(2025, 12, 31)


@pytest.mark.parametrize(
    ("place_id", "name", "since"),
    [
        ("410300", "龙门石窟", date(2000, 1, 1)),
        ("230100", "哈尔滨国际冰雪节", date(1985, 1, 1)),
        ("230100", "冰雪大世界", date(1999, 1, 1)),
        ("360200", "景德镇瓷器", date(2006, 5, 20)),
        ("320100", "夫子庙", None),
        ("110000", "北京中轴线", date(2024, 7, 27)),
        ("450200", "螺蛳粉", date(2021, 6, 10)),
    ],
)
def test_well_known_things_are_there_with_their_day(assets, place_id, name, since):
    assert of(assets, place_id)[name].since == since


def test_people_find_a_thing_by_its_short_form(assets):
    assert "龙门" in of(assets, "410300")["龙门石窟"].names
    assert "牡丹" in of(assets, "410300")["中国洛阳牡丹文化节"].names
    assert {"八达岭", "慕田峪"} <= set(of(assets, "110000")["长城"].names)


@pytest.mark.parametrize("word", ["烧烤", "麻辣烫", "村超", "村BA", "南方小土豆", "挖呀挖"])
def test_what_only_became_known_by_breaking_out_is_no_asset(assets, word):
    assert [a for a in assets if word in a.name or word in a.names] == []


def test_the_frame_is_a_table_of_assets_and_read_once():
    assert ASSETS.validate(shipped_frame()).height == len(shipped_assets())
    assert shipped_assets() is shipped_assets()


def test_reading_is_quick():
    """Under 50 ms of processor time is promised; a warm machine takes some 10."""
    shipped_assets.cache_clear()
    shipped_frame.cache_clear()
    start = time.process_time()
    shipped_assets()
    assert time.process_time() - start < 0.25


@pytest.mark.data
@pytest.mark.skipif(not SHARED.exists(), reason="the shared tables are not here")
def test_the_script_builds_what_is_shipped(tmp_path, monkeypatch):
    spec = importlib.util.spec_from_file_location(
        "build_assets", ROOT / "scripts" / "build_assets.py"
    )
    script = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(__import__("sys").modules, "build_assets", script)
    spec.loader.exec_module(script)
    shipped = script.OUT.read_bytes()
    monkeypatch.setattr(script, "OUT", tmp_path / "assets.tsv")
    script.main(SHARED)
    assert (tmp_path / "assets.tsv").read_bytes() == shipped
