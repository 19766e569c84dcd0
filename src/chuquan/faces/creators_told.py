"""A choice of creators in words: whom to invite, whom that reaches, and how good it is."""

from __future__ import annotations

import math
from itertools import accumulate
from typing import Final

from chuquan.faces.creators_picture import reach_picture
from chuquan.faces.facts import FactsTable
from chuquan.faces.impact_numbers import amount, percent, price
from chuquan.faces.told import Told
from chuquan.faces.words import Words, cut
from chuquan.report import ChosenCreator, CreatorChoice

_FAR_OFF: Final = 0.1
"""Modelled overlaps that are off by so much of the smaller audience are warned of."""
_MOSTLY: Final = 0.3
_LOOSE: Final = 0.9
_LONGEST: Final = 60


def title(choice: CreatorChoice, words: Words) -> str:
    """Return what was asked."""
    if choice.theme:
        text = words.gettext("Whom to invite for %(theme)s within %(budget)s")
    else:
        text = words.gettext("Whom to invite within %(budget)s")
    return text % {
        "theme": cut(choice.theme, _LONGEST),
        "budget": _price(choice.budget, choice, words),
    }


def told(choice: CreatorChoice, words: Words) -> tuple[Told, ...]:
    """Return a choice of creators in sections, as all faces show it.

    Parameters
    ----------
    choice : CreatorChoice
    words : Words
    """
    finding = _against_biggest(choice, words)
    answer = Told(
        key="creators",
        title=title(choice, words),
        sentences=_sentences(choice, words),
        tables=(_chosen(choice, words), _compared(choice, words)),
        pictures=(reach_picture(choice, words, finding),) if choice.creators else (),
        warnings=_warnings(choice, words),
        notes=_notes(choice, words),
    )
    left_out = _left_out(choice, words)
    if not left_out.rows:
        return (answer,)
    text = words.gettext("Big names that were not chosen")
    return (answer, Told(key="creators-left-out", title=text, tables=(left_out,)))


def _sentences(choice: CreatorChoice, words: Words) -> tuple[str, ...]:
    n = len(choice.creators)
    text = words.ngettext(
        "%(n)d creator for %(spent)s (budget: %(budget)s) reaches %(reached)s, each counted once.",
        "%(n)d creators for %(spent)s (budget: %(budget)s) reach %(reached)s, each counted once.",
        n,
    )
    out = [
        text
        % {
            "n": n,
            "spent": _price(choice.spent, choice, words),
            "budget": _price(choice.budget, choice, words),
            "reached": _people(choice.n_reached, choice, words),
        }
    ]
    if choice.is_exact:
        out.append(words.gettext("Every possible choice was searched: none reaches more."))
    else:
        text = words.gettext(
            "No choice within these limits reaches more than %(bound)s: this one reaches at least "
            "%(share)s of the best there could be."
        )
        values = {
            "bound": _people(choice.bound, choice, words),
            "share": _at_least(choice.guarantee),
        }
        out.append(text % values)
    out.append(_against_biggest(choice, words))
    if choice.n_counted_twice > 0.005 * choice.n_reached:
        text = words.gettext(
            "Added up, their audiences come to %(sum)s; %(twice)s of that are people counted more "
            "than once."
        )
        values = {
            "sum": _people(choice.n_reached + choice.n_counted_twice, choice, words),
            "twice": _people(choice.n_counted_twice, choice, words),
        }
        out.append(text % values)
    return tuple(out)


def _against_biggest(choice: CreatorChoice, words: Words) -> str:
    values = {
        "reached": _people(choice.n_reached, choice, words),
        "biggest": _people(choice.n_biggest, choice, words),
    }
    if choice.n_biggest >= choice.n_reached * 0.995:
        text = words.gettext(
            "Taking the biggest names within the same budget reaches about as many: %(biggest)s."
        )
        return text % values
    more = choice.n_reached / choice.n_biggest - 1 if choice.n_biggest > 0 else 0.0
    if more <= 0:
        return words.gettext("Of the biggest names none can be had within the budget.")
    text = words.gettext(
        "Taking the biggest names within the same budget would reach %(biggest)s; this choice "
        "reaches %(reached)s, %(more)s more."
    )
    return text % {**values, "more": percent(more)}


