"""Planes that lie nowhere below the objective at whole starts: what the bound is made from.

Kelley (1960), in closed form: :mod:`chuquan.plan.tangents` says where they touch, scenario by
scenario and week by week.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from chuquan.plan.constraints import IntArray
from chuquan.plan.scenarios import FloatArray
from chuquan.plan.surface import Point, Surface
from chuquan.plan.tangents import choose, project
from chuquan.plan.value import WEEK

_TINY: Final = 1e-6
"""Coefficients below this share of a plane's greatest are left out; the plane is raised for it."""


@dataclass(frozen=True, kw_only=True)
class Planes:
    """Planes ``part <= offset + slope x`` above the parts of the objective.

    Attributes
    ----------
    slope : float array, shape (part, column)
        Parts are the weeks' means over scenarios, and last the tail: the mean of the worst tenth,
        or with a target the mean of ``min(total / target, 1)``.
    offset : float array, shape (part,)
    """

    slope: FloatArray
    offset: FloatArray


@dataclass(frozen=True, kw_only=True)
class _Touch:
    """Where planes touch the function in each scenario and week.

    Attributes
    ----------
    level, offset : float array, shape (lever, scenario, week)
        The response at which saturation is touched, and where that tangent starts.
    is_full : float array, shape (scenario, day)
        1 on days whose plane is their room.
    by_rooms : float array, shape (scenario, week)
        1 where the plane is that of the days' rooms, 0 where it is that of saturation.
    """

    level: FloatArray
    offset: FloatArray
    is_full: FloatArray
    by_rooms: FloatArray


def planes_at(surface: Surface, point: Point, allowed: NDArray[np.bool_] | None = None) -> Planes:
    """Return planes above all parts for whole starts, near to them at a point.

    Parameters
    ----------
    allowed : bool array, shape (column,), or None
        Columns that may be chosen: of others, the planes say nothing (their slope is 0).
    """
    columns = np.arange(surface.action.size) if allowed is None else np.flatnonzero(allowed)
    touch = _touch(surface, point)
    tail = surface.tail_weights(point.total)
    by_week = np.zeros((2, surface.action.size, surface.n_weeks))
    _raise(surface, touch, tail, columns, by_week, np.zeros((0, 0)))
    _take_room(surface, point, touch, tail, by_week)
    starts = _offsets(surface, point, touch)
    slope = np.empty((surface.n_parts, surface.action.size))
    slope[:-1], slope[-1] = by_week[0].T, by_week[1].sum(axis=1)
    last = float(tail @ starts.sum(axis=1))
    if surface.problem.target is not None:
        last += float(np.mean(point.total >= surface.problem.target))
    return _pruned(surface, Planes(slope=slope, offset=np.append(starts.mean(axis=0), last)))


def planes_each(surface: Surface, point: Point) -> Planes:
    """Return planes above the total of each scenario; ``part`` is the scenario here."""
    touch = _touch(surface, point)
    each = np.zeros((surface.action.size, surface.n))
    nothing = np.zeros((2, surface.action.size, surface.n_weeks))
    every = np.arange(surface.action.size)
    _raise(surface, touch, np.zeros(surface.n), every, nothing, each)
    for j in range(len(surface.free)):
        is_it = touch.is_full * (point.tight == j)
        for c in np.flatnonzero(surface.need[j][surface.action] > 0):
            n_full = is_it[:, surface.day[c] : surface.stop[c]].sum(axis=1)
            each[c] -= surface.need[j, surface.action[c]] * n_full
    return Planes(slope=each.T, offset=_offsets(surface, point, touch).sum(axis=1))


def _raise(  # noqa: PLR0917 - what the kernel needs
    surface: Surface,
    touch: _Touch,
    tail: FloatArray,
    columns: IntArray,
    by_week: FloatArray,
    each: FloatArray,
) -> None:
    """Fill in by how much columns raise the planes."""
    with np.errstate(divide="ignore", invalid="ignore"):
        steep = np.exp(-touch.level / surface.saturation[:, None, None])
    spans = [np.ascontiguousarray(columns[i :: surface.threads]) for i in range(surface.threads)]

    def work(span: IntArray) -> None:
        project(
            surface.course,
            surface.action,
            surface.day,
            surface.lever,
            surface.factors,
            surface.saturation,
            surface.room,
            touch.level,
            touch.offset,
            steep,
            touch.is_full,
            touch.by_rooms,
            tail,
            span,
            by_week,
            each,
        )

    with ThreadPoolExecutor(surface.threads) as pool:
        list(pool.map(work, spans))


