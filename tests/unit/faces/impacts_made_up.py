"""Made-up impacts that hold every case a face must show."""

from __future__ import annotations

import math
import random
from datetime import date, timedelta
from typing import get_args

import msgspec

from chuquan.report import (
    AroundEvent,
    Assumption,
    Check,
    Displacement,
    Donor,
    Estimate,
    EventDay,
    ExcludedDonor,
    Finding,
    Impact,
    ImpactPeriod,
    Lasting,
    OtherEstimate,
    Placebo,
    PlaceImpact,
    Spending,
)
from chuquan.report.impact import CheckName, ExclusionReason

START = date(2023, 4, 8)
OTHERS = (
    ("370100", "济南", "Jinan"),
    ("370700", "潍坊", "Weifang"),
    ("370200", "青岛", "Qingdao"),
    ("370500", "东营", "Dongying"),
    ("370900", "泰安", "Tai'an"),
    ("371300", "临沂", "Linyi"),
)
CHECKS = get_args(CheckName)
FIGURES = {
    "history": (120.0, 30.0),
    "gaps": (5.0, 12.0),
    "audit": (3.0, None),
    "fit_before": (0.9, 4.0),
    "pre_trend": (0.41, 0.05),
    "placebo_space": (0.021, 0.05),
    "placebo_time": (0.63, 0.05),
    "conformal": (0.012, 0.05),
    "leave_one_out": (0.08, 1.0),
    "donor_waves": (2.0, None),
    "window": (0.12, 0.02),
    "estimators_agree": (0.2, 0.01),
    "displacement": (-30600.0, None),
    "shuffled_events": (0.52, 0.05),
    "residuals": (0.08, 0.15),
    "overlap": (3.0, None),
}


def around(value: float, half: float) -> Estimate:
    """Return an estimate with an interval of half a width to either side."""
    return Estimate(value, value - half, value + half)


def make_checks(*names: str, **outcomes: str) -> tuple[Check, ...]:
    """Build checks, all passed but for ``outcomes``; failures first."""
    order = ("failed", "noted", "not_possible", "passed")
    checks = [
        Check(n, outcomes.get(n, "passed"), *FIGURES[n])
        if outcomes.get(n) != "not_possible"
        else Check(n, "not_possible")
        for n in names
    ]
    return tuple(sorted(checks, key=lambda c: order.index(c.outcome)))


def make_series(
    n_before: int = 120,
    n_after: int = 30,
    *,
    start: date = START,
    level: float = 36_000.0,
    effect: float = 12_000.0,
    gap: tuple[int, int] | None = (100, 105),
    length: int = 1,
    seed: int = 0,
) -> tuple[ImpactPeriod, ...]:
    """Build periods of a decaying effect, with a gap before the start."""
    rng = random.Random(seed)
    out = []
    for i in range(n_before + n_after):
        first = start + timedelta(days=length * (i - n_before))
        week = 1.25 if length == 1 and first.weekday() >= 5 else 1.0
        season = 1 + 0.15 * math.sin(2 * math.pi * first.timetuple().tm_yday / 365)
        usual = level * week * season
        more = effect * 0.5 ** ((i - n_before) / max(n_after, 1)) if i >= n_before else 0.0
        seen = usual + more + rng.gauss(0, 0.03 * level)
        lost = gap is not None and gap[0] <= i < gap[1]
        out.append(
            ImpactPeriod(
                first,
                first + timedelta(days=length - 1),
                None if lost else seen,
                usual,
                usual - 0.07 * level,
                usual + 0.07 * level,
                i >= n_before,
            )
        )
    return tuple(out)


def make_spending() -> Spending:
    """Build spending with every kind of assumption."""
    rows = (
        ("share_visitors", 0.5, 0.642, 0.92, "share", "concert industry 2024"),
        ("spending_visitor", 568, 1627, 3481, "CNY/person", "People's Daily 2024-02-20"),
        ("nights_visitor", 0, 1, 2.53, "nights/person", "assumed"),
        ("spending_local", 0, 200, 568, "CNY/person", "assumed"),
        ("displaced_local", 0.5, 0.9, 1, "share", "assumed"),
    )
    return Spending(
        currency="CNY",
        visitors=Estimate(161_000, 92_000, 260_000),
        locals=Estimate(89_900, 20_000, 131_000),
        displaced=Estimate(31_000, 2_000, 60_000),
        nights=Estimate(161_000, 31_000, 420_000),
        gross=Estimate(2.8e8, 1.1e8, 6.5e8),
        net=Estimate(2.13e8, 0.8e8, 5.4e8),
        assumptions=tuple(Assumption(*row) for row in rows),
    )


