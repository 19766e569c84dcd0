"""The gazetteer is complete, consistent, and answers in both languages."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import polars as pl
import pytest

from chuquan import tables
from chuquan.errors import NotFoundError
from chuquan.places.gazetteer import Gazetteer

AREACITY = Path(__file__).parents[4] / "shared/data/places/areacity_level3.csv"
CHINESE = pl.col("place_id").str.contains(r"^\d{6}$")


def test_the_table_keeps_its_contract(gazetteer: Gazetteer):
    assert tables.PLACES.validate(gazetteer.frame).equals(gazetteer.frame)


def test_ids_are_unique_and_of_a_stable_public_form(gazetteer: Gazetteer):
    ids = gazetteer.frame["place_id"]
    assert ids.is_unique().all()
    assert ids.str.contains(r"^(?:\d{6}|geonames:\d+|iso:[A-Z]{2})$").all()


def test_every_parent_exists_one_level_up_or_more(gazetteer: Gazetteer):
    level = pl.col("level").replace_strict({v: i for i, v in enumerate(tables.LEVELS)})
    ranked = gazetteer.frame.select("place_id", "parent_id", level.alias("level"))
    joined = ranked.join(
        ranked.select(pl.col("place_id").alias("parent_id"), pl.col("level").alias("above")),
        on="parent_id",
        how="left",
    )
    children = joined.filter(pl.col("parent_id").is_not_null())
    assert children["above"].null_count() == 0
    assert (children["above"] < children["level"]).all()  # so there is no cycle
    assert joined.filter(pl.col("parent_id").is_null())["level"].unique().to_list() == [0]


def test_every_name_is_among_the_names_and_no_name_is_blank(gazetteer: Gazetteer):
    frame = gazetteer.frame
    assert frame.select(pl.col("names").list.contains(pl.col("name")).all()).item()
    assert frame.select(pl.col("names").list.contains(pl.col("name_en")).all()).item()
    assert frame.explode("names").filter(pl.col("names").str.strip_chars() == "").is_empty()


def test_coordinates_are_on_the_globe_and_chinese_ones_in_china(gazetteer: Gazetteer):
    frame = gazetteer.frame
    assert frame["latitude"].drop_nulls().is_between(-90, 90).all()
    assert frame["longitude"].drop_nulls().is_between(-180, 180).all()
    inside = frame.filter(CHINESE)
    assert inside["latitude"].drop_nulls().is_between(3, 54).all()
    assert inside["longitude"].drop_nulls().is_between(73, 136).all()
    upper = inside.filter(pl.col("level") != "county")
    assert upper.filter(~pl.col("place_id").str.starts_with("71"))["latitude"].null_count() == 0


@pytest.mark.parametrize(
    ("place_id", "expected", "parents"),
    [
        ("370300", ("淄博", "Zibo", "city"), ("370000", "iso:CN")),
        ("230100", ("哈尔滨", "Harbin", "city"), ("230000", "iso:CN")),
        ("654300", ("阿勒泰", "Altay", "city"), ("650000", "iso:CN")),
        ("110105", ("朝阳区", "Chaoyang", "county"), ("110000", "iso:CN")),
        ("500233", ("忠县", "Zhongxian", "county"), ("500000", "iso:CN")),
        ("419001", ("济源市", "Jiyuan", "county"), ("410000", "iso:CN")),
        ("441900", ("东莞", "Dongguan", "city"), ("440000", "iso:CN")),
        ("810000", ("香港", "Hong Kong", "province"), ("iso:CN",)),
        ("710100", ("台北", "Taipei", "city"), ("710000", "iso:CN")),
        ("geonames:2988507", ("巴黎", "Paris", "city"), ("iso:FR",)),
        ("iso:FR", ("法国", "France", "country"), ()),
    ],
)
def test_known_places(
    gazetteer: Gazetteer, place_id: str, expected: tuple[str, ...], parents: object
):
    level = gazetteer.get(place_id)["level"]
    assert (gazetteer.name(place_id), gazetteer.name_en(place_id), level) == expected
    assert gazetteer.parents(place_id) == parents


def test_a_municipality_is_one_place(gazetteer: Gazetteer):
    for code in ("110000", "120000", "310000", "500000", "810000", "820000"):
        assert gazetteer.get(code)["level"] == "province"
        assert code[:3] + "100" not in gazetteer
    assert gazetteer.find("北京") == ["110000"]


def test_cities_inside_china_are_not_a_second_place(gazetteer: Gazetteer):
    abroad = gazetteer.frame.filter(pl.col("place_id").str.starts_with("geonames:"))
    assert not abroad["parent_id"].is_in(["iso:CN", "iso:HK", "iso:MO", "iso:TW"]).any()
    for name in ("Harbin", "Chengdu", "Taipei", "哈尔滨"):
        assert len(gazetteer.find(name)) == 1


def test_time_zones_follow_the_place(gazetteer: Gazetteer):
    assert gazetteer.get("654300")["timezone"] == "Asia/Shanghai"
    assert gazetteer.get("810000")["timezone"] == "Asia/Hong_Kong"
    assert gazetteer.get("820000")["timezone"] == "Asia/Macau"
    assert gazetteer.get("710100")["timezone"] == "Asia/Taipei"
    assert gazetteer.get("iso:FR")["timezone"] == "Europe/Paris"


def test_find_takes_short_full_english_and_traditional_names_and_ids(gazetteer: Gazetteer):
    for name in ("淄博", "淄博市", "Zibo", "zibo", " Zibo ", "370300"):
        assert gazetteer.find(name)[0] == "370300"
    assert gazetteer.find("哈爾濱") == ["230100"]
    assert gazetteer.find("no such place") == []


def test_find_puts_upper_levels_and_larger_places_first(gazetteer: Gazetteer):
    assert gazetteer.find("吉林")[0] == "220000"
    assert gazetteer.find("海南")[0] == "460000"
    assert gazetteer.find("Paris")[0] == "geonames:2988507"


def test_an_unknown_id_says_what_is_allowed(gazetteer: Gazetteer):
    for ask in (gazetteer.get, gazetteer.name, gazetteer.name_en, gazetteer.parents):
        with pytest.raises(NotFoundError, match="999999"):
            ask("999999")


def test_ancestors_are_the_parents_of_every_place(gazetteer: Gazetteer):
    ancestors = gazetteer.ancestors_frame()
    assert ancestors.is_unique().all()
    by_place = dict(ancestors.group_by("place_id").agg("ancestor_id").iter_rows())
    for place_id in gazetteer.frame["place_id"].sample(500, seed=0):
        assert sorted(by_place.get(place_id, [])) == sorted(gazetteer.parents(place_id))


def test_the_file_names_its_sources_and_is_small(gazetteer: Gazetteer):
    with resources.as_file(resources.files("chuquan") / "data/gazetteer.parquet") as path:
        note = pl.read_parquet_metadata(path)
        assert path.stat().st_size < 3_000_000
    assert note["version"] == gazetteer.version
    for source in ("AreaCity", "cpca", "GeoNames", "CLDR", "MIT", "CC BY 4.0"):
        assert source in note["sources"]


@pytest.mark.data
def test_every_place_of_the_areacity_table_is_there(gazetteer: Gazetteer):
    if not AREACITY.exists():
        pytest.skip("../shared/data is not here")
    source = pl.read_csv(AREACITY, infer_schema=False)
    source = source.rename({c: c.lstrip("\ufeff") for c in source.columns})
    source = source.filter(~pl.col("id").str.starts_with("91"))  # "abroad"
    codes = source.with_columns(pl.col("id").str.slice(0, 6).str.pad_end(6, "0").alias("place_id"))
    folded = pl.col("id").str.slice(0, 2).is_in(["11", "12", "31", "50", "81", "82"])
    codes = codes.filter(~(folded & (pl.col("id").str.len_chars() == 4)))
    names = codes.join(gazetteer.frame, on="place_id", how="left")
    assert names["names"].null_count() == 0
    for name in ("name", "ext_name"):
        assert names.select(pl.col("names").list.contains(pl.col(name)).all()).item()
    chinese = gazetteer.frame.filter(CHINESE)
    assert chinese.height == codes["place_id"].n_unique()


def test_names_are_found_as_a_slow_reading_of_the_table_finds_them(gazetteer: Gazetteer):
    ranked = gazetteer.frame.sort(
        pl.col("level").replace_strict({v: i for i, v in enumerate(tables.LEVELS)}),
        pl.col("population").fill_null(0),
        "place_id",
        descending=[False, True, False],
    )
    slow: dict[str, list[str]] = {}
    for place_id, names in ranked.select("place_id", "names").iter_rows():
        for name in dict.fromkeys(n.casefold() for n in names):
            slow.setdefault(name, []).append(place_id)
    spelt = {name: found for name, found in slow.items() if name == name.strip()}
    assert {name: gazetteer.find(name) for name in spelt} == spelt
