"""A panel over other periods."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from chuquan.impact.panel import NEVER, Panel


def cut(panel: Panel, first: int, last: int, *, start: int | None = None) -> Panel:
    """Return a panel over the periods from ``first`` up to, not including, ``last``.

    Treated places that start after them are left out; they are no donors.

    Parameters
    ----------
    panel : Panel
    first, last : int
        Indices of periods.
    start : int, optional
        All treated places start here instead; counted, as before, from the panel's first period.

    Returns
    -------
    Panel
    """
    starts = np.where(panel.is_treated, panel.starts if start is None else start, NEVER)
    keep = (starts < last) | (starts == NEVER)
    starts = np.where(starts == NEVER, NEVER, starts - first)
    return replace(
        panel,
        values=panel.values[keep, first:last],
        place_ids=tuple(
            name for name, is_kept in zip(panel.place_ids, keep, strict=True) if is_kept
        ),
        starts=starts[keep],
        first_days=panel.first_days[first:last],
        last_days=panel.last_days[first:last],
    )