def make_impact(**changes: object) -> Impact:
    """Build a panel of one place on daily visits: clear, trusted, with all that can go with it."""
    rng = random.Random(4)
    checks = make_checks(
        "history",
        "gaps",
        "audit",
        "fit_before",
        "pre_trend",
        "placebo_space",
        "placebo_time",
        "conformal",
        "leave_one_out",
        "donor_waves",
        "window",
        "estimators_agree",
        "displacement",
        donor_waves="noted",
        displacement="noted",
    )
    values = {
        "impact_id": "370300-20230408-visits",
        "design": "panel",
        "estimator": "synthetic_difference_in_differences",
        "metric": "visits",
        "unit": "visits",
        "period": "day",
        "start": START,
        "last_day": START + timedelta(days=29),
        "n_before": 120,
        "n_after": 30,
        "effect": Estimate(8_364.2, 4_105.0, 12_623.0),
        "lift": Estimate(0.221, 0.108, 0.334),
        "total": Estimate(250_926.0, 123_150.0, 378_690.0),
        "p_value": 0.0004,
        "is_trusted": True,
        "checks": checks,
        "places": (
            PlaceImpact(
                "370300",
                "淄博",
                START,
                Estimate(8_364.2, 4_105.0, 12_623.0),
                Estimate(0.221, 0.108, 0.334),
                Estimate(250_926.0, 123_150.0, 378_690.0),
                "Zibo",
            ),
        ),
        "series": make_series(),
        "donors": tuple(
            Donor(i, n, w, e)
            for (i, n, e), w in zip(OTHERS, (0.41, 0.27, 0.18, 0.09, 0.05, 0.0), strict=True)
        ),
        "excluded": tuple(
            ExcludedDonor(f"23010{k}", f"某市{k}", reason, f"Town {k}")
            for k, reason in enumerate(get_args(ExclusionReason))
        ),
        "placebos": tuple(
            Placebo(f"41{k:04d}", f"对照{k}", rng.gauss(0, 1500), rng.gauss(0, 1.1))
            for k in range(46)
        ),
        "own_ratio": 4.3,
        "by_estimator": (
            OtherEstimate("synthetic_control", around(9_100.0, 4_300.0)),
            OtherEstimate("difference_in_differences", around(7_020.0, 5_000.0)),
        ),
        "by_window": (
            OtherEstimate("15", around(10_050.0, 4_000.0)),
            OtherEstimate("history_half", around(6_600.0, 4_100.0)),
        ),
        "displacement": (
            Displacement(
                "370100", "济南", 90.2, around(-1_020.0, 800.0), around(-0.02, 0.015), "Jinan"
            ),
            Displacement(
                "370700", "潍坊", None, around(310.0, 900.0), around(0.01, 0.03), "Weifang"
            ),
        ),
        "lasting": Lasting(11.2, (8.0, 16.0), Estimate(0.43, 0.2, 0.66), date(2023, 5, 4)),
        "spending": make_spending(),
    }
    return Impact(**{**values, **changes})


def make_untrusted(**changes: object) -> Impact:
    """Build an impact that must not be believed: bad fit, a drift, odd figures."""
    checks = make_checks(
        *("fit_before", "pre_trend", "audit", "placebo_space", "history", "window", "gaps"),
        fit_before="failed",
        pre_trend="failed",
        audit="failed",
        placebo_space="not_possible",
    )
    checks = tuple(
        msgspec.structs.replace(c, value={"fit_before": 5.2, "pre_trend": 0.003}[c.name])
        if c.name in {"fit_before", "pre_trend"}
        else c
        for c in checks
    )
    values = {
        "is_trusted": False,
        "checks": checks,
        "effect": Estimate(3_100.0, -900.0, 7_200.0),
        "lift": Estimate(0.08, -0.023, 0.19),
        "total": Estimate(93_000.0, -27_000.0, 216_000.0),
        "p_value": 0.13,
        "findings": make_findings(),
        "spending": None,
        "lasting": Lasting(None, None, None, None),
    }
    return make_impact(**{**values, **changes})


def make_findings() -> tuple[Finding, ...]:
    """Build one finding of every rule, most with figures."""
    file = "甘肃 2024.xlsx"
    return (
        Finding("constant_ratio", file, (2, 3, 4, 7), "revenue", figures={"low": 568, "high": 582}),
        Finding(
            "parts_exceed_whole", file, (9,), "visits", figures={"parts": 4.48e8, "whole": 2.74e8}
        ),
        Finding(
            "factor_ten", file, (12,), "revenue", figures={"value": 1.399e9, "expected": 1.4e8}
        ),
        Finding("below_everyone", file, (15,), "visits", figures={"growth": 2.19, "others": 2.447}),
        Finding("unit_change", file, tuple(range(20, 41)), "visits", figures={"factor": 10_000}),
        Finding(
            "suspicious_zero", file, tuple(range(2, 60, 3)), "visits", figures={"median": 41_200}
        ),
        Finding("duplicate", file, (), "visits"),
    )


