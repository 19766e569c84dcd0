"""A plan in sentences: what it brings, what holds it back, what goes first, how others compare."""

from __future__ import annotations

from collections.abc import Sequence

from chuquan.faces.impact_numbers import percent
from chuquan.faces.plan_words import PlanWords, same
from chuquan.faces.words import cut
from chuquan.report import BindingLimit, CapacityDay, Plan, PlannedAction, Rival

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
        values = {"target": made.value(plan.target), "share": made.chance(plan.p_goal)}
        sentences.append(text % values)
    text = gettext("In the worst tenth of scenarios it brings %(downside)s on average.")
    sentences.append(text % {"downside": made.value(plan.downside)})
    if plan.status == "optimal" or plan.gap < 5e-4:
        sentences.append(gettext("No plan within these limits is better in the scenarios used."))
    elif plan.status != "time_limit":  # there it is told before all else
        text = gettext("Within these limits no plan can be more than %(gap)s better.")
        sentences.append(text % {"gap": percent(_better(plan))})
    return tuple(sentences)


def against(plan: Plan, made: PlanWords) -> tuple[str, ...]:
    """Return what speaks against the plan."""
    gettext = made.gettext
    out = []
    if plan.p_goal is not None and plan.p_goal < _LIKELY:
        text = gettext(
            "The goal is missed more often than it is reached: in %(share)s of scenarios."
        )
        out.append(text % {"share": made.chance(1 - plan.p_goal)})
    if plan.status == "time_limit":
        out.append(_time_was_up(plan, made))
    unclear = [r for r in plan.rivals if r.p_better < _LIKELY and not same(r)]
    out += [
        gettext("%(rival)s: this plan brings more in %(share)s of scenarios only.")
        % {"rival": _capital(made.rival(r), made), "share": made.chance(r.p_better)}
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


def _better(plan: Plan) -> float:
    """Return by which share the best possible may be better; the gap is a share of that best."""
    return plan.gap / max(1 - plan.gap, 1e-9)


def _time_was_up(plan: Plan, made: PlanWords) -> str:
    if plan.p_goal is not None:
        text = made.gettext(
            "The time was up before it was clear how good the plan is: one that reaches the goal "
            "with a probability of up to %(share)s may exist. Give it more time by --seconds."
        )
        return text % {"share": made.chance(min(plan.p_goal * (1 + _better(plan)), 1.0))}
    text = made.gettext(
        "The time was up before it was clear how good the plan is: a plan up to %(gap)s better may "
        "exist. Give it more time by --seconds."
    )
    return text % {"gap": percent(_better(plan))}


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
        text = made.gettext(
            "No limit was found whose loosening would bring clearly more; gains below %(gap)s of "
            "the whole cannot be told from what the solver leaves open."
        )
        return (text % {"gap": percent(max(plan.gap, 0.001))},)
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
    return _capital(text % values, made)


def short_sentences(plan: Plan, made: PlanWords) -> tuple[str, ...]:
    """Return on which days capacity may be short, and what is lost by it."""
    gettext = made.gettext
    if not plan.short_days:
        return (gettext("No resource is expected to be short on any day."),)
    out = [_worst_day(plan.short_days, made)]
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
    out = [_drop(order[0], made)]
    later = [a.action_id for a in order[1:] if a.action_id not in order[0].goes_with]
    if later:
        text = made.gettext("After it would go: %(list)s.")
        out.append(text % {"list": made.listed(later[:_MOST_TOLD])})
    kept = [a.action_id for a in plan.actions if a.action_id not in plan.drop_first]
    if kept:
        text = made.gettext("What has to be, or what a limit needs, stays: %(list)s.")
        out.append(text % {"list": made.listed(kept[:6])})
    return tuple(out)


def _drop(action: PlannedAction, made: PlanWords) -> str:
    values = {
        "name": made.quoted(action.action_id),
        "value": made.with_interval(action.value, action.value_interval),
        "cost": made.money(action.cost),
    }
    if not action.goes_with:
        text = made.gettext(
            "First would go %(name)s: it brings least for its money, %(value)s for %(cost)s."
        )
        return text % values
    costs = {a.action_id: a.cost for a in made.plan.actions}
    values["cost"] = made.money(action.cost + sum(costs.get(a, 0.0) for a in action.goes_with))
    values["list"] = made.listed(action.goes_with)
    text = made.gettext(
        "First would go %(name)s, and with it what cannot be done without it, %(list)s: together "
        "they bring least for their money, %(value)s for %(cost)s."
    )
    return text % values


def rival_sentences(plan: Plan, made: PlanWords) -> tuple[str, ...]:
    """Return how the plan stands against others."""
    unlike = [r for r in plan.rivals if not same(r)]
    out = [_best_rival(unlike, made)] if unlike else []
    alike = [made.rival(r) for r in plan.rivals if same(r)]
    if alike:
        text = made.gettext("The same in every scenario: %(list)s.")
        out.append(text % {"list": made.gettext(", ").join(alike)})
    open_ones = [r for r in unlike if _LIKELY <= r.p_better < _CLEARLY_BETTER]
    if open_ones:
        text = made.gettext("Not clearly better than: %(list)s.")
        names = made.gettext(", ").join(made.rival(r) for r in open_ones)
        out.append(text % {"list": names})
    for rival in plan.rivals:
        if plan.p_goal is not None and rival.p_goal is not None:
            text = made.gettext("%(rival)s reaches the goal with a probability of %(share)s.")
            values = {"rival": made.rival(rival), "share": made.chance(rival.p_goal)}
            out.append(_capital(text % values, made))
    return tuple(out)


def _worst_day(short: Sequence[CapacityDay], made: PlanWords) -> str:
    worst = max(short, key=lambda d: (d.p_short, d.n_lost))
    text = made.gettext(
        "%(resource)s may be short on %(days)s (5%% probability and more); most likely on %(day)s, "
        "with %(share)s."
    )
    values = {
        "resource": cut(worst.resource, 60),
        "days": made.words.days(sum(d.resource == worst.resource for d in short)),
        "day": made.words.short_day(worst.day),
        "share": made.chance(worst.p_short),
    }
    return _capital(text % values, made)


def _best_rival(rivals: Sequence[Rival], made: PlanWords) -> str:
    best = max(rivals, key=lambda r: r.value)
    text = (
        made.gettext(
            "The best of the others is %(rival)s; this plan brings %(difference)s more and is "
            "better in %(share)s of scenarios."
        )
        if best.difference >= 0
        else made.gettext(
            "The best of the others is %(rival)s; it brings %(difference)s more than this plan, "
            "which is better in %(share)s of scenarios."
        )
    )
    low, high = best.difference_interval
    is_less = best.difference < 0
    interval = (-high, -low) if is_less else (low, high)
    return text % {
        "rival": made.rival(best),
        "difference": made.with_interval(abs(best.difference), interval),
        "share": made.chance(best.p_better),
    }


def _capital(text: str, made: PlanWords) -> str:
    """Return a sentence that begins with a name as English writes one."""
    return text[:1].upper() + text[1:] if made.words.lang == "en" else text
