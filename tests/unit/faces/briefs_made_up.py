"""Made-up briefs: of a whole report, of a place, of a breakout, and of texts that mean harm."""

from __future__ import annotations

from datetime import date

import msgspec
from conftest import make_report, make_two_sided
from impacts_made_up import all_impacts

from chuquan.faces.briefs.build import build
from chuquan.faces.briefs.content import Brief
from chuquan.faces.briefs.scope import choose
from chuquan.faces.briefs.template import Template, read_template
from chuquan.faces.words import Words
from chuquan.report import (
    Check,
    Estimate,
    Evidence,
    Impact,
    PlaceImpact,
    Problem,
    Report,
)

PLAIN: Template = read_template(None)

HOSTILE = {
    "script": "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}%(x)s",
    "formula": '=HYPERLINK("https://evil.example","x")',
    "command": "@SUM(1+1)*cmd|' /C calc'!A0",
    "typst": '#panic("x") #import "@preview/x:1.0.0" $x$ `y` @ref <label>',
    "turned": "\u202e\u2066abc\u2069\u200f\u200e 出圈",
    "long": "出圈" * 50_000,
    "odd": "a\x00b\x1b[31mc\ufffe\ud800 \U0001f600 \u0627\u0644 \u0e01",
}
"""Texts of mentions that try to be something else, by what they try."""

SCOPES = ("all", "place", "breakout")


def rich_report() -> Report:
    """Return a report with every case that a brief shows, impacts among them."""
    report = make_report(16, 4, 2)
    both = make_two_sided(11, n_excess=80.0, q_value=0.001)
    named = [
        msgspec.structs.replace(b, breakout_id=f"{b.breakout_id}-x{i}")
        for i, b in enumerate((both, *report.breakouts))
    ]
    impacts = (
        make_impact("visits", is_trusted=True),
        make_impact("revenue", is_trusted=False),
        *all_impacts(),
    )
    return msgspec.structs.replace(
        report,
        breakouts=tuple(named),
        impacts=tuple(
            msgspec.structs.replace(i, breakout_id=named[1].breakout_id, impact_id=f"x{k}")
            for k, i in enumerate(impacts)
        ),
    )


def make_impact(metric: str, *, is_trusted: bool) -> Impact:
    """Return what a wave brought, by one metric."""
    effect = Estimate(1200.0, 800.0, 1600.0)
    lift = Estimate(0.24, 0.16, 0.32)
    return Impact(
        impact_id=f"x-{metric}",
        design="panel",
        estimator="synthetic_control",
        metric=metric,
        unit="thousand",
        period="month",
        start=date(2023, 4, 1),
        last_day=date(2023, 6, 30),
        n_before=24,
        n_after=3,
        effect=effect,
        lift=lift,
        total=Estimate(3600.0, 2400.0, 4800.0),
        p_value=0.03,
        is_trusted=is_trusted,
        checks=() if is_trusted else (Check("pre_trend", "failed", 0.2, 0.1),),
        places=(PlaceImpact("370300", "淄博", date(2023, 4, 1), effect, lift, effect),),
    )


def made(scope: str = "all", lang: str = "zh", report: Report | None = None) -> Brief:
    """Return a brief of a scope: the place and the breakout are the report's first."""
    report = report or rich_report()
    chosen = {}
    if scope == "place":
        chosen = {"place": report.breakouts[0].place_id}
    elif scope == "breakout":
        chosen = {"breakout": report.breakouts[0].breakout_id}
    return build(choose(report, **chosen), Words(lang), PLAIN)


def hostile_report(text: str) -> Report:
    """Return a report in which every text is ``text``."""
    report = rich_report()
    evidence = (Evidence(weight=1.0, text=text, url="javascript:alert(1)", source=text),)
    bad = [
        msgspec.structs.replace(
            b,
            place_name=text,
            place_name_en=text,
            province_name=text,
            image=text,
            evidence=evidence,
            terms=(Evidence(weight=1.0, term=text, n=5.0),),
            counter_evidence=evidence,
            beside=tuple(msgspec.structs.replace(x, image=text) for x in b.beside),
            sources=(text,),
            first_source=text,
            path=tuple(msgspec.structs.replace(s, source=text) for s in b.path),
        )
        for b in report.breakouts
    ]
    return msgspec.structs.replace(
        report,
        breakouts=tuple(bad),
        sources=tuple(msgspec.structs.replace(s, source=text) for s in report.sources),
        problems=(Problem(text, text, text, text),),
        weights=text,
        gazetteer=text,
        origin=text,
        chuquan_version=text,
        impacts=tuple(msgspec.structs.replace(i, metric=text, unit=text) for i in report.impacts),
    )
