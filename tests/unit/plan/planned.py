"""Small problems to plan for."""

from __future__ import annotations

from datetime import date, timedelta

from chuquan.plan.problem import Action, Effect, Problem, Uncertain

FIRST = date(2026, 3, 2)
DAYS = tuple(FIRST + timedelta(days=7 * k) for k in range(8))


def an_action(action_id: str, lever: str = "social", cost: float = 10.0, **more: object) -> Action:
    total = Uncertain(low=50.0, median=100.0, high=200.0)
    few = Uncertain(low=1.0, median=2.0, high=4.0)
    effect = Effect(p_breakout=0.5, total=total, rise_days=few, half_life_days=few)
    settings: dict[str, object] = {"starts": DAYS, "length_days": 3, "effect": effect, **more}
    return Action(action_id=action_id, name=action_id, lever=lever, cost=cost, **settings)  # type: ignore[arg-type]


def a_problem(*actions: Action, **more: object) -> Problem:
    settings: dict[str, object] = {"budget": 30.0, **more}
    return Problem(
        plan_id="p",
        name="p",
        place_id="410300",
        first_day=FIRST,
        last_day=FIRST + timedelta(days=69),
        goal="visits",
        unit="visits",
        actions=actions,
        **settings,  # type: ignore[arg-type]
    )