def make_staggered(**changes: object) -> Impact:
    """Build a panel of five places with starts of their own, monthly, losing."""
    rows = (
        ("230100", "哈尔滨", "Harbin"),
        ("620500", "天水", "Tianshui"),
        ("654300", "阿勒泰", "Altay"),
        ("410300", "洛阳", "Luoyang"),
        ("460100", "海口", "Haikou"),
    )
    places = tuple(
        PlaceImpact(
            i,
            n,
            date(2023, 3 + 2 * k, 1),
            around(-120_000.0 - 9_000 * k, 60_000.0),
            around(-0.06, 0.03),
            around(-9e5, 4e5),
            e,
        )
        for k, (i, n, e) in enumerate(rows)
    )
    series = []
    for i in range(48):
        year, month = divmod(i, 12)
        first = date(2020 + year, month + 1, 1)
        last = date(2020 + (i + 1) // 12, (i + 1) % 12 + 1, 1) - timedelta(days=1)
        usual = 2.1e6 * (1 + 0.3 * math.sin(month / 12 * 2 * math.pi)) * (1 + 0.1 * year)
        seen = usual - (1.3e5 if i >= 38 else 0) + 3e4 * math.cos(i)
        observed = None if i in {11, 12} else seen
        series.append(ImpactPeriod(first, last, observed, usual, usual - 2e5, usual + 2e5, i >= 38))
    values = {
        "impact_id": "five-places-visits",
        "period": "month",
        "metric": "overnight_visitors",
        "unit": "visitors",
        "origin": "港澳台",
        "start": date(2023, 3, 1),
        "last_day": date(2023, 12, 31),
        "n_before": 38,
        "n_after": 10,
        "effect": around(-131_000.0, 52_000.0),
        "lift": around(-0.058, 0.022),
        "total": around(-5.24e6, 2.1e6),
        "p_value": 0.008,
        "places": places,
        "series": tuple(series),
        "lasting": None,
        "spending": None,
        "displacement": (),
    }
    return make_impact(**{**values, **changes})


def make_single(**changes: object) -> Impact:
    """Build a single series of weeks without any effect that can be seen."""
    rng = random.Random(7)
    starts = tuple(
        Placebo(f"{d}", f"{d}", rng.gauss(0, 300), rng.gauss(0, 1.0))
        for d in (date(2022, 1, 3) + timedelta(weeks=4 * k) for k in range(12))
    )
    values = {
        "impact_id": "654300-20240507-rail",
        "design": "series",
        "estimator": "structural",
        "metric": "rail_passengers",
        "unit": "rides",
        "period": "week",
        "n_before": 90,
        "n_after": 20,
        "last_day": START + timedelta(days=139),
        "effect": Estimate(820.0, -640.0, 2_280.0),
        "lift": Estimate(0.031, -0.024, 0.086),
        "total": Estimate(16_400.0, -12_800.0, 45_600.0),
        "p_value": 0.27,
        "series": make_series(90, 20, length=7, level=26_000, effect=900, gap=(40, 43), seed=2),
        "checks": make_checks("history", "fit_before", "placebo_time", placebo_time="noted"),
        "donors": (),
        "excluded": (),
        "placebos": starts,
        "own_ratio": None,
        "by_estimator": (),
        "displacement": (),
        "lasting": None,
        "spending": None,
    }
    return make_impact(**{**values, **changes})


def make_events(n: int = 24, **changes: object) -> Impact:
    """Build the effect of concert days on metro rides, each with its own."""
    rng = random.Random(3)
    events = []
    for k in range(n):
        first = date(2023, 3, 4) + timedelta(days=11 * k)
        value, half = rng.gauss(52_000, 21_000), rng.uniform(18_000, 30_000)
        events.append(
            EventDay(
                f"e{k}",
                f"演唱会 {k + 1} · 世运主场馆第{k + 1}场",
                first,
                first + timedelta(days=k % 3 == 0),
                around(value, half),
                around(value / 180_000, half / 180_000),
            )
        )
    profile = (-900.0, 1_400.0, 4_800.0, 52_300.0, 6_100.0, -700.0, 250.0)
    places = (
        PlaceImpact(
            "geonames:1673820",
            "高雄",
            date(2023, 3, 4),
            around(52_300.0, 9_900.0),
            around(0.29, 0.055),
            around(1.68e6, 3.2e5),
            "Kaohsiung",
        ),
    )
    values = {
        "impact_id": "kaohsiung-concerts-ridership",
        "design": "events",
        "estimator": "structural",
        "metric": "ridership",
        "unit": "rides",
        "start": date(2023, 3, 4),
        "last_day": date(2023, 11, 12),
        "n_before": 900,
        "n_after": n,
        "effect": around(52_300.0, 9_900.0),
        "lift": around(0.29, 0.055),
        "total": around(1.68e6, 3.2e5),
        "p_value": 0.0001,
        "places": places,
        "series": make_series(200, 60, start=date(2023, 9, 1), level=170_000, effect=0, gap=None),
        "checks": make_checks("history", "gaps", "shuffled_events", "placebo_time"),
        "donors": (),
        "excluded": (),
        "placebos": (),
        "by_estimator": (),
        "by_window": (),
        "displacement": (),
        "lasting": None,
        "spending": None,
        "events": tuple(events),
        "around_events": tuple(
            AroundEvent(k - 3, around(v, 5_200.0)) for k, v in enumerate(profile)
        ),
    }
    return make_impact(**{**values, **changes})


def all_impacts() -> tuple[Impact, ...]:
    """Return one impact of every design and verdict, with ids of their own."""
    return (
        make_impact(),
        make_untrusted(impact_id="untrusted"),
        make_staggered(),
        make_single(),
        make_events(),
    )
