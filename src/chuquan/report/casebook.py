"""What breakouts and events of each lever brought so far: the casebook that plans draw on."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from chuquan.report.breakout import Lever

SizeClass = Literal["all", "small", "middle", "large"]


class Quantity(msgspec.Struct, frozen=True, kw_only=True):
    """A figure with its uncertainty, after shrinkage to the whole.

    Attributes
    ----------
    value : float
        Posterior mean of a probability; posterior median of all else.
    interval : tuple of float
        90% interval of ``value``.
    spread : tuple of float or None
        10th and 90th percentile of a single new case; None for a probability.
    n : int
        Cases of its own cell.
    own : float or None
        What the cell's own cases alone say (the share, or the median); None for none.
    weight : float
        Share of the cell's own cases in ``value`` (0: all from the whole, 1: all its own).
    """

    value: float
    interval: tuple[float, float]
    spread: tuple[float, float] | None = None
    n: int
    own: float | None = None
    weight: float = 0.0


class Response(msgspec.Struct, frozen=True, kw_only=True):
    """What one lever brings, by size of city and of event.

    Attributes
    ----------
    place_size : str
        Of the city, by population: ``all``, small, middle or large; limits are in the casebook.
    event_size : str
        Of the event, by its attendance or by what the user's table says; ``all`` where not told.
    p_breakout : Quantity or None
        Share of events of the kind that became an image of their city; None where no table of
        events is known.
    n_excess : Quantity
        Mentions above what was to be expected, of an event that broke out.
    rise_days, half_life_days : Quantity
        Days from onset to peak; days from the peak until the excess has halved.
    effect : Quantity or None
        What it added to outcomes on its days, as a share of the level, from impacts of the report;
        of all sizes together only, as each was measured in one place.
    effect_from : tuple of str
        Ids of those impacts.
    cases : tuple of str
        Ids of the cell's own breakouts.
    """

    lever: Lever | Literal["all"]
    place_size: SizeClass
    event_size: SizeClass
    p_breakout: Quantity | None = None
    n_excess: Quantity
    rise_days: Quantity
    half_life_days: Quantity
    effect: Quantity | None = None
    effect_from: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()


class EventCase(msgspec.Struct, frozen=True, kw_only=True):
    """One known event and the breakout that it became, if it did.

    Attributes
    ----------
    lag_days : float or None
        From its first day to the breakout's onset; below zero where people spoke of it before.
    image : str
        The breakout's theme, with its place before it.
    attendance : float or None
        People over all its days.
    is_shared : bool
        Whether another event became the same breakout.
    """

    event_id: str
    name: str
    lever: Lever | None
    place_id: str
    place_name: str
    start: date
    end: date
    breakout_id: str | None = None
    lag_days: float | None = None
    place_name_en: str = ""
    image: str = ""
    attendance: float | None = None
    is_shared: bool = False
    source: str = ""


class Casebook(msgspec.Struct, frozen=True, kw_only=True):
    """All responses, with what they rest on.

    Attributes
    ----------
    n_breakouts, n_half_lives : int
        Image breakouts that it rests on, and those of them whose days told their half-life.
    n_under_way : int
        Of the breakouts, those that had not ended: their total is partly forecast.
    n_events, n_events_out : int
        Known events of the period, and those that became an image of their city.
    responses : tuple of Response
        By lever, place size, event size; ``all`` comes first. Sizes of events are told apart only
        where attendances are known.
    events : tuple of EventCase
        By start.
    place_size_limits, event_size_limits : tuple of float
        Populations, and people attending, that part small from middle and middle from large.
    false_discovery_rate : float
        Share of false ones to expect among the breakouts.
    min_mentions : float
        Smaller waves are never found, so the casebook knows none.
    sources : tuple of str
        Where the mentions are from: attention is counted in mentions of these.
    """

    first_day: date
    last_day: date
    n_breakouts: int
    n_events: int
    responses: tuple[Response, ...]
    events: tuple[EventCase, ...] = ()
    place_size_limits: tuple[float, float] = (0.0, 0.0)
    event_size_limits: tuple[float, float] = (0.0, 0.0)
    n_half_lives: int = 0
    n_under_way: int = 0
    n_events_out: int = 0
    false_discovery_rate: float = 0.0
    min_mentions: float = 0.0
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def response(
        self, lever: str, place_size: SizeClass = "all", event_size: SizeClass = "all"
    ) -> Response | None:
        """Return the response of a cell, or None where it is not told."""
        cell = (lever, place_size, event_size)
        return next(
            (r for r in self.responses if (r.lever, r.place_size, r.event_size) == cell), None
        )
