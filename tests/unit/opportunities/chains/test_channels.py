"""Channels: shares corrected for what was looked at, intervals over waves, none where too few."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from talk_made_up import corpus

from chuquan.opportunities.chains.channels import LEAST_WAVES, channels
from chuquan.report import Breakout, SourceOnset
from chuquan.tables import ATTENTION, COVERAGE

FIRST = datetime(2023, 1, 2, 4, tzinfo=UTC)
N_DAYS = 360
SEEN = {"weibo": 1_000, "zhihu": 100}


def wave(i, half_life, excess):
    onset = FIRST + timedelta(days=7 * i)
    path = tuple(SourceOnset(s, onset, n, 0.0, (0.0, 0.0)) for s, n in excess.items())
    return Breakout(
        breakout_id=f"w{i}", place_id="370300", place_name="淄博", image="淄博 烧烤", onset=onset,
        peak=onset, end=onset + timedelta(days=2), phase="ended", n_excess=sum(excess.values()),
        rate_ratio=5.0, half_life_days=half_life, half_life_days_interval=None, evidence=(),
        q_value=0.01, kind="image", kind_shares={"image": 1.0}, lever="social", lever_shares={},
        sources=tuple(excess), first_source="weibo", path=path,
    )  # fmt: skip


def made(n_waves=20, images=None, sources=("weibo", "zhihu"), place="410300"):
    days = [FIRST + timedelta(days=i) for i in range(N_DAYS)]
    coverage = [
        {"source": s, "hour": d, "n_snapshots": 1, "n_items": SEEN[s], "n_new": SEEN[s],
         "status": "ok"}
        for s in sources
        for d in days
    ]  # fmt: skip
    images = images or {"weibo": 1.0, "zhihu": 0.1}
    attention = [
        {"source": s, "place_id": place, "hour": d, "kind": "image", "lever": "culture",
         "n": images[s], "heat": 0.0}
        for s in sources
        for d in days
    ]  # fmt: skip
    waves = tuple(
        # Those that last are told as much in both, for what is looked at; the others in one.
        wave(i, 9.0, {"weibo": 300.0, "zhihu": 30.0}) if i % 2 else wave(i, 2.0, {"weibo": 300.0})
        for i in range(n_waves)
    )
    return corpus(
        coverage=COVERAGE.validate(pl.DataFrame(coverage)),
        attention=ATTENTION.validate(pl.DataFrame(attention)),
        breakouts=waves,
    )


def test_shares_are_of_what_was_looked_at():
    mix = channels(made(), "410300")
    by_source = {one.source: one for one in mix.shares}
    assert by_source["zhihu"].own == pytest.approx(0.5)
    assert by_source["zhihu"].lasting == pytest.approx(0.5)
    assert by_source["zhihu"].brief == pytest.approx(0.0)
    assert (mix.n_lasting, mix.n_brief) == (10, 10)
    assert sum(one.own for one in mix.shares) == pytest.approx(1.0)
    for one in mix.shares:
        assert one.own_interval == pytest.approx((one.own, one.own))


def test_a_county_counts_for_its_city():
    assert channels(made(place="410311"), "410300").n_own > 100


def test_too_little_says_nothing():
    assert channels(made(sources=("weibo",)), "410300") is None
    assert channels(made(n_waves=2 * LEAST_WAVES - 2), "410300") is None
    assert channels(made(images={"weibo": 0.01, "zhihu": 0.0}), "410300") is None
    assert channels(made(), "370300") is None


def test_the_same_corpus_tells_the_same():
    assert channels(made(), "410300") == channels(made(), "410300")
    assert channels(made(), "410300").first_day <= date(2023, 1, 2)
