"""Days on which there may be too little of something."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import numpy as np

from chuquan.plan.problem import Problem
from chuquan.plan.value import Outcomes
from chuquan.report import CapacityDay

LEAST_P: Final = 0.05
"""Days that are short in fewer scenarios are not told."""


def short_days(problem: Problem, brought: Outcomes) -> tuple[CapacityDay, ...]:
    """Return the days on which a resource is short in some scenarios, by resource and day.

    Parameters
    ----------
    brought : Outcomes
        What the plan brings, with its demand by scenario, resource and day.
    """
    out = []
    for k, resource in enumerate(problem.resources):
        demand = brought.demand[:, k]
        capacity = np.asarray(resource.capacity)
        p_short = (demand > capacity * (1 + 1e-9)).mean(axis=0)
        lost = np.maximum(demand - capacity, 0.0).mean(axis=0)
        low, high = np.quantile(demand, [0.1, 0.9], axis=0)
        out += [
            CapacityDay(
                resource=resource.name,
                day=problem.first_day + timedelta(days=int(day)),
                capacity=float(capacity[day]),
                demand=float(demand[:, day].mean()),
                demand_interval=(float(low[day]), float(high[day])),
                p_short=float(p_short[day]),
                n_lost=float(lost[day]),
            )
            for day in np.flatnonzero(p_short >= LEAST_P)
        ]
    return tuple(out)
