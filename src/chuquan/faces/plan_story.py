"""A plan in sentences: what it brings, what holds it back, what goes first, how others compare."""

from __future__ import annotations

from chuquan.faces.impact_numbers import percent
from chuquan.faces.plan_pictures import rivals_finding, short_finding
from chuquan.faces.plan_words import PlanWords
from chuquan.faces.words import cut
from chuquan.report import BindingLimit, Plan, PlannedAction

_MOST_TOLD = 3
_LIKELY = 0.5
_CLEARLY_BETTER = 0.8
"""In fewer scenarios than these a plan is not clearly better than another."""


def headline(plan: Plan, made: PlanWords) -> tuple[str, ...]:
    """Return the answer: what is done, what it brings, how sure that is, how bad it may be."""
    gettext, words = made.gettext, made.words
    n = len(plan.actions)
    if not n:
        return (gettext("The best plan is to do nothing: no action is worth its place."),)
    text = words.ngettext(
        "From %(period)s, %(n)d action for %(money)s is expected to bring %(value)s above what "
        "comes anyway.",
        "From %(period)s, %(n)d actions for %(money)s are expected to bring %(value)s above what "
        "comes anyway.",
        n,
    )
    values = {
        "period": words.period(plan.first_day, plan.last_day),
        "n": n,
        "money": made.money(plan.spending),
        "value": made.with_interval(plan.value, plan.value_interval),
    }
    sentences = [text % values]
    if plan.target is not None and plan.p_goal is not None:
        text = gettext("It reaches the goal of %(target)s with a probability of %(share)s.")
        values = {"target": made.value(plan.target), "share": percent(plan.p_goal)}
        sentences.append(text % values)
    text = gettext("In the worst tenth of scenarios it brings %(downside)s on average.")
    sentences.append(text % {"downside": made.value(plan.downside)})
    if plan.status == "optimal" or plan.gap < 5e-4:
        sentences.append(gettext("No plan within these limits is better in the scenarios used."))
    else:
        text = gettext("Within these limits no plan can be more than %(gap)s better.")
        sentences.append(text % {"gap": percent(plan.gap)})
    return tuple(sentences)


def against(plan: Plan, made: PlanWords) -> tuple[str, ...]:
    """Return what speaks against the plan."""
    gettext = made.gettext
    out = []
    if plan.p_goal is not None and plan.p_goal < _LIKELY:
        text = gettext(
            "The goal is missed more often than it is reached: in %(share)s of scenarios."
        )
        out.append(text % {"share": percent(1 - plan.p_goal)})
    if plan.status == "time_limit":
        text = gettext(
            "The time was up before it was clear how good the plan is: a plan up to %(gap)s better "
            "may exist. Give it more time by --seconds."
        )
        out.append(text % {"gap": percent(plan.gap)})
    unclear = [r for r in plan.rivals if r.p_better < _LIKELY]
    out += [
        gettext("%(rival)s brings more in %(share)s of scenarios.")
        % {"rival": _capital(made.rival(r)), "share": percent(1 - r.p_better)}
        for r in unclear
    ]
    likely = [d for d in plan.short_days if d.p_short >= _LIKELY]
    if likely:
        text = made.words.ngettext(
            "On %(n)d day capacity is more likely short than not.",
            "On %(n)d days capacity is more likely short than not.",
            len({d.day for d in likely}),
        )
        out.append(text % {"n": len({d.day for d in likely})})
    return tuple(out)


def money_sentences(plan: Plan, made: PlanWords) -> tuple[str, ...]:
    """Return what is spent of the budget, and what a unit of the goal costs."""
    left = plan.budget - plan.spending
    text = made.gettext("%(spent)s of the budget of %(budget)s are spent, %(left)s are left.")
    values = {
        "spent": made.money(plan.spending),
        "budget": made.money(plan.budget),
        "left": made.money(max(left, 0.0)),
    }
    return (text % values,)


def limit_sentences(plan: Plan, made: PlanWords) -> tuple[str, ...]:
    """Return which limits hold the plan back, and what one more unit of each would bring."""
    if not plan.limits:
        return (made.gettext("No limit was found whose loosening would bring clearly more."),)
    return tuple(_limit(limit, made) for limit in plan.limits[:_MOST_TOLD])


