"""Sentences of the pages state figures and stand in both languages; thin data give none."""

from __future__ import annotations

import pytest
from conftest import make_breakout
from msgspec.structs import replace

from chuquan.faces.svg import width_of, wrapped
from chuquan.faces.web import told as sentences
from chuquan.faces.web.alike import alike
from chuquan.faces.web.health import sources_at_a_glance
from chuquan.faces.web.reputation import reputation
from chuquan.faces.web.season import season
from chuquan.faces.web.spark import spark
from chuquan.faces.words import LANGUAGES, Words, cut


@pytest.fixture(params=LANGUAGES)
def words(request):
    return Words(request.param)


def test_why_names_lever_and_words(words):
    wave = make_breakout(0)
    told = sentences.why_sentence(wave, words)
    assert words.lever(wave.lever) in told
    assert "烧烤" in told
    bare = replace(wave, terms=(), evidence=(), lever_shares={})
    assert sentences.why_sentence(bare, words) == ""


def test_alike_says_how_many(shown, words):
    for wave in shown.report.breakouts:
        near = alike(shown, wave)
        told = sentences.alike_sentence(near, words)
        assert bool(told) == bool(near.breakouts)
        assert str(near.n_compared) in sentences.alike_rule(near, words)


def test_history_and_reputation_state_figures(shown, words):
    profile = shown.report.places[0]
    found = reputation(shown, profile)
    told = sentences.reputation_sentence(found, words)
    assert words.share(found.shares["image"].share) in told
    assert sentences.reputation_thin(found, words) == ""
    nothing = replace(found, shares={}, n=3.0)
    assert sentences.reputation_sentence(nothing, words) == ""
    assert "3" in sentences.reputation_thin(nothing, words)
    waves = shown.of_place(profile.place_id)
    assert words.theme(max(waves, key=lambda b: b.n_excess)) in sentences.history_sentence(
        [w for w in waves if w.kind == "image"], words
    )
    assert sentences.history_sentence((), words) == ""
    year = replace(season(shown, profile), high_months=(1, 12))
    assert words.month(12) in sentences.season_sentence(year, words)
    assert sentences.season_sentence(replace(year, high_months=()), words) == ""


def test_a_change_is_told_in_its_direction(shown, words):
    found = reputation(shown, shown.report.places[0])
    low, high = (
        replace(found.shares["image"], share=s, low=s - 0.02, high=s + 0.02) for s in (0.2, 0.7)
    )
    rose = replace(found, first_year={"image": low}, last_year={"image": high})
    fell = replace(found, first_year={"image": high}, last_year={"image": low})
    same = replace(found, first_year={"image": low}, last_year={"image": low})
    texts = {sentences.reputation_sentence(f, words) for f in (rose, fell, same)}
    assert len(texts) == 3


def test_a_long_text_is_cut_and_says_so():
    assert cut("短") == "短"
    assert cut("a" * 100_000) == "a" * 239 + "…"
    assert len(cut("长" * 300, 20)) == 20
    assert cut("\u202ea\tb\n\x1b") == "a b"


def test_lines_are_no_wider_than_told():
    text = "淄博烧烤在四月里最热闹，the barbecue of Zibo, and its 1,234 mentions" * 3
    lines = wrapped(text, 200)
    assert all(width_of(line) <= 200 + 11 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert wrapped("", 100) == []
    assert not any(line.startswith("，") for line in lines)


def test_a_spark_is_small_and_says_what_it_shows(words):
    wave = make_breakout(0)
    drawn = spark(wave, words)
    assert len(drawn) < 6_000
    assert 'role="img"' in drawn
    assert words.theme(wave) in drawn
    assert spark(replace(wave, timeline=()), words) == ""
    hostile = spark(replace(wave, image='淄博 "><script>'), words)
    assert "<script>" not in hostile


def test_silent_sources_come_first(report):
    late = replace(report.sources[1], source="a-late", last_hour=report.sources[1].first_hour)
    glances = sources_at_a_glance(replace(report, sources=(*report.sources, late)))
    assert glances[0].source.source == "a-late"
    assert glances[0].is_silent
    assert not any(g.is_silent for g in glances[1:])
    assert next(g for g in glances if g.source.gaps).gap_days == pytest.approx(34)
