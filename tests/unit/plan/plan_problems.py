"""Made-up problems of a plan, for its tests; of any size, from a seed."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from chuquan.plan.problem import Action, Effect, Problem, Resource, Uncertain

FIRST = date(2026, 4, 1)
LEVERS = ("culture", "social", "concert", "event")


def uncertain(median, spread=1.0):
    return Uncertain(low=median / (1 + spread), median=median, high=median * (1 + spread))


def an_effect(total=1000.0, p=0.5, rise=3.0, half=7.0, total_else=None):
    return Effect(
        p_breakout=p,
        total=uncertain(total),
        total_else=None if total_else is None else uncertain(total_else),
        rise_days=uncertain(rise, 0.5),
        half_life_days=uncertain(half, 0.5),
    )


def an_action(name="a", lever="social", cost=10.0, days=(0, 7), length=3, **more):
    effect = more.pop("effect", None) or an_effect()
    return Action(
        action_id=name,
        name=name,
        lever=lever,
        cost=cost,
        starts=tuple(FIRST + timedelta(days=day) for day in days),
        length_days=length,
        effect=effect,
        **more,
    )


def a_problem(actions, n_days=28, **more):
    return Problem(
        plan_id="p",
        name="p",
        place_id="370300",
        first_day=FIRST,
        last_day=FIRST + timedelta(days=n_days - 1),
        goal="visits",
        unit="visits",
        budget=more.pop("budget", 1e9),
        actions=tuple(actions),
        **more,
    )


def beds(n_days, capacity=100.0, base=60.0, spread=0.1, per_visit=0.5, name="beds"):  # noqa: PLR0917
    return Resource(
        resource_id=name,
        name=name,
        unit="rooms",
        capacity=(capacity,) * n_days,
        base=tuple(base * (1 + 0.3 * (t % 7 >= 5)) for t in range(n_days)),
        base_spread=spread,
        per_visit=per_visit,
    )


def a_random_problem(seed, n_actions=5, n_weeks=4, *, day_starts=False, limits=True):
    """Draw a problem with saturation, capacity and, with ``limits``, limits of every kind."""
    rng = np.random.default_rng(seed)
    n_days = 7 * n_weeks
    actions = []
    for i in range(n_actions):
        step = 1 if day_starts else 7
        from_day = int(rng.integers(0, max(n_days // 2, 1)))
        to_day = int(rng.integers(from_day, n_days))
        total = float(rng.lognormal(7, 0.7))
        more = {}
        if limits and i > 1:
            others = [f"a{j}" for j in range(i)]
            if rng.random() < 0.15:
                more["after"] = (str(rng.choice(others)),)
            if rng.random() < 0.15:
                more["excludes"] = (str(rng.choice(others)),)
        needs = {"staff": float(rng.integers(1, 5))} if rng.random() < 0.5 else {}
        if rng.random() < 0.2:
            needs["beds"] = float(rng.integers(1, 30))
        actions.append(
            an_action(
                f"a{i}",
                str(rng.choice(LEVERS)),
                float(np.round(total * rng.lognormal(-3, 0.4), 2)),
                tuple(range(from_day, to_day + 1, step)),
                int(rng.integers(1, 15)),
                needs=needs,
                is_must=bool(limits and rng.random() < 0.05),
                effect=an_effect(
                    total,
                    float(rng.uniform(0.1, 0.9)),
                    float(rng.uniform(0.5, 10)),
                    float(rng.uniform(2, 20)),
                    total * 0.1 if rng.random() < 0.5 else None,
                ),
                **more,
            )
        )
    cost = sum(action.cost for action in actions)
    size = sum(action.effect.total.median for action in actions) / n_days
    factors = [1 + 0.3 * (t % 7 >= 5) + 0.8 * (30 <= t < 35) for t in range(n_days)]
    beds_of = size * 3
    resources = (
        beds(n_days, beds_of * 0.9, beds_of * 0.6, 0.15, 0.4),
        beds(n_days, 10.0, 2.0, 0.0, 0.0, "staff"),
    )
    return a_problem(
        actions,
        n_days,
        budget=0.5 * cost,
        resources=resources,
        lever_most={"social": 0.3 * cost} if limits else {},
        lever_least={"culture": 0.02 * cost} if limits and rng.random() < 0.3 else {},
        month_most={"2026-05": 0.3 * cost} if limits else {},
        at_once=max(2, n_actions // 4) if limits else None,
        apart_days={"concert": 10} if limits else {},
        saturation=dict.fromkeys(("social", "event"), size * 7 * 0.4),
        day_factors=tuple(factors),
    )
