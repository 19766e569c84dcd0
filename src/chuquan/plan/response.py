"""From the casebook, a measured impact or a past breakout to what an action brings.

The casebook counts mentions. Mentions become visits by a conversion that somebody stated or
measured, visits become money by another; neither is ever made up here.

A source that is no text of the user's is told by id, so that each face can say it in its own
language: ``casebook:LEVER/PLACE SIZE/EVENT SIZE/CASES``, ``impact:ID``, ``breakout:ID``.
"""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass, replace
from typing import Final

from chuquan.errors import RefusalError
from chuquan.plan.problem import Effect, Goal, Uncertain
from chuquan.report import Breakout, Casebook, Impact, Quantity, Response, SizeClass

Z90: Final = 1.2815515655446004
"""From the median to the 90th percentile, in standard deviations."""
_Z975: Final = 1.959963984540054
_LEAST: Final = 1e-9
SIZES: Final = ("small", "middle", "large")


@dataclass(frozen=True, kw_only=True)
class Conversion:
    """How many of one thing one of another brings: visits a mention, money a visit."""

    name: str
    ratio: Uncertain
    source: str


@dataclass(frozen=True, kw_only=True)
class Conversions:
    """What is known of how mentions, visits and money hang together.

    Attributes
    ----------
    visits_per_mention, revenue_per_visit : Conversion or None
        None where nobody said so.
    """

    visits_per_mention: Conversion | None = None
    revenue_per_visit: Conversion | None = None

    def between(self, unit: Goal, goal: Goal) -> tuple[Conversion, ...]:
        """Return the conversions from one unit to another, in order.

        Raises
        ------
        RefusalError
            If one is not known, or the way would go back from money or visits.
        """
        order: tuple[Goal, ...] = ("attention", "visits", "revenue")
        first, last = order.index(unit), order.index(goal)
        if last < first:
            raise RefusalError(
                f"an effect in {unit} cannot be told in {goal}",
                allowed=f"effects in {' or '.join(order[: last + 1])}",
                todo="state the effect in the goal's unit, or choose another goal",
            )
        ways = (
            ("visits_per_mention", self.visits_per_mention),
            ("revenue_per_visit", self.revenue_per_visit),
        )[first:last]
        for name, way in ways:
            if way is None:
                raise RefusalError(
                    f"an effect in {unit} becomes {goal} only by [{name}], which is not there",
                    allowed=f"[{name}] with low, value, high and source, or by a measured impact",
                    todo=f'state [{name}], or set goal = "{unit}"',
                )
        return tuple(way for _, way in ways if way is not None)


def product(first: Uncertain, second: Uncertain) -> Uncertain:
    """Return the product of two independent quantities, as if their logarithms were normal."""
    low, high = (
        math.hypot(_side(first, is_low=is_low), _side(second, is_low=is_low))
        for is_low in (True, False)
    )
    median = first.median * second.median
    return Uncertain(low=median * math.exp(-low), median=median, high=median * math.exp(high))


def times(quantity: Uncertain, factor: float) -> Uncertain:
    """Return a quantity times a known number."""
    return Uncertain(
        low=quantity.low * factor, median=quantity.median * factor, high=quantity.high * factor
    )


def turned(effect: Effect, way: Conversion, *, has_spread: bool) -> Effect:
    """Return an effect in the next unit.

    Parameters
    ----------
    effect : Effect
    way : Conversion
    has_spread : bool
        Whether the conversion's own uncertainty is put into the effect; where most effects share
        it, it belongs to what they have in common.
    """

    def one(quantity: Uncertain) -> Uncertain:
        if has_spread and quantity.median > 0:
            return product(quantity, way.ratio)
        return times(quantity, way.ratio.median)

    otherwise = effect.total_else
    return replace(
        effect, total=one(effect.total), total_else=None if otherwise is None else one(otherwise)
    )


def log_spread(quantity: Uncertain) -> float:
    """Return the standard deviation of the logarithm."""
    return math.log(max(quantity.high, _LEAST) / max(quantity.low, _LEAST)) / (2 * Z90)


def _side(quantity: Uncertain, *, is_low: bool) -> float:
    below = math.log(quantity.median / quantity.low)
    return below if is_low else math.log(quantity.high / quantity.median)


