"""A plan told: both languages say all of it, and hostile names stay texts."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from planned_made_up import make_asked, make_impossible, make_plan

from chuquan.faces.plan_told import others, title, told
from chuquan.faces.words import Words
from chuquan.report import Conflict, Plan, Report, Rival

LANGS = ("zh", "en")
KEYS = ["plan", "result", "limits", "capacity", "drop", "rivals", "assumptions"]


def sections(plan: Plan, lang: str = "zh"):
    return {s.key: s for s in told(plan, Words(lang))}


def all_text(plan: Plan, lang: str) -> str:
    parts = []
    for s in told(plan, Words(lang)):
        parts += [s.title, *s.sentences, *s.warnings, *s.notes]
        parts += [cell for t in s.tables for row in (t.header, *t.rows) for cell in row]
        parts += [p.finding for p in s.pictures]
    return "\n".join(parts)


@pytest.mark.parametrize("lang", LANGS)
def test_all_parts_are_told(lang):
    made = sections(make_plan(), lang)
    assert list(made) == KEYS
    pictures = [p.key for s in made.values() for p in s.pictures]
    assert pictures == ["calendar", "spending", "weeks", "short", "rivals"]


def test_the_headline_says_what_it_brings_how_surely_and_how_bad_it_may_be():
    first, second, third, fourth = sections(make_plan())["plan"].sentences
    assert "8 项举措，投入 1,560万元" in first
    assert "131万人次（80% 区间 76万 至 194万）" in first
    assert "120万人次" in second
    assert "62%" in second
    assert "61万人次" in third
    assert "0.8%" in fourth


def test_english_says_the_same():
    sentences = " ".join(sections(make_plan(), "en")["plan"].sentences)
    assert "8 actions for CNY 15.6 million are expected to bring 1.31 million visits" in sentences
    assert "80% interval 0.76 million to 1.94 million" in sentences


def test_what_binds_is_told_with_what_one_more_unit_brings():
    first, second, third = sections(make_plan())["limits"].sentences
    assert first == "总预算 2,000万元：若放宽 200万元，可多带来 9.1万人次，即每 1万元约 455人次。"
    assert "酒店客房的容量（每天 7.2万间）：若放宽 7,200间" in second
    assert "同一天进行的举措不超过 4 项：若放宽 1 项" in third


def test_what_goes_first_is_told_with_the_reason():
    first, *_ = sections(make_plan())["drop"].sentences
    assert "“老城墙下民谣之夜”" in first
    assert "180万元" in first
    together = make_plan(drop_first=("standard", "creators"))
    first, *rest = sections(together)["drop"].sentences
    assert "依赖它的“百名达人汉服行”" in first
    assert "合计花 260万元" in first
    assert not any("百名达人" in sentence for sentence in rest)


def test_a_goal_that_is_likely_missed_stands_in_the_warnings():
    assert any("达不到目标" in w for w in sections(make_plan(p_goal=0.3))["plan"].warnings)
    assert not any("达不到目标" in w for w in sections(make_plan())["plan"].warnings)


def test_time_that_was_up_stands_in_the_warnings():
    plan = make_plan(status="time_limit", gap=0.2, target=None, p_goal=None)
    assert any("25%" in w and "--seconds" in w for w in sections(plan)["plan"].warnings)
    plan = make_plan(status="time_limit", gap=0.2, p_goal=0.6)
    assert any("75%" in w and "--seconds" in w for w in sections(plan)["plan"].warnings)


def test_a_rival_that_is_the_same_is_told_as_such():
    same = Rival(rival_id="plan.x", name="X", value=1.31e6, spending=1e6, difference=0.0,
                 difference_interval=(0.0, 0.0), p_better=0.0)  # fmt: skip
    made = sections(make_plan(rivals=(same,)))
    assert made["rivals"].sentences == ("与下列方案效果完全相同：X。",)
    assert made["plan"].warnings == sections(make_plan(rivals=()))["plan"].warnings


def test_chances_are_never_none_or_all():
    rivals = tuple(msgspec.structs.replace(r, p_better=1.0) for r in make_plan().rivals)
    assert ">99.9%" in all_text(make_plan(rivals=rivals, p_goal=0.0), "zh")
    assert "<0.1%" in all_text(make_plan(rivals=rivals, p_goal=0.0), "zh")


@pytest.mark.parametrize("lang", LANGS)
def test_limits_that_cannot_hold_together_are_told_in_words(lang):
    (conflict,) = told(make_impossible(), Words(lang))
    assert len(conflict.sentences) == 5
    expected = {
        "zh": (
            "总预算 300万元（其余各项不变时，改为 480万元即可）",
            "“牡丹文化节”（480万元）必须列入方案（其余",
            "节庆活动两次开始",
        ),
        "en": (
            "The budget of CNY 3 million",
            "(CNY 4.8 million) has to be in the plan",
            "14 days",
        ),
    }
    text = "\n".join(conflict.sentences)
    for part in expected[lang]:
        assert part.casefold() in text.casefold()


@pytest.mark.parametrize(
    "limit_id",
    [
        "budget",
        "lever_most.concert",
        "lever_most.sport",
        "lever_least.culture",
        "month_most.2026-05",
        "month_most.2026-04",
        "must.peony",
        "must.unknown",
        "starts.peony",
        "starts.unknown",
        "capacity.rooms",
        "capacity.unknown",
        "after.creators.standard",
        "excludes.star.folk",
        "at_once",
        "apart.concert",
        "apart.sport",
    ],
)
@pytest.mark.parametrize("lang", LANGS)
def test_every_kind_of_limit_has_words(limit_id, lang):
    plan = msgspec.structs.replace(make_impossible(), conflict=Conflict(limits=((limit_id, ""),)))
    for asked in (plan.asked, None):
        text = told(msgspec.structs.replace(plan, asked=asked), Words(lang))[0].sentences[-1]
        assert limit_id.partition(".")[0] not in {t for t in re.split(r"\W+", text) if "_" in t}
        assert text.strip("。.")


@pytest.mark.parametrize("lang", LANGS)
def test_pictures_are_whole_svg_in_which_nothing_is_beyond_the_edge(lang):
    for section in told(make_plan(), Words(lang)):
        for picture in section.pictures:
            root = ET.fromstring(picture.svg)
            _, _, width, height = map(float, root.attrib["viewBox"].split())
            for element in root.iter():
                for key, most in (("x", width), ("y", height), ("cx", width), ("cy", height)):
                    if key in element.attrib:
                        assert -0.5 <= float(element.attrib[key]) <= most + 0.5, picture.key


def test_ids_in_pictures_differ_by_picture_and_plan():
    svgs = [
        p.svg
        for prefix in ("one", "two")
        for s in told(make_plan(), Words("zh"), element_id=prefix)
        for p in s.pictures
    ]
    ids = [i for svg in svgs for i in re.findall(r' id="([^"]+)"', svg)]
    assert len(ids) == len(set(ids))


HOSTILE = '<script>alert("1")</script>&\u202e\x1b[31m"\''


@pytest.mark.parametrize("lang", LANGS)
def test_hostile_names_stay_texts(lang):
    plan = make_plan(name=HOSTILE, place_name=HOSTILE)
    actions = tuple(msgspec.structs.replace(a, name=HOSTILE) for a in plan.actions)
    asked = make_asked(actions=tuple(
        msgspec.structs.replace(a, name=HOSTILE, source=HOSTILE) for a in plan.asked.actions
    ))  # fmt: skip
    short = tuple(msgspec.structs.replace(d, resource=HOSTILE) for d in plan.short_days)
    holidays = ((plan.first_day, plan.first_day, HOSTILE),)
    plan = msgspec.structs.replace(
        plan, actions=actions, asked=asked, short_days=short, holidays=holidays
    )
    for section in told(plan, Words(lang)):
        for picture in section.pictures:
            ET.fromstring(picture.svg)
            assert "<script" not in picture.svg
            assert "\u202e" not in picture.svg
    assert "\x1b" not in all_text(plan, lang)


def test_a_plan_of_nothing_is_told():
    empty = make_plan(actions=(), left_out=(), weeks=(), short_days=(), limits=(), rivals=(),
                      drop_first=(), spending=0.0, spending_by_lever={}, asked=None)  # fmt: skip
    made = sections(empty)
    assert "什么都不办" in made["plan"].sentences[0]
    assert list(made) == ["plan", "limits", "assumptions"]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(("goal", "unit"), [("revenue", "CNY"), ("attention", "mentions")])
def test_other_goals_are_told_in_their_units(lang, goal, unit):
    text = all_text(make_plan(goal=goal, unit=unit), lang)
    assert "人次（80%" not in text
    wanted = {"revenue": ("万元（80%", "CNY 1.31 million"), "attention": ("条提及", "mentions")}
    assert wanted[goal][lang == "en"] in text


def test_compared_plans_follow_with_their_calendar():
    plan = make_plan()
    other = make_plan(plan_id="other", name="Other")
    report = Report(
        period=(plan.first_day, plan.last_day),
        false_discovery_rate=0.1,
        breakouts=(),
        plans=(other, plan),
    )
    (section,) = others(report, plan, Words("en"))
    assert section.title == "For comparison: Other"
    assert [p.key for p in section.pictures] == ["calendar"]


def test_the_title_names_the_place_in_both_languages():
    assert title(make_plan(), Words("zh")) == "洛阳：2026 年春季方案"
    assert title(make_plan(), Words("en")).startswith("Luoyang 洛阳: ")


numbers = st.floats(allow_nan=False, allow_infinity=False, width=32).map(abs)


@given(numbers, numbers, st.floats(0, 1), st.sampled_from(LANGS))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_figures_are_told_and_drawn(value, money, share, lang):
    plan = make_plan(value=value, value_interval=(0.5 * value, 2 * value), budget=money, gap=share)
    weeks = tuple(msgspec.structs.replace(w, value=value, high=value * 2) for w in plan.weeks)
    rivals = tuple(
        msgspec.structs.replace(r, difference=-value, difference_interval=(-2 * value, 0.0))
        for r in plan.rivals
    )
    plan = msgspec.structs.replace(plan, weeks=weeks, rivals=rivals)
    for section in told(plan, Words(lang)):
        for picture in section.pictures:
            ET.fromstring(picture.svg)
