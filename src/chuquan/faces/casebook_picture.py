"""A quantity by lever as a picture: dots with their interval and the range of single cases."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chuquan.faces import svg
from chuquan.faces.words import Words
from chuquan.report import Quantity

_WIDTH, _LEFT, _RIGHT = 640.0, 168.0, 112.0
_TOP, _ROW, _FOOT = 12.0, 27.0, 64.0


@dataclass(frozen=True)
class Row:
    """One row of the picture.

    Attributes
    ----------
    kind : str
        The lever, whose colour the dot has; ``all`` for the row of all together.
    label : str
    text : str
        Its figures, at the right.
    """

    kind: str
    label: str
    quantity: Quantity
    text: str


@dataclass(frozen=True)
class Axis:
    """A scale with its ticks and their labels."""

    ticks: tuple[float, ...]
    labels: tuple[str, ...]
    title: str
    is_log: bool

    def x(self, value: float) -> float:
        """Return where a value stands, within the picture."""
        low, high = self.ticks[0], self.ticks[-1]
        value = min(max(value, low), high)
        if self.is_log:
            share = math.log(value / low) / math.log(high / low)
        else:
            share = (value - low) / (high - low)
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * share


def log_axis(values: Sequence[float], title: str, words: Words) -> Axis:
    """Return a logarithmic axis over all values, with ticks at 1, 2 and 5 of each decade."""
    least, most = min(v for v in values if v > 0), max(values)
    first, last = math.floor(math.log10(least)), math.ceil(math.log10(most))
    steps = [m * 10.0**d for d in range(first - 1, last + 1) for m in (1, 2, 5)]
    low = max(s for s in steps if s <= least)
    high = min(s for s in steps if s >= most)
    ticks = tuple(s for s in steps if low <= s <= high)
    return Axis(ticks, tuple(words.count(t) for t in ticks), title, is_log=True)


def share_axis(values: Sequence[float], title: str, words: Words) -> Axis:
    """Return an axis of shares from zero on."""
    most = max(*values, 0.05)
    step = next(s for s in (0.02, 0.05, 0.1, 0.2, 0.25) if most / s <= 6 or s == 0.25)
    ticks = tuple(step * k for k in range(math.ceil(most / step) + 1))
    return Axis(ticks, tuple(words.share(t) for t in ticks), title, is_log=False)


def dots_picture(  # noqa: PLR0917  what is drawn, and the words for it
    rows: Sequence[Row], axis: Axis, words: Words, element_id: str, title: str, said: str
) -> str:
    """Draw one row a lever: the value as a dot, its interval, the range of single cases.

    Parameters
    ----------
    rows : sequence of Row
        The first is that of all levers together: a line goes down from its value.
    axis : Axis
    words : Words
    element_id : str
        Prefix of the ids, unique in the page.
    title, said : str
        What the picture shows, and what one sees in it.

    Returns
    -------
    str
        A whole ``svg`` element.
    """
    height = _TOP + _ROW * len(rows) + _FOOT
    parts = [
        svg.opening("dots", (_WIDTH, height), element_id, title, said),
        *_scale(axis, len(rows)),
        *_whole(rows[0], axis, len(rows)),
        *(part for i, row in enumerate(rows) for part in _row(row, axis, i)),
        *_legend(rows, words, height),
        "</svg>",
    ]
    return "".join(parts)


def _scale(axis: Axis, n_rows: int) -> Iterable[str]:
    n, base = svg.short, _TOP + _ROW * n_rows
    lines = "".join(f"M{n(axis.x(t))} {n(_TOP)}V{n(base)}" for t in axis.ticks)
    yield f'<path class="grid" d="{lines}"/>'
    last = -math.inf
    for tick, label in zip(axis.ticks, axis.labels, strict=True):
        x, half = axis.x(tick), svg.width_of(label) / 2
        if x - half > last + 4:
            yield svg.text(x, base + 14, label, "middle")
            last = x + half
    yield svg.text((_LEFT + _WIDTH - _RIGHT) / 2, base + 30, axis.title, "middle")


def _whole(row: Row, axis: Axis, n_rows: int) -> Iterable[str]:
    n, (low, high) = svg.short, row.quantity.interval
    x, base = axis.x(low), _TOP + _ROW * n_rows
    width = max(axis.x(high) - x, 0.5)
    size = f'width="{n(width)}" height="{n(base - _TOP)}"'
    yield f'<rect class="band" x="{n(x)}" y="{n(_TOP)}" {size}/>'


def _row(row: Row, axis: Axis, i: int) -> Iterable[str]:
    n, y, q = svg.short, _TOP + _ROW * (i + 0.5), row.quantity
    is_all = row.kind == "all"
    yield svg.text(_LEFT - 10, y + 4, row.label, "end", "label" if is_all else "name")
    if q.spread is not None:
        low, high = (axis.x(v) for v in q.spread)
        yield f'<path class="whisker" d="M{n(low)} {n(y)}H{n(high)}"/>'
    low, high = (axis.x(v) for v in q.interval)
    yield f'<path class="mark" stroke-width="3" d="M{n(low)} {n(y)}H{n(high)}"/>'
    name = "dot" if is_all else row.kind
    ring = "" if is_all else ' stroke="currentColor" stroke-width="0.8"'
    yield f'<circle class="{name}" cx="{n(axis.x(q.value))}" cy="{n(y)}" r="5.2"{ring}/>'
    yield svg.text(_WIDTH - _RIGHT + 10, y + 4, row.text, "start", "name")


def _legend(rows: Sequence[Row], words: Words, height: float) -> Iterable[str]:
    n, y, x = svg.short, height - 12, 8.0
    has_spread = any(row.quantity.spread is not None for row in rows)
    entries = [
        (f'<circle class="dot" cx="{n(x + 8)}" cy="{{y}}" r="4.5"/>', words.gettext("value")),
        ('<path class="mark" stroke-width="3" d="M{x} {y}h18"/>', words.gettext("interval of 90%")),
    ]
    if has_spread:
        single = words.gettext("eight of ten single cases")
        entries.append(('<path class="whisker" d="M{x} {y}h18"/>', single))
    whole = words.gettext("all levers together")
    entries.append(('<rect class="band" x="{x}" y="{top}" width="18" height="10"/>', whole))
    for drawn, label in entries:
        yield drawn.format(x=n(x), y=n(y - 4), top=n(y - 9))
        yield svg.text(x + 24, y, label, "start")
        x += 24 + svg.width_of(label) + 20
