"""All kernels of a run, compiled or loaded from their cache: at once, or beside other work.

Compiling lets go of the interpreter half of the time, reading files nearly all of it. So a run from
cold compiles what it needs last while it does what comes first. Each kernel is tried out on a
made-up example that has the types of the real thing; ``tests/unit/test_kernels.py`` holds that no
run needs other ones.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from threading import Event, Thread
from typing import Final

import numpy as np
import polars as pl

from chuquan.breakouts.baseline import Params
from chuquan.breakouts.cells import cells_from_counts
from chuquan.breakouts.discover import discover
from chuquan.breakouts.scan import score
from chuquan.digest.walk import try_out
from chuquan.linear import LinearModel
from chuquan.places.trie import Trie

_N_DAYS: Final = 40
_PAUSE: Final = 0.001
"""Seconds between two kernels, in which another thread that waits for the compiler gets it."""


def _find_names() -> None:
    Trie.of(pl.Series(["ab"])).find(pl.Series(["cab"]))


def _score_texts() -> None:
    idf, weights = np.ones(4, dtype=np.float32), np.ones((4, 2), dtype=np.float32)
    LinearModel(("a", "b"), 1, 2, 2, idf, weights, weights[0]).scores(pl.Series(["ab"]))


def _find_breakouts() -> None:
    counts = np.ones((1, _N_DAYS))
    counts[0, -1] = 50.0
    cells = cells_from_counts(counts, np.zeros(1, dtype=np.int32), np.ones(1))
    exposure = np.ones((1, _N_DAYS))
    discover(cells, score(cells, exposure, 0, Params()), exposure)


ALL: Final[tuple[Callable[[], None], ...]] = (_find_names, _score_texts, try_out, _find_breakouts)
"""In the order in which a run needs them."""


# No run needs what measures impacts: it is imported when it is compiled.


def _compare_places() -> None:
    from chuquan.impact.estimators.synthetic_control import SyntheticControl  # noqa: PLC0415
    from chuquan.impact.estimators.synthetic_did import (  # noqa: PLC0415
        SyntheticDifferenceInDifferences,
    )
    from chuquan.impact.panel import Block  # noqa: PLC0415

    values = np.sin(np.outer(np.arange(1.0, 9.0), np.arange(1.0, 31.0)))
    block = Block(values[1:], values[0], 20)
    SyntheticDifferenceInDifferences().placebos(block)
    SyntheticControl(exact=True).fit(block)


def _filter_a_series() -> None:
    from chuquan.impact.series.structural import structural_impact  # noqa: PLC0415

    values = 100.0 + np.sin(np.arange(90.0))
    days = [date(2023, 1, 1) + timedelta(days=i) for i in range(90)]
    structural_impact(values, days, days, "day", 80)


OF_IMPACTS: Final[tuple[Callable[[], None], ...]] = (_compare_places, _filter_a_series)
"""What measures impacts, and no run needs."""


def _value_a_plan() -> None:
    from chuquan.plan.constraints import constraints  # noqa: PLC0415
    from chuquan.plan.planes import planes_at  # noqa: PLC0415
    from chuquan.plan.problem import Action, Effect, Problem, Uncertain  # noqa: PLC0415
    from chuquan.plan.scenarios import draw  # noqa: PLC0415
    from chuquan.plan.surface import Surface  # noqa: PLC0415
    from chuquan.plan.value import outcomes  # noqa: PLC0415

    day, some = date(2026, 1, 1), Uncertain(low=1.0, median=2.0, high=4.0)
    effect = Effect(p_breakout=0.5, total=some, rise_days=some, half_life_days=some)
    action = Action(
        action_id="a",
        name="a",
        lever="event",
        cost=1.0,
        starts=(day,),
        length_days=1,
        effect=effect,
    )
    problem = Problem(
        plan_id="p",
        name="p",
        place_id="",
        first_day=day,
        last_day=day + timedelta(days=9),
        goal="visits",
        unit="",
        budget=1.0,
        actions=(action,),
        saturation={"event": 1.0},
    )
    scenarios = draw(problem, 4, 0)
    outcomes(problem, scenarios, {"a": day})
    surface = Surface(problem, scenarios, constraints(problem))
    point = surface.at(np.zeros(1))
    planes_at(surface, point)
    surface.totals_with(point, np.arange(1))


OF_PLANS: Final[tuple[Callable[[], None], ...]] = (_value_a_plan,)
"""What makes plans, and no run needs."""


def _choose_creators() -> None:
    from chuquan.opportunities.creators.audience import Audiences  # noqa: PLC0415
    from chuquan.opportunities.creators.choose import choose  # noqa: PLC0415
    from chuquan.opportunities.creators.exact import MOST_CREATORS  # noqa: PLC0415
    from chuquan.opportunities.creators.limits import Limits  # noqa: PLC0415

    # Few are searched to the end, many are not.
    for n in (4, MOST_CREATORS + 5):
        shares = [{i % 3: 0.1 + 0.01 * i} for i in range(n)]
        audiences = Audiences.of([100.0, 200.0, 300.0], shares)
        choose(audiences, Limits.plain([1.0 + i % 4 for i in range(n)], n / 2))


OF_CREATORS: Final[tuple[Callable[[], None], ...]] = (_choose_creators,)
"""What chooses creators, and no run needs."""


def make_ready() -> None:
    """Compile all kernels into their cache, or load them from it."""
    for kernel in (*ALL, *OF_IMPACTS, *OF_PLANS, *OF_CREATORS):
        kernel()


@contextmanager
def ready_beside() -> Iterator[None]:
    """Make the kernels ready in a thread while the block runs; what is left at its end is not."""
    is_over = Event()

    def work() -> None:
        for kernel in ALL:
            if is_over.is_set():
                return
            kernel()
            time.sleep(_PAUSE)

    thread = Thread(target=work, name="chuquan-kernels", daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()