def _warnings(choice: CreatorChoice, words: Words) -> tuple[str, ...]:
    gettext = words.gettext
    out = []
    if choice.basis == "chance":
        out.append(
            gettext(
                "Nothing is known of who follows whom: overlap is assumed to be what chance would "
                "have it. A table of overlaps or the make-up of the audiences would tell more."
            )
        )
    if choice.sized_by == "half":
        out.append(
            gettext(
                "How many people there are to be reached is not known; it is assumed that the "
                "largest creator of a group reaches half of it. The number of people reached "
                "hangs on that, whom to invite much less; --public names the number."
            )
        )
    if choice.n_creators and choice.n_without > _MOSTLY * choice.n_creators:
        text = words.ngettext(
            "Of %(n)s creator nothing is known of the audience but its size; it is taken to be as "
            "the mean of the others.",
            "Of %(n)s creators nothing is known of the audience but its size; it is taken to be as "
            "the mean of the others.",
            choice.n_without,
        )
        out.append(text % {"n": words.count(choice.n_without)})
    if choice.overlap_error is not None and choice.overlap_error > _FAR_OFF:
        text = gettext(
            "The overlaps that are known cannot be matched well: on average the model is off by "
            "%(error)s of the smaller audience."
        )
        out.append(text % {"error": percent(choice.overlap_error)})
    if choice.unit == "heat":
        out.append(
            gettext(
                "Audiences are estimated from the heat of mentions, not counted: they say who "
                "stands before whom, not how many people that are."
            )
        )
    if choice.n_by_rule and choice.price_rule:
        text = gettext(
            "%(n)s of %(all)s prices are not asked but reckoned: %(rate)s for a thousand, at least "
            "%(least)s."
        )
        values = {
            "n": words.count(choice.n_by_rule),
            "all": words.count(choice.n_candidates),
            "rate": _price(choice.price_rule[0], choice, words),
            "least": _price(choice.price_rule[1], choice, words),
        }
        out.append(text % values)
    if not choice.is_exact and choice.guarantee < _LOOSE:
        out.append(
            gettext("How good the choice is, is known only loosely: a better one may exist.")
        )
    return tuple(out)


def _notes(choice: CreatorChoice, words: Words) -> tuple[str, ...]:
    gettext = words.gettext
    basis = {
        "cells": gettext(
            "Overlap comes from the make-up of the audiences (such as region and age): two "
            "creators share people where their audiences lie in the same groups; within a group, "
            "following one says nothing of following another."
        ),
        "overlaps": gettext(
            "Overlap comes from the table of overlaps: circles of people were fitted that share as "
            "much as is known; for the other pairs they say what is likely."
        ),
        "words": gettext(
            "Overlap comes from what the creators write about: who writes about the same things "
            "is taken to be read by the same people."
        ),
        "chance": gettext("Overlap is what chance would have it among all people."),
    }
    out = [basis[choice.basis]]
    if choice.theme:
        out.append(
            gettext(
                "People are counted by fit: of those a creator reaches, the share of the themes in "
                "what the creator makes. Creators of whom no such theme is known are left out."
            )
        )
    if choice.guarantee_a_priori and not choice.is_exact:
        text = gettext(
            "Whatever the data, the method reaches at least %(share)s of the best; the figure "
            "above is of these data."
        )
        out.append(text % {"share": _at_least(choice.guarantee_a_priori)})
    out.extend(
        gettext("The make-up by %(name)s was left out: it would have made too many groups.")
        % {"name": cut(name, _LONGEST)}
        for name in choice.notes
    )
    out.append(
        gettext(
            "Reached is not persuaded: what an invitation brings in visits is not in these figures."
        )
    )
    return tuple(out)


