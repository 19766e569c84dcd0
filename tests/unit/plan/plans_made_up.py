"""Made-up plan files, casebooks and problems, for the tests of reading, checking and telling."""

from __future__ import annotations

from datetime import date, timedelta

from chuquan.plan.problem import Action, Effect, Problem, Resource, Uncertain
from chuquan.report import Casebook, Estimate, Impact, Quantity, Response

LEVERS = ("culture", "screen", "social", "concert", "sport", "event", "nature")

PLAN = """\
[plan]
name = "Spring"
place = "410300"
first_day = 2026-04-01
last_day = 2026-05-31
goal = "visits"
risk = "balanced"

[budget]
total = "300万"

[[resource]]
id = "rooms"
name = "rooms"
unit = "rooms"
capacity = 1000
base = { usual = "50%", holiday = 900 }
per_visit = 0.2

[[action]]
id = "parade"
name = "Parade"
lever = "culture"
cost = "100万"
window = [2026-04-01, 2026-04-20]
length_days = 3
needs = { rooms = 50 }
effect = { low = "1万", value = "2万", high = "4万", source = "survey of 2025" }

[[action]]
id = "gala"
name = "Gala"
lever = "event"
cost = 500000
after = ["parade"]
effect = { low = 1000, value = 2000, high = 5000, rise_days = 1, half_life_days = 3, source = "x" }
"""


def large_plan(n_actions: int = 60) -> str:
    """Return a plan of half a year as a file would have it."""
    head = PLAN.split("[[action]]", maxsplit=1)[0].replace("2026-05-31", "2026-09-29")
    action = """[[action]]
id = "a{i}"
name = "Action {i}"
lever = "{lever}"
cost = "{cost}万"
months = [{month}, {next}]
length_days = {length}
effect = {{ low = "1万", value = "2万", high = "4万", source = "x" }}
"""
    return head + "\n".join(
        action.format(
            i=i,
            lever=LEVERS[i % 7],
            cost=20 + i,
            month=4 + i % 5,
            next=5 + i % 5,
            length=1 + i % 9,
        )
        for i in range(n_actions)
    )


def quantity(value: float, low: float, high: float, n: int = 10) -> Quantity:
    return Quantity(value=value, interval=(low, high), spread=(low, high), n=n)


def make_response(
    lever: str = "all", place: str = "all", event: str = "all", **changes
) -> Response:
    values = {
        "n_excess": quantity(40, 10, 200),
        "rise_days": quantity(2, 1, 5),
        "half_life_days": quantity(5, 2, 11),
    }
    return Response(lever=lever, place_size=place, event_size=event, **{**values, **changes})


def make_casebook(*responses: Response) -> Casebook:
    return Casebook(
        first_day=date(2021, 1, 1),
        last_day=date(2024, 1, 1),
        n_breakouts=300,
        n_events=0,
        responses=responses or tuple(make_response(lever) for lever in ("all", *LEVERS)),
        place_size_limits=(1e6, 6e6),
    )


def about(value: float) -> Uncertain:
    return Uncertain(low=value / 2, median=value, high=2 * value)


def make_effect(total: float = 1000.0) -> Effect:
    return Effect(
        p_breakout=0.5, total=about(total), rise_days=about(1.0), half_life_days=about(4.0)
    )


FIRST = date(2026, 4, 1)


def day(number: int) -> date:
    """Return a day of the made-up problem; 0 is its first."""
    return FIRST + timedelta(days=number)


def make_action(action_id: str, lever: str = "culture", cost: float = 10.0, **changes) -> Action:
    values = {
        "name": action_id.title(),
        "starts": tuple(day(i) for i in range(50)),
        "length_days": 3,
        "effect": make_effect(),
    }
    return Action(action_id=action_id, lever=lever, cost=cost, **{**values, **changes})


def make_problem(**changes) -> Problem:
    values = {
        "plan_id": "made-up",
        "name": "Made up",
        "place_id": "410300",
        "place_name": "洛阳",
        "first_day": FIRST,
        "last_day": day(60),
        "goal": "visits",
        "unit": "visits",
        "budget": 100.0,
        "actions": (
            make_action("a"),
            make_action("b", needs={"rooms": 6.0}),
            make_action("c", "concert", 20.0, needs={"rooms": 6.0}),
        ),
        "resources": (
            Resource(
                resource_id="rooms",
                name="rooms",
                unit="rooms",
                capacity=(20.0,) * 61,
                base=(10.0,) * 61,
            ),
        ),
    }
    return Problem(**{**values, **changes})


def make_impact(**changes) -> Impact:
    estimate = Estimate(1000.0, 500.0, 2000.0)
    values = {
        "impact_id": "i1",
        "breakout_id": "b1",
        "design": "panel",
        "estimator": "did",
        "metric": "visits",
        "unit": "visits",
        "period": "day",
        "start": date(2025, 4, 1),
        "last_day": date(2025, 4, 30),
        "n_before": 100,
        "n_after": 30,
        "effect": estimate,
        "lift": estimate,
        "total": estimate,
        "p_value": 0.01,
        "is_trusted": True,
        "checks": (),
    }
    return Impact(**{**values, **changes})
