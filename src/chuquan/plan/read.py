"""``plan.toml`` to a problem: read whole, checked whole, all faults told together with their lines.

The format is described, with an example of everything, in ``examples/plan_luoyang.toml``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from chuquan.places.gazetteer import Gazetteer
from chuquan.plan.asked import asked_of
from chuquan.plan.problem import Action, Problem, Resource
from chuquan.plan.reading.actions import read_actions
from chuquan.plan.reading.amounts import Scale
from chuquan.plan.reading.calendar import Calendar, read_calendar
from chuquan.plan.reading.context import Context
from chuquan.plan.reading.conversions import read_conversions
from chuquan.plan.reading.cursor import Table
from chuquan.plan.reading.faults import Faults
from chuquan.plan.reading.file import text_of, values_of
from chuquan.plan.reading.head import Head, read_head
from chuquan.plan.reading.last_year import country_of, read_last_year
from chuquan.plan.reading.limits import read_apart, read_budget, read_saturation
from chuquan.plan.reading.lines import Lines
from chuquan.plan.reading.profile import read_profile
from chuquan.plan.reading.resources import read_resources
from chuquan.plan.response import log_spread
from chuquan.report import Casebook, PlanAsked, Report

_UNIT: Final = {"visits": "visits", "attention": "mentions"}


@dataclass(frozen=True, kw_only=True)
class PlanFile:
    """A plan file, read.

    Attributes
    ----------
    problem : Problem
        To be solved.
    asked : PlanAsked
        To be told: the same in the words of a report, with what was filled in.
    """

    problem: Problem
    asked: PlanAsked


def read_plan(
    path: str | Path,
    *,
    gazetteer: Gazetteer,
    casebook: Callable[[], Casebook],
    report: Report | None = None,
) -> PlanFile:
    """Read a plan file.

    Parameters
    ----------
    path : path
    gazetteer : Gazetteer
        What the plan's place may be.
    casebook : callable
        Returns the casebook; asked only where an effect is taken from it, or lacks its timing.
    report : Report, optional
        Holds the impacts and breakouts that effects may be taken from.

    Raises
    ------
    NotFoundError
        If there is no such file.
    ConfigError
        With all faults together, each with its line, what is allowed and what to do.
    """
    file = Path(path)
    text = text_of(file)
    values = values_of(text, str(file))
    faults = Faults(str(file), Lines(text))
    known = _Known(gazetteer, casebook, report)
    made = _read(Table(values, (), faults), file, known)
    faults.refuse()
    assert made is not None
    return made


@dataclass(frozen=True)
class _Known:
    """What a file may refer to."""

    gazetteer: Gazetteer
    casebook: Callable[[], Casebook]
    report: Report | None


def _read(root: Table, file: Path, known: _Known) -> PlanFile | None:
    """Return what the file says; None where a fault was found."""
    faults = root.faults
    plan = Table(root.need("plan", "a table of its own"), ("plan",), faults)
    head = read_head(plan, file, known.gazetteer)
    dates = root.below("calendar")
    calendar = read_calendar(dates, head.first, head.last)
    context = Context(
        faults=faults,
        folder=file.parent,
        goal=head.goal,
        currency=head.currency,
        calendar=calendar,
        conversions=read_conversions(root, head.currency, known.report),
        read_casebook=known.casebook,
        report=known.report,
        population=head.population,
    )
    resources = read_resources(root.tables("resource"), context)
    actions, shared = _actions(root, resources, context)
    factors = _factors(dates, calendar, context)
    dates.close()
    limits = read_budget(root.below("budget"), head.budget, context)
    apart = read_apart(root.below("apart_days"))
    saturation = read_saturation(root.below("saturation"), context)
    past = root.tables("last_year")
    last_year = read_last_year(past, actions, country_of(root.values), context)
    per_unit = _visits_per_unit(head, resources, context)
    root.close()
    if faults.found or calendar is None:
        return None
    if not head.is_risk_stated:
        context.assume("risk", {}, {"risk": head.risk})
    place_id, place_name, place_name_en = head.place
    problem = Problem(
        plan_id=head.plan_id,
        name=head.name,
        place_id=place_id,
        place_name=place_name,
        place_name_en=place_name_en,
        first_day=calendar.first,
        last_day=calendar.last,
        goal=head.goal,
        unit=_UNIT.get(head.goal, head.currency),
        currency=head.currency,
        budget=limits.total,
        actions=actions,
        resources=resources,
        lever_most=limits.most,
        lever_least=limits.least,
        month_most=limits.months,
        at_once=head.at_once,
        apart_days=apart,
        saturation=saturation,
        visits_per_unit=per_unit,
        day_factors=factors,
        risk_aversion=head.risk,
        target=head.target,
        holidays=tuple((h.first, h.last, h.code) for h in calendar.holidays),
        last_year=last_year,
        shared_spread=_spread(head, context, shared),
    )
    return PlanFile(problem=problem, asked=asked_of(problem, context.assumed))


def _actions(
    root: Table, resources: tuple[Resource, ...], context: Context
) -> tuple[tuple[Action, ...], frozenset[str]]:
    """Read the actions, and which conversions most of them went through."""
    tables = root.tables("action")
    if not tables:
        root.add("", "there is no action", "[[action]], one table for each")
    # An action may name a resource that has a fault of its own: told there, not here.
    units = {str(t.get("id")): str(t.get("unit", "")) for t in _tables(root.values.get("resource"))}
    units |= {r.resource_id: r.unit for r in resources}
    return read_actions(tables, units, context)


def _visits_per_unit(head: Head, resources: tuple[Resource, ...], context: Context) -> float:
    """Return visits a unit of the goal; a fault where resources need it and nobody knows."""
    ways = context.conversions
    if head.goal == "visits":
        return 1.0
    if head.goal == "attention" and ways.visits_per_mention:
        return ways.visits_per_mention.ratio.median
    if head.goal == "revenue" and ways.revenue_per_visit:
        return 1.0 / ways.revenue_per_visit.ratio.median
    if any(resource.per_visit > 0 for resource in resources):
        needed = "visits_per_mention" if head.goal == "attention" else "revenue_per_visit"
        context.faults.add(
            ("resource",),
            "visits use it, but nothing says how many visits there will be",
            f"[{needed}] with low, value, high and source",
            "state it, or leave out per_visit",
        )
    return 0.0


def _factors(table: Table, calendar: Calendar | None, context: Context) -> tuple[float, ...]:
    """Return by what a day's response is multiplied; 1 everywhere, and said so, where not told."""
    if calendar is None:
        table.take("factors")
        return ()
    factors = read_profile(table, "factors", calendar, Scale("plain"), usual=1.0)
    if factors is None:
        if calendar.code_of:
            context.assume("day_factors", {})
        factors = (1.0,) * len(calendar.days)
    if any(factor > 100 for factor in factors):
        table.add("factors", f"a factor of {max(factors):g}", "at most 100; 1 is a usual day")
    if not calendar.is_official:
        context.assume("holidays_unofficial", {"year": str(calendar.last.year)})
    return factors


def _spread(head: Head, context: Context, shared: frozenset[str]) -> float:
    """Return what all effects have in common; the doubt of conversions that most went through."""
    total = head.shared_spread
    for way in context.used:
        figures = {"low": way.ratio.low, "value": way.ratio.median, "high": way.ratio.high}
        context.assume("conversion", {"name": way.name, "source": way.source}, figures)
        total = math.hypot(total, log_spread(way.ratio)) if way.name in shared else total
    if total > head.shared_spread:
        context.assume("spread_shared", {}, {"spread": total})
    return total


def _tables(value: object) -> list[Mapping[str, Any]]:
    return [t for t in value if isinstance(t, Mapping)] if isinstance(value, list) else []
