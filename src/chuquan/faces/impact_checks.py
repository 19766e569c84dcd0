"""One sentence for each check and outcome, with its figures, in words that need no statistics.

A check gives figures and names; which sentence they belong in is decided here. A figure that a
check does not give leaves its half of the sentence out.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from chuquan.faces.impact_numbers import amount, p_value, percent
from chuquan.faces.impact_words import estimator_name, place_names, window_name
from chuquan.faces.words import Words, plain
from chuquan.report import Check, Impact

_N_NAMES = 6


def check_name(name: str, words: Words) -> str:
    """Return the short name of a check."""
    gettext = words.gettext
    return {
        "history": gettext("time before the start"),
        "gaps": gettext("missing figures"),
        "audit": gettext("audit of the figures"),
        "fit_before": gettext("fit before the start"),
        "pre_trend": gettext("trend before the start"),
        "placebo_space": gettext("places where nothing happened"),
        "placebo_time": gettext("an invented earlier start"),
        "conformal": gettext("a test that assumes less"),
        "leave_one_out": gettext("without each comparison place"),
        "donor_waves": gettext("waves of the comparison places"),
        "window": gettext("other windows"),
        "estimators_agree": gettext("other methods"),
        "displacement": gettext("neighbours"),
        "shuffled_events": gettext("days drawn at random"),
        "overlap": gettext("events on other special days"),
        "residuals": gettext("what the model leaves unexplained"),
    }[name]


def outcome_name(outcome: str, words: Words) -> str:
    """Return how a check came out, in a word."""
    gettext = words.gettext
    return {
        "passed": gettext("passed"),
        "failed": gettext("failed"),
        "noted": gettext("to note"),
        "not_possible": gettext("not possible"),
    }[outcome]


def check_sentence(check: Check, words: Words, impact: Impact | None = None) -> str:
    """Return what a check says, with its figures and the names that it is about."""
    told, figures = check_parts(check, words, impact)
    if not figures:
        return told
    # The figures stand inside the sentence, before its full stop.
    return words.gettext("%(sentence)s (%(figures)s).") % {
        "sentence": told.rstrip(".。"),
        "figures": figures,
    }


def check_parts(check: Check, words: Words, impact: Impact | None = None) -> tuple[str, str]:
    """Return what a check says, and its figures and names, empty where it has none."""
    told = _sentences(words)[check.name][check.outcome]
    parts = [part for part in (_figure(check, words), _concerned(check, words, impact)) if part]
    return told, words.gettext("; ").join(parts)


def of_outcome(checks: Sequence[Check], outcome: str) -> list[Check]:
    """Return the checks that came out so."""
    return [check for check in checks if check.outcome == outcome]


def _concerned(check: Check, words: Words, impact: Impact | None) -> str:
    if not check.names:
        return ""
    places = place_names(impact) if impact else {}
    events = {e.event_id: e.name for e in impact.events} if impact else {}

    def told(name: str) -> str:
        if name in places:
            own, english = places[name]
            return plain(own if words.lang == "zh" or not english else english)
        if name in events:
            return plain(events[name])
        if check.name == "window" and impact:
            return window_name(name, impact, words)
        return estimator_name(name, words)

    shown = words.gettext(", ").join(map(told, check.names[:_N_NAMES]))
    more = len(check.names) - _N_NAMES
    if more > 0:
        shown = words.gettext("%(names)s and %(n)d more") % {"names": shown, "n": more}
    return words.gettext("this concerns: %(names)s") % {"names": shown}


def _figure(check: Check, words: Words) -> str:
    given = {**check.figures, "value": check.value, "limit": check.limit}
    numbers = {name: x for name, x in given.items() if x is not None and math.isfinite(x)}
    if check.outcome == "not_possible":
        # What it would have needed; the figure of the check itself there is none.
        if not {"value", "limit"} <= numbers.keys() or numbers["limit"] < 1:
            return ""
        text = words.gettext("%(value)s, where at least %(limit)s are needed")
        return text % {name: _count(numbers[name]) for name in ("value", "limit")}
    for text, forms in _figures(words)[check.name]:
        if not forms.keys() <= numbers.keys():
            continue
        told = text % {name: form(numbers[name]) for name, form in forms.items()}
        if "limit" in forms or "value" not in forms or not numbers.get("limit"):
            return told
        limit = words.gettext("limit %(limit)s") % {"limit": forms["value"](numbers["limit"])}
        return told + words.gettext("; ") + limit
    return ""


def _count(value: float) -> str:
    return f"{value:,.6g}"


_Form = Callable[[float], str]
_Way = tuple[str, dict[str, _Form]]


def _figures(words: Words) -> dict[str, tuple[_Way, ...]]:
    """Return the ways to tell a check's figures, by check; the first that has all it needs."""
    gettext = words.gettext
    by_p: _Way = (gettext("p-value: %(value)s"), {"value": p_value})
    same: _Way = (gettext("p-value of their being the same: %(value)s"), {"value": p_value})
    of_errors = gettext(
        "off by %(error_share)s of the usual level, %(value)s times as much as comparison places "
        "are; at most %(limit)s times"
    )
    errors: dict[str, _Form] = {"error_share": percent, "value": _one_decimal, "limit": _count}

    def signed(value: float) -> str:
        return amount(value, words, is_signed=True)

    of_neighbours = gettext(
        "sum over the neighbours: %(total)s (95%% interval %(low)s to %(high)s)"
    )
    of_starts = gettext(
        "of %(starts)s invented starts %(value)s lay within their interval, %(limit)s should"
    )
    starts: dict[str, _Form] = {"starts": _count, "value": percent, "limit": percent}
    of_draws = gettext("of %(sets)s random draws %(value)s showed an effect, at most %(limit)s may")
    draws: dict[str, _Form] = {"sets": _count, "value": percent, "limit": percent}
    return {
        "history": ((gettext("periods before the start: %(value)s"), {"value": _count}),),
        "gaps": ((gettext("periods missing: %(value)s"), {"value": _count}),),
        "audit": ((gettext("findings: %(value)s"), {"value": _count}),),
        "fit_before": (
            (of_errors, errors),
            (
                gettext("times as far off as comparison places are: %(value)s"),
                {"value": _one_decimal},
            ),
        ),
        "pre_trend": ((gettext("p-value of a common trend: %(value)s"), {"value": p_value}),),
        "placebo_space": (by_p,),
        "placebo_time": ((of_starts, starts), by_p),
        "conformal": (by_p,),
        "leave_one_out": (
            (
                gettext("the effect moves by up to %(value)s of half its interval"),
                {"value": percent},
            ),
        ),
        "donor_waves": ((gettext("places: %(value)s"), {"value": _count}),),
        "window": (same,),
        "estimators_agree": (same,),
        "displacement": (
            (of_neighbours, dict.fromkeys(("total", "low", "high"), signed)),
            (gettext("sum over the neighbours: %(value)s"), {"value": signed}),
        ),
        "shuffled_events": ((of_draws, draws), by_p),
        "overlap": (
            (
                gettext("on holidays: %(value)s; without a figure: %(without_figure)s"),
                {"value": _count, "without_figure": _count},
            ),
            (gettext("events: %(value)s"), {"value": _count}),
        ),
        "residuals": ((gettext("correlation left: %(value)s"), {"value": _two_decimals}),),
    }


