"""What a plan rests on beside its stated effects: what was filled in or moved, in sentences."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from chuquan.faces.impact_numbers import amount
from chuquan.faces.plan_words import PlanWords
from chuquan.faces.words import cut
from chuquan.report import Plan, PlanAssumption

_RISK = ((0.15, "bold"), (0.5, "balanced"), (1.01, "careful"))


def assumption_sentences(
    plan: Plan, made: PlanWords, *, only: Collection[str] = ()
) -> tuple[str, ...]:
    """Return what the reader of the plan's file filled in, each in a sentence.

    Parameters
    ----------
    plan : Plan
    made : PlanWords
    only : collection of str
        Codes to tell; all where it is empty.
    """
    assumed = plan.asked.assumptions if plan.asked else ()
    assumed = tuple(each for each in assumed if not only or each.code in only)
    out = [_sentence(each, made) for each in assumed if each.code != "timing"]
    timed = [each for each in assumed if each.code == "timing"]
    if timed:
        out.append(_timing(timed, made))
    return tuple(out)


def _sentence(each: PlanAssumption, made: PlanWords) -> str:
    ways = {
        "last_year_moved": _last_year,
        "last_year_left": _last_year,
        "conversion": _conversion,
        "cost_high": _cost,
        "timing_length": _long,
        "day_factors": _day_factors,
        "holidays_unofficial": _unofficial,
        "spread_shared": _spread,
        "risk": _risk,
    }
    return ways[each.code](each, made)


def _long(each: PlanAssumption, made: PlanWords) -> str:
    text = made.gettext(
        "How fast %(name)s fades was not stated: as it lasts %(days)s, it is taken to halve in "
        "half of that time."
    )
    days = made.words.days(each.figures.get("days", 0.0))
    return text % {"name": _quoted(each.names.get("action", ""), made), "days": days}


def _cost(each: PlanAssumption, made: PlanWords) -> str:
    text = made.gettext(
        "%(name)s counts with %(high)s, the upper end of its cost of %(low)s to %(high)s, so that "
        "the budget holds where it comes dear."
    )
    ends = {end: made.money(each.figures.get(end, 0.0)) for end in ("low", "high")}
    return text % {"name": _quoted(each.names.get("action", ""), made), **ends}


def _day_factors(_each: PlanAssumption, made: PlanWords) -> str:
    return made.gettext(
        "Responses are taken to be the same on every day; [calendar] factors would say otherwise "
        "for weekends and holidays."
    )


def _unofficial(each: PlanAssumption, made: PlanWords) -> str:
    text = made.gettext(
        "The exchanged working days of %(year)s are not known yet: holidays hold the statutory "
        "days alone."
    )
    return text % {"year": cut(each.names.get("year", ""), 10)}


def _spread(each: PlanAssumption, made: PlanWords) -> str:
    text = made.gettext(
        "Most effects hang on one conversion: its doubt is shared by all of them, which widens the "
        "range of the whole (spread of logarithms: %(spread)s)."
    )
    return text % {"spread": f"{each.figures.get('spread', 0.0):.2f}"}


def _risk(each: PlanAssumption, made: PlanWords) -> str:
    gettext = made.gettext
    named = {
        "bold": gettext("bold"),
        "balanced": gettext("balanced"),
        "careful": gettext("careful"),
    }
    risk = next(name for end, name in _RISK if each.figures.get("risk", 0.3) < end)
    text = gettext("The file does not say how bold the plan is to be; it is %(risk)s.")
    return text % {"risk": named[risk]}


def _timing(timed: list[PlanAssumption], made: PlanWords) -> str:
    text = made.gettext(
        "Where nothing was stated, how fast responses rise and fade is from the casebook (days to "
        "the peak, days to halve): %(list)s."
    )
    parts = [
        made.gettext("%(lever)s %(rise)s and %(half)s")
        % {
            "lever": made.words.lever(each.names.get("lever") or None),
            "rise": amount(each.figures.get("rise_days", 0.0), made.words, figures=2),
            "half": amount(each.figures.get("half_life_days", 0.0), made.words, figures=2),
        }
        for each in timed
    ]
    return text % {"list": made.gettext("; ").join(parts)}


def _conversion(each: PlanAssumption, made: PlanWords) -> str:
    figures = {end: each.figures.get(end, 0.0) for end in ("low", "value", "high")}
    is_money = each.names.get("name") == "revenue_per_visit"
    told = {
        end: made.money(number) if is_money else amount(number, made.words)
        for end, number in figures.items()
    }
    text = (
        made.gettext("A visit brings %(value)s (%(low)s to %(high)s); source: %(source)s.")
        if is_money
        else made.gettext(
            "A mention above the usual stands for %(value)s visits (%(low)s to %(high)s); source: "
            "%(source)s."
        )
    )
    return text % {**told, "source": made.source(each.names.get("source", ""))}


def _last_year(each: PlanAssumption, made: PlanWords) -> str:
    name = _quoted(each.names.get("action", ""), made)
    start, moved = _day(each.names.get("from", "")), _day(each.names.get("to", ""))
    if each.code == "last_year_left" or start is None or moved is None:
        text = made.gettext("Last year's %(name)s finds no day this year and is left out.")
        return text % {"name": name}
    text = made.gettext("Last year's %(name)s of %(from)s stands for %(to)s this year.")
    return text % {"name": name, "from": made.words.day(start), "to": made.words.day(moved)}


def _quoted(name: str, made: PlanWords) -> str:
    return made.gettext("\u201c%(name)s\u201d") % {"name": cut(name, 60)}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
