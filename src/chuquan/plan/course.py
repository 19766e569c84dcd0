"""The course of a response: how what an action brings is spread over the days from its start.

From the start to its greatest day the rate climbs along ``3 u^2 - 2 u^3`` (u from 0 to 1: smooth at
both ends), and from there on it halves every half-life. A day gets the integral over it, in closed
form, so that the days of the whole course sum to one whatever rise and half-life are. What lies
after the plan's last day is not the plan's: it is told apart (``Outcomes.after``).
"""

from __future__ import annotations

import math

from chuquan.compiled import entry, inner
from chuquan.plan.scenarios import FloatArray


@inner
def _done(days: float, rise: float, half_life: float) -> float:
    """Return the share of the whole course that has come within some days from the start."""
    tail = half_life / math.log(2.0)
    if days >= rise:
        done = 0.5 * rise + tail * (1.0 - 2.0 ** (-(days - rise) / half_life))
    else:
        u = days / rise
        done = rise * (u * u * u - 0.5 * u * u * u * u)
    return float(done / (0.5 * rise + tail))


@entry
def fill_courses(
    total: FloatArray, rise: FloatArray, half_life: FloatArray, out: FloatArray
) -> None:
    """Fill in what each scenario's response brings by days since the start.

    Parameters
    ----------
    total, rise, half_life : float array, shape (scenario,)
    out : float array, shape (scenario, day)
        Filled, in the unit of ``total``; its rows sum to no more than ``total``.
    """
    for s in range(total.size):
        before = 0.0
        for lag in range(out.shape[1]):
            if lag >= rise[s] + 1.0:
                # The tail is a geometric series: no power a day.
                out[s, lag] = out[s, lag - 1] * 2.0 ** (-1.0 / half_life[s])
            else:
                done = _done(lag + 1.0, rise[s], half_life[s])
                out[s, lag] = total[s] * (done - before)
                before = done
