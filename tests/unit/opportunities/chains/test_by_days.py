"""Chains from a digest: places and days stand for mentions, and say less."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import polars as pl
from talk_made_up import corpus

from chuquan.opportunities.chains.chain import chain
from chuquan.tables import ATTENTION, TERMS

FIRST = date(2023, 1, 1)


def tables(n_days=60, n_beside=0):
    """Return a digest's tables: days of the theme alone, some with 写真; other days without."""
    terms, attention = [], []
    for i in range(2 * n_days):
        day = FIRST + timedelta(days=i)
        said = ["汉服"] if i < n_days else ["别的"]
        if i < n_beside:
            said.append("写真")
        base = {"source": "weibo", "place_id": "410300", "kind": "image", "lever": "culture"}
        terms += [{**base, "day": day, "term": term, "n": 1.0} for term in said]
        hour = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
        attention.append({**base, "hour": hour, "n": 1.0 if i < n_days else 50.0, "heat": 0.0})
    return {
        "terms": TERMS.validate(pl.DataFrame(terms)),
        "attention": ATTENTION.validate(pl.DataFrame(attention)),
    }


def test_what_is_told_on_the_same_days_is_linked_and_marked_as_such():
    answer = chain(corpus(**tables(n_beside=12)), "汉服", "410300")
    assert answer.basis == "days"
    assert [one.term for one in answer.links] == ["写真"]
    assert answer.links[0].n == answer.links[0].n_here == 12
    assert answer.n == answer.n_here == 60
    assert chain(corpus(**tables(n_beside=12)), "汉服", "370300").n_here == 0


def test_one_more_day_raises_the_link():
    few, many = (chain(corpus(**tables(n_beside=k)), "汉服").links[0] for k in (12, 20))
    assert many.log_odds > few.log_odds


def test_a_busy_day_tells_little():
    busy = tables(n_beside=12)
    busy["attention"] = busy["attention"].with_columns(n=pl.lit(50.0))
    assert chain(corpus(**busy), "汉服").links == ()


def test_thin_digests_have_no_chain():
    assert chain(corpus(**tables(n_days=20)), "汉服") is None
    assert chain(corpus(), "汉服") is None
