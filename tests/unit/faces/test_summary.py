"""The summary states figures of the report and nothing else."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from conftest import make_breakout, make_report, make_two_sided

from chuquan.faces.summary import of_kind, ongoing, summary
from chuquan.faces.words import LANGUAGES, Words
from chuquan.report import SourceHealth

EN = Words("en")


def text_of(report, words=EN):
    return " ".join(summary(report, words))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sentence_holds_a_figure(report, lang):
    for sentence in summary(report, Words(lang)):
        assert re.search(r"\d", sentence), sentence


def test_counts_are_those_of_the_report(report):
    text = text_of(report)
    assert "390,123 mentions of 2 sources" in text
    assert "31,208 of them (8%)" in text
    assert "41 breakouts" in text
    assert "32 of city images, 6 of crises and 3 of affairs" in text
    assert "2 city images are still breaking out" in text
    assert "3 rows were left out" in text
    assert "34 days" in text


def test_levers_add_up_to_the_images(report):
    sentence = next(s for s in summary(report, EN) if "first lever" in s)
    assert sum(map(int, re.findall(r" (\d+)[,.]", sentence))) == len(of_kind(report, "image"))


def test_waves_of_two_sides_are_named(report):
    assert not any("both" in s for s in summary(report, Words("en")))
    some = msgspec.structs.replace(report, breakouts=(make_breakout(0), make_two_sided(1)))
    (told,) = [s for s in summary(some, Words("en")) if "both" in s]
    assert told.startswith("1 wave is clearly both a city image and a crisis: Harbin 哈尔滨")


def test_only_what_has_not_ended_goes_on(report):
    assert all(b.end is None for b in ongoing(report.breakouts))
    ended = msgspec.structs.replace(report, breakouts=(make_breakout(1),))
    assert "no city image was breaking out any more" in text_of(ended)


def test_no_median_of_a_few(report):
    few = msgspec.structs.replace(report, breakouts=tuple(make_breakout(i) for i in range(1, 4)))
    assert "median" not in text_of(few)
    assert "median" in text_of(report)


def test_an_empty_report_says_that_nothing_was_found(report):
    empty = msgspec.structs.replace(
        report, breakouts=(), sources=(), problems=(), n_mentions=0.0, n_located=0.0
    )
    assert summary(empty, EN) == ["No breakout was found at a false discovery rate of 10%."]


def test_crises_alone_say_nothing_of_images():
    text = text_of(make_report(0, 2, 0))
    assert "strongest" not in text
    assert "2 of crises" in text


def test_a_history_that_is_too_short_is_said_to_be_so():
    hour = datetime(2024, 1, 1, tzinfo=UTC)
    short = SourceHealth("weibo", hour, hour + timedelta(days=20), 50.0, 50.0, 400, 0)
    long = msgspec.structs.replace(short, last_hour=hour + timedelta(days=60))
    for source, is_said in ((short, True), (long, False)):
        report = msgspec.structs.replace(
            make_report(), breakouts=(), sources=(source,), warm_up_days=28
        )
        assert ("only teach what is usual" in text_of(report)) == is_said
