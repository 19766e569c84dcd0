"""A plan in sections: what to do when, what it brings, what stands in its way, what it rests on."""

from __future__ import annotations

from chuquan.faces import plan_pictures as pictures
from chuquan.faces import plan_tables as tables
from chuquan.faces.plan_assumptions import assumption_sentences
from chuquan.faces.plan_calendar import calendar
from chuquan.faces.plan_story import (
    against,
    drop_sentences,
    headline,
    limit_sentences,
    money_sentences,
    rival_sentences,
    short_sentences,
)
from chuquan.faces.plan_words import PlanWords
from chuquan.faces.told import Picture, Told
from chuquan.faces.words import Words, cut
from chuquan.report import Plan, Report


def told(plan: Plan, words: Words, *, element_id: str = "plan") -> list[Told]:
    """Return a plan as sections, the answer first.

    Parameters
    ----------
    plan : Plan
    words : Words
    element_id : str
        Prefix of the ids in its pictures; another one for each plan of a page.
    """
    made = PlanWords(plan, words)
    if plan.conflict is not None or plan.status == "infeasible":
        return [_impossible(plan, made)]
    sections = [
        _calendar(plan, made, element_id),
        _result(plan, made, element_id),
        _limits(plan, made),
        _capacity(plan, made, element_id),
        _drops(plan, made),
        _rivals(plan, made, element_id),
        _rests_on(plan, made),
    ]
    return [section for section in sections if section is not None]


def title(plan: Plan, words: Words) -> str:
    """Return the title of a plan: its place and name, by which two of one place are told apart."""
    made = PlanWords(plan, words)
    if not plan.name.strip():
        return words.gettext("%(place)s: what to do when") % {"place": made.place()}
    text = words.gettext("%(place)s: %(name)s")
    return text % {"place": made.place(), "name": cut(plan.name, 80)}


def others(report: Report, plan: Plan, words: Words) -> list[Told]:
    """Return one section for each plan that a plan was compared with, as far as a report has it.

    It has those that were planned before by themselves and handed on by ``--report``.
    """
    known = {other.plan_id: other for other in report.plans}
    ids = dict.fromkeys(rival.rival_id.partition(".")[2] for rival in plan.rivals)
    out = []
    for i, other in enumerate(known[i] for i in ids if i in known and i != plan.plan_id):
        made = PlanWords(other, words)
        out.append(
            Told(
                key=f"other-{i}",
                title=made.gettext("For comparison: %(name)s") % {"name": cut(other.name, 80)},
                sentences=headline(other, made),
                pictures=_drawn(calendar(other, made, f"other-{i}-calendar")),
                tables=tables.actions(other, made),
            )
        )
    return out


def _drawn(*pictures: Picture | None) -> tuple[Picture, ...]:
    return tuple(picture for picture in pictures if picture is not None)


def _calendar(plan: Plan, made: PlanWords, element_id: str) -> Told:
    return Told(
        key="plan",
        title=title(plan, made.words),
        sentences=headline(plan, made),
        warnings=against(plan, made),
        pictures=_drawn(calendar(plan, made, f"{element_id}-calendar")),
        tables=tables.actions(plan, made),
        notes=(
            made.gettext(
                "Where others cannot be done without an action, its figure counts them, too."
            ),
        )
        if any(action.goes_with for action in plan.actions)
        else (),
    )


def _result(plan: Plan, made: PlanWords, element_id: str) -> Told | None:
    drawn = _drawn(
        pictures.spending(plan, made, f"{element_id}-spending"),
        pictures.weeks(plan, made, f"{element_id}-weeks"),
    )
    if not drawn:
        return None
    return Told(
        key="result",
        title=made.gettext("What it costs and what each week brings"),
        sentences=money_sentences(plan, made),
        pictures=drawn,
        tables=tables.weeks(plan, made),
    )