def _touch(surface: Surface, point: Point) -> _Touch:
    """Choose where the planes of scenarios and weeks touch."""
    shape = (surface.saturation.size, surface.n, surface.n_weeks)
    touch = _Touch(
        level=np.zeros(shape),
        offset=np.zeros(shape),
        is_full=np.zeros((surface.n, surface.n_days)),
        by_rooms=np.zeros((surface.n, surface.n_weeks)),
    )
    chosen = np.flatnonzero(point.x > 0)
    chosen = chosen[np.argsort(surface.lever[surface.action[chosen]], kind="stable")]
    n_levers = surface.saturation.size
    bounds = np.searchsorted(surface.lever[surface.action[chosen]], np.arange(n_levers + 1))
    spans = np.array_split(np.arange(surface.n), surface.threads)

    def work(span: IntArray) -> None:
        choose(
            surface.course,
            surface.action,
            surface.day,
            surface.factors,
            surface.saturation,
            chosen,
            bounds,
            point.x,
            point.raw,
            point.room,
            surface.room,
            span,
            np.zeros(chosen.size),
            touch.level,
            touch.offset,
            touch.is_full,
            touch.by_rooms,
        )

    with ThreadPoolExecutor(surface.threads) as pool:
        list(pool.map(work, spans))
    return touch


def _offsets(surface: Surface, point: Point, touch: _Touch) -> FloatArray:
    """Return where the planes of scenarios and weeks start, without any action."""
    firsts = np.arange(0, surface.n_days, WEEK)
    # On a full day the plane is the room itself, which what actions need lowers from here.
    whole = np.where(touch.is_full > 0, _room_of_tight(surface, point), 0.0)
    rooms = np.add.reduceat(whole, firsts, axis=1)
    return np.where(touch.by_rooms > 0, rooms, touch.offset.sum(axis=0))


def _room_of_tight(surface: Surface, point: Point) -> FloatArray:
    """Return room before what actions need, of the resource that is the tightest with it."""
    out = np.full_like(point.room, np.inf)
    for j, (_, _, free) in enumerate(surface.free):
        out = np.where(point.tight == j, free, out)
    return out


def _take_room(
    surface: Surface, point: Point, touch: _Touch, tail: FloatArray, by_week: FloatArray
) -> None:
    """Subtract what actions cost by the room they take on full days."""
    for j in range(len(surface.free)):
        is_it = touch.is_full * (point.tight == j)
        for i, cost in enumerate((is_it.mean(axis=0), tail @ is_it)):
            for c in np.flatnonzero(surface.need[j][surface.action] > 0):
                for t in range(surface.day[c], surface.stop[c]):
                    by_week[i, c, t // WEEK] -= surface.need[j, surface.action[c]] * cost[t]


def _pruned(surface: Surface, planes: Planes) -> Planes:
    """Leave out tiny coefficients, and raise the planes by what these could add."""
    slope, offset = planes.slope.copy(), planes.offset.copy()
    most = np.abs(slope).max(axis=1, initial=0.0)
    # What matters is the whole objective, so a week with next to nothing has few coefficients.
    most[:-1] = most[:-1].max(initial=0.0)
    is_tiny = np.abs(slope) < _TINY * most[:, None]
    dropped = np.where(is_tiny, np.maximum(slope, 0.0), 0.0)
    starts = np.flatnonzero(np.diff(surface.action, prepend=-1))
    if starts.size:
        # An action begins once at most.
        offset += np.maximum.reduceat(dropped, starts, axis=1).sum(axis=1)
    slope[is_tiny] = 0.0
    return Planes(slope=slope, offset=offset)