def size_of(population: float | None, limits: tuple[float, float]) -> SizeClass:
    """Return a place's size among the casebook's; ``all`` where either is not known."""
    if not population or not 0 < limits[0] <= limits[1]:
        return "all"
    return "small" if population < limits[0] else "middle" if population < limits[1] else "large"


def responses_for(
    casebook: Casebook, lever: str, place_size: SizeClass, event_size: SizeClass
) -> tuple[Response, ...]:
    """Return what the casebook says of a lever, the most particular first.

    A cell of few cases has already been shrunk to the whole, so the most particular one is to be
    used; the others answer for what it does not hold.
    """
    wanted = (
        (lever, place_size, event_size),
        (lever, "all", event_size),
        (lever, place_size, "all"),
        (lever, "all", "all"),
        ("all", "all", "all"),
    )
    by_key = {(str(r.lever), r.place_size, r.event_size): r for r in casebook.responses}
    return tuple(by_key[key] for key in dict.fromkeys(wanted) if key in by_key)


def casebook_effect(responses: tuple[Response, ...], *, p_breakout: float | None = None) -> Effect:
    """Return what one action of a kind brings, in mentions.

    Parameters
    ----------
    responses : tuple of Response
        See :func:`responses_for`.
    p_breakout : float, optional
        What the user says instead of the casebook.

    Raises
    ------
    RefusalError
        If the casebook holds no response, or does not know how often such events break out.
    """
    if not responses:
        raise RefusalError(
            "the casebook holds nothing of this lever",
            allowed="a lever of which it holds cases",
            todo="state the effect by low, value and high, with its source",
        )
    best = responses[0]
    known = next((r.p_breakout.value for r in responses if r.p_breakout is not None), None)
    chance = known if p_breakout is None else p_breakout
    if chance is None:
        raise RefusalError(
            "the casebook knows no events of this lever, so not how often one breaks out",
            allowed="p_breakout from 0 to 1",
            todo='state it: effect = { from = "casebook", p_breakout = 0.1, source = "..." }',
        )
    rise, half_life = timing(responses)
    return Effect(
        p_breakout=chance,
        total=uncertain(best.n_excess),
        rise_days=rise,
        half_life_days=half_life,
        basis="casebook",
        source=_casebook_source(best),
    )


def timing(responses: tuple[Response, ...]) -> tuple[Uncertain, Uncertain]:
    """Return days to the peak, and days in which it halves.

    Raises
    ------
    RefusalError
        If the casebook holds no response.
    """
    if not responses:
        raise RefusalError(
            "nothing says how fast it rises and fades",
            allowed="rise_days and half_life_days, numbers or ranges",
            todo="state both",
        )
    return uncertain(responses[0].rise_days), uncertain(responses[0].half_life_days)


def uncertain(quantity: Quantity) -> Uncertain:
    """Return how a single new case may turn out; the figure's own interval where no case says."""
    median = max(quantity.value, _LEAST)
    if quantity.spread is not None:
        low, high = quantity.spread
    else:
        scale = Z90 / 1.6448536269514722  # of a 90% interval
        low, high = (median * (max(end, _LEAST) / median) ** scale for end in quantity.interval)
    return Uncertain(low=min(max(low, _LEAST), median), median=median, high=max(high, median))


def impact_effect(impact: Impact, responses: tuple[Response, ...], *, factor: float) -> Effect:
    """Return what was measured once as what the like of it would bring again.

    Parameters
    ----------
    impact : Impact
        Its total, with its 95% interval, is taken as the range; whether the next one turns out as
        this one did, nobody measured. Of events it is a single one's share of it, as far apart as
        single events lay, and it fades as the day after stood to the day itself.
    responses : tuple of Response
        How fast it rises, and how fast it halves where the impact does not say.
    factor : float
        How large it is against the one that was measured.

    Raises
    ------
    RefusalError
        If its checks failed, or it may have brought nothing.
    """
    total = _trusted_total(impact)
    rise, half_life = timing(responses)
    if impact.design == "events":
        total = _of_one_event(impact, total)
        rise, half_life = _EVENT_RISE, _event_half_life(impact)
    lasting = impact.lasting.half_life_days if impact.lasting else None
    if lasting:
        half_life = times(half_life, lasting / half_life.median)
    return Effect(
        p_breakout=1.0,
        total=times(total, factor),
        rise_days=rise,
        half_life_days=half_life,
        source=f"impact:{impact.impact_id}",
    )


