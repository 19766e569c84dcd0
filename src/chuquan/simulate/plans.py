r"""Worlds in which a city has to plan and what each action really brings is known.

What action :math:`a` of lever :math:`l` really brings, where it breaks out, is log-normal with

.. math:: \log T_a = \log (v c_a^{\gamma}) + m_l + z_a + \sigma \epsilon, \quad
          m_l \sim N(0, \tau^2), \quad z_a \sim N(0, \omega^2)

with its cost :math:`c_a`; it breaks out with the lever's probability :math:`p_l`. The city knows
neither: it has seen a few cases of each lever (some of none), judges each action with an error, and
shrinks what it saw to the whole, as the casebook does. Season, holidays, beds taken anyway and
saturation are believed with errors, too. So a plan that trusts its figures too much is found out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from chuquan.plan.problem import Action, Effect, Problem, Resource, Uncertain
from chuquan.plan.rules import by_returns
from chuquan.tables import LEVERS

FIRST_DAY: Final = date(2026, 3, 2)
_MUSTS: Final = (3, 11)
"""Numbers of the actions that every plan has to hold."""
_Z10: Final = 1.2815515655446004
_HALF_LIVES: Final = {"culture": 14, "screen": 9, "social": 5, "concert": 3, "sport": 5, "event": 4}
_HOLIDAYS: Final = (
    (date(2026, 4, 4), date(2026, 4, 6), "清明节"),
    (date(2026, 5, 1), date(2026, 5, 5), "劳动节"),
    (date(2026, 6, 19), date(2026, 6, 21), "端午节"),
)
F64 = NDArray[np.float64]


@dataclass(frozen=True)
class PlanWorld:
    r"""How worlds come about; spreads are standard deviations of logarithms.

    Attributes
    ----------
    n_actions, n_weeks : int
    budget_share : float
        Of what all actions cost together.
    visits_per_yuan, cost_power : float
        Median of what an action of a million yuan brings, over its cost; :math:`\gamma`.
    lever_spread, action_spread, case_spread : float
        :math:`\tau`, :math:`\omega`, :math:`\sigma`.
    judgement_error : float
        Of what the city thinks of one action.
    n_cases : tuple of int
        Fewest and most cases of a lever that the city has seen.
    known_error : float
        Of what it believes of half-lives, saturation, holidays and beds.
    drift : float
        Of a lever's level from one year to the next: fashions change.
    habit : float
        Of what spoke for an action last year besides what it was believed to return.
    """

    n_actions: int = 60
    n_weeks: int = 26
    budget_share: float = 0.25
    visits_per_yuan: float = 0.05
    cost_power: float = 0.85
    lever_spread: float = 0.6
    action_spread: float = 0.5
    case_spread: float = 0.7
    judgement_error: float = 0.5
    n_cases: tuple[int, int] = (0, 30)
    known_error: float = 0.15
    drift: float = 0.5
    habit: float = 1.0


@dataclass(frozen=True)
class DrawnWorld:
    """One world.

    Attributes
    ----------
    believed : Problem
        As the city plans by.
    truth : Problem
        The same actions and limits with what they really bring; its uncertainty is chance alone.
    """

    believed: Problem
    truth: Problem


def draw_world(world: PlanWorld, seed: int) -> DrawnWorld:
    """Draw one world.

    Parameters
    ----------
    world : PlanWorld
    seed : int
        The same seed gives the same world.
    """
    rng = np.random.default_rng([20261123, seed])
    n = world.n_actions
    levers = [LEVERS[i % len(LEVERS)] for i in range(n)]
    costs: F64 = np.round(np.exp(rng.uniform(np.log(3e5), np.log(1.2e7), n)), -4).astype(np.float64)
    # What has to be done is never so dear that it breaks a limit by itself.
    cheap = [i for i in _MUSTS if i < n]
    costs[cheap] = np.minimum(costs[cheap], 1e6)
    usual: F64 = world.visits_per_yuan * 1e6 * (costs / 1e6) ** world.cost_power
    real = _Levers.draw(world, rng)
    own = rng.normal(0, world.action_spread, n)
    true_effects = [
        real.effect(lever, usual[i] * np.exp(own[i]), world.case_spread)
        for i, lever in enumerate(levers)
    ]
    seen = _seen(world, real, rng)
    believed = _judged(world, levers, usual, own, seen, world.judgement_error, rng)
    past = _a_year_ago(seen, world, rng)
    before = _judged(world, levers, usual, own, past, 2 * world.judgement_error, rng)
    days = world.n_weeks * 7
    factors = _factors(days, np.log(1.5))
    guess = _factors(days, np.log(1.5) * np.exp(rng.normal(0, world.known_error)))
    saturation = {lever: float(6 * np.mean(usual) * np.exp(rng.normal(0, 0.3))) for lever in LEVERS}
    problem = Problem(
        plan_id=f"world-{seed}",
        name=f"world {seed}",
        place_id="410300",
        place_name="洛阳",
        place_name_en="Luoyang",
        first_day=FIRST_DAY,
        last_day=FIRST_DAY + timedelta(days=days - 1),
        goal="visits",
        unit="visits",
        budget=float(np.round(world.budget_share * costs.sum(), -4)),
        actions=_actions(world, levers, costs, rng),
        resources=_resources(days, world, rng, float(usual.sum())),
        at_once=max(3, n // 8),
        apart_days={"concert": 14, "social": 7},
        holidays=_HOLIDAYS,
    )
    problem = replace(
        problem,
        lever_most={"concert": 0.35 * problem.budget, "event": 0.4 * problem.budget},
        month_most={"2026-05": 0.4 * problem.budget},
    )
    truth = replace(
        _with(problem, true_effects),
        day_factors=tuple(factors),
        saturation=saturation,
        shared_spread=0.25,
    )
    mistaken = {k: v * np.exp(rng.normal(0, world.known_error)) for k, v in saturation.items()}
    thought = replace(
        _with(problem, believed),
        day_factors=tuple(guess),
        saturation=mistaken,
        resources=tuple(_mistaken(r, world, rng) for r in problem.resources),
    )
    habit = np.exp(rng.normal(0, world.habit, n))
    year_ago = by_returns(
        replace(_with(problem, before), day_factors=tuple(guess)),
        weights={a.action_id: float(w) for a, w in zip(problem.actions, habit, strict=True)},
    )
    return DrawnWorld(replace(thought, last_year=year_ago), replace(truth, last_year=year_ago))


@dataclass(frozen=True)
class _Levers:
    """What is true of each lever: level, probability of breaking out, rise, half-life."""

    level: Mapping[str, float]
    p: Mapping[str, float]
    rise: Mapping[str, float]
    half_life: Mapping[str, float]

    @classmethod
    def draw(cls, world: PlanWorld, rng: np.random.Generator) -> _Levers:
        return cls(
            {lever: float(rng.normal(0, world.lever_spread)) for lever in LEVERS},
            {lever: float(rng.beta(3, 4)) for lever in LEVERS},
            {lever: float(rng.uniform(1, 5)) for lever in LEVERS},
            {
                lever: _HALF_LIVES.get(lever, 7) * float(np.exp(rng.normal(0, 0.3)))
                for lever in LEVERS
            },
        )

    def effect(self, lever: str, level: float, spread: float) -> Effect:
        median = float(level * np.exp(self.level[lever]))
        return _effect(self.p[lever], median, spread, self.rise[lever], self.half_life[lever])


def _effect(p: float, median: float, spread: float, rise: float, half_life: float) -> Effect:
    low, high = median * np.exp(-_Z10 * spread), median * np.exp(_Z10 * spread)
    total = Uncertain(low=float(low), median=median, high=float(high))
    return Effect(
        p_breakout=p,
        total=total,
        total_else=Uncertain(
            low=0.15 * total.low, median=0.15 * total.median, high=0.15 * total.high
        ),
        rise_days=Uncertain(low=0.6 * rise, median=rise, high=1.6 * rise),
        half_life_days=Uncertain(low=0.6 * half_life, median=half_life, high=1.6 * half_life),
        basis="casebook",
        source="simulated",
    )


@dataclass(frozen=True)
class _Seen:
    """What the city knows of a lever after its cases, shrunk to the whole."""

    mean: Mapping[str, float]
    variance: Mapping[str, float]
    p: Mapping[str, float]
    rise: Mapping[str, float]
    half_life: Mapping[str, float]


def _seen(world: PlanWorld, real: _Levers, rng: np.random.Generator) -> _Seen:
    """Shrink what was seen (DerSimonian and Laird 1986 for the spread between levers)."""
    counts = {lever: int(rng.integers(world.n_cases[0], world.n_cases[1] + 1)) for lever in LEVERS}
    within = world.action_spread**2 + world.case_spread**2
    known = [lever for lever in LEVERS if counts[lever]]
    means = np.array(
        [rng.normal(real.level[lever], np.sqrt(within / counts[lever])) for lever in known]
    )
    weights = np.array([counts[lever] / within for lever in known])
    centre, between = _between(means, weights)
    mean = dict.fromkeys(LEVERS, centre)
    variance = dict.fromkeys(LEVERS, between)
    for lever, seen, weight in zip(known, means, weights, strict=True):
        precision = weight + 1 / between
        mean[lever] = float((weight * seen + centre / between) / precision)
        variance[lever] = float(1 / precision)
    hits = {lever: int(rng.binomial(counts[lever], real.p[lever])) for lever in LEVERS}
    share = (sum(hits.values()) + 1) / (sum(counts.values()) + 2)
    return _Seen(
        mean,
        variance,
        {lever: (hits[lever] + 6 * share) / (counts[lever] + 6) for lever in LEVERS},
        {lever: _off(real.rise[lever], world, rng) for lever in LEVERS},
        {lever: _off(real.half_life[lever], world, rng) for lever in LEVERS},
    )


def _a_year_ago(seen: _Seen, world: PlanWorld, rng: np.random.Generator) -> _Seen:
    """Return what was thought of the levers a year ago, when others were in fashion."""
    mean = {lever: seen.mean[lever] + float(rng.normal(0, world.drift)) for lever in LEVERS}
    return replace(seen, mean=mean)


def _between(means: F64, weights: F64) -> tuple[float, float]:
    if len(means) < 2:
        return (float(means.mean()) if len(means) else 0.0), 0.5
    pooled = float((weights * means).sum() / weights.sum())
    q = float((weights * (means - pooled) ** 2).sum())
    scale = float(weights.sum() - (weights**2).sum() / weights.sum())
    between = max(0.05, (q - (len(means) - 1)) / scale)
    fair = 1 / (1 / weights + between)
    return float((fair * means).sum() / fair.sum()), between


def _off(value: float, world: PlanWorld, rng: np.random.Generator) -> float:
    return float(value * np.exp(rng.normal(0, world.known_error)))


def _judged(  # noqa: PLR0917 - all that a judgement rests on
    world: PlanWorld,
    levers: list[str],
    usual: F64,
    own: F64,
    seen: _Seen,
    error: float,
    rng: np.random.Generator,
) -> list[Effect]:
    """Return what the city believes of each action; it knows how well it judges."""
    reliability = world.action_spread**2 / (world.action_spread**2 + error**2)
    told = reliability * (own + rng.normal(0, error, len(own)))
    left = (1 - reliability) * world.action_spread**2
    return [
        _effect(
            seen.p[lever],
            float(usual[i] * np.exp(seen.mean[lever] + told[i])),
            float(np.sqrt(seen.variance[lever] + left + world.case_spread**2)),
            seen.rise[lever],
            seen.half_life[lever],
        )
        for i, lever in enumerate(levers)
    ]


def _actions(
    world: PlanWorld, levers: list[str], costs: F64, rng: np.random.Generator
) -> tuple[Action, ...]:
    nothing = _effect(0.0, 1.0, 0.1, 1.0, 1.0)
    out: list[Action] = []
    for i, lever in enumerate(levers):
        length = int(rng.choice([1, 2, 3, 7, 14]))
        latest = world.n_weeks - length // 7 - 1
        first = int(rng.integers(0, max(1, latest - 4)))
        last = int(rng.integers(min(first + 3, latest), latest + 1))
        weekday = int(rng.choice([0, 4, 5]))
        earlier = [a for a in out if a.starts[0] < FIRST_DAY + timedelta(days=7 * last - 14)]
        after: tuple[str, ...] = ()
        if earlier and rng.random() < 0.12:
            after = (earlier[int(rng.integers(len(earlier)))].action_id,)
        others = [a.action_id for a in out if a.action_id not in after and not a.is_must]
        excludes: tuple[str, ...] = ()
        if others and rng.random() < 0.12:
            excludes = (others[int(rng.integers(len(others)))],)
        out.append(
            Action(
                action_id=f"a{i:02d}",
                name=f"{lever} {i}",
                lever=lever,
                cost=float(costs[i]),
                starts=tuple(
                    FIRST_DAY + timedelta(days=7 * week + weekday)
                    for week in range(first, last + 1)
                ),
                length_days=length,
                effect=nothing,
                is_must=i in _MUSTS,
                needs=_needs(rng),
                after=() if i in _MUSTS else after,
                excludes=() if i in _MUSTS else excludes,
            )
        )
    return tuple(out)


def _needs(rng: np.random.Generator) -> dict[str, float]:
    needs = {"staff": float(rng.integers(5, 40))}
    if rng.random() < 0.25:
        needs["square"] = 1.0
    return needs


def _resources(
    days: int, world: PlanWorld, rng: np.random.Generator, visits: float
) -> tuple[Resource, ...]:
    rooms = 4.0 * visits * world.budget_share / days
    season = 0.7 + 0.12 * np.sin(2 * np.pi * (np.arange(days) / 365 + rng.random()))
    for first, last, _ in _HOLIDAYS:
        a, b = (first - FIRST_DAY).days, (last - FIRST_DAY).days
        season[a : b + 1] += 0.18
    base = np.minimum(0.97, season) * rooms
    return (
        Resource(
            resource_id="rooms",
            name="酒店客房",
            unit="room-nights",
            capacity=(float(rooms),) * days,
            base=tuple(float(b) for b in base),
            base_spread=0.06,
            per_visit=0.35,
        ),
        Resource(
            resource_id="square",
            name="中心广场",
            unit="venue",
            capacity=(1.0,) * days,
            base=(0.0,) * days,
        ),
        Resource(
            resource_id="staff",
            name="工作人员",
            unit="people",
            capacity=(100.0,) * days,
            base=(0.0,) * days,
        ),
    )


def _mistaken(resource: Resource, world: PlanWorld, rng: np.random.Generator) -> Resource:
    off = float(np.exp(rng.normal(0, world.known_error / 3)))
    return replace(resource, base=tuple(b * off for b in resource.base))


def _factors(days: int, lift: float) -> F64:
    factors = np.ones(days)
    factors[[i for i in range(days) if (FIRST_DAY + timedelta(days=i)).weekday() >= 5]] = 1.15
    for first, last, _ in _HOLIDAYS:
        a, b = (first - FIRST_DAY).days, (last - FIRST_DAY).days
        factors[max(a, 0) : b + 1] = np.exp(lift)
    return factors


def _with(problem: Problem, effects: list[Effect]) -> Problem:
    actions = tuple(
        replace(action, effect=effect)
        for action, effect in zip(problem.actions, effects, strict=True)
    )
    return replace(problem, actions=actions)
