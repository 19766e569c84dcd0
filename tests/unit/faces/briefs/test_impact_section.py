"""Impacts in a brief: failures first, the words of the impact faces, only what is sure asserted."""

from __future__ import annotations

import msgspec
import pytest
from briefs_made_up import PLAIN, made, rich_report

from chuquan.faces.briefs.build import build
from chuquan.faces.briefs.impact_section import N_TOLD, impacts_of
from chuquan.faces.briefs.scope import choose
from chuquan.faces.impact_checks import check_name
from chuquan.faces.impact_story import facts
from chuquan.faces.words import LANGUAGES, Words


def of_impacts(brief):
    return [s for s in brief.sections if s.key.startswith("impact-")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_failed_checks_are_told_first_and_nothing_is_asserted_after_them(lang):
    words = Words(lang)
    chosen = impacts_of(choose(rich_report()))
    for one, section in zip(chosen, of_impacts(made("all", lang)), strict=False):
        failed = [check_name(c.name, words) for c in one.impact.checks if c.outcome == "failed"]
        told = [s.text for s in section.sentences]
        effect = facts(one.impact, words)[0][1]
        if one.impact.is_trusted:
            assert len(told) > len(failed)
        else:
            assert told[0] == words.gettext("First of all: these figures cannot be relied on yet.")
            assert all(name in said for name, said in zip(failed, told[1:], strict=True))
            assert not any(effect in said for said in told)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_answer_is_told_with_its_interval_where_it_is_sure(lang):
    words = Words(lang)
    chosen = {f"impact-{one.key}": one.impact for one in impacts_of(choose(rich_report()))}
    for section in of_impacts(made("all", lang)):
        impact = chosen[section.key]
        (_, effect), (_, lift), (_, total) = facts(impact, words)[:3]
        said = section.sentences[-1].text
        is_sure = impact.is_trusted and impact.effect.low * impact.effect.high > 0
        assert all(figure in said for figure in (effect, lift, total)) == is_sure


def test_untrusted_impacts_stand_first_and_no_raw_name_is_left():
    brief = made("all", "en")
    table = brief.table("impacts")
    failed = [row.cells["failed"].text != "none" for row in table.rows]
    assert failed == sorted(failed, reverse=True)
    texts = [c.text for t in brief.tables for r in t.rows for c in r.cells.values()]
    for code in ("pre_trend", "placebo_space", "overnight_visitors", "history_two_thirds"):
        assert code not in " ".join(texts)


def test_a_brief_on_a_place_shows_impacts_on_it_though_no_wave_has_them(report):
    wave = report.breakouts[0]
    impact = rich_report().impacts[0]
    there = msgspec.structs.replace(impact.places[0], place_id=wave.place_id)
    own = msgspec.structs.replace(impact, breakout_id=None, places=(there,))
    with_one = msgspec.structs.replace(report, impacts=(own,))
    for kwargs, n in (({"place": wave.place_id}, 1), ({"breakout": wave.breakout_id}, 0), ({}, 1)):
        assert len(impacts_of(choose(with_one, **kwargs))) == n


def test_only_the_first_are_told_one_by_one_and_the_spreadsheet_holds_all(report):
    impact = rich_report().impacts[0]
    many = tuple(msgspec.structs.replace(impact, impact_id=str(k)) for k in range(N_TOLD + 3))
    brief = build(choose(msgspec.structs.replace(report, impacts=many)), Words("en"), PLAIN)
    assert len(of_impacts(brief)) == N_TOLD
    assert len(brief.table("impacts").rows) == len(many)
    assert len({t.key for t in brief.extra if t.sheet == "brought"}) == len(many)
