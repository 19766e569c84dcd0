"""The terms that set a wave apart, against the formula written out."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from members_made_up import episode, member

from chuquan.drivers.themes import PRIOR_MENTIONS, WaveTerms, rank_terms, with_provinces
from chuquan.places.gazetteer import Gazetteer

ZIBO, JINAN = "370300", "370100"
Use = tuple[str, int, str, str, float]

USES: list[Use] = [
    *[(ZIBO, day, "affairs", "陶瓷", 1.0) for day in range(0, 30, 3)],
    *[(ZIBO, day, "image", "陶瓷", 1.0) for day in range(10, 15)],
    *[(ZIBO, day, "image", "烧烤", 4.0) for day in range(10, 15)],
    (ZIBO, 11, "image", "专列", 3.0),
    (ZIBO, 12, "crisis", "烧烤", 2.0),
    (JINAN, 5, "image", "专列", 1.0),
    *[(JINAN, day, "image", "泉水", 2.0) for day in range(40)],
    (JINAN, 30, "image", "烧烤", 500.0),
]


def terms(uses: list[Use] = USES) -> pl.DataFrame:
    frame = pl.DataFrame(
        uses, schema=["place_id", "day", "kind", "term", "n"], orient="row"
    ).with_columns(pl.col("day").cast(pl.Int32))
    return frame.with_columns(source=pl.lit("weibo"), lever=pl.lit(None, dtype=pl.String))


def slow_z(place_id: str, kind: str, first: int, last: int, uses: list[Use]) -> dict[str, float]:
    """Monroe, Colaresi and Quinn's eqs. 16 and 22, term by term."""
    wave = [(t, n) for p, d, k, t, n in uses if (p, k) == (place_id, kind) and first <= d <= last]
    past = [(t, n) for p, d, _, t, n in uses if p == place_id and d < first]
    all_of_it = [(t, n) for _, d, _, t, n in uses if d <= last]

    def total(rows: list[tuple[str, float]], term: str | None = None) -> float:
        return sum(n for t, n in rows if term in {None, t})

    out = {}
    for term in {t for t, _ in wave}:
        y, n_y = total(wave, term), total(wave)
        prior = PRIOR_MENTIONS * total(all_of_it, term) / total(all_of_it)
        b = 4 * total(past, term) + total(all_of_it, term) - y
        n_b = 4 * total(past) + total(all_of_it) - n_y
        odds = math.log((y + prior) / (n_y + PRIOR_MENTIONS - y - prior))
        odds -= math.log((b + prior) / (n_b + PRIOR_MENTIONS - b - prior))
        out[term] = odds / math.sqrt(1 / (y + prior) + 1 / (b + prior))
    return out


def theme_terms(*given: Any, **more: Any) -> list[list[tuple[str, float, float]]]:
    return [wave.ranked for wave in rank_terms(*given, **more)]


def test_z_is_that_of_the_formula_and_ranks_the_terms() -> None:
    (ranked,) = theme_terms([episode(days=(10, 14))], terms())
    expected = slow_z(ZIBO, "image", 10, 14, USES)
    positive = {term: z for term, z in expected.items() if z > 0}
    assert {term: z for term, z, _ in ranked} == pytest.approx(positive)
    assert [z for _, z, _ in ranked] == sorted(positive.values(), reverse=True)
    assert ranked[0][0] == "烧烤"
    assert {t: n for t, _, n in ranked}["烧烤"] == 20


def test_what_was_always_said_of_the_place_names_no_wave() -> None:
    (ranked,) = theme_terms([episode(days=(10, 14))], terms())
    assert "陶瓷" not in [term for term, _, _ in ranked[:2]]


def test_nothing_after_a_wave_changes_its_theme() -> None:
    wave = episode(days=(10, 14))
    early = [use for use in USES if use[1] <= 14]
    assert theme_terms([wave], terms(early)) == theme_terms([wave], terms())


def test_each_wave_is_ranked_by_itself() -> None:
    waves = [episode(days=(10, 14)), episode(days=(11, 13), kind="crisis"), episode(JINAN)]
    together = theme_terms(waves, terms())
    assert together == [theme_terms([wave], terms())[0] for wave in waves]
    assert together[0] != together[2]


def test_a_theme_that_only_terms_show_is_told_by_its_own_terms() -> None:
    (ranked,) = theme_terms([episode(days=(10, 14), term="专列")], terms())
    assert [term for term, _, _ in ranked] == ["专列"]


def test_the_order_of_rows_does_not_matter() -> None:
    wave = [episode(days=(10, 14))]
    assert rank_terms(wave, terms(USES[::-1])) == rank_terms(wave, terms())


def test_no_waves_and_waves_without_words_have_no_terms() -> None:
    assert rank_terms([], terms()) == []
    assert rank_terms([episode("110000")], terms()) == [WaveTerms()]


def test_a_wave_through_several_cells_keeps_the_terms_of_all() -> None:
    wave = episode(days=(10, 14), term="专列")
    wave = replace(wave, members=(*wave.members, member(days=(10, 14), term="烧烤", cell=1)))
    (ranked,) = theme_terms([wave], terms())
    assert {term for term, _, _ in ranked} == {"专列", "烧烤"}


def test_words_that_mean_one_theme_count_as_one_under_its_name() -> None:
    uses: list[Use] = [
        *[("230100", day, "image", "冰雕", 2.0) for day in range(10, 15)],
        *[("230100", day, "image", "冰雪大世界", 3.0) for day in range(10, 15)],
        *[("230100", day, "image", "滑梯", 1.0) for day in range(10, 15)],
        *[(JINAN, day, "image", "泉水", 2.0) for day in range(40)],
    ]
    (wave,) = rank_terms([episode("230100", days=(10, 14))], terms(uses))
    first, second = wave.candidates
    assert (first.name, first.n, first.words) == ("冰雪", 25.0, ("冰雪大世界", "冰雕"))
    assert (second.name, second.n, second.words) == ("滑梯", 5.0, ("滑梯",))
    assert first.z > max(z for _, z, _ in wave.ranked), "together they are clearer than apart"
    assert {term for term, _, _ in wave.ranked} == {"冰雕", "冰雪大世界", "滑梯"}


def test_one_word_of_a_theme_that_stands_alone_keeps_its_own_name() -> None:
    uses: list[Use] = [*USES, *[(ZIBO, day, "image", "冰雕", 9.0) for day in range(10, 15)]]
    (wave,) = rank_terms([episode(days=(10, 14))], terms(uses))
    assert "冰雕" in {c.name for c in wave.candidates}
    assert "冰雪" not in {c.name for c in wave.candidates}


def test_a_wave_of_a_province_is_named_by_what_is_said_of_its_cities() -> None:
    shandong = "370000"
    uses: list[Use] = [
        (shandong, 12, "image", "大葱", 1.0),
        *[("410100", day, "image", "烩面", 30.0) for day in range(15)],
        *[(place, day, "image", "演唱会", 2.0) for place in (ZIBO, JINAN) for day in (11, 12)],
    ]
    wave = replace(episode(days=(10, 14)), place_id=shandong)
    own = with_provinces([wave], terms(uses), Gazetteer.load())
    (ranked,) = theme_terms([wave], terms(uses), of_places=own)
    assert (ranked[0][0], ranked[0][2]) == ("演唱会", 8.0)
    assert own.filter(place_id=ZIBO)["n"].sum() == terms(uses).filter(place_id=ZIBO)["n"].sum()
