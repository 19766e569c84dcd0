"""No wave is told twice: the rules of settle, one by one, and that nothing is left to settle."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from members_made_up import episode

from chuquan.breakouts.episodes import Episode
from chuquan.breakouts.settle import settle
from chuquan.places.gazetteer import Gazetteer
from chuquan.tables import KINDS

ZIBO, ZHANGDIAN, SHANDONG, JINAN = "370300", "370303", "370000", "370100"


def settled(*episodes: Episode) -> list[Episode]:
    return settle(episodes, Gazetteer.load())


def told(*episodes: Episode) -> list[tuple[str, str, float]]:
    return [(e.place_id, e.kind, e.n_excess) for e in settled(*episodes)]


def test_overlapping_episodes_of_a_place_and_kind_are_one() -> None:
    (one,) = settled(episode(n_excess=20, q_value=0.02), episode(days=(13, 18), n_excess=6))
    assert (one.n_excess, one.q_value, len(one.members)) == (20, 0.01, 2)


def test_episodes_apart_in_time_stay_apart() -> None:
    assert len(settled(episode(), episode(days=(15, 18)))) == 2


def test_episodes_of_two_kinds_of_like_size_stay_apart() -> None:
    assert len(settled(episode(n_excess=20), episode(n_excess=22, kind="crisis"))) == 2


def test_two_themes_at_once_stay_apart() -> None:
    assert len(settled(episode(term="烧烤"), episode(term="演唱会", n_excess=9))) == 2


def test_what_turned_out_to_be_of_the_same_kind_joins() -> None:
    """A term found on the side of affairs, whose wave is of images, is part of the images'."""
    turned = episode(term="开通", side="affairs", kind="image", n_excess=4)
    assert told(episode(n_excess=30), turned) == [(ZIBO, "image", 30)]


def test_an_image_engulfed_by_a_crisis_is_part_of_it() -> None:
    crisis = episode(kind="crisis", n_excess=50)
    assert told(crisis, episode(n_excess=20)) == [(ZIBO, "crisis", 50)]
    assert told(crisis, episode(kind="affairs", n_excess=20)) == [(ZIBO, "crisis", 50)]


def test_an_image_of_half_the_crisis_or_in_other_days_or_elsewhere_is_not_engulfed() -> None:
    crisis = episode(kind="crisis", n_excess=50)
    for other in (
        episode(n_excess=26),
        episode(n_excess=9, days=(20, 24)),
        episode(JINAN, n_excess=9),
    ):
        assert len(settled(crisis, other)) == 2


def test_a_crisis_is_never_engulfed() -> None:
    assert len(settled(episode(n_excess=90), episode(kind="crisis", n_excess=4))) == 2


def test_a_province_s_wave_that_one_city_makes_is_told_for_the_city() -> None:
    assert told(episode(SHANDONG, n_excess=30), episode(ZIBO, n_excess=20)) == [(ZIBO, "image", 20)]


def test_a_city_s_wave_that_one_county_makes_is_told_for_the_county() -> None:
    found = told(episode(ZIBO, n_excess=30), episode(ZHANGDIAN, n_excess=20))
    assert found == [(ZHANGDIAN, "image", 20)]


def test_a_county_s_small_part_is_told_for_the_city() -> None:
    assert told(episode(ZIBO, n_excess=30), episode(ZHANGDIAN, n_excess=5)) == [(ZIBO, "image", 30)]


def test_a_county_s_wave_beside_a_theme_of_the_city_is_news_of_its_own() -> None:
    found = settled(episode(ZIBO, n_excess=30, term="烧烤"), episode(ZHANGDIAN, n_excess=5))
    assert len(found) == 2


def test_a_county_s_wave_that_goes_on_longer_is_news_of_its_own() -> None:
    found = settled(episode(ZIBO, n_excess=30), episode(ZHANGDIAN, days=(12, 30), n_excess=5))
    assert len(found) == 2


