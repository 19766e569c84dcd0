"""The traps: what bears a city's name and is not the city, and what does not and is."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chuquan import tables
from chuquan.linear import LinearModel, TimedModel
from chuquan.places.resolve import THRESHOLD, Resolver

Places = Callable[[str], list[str]]


@pytest.mark.parametrize(
    "text",
    [
        "方大同的新歌",
        "大理寺少卿断案",
        "临江仙这部剧",
        "王家卫的电影",
        "坚如磐石上映",
        "阿里云发布会",
        "阿里巴巴财报",
        "北京时间三点",
        "北京银行上市",
        "白银价格上涨",
        "双方合作愉快",
        "世界和平",
        "一座大城的故事",
        "超大城市治理",
        "在东方升起",
        "江南水乡",
        "南海岛礁",
        "中山大学开学",
        "重庆森林重映",
        "辽宁舰出海",
        "小沈阳上台",
        "三明治配方",
        "巴黎圣日耳曼进球",
        "",
    ],
)
def test_what_bears_a_name_and_is_no_place(places_in: Places, text: str):
    assert places_in(text) == []


@pytest.mark.parametrize(
    ("text", "place_id"),
    [
        ("淄博烧烤", "370300"),
        ("淄博市的烧烤", "370300"),
        ("黑龙江下雪", "230000"),
        ("天津河北区的桥", "120105"),
        ("河北区域发展", "130000"),
        ("去西藏阿里", "542500"),
        ("上海电影节开幕", "310000"),
        ("海口市场很热闹", "460100"),
        ("五天河南之行", "410000"),
        ("湖南岳阳的楼", "430600"),
        ("尔滨太会宠人了", "230100"),
        ("魔都的夜", "310000"),
        ("羊城的早茶", "440100"),
        ("我的阿勒泰", "654300"),
        ("阿勒泰的夏天", "654300"),
        ("曹县的汉服", "371721"),
        ("臺北的夜市", "710100"),
        ("东京的樱花", "geonames:1850147"),
        ("首尔江南区", "geonames:1835848"),
        ("山东泰山夺冠", "370000"),
    ],
)
def test_what_a_text_means(places_in: Places, text: str, place_id: str):
    assert places_in(text) == [place_id]


@pytest.mark.parametrize(
    ("text", "place_ids"),
    [
        ("河北涿州", ["130681"]),
        ("山东淄博", ["370300"]),
        ("新疆阿勒泰布尔津", ["654321"]),
        ("山东省淄博市张店区", ["370303"]),
        ("淄博在山东", ["370300"]),
        ("山东淄博和北京", ["370300", "110000"]),
    ],
)
def test_the_finest_place_is_meant_and_rolls_up(places_in: Places, text: str, place_ids: object):
    assert places_in(text) == place_ids


def test_no_place_of_a_text_is_above_another(resolver: Resolver):
    found = resolver.resolve(pl.Series(["山东淄博张店 浙江杭州余杭 北京朝阳 上海浦东 四川"]))
    ids = set(found["place_id"])
    assert ids == {"370303", "330110", "110105", "310115", "510000"}
    for place_id in ids:
        assert ids.isdisjoint(resolver.gazetteer.parents(place_id))


def test_the_span_points_at_the_name(resolver: Resolver):
    text = "🔥🔥去山东淄博市吃烧烤"
    row = resolver.resolve(pl.Series([text])).row(0, named=True)
    assert text[row["start"] : row["end"]] == "淄博市"


def test_a_place_said_twice_is_one_row(resolver: Resolver):
    found = resolver.resolve(pl.Series(["淄博淄博，淄博市，Zibo"]))
    assert found["place_id"].to_list() == ["370300"]


def test_the_schema_holds_for_nothing_too(resolver: Resolver):
    for texts in (pl.Series([], dtype=pl.String), pl.Series([None, None]), pl.Series(["", None])):
        found = resolver.resolve(texts)
        assert found.schema == tables.RESOLVED.empty().schema
        assert found.is_empty()


def test_countries_are_places_only_on_demand(resolver: Resolver):
    texts = pl.Series(["日本的樱花", "France in spring"])
    assert resolver.resolve(texts).is_empty()
    asked = Resolver.load(None, countries=True).resolve(texts)
    assert asked["place_id"].to_list() == ["iso:JP", "iso:FR"]


@settings(deadline=None, max_examples=20)
@given(
    texts=st.lists(
        st.lists(
            st.sampled_from(["山东", "淄博", "北京", "朝阳", "鼓楼", "🔥", "合作", "Paris ", "的"]),
            max_size=6,
        ).map("".join),
        min_size=1,
        max_size=6,
    ),
    seed=st.integers(0, 99),
)
def test_the_order_of_texts_never_matters(texts: list[str], seed: int):
    resolver = Resolver.load(None)
    order = np.random.default_rng(seed).permutation(len(texts))
    whole = resolver.resolve(pl.Series(texts))
    mixed = resolver.resolve(pl.Series([texts[i] for i in order]))
    back = mixed.with_columns(pl.Series("row", order[mixed["row"].to_numpy()], dtype=pl.UInt32))
    assert back.sort("row", "start", "place_id").equals(whole)
    assert whole.select("row", "place_id").is_unique().all()
    assert (whole["confidence"] >= THRESHOLD).all()


@settings(deadline=None, max_examples=20)
@given(texts=st.lists(st.one_of(st.none(), st.text()), max_size=5))
def test_no_text_breaks_it(texts: list[str | None]):
    found = Resolver.load(None).resolve(pl.Series(texts, dtype=pl.String))
    for row, _, start, end, _ in found.iter_rows():
        assert 0 <= start < end <= len(texts[row] or "")


def constant_model(p_place: float) -> LinearModel:
    """Return a model that says the same of every context."""
    z = np.array([np.log(p_place / (1 - p_place)), 0.0], dtype=np.float32)
    zeros = np.zeros(16, dtype=np.float32)
    return LinearModel(("place", "other"), 1, 2, 4, zeros, np.zeros((16, 2), np.float32), z)


def test_the_model_judges_short_names_and_nothing_else():
    doubtful = Resolver.load(TimedModel.always(constant_model(0.1)))
    sure = Resolver.load(TimedModel.always(constant_model(0.8)))
    texts = pl.Series(["淄博米粉", "淄博市", "尔滨", "白银", "山东淄博"])
    assert doubtful.resolve(texts)["row"].to_list() == [1, 2, 4]
    found = sure.resolve(texts)
    assert found["row"].to_list() == [0, 1, 2, 3, 4]
    assert found["confidence"][0] == pytest.approx(0.8, abs=1e-3)


def test_no_context_makes_a_common_word_a_place():
    sure = Resolver.load(TimedModel.always(constant_model(0.99)))
    found = sure.resolve(pl.Series(["合作", "甘南合作", "合作市", "白银"]))
    assert found["place_id"].to_list() == ["623001", "623001", "620400"]


def test_each_text_is_judged_by_the_model_of_its_time():
    split = date(2023, 7, 1)
    model = TimedModel(
        (
            (date.min, split, constant_model(0.1)),
            (split, date.max, constant_model(0.9)),
        )
    )
    texts = pl.Series(["淄博米粉", "淄博米粉"])
    times = pl.Series([datetime(2023, 6, 30, tzinfo=UTC), datetime(2023, 7, 1, tzinfo=UTC)])
    resolver = Resolver.load(model)
    assert resolver.resolve(texts, times)["row"].to_list() == [1]
    assert resolver.resolve(texts)["row"].to_list() == [0, 1]  # without times: the latest model


@pytest.mark.slow
def test_it_is_fast_enough_to_read_an_archive(resolver: Resolver):
    """Goal: a million short texts a second; a quarter of it here, on a machine that is shared."""
    texts = pl.Series(
        [f"第{i}条：今天没有什么新鲜事" for i in range(90_000)] + ["淄博烧烤"] * 10_000
    )
    resolver.resolve(texts[:100])
    started = time.perf_counter()
    found = resolver.resolve(texts)
    assert found.height == 10_000
    assert len(texts) / (time.perf_counter() - started) > 250_000
