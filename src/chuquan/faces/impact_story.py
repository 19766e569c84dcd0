"""An impact told in order: what speaks against it first, then the answer.

The terminal and the pages tell the same sentences; the tables behind them are in ``impact_tables``.
"""

from __future__ import annotations

from typing import Literal

from chuquan.faces.impact_checks import check_sentence, of_outcome
from chuquan.faces.impact_numbers import counted, money, p_value, share
from chuquan.faces.impact_words import (
    a_period,
    periods,
    where,
)
from chuquan.faces.words import Words
from chuquan.report import Breakout, Impact, Spending

Verdict = Literal["more", "less", "unclear"]
_SURE = 0.05


def verdict(impact: Impact) -> Verdict:
    """Return what the figures say, whatever the checks say of them."""
    if impact.p_value < _SURE and impact.effect.low > 0:
        return "more"
    return "less" if impact.p_value < _SURE and impact.effect.high < 0 else "unclear"


def warning(impact: Impact, words: Words) -> str:
    """Return the sentence that stands before an answer that cannot be relied on; else nothing."""
    if impact.is_trusted:
        return ""
    return words.gettext("First of all: these figures cannot be relied on yet, because")


def failures(impact: Impact, words: Words) -> list[str]:
    """Return what failed, a sentence each."""
    return [check_sentence(c, words, impact) for c in of_outcome(impact.checks, "failed")]


def notes(impact: Impact, words: Words) -> list[str]:
    """Return what is worth knowing though nothing failed, a sentence each."""
    return [
        check_sentence(c, words, impact)
        for outcome in ("noted", "not_possible")
        for c in of_outcome(impact.checks, outcome)
    ]


def headline(impact: Impact, words: Words, breakout: Breakout | None = None) -> str:
    """Return the answer in one sentence."""
    return headline_message(impact, words) % {
        "period": words.period(impact.start, impact.last_day),
        "place": where(impact, words, breakout),
    }


def headline_message(impact: Impact, words: Words) -> str:
    """Return the answer with ``place`` and, but for events, ``period`` to be filled in."""
    gettext = words.gettext
    kind = verdict(impact)
    texts = {
        "more": gettext("%(period)s: %(place)s had more than would have come anyway."),
        "less": gettext("%(period)s: %(place)s had less than would have come anyway."),
        "unclear": gettext(
            "%(period)s: whether %(place)s had more than would have come anyway cannot be told; "
            "no effect at all would fit the figures, too."
        ),
    }
    events = {
        "more": gettext("On event days %(place)s had more than on comparable days."),
        "less": gettext("On event days %(place)s had less than on comparable days."),
        "unclear": gettext(
            "Whether %(place)s had more on event days than on comparable days cannot be told; no "
            "effect at all would fit the figures, too."
        ),
    }
    chosen = events if impact.design == "events" else texts
    return chosen[kind]


def facts(impact: Impact, words: Words) -> list[tuple[str, str]]:
    """Return the answer in figures: name and figure with interval."""
    gettext = words.gettext
    if impact.design == "events":
        effect = gettext("Mean effect of an event day")
        # What came on the day may have stayed away the day before: the days around count in.
        total = gettext("Sum over event days and the days around them")
    else:
        effect = gettext("Mean effect %(period)s") % {"period": a_period(impact.period, words)}
        if len(impact.places) > 1:
            effect = gettext("Mean effect %(period)s and place") % {
                "period": a_period(impact.period, words)
            }
        total = gettext("Sum over %(periods)s") % {
            "periods": periods(impact.n_after, impact.period, words)
        }
    return [
        (effect, counted(impact.effect, impact.unit, words)),
        (gettext("Against what would have come anyway"), share(impact.lift, words)),
        (total, counted(impact.total, impact.unit, words)),
        (
            gettext("Chance of seeing as much without any effect"),
            gettext("p-value %(p)s") % {"p": p_value(impact.p_value)},
        ),
        *_lasting(impact, words),
    ]


def _lasting(impact: Impact, words: Words) -> list[tuple[str, str]]:
    lasting = impact.lasting
    if lasting is None:
        return []
    gettext = words.gettext
    out = []
    if lasting.half_life_days is None:
        told = gettext("does not fade within the window, or the figures cannot say")
    elif lasting.half_life_days_interval is None:
        told = gettext("about %(days)s") % {"days": words.days(lasting.half_life_days)}
    else:
        low, high = lasting.half_life_days_interval
        values = {
            "days": words.days(lasting.half_life_days),
            "low": words.days(low),
            "high": words.days(high) if high is not None else "",
        }
        if high is None:
            told = gettext("about %(days)s (95%% interval: %(low)s or longer)") % values
        else:
            told = gettext("about %(days)s (95%% interval: %(low)s to %(high)s)") % values
    out.append((gettext("The effect halves in"), told))
    if lasting.share_left is not None:
        text = gettext("%(share)s of the first quarter's effect")
        shown = share(lasting.share_left, words, is_signed=False)
        out.append((gettext("Left in the last quarter of the window"), text % {"share": shown}))
    if lasting.last_clear_day is not None:
        out.append((gettext("Last clearly above"), words.day(lasting.last_clear_day)))
    return out


def spending_facts(spending: Spending, unit: str, words: Words) -> list[tuple[str, str]]:
    """Return what the effect is worth, name and figure with range."""
    gettext = words.gettext
    people = unit if unit in {"visits", "visitors"} else "people"
    out = [
        (gettext("More people from elsewhere"), counted(spending.visitors, people, words)),
        (gettext("More locals"), counted(spending.locals, people, words)),
    ]
    if spending.nights is not None:
        out.append((gettext("Nights"), counted(spending.nights, "nights", words)))
    if spending.displaced is not None:
        shown = counted(spending.displaced, people, words, is_signed=False)
        out.append((gettext("Lost by neighbours"), shown))
    net = gettext("Spending, net of what was only moved and what locals would have spent anyway")
    return [
        *out,
        (gettext("Spending, gross"), money(spending.gross, spending.currency, words)),
        (net, money(spending.net, spending.currency, words)),
    ]
