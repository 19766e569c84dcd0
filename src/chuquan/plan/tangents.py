"""Kernels of the surface: planes above the function at whole starts, scenario by scenario.

A week's saturation ``S(sum z)`` of the lumps ``z`` that actions bring is at most ``o + sum l(z)``
for any level ``b``: with the tangent there, ``o = S(b) - b S'(b)``, ``l(z) = z S'(b)`` for lumps up
to the level, and ``l(z) = S(z) - o`` for those above it, which is less than the tangent. (The first
lump above the level takes the curve along; what comes after it adds no more than it would from the
level on.) In the same way a day's room takes at most ``sum min(z, room)``, and at most the room. At
fractions these planes lie below the function: an action that is spread over many starts counts with
its whole lump at each, which is what makes the bound near.
"""

from __future__ import annotations

import numpy as np

from chuquan.compiled import entry, inner
from chuquan.plan.constraints import IntArray
from chuquan.plan.scenarios import FloatArray
from chuquan.plan.value import WEEK, thinned


@inner
def _plane(z: float, level: float, offset: float, steep: float, saturation: float) -> float:
    """Return by how much a lump raises a plane that touches saturation at a level.

    A lump above the level by itself is worth what saturation leaves of it, less the offset; a
    smaller one follows the tangent.
    """
    if saturation == np.inf:
        return z
    if saturation <= 0.0:
        return 0.0
    if z <= level:
        return z * steep
    return max(thinned(z, saturation) - offset, 0.0)


@inner
def _offset(level: float, saturation: float) -> float:
    """Return where the tangent at a level starts."""
    if saturation == np.inf or saturation <= 0.0:
        return 0.0
    return float(thinned(level, saturation) - level * np.exp(-level / saturation))


@entry
def choose(  # noqa: C901, PLR0917 - a kernel names all its arrays
    course: FloatArray,
    action: IntArray,
    day: IntArray,
    factors: FloatArray,
    saturation: FloatArray,
    chosen: IntArray,
    bounds: IntArray,
    x: FloatArray,
    raw: FloatArray,
    room: FloatArray,
    room_alone: FloatArray,
    span: IntArray,
    z: FloatArray,
    level: FloatArray,
    offset: FloatArray,
    is_full: FloatArray,
    by_rooms: FloatArray,
) -> None:
    """Choose for each scenario and week the plane that lies lowest at a point.

    Fills in by lever the level at which saturation is touched and the offset, days that count as
    full, and whether the week's plane is that of its rooms (1) or of saturation (0). Chosen columns
    stand by lever, those of lever k in ``bounds[k]:bounds[k + 1]``.
    """
    n_levers, _, n_days = raw.shape
    for i_scenario in range(span.size):
        s = span[i_scenario]
        for w in range(by_rooms.shape[1]):
            first, stop = WEEK * w, min(WEEK * (w + 1), n_days)
            takes = 0.0
            for t in range(first, stop):
                is_full[s, t] = 0.0
            for i in range(chosen.size):
                c = chosen[i]
                z[i] = 0.0
                for t in range(max(first, day[c]), stop):
                    rate = course[action[c], s, t - day[c]] * factors[t]
                    z[i] += rate
                    is_full[s, t] += x[c] * min(rate, room_alone[s, t])
            for t in range(first, stop):
                takes += min(is_full[s, t], room[s, t])
                is_full[s, t] = 1.0 if is_full[s, t] > room[s, t] else 0.0
            leaves = 0.0
            for k in range(n_levers):
                total = 0.0
                for t in range(first, stop):
                    total += raw[k, s, t]
                lumps = z[bounds[k] : bounds[k + 1]]
                weights_of = chosen[bounds[k] : bounds[k + 1]]
                leaves += _lowest(
                    lumps, weights_of, x, total, saturation[k], level[k, s], offset[k, s], w
                )
            by_rooms[s, w] = 1.0 if takes <= leaves else 0.0
            if takes > leaves:
                for t in range(first, stop):
                    is_full[s, t] = 0.0


@inner
def _lowest(  # noqa: PLR0917 - a kernel names all its arrays
    z: FloatArray,
    columns: IntArray,
    x: FloatArray,
    total: float,
    saturation: float,
    level: FloatArray,
    offset: FloatArray,
    w: int,
) -> float:
    """Find the level at which a lever's plane lies lowest at a point, and return its height.

    Lumps above the level count by themselves, so that the best level is what the others sum to
    where there is no lump.
    """
    level[w], offset[w] = total, 0.0
    if saturation == np.inf or total <= 0.0:
        return total
    best, tried = np.inf, total
    for _ in range(3):
        start = _offset(tried, saturation)
        small, lumps, own = 0.0, 0.0, 0.0
        for i in range(z.size):
            share = x[columns[i]]
            if z[i] > tried:
                lumps += share
                own += share * _plane(z[i], tried, start, 0.0, saturation)
            else:
                small += share * z[i]
        slope = np.exp(-tried / saturation) if saturation > 0.0 else 0.0
        value = start + own + small * slope
        if value < best:
            best, level[w], offset[w] = value, tried, start
        if lumps <= 0.0 or lumps >= 1.0:
            break
        tried = small / (1.0 - lumps)
    return float(best)


@entry
def project(  # noqa: PLR0917 - a kernel names all its arrays
    course: FloatArray,
    action: IntArray,
    day: IntArray,
    lever: IntArray,
    factors: FloatArray,
    saturation: FloatArray,
    room_alone: FloatArray,
    level: FloatArray,
    offset: FloatArray,
    steep: FloatArray,
    is_full: FloatArray,
    by_rooms: FloatArray,
    tail: FloatArray,
    span: IntArray,
    by_week: FloatArray,
    each: FloatArray,
) -> None:
    """Fill in by how much each column raises the planes: as a mean, and by tail weights.

    ``steep`` is what one more unit brings at ``level``, worked out once for all columns.

    Where ``each`` (column, scenario) is not empty, it is added to by scenario.
    """
    n_days, n = factors.size, tail.size
    for i in range(span.size):
        c = span[i]
        a, begin = action[c], day[c]
        k = lever[a]
        for s in range(n):
            here = course[a, s]
            for w in range(begin // WEEK, by_rooms.shape[1]):
                first, stop = max(WEEK * w, begin), min(WEEK * (w + 1), n_days)
                gain = 0.0
                if by_rooms[s, w] > 0.0:
                    for t in range(first, stop):
                        if is_full[s, t] == 0.0:
                            gain += min(here[t - begin] * factors[t], room_alone[s, t])
                else:
                    for t in range(first, stop):
                        gain += here[t - begin] * factors[t]
                    gain = _plane(
                        gain, level[k, s, w], offset[k, s, w], steep[k, s, w], saturation[k]
                    )
                by_week[0, c, w] += gain / n
                by_week[1, c, w] += gain * tail[s]
                if each.shape[0] > 0:
                    each[c, s] += gain
