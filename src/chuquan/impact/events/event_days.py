"""Many short events in one daily series: concerts, matches, all of a city's at once.

Each event's own effect is what its days were above what all days without events say of them:
level before and after, weekday, holiday, season (the structural model, run over the whole series).
The mean effect of an event day is the mean of these, so one great event cannot pass for many; days
around the events are estimated beside them, for who comes on Saturday may have stayed away on
Friday.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np
import polars as pl

from chuquan.errors import RefusalError
from chuquan.impact.events.checks import event_checks
from chuquan.impact.events.effects import Flags, Span, event_effects
from chuquan.impact.events.leave_out import LeaveOut
from chuquan.impact.events.shuffles import permutation_p, shuffles
from chuquan.impact.panel import FloatArray
from chuquan.impact.series.components import design
from chuquan.impact.series.scale import Scale, fit_problem, to_scale
from chuquan.impact.series.shocks import usual_noise
from chuquan.impact.series.threads import on_one_thread
from chuquan.report.impact import AroundEvent, Check, Estimate, EventDay

AROUND_DAYS: Final = 3
HISTORY_DAYS: Final = 365
"""How far before the first event days count: older ones tell of another city."""
MIN_ORDINARY_DAYS: Final = 84
MAX_EVENT_SHARE: Final = 0.4


@dataclass(frozen=True, eq=False)
class EventsImpact:
    """What events brought to a series.

    Attributes
    ----------
    effect, lift : Estimate
        Mean over all event days, and relative to what those days would have been.
    total, net_total : Estimate
        Sum over event days; the same with the days around them.
    p_value : float
        Of no effect: how often flags moved by whole weeks within their quarter look as strong.
    events : tuple of EventDay
        Each by its own days, in order of time.
    around : tuple of AroundEvent
        From ``-AROUND_DAYS`` to ``AROUND_DAYS``; 0 is the mean of all event days.
    spread : float
        Standard deviation of the effect between event days, noise taken off (DerSimonian and
        Laird 1986), in the unit of the outcome.
    spread_p_value : float
        Of all event days having the same effect (Cochran's Q).
    n_event_days : int
        Days that the mean effect is of.
    days : tuple of date
        The series as it was used.
    observed, counterfactual, low, high : array of float64, shape (day,)
        Each day against its prediction from all other days, with the 95% band of a single day.
    left_out : tuple of str
        Names of events without a figure on any of their days.
    scale : str
    widened : float
    checks : tuple of Check
    """

    effect: Estimate
    lift: Estimate
    total: Estimate
    net_total: Estimate
    p_value: float
    events: tuple[EventDay, ...]
    around: tuple[AroundEvent, ...]
    spread: float
    spread_p_value: float
    n_event_days: int
    days: tuple[date, ...]
    observed: FloatArray
    counterfactual: FloatArray
    low: FloatArray
    high: FloatArray
    left_out: tuple[str, ...]
    scale: Scale
    widened: float
    checks: tuple[Check, ...]


@on_one_thread
def events_impact(
    values: FloatArray,
    days: Sequence[date],
    events: pl.DataFrame,
    *,
    country: str = "CN",
    set_aside: Collection[date] = (),
    seed: int = 0,
) -> EventsImpact:
    """Estimate what an event day brings, each event's own effect, and the days around.

    Parameters
    ----------
    values : array of float64, shape (day,)
        NaN is a gap; one value for each day without a hole.
    days : sequence of date
    events : polars.DataFrame
        Of schema :data:`chuquan.tables.EVENTS`. Those outside of the series are left out.
    country : str
        Whose holidays.
    set_aside : collection of date
        Days that are known to be unlike others (typhoons); they count as missing.
    seed : int
        Of shuffles and draws.

    Raises
    ------
    RefusalError
        If no event has a figure, if too few days have none, or if events are on so many days that
        no ordinary ones are left to compare with.
    """
    values, days = _cut(values, days, events, set_aside)
    spans = _spans(events, days, values)
    flags = _flags(spans, values)
    _refuse(values, flags)
    parts = design(days, days, "day", len(days), country)
    is_event = np.zeros(len(days), dtype=bool)
    is_event[flags.at] = True
    scale, problem, parameters = fit_problem(values, parts, "day", len(days), counts=~is_event)
    usual = usual_noise(problem)
    noise = np.where(is_event, usual, problem.clock.noise)
    clock = replace(problem.clock, seen=np.isfinite(values).astype(float), noise=noise)
    whole = replace(problem, values=to_scale(values, scale), clock=clock)
    system = LeaveOut.of(whole, parameters, usual)
    rng = np.random.default_rng(seed)
    placebo = shuffles(system, flags.at, flags.around, days, rng)
    effects = event_effects(system, values, flags, scale, placebo=placebo, rng=rng)
    p_value = permutation_p(values, parts, flags.at, scale=scale, rng=rng)
    by_event = tuple(effects.of_event(span) for span in spans if len(span.at))
    around = tuple(AroundEvent(offset, effects.around[offset]) for offset in sorted(effects.around))
    left_out = tuple(span.name for span in spans if not len(span.at))
    return EventsImpact(
        effect=effects.mean,
        lift=effects.lift,
        total=effects.total,
        net_total=effects.net_total,
        p_value=p_value,
        events=by_event,
        around=around,
        spread=effects.spread,
        spread_p_value=effects.spread_p_value,
        n_event_days=len(flags.at),
        days=tuple(days),
        observed=values,
        counterfactual=effects.counterfactual,
        low=effects.low,
        high=effects.high,
        left_out=left_out,
        scale=scale,
        widened=placebo.widened,
        checks=event_checks(
            values, flags, spans, placebo, p_value=p_value, country=country, days=days
        ),
    )


def _cut(
    values: FloatArray,
    days: Sequence[date],
    events: pl.DataFrame,
    set_aside: Collection[date],
) -> tuple[FloatArray, list[date]]:
    """Cut the series to the time of the events and what stands before it; drop days set aside."""
    inside = [day for day in events["start"].to_list() if days[0] <= day <= days[-1]]
    if not inside:
        raise RefusalError(
            "no event lies within the outcomes",
            allowed=f"events from {days[0]} to {days[-1]}",
            todo="check the dates of the events, or give outcomes of their time",
        )
    first = max(0, (min(inside) - days[0]).days - HISTORY_DAYS)
    out = np.array(values[first:], dtype=np.float64)
    kept = list(days[first:])
    for day in set_aside:
        if kept[0] <= day <= kept[-1]:
            out[(day - kept[0]).days] = np.nan
    return out, kept


def _spans(events: pl.DataFrame, days: Sequence[date], values: FloatArray) -> list[Span]:
    """Find each event's days with a figure; events wholly outside of the series are none."""
    spans = []
    for event in events.sort("start").iter_rows(named=True):
        last = event["end"] or event["start"]
        first_at, last_at = (event["start"] - days[0]).days, (last - days[0]).days
        at = np.arange(max(first_at, 0), min(last_at, len(days) - 1) + 1)
        spans.append(
            Span(
                str(event["event_id"]),
                str(event["name"]),
                event["start"],
                last,
                at[np.isfinite(values[at])] if len(at) else at,
            )
        )
    return spans


def _flags(spans: Sequence[Span], values: FloatArray) -> Flags:
    """Lay out event days and, for each offset, the days so far from a run of them."""
    n = len(values)
    held = [span.at for span in spans if len(span.at)]
    at = np.unique(np.concatenate(held)) if held else np.empty(0, dtype=np.int64)
    is_event = np.zeros(n, dtype=bool)
    is_event[at] = True
    offsets = [offset for offset in range(-AROUND_DAYS, AROUND_DAYS + 1) if offset]
    around = np.zeros((n, len(offsets)))
    for number, offset in enumerate(offsets):
        # The run's end that the offset counts from is an event day with none beside it.
        ends = [t for t in at if not is_event[np.clip(t + np.sign(offset), 0, n - 1)]]
        for t in ends:
            if 0 <= t + offset < n and not is_event[t + offset]:
                around[t + offset, number] += 1.0
    around[~np.isfinite(values)] = 0.0
    kept = [number for number in range(len(offsets)) if around[:, number].any()]
    return Flags(at, around[:, kept], tuple(offsets[number] for number in kept))


def _refuse(values: FloatArray, flags: Flags) -> None:
    n_seen = int(np.isfinite(values).sum())
    n_events = len(flags.at)
    if n_events == 0:
        raise RefusalError(
            "no event has a figure on its days",
            allowed="at least one event day with a figure",
            todo="check the dates of the events and the gaps of the outcomes",
        )
    if n_seen - n_events < MIN_ORDINARY_DAYS:
        raise RefusalError(
            f"{n_seen - n_events} days without an event are too few to compare with",
            allowed=f"{MIN_ORDINARY_DAYS} or more",
            todo="give a longer history",
        )
    if n_events > MAX_EVENT_SHARE * n_seen:
        raise RefusalError(
            f"{n_events} of {n_seen} days have an event",
            allowed=f"at most {MAX_EVENT_SHARE:.0%}",
            todo="keep to the larger events",
        )
