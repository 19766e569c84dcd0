"""A made-up report for the pages: places on the map, a wave whose every text is hostile."""

from __future__ import annotations

import msgspec
from answers_made_up import with_answers
from conftest import PLACES, make_breakout, make_report, make_two_sided
from impacts_made_up import all_impacts

from chuquan.report import Evidence, PlaceProfile, Report

SPOTS = {
    "370300": (36.8, 118.05, 3_129_000), "230100": (45.75, 126.65, 5_878_000),
    "620500": (34.58, 105.72, 1_212_000), "654300": (47.85, 88.13, 150_000),
    "510100": (30.67, 104.07, 7_415_000), "330100": (30.29, 120.16, 6_241_000),
    "120000": (39.14, 117.18, 11_090_000), "410300": (34.68, 112.45, 1_390_000),
    "310000": (31.22, 121.46, 22_315_000), "geonames:1850147": (35.69, 139.69, 9_733_000),
}  # fmt: skip

SCRIPT = "<script>document.title='hacked'</script><img src=x onerror=\"document.title='hacked'\">"
FORMULA = '=HYPERLINK("https://evil.example/","x")'
TURNED = "\u202e<b>反\u202c{{ 7*7 }}{% raw %}"
LONG = "长" * 100_000


def make_web_report() -> Report:
    """Build a report with profiles of all places and one hostile wave, the largest of all."""
    report = make_report()
    waves = (hostile(), make_two_sided(), *report.breakouts)
    unique = {b.breakout_id: b for b in reversed(waves)}
    breakouts = tuple(b for b in waves if unique[b.breakout_id] is b)
    told = msgspec.structs.replace(
        report,
        breakouts=breakouts,
        places=tuple(profile(*place) for place in PLACES),
        impacts=all_impacts(),
    )
    return with_answers(told)


def hostile():
    """Build a wave whose texts would run, calculate, turn round or flood."""
    return make_breakout(
        3,
        breakout_id="654300-20230101-x",
        image=f"阿勒泰 {SCRIPT}",
        n_excess=900.0,
        terms=tuple(Evidence(weight=9.0, term=t, n=4.0) for t in (SCRIPT, FORMULA, TURNED)),
        evidence=tuple(
            Evidence(weight=0.9, text=t, source="weibo", url="javascript:alert(1)")
            for t in (SCRIPT, FORMULA, TURNED, LONG)
        ),
        sources=(SCRIPT,),
        first_source=SCRIPT,
    )


def profile(place_id, name, english, province, _theme, lever) -> PlaceProfile:
    """Build the profile of one of the made-up places."""
    latitude, longitude, population = SPOTS[place_id]
    is_chinese = place_id.isdigit()
    return PlaceProfile(
        place_id=place_id,
        name=name,
        name_en=english,
        level="province" if place_id.endswith("0000") else "city",
        parent_id=("iso:CN" if place_id.endswith("0000") else f"{place_id[:2]}0000")
        if is_chinese
        else "iso:JP",
        province_name=province,
        province_name_en="",
        latitude=latitude,
        longitude=longitude,
        population=population,
        image=tuple(float(i % 5) for i in range(18)),
        crisis=tuple(float(i % 3) for i in range(18)),
        affairs=(0.5,) * 18,
        first_month=make_report(1, 0, 0).period[0],
        levers={lever: 30.0, "nature": 4.0},
        known_for=(Evidence(weight=9.0, term="打卡", n=31.0),),
    )
