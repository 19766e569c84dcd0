"""The tables of a plan: actions, what was left out, weeks, limits, short days, other plans."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from chuquan.faces.facts import FactsTable
from chuquan.faces.impact_numbers import amount, percent
from chuquan.faces.plan_words import PlanWords, same
from chuquan.faces.words import cut
from chuquan.report import Plan, PlannedAction

_DASH = "—"


def actions(plan: Plan, made: PlanWords) -> tuple[FactsTable, ...]:
    """Return what is done, and what was left out."""
    gettext = made.gettext
    brings = gettext("brings, %(unit)s (80%%)") % {"unit": made.unit()}
    head = (gettext("Action"), gettext("lever"), gettext("when"), gettext("cost"), brings)
    rows = [
        (
            _name(a, made),
            made.words.short_lever(a.lever),
            _when(a, made),
            made.money(a.cost),
            made.cell(a.value, a.value_interval),
        )
        for a in plan.actions
    ]
    tables = [_table("actions", gettext("Actions"), head, rows, (0, 1, 2), is_detail=False)]
    would = gettext("would bring, %(unit)s (80%%)") % {"unit": made.unit()}
    head = (gettext("Action"), gettext("lever"), gettext("cost"), would, gettext("why not"))
    rows = [
        (
            made.action(a.action_id),
            made.words.short_lever(a.lever),
            made.money(a.cost),
            made.cell(a.value, a.value_interval) if a.reason != "no_day" else _DASH,
            made.reason(a),
        )
        for a in plan.left_out
    ]
    tables.append(
        _table("left_out", gettext("Not in the plan"), head, rows, (0, 1, 4), is_detail=False)
    )
    return _filled(tables)


def _name(action: PlannedAction, made: PlanWords) -> str:
    name = made.action(action.action_id)
    return made.gettext("%(name)s (must)") % {"name": name} if action.is_must else name


def _when(action: PlannedAction, made: PlanWords) -> str:
    if action.start is None or action.end is None:
        return _DASH
    return made.days(action.start, action.end)


def weeks(plan: Plan, made: PlanWords) -> tuple[FactsTable, ...]:
    """Return what each week brings and costs."""
    gettext = made.gettext
    brings = gettext("brings, %(unit)s (80%%)") % {"unit": made.unit()}
    head = (gettext("Week from"), brings, gettext("spent"))
    rows = [
        (
            made.words.short_day(w.first_day),
            made.cell(w.value, (w.low, w.high)),
            made.money(w.spending) if w.spending else _DASH,
        )
        for w in plan.weeks
    ]
    return _filled([_table("weeks", gettext("Week by week"), head, rows)])


def limits(plan: Plan, made: PlanWords) -> tuple[FactsTable, ...]:
    """Return what holds the plan back and what a little more would bring."""
    gettext = made.gettext
    head = (
        gettext("Limit"),
        gettext("used"),
        gettext("tried: more by"),
        gettext("would bring more, %(unit)s") % {"unit": made.unit()},
    )
    rows = [
        (
            made.of_limit(limit),
            gettext("%(used)s of %(limit)s")
            % {"used": amount(limit.used, made.words), "limit": amount(limit.limit, made.words)},
            made.of_unit(limit.step, limit.unit),
            made.cell(limit.gain, None),
        )
        for limit in plan.limits
    ]
    return _filled([_table("limits", gettext("Limits that bind"), head, rows, is_detail=False)])


def short_days(plan: Plan, made: PlanWords) -> tuple[FactsTable, ...]:
    """Return the days on which capacity may be short, the likeliest first."""
    gettext = made.gettext
    head = (
        gettext("Resource"),
        gettext("day"),
        gettext("there is"),
        gettext("wanted (80%)"),
        gettext("probability of being short"),
    )
    rows = [
        (
            cut(d.resource, 60),
            made.words.short_day(d.day),
            made.cell(d.capacity, None),
            made.cell(d.demand, d.demand_interval),
            made.chance(d.p_short),
        )
        for d in sorted(plan.short_days, key=lambda d: (-d.p_short, d.day))
    ]
    return _filled([_table("short_days", gettext("Short days"), head, rows, (0, 1))])


def drops(plan: Plan, made: PlanWords) -> tuple[FactsTable, ...]:
    """Return in which order actions would go."""
    gettext = made.gettext
    by_id = {a.action_id: a for a in plan.actions}
    brings = gettext("brings, %(unit)s (80%%)") % {"unit": made.unit()}
    head = (gettext("Order"), gettext("Action"), gettext("saves"), brings)
    rows = [
        (
            str(i),
            made.action(a.action_id),
            made.money(a.cost),
            made.cell(a.value, a.value_interval),
        )
        for i, a in enumerate((by_id[d] for d in plan.drop_first if d in by_id), 1)
    ]
    return _filled([_table("drops", gettext("In this order"), head, rows, (0, 1))])


def rivals(plan: Plan, made: PlanWords) -> tuple[FactsTable, ...]:
    """Return what other plans would bring."""
    gettext = made.gettext
    unit = made.unit()
    head = [
        gettext("Plan"),
        gettext("brings, %(unit)s") % {"unit": unit},
        gettext("costs"),
        gettext("this one brings more by (80%)"),
        gettext("better in"),
    ]
    rows = [
        (
            made.rival(r),
            made.cell(r.value, None),
            made.money(r.spending),
            gettext("the same") if same(r) else made.cell(r.difference, r.difference_interval),
            _DASH if same(r) else made.chance(r.p_better),
        )
        for r in plan.rivals
    ]
    return _filled([_table("rivals", gettext("Other plans"), tuple(head), rows, is_detail=False)])


def effects(plan: Plan, made: PlanWords) -> tuple[FactsTable, ...]:
    """Return what each action was taken to bring, and who says so."""
    if plan.asked is None:
        return ()
    gettext = made.gettext
    head = (
        gettext("Action"),
        gettext("breaks out"),
        gettext("then brings, %(unit)s (80%%)") % {"unit": made.unit()},
        gettext("days to peak / to halve"),
        gettext("stated by"),
        gettext("source"),
    )
    rows = []
    for a in plan.asked.actions:
        low, value, high = a.effect
        is_none = a.p_breakout <= 0
        days = [amount(d, made.words, figures=2) for d in (a.rise_days, a.half_life_days)]
        rows.append(
            (
                made.action(a.action_id),
                _DASH if is_none else percent(a.p_breakout),
                gettext("nothing by itself") if is_none else made.cell(value, (low, high)),
                _DASH if is_none else " / ".join(days),
                made.basis(a.basis),
                made.source(a.source),
            )
        )
    title = gettext("What each action was taken to bring")
    return _filled([_table("effects", title, head, rows, (0, 4, 5))])


def _table(
    key: str,
    title: str,
    header: tuple[str, ...],
    rows: Sequence[tuple[str, ...]],
    texts: tuple[int, ...] = (0,),
    *,
    is_detail: bool = True,
) -> FactsTable:
    return FactsTable(key, title, header, tuple(rows), texts, is_detail)


def _filled(tables: Iterable[FactsTable]) -> tuple[FactsTable, ...]:
    return tuple(table for table in tables if table.rows)
