"""Kernels of the surface: responses of chosen starts, and what weeks bring of them."""

from __future__ import annotations

from chuquan.compiled import entry
from chuquan.plan.constraints import IntArray
from chuquan.plan.scenarios import FloatArray
from chuquan.plan.value import WEEK, thinned


@entry
def respond(  # noqa: PLR0917 - a kernel names all its arrays
    course: FloatArray,
    action: IntArray,
    day: IntArray,
    lever: IntArray,
    factors: FloatArray,
    chosen: IntArray,
    x: FloatArray,
    raw: FloatArray,
) -> None:
    """Add the responses of chosen columns to ``raw`` (lever, scenario, day)."""
    n_days = raw.shape[2]
    for i in range(chosen.size):
        c = chosen[i]
        a, first = action[c], day[c]
        row = raw[lever[a]]
        for s in range(raw.shape[1]):
            for t in range(first, n_days):
                row[s, t] += x[c] * course[a, s, t - first] * factors[t]


@entry
def settle(raw: FloatArray, saturation: FloatArray, room: FloatArray, by_week: FloatArray) -> None:
    """Fill in what each week brings in each scenario."""
    n_levers, n, n_days = raw.shape
    for s in range(n):
        for w in range(by_week.shape[1]):
            first, stop = WEEK * w, min(WEEK * (w + 1), n_days)
            leaves, takes = 0.0, 0.0
            for lever in range(n_levers):
                x = 0.0
                for t in range(first, stop):
                    x += raw[lever, s, t]
                leaves += thinned(x, saturation[lever])
            for t in range(first, stop):
                rate = 0.0
                for lever in range(n_levers):
                    rate += raw[lever, s, t]
                takes += min(rate, room[s, t])
            by_week[s, w] = min(leaves, takes)


@entry
def thin(response: FloatArray, saturation: FloatArray, out: FloatArray) -> None:
    """Fill in what saturation leaves by lever, scenario and week."""
    for k in range(saturation.size):
        for s in range(out.shape[1]):
            for w in range(out.shape[2]):
                out[k, s, w] = thinned(response[k, s, w], saturation[k])


@entry
def add_each(  # noqa: PLR0917 - a kernel names all its arrays
    course: FloatArray,
    action: IntArray,
    day: IntArray,
    stops: IntArray,
    lever: IntArray,
    factors: FloatArray,
    saturation: FloatArray,
    need: FloatArray,
    left: FloatArray,
    room: FloatArray,
    response: FloatArray,
    others: FloatArray,
    rate: FloatArray,
    by_week: FloatArray,
    columns: IntArray,
    out: FloatArray,
) -> None:
    """Fill in totals by scenario with one more column each."""
    n_days, n, n_weeks = factors.size, by_week.shape[0], by_week.shape[1]
    for i in range(columns.size):
        c = columns[i]
        a, begin = action[c], day[c]
        k = lever[a]
        has_need = False
        for j in range(need.shape[0]):
            has_need = has_need or need[j, a] > 0.0
        for s in range(n):
            total = 0.0
            for w in range(n_weeks):
                if w < begin // WEEK:
                    total += by_week[s, w]
                    continue
                z, takes = 0.0, 0.0
                for t in range(WEEK * w, min(WEEK * (w + 1), n_days)):
                    more = course[a, s, t - begin] * factors[t] if t >= begin else 0.0
                    z += more
                    here = room[s, t]
                    if has_need and begin <= t < stops[c]:
                        for j in range(need.shape[0]):
                            here = min(here, left[j, s, t] - need[j, a])
                    takes += min(rate[s, t] + more, here)
                leaves = others[k, s, w] + thinned(response[k, s, w] + z, saturation[k])
                total += min(leaves, takes)
            out[i, s] = total