def _limit(limit: BindingLimit, made: PlanWords) -> str:
    gettext = made.gettext
    values = {
        "limit": made.of_limit(limit),
        "step": made.of_unit(limit.step, limit.unit),
        "gain": made.value(limit.gain),
    }
    if limit.unit == made.plan.currency:
        # Nobody thinks of a budget by the single yuan.
        size = 10_000.0 if limit.limit >= 1e5 else 100.0 if limit.limit >= 1e3 else 1.0
        text = gettext(
            "%(limit)s: %(step)s more would bring %(gain)s more, %(each)s for each %(unit)s."
        )
        values |= {"each": made.value(limit.gain_each * size), "unit": made.money(size)}
    elif limit.step > 1:
        text = gettext("%(limit)s: %(step)s more would bring %(gain)s more, %(each)s for each one.")
        values |= {"each": made.value(limit.gain_each)}
    else:
        text = gettext("%(limit)s: %(step)s more would bring %(gain)s more.")
    return _capital(text % values)


def short_sentences(plan: Plan, made: PlanWords) -> tuple[str, ...]:
    """Return on which days capacity may be short, and what is lost by it."""
    gettext = made.gettext
    if not plan.short_days:
        return (gettext("No resource is expected to be short on any day."),)
    out = [short_finding(plan.short_days, made)]
    lost: dict[str, float] = {}
    for day in plan.short_days:
        lost[day.resource] = lost.get(day.resource, 0.0) + day.n_lost
    units = {r.name: r.unit for r in (plan.asked.resources if plan.asked else ())}
    for name, n in sorted(lost.items(), key=lambda item: -item[1])[:_MOST_TOLD]:
        if n > 0:
            text = gettext("Expected to be wanted beyond what there is: %(n)s (%(name)s).")
            told = made.of_unit(n, units.get(name, ""))
            out.append(text % {"n": told, "name": cut(name, 60)})
    return tuple(out)


def drop_sentences(plan: Plan, made: PlanWords) -> tuple[str, ...]:
    """Return what would go first, and why."""
    by_id = {a.action_id: a for a in plan.actions}
    order = [by_id[a] for a in plan.drop_first if a in by_id]
    if not order:
        return ()
    first = order[0]
    out = [_drop(first, made)]
    if len(order) > 1:
        text = made.gettext("After it would go: %(list)s.")
        out.append(text % {"list": made.listed([a.action_id for a in order[1:4]])})
    kept = [a.action_id for a in plan.actions if a.action_id not in plan.drop_first]
    if kept:
        text = made.gettext("What has to be, or what others rest on, stays: %(list)s.")
        out.append(text % {"list": made.listed(kept[:6])})
    return tuple(out)


def _drop(action: PlannedAction, made: PlanWords) -> str:
    text = made.gettext(
        "First would go %(name)s: it brings least for its money, %(value)s for %(cost)s."
    )
    values = {
        "name": made.quoted(action.action_id),
        "value": made.with_interval(action.value, action.value_interval),
        "cost": made.money(action.cost),
    }
    told = [text % values]
    if action.goes_with:
        text = made.gettext("With it would go what cannot be done without it: %(list)s.")
        told.append(text % {"list": made.listed(action.goes_with)})
    return made.words.together(told)


def rival_sentences(plan: Plan, made: PlanWords) -> tuple[str, ...]:
    """Return how the plan stands against others."""
    out = [rivals_finding(plan.rivals, made)]
    open_ones = [r for r in plan.rivals if _LIKELY <= r.p_better < _CLEARLY_BETTER]
    if open_ones:
        text = made.gettext("Not clearly better than: %(list)s.")
        names = made.gettext(", ").join(made.rival(r) for r in open_ones)
        out.append(text % {"list": names})
    for rival in plan.rivals:
        if plan.p_goal is not None and rival.p_goal is not None:
            text = made.gettext("%(rival)s reaches the goal with a probability of %(share)s.")
            values = {"rival": made.rival(rival), "share": percent(rival.p_goal)}
            out.append(_capital(text % values))
    return tuple(out)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
