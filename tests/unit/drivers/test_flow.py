"""How a wave's words and levers came and went."""

from __future__ import annotations

from worlds import HARBIN, ZIBO, World, busy_report, wave_of

from chuquan.drivers.flow import N_WORDS


def test_words_are_followed_over_every_day_of_the_timeline() -> None:
    for wave in busy_report().breakouts:
        assert all(len(w.n) == len(wave.timeline) for w in wave.word_days)
        assert [w.term for w in wave.word_days] == [t.term for t in wave.terms[:N_WORDS]]


def test_a_word_counts_on_the_days_it_was_said() -> None:
    wave = wave_of(ZIBO, 93, 97)
    (roast,) = [w for w in wave.word_days if w.term == "烧烤"]
    said = {day.day: n for day, n in zip(wave.timeline, roast.n, strict=True) if n}
    assert min(said) == World().day(95)
    assert sum(said.values()) <= sum(day.image + day.crisis for day in wave.timeline) + 0.01


def test_levers_of_a_day_add_up_to_its_images() -> None:
    wave = wave_of(HARBIN, 148, 152)
    assert wave.lever_days
    for i, day in enumerate(wave.timeline):
        told = sum(n[i] for n in wave.lever_days.values())
        assert abs(told - day.image) < 0.05


def test_only_images_have_levers() -> None:
    assert all(not b.lever_days for b in busy_report().breakouts if b.kind != "image")
