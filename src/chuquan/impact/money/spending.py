r"""From visits to money: people from elsewhere and locals apart, net of what was only moved.

Of a total effect of :math:`E` people, :math:`V = sE` come from elsewhere and :math:`L = (1 - s)E`
live there. They spend

    gross = V a + L b,    net = (V - D) a + L b (1 - d),

with :math:`a` and :math:`b` what one of either spends, :math:`d` the share of the locals' spending
that they would have spent in the place anyway, and :math:`D` the people that neighbours lost. All
of them are uncertain. A stated range is taken so: the value is as likely too high as too low, on
either side the density falls in a straight line to nothing at the end of the range, and the range
is never passed. An estimate is taken as normal on each side of its value, so that its interval
holds 95 of 100 draws. Everything is drawn independently, with a fixed seed.

A draw in which neighbours won takes nothing off: their gains are not credited to the place, which
errs on the side of too little. Where fewer came (:math:`E < 0`), the same sums are losses.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np

from chuquan.errors import RefusalError
from chuquan.impact.money.multipliers import Multipliers
from chuquan.impact.panel import FloatArray
from chuquan.report.impact import Assumption, Estimate, Spending

PEOPLE_UNITS: Final = frozenset(
    {
        *("visits", "visit", "visitors", "visitor", "people", "persons", "person", "arrivals"),
        *("tourists", "guests", "attendance", "人次", "人", "游客", "访客", "旅客"),
    }
)
"""Units in which people are counted; a trailing scale such as 万 has gone before."""

N_DRAWS: Final = 100_000
_SEED = 20_240_106
_Z = 1.959963984540054
"""Standard normal quantile at 0.975."""


def spending(
    total: Estimate,
    unit: str,
    multipliers: Multipliers,
    displacement: Estimate | None = None,
    *,
    n_draws: int = N_DRAWS,
) -> Spending:
    """Return what a total effect is worth, with ranges.

    Parameters
    ----------
    total : Estimate
        Sum of the effect over the window and all places, in ``unit``.
    unit : str
        What was counted; people or visits, or anything of which ``counts_per_person`` says how
        many a person makes.
    multipliers : Multipliers
    displacement : Estimate, optional
        Sum of the effect on all neighbours over the same window, in ``unit``; below zero is a
        loss. None where no neighbour was looked at.
    n_draws : int
        Draws behind the intervals.

    Returns
    -------
    Spending
        Each value is that of the stated values; its interval is the central 95% of the draws.

    Raises
    ------
    RefusalError
        If what was counted is not people and nothing says how many of it a person makes.
    """
    _refuse_unit(unit, multipliers)
    rng = np.random.Generator(np.random.PCG64(_SEED))
    # Every multiplier has its own stream: to state one more moves no other one's draws.
    drawn = {
        item.name: _ranged(item, np.random.Generator(np.random.PCG64([_SEED, i])), n_draws)
        for i, item in enumerate(multipliers.items)
    }
    stated = {item.name: np.array([item.value]) for item in multipliers.items}
    effect = _normal(total, rng, n_draws)
    moved = None if displacement is None else _normal(displacement, rng, n_draws)
    draws = _sums(effect, moved, drawn)
    values = _sums(
        np.array([total.value]),
        None if displacement is None else np.array([displacement.value]),
        stated,
    )
    told = {name: _estimate(values[name], draws[name]) for name in values}
    return Spending(
        currency=multipliers.currency,
        visitors=told["visitors"],
        locals=told["locals"],
        displaced=told.get("displaced"),
        nights=told.get("nights"),
        gross=told["gross"],
        net=told["net"],
        assumptions=multipliers.items,
    )


def over_window(effects: Iterable[Estimate], n_periods: int) -> Estimate | None:
    """Return the sum of mean effects over a window, such as what all neighbours lost.

    Parameters
    ----------
    effects : iterable of Estimate
        Mean effect a period, one a neighbour.
    n_periods : int
        Periods of the window.

    Returns
    -------
    Estimate or None
        None where there is no effect. The distances of the ends from the values are added up as if
        all errors went the same way: neighbours are held against the same places, and what is
        common to their errors is not known. The interval is rather too wide than too narrow.
    """
    found = list(effects)
    if not found:
        return None
    ends = ("value", "low", "high")
    return Estimate(*(n_periods * sum(getattr(e, end) for e in found) for end in ends))


def _sums(
    effect: FloatArray, moved: FloatArray | None, by: dict[str, FloatArray]
) -> dict[str, FloatArray]:
    """Apply the sums of the module to draws, or to the single stated values; shape (draw,)."""
    counts = by.get("counts_per_person", 1.0)
    people = effect / counts
    visitors = people * by["share_visitors"]
    residents = people - visitors
    lost = np.zeros_like(people) if moved is None else np.maximum(-moved / counts, 0.0)
    head, own = _a_head(by), residents * by["spending_local"]
    out = {
        "visitors": visitors,
        "locals": residents,
        "gross": visitors * head + own,
        "net": (visitors - lost) * head + own * (1.0 - by["displaced_local"]),
    }
    if moved is not None:
        out["displaced"] = lost
    if "nights_visitor" in by:
        out["nights"] = visitors * by["nights_visitor"]
    return out


def _a_head(by: dict[str, FloatArray]) -> FloatArray:
    if "spending_visitor" in by:
        return by["spending_visitor"]
    if "spending_visitor_night" in by:
        return by["spending_visitor_night"] * by["nights_visitor"]
    return by["ticket_price"] * by["spending_per_ticket"]


def _ranged(item: Assumption, rng: np.random.Generator, n_draws: int) -> FloatArray:
    way = rng.triangular(-1.0, 0.0, 1.0, n_draws)
    side = np.where(way < 0, item.value - item.low, item.high - item.value)
    return item.value + way * side


def _normal(estimate: Estimate, rng: np.random.Generator, n_draws: int) -> FloatArray:
    z = rng.standard_normal(n_draws) / _Z
    below, above = estimate.value - estimate.low, estimate.high - estimate.value
    return estimate.value + z * np.where(z < 0, below, above)


def _estimate(value: FloatArray, draws: FloatArray) -> Estimate:
    low, high = np.quantile(draws, (0.025, 0.975))
    at = float(value[0])
    # The stated values need not give the median of the draws; they never lie outside of it all.
    return Estimate(at, min(float(low), at), max(float(high), at))


def _refuse_unit(unit: str, multipliers: Multipliers) -> None:
    if unit.strip().lower() in PEOPLE_UNITS or multipliers.get("counts_per_person"):
        return
    raise RefusalError(
        f"'{unit}' counts no people, so that nothing can be said of what they spend",
        where="multipliers",
        allowed="an outcome in visits or people, or a multiplier counts_per_person",
        todo="choose such a metric, or state how many of them a person makes, with a source",
    )
