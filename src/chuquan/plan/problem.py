"""What a plan is made from: actions, resources, limits and a goal, all known and checked.

Decisions are starts: each action begins on one of its start days or not at all. Everything else
(spending, use of resources, demand) follows from the starts, day by day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

Goal = Literal["visits", "revenue", "attention"]
Basis = Literal["user", "casebook"]
Schedule = Mapping[str, date]
"""First day by action id; an action that is not in it is not done."""


@dataclass(frozen=True, kw_only=True)
class Uncertain:
    """A positive quantity: its median, and its 10th and 90th percentile."""

    low: float
    median: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What one action brings, were it alone, in the goal's unit and above what comes anyway.

    Attributes
    ----------
    p_breakout : float
        Probability that it breaks out.
    total : Uncertain
        Over its whole course, where it breaks out.
    total_else : Uncertain or None
        Over its whole course where it does not; None for nothing.
    rise_days, half_life_days : Uncertain
        Days from its start to its greatest day; days in which it halves from there on.
    basis, source
        Who says so: the user or the casebook, and where.
    """

    p_breakout: float
    total: Uncertain
    total_else: Uncertain | None = None
    rise_days: Uncertain
    half_life_days: Uncertain
    basis: Basis = "user"
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Action:
    """One thing that a city could do.

    Attributes
    ----------
    cost : float
        In the plan's currency, due on its first day.
    starts : tuple of date
        The days on which it may begin, in order.
    length_days : int
        How long it uses what it needs.
    is_must : bool
        Whether the plan has to hold it.
    needs : mapping of str to float
        Units of each resource on each of its days; a hard limit.
    after : tuple of str
        Actions that have to be over before it begins; without them it cannot be done.
    excludes : tuple of str
        Actions of which none may be in the same plan.
    """

    action_id: str
    name: str
    lever: str
    cost: float
    starts: tuple[date, ...]
    length_days: int
    effect: Effect
    is_must: bool = False
    needs: Mapping[str, float] = field(default_factory=dict)
    after: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Resource:
    """Something of which there is only so much a day: beds, seats of trains, a venue, staff.

    Attributes
    ----------
    capacity : tuple of float, shape (day,)
        From the plan's first day to its last.
    base : tuple of float, shape (day,)
        What is used anyway (season, holidays), in the same unit.
    base_spread : float
        Standard deviation of the logarithm of ``base`` over scenarios.
    per_visit : float
        Units that one more visit uses (0.4 room-nights a visit); 0 for a resource that only actions
        use. Visits above the capacity are lost; what actions ``need`` is a hard limit.
    """

    resource_id: str
    name: str
    unit: str
    capacity: tuple[float, ...]
    base: tuple[float, ...]
    base_spread: float = 0.0
    per_visit: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One plan to be made.

    Attributes
    ----------
    budget : float
    lever_most, lever_least : mapping of str to float
        Limits on the spending of a lever, in currency.
    month_most : mapping of str to float
        Limits on what begins within a month (``2026-05``), in currency.
    at_once : int or None
        Most actions under way on one day.
    apart_days : mapping of str to int
        Days between the starts of two actions of one lever, at least.
    saturation : mapping of str to float
        By lever, the response within a week (in the goal's unit) at which one more unit brings
        1/e of the first: ``s (1 - exp(-x / s))``; a lever that is not there does not saturate.
    visits_per_unit : float
        Visits that one unit of the goal stands for, to tell the demand on resources: 1 for visits.
    day_factors : tuple of float, shape (day,)
        By which a day's response is multiplied (holidays, weekends); 1 is usual.
    risk_aversion : float
        0 maximises the mean, 1 the mean of the worst tenth; between them their mix.
    target : float or None
        With it, ``risk_aversion`` gives way to the probability of reaching the target.
    last_year : Schedule
        What was done last year, moved to this year's days; may be empty.
    shared_spread : float
        Standard deviation of the logarithm of what all responses have in common in a scenario.
    assumptions : tuple of str
        What the reader of the file filled in, in words.
    """

    plan_id: str
    name: str
    place_id: str
    place_name: str = ""
    place_name_en: str = ""
    first_day: date
    last_day: date
    goal: Goal
    unit: str
    currency: str = "CNY"
    budget: float
    actions: tuple[Action, ...]
    resources: tuple[Resource, ...] = ()
    lever_most: Mapping[str, float] = field(default_factory=dict)
    lever_least: Mapping[str, float] = field(default_factory=dict)
    month_most: Mapping[str, float] = field(default_factory=dict)
    at_once: int | None = None
    apart_days: Mapping[str, int] = field(default_factory=dict)
    saturation: Mapping[str, float] = field(default_factory=dict)
    visits_per_unit: float = 1.0
    day_factors: tuple[float, ...] = ()
    risk_aversion: float = 0.3
    target: float | None = None
    holidays: tuple[tuple[date, date, str], ...] = ()
    last_year: Schedule = field(default_factory=dict)
    shared_spread: float = 0.3
    assumptions: tuple[str, ...] = ()

    @property
    def n_days(self) -> int:
        """Number of days, first and last included."""
        return (self.last_day - self.first_day).days + 1

    def day_of(self, day: date) -> int:
        """Return the number of a day; the plan's first day is 0."""
        return (day - self.first_day).days

    def last_of(self, action: Action, start: date) -> date:
        """Return the last day on which an action that begins on ``start`` uses what it needs."""
        return start + timedelta(days=action.length_days - 1)
