"""Whom to invite within a budget, so that most new people are reached."""

from __future__ import annotations

import msgspec


class ChosenCreator(msgspec.Struct, frozen=True, kw_only=True):
    """One creator of the choice, in the order in which they were chosen.

    Attributes
    ----------
    n_new : float
        People reached that nobody chosen before reaches.
    fit : float
        How well the themes fit (0 to 1).
    """

    creator_id: str
    name: str
    price: float
    audience: float
    n_new: float
    fit: float
    themes: tuple[str, ...] = ()
    reason: str = ""


class CreatorChoice(msgspec.Struct, frozen=True, kw_only=True):
    """A choice of creators.

    Attributes
    ----------
    n_reached : float
        People reached, each counted once, weighed by fit.
    bound : float
        No choice within the budget reaches more (a bound from submodularity, or the exact optimum).
    guarantee : float
        ``n_reached`` over ``bound``: the choice is at least so good.
    n_biggest : float
        What taking the biggest names within the same budget would have reached.
    """

    theme: str = ""
    budget: float
    spent: float
    currency: str = "CNY"
    n_candidates: int
    n_reached: float
    bound: float
    guarantee: float
    is_exact: bool = False
    n_biggest: float
    creators: tuple[ChosenCreator, ...] = ()
    left_out: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
