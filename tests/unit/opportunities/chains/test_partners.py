"""Partners: names of a list, titles and people that come up with a theme; risks are told."""

from __future__ import annotations

import pytest
from talk_made_up import corpus, filler, mentions, talk

from chuquan.errors import FormatError
from chuquan.opportunities.chains.brands import brands, read_brands
from chuquan.opportunities.chains.partners import partners

HEAD = "name,name_en,kind,trade,others,not\n"


def names(found):
    return {one.name for one in found}


def test_shipped_list_has_hundreds_of_names_of_every_sort():
    assert len(brands()) > 300
    assert {one.kind for one in brands()} == {"brand", "work", "institution"}
    assert all(one.name_en and one.trade for one in brands())


@pytest.mark.parametrize("rows", ["甲,A,shop,x,,\n", "甲,A,brand,x,乙,\n乙,B,brand,x,,\n"])
def test_faults_of_the_list_are_named(rows):
    with pytest.raises(FormatError, match=r"brands\.csv"):
        read_brands(HEAD + rows)


def test_a_brand_that_comes_up_with_the_theme_is_found_under_any_of_its_names():
    texts = talk([("瑞幸咖啡", 3), ("瑞幸", 3)], [("瑞幸", 3), ("茅台", 50)])
    found = partners(corpus(texts), "汉服")
    assert [one.name for one in found] == ["瑞幸咖啡"]
    assert (found[0].n, found[0].n_elsewhere) == (6, 0)
    assert found[0].log_odds_interval[0] < found[0].log_odds
    assert all("瑞幸" in e.text for e in found[0].evidence)


def test_longer_texts_that_mean_something_else_do_not_count():
    assert partners(corpus(talk([("北京东路", 8)])), "汉服") == ()
    assert names(partners(corpus(talk([("京东活动", 8)])), "汉服")) == {"京东"}


def test_titles_in_brackets_are_works():
    found = partners(corpus(talk([("《没有这部剧的剧》", 4)])), "汉服")
    assert [(one.name, one.kind) for one in found] == [("没有这部剧的剧", "work")]


def test_a_brand_in_a_scandal_is_at_risk():
    texts = talk([("瑞幸", 9), ("喜茶", 9)], [("喜茶", 30)], n_elsewhere=6_000)
    texts += [f"{filler(70_000 + i)}瑞幸食物中毒事故" for i in range(30)]
    found = {one.name: one for one in partners(corpus(texts), "汉服")}
    assert found["瑞幸咖啡"].is_at_risk
    assert found["瑞幸咖啡"].n_crisis == 30
    assert not found["喜茶"].is_at_risk


def test_order_of_mentions_never_matters_and_few_mentions_tell_nothing():
    table = mentions(talk([("瑞幸", 5), ("故宫", 4)], [("故宫", 9)]))
    shuffled = table.sample(fraction=1.0, shuffle=True, seed=5)
    assert partners(corpus(table), "汉服") == partners(corpus(shuffled), "汉服")
    assert partners(corpus(["汉服瑞幸"]), "汉服") == ()
    assert partners(corpus(), "汉服") == ()


def test_the_theme_itself_is_no_partner_of_it():
    texts = talk([("喜茶", 6)], core="瑞幸")
    assert names(partners(corpus(texts), "瑞幸")) == {"喜茶"}


def test_no_kind_takes_more_than_half():
    texts = talk([(one.name, 3) for one in brands()[:12]], n_core=40)
    assert len(partners(corpus(texts), "汉服", n=6)) == 3


def test_hostile_titles_do_no_harm():
    texts = talk([("《<script>alert(1)</script>》", 3), ("《》《《", 3), ("瑞幸", 4)])
    assert "瑞幸咖啡" in names(partners(corpus(texts), "汉服"))