def _limits(plan: Plan, made: PlanWords) -> Told:
    return Told(
        key="limits",
        title=made.gettext("What holds the plan back"),
        sentences=limit_sentences(plan, made),
        tables=tables.limits(plan, made),
        notes=(
            made.gettext(
                "Each limit was loosened by itself and the plan was made anew; gains of several "
                "limits do not add up."
            ),
        )
        if plan.limits
        else (),
    )


def _capacity(plan: Plan, made: PlanWords, element_id: str) -> Told | None:
    if not plan.short_days and not (plan.asked and plan.asked.resources):
        return None
    return Told(
        key="capacity",
        title=made.gettext("Days on which capacity is short"),
        sentences=short_sentences(plan, made),
        pictures=_drawn(pictures.short_days(plan, made, f"{element_id}-short")),
        tables=tables.short_days(plan, made),
    )


def _drops(plan: Plan, made: PlanWords) -> Told | None:
    sentences = drop_sentences(plan, made)
    if not sentences:
        return None
    return Told(
        key="drop",
        title=made.gettext("What to drop first, were there less money"),
        sentences=sentences,
        tables=tables.drops(plan, made),
    )


def _rivals(plan: Plan, made: PlanWords, element_id: str) -> Told | None:
    if not plan.rivals:
        return None
    return Told(
        key="rivals",
        title=made.gettext("Against other plans"),
        sentences=rival_sentences(plan, made),
        pictures=_drawn(pictures.rivals(plan, made, f"{element_id}-rivals")),
        tables=tables.rivals(plan, made),
        notes=(
            made.gettext(
                "All plans are valued in the same scenarios, so that luck is the same for each."
            ),
        ),
    )


def _rests_on(plan: Plan, made: PlanWords) -> Told:
    words = made.words
    notes = []
    if plan.n_held_out:
        text = made.gettext(
            "The plan was made on %(seen)s scenarios and valued on %(held)s others (seed %(seed)s)."
        )
        notes.append(
            text
            % {
                "seen": words.count(plan.n_scenarios),
                "held": words.count(plan.n_held_out),
                "seed": plan.seed,
            }
        )
    notes.append(
        made.gettext(
            "Figures are above what comes anyway. They are as good as the effects that were "
            "stated: nobody has measured a plan that was never carried out."
        )
    )
    return Told(
        key="assumptions",
        title=made.gettext("What the plan rests on"),
        sentences=assumption_sentences(plan, made),
        tables=tables.effects(plan, made),
        notes=(*notes, *(cut(note) for note in (*plan.assumptions, *plan.notes))),
    )


def _impossible(plan: Plan, made: PlanWords) -> Told:
    gettext = made.gettext
    limits = plan.conflict.limits if plan.conflict else ()
    if not limits:
        sentences: tuple[str, ...] = (gettext("There is no plan that keeps all limits."),)
    else:
        text = gettext(
            "There is no plan that keeps all limits. These %(n)d cannot hold together; were any "
            "one of them given up, the others could:"
        )
        one = gettext("There is no plan that keeps all limits: this one cannot hold by itself.")
        first = text % {"n": len(limits)} if len(limits) > 1 else one
        told_limits = (made.demand(limit_id, said) for limit_id, said in limits)
        numbered = (
            (f"{i}. " if len(limits) > 1 else "") + made.words.sentence(limit)
            for i, limit in enumerate(told_limits, 1)
        )
        sentences = (first, *numbered)
        if plan.conflict and not plan.conflict.is_smallest:
            more = gettext("There was no time to find out whether fewer of them are enough.")
            sentences = (*sentences, more)
    return Told(
        key="conflict",
        title=made.gettext("%(place)s: why there is no plan") % {"place": made.place()},
        sentences=sentences,
        notes=(
            gettext("Loosen one of them in the plan file, and run it again."),
            *assumption_sentences(plan, made, only=("cost_high", "holidays_unofficial")),
        ),
    )
