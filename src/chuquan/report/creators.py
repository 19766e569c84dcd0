"""Whom to invite within a budget, so that most new people are reached."""

from __future__ import annotations

from typing import Literal

import msgspec


class ChosenCreator(msgspec.Struct, frozen=True, kw_only=True):
    """One creator of a choice, in the order in which they were chosen.

    Attributes
    ----------
    audience : float
        People reached by this creator alone, whether they care for the themes or not.
    n_new : float
        People reached that nobody chosen before reaches, weighed by fit.
    fit : float
        How well the themes fit (0 to 1): of the people reached, the share who care.
    is_must : bool
        Whether the user wanted them in any case.
    """

    creator_id: str
    name: str
    price: float
    audience: float
    n_new: float
    fit: float
    themes: tuple[str, ...] = ()
    is_must: bool = False


WhyLeftOut = Literal["never", "no_fit", "no_price", "too_dear", "no_place", "little_new"]


class LeftOutCreator(msgspec.Struct, frozen=True, kw_only=True):
    """One of the biggest names that were not chosen, and why.

    Attributes
    ----------
    price : float or None
        None where none is known.
    n_new : float
        What the whole choice with them would reach more, weighed by fit.
    reason : str
        ``never``: the user's wish; ``no_fit``: none of the themes is known of them; ``no_price``:
        none is known; ``too_dear``: alone above what the budget leaves; ``no_place``: as many as
        were wanted are in; ``little_new``: for the price others bring more new people.
    """

    creator_id: str
    name: str
    price: float | None
    audience: float
    n_new: float
    fit: float
    reason: WhyLeftOut


class CreatorChoice(msgspec.Struct, frozen=True, kw_only=True):
    """A choice of creators.

    Attributes
    ----------
    choice_id : str
        ``THEMES:BUDGET``; another choice of the same id takes its place in a report.
    theme : str
        All themes, with ``、`` between them; empty where none was asked for.
    least : dict of str to int
        Themes of which so many creators were wanted.
    n_candidates : int
        Creators that could be chosen: they fit, have a price, and were not ruled out.
    n_creators : int
        Creators read.
    unit : str
        What audiences are counted in: ``people``, or ``heat`` where estimated from mentions.
    n_reached : float
        People reached, each counted once, weighed by fit.
    n_counted_twice : float
        What the sum of the audiences, weighed by fit, is above ``n_reached``.
    bound : float
        No choice within the limits reaches more (a bound from submodularity, or the exact optimum).
    guarantee : float
        ``n_reached`` over ``bound``: the choice is at least so good, in the model of the audiences.
    guarantee_a_priori : float
        What the method guarantees whatever the data.
    is_exact : bool
        Whether all choices were searched: nothing is better.
    n_biggest : float
        What taking the biggest names within the same budget would have reached.
    biggest : tuple of ChosenCreator
        Those names, biggest first.
    basis : str
        What overlap rests on: ``cells`` (the make-up of audiences), ``overlaps`` (of pairs),
        ``words`` (what their mentions are about) or ``chance``.
    sized_by : str
        What tells how many people there are: ``public``, ``overlaps``, or ``half`` (assumed: the
        largest creator of a cell reaches half of it).
    n_people : float
        All people of the model.
    n_without : int
        Creators of whom make-up or overlap is not known; taken to be as the mean of the others.
    overlap_error : float or None
        Mean distance of modelled from known overlaps, as a share of the smaller audience.
    price_rule : tuple of float or None
        Price for a thousand people and least price, of those that the table names none for.
    n_by_rule : int
        Candidates whose price comes from that rule.
    creators : tuple of ChosenCreator
    left_out : tuple of LeftOutCreator
        The biggest names that were not chosen.
    notes : tuple of str
        Names of dimensions that were left out of the model, and other remarks.
    """

    choice_id: str = ""
    theme: str = ""
    least: dict[str, int] = {}
    most: int | None = None
    budget: float
    spent: float
    currency: str = "CNY"
    n_candidates: int
    n_creators: int = 0
    unit: Literal["people", "heat"] = "people"
    n_reached: float
    n_counted_twice: float = 0.0
    bound: float
    guarantee: float
    guarantee_a_priori: float = 0.0
    is_exact: bool = False
    n_biggest: float
    spent_biggest: float = 0.0
    biggest: tuple[ChosenCreator, ...] = ()
    basis: Literal["cells", "overlaps", "words", "chance"] = "chance"
    sized_by: Literal["public", "overlaps", "half"] = "half"
    n_people: float = 0.0
    n_without: int = 0
    overlap_error: float | None = None
    price_rule: tuple[float, float] | None = None
    n_by_rule: int = 0
    creators: tuple[ChosenCreator, ...] = ()
    left_out: tuple[LeftOutCreator, ...] = ()
    notes: tuple[str, ...] = ()
