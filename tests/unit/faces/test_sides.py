"""Sentences on waves of two sides: every figure is the report's, and nothing stands without one."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from conftest import make_breakout, make_two_sided

from chuquan.faces.sides import also, counter_title, lever_sentence, sentences, side_sentences
from chuquan.faces.words import Words
from chuquan.report import Stretch

EN, ZH = Words("en"), Words("zh")


def test_a_wave_that_opened_as_a_crisis_says_so_with_its_figures():
    (told,) = side_sentences(make_two_sided(), EN)
    assert told == (
        "Opened as a crisis: 70% of the excess of the first 3 days (55–82%); "
        "from 25 Feb on 90% city image (80–96%)."
    )
    assert side_sentences(make_two_sided(), ZH) == [
        "起初以危机为主：占前 3 天超额提及的 70%（55–82%）；2月25日起城市形象占 90%（80–96%）。"
    ]


def test_of_a_wave_of_one_mix_nothing_is_said():
    wave = make_breakout(1)
    assert sentences(wave, EN) == []
    one = make_two_sided().mix[:1]
    assert sentences(msgspec.structs.replace(wave, mix=one), EN) == []
    assert also(wave, EN) == ""


def test_two_sides_at_once_are_told_in_one_sentence():
    whole = Stretch(
        date(2024, 1, 1), date(2024, 1, 9), 40.0,
        {"image": 0.5, "crisis": 0.42, "affairs": 0.08},
        {"image": (0.3, 0.7), "crisis": (0.24, 0.62), "affairs": (0.01, 0.2)},
    )  # fmt: skip
    (told,) = side_sentences(make_two_sided(mix=(whole,)), EN)
    assert told == (
        "Both at once: of the excess 50% is city image (30–70%) and 42% is crisis (24–62%)."
    )


def test_a_second_side_that_never_led_is_told_by_its_share_of_the_whole():
    wave = make_two_sided(kind_shares={"image": 0.7, "crisis": 0.28, "affairs": 0.02})
    calm, after = wave.mix
    shares = {"image": 0.55, "crisis": 0.45, "affairs": 0.0}
    wave = msgspec.structs.replace(wave, mix=(msgspec.structs.replace(calm, shares=shares), after))
    opened, whole = side_sentences(wave, EN)
    assert opened.startswith("Opened as a city image: 55%")
    assert whole == "Of the whole excess 28% is crisis (10–50%)."


def test_a_first_day_is_called_so():
    wave = make_two_sided()
    first, after = wave.mix
    one_day = msgspec.structs.replace(first, last_day=first.first_day)
    (told,) = side_sentences(msgspec.structs.replace(wave, mix=(one_day, after)), EN)
    assert "70% of the excess of the first day (" in told


def test_levers_are_told_over_time_only_where_they_changed():
    assert lever_sentence(make_two_sided(), EN) == ""
    first = Stretch(date(2024, 1, 1), date(2024, 1, 4), 9.0, {"screen": 0.8}, {"screen": (0.5, 1)})
    later = Stretch(
        date(2024, 1, 5), date(2024, 1, 9), 9.0, {"nature": 0.6}, {"nature": (0.3, 0.9)}
    )
    told = lever_sentence(make_two_sided(lever_mix=(first, later)), EN)
    assert told == (
        "What drove it changed: in the first 4 days film and television 80% (50–100%); "
        "from 5 Jan on nature 60% (30–90%)."
    )


def test_a_wave_beside_is_named_with_the_days_that_both_last():
    assert sentences(make_two_sided(), EN)[-1] == (
        "At the same time (7 days from 25 Feb 2023) a crisis ran here: 淄博 暴雨."
    )


@pytest.mark.parametrize("words", [EN, ZH], ids=["en", "zh"])
def test_the_other_side_has_a_mark_and_a_heading(words):
    assert words.kind("crisis") in also(make_two_sided(), words)
    assert words.kind("crisis") in counter_title(make_two_sided(), words)
