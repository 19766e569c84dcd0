"""A plan: what to do when, for how much, with what to expect and what stands in the way."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from chuquan.report.breakout import Lever

Interval = tuple[float, float]
PlanStatus = Literal["optimal", "within_gap", "time_limit", "infeasible"]


class PlannedAction(msgspec.Struct, frozen=True, kw_only=True):
    """One action of the plan, or one that was left out.

    Attributes
    ----------
    start, end : date or None
        Both included; None for one that was left out.
    value, value_interval
        What the plan would lose in expectation without it; 80% interval over scenarios. For one
        left out: what it would bring if added at its best time, were there budget for it.
    basis, source : str
        Where its expected response comes from: ``user`` or ``casebook``, and who says so.
    goes_with : tuple of str
        Actions that cannot be done without it; ``value`` counts them, too.
    reason : str
        Why it was left out: ``money`` (there is none left for it), ``no_day`` (other limits leave
        it no day), ``little`` (it would bring less than its room is worth).
    """

    action_id: str
    name: str
    lever: Lever
    cost: float
    start: date | None = None
    end: date | None = None
    is_must: bool = False
    value: float = 0.0
    value_interval: Interval | None = None
    basis: Literal["user", "casebook"] = "user"
    source: str = ""
    goes_with: tuple[str, ...] = ()
    reason: Literal["", "money", "no_day", "little"] = ""


class PlanWeek(msgspec.Struct, frozen=True, kw_only=True):
    """One week of the plan: what it brings above what comes anyway."""

    first_day: date
    value: float
    low: float
    high: float
    spending: float


class CapacityDay(msgspec.Struct, frozen=True, kw_only=True):
    """A day on which a capacity may be short.

    Attributes
    ----------
    capacity, demand : float
        What there is, and the expected demand (with what comes anyway).
    p_short : float
        Share of scenarios in which demand is above it.
    n_lost : float
        Expected demand above the capacity.
    """

    resource: str
    day: date
    capacity: float
    demand: float
    demand_interval: Interval
    p_short: float
    n_lost: float


class BindingLimit(msgspec.Struct, frozen=True, kw_only=True):
    """A limit that holds the plan back.

    Attributes
    ----------
    limit_id : str
        ``budget``, ``budget.social``, ``capacity.rooms``, ``window.ACTION``...
    unit : str
        Of one more unit: 元, room-nights a day, week.
    step : float
        How much more was tried, in ``unit``.
    gain : float
        What the best plan with ``step`` more brings above this one, in the goal's unit.
    gain_each : float
        ``gain`` over ``step``.
    """

    limit_id: str
    name: str
    used: float
    limit: float
    unit: str
    step: float
    gain: float
    gain_each: float


class Rival(msgspec.Struct, frozen=True, kw_only=True):
    """Another plan on the same scenarios.

    Attributes
    ----------
    rival_id : str
        ``equal_split``, ``one_lever.social``, ``last_year`` or the name of a compared plan.
    difference, difference_interval
        This plan less the rival, in the goal's unit; mean over scenarios and 80% interval.
    p_better : float
        Share of scenarios in which this plan brings more.
    """

    rival_id: str
    name: str
    value: float
    spending: float
    difference: float
    difference_interval: Interval
    p_better: float
    p_goal: float | None = None


class Demand(msgspec.Struct, frozen=True, kw_only=True):
    """What one limit of a conflict demands, in numbers.

    Attributes
    ----------
    limit : float or None
        In the limit's own unit: the budget, actions at once, days apart, the cost of what must be
        in the plan; None for start days, order and exclusion. Of a resource: its least capacity of
        any day.
    possible : float or None
        The limit nearest to ``limit`` with which all others of the conflict could hold: the least
        budget, the most that can be spent on a lever, the least capacity with as much more on all
        days as is wanted on one; None where no number can be told.
    first, last : date or None
        First and last start day of an action, for ``starts.ACTION``; None where there is none
        within the plan.
    """

    limit_id: str
    limit: float | None = None
    possible: float | None = None
    first: date | None = None
    last: date | None = None


class Conflict(msgspec.Struct, frozen=True, kw_only=True):
    """A smallest set of limits that cannot hold together: without any one of them the rest can.

    Attributes
    ----------
    limits : tuple of (str, str)
        Id and, in words, what each demands.
    demands : tuple of Demand
        The same in numbers, in the same order.
    is_smallest : bool
        Whether no smaller set is in conflict, too; if not, there was no time to find out.
    """

    limits: tuple[tuple[str, str], ...]
    demands: tuple[Demand, ...] = ()
    is_smallest: bool = True


AssumedCode = Literal[
    "timing",  # how fast an action rises and fades, from the casebook
    "timing_length",  # how fast a long action fades, from its length
    "cost_high",  # a cost stated as a range counts with its upper end
    "day_factors",  # a response is the same on every day
    "holidays_unofficial",  # the exchanged working days of a year are not known yet
    "conversion",  # visits a mention, money a visit, as stated or measured
    "last_year_moved",  # a start of last year to this year's days
    "last_year_left",  # a start of last year that finds no day this year
    "risk",  # how bold the plan is, where the file does not say
    "spread_shared",  # what all responses have in common
]


class PlanAssumption(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was filled in, or carried over, where a plan's file left it open.

    Attributes
    ----------
    names : dict of str to str
        Names and dates by what they are, for the sentence that tells it.
    figures : dict of str to float
        Figures by name, likewise.
    """

    code: AssumedCode
    names: dict[str, str] = {}
    figures: dict[str, float] = {}