def breakout_effect(
    breakout: Breakout,
    responses: tuple[Response, ...],
    *,
    factor: float,
    p_breakout: float | None,
) -> Effect:
    """Return a past breakout as the measure of the next, in mentions.

    A second one is as uncertain as any new case of the casebook; its middle is this one's.
    """
    like = casebook_effect(responses, p_breakout=p_breakout)
    if breakout.n_excess <= 0:
        raise RefusalError(
            f"the breakout {breakout.breakout_id} holds no mention above what was to be expected",
            allowed="a breakout with an excess",
            todo="name another one",
        )
    half_life = like.half_life_days
    if breakout.half_life_days:
        half_life = times(half_life, breakout.half_life_days / half_life.median)
    return Effect(
        p_breakout=like.p_breakout,
        total=times(like.total, factor * breakout.n_excess / like.total.median),
        rise_days=like.rise_days,
        half_life_days=half_life,
        basis="casebook",
        source=f"breakout:{breakout.breakout_id}; {like.source}",
    )


def measured_conversion(impact: Impact, breakout: Breakout) -> Conversion:
    """Return visits a mention, from what one breakout is known to have brought.

    Raises
    ------
    RefusalError
        If the impact is not of visits, its checks failed, or it may have brought nothing.
    """
    if impact.metric not in VISITS:
        raise RefusalError(
            f"the impact {impact.impact_id} is of {impact.metric}, not of visits",
            allowed=", ".join(VISITS),
            todo="name an impact on visits",
        )
    total = _trusted_total(impact)
    return Conversion(
        name="visits_per_mention",
        ratio=times(total, 1 / max(breakout.n_excess, _LEAST)),
        source=f"impact:{impact.impact_id}",
    )


def _of_one_event(impact: Impact, total: Uncertain) -> Uncertain:
    """Return what one event brought, out of what all of them did.

    Its range is that of the mean event, widened by the middle 80% of single events where there are
    enough of them to say so: the next one is a single event, no mean.
    """
    n = max(len(impact.events), 1)
    mean = times(total, 1.0 / n)
    single = sorted(event.effect.value for event in impact.events)
    middle = statistics.median(single) if single else 0.0
    if n < _LEAST_EVENTS or middle <= 0:
        return mean
    tenths = statistics.quantiles(single, n=10, method="inclusive")
    low, high = (mean.median * tenths[i] / middle for i in (0, -1))
    return Uncertain(
        low=max(min(mean.low, low), mean.median * _LEAST_SHARE),
        median=mean.median,
        high=max(mean.high, high),
    )


def _event_half_life(impact: Impact) -> Uncertain:
    """Return days in which an event's effect halves, from its day and the day after."""
    around = {each.offset_days: each.effect.value for each in impact.around_events}
    day, after = around.get(0, 0.0), around.get(1, 0.0)
    share = min(max(after / day if day > 0 else 0.0, _LEAST_AFTER), 1 - _LEAST_AFTER)
    days = math.log(2) / -math.log(share)
    return Uncertain(low=days / 2, median=days, high=days * 2)


_EVENT_RISE: Final = Uncertain(low=1.0, median=1.0, high=1.0)
"""An event's effect is measured on its own days."""
_LEAST_EVENTS: Final = 5
_LEAST_SHARE: Final = 0.05
_LEAST_AFTER: Final = 0.1
"""Single events from which a range is told, and what is never undercut: of the mean event by the
low end, of the event's day by the day after."""

VISITS: Final = ("visits", "visitors")


def _trusted_total(impact: Impact) -> Uncertain:
    if not impact.is_trusted:
        raise RefusalError(
            f"checks of the impact {impact.impact_id} failed: its figures cannot be built on",
            allowed="an impact whose checks held",
            todo="state the effect yourself, with its range and its source",
        )
    total = impact.total
    if not 0 < total.low <= total.value <= total.high:
        raise RefusalError(
            f"the impact {impact.impact_id} may have been nothing: its interval goes from "
            f"{total.low:.6g} to {total.high:.6g}",
            allowed="an impact whose interval lies above 0",
            todo="state the effect yourself, with its range and its source",
        )
    scale = Z90 / _Z975
    low, high = (total.value * (end / total.value) ** scale for end in (total.low, total.high))
    return Uncertain(low=low, median=total.value, high=high)


def _casebook_source(response: Response) -> str:
    cell = (response.lever, response.place_size, response.event_size, response.n_excess.n)
    return "casebook:" + "/".join(map(str, cell))