def _chosen(choice: CreatorChoice, words: Words) -> FactsTable:
    gettext = words.gettext
    sums = accumulate(c.n_new for c in choice.creators)
    rows = tuple(
        (
            str(i),
            cut(c.name, _LONGEST) + (gettext(" (wanted)") if c.is_must else ""),
            _price(c.price, choice, words),
            amount(c.audience, words),
            percent(c.fit),
            amount(c.n_new, words),
            amount(total, words),
            _themes(c, words),
        )
        for i, (c, total) in enumerate(zip(choice.creators, sums, strict=True), 1)
    )
    header = (
        gettext("Order"),
        gettext("Creator"),
        gettext("Price"),
        gettext("Audience"),
        gettext("Fit"),
        gettext("New people"),
        gettext("Together"),
        gettext("Themes"),
    )
    name = gettext("Whom to invite, in this order")
    return FactsTable("chosen", name, header, rows, texts=(1, 7), is_detail=False)


def _compared(choice: CreatorChoice, words: Words) -> FactsTable:
    gettext = words.gettext
    bound = gettext("The best there is") if choice.is_exact else gettext("No choice exceeds")
    rows = (
        _row(
            gettext("This choice"), choice.creators, choice.spent, choice.n_reached, choice, words
        ),
        _row(
            gettext("The biggest names"),
            choice.biggest,
            choice.spent_biggest,
            choice.n_biggest,
            choice,
            words,
        ),
        (
            bound,
            "—",
            _price(choice.budget, choice, words),
            amount(choice.bound, words),
            _at_least(choice.guarantee),
        ),
    )
    header = (
        gettext("Choice"),
        gettext("Creators"),
        gettext("Spent"),
        gettext("People reached"),
        gettext("This choice against it"),
    )
    added = amount(choice.n_reached + choice.n_counted_twice, words)
    spent = _price(choice.spent, choice, words)
    n = str(len(choice.creators))
    twice = (gettext("This choice, overlaps counted again"), n, spent, added, "—")
    name = gettext("Beside other choices")
    return FactsTable("compared", name, header, (*rows, twice), is_detail=False)


def _row(  # noqa: PLR0917  the cells of a row
    name: str,
    creators: tuple[ChosenCreator, ...],
    spent: float,
    reached: float,
    choice: CreatorChoice,
    words: Words,
) -> tuple[str, ...]:
    ratio = percent(choice.n_reached / reached) if reached > 0 else "—"
    return name, str(len(creators)), _price(spent, choice, words), amount(reached, words), ratio


def _at_least(share: float) -> str:
    """Return a share in whole percent, rounded down: what is promised is held."""
    return f"{math.floor(100 * share + 1e-9)}%"


def _left_out(choice: CreatorChoice, words: Words) -> FactsTable:
    gettext = words.gettext
    why = {
        "never": gettext("ruled out by you"),
        "no_fit": gettext("not known to make the themes"),
        "no_price": gettext("no price known"),
        "too_dear": gettext("dearer than the budget"),
        "no_place": gettext("as many as wanted are in"),
        "little_new": gettext("others bring more new people for the price"),
    }
    rows = tuple(
        (
            cut(c.name, _LONGEST),
            "—" if c.price is None else _price(c.price, choice, words),
            amount(c.audience, words),
            amount(c.n_new, words) if c.fit > 0 else "—",
            why[c.reason],
        )
        for c in choice.left_out
    )
    header = (
        gettext("Creator"),
        gettext("Price"),
        gettext("Audience"),
        gettext("Would add"),
        gettext("Why not"),
    )
    name = gettext("Big names that were not chosen")
    return FactsTable("left-out", name, header, rows, texts=(0, 4))


def _themes(creator: ChosenCreator, words: Words) -> str:
    return words.gettext(", ").join(cut(theme, _LONGEST) for theme in creator.themes[:6]) or "—"


def _people(value: float, choice: CreatorChoice, words: Words) -> str:
    text = (
        words.gettext("%(n)s of heat") if choice.unit == "heat" else words.gettext("%(n)s people")
    )
    return text % {"n": amount(value, words)}


def _price(value: float, choice: CreatorChoice, words: Words) -> str:
    return price(value, cut(choice.currency, 8), words)