def _one_decimal(value: float) -> str:
    return f"{value:.1f}"


def _two_decimals(value: float) -> str:
    return f"{value:.2f}"


def _sentences(words: Words) -> dict[str, dict[str, str]]:
    """Return all sentences, by check and outcome."""
    rows = {
        **_of_the_data(words),
        **_of_the_time_before(words),
        **_of_chance(words),
        **_of_the_comparison(words),
    }
    outcomes = ("passed", "failed", "noted", "not_possible")
    return {name: dict(zip(outcomes, texts, strict=True)) for name, texts in rows.items()}


def _of_the_data(words: Words) -> dict[str, tuple[str, str, str, str]]:
    gettext = words.gettext
    return {
        "history": (
            gettext("The figures reach back far enough before the start."),
            gettext("The figures before the start are too few to show what was usual."),
            gettext("The figures before the start are few; leave the result some room."),
            gettext("How far the figures reach back before the start cannot be told."),
        ),
        "gaps": (
            gettext("No figure that matters is missing."),
            gettext("Too many figures are missing."),
            gettext("Some figures are missing; they were left out, nothing was filled in."),
            gettext("Missing figures cannot be told from zeros here."),
        ),
        "audit": (
            gettext("The audit found nothing odd in the reported figures."),
            gettext("The reported figures themselves are in doubt; see what the audit found."),
            gettext("The audit found something odd that does not bear on the answer."),
            gettext("The reported figures could not be audited."),
        ),
        "donor_waves": (
            gettext("No comparison place had a wave of attention of its own at that time."),
            gettext(
                "Comparison places had a wave of attention of their own at that time and could "
                "not be left out."
            ),
            gettext(
                "Places with a wave of attention of their own at that time were left out of the "
                "comparison."
            ),
            gettext(
                "Without a report of breakouts nobody knows whether comparison places had a wave "
                "of attention of their own."
            ),
        ),
    }