class AskedAction(msgspec.Struct, frozen=True, kw_only=True):
    """One action as it was asked for, planned or not.

    Attributes
    ----------
    first_start, last_start : date
        Between which it may begin, on ``n_starts`` days.
    effect : tuple of float
        What it brings where it breaks out, in the goal's unit: 10th percentile, median, 90th.
    source : str
        Who says so.
    """

    action_id: str
    name: str
    lever: Lever
    cost: float
    first_start: date
    last_start: date
    n_starts: int
    length_days: int
    is_must: bool = False
    needs: dict[str, float] = {}
    after: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    p_breakout: float
    effect: tuple[float, float, float]
    rise_days: float
    half_life_days: float
    basis: Literal["user", "casebook"] = "user"
    source: str = ""


class AskedResource(msgspec.Struct, frozen=True, kw_only=True):
    """One resource as it was described; the days of most and least are of the plan's."""

    resource_id: str
    name: str
    unit: str
    least: float
    most: float
    per_visit: float = 0.0


class PlanAsked(msgspec.Struct, frozen=True, kw_only=True):
    """What a plan's file asked for: by this a limit's id is told in words.

    Attributes
    ----------
    lever_most, lever_least, month_most : dict of str to float
        In currency, by lever and by month (``2026-05``).
    assumptions : tuple of PlanAssumption
    """

    actions: tuple[AskedAction, ...]
    resources: tuple[AskedResource, ...] = ()
    lever_most: dict[str, float] = {}
    lever_least: dict[str, float] = {}
    month_most: dict[str, float] = {}
    at_once: int | None = None
    apart_days: dict[str, int] = {}
    assumptions: tuple[PlanAssumption, ...] = ()


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to one ``plan.toml``.

    Attributes
    ----------
    goal : str
        ``visits``, ``revenue`` or ``attention``; ``unit`` is its unit.
    target, p_goal : float or None
        What is to be reached, and the share of scenarios that reach it.
    value, value_interval
        What all actions bring together above what comes anyway: mean and 80% interval over
        scenarios that the optimiser did not see.
    downside : float
        Mean of the worst tenth of the scenarios.
    gap : float
        Share by which the objective may lie below the best possible (the solver's).
    drop_first : tuple of str
        Ids of actions in the order in which they would be dropped were the budget cut.
    conflict : Conflict or None
        Of a plan that cannot hold; then there are no actions.
    asked : PlanAsked or None
        What the file asked for.
    """

    plan_id: str
    name: str
    place_id: str
    place_name: str
    place_name_en: str = ""
    first_day: date
    last_day: date
    status: PlanStatus
    goal: Literal["visits", "revenue", "attention"]
    unit: str
    currency: str = "CNY"
    budget: float
    spending: float = 0.0
    spending_by_lever: dict[str, float] = {}
    target: float | None = None
    p_goal: float | None = None
    value: float = 0.0
    value_interval: Interval | None = None
    downside: float = 0.0
    gap: float = 0.0
    n_scenarios: int = 0
    n_held_out: int = 0
    seed: int = 0
    solve_seconds: float = 0.0
    actions: tuple[PlannedAction, ...] = ()
    left_out: tuple[PlannedAction, ...] = ()
    weeks: tuple[PlanWeek, ...] = ()
    holidays: tuple[tuple[date, date, str], ...] = ()
    short_days: tuple[CapacityDay, ...] = ()
    limits: tuple[BindingLimit, ...] = ()
    drop_first: tuple[str, ...] = ()
    rivals: tuple[Rival, ...] = ()
    conflict: Conflict | None = None
    assumptions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    asked: PlanAsked | None = None