def test_a_city_s_small_part_of_its_province_is_news_of_its_own() -> None:
    assert len(settled(episode(SHANDONG, n_excess=30), episode(JINAN, n_excess=8))) == 2


def test_places_of_other_kinds_are_left_alone() -> None:
    found = settled(episode(SHANDONG, n_excess=30, kind="crisis"), episode(ZIBO, n_excess=20))
    assert len(found) == 2


def test_what_a_county_made_of_its_city_still_makes_the_province() -> None:
    found = told(
        episode(SHANDONG, n_excess=24), episode(ZIBO, n_excess=22), episode(ZHANGDIAN, n_excess=20)
    )
    assert found == [(ZHANGDIAN, "image", 20)]


def test_nothing_is_settled_to_nothing() -> None:
    assert settled() == []


@st.composite
def _episodes(draw: st.DrawFn) -> list[Episode]:
    n = draw(st.integers(0, 8))
    out = []
    for _ in range(n):
        first = draw(st.integers(0, 20))
        out.append(
            episode(
                draw(st.sampled_from([ZIBO, ZHANGDIAN, SHANDONG, JINAN])),
                (first, first + draw(st.integers(0, 9))),
                float(draw(st.integers(3, 60))),
                draw(st.sampled_from(KINDS)),
                side=draw(st.sampled_from([None, *KINDS])),
                term=draw(st.sampled_from([None, None, "烧烤", "汉服"])),
            )
        )
    return out


def _identity(episodes: list[Episode]) -> list[object]:
    return sorted((e.place_id, e.kind, e.onset_day, e.last_day, e.n_excess) for e in episodes)


@settings(max_examples=150)
@given(_episodes())
def test_what_is_settled_stays_as_it_is(episodes: list[Episode]) -> None:
    """Settling is done when it is done; every wave told is one that was found."""
    once = settled(*episodes)
    assert _identity(settled(*once)) == _identity(once)
    assert set(_identity(once)) <= set(_identity(episodes))
    assert bool(once) == bool(episodes)


def test_a_theme_takes_in_no_wave_of_the_whole_place() -> None:
    """Else the theme would be a wave of the whole place itself, beside the one that is there."""
    theme = episode(ZIBO, (0, 0), 3.0, "image", side=None, term="烧烤")
    whole = episode(ZIBO, (0, 0), 3.0, "image", side=None, term=None)
    turned = episode(ZIBO, (0, 0), 3.0, "image", side="affairs", term=None)
    told = settled(theme, whole, turned)
    assert sorted(e.is_through_terms for e in told) == [False, True]
    assert _identity(settled(*told)) == _identity(told)


def test_a_theme_of_its_own_words_is_not_engulfed_by_a_crisis_that_does_not_speak_of_it() -> None:
    crisis = episode(kind="crisis", n_excess=50, term="疫情")
    resort = episode(n_excess=12, term="度假区")
    assert len(settled(crisis, resort)) == 2
    assert told(crisis, episode(n_excess=12, term="疫情")) == [(ZIBO, "crisis", 50)]


def called_crisis(place_id: str = ZIBO, days: tuple[int, int] = (10, 14)) -> Episode:
    """Make a wave of more image than crisis that is, in doubt, called a crisis."""
    made = episode(place_id, days, n_excess=12, kind="crisis", side="image")
    shares = made.shares.copy()
    shares[KINDS.index("image")] = 16
    return replace(made, shares=shares)


def test_a_wave_of_both_is_no_part_of_the_crisis_beside_it() -> None:
    assert len(settled(called_crisis(), episode(kind="crisis", n_excess=14))) == 2
    county = episode(ZHANGDIAN, n_excess=12, kind="crisis")
    assert (ZIBO, "crisis", 12) in told(called_crisis(), county)
    assert told(episode(n_excess=14, kind="crisis"), county) == [(ZHANGDIAN, "crisis", 12)]
