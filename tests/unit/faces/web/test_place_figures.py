"""Reputation, season, coverage, neighbours and rivals: what they say and when they keep silent."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from conftest import make_breakout
from msgspec.structs import replace
from pages_made_up import make_profile

from chuquan.faces.web.covered import covered, months_from
from chuquan.faces.web.others import kilometres, neighbours, rivals
from chuquan.faces.web.reputation import KINDS, LEAST_MENTIONS, reputation
from chuquan.faces.web.season import season
from chuquan.faces.web.shown import Shown
from chuquan.report import Evidence, SourceHealth


def _source(first, last, *gaps, n=100.0):
    moments = (datetime(*first, tzinfo=UTC), datetime(*last, tzinfo=UTC))
    return SourceHealth("s", *moments, n, n, 1, 0, tuple(gaps))


@pytest.fixture
def profile():
    return make_profile(0, make_breakout(0))


def _shown(report, *profiles, sources=(), breakouts=()):
    return Shown(replace(report, places=profiles, sources=sources, breakouts=breakouts))


def test_months_follow_each_other():
    assert months_from(date(2023, 11, 1), 4) == (
        date(2023, 11, 1), date(2023, 12, 1), date(2024, 1, 1), date(2024, 2, 1),
    )  # fmt: skip


def test_a_month_is_covered_by_what_was_looked_at():
    months = months_from(date(2023, 1, 1), 3)
    half = _source((2023, 1, 16, 12), (2023, 2, 28, 23))
    assert covered([half], months) == pytest.approx((0.5, 1.0, 0.0))
    gap = (datetime(2023, 2, 1, tzinfo=UTC), datetime(2023, 2, 15, tzinfo=UTC))
    dark = _source((2023, 1, 1), (2023, 3, 31, 23), gap)
    assert covered([dark], months) == pytest.approx((1.0, 0.5, 1.0))
    # Of two sources the one with more mentions counts more.
    both = covered([replace(dark, n_mentions=300.0), replace(half, n_mentions=100.0)], months)
    assert both[1] == pytest.approx(0.625)
    assert covered([], months) == (1.0, 1.0, 1.0)


def test_shares_sum_to_one_and_lie_in_their_intervals(report, profile):
    found = reputation(_shown(report, profile), profile)
    for shares in (
        found.shares,
        found.first_year,
        found.last_year,
        *(m.trend for m in found.months),
    ):
        assert sum(s.share for s in shares.values()) == pytest.approx(1.0, abs=1e-3)
        assert all(0 <= s.low <= s.share <= s.high <= 1 for s in shares.values())
        assert set(shares) == set(KINDS)


def test_few_mentions_tell_no_reputation(report, profile):
    n = len(profile.image)
    few = replace(
        profile,
        image=(1.0,) * n,
        crisis=(0.5,) * n,
        affairs=((LEAST_MENTIONS - 1.5 * n - 1) / n,) * n,
    )
    found = reputation(_shown(report, few), few)
    assert not found.shares
    assert not any(m.trend for m in found.months)
    assert reputation(_shown(report, profile), replace(profile, first_month=None)).months == ()


def test_a_change_is_told_and_none_is_not(report, profile):
    n = len(profile.image)
    level = replace(profile, image=(20.0,) * n, crisis=(20.0,) * n, affairs=(5.0,) * n)
    assert not reputation(_shown(report, level), level).changed("image")
    turned = replace(level, image=(5.0,) * 15 + (60.0,) * (n - 15))
    assert reputation(_shown(report, turned), turned).changed("image")


def test_intervals_hold_a_share_that_does_not_change(report, profile):
    """Of places with one true share and months in waves, nine in ten intervals hold it."""
    rng, held, tries = random.Random(3), 0, 150
    for _ in range(tries):
        months = [rng.expovariate(1 / 40) for _ in range(30)]
        images = [sum(rng.random() < 0.6 for _ in range(round(m))) for m in months]
        made = replace(
            profile,
            image=tuple(map(float, images)),
            crisis=tuple(float(round(m) - k) for m, k in zip(months, images, strict=True)),
            affairs=(0.0,) * 30,
        )
        share = reputation(_shown(report, made), made).shares["image"]
        held += share.low <= 0.6 <= share.high
    assert held / tries > 0.84


def test_a_season_needs_every_year(report, profile):
    months = months_from(date(2020, 1, 1), 48)

    def of(image):
        made = replace(
            profile, first_month=months[0], image=tuple(map(image, months)),
            crisis=(0.0,) * 48, affairs=(0.0,) * 48,
        )  # fmt: skip
        return season(_shown(report, made), made)

    assert of(lambda m: 30.0 if m.month == 1 else 2.0).high_months == (1,)
    # One great wave is no season.
    assert 5 not in of(lambda m: 900.0 if m == date(2023, 5, 1) else 2.0).high_months
    assert of(lambda _: 0.1).high_months == ()
    usual = {m.month: m.usual for m in of(lambda m: float(m.month)).months}
    assert usual == {i: float(i) for i in range(1, 13)}


def test_a_half_seen_month_counts_in_full_and_a_dark_one_not(report, profile):
    made = replace(
        profile, first_month=date(2023, 1, 1), image=(10.0, 10.0, 10.0),
        crisis=(0.0,) * 3, affairs=(0.0,) * 3,
    )  # fmt: skip
    sources = (_source((2023, 1, 16, 12), (2023, 2, 5)),)
    months = season(_shown(report, made, sources=sources), made).months
    assert months[0].by_year == {2023: 20.0}
    assert months[1].by_year == {}
    assert months[1].usual is None


def test_kilometres_of_known_places():
    assert kilometres((39.9042, 116.4074), (31.2304, 121.4737)) == pytest.approx(1067, abs=3)
    assert kilometres((0, 179.5), (0, -179.5)) == pytest.approx(111.2, abs=0.1)


def test_neighbours_are_the_nearest_but_no_kin(report):
    waves = [make_breakout(i) for i in range(4)]
    here, near, far, inside = (make_profile(i, b) for i, b in enumerate(waves))
    here = replace(here, latitude=30.0, longitude=100.0)
    near = replace(near, latitude=31.0, longitude=100.0)
    far = replace(far, latitude=40.0, longitude=100.0)
    inside = replace(inside, latitude=30.0, longitude=100.0, parent_id=here.place_id)
    nowhere = replace(make_profile(5, make_breakout(5)), latitude=None)
    shown = _shown(report, here, near, far, inside, nowhere, breakouts=tuple(waves))
    found = neighbours(shown, here)
    assert [n.place_id for n in found] == [near.place_id, far.place_id]
    assert found[0].distance_km == pytest.approx(111.2, abs=0.1)
    assert neighbours(shown, nowhere) == ()


def test_rivals_share_rare_words(report):
    waves = [make_breakout(i) for i in range(5)]

    def known(i, *words):
        terms = tuple(Evidence(5.0, term=w, n=10.0) for w in words)
        return replace(make_profile(i, replace(waves[i], terms=())), known_for=terms)

    places = [
        known(0, "烧烤", "音乐节"),
        known(1, "烧烤"),
        known(2, "音乐节"),
        known(3, "音乐节"),
        known(4),
    ]
    found = rivals(_shown(report, *places), places[0])
    assert found[0].place_id == places[1].place_id
    assert found[0].words == ("烧烤",)
    assert places[4].place_id not in [r.place_id for r in found]
    assert all(0 <= r.likeness <= 1 for r in found)


def test_what_lies_in_a_place_is_found(report):
    wave = make_breakout(0)
    own = replace(make_profile(0, wave), parent_id="370000")
    above = replace(make_profile(1, make_breakout(1)), place_id="370000")
    shown = _shown(report, own, above, breakouts=(wave,))
    assert shown.inside("370000") == [wave]
    assert shown.inside(own.place_id) == []
    loop = _shown(report, replace(own, parent_id=own.place_id), breakouts=(wave,))
    assert loop.inside(own.place_id) == [wave] or loop.inside(own.place_id) == []


def test_now_ends_a_week_before_the_end(report):
    wave = make_breakout(0)
    end = datetime.combine(report.period[1], datetime.min.time(), tzinfo=UTC)
    shown = _shown(report, breakouts=(wave,))
    assert shown.is_current(replace(wave, end=end - timedelta(days=7)))
    assert not shown.is_current(replace(wave, end=end - timedelta(days=8)))
    assert shown.is_current(replace(wave, end=None))
