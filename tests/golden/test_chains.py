"""Chains of themes that everyone knows, found in the shared mentions."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from chuquan import pipeline
from chuquan.digest.store import Digest
from chuquan.opportunities.chains.chain import chain
from chuquan.opportunities.chains.partners import partners
from chuquan.opportunities.corpus import Corpus
from chuquan.places.gazetteer import Gazetteer
from chuquan.report import Report
from chuquan.tables import ATTENTION, COVERAGE, TERMS

MENTIONS = Path(__file__).parents[3] / "shared" / "data" / "mentions"
CPU_SECONDS = 4.0
"""Twice what it is meant to take, for a machine that has more to do."""

pytestmark = [
    pytest.mark.data,
    pytest.mark.slow,
    pytest.mark.skipif(not MENTIONS.is_dir(), reason="needs ../shared/data/mentions"),
]


@pytest.fixture(scope="module")
def talk() -> Corpus:
    reading = pipeline.read([MENTIONS])
    first, last = date(2020, 11, 24), date(2024, 6, 30)
    return Corpus(
        digest=Digest(ATTENTION.empty(), TERMS.empty(), COVERAGE.empty()),
        gazetteer=Gazetteer.load(),
        first_day=first,
        as_of=last,
        report=Report(
            chuquan_version="0", period=(first, last), false_discovery_rate=0.1, breakouts=()
        ),
        mentions=reading.mentions,
    )


def test_hanfu_goes_along_with_styling_and_photography(talk):
    before = time.process_time()
    answer = chain(talk, "汉服")
    assert time.process_time() - before < CPU_SECONDS
    said = {word: one.role for one in answer.links for word in one.terms}
    assert said["造型"] == "wear"
    assert said["妆造"] == "wear"
    assert said["写真"] == "photograph"
    assert said["马面裙"] == "wear"
    assert answer.n > 200


@pytest.mark.parametrize(
    ("theme", "word", "role"),
    [
        ("烧烤", "啤酒", "eat"),
        ("冰雪", "滑雪", "do"),
        ("麻辣烫", "辣椒", "eat"),
        ("演唱会", "门票", "buy"),
        ("牡丹", "盛开", "do"),
        ("滑雪", "单板", "do"),
        ("咖啡", "奶茶", "eat"),
        ("露营", "帐篷", "wear"),
    ],
)
def test_what_everyone_knows_goes_along(talk, theme, word, role):
    said = {w: one.role for one in chain(talk, theme).links for w in one.terms}
    assert said.get(word) == role


def test_brands_of_coffee(talk):
    names = {one.name for one in partners(talk, "咖啡")}
    assert {"瑞幸咖啡", "库迪咖啡", "星巴克"} <= names


def test_place_names_are_no_theme(talk):
    peony = chain(talk, "牡丹")
    texts = [e.text for one in peony.links for e in one.evidence]
    assert texts
    assert not pl.Series(texts).str.contains("牡丹江").any()