def _of_the_time_before(words: Words) -> dict[str, tuple[str, str, str, str]]:
    gettext = words.gettext
    return {
        "fit_before": (
            gettext("Before the start, what was to be expected and what came agree."),
            gettext(
                "Already before the start, what was to be expected and what came do not agree; the "
                "difference after it cannot be taken for an effect."
            ),
            gettext("Before the start, what was to be expected and what came agree only roughly."),
            gettext("Whether the two agree before the start could not be checked."),
        ),
        "pre_trend": (
            gettext("Before the start the place moved along with what was to be expected."),
            gettext(
                "The place was on another course already before the start; part of the difference "
                "would have come anyway."
            ),
            gettext("Before the start the place drifts slightly from what was to be expected."),
            gettext("Whether the place was on another course before could not be checked."),
        ),
        "overlap": (
            gettext("No event falls on a holiday or on a day without a figure."),
            gettext(
                "Too many events fall on holidays or on days without a figure; what belongs to "
                "which cannot be told apart."
            ),
            gettext("Some events fall on holidays or on days without a figure."),
            gettext("Whether events fall on other special days could not be checked."),
        ),
        "residuals": (
            gettext("What the model leaves unexplained shows no pattern."),
            gettext(
                "What the model leaves unexplained still has a pattern; the interval may be too "
                "narrow."
            ),
            gettext("What the model leaves unexplained shows a slight pattern."),
            gettext("There are too few figures to look for a pattern that the model missed."),
        ),
        "placebo_time": (
            gettext("With an invented, earlier start nothing shows, as it should be."),
            gettext(
                "An invented, earlier start, when nothing happened, shows an effect too; this "
                "method sees effects here where there are none."
            ),
            gettext("An invented, earlier start shows a small difference."),
            gettext("The time before the start is too short to try an invented start."),
        ),
    }


def _of_chance(words: Words) -> dict[str, tuple[str, str, str, str]]:
    gettext = words.gettext
    return {
        "placebo_space": (
            gettext("Places where nothing happened do not show as much."),
            gettext("Places where nothing happened show as much; such a difference may be chance."),
            gettext("There are few places to hold this against, so that the test is weak."),
            gettext("There are no other places to hold this against."),
        ),
        "conformal": (
            gettext("A test that assumes less comes to the same verdict."),
            gettext("A test that assumes less does not confirm the verdict."),
            gettext("A test that assumes less is a little less sure."),
            gettext("There are too few periods for the test that assumes less."),
        ),
        "shuffled_events": (
            gettext("Days drawn at random in place of the events show nothing, as it should be."),
            gettext(
                "Days drawn at random in place of the events show as much; the effect may be "
                "chance."
            ),
            gettext("Days drawn at random in place of the events show a small difference."),
            gettext("There are too few days without an event to draw from."),
        ),
    }


def _of_the_comparison(words: Words) -> dict[str, tuple[str, str, str, str]]:
    gettext = words.gettext
    return {
        "leave_one_out": (
            gettext("Without any one of the comparison places the answer stays the same."),
            gettext("The answer hangs on one comparison place; without it, it is another."),
            gettext("Without one of the comparison places the figure moves noticeably."),
            gettext("There are too few comparison places to leave one out."),
        ),
        "window": (
            gettext("Other windows give the same answer."),
            gettext("Other windows give another answer."),
            gettext("With other windows the figure moves noticeably."),
            gettext("The figures are too few to try other windows."),
        ),
        "estimators_agree": (
            gettext("Other methods give the same answer."),
            gettext("Other methods give another answer."),
            gettext("With other methods the figure moves noticeably."),
            gettext("No other method can be used on these figures."),
        ),
        "displacement": (
            gettext("No neighbour is seen to have lost."),
            gettext("Neighbours lost a good deal; what came here may have been taken from there."),
            gettext("Some neighbours lost at the same time; take that off for the region."),
            gettext("There are no figures of neighbours, so nobody knows whether they lost."),
        ),
    }
