"""From creators and what is wanted to a choice, told with what it rests on."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from chuquan.errors import NotFoundError, RefusalError, UserError
from chuquan.opportunities.creators.audience import F64, I64, Audiences, Reached, reach
from chuquan.opportunities.creators.choose import A_PRIORI, biggest, choose
from chuquan.opportunities.creators.limits import Limits, check
from chuquan.opportunities.creators.model import model_audiences
from chuquan.opportunities.creators.table import Candidate
from chuquan.report import ChosenCreator, CreatorChoice, LeftOutCreator, WhyLeftOut

N_LEFT_OUT: Final = 15
"""So many of the biggest names that were not chosen are told."""


@dataclass(frozen=True)
class Wanted:
    """What is wanted of a choice.

    Attributes
    ----------
    budget : float
    themes : tuple of str
        Without any, everybody fits.
    least : dict of str to int
        Themes of which so many creators are wanted at least.
    most : int or None
        Creators at most.
    must, never : tuple of str
        Ids or names.
    public : float or None
        People that all audiences lie in.
    price_per_thousand, least_price : float
        Price of those of whom none is known; without the first they are left out.
    """

    budget: float
    themes: tuple[str, ...] = ()
    least: Mapping[str, int] = field(default_factory=dict)
    most: int | None = None
    must: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    public: float | None = None
    price_per_thousand: float | None = None
    least_price: float = 0.0
    currency: str = "CNY"


def invite(
    creators: Sequence[Candidate],
    wanted: Wanted,
    overlaps: Mapping[tuple[str, str], float] | None = None,
    *,
    is_heat: bool = False,
) -> CreatorChoice:
    """Choose whom to invite.

    Parameters
    ----------
    creators : sequence of Candidate
        Their order does not matter.
    wanted : Wanted
    overlaps : mapping of (id, id) to float, optional
        People that two creators share.
    is_heat : bool
        Whether audiences are estimated from mentions, in heat.

    Raises
    ------
    NotFoundError
        If someone who is wanted or ruled out is not there.
    RefusalError
        If nobody can be chosen, or no choice can keep what is wanted.
    UserError
        If someone is both wanted and ruled out, or the budget is none.
    """
    _check_wanted(wanted)
    creators = sorted(creators, key=lambda c: c.creator_id)
    fits = np.array([fit_of(c, wanted.themes) for c in creators])
    prices, is_ruled = _prices(creators, wanted)
    modelled = model_audiences(creators, fits, overlaps, wanted.public)
    limits = _limits(creators, fits, prices, wanted)
    names = [c.name for c in creators]
    cheapest = check(limits, names, tuple(wanted.least))
    if not limits.open().size and not limits.must.size:
        raise _nobody(fits, prices, wanted)
    choice = choose(modelled.audiences, limits, cheapest)
    order, never = choice.order, _found(creators, wanted.never, "--never")
    rivals = biggest(modelled.audiences, limits)
    a = modelled.audiences
    sizes = np.array([c.audience for c in creators])
    alone = float((sizes * fits)[order].sum())
    rule = wanted.price_per_thousand
    return CreatorChoice(
        choice_id=f"{'+'.join(wanted.themes) or 'all'}:{wanted.budget:g}",
        theme="、".join(wanted.themes),
        least=dict(wanted.least),
        most=wanted.most,
        budget=wanted.budget,
        spent=float(limits.prices[order].sum()),
        currency=wanted.currency,
        n_candidates=int(limits.allowed.sum()),
        n_creators=len(creators),
        unit="heat" if is_heat else "people",
        n_reached=choice.value,
        n_counted_twice=max(0.0, alone - choice.value),
        bound=choice.bound,
        guarantee=min(1.0, choice.value / choice.bound) if choice.bound > 0 else 1.0,
        guarantee_a_priori=0.0 if wanted.least else A_PRIORI,
        is_exact=choice.is_exact,
        n_biggest=reach(a, rivals),
        spent_biggest=float(limits.prices[rivals].sum()),
        biggest=_told(creators, a, limits, rivals, wanted),
        creators=_told(creators, a, limits, order, wanted),
        left_out=_left_out(creators, a, limits, order, prices=prices, never=never),
        n_by_rule=int((is_ruled & limits.allowed).sum()),
        basis="words" if is_heat and modelled.basis == "cells" else modelled.basis,
        sized_by=modelled.sized_by,
        n_people=modelled.n_people,
        n_without=modelled.n_without,
        overlap_error=modelled.error,
        price_rule=None if rule is None else (rule, wanted.least_price),
        notes=modelled.left_out,
    )


def fit_of(creator: Candidate, themes: Sequence[str]) -> float:
    """Return how well a creator fits themes, 0 to 1: the table's own fit, or its themes' weights.

    A theme is the creator's where one of both names holds the other (汉服 and 汉服摄影).
    """
    if creator.fit is not None:
        return creator.fit
    if not themes:
        return 1.0
    weights = [
        weight
        for own, weight in creator.themes.items()
        if any(_is_alike(own, theme) for theme in themes)
    ]
    return min(1.0, sum(weights))


def _is_alike(first: str, second: str) -> bool:
    a, b = (unicodedata.normalize("NFKC", t).casefold().strip() for t in (first, second))
    return bool(a) and bool(b) and (a in b or b in a)


def _check_wanted(wanted: Wanted) -> None:
    if not 0.0 < wanted.budget < float("inf"):
        raise UserError(
            f"a budget of {wanted.budget:g}",
            where="--budget",
            allowed="an amount above zero",
            todo="name what may be spent",
        )
    both = set(wanted.must) & set(wanted.never)
    if both:
        raise UserError(
            f"both wanted and ruled out: {', '.join(sorted(both))}",
            where="--must and --never",
            allowed="each creator in one of the two",
            todo="take them out of one",
        )


def _prices(creators: Sequence[Candidate], wanted: Wanted) -> tuple[F64, NDArray[np.bool_]]:
    """Return prices, infinite where none is known, and whose price comes from the rule."""
    per_thousand = wanted.price_per_thousand
    known = np.array([np.inf if c.price is None else c.price for c in creators])
    is_ruled = np.isinf(known) & (per_thousand is not None)
    if per_thousand is None:
        return known, is_ruled
    sizes = np.array([c.audience for c in creators])
    by_rule = np.maximum(wanted.least_price, per_thousand * sizes / 1000.0)
    return np.where(is_ruled, by_rule, known), is_ruled


def _limits(creators: Sequence[Candidate], fits: F64, prices: F64, wanted: Wanted) -> Limits:
    must = _found(creators, wanted.must, "--must")
    never = _found(creators, wanted.never, "--never")
    allowed = np.isfinite(prices) & (fits > 0.0)
    allowed[never] = False
    unpriced = [creators[i].name for i in must if not np.isfinite(prices[i])]
    if unpriced:
        raise RefusalError(
            f"no price is known of {', '.join(unpriced)}, who must be invited",
            where="--must",
            allowed="a price in the table, or --price-per-thousand",
            todo="name the price",
        )
    holds = np.array(
        [[int(any(_is_alike(own, t) for own in c.themes)) for c in creators] for t in wanted.least],
        dtype=np.int64,
    ).reshape(len(wanted.least), len(creators))
    allowed[must] = True
    return Limits(
        # Nothing that is not allowed is bought: its price only has to be a number.
        prices=np.where(np.isfinite(prices), prices, 0.0),
        budget=wanted.budget,
        most=len(creators) if wanted.most is None else wanted.most,
        must=must,
        allowed=allowed,
        holds=holds,
        least=np.array(list(wanted.least.values()), dtype=np.int64),
    )


def _found(creators: Sequence[Candidate], names: Sequence[str], where: str) -> I64:
    by_name: dict[str, list[int]] = {}
    for i, c in enumerate(creators):
        for key in {c.creator_id, c.name}:
            by_name.setdefault(key, []).append(i)
    out = []
    for name in names:
        at = by_name.get(name, [])
        if len(at) != 1:
            near = difflib.get_close_matches(name, by_name, 5, 0.4)
            ids = [creators[i].creator_id for i in at]
            raise NotFoundError(
                f"{len(at)} creators are called {name!r}" if at else f"nobody is called {name!r}",
                where=where,
                allowed=", ".join(ids or near) or "an id or a name of the table",
                todo="write the id as the table does",
            )
        out += at
    return np.array(sorted(set(out)), dtype=np.int64)


def _nobody(fits: F64, prices: F64, wanted: Wanted) -> RefusalError:
    n_fit = int((fits > 0).sum())
    n_priced = int((np.isfinite(prices) & (fits > 0)).sum())
    cheapest = float(np.min(prices[fits > 0], initial=np.inf))
    low = f"; the cheapest asks {cheapest:,.0f}" if np.isfinite(cheapest) else ""
    return RefusalError(
        f"nobody can be invited: of {fits.size} creators {n_fit} fit the themes, {n_priced} of "
        f"them have a price{low}",
        where="creators",
        allowed=f"creators who fit and cost at most {wanted.budget:,.0f}",
        todo="ask for other themes, raise --budget, or name prices by --price-per-thousand",
    )


def _told(
    creators: Sequence[Candidate], a: Audiences, limits: Limits, order: I64, wanted: Wanted
) -> tuple[ChosenCreator, ...]:
    state = Reached(a)
    out, before = [], 0.0
    for i in order.tolist():
        state.add(i)
        now = state.value()
        out.append(
            ChosenCreator(
                creator_id=creators[i].creator_id,
                name=creators[i].name,
                price=float(limits.prices[i]),
                audience=creators[i].audience,
                n_new=max(0.0, now - before),
                fit=float(a.fit[i]),
                themes=_own_themes(creators[i], wanted.themes),
                is_must=bool((limits.must == i).any()),
            )
        )
        before = now
    return tuple(out)


def _own_themes(creator: Candidate, themes: Sequence[str]) -> tuple[str, ...]:
    """Return a creator's themes, those asked for first."""
    return tuple(sorted(creator.themes, key=lambda own: not any(_is_alike(own, t) for t in themes)))


def _left_out(
    creators: Sequence[Candidate],
    a: Audiences,
    limits: Limits,
    order: I64,
    *,
    prices: F64,
    never: I64,
) -> tuple[LeftOutCreator, ...]:
    sizes = np.array([c.audience for c in creators])
    sizes[order] = -1.0
    gains = Reached(a, order).gains()
    out = []
    # Who fits comes first: that others do not is soon said.
    for i in np.lexsort((-sizes, a.fit <= 0.0))[:N_LEFT_OUT].tolist():
        if sizes[i] <= 0:
            continue
        reason: WhyLeftOut = "little_new"
        if (never == i).any():
            reason = "never"
        elif a.fit[i] <= 0:
            reason = "no_fit"
        elif not np.isfinite(prices[i]):
            reason = "no_price"
        elif prices[i] > limits.left:
            reason = "too_dear"
        elif order.size >= limits.most:
            reason = "no_place"
        out.append(
            LeftOutCreator(
                creator_id=creators[i].creator_id,
                name=creators[i].name,
                price=float(prices[i]) if np.isfinite(prices[i]) else None,
                audience=creators[i].audience,
                n_new=float(gains[i]),
                fit=float(a.fit[i]),
                reason=reason,
            )
        )
    return tuple(out)
