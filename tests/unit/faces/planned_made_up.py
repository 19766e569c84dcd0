"""A made-up answer of the planner that holds every case a face must show."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from chuquan.report import (
    AskedAction,
    AskedResource,
    BindingLimit,
    CapacityDay,
    Conflict,
    Demand,
    Plan,
    PlanAsked,
    PlanAssumption,
    PlannedAction,
    PlanWeek,
    Rival,
)

FIRST, LAST = date(2026, 3, 16), date(2026, 5, 31)
HOLIDAYS = (
    (date(2026, 4, 4), date(2026, 4, 6), "qingming"),
    (date(2026, 5, 1), date(2026, 5, 5), "labour_day"),
)
# id, name, lever, cost, start, days, value, is it a must
DONE = (
    ("standard", "汉服租赁与旅拍价格规范", "culture", 4e5, (2026, 3, 16), 10, 0.0, False),
    ("peony", "牡丹文化节", "event", 4.8e6, (2026, 3, 31), 35, 7.4e5, True),
    ("creators", "百名达人汉服行", "social", 2.2e6, (2026, 4, 2), 7, 1.6e5, False),
    ("parade", "应天门汉服巡游", "culture", 1.6e6, (2026, 4, 10), 3, 9e4, False),
    ("run", "半程马拉松", "sport", 1.5e6, (2026, 4, 19), 1, 4e4, False),
    ("azalea", "老君山云上杜鹃", "nature", 9e5, (2026, 4, 24), 10, 5e4, False),
    ("fair", "五一神都集市", "event", 2.4e6, (2026, 5, 1), 5, 1.5e5, False),
    ("folk", "老城墙下民谣之夜", "concert", 1.8e6, (2026, 5, 23), 1, 3e4, False),
)
OUT = (
    ("star", "体育场演唱会（两场）", "concert", 7.2e6, 1.1e5, "money"),
    ("drama", "唐风剧集首映与取景地打卡", "screen", 3.5e6, 9e4, "little"),
    ("night", "夜游龙门", "culture", 2.6e6, 0.0, "no_day"),
)


def make_plan(**changes) -> Plan:
    actions = tuple(_planned(*each) for each in DONE)
    spent = sum(a.cost for a in actions)
    by_lever = {}
    for a in actions:
        by_lever[a.lever] = by_lever.get(a.lever, 0.0) + a.cost
    values = {
        "plan_id": "plan-410300",
        "name": "2026 年春季方案",
        "place_id": "410300",
        "place_name": "洛阳",
        "place_name_en": "Luoyang",
        "first_day": FIRST,
        "last_day": LAST,
        "status": "within_gap",
        "goal": "visits",
        "unit": "visits",
        "budget": 2e7,
        "spending": spent,
        "spending_by_lever": by_lever,
        "target": 1.2e6,
        "p_goal": 0.62,
        "value": 1.31e6,
        "value_interval": (7.6e5, 1.94e6),
        "downside": 6.1e5,
        "gap": 0.008,
        "n_scenarios": 500,
        "n_held_out": 2000,
        "seed": 1,
        "actions": actions,
        "left_out": tuple(_left(*each) for each in OUT),
        "weeks": tuple(_week(i) for i in range(11)),
        "holidays": HOLIDAYS,
        "short_days": _short(),
        "limits": _limits(),
        "drop_first": ("folk", "run", "parade", "fair"),
        "rivals": _rivals(),
        "asked": make_asked(),
    }
    return Plan(**{**values, **changes})


def make_impossible() -> Plan:
    limits = (("budget", ""), ("must.peony", ""), ("starts.peony", ""), ("apart.event", ""))
    demands = (
        Demand(limit_id="budget", limit=3e6, possible=4.8e6),
        Demand(limit_id="must.peony", limit=4.8e6, possible=3e6),
        Demand(limit_id="starts.peony", first=date(2026, 3, 28), last=date(2026, 4, 8)),
        Demand(limit_id="apart.event", limit=14.0, possible=9.0),
    )
    plan = make_plan(
        status="infeasible",
        conflict=Conflict(limits=limits, demands=demands),
        actions=(),
        left_out=(),
        weeks=(),
        short_days=(),
        limits=(),
        rivals=(),
        drop_first=(),
        spending=0.0,
        spending_by_lever={},
        target=None,
        p_goal=None,
        value_interval=None,
    )
    return msgspec.structs.replace(plan, budget=3e6)


def make_asked(**changes) -> PlanAsked:
    done = [(*each[:4], date(*each[4]), each[5], each[6], each[7]) for each in DONE]
    out = [(*each[:4], date(2026, 4, 3), 3, each[4], False) for each in OUT]
    values = {
        "actions": tuple(_asked(*each) for each in (*done, *out)),
        "resources": (
            AskedResource(
                resource_id="rooms",
                name="酒店客房",
                unit="间",
                least=72000.0,
                most=72000.0,
                per_visit=0.18,
            ),
        ),
        "lever_most": {"concert": 1e7, "social": 6e6},
        "lever_least": {"culture": 3e6},
        "month_most": {"2026-05": 1.2e7},
        "at_once": 4,
        "apart_days": {"concert": 14, "event": 14},
        "assumptions": (
            PlanAssumption(code="timing", names={"lever": "culture"},
                           figures={"rise_days": 1.9, "half_life_days": 4.6}),
            PlanAssumption(code="timing", names={"lever": "social"},
                           figures={"rise_days": 1.4, "half_life_days": 5.1}),
            PlanAssumption(code="cost_high", names={"action": "牡丹文化节"},
                           figures={"low": 3.8e6, "value": 4.2e6, "high": 4.8e6}),
            PlanAssumption(code="day_factors"),
            PlanAssumption(code="holidays_unofficial", names={"year": "2027"}),
            PlanAssumption(code="risk", figures={"risk": 0.3}),
            PlanAssumption(code="conversion",
                           names={"name": "visits_per_mention", "source": "由“淄博”实测"},
                           figures={"low": 1500, "value": 4000, "high": 11000}),
            PlanAssumption(code="conversion",
                           names={"name": "revenue_per_visit", "source": "统计公报"},
                           figures={"low": 600, "value": 1100, "high": 1600}),
            PlanAssumption(code="spread_shared", figures={"spread": 0.84}),
            PlanAssumption(code="last_year_moved", figures={"days": 0.0},
                           names={"action": "牡丹节", "from": "2025-04-01", "to": "2026-03-31"}),
            PlanAssumption(code="last_year_left",
                           names={"action": "夜游龙门", "from": "2025-05-01", "to": ""}),
        ),
    }  # fmt: skip
    return PlanAsked(**{**values, **changes})


def _planned(  # noqa: PLR0917  a row of the table above
    action_id, name, lever, cost, start, days, value, is_must
):
    first = date(*start)
    return PlannedAction(
        action_id=action_id,
        name=name,
        lever=lever,
        cost=cost,
        start=first,
        end=first + timedelta(days=days - 1),
        is_must=is_must,
        value=value,
        value_interval=(0.4 * value, 2.1 * value),
        basis="casebook" if action_id == "creators" else "user",
        source="自拟",
        goes_with=("creators",) if action_id == "standard" else (),
    )


def _left(  # noqa: PLR0917  a row of the table above
    action_id, name, lever, cost, value, reason
):
    return PlannedAction(
        action_id=action_id,
        name=name,
        lever=lever,
        cost=cost,
        value=value,
        value_interval=(0.2 * value, 2.5 * value),
        reason=reason,
    )


def _asked(  # noqa: PLR0917  a row of the table above
    action_id, name, lever, cost, start, days, value, is_must
):
    return AskedAction(
        action_id=action_id,
        name=name,
        lever=lever,
        cost=cost,
        first_start=start - timedelta(days=4),
        last_start=start + timedelta(days=20),
        n_starts=25,
        length_days=days,
        is_must=is_must,
        p_breakout=0.35 if action_id == "creators" else 0.0 if action_id == "standard" else 1.0,
        effect=(0.5 * value, value, 1.9 * value),
        rise_days=2.0,
        half_life_days=5.0,
        basis="casebook" if action_id == "creators" else "user",
        source="案例库" if action_id == "creators" else "自拟，仅作示例",
    )


def _week(i):
    value = (2, 5, 14, 22, 19, 16, 21, 15, 9, 6, 2)[i] * 1e4
    return PlanWeek(
        first_day=FIRST + timedelta(days=7 * i),
        value=value,
        low=0.5 * value,
        high=1.7 * value,
        spending=(4.0, 0, 48, 22, 16, 24, 24, 0, 0, 18, 0)[i] * 1e5,
    )


def _short():
    days = [(d, 0.12 + 0.16 * (5 - abs(3 - d))) for d in (1, 2, 3, 4, 5)]
    out = [(date(2026, 5, d), p) for d, p in days] + [(date(2026, 4, 5), 0.08)]
    return tuple(
        CapacityDay(
            resource="酒店客房",
            day=day,
            capacity=72000.0,
            demand=72000 * (0.85 + 0.25 * p),
            demand_interval=(72000 * (0.8 + 0.2 * p), 72000 * (0.9 + 0.3 * p)),
            p_short=p,
            n_lost=4000 * p,
        )
        for day, p in out
    )


def _limits():
    return (
        BindingLimit(limit_id="budget", name="", used=1.56e7, limit=2e7, unit="CNY", step=2e6,
                     gain=9.1e4, gain_each=9.1e4 / 2e6),
        BindingLimit(limit_id="capacity.rooms", name="", used=7.1e4, limit=7.2e4, unit="间",
                     step=7200.0, gain=2.3e4, gain_each=2.3e4 / 7200),
        BindingLimit(limit_id="at_once", name="", used=4.0, limit=4.0, unit="actions", step=1.0,
                     gain=1.2e4, gain_each=1.2e4),
    )  # fmt: skip


def _rivals():
    rows = (
        ("equal_split", "", 9.6e5, 1.9e7, 3.5e5, (-4e4, 7.9e5), 0.87, 0.31),
        ("one_lever.event", "", 8.1e5, 7.2e6, 5e5, (1.1e5, 9.4e5), 0.97, 0.12),
        ("last_year", "", 1.1e6, 1.4e7, 2.1e5, (-1.6e5, 5.8e5), 0.74, 0.41),
        ("plan.other", "秋季备选方案", 1.2e6, 1.9e7, 1.1e5, (-3.2e5, 5.2e5), 0.63, 0.5),
    )
    return tuple(
        Rival(
            rival_id=rival_id,
            name=name,
            value=value,
            spending=spending,
            difference=difference,
            difference_interval=interval,
            p_better=better,
            p_goal=p_goal,
        )
        for rival_id, name, value, spending, difference, interval, better, p_goal in rows
    )
