"""The timeline of one breakout as a compact SVG picture.

Bars are all mentions of the place, stacked by kind; the solid line is the breakout's own series
and the dashed line what was to be expected of that series. Colours come from the page by class, so
that one picture serves light, dark and print. One path a layer keeps it small: about six kilobytes
for sixty days.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from chuquan.faces.svg import LEFT, RIGHT, WIDTH, DayScale, finite, opening, short, text, width_of
from chuquan.faces.words import Words
from chuquan.report import Breakout, TimelineDay

HEIGHT = 216
_BOTTOM = 40
_ROW = 14
_KINDS = ("image", "crisis", "affairs")


def timeline(breakout: Breakout, words: Words, *, element_id: str) -> str:
    """Draw a breakout's timeline.

    Parameters
    ----------
    breakout : Breakout
        Its ``timeline`` is drawn by date; days that are missing stay empty.
    words : Words
        The language of the labels.
    element_id : str
        Prefix of the ids in the picture, unique in the page.

    Returns
    -------
    str
        An ``svg`` element with title and description; empty where there is no timeline.
    """
    days = sorted(breakout.timeline, key=lambda d: d.day)
    if not days:
        return ""
    marks = _place_marks(_marks(breakout, words, days[0].day, days[-1].day), days)
    top = 6 + _ROW * (1 + max((m.row for m in marks), default=0)) + 4
    frame = _Frame(days, top)
    title, description = finding(breakout, words)
    parts = [
        opening("timeline", (WIDTH, HEIGHT), element_id, title, description),
        *_outages(days, frame),
        *_axes(frame, words),
        *_bars(days, frame),
        *_lines(days, frame),
        *_draw_marks(marks, frame),
        *_key(days, words),
        "</svg>",
    ]
    return "".join(parts)


def finding(breakout: Breakout, words: Words) -> tuple[str, str]:
    """Return title and description of the picture: what it shows, and what one sees in it."""
    title = words.gettext("Mentions of %(place)s a day: %(image)s") % {
        "place": words.place(breakout),
        "image": words.theme(breakout),
    }
    days = breakout.timeline
    if not days:
        return title, ""
    highest = max(days_of_wave(breakout), key=lambda d: finite(d.n))
    told = words.gettext(
        "Onset on %(onset)s; most on %(day)s with %(n)s mentions where %(expected)s were to be "
        "expected."
    )
    values = {
        "onset": words.day(breakout.onset),
        "day": words.day(highest.day),
        "n": words.count(highest.n),
        "expected": words.expected(highest.expected),
    }
    parts = [told % values]
    dark = sum(d.exposure <= 0 for d in days)
    if dark:
        outage = words.ngettext(
            "On %(n)d day nothing could be read.", "On %(n)d days nothing could be read.", dark
        )
        parts.append(outage % {"n": dark})
    return title, words.together(parts)


def days_of_wave(breakout: Breakout) -> Sequence[TimelineDay]:
    """Return the days from onset to end: the picture shows some before and after, too."""
    first, last = breakout.onset.date(), breakout.end.date() if breakout.end else date.max
    return [d for d in breakout.timeline if first <= d.day <= last] or breakout.timeline


@dataclass(frozen=True)
class _Mark:
    """A dated label above the plot, on row ``row`` from the top."""

    name: str
    day: date
    label: str
    anchor: str = "start"
    row: int = 0


class _Frame(DayScale):
    """The plot's scales: days to x, mentions to y."""

    def __init__(self, days: Sequence[TimelineDay], top: int) -> None:
        super().__init__(days[0].day, days[-1].day)
        self.top, self.base = float(top), float(HEIGHT - _BOTTOM)
        highest = max(max(_total(d), finite(d.n), finite(d.expected)) for d in days)
        self.ticks = _nice_ticks(highest)
        self.maximum = max(highest, self.ticks[-1])

    def y(self, n: float) -> float:
        return self.base - (self.base - self.top) * finite(n) / self.maximum


def _nice_ticks(highest: float) -> list[float]:
    """Return zero and up to four round values up to about ``highest``."""
    if highest <= 1:
        return [0.0, 1.0]
    power = 10.0 ** math.floor(math.log10(highest))
    steps = (step * scale for scale in (power / 10, power) for step in (1.0, 2.0, 5.0))
    step = next(s for s in steps if s >= 1 and highest / s < 5)
    return [step * i for i in range(int(highest / step) + 1)]


def _bars(days: Sequence[TimelineDay], frame: _Frame) -> Iterable[str]:
    width = frame.bar
    for i, kind in enumerate(_KINDS):
        path = []
        for day in days:
            n = finite(getattr(day, kind))
            if n <= 0:
                continue
            below = sum(finite(getattr(day, other)) for other in _KINDS[:i])
            x, y = frame.x(day.day) - width / 2, frame.y(below + n)
            base = frame.y(below)
            path.append(f"M{short(x)} {short(y)}h{short(width)}V{short(base)}h-{short(width)}z")
        if path:
            yield f'<path class="{kind}" d="{"".join(path)}"/>'


def _lines(days: Sequence[TimelineDay], frame: _Frame) -> Iterable[str]:
    for field, name in (("expected", "expected"), ("n", "series")):
        runs = _runs([d for d in days if d.exposure > 0])
        path = "".join(
            _polyline([(frame.x(d.day), frame.y(getattr(d, field))) for d in run]) for run in runs
        )
        if path:
            yield f'<path class="{name}" d="{path}"/>'


def _polyline(points: Sequence[tuple[float, float]]) -> str:
    if len(points) == 1:
        x, y = points[0]
        return f"M{short(x - 3)} {short(y)}h6"
    return "M" + "L".join(f"{short(x)} {short(y)}" for x, y in points)


def _runs(days: Sequence[TimelineDay]) -> list[list[TimelineDay]]:
    """Split days where a day is missing between two."""
    if not days:
        return []
    runs = [[days[0]]]
    for before, day in pairwise(days):
        if day.day - before.day > timedelta(days=1):
            runs.append([])
        runs[-1].append(day)
    return runs


def _outages(days: Sequence[TimelineDay], frame: _Frame) -> Iterable[str]:
    for run in _runs([d for d in days if d.exposure <= 0]):
        x = frame.x(run[0].day, middle=False)
        width = frame.step * len(run)
        yield (
            f'<rect class="outage" x="{short(x)}" y="{short(frame.top)}" width="{short(width)}" '
            f'height="{short(frame.base - frame.top)}"/>'
        )


def _axes(frame: _Frame, words: Words) -> Iterable[str]:
    grid = "".join(f"M{LEFT} {short(frame.y(n))}H{WIDTH - RIGHT}" for n in frame.ticks)
    yield f'<path class="grid" d="{grid}"/>'
    for n in frame.ticks:
        yield text(LEFT - 5, frame.y(n) + 4, words.count(n), "end")
    days = _tick_days(frame)
    notches = "".join(f"M{short(frame.x(d))} {short(frame.base)}v4" for d in days)
    yield f'<path class="notch" d="{notches}"/>'
    free_from = 0.0
    for i, day in enumerate(days):
        named_year = i == 0 or day.year != days[i - 1].year
        label = words.day(day) if named_year else words.short_day(day)
        half = width_of(label) / 2
        x = min(max(frame.x(day), half + 2), WIDTH - half - 2)
        if x - half >= free_from:
            yield text(x, frame.base + 16, label, "middle")
            free_from = x + half + 8


def _tick_days(frame: _Frame) -> list[date]:
    """Return four to seven days, spaced by whole weeks where the plot is long."""
    wanted = max(1, math.ceil(frame.n_days / 6))
    step = wanted if wanted < 5 else 7 * round(wanted / 7 + 0.2)
    return [frame.first + timedelta(days=i) for i in range(0, frame.n_days, step)]


def _marks(breakout: Breakout, words: Words, first: date, last: date) -> list[_Mark]:
    named = [
        ("onset", breakout.onset, words.gettext("onset %(day)s")),
        ("peak", breakout.peak, words.gettext("peak %(day)s")),
        ("end", breakout.end, words.gettext("end %(day)s")),
    ]
    return [
        _Mark(name, moment.date(), label % {"day": words.short_day(moment)})
        for name, moment, label in named
        if moment is not None and first <= moment.date() <= last
    ]


def _place_marks(marks: Sequence[_Mark], days: Sequence[TimelineDay]) -> list[_Mark]:
    """Give each label the first side and row on which it meets no other one."""
    frame = _Frame(days, top=0)
    taken: list[tuple[int, float, float]] = []
    lines: list[tuple[int, float]] = []
    placed = []
    for mark in marks:
        x, width = frame.x(mark.day), width_of(mark.label) + 6
        sides = {"end": (x - width, x), "start": (x, x + width)}
        choices = [
            (row, anchor, low, high)
            for row in range(len(marks))
            for anchor, (low, high) in sides.items()
            if low >= 0 and high <= WIDTH and (mark.name == "onset" or anchor == "start" or row)
            if all(r != row or high < a or low > b for r, a, b in taken)
        ]
        # The line of a mark on a row above passes through the rows below.
        choices.sort(key=lambda c: sum(c[2] < at < c[3] for row, at in lines if row < c[0]))
        row, anchor, low, high = choices[0] if choices else (len(marks) - 1, "start", x, x + width)
        lines.append((row, x))
        taken.append((row, low, high))
        placed.append(_Mark(mark.name, mark.day, mark.label, anchor, row))
    return placed


def _draw_marks(marks: Sequence[_Mark], frame: _Frame) -> Iterable[str]:
    for mark in marks:
        x, y = frame.x(mark.day), 6 + _ROW * mark.row + 9
        yield f'<path class="mark {mark.name}" d="M{short(x)} {short(y - 9)}V{short(frame.base)}"/>'
        shift = 4 if mark.anchor == "start" else -4
        yield text(x + shift, y, mark.label, mark.anchor, "label")


def _key(days: Sequence[TimelineDay], words: Words) -> Iterable[str]:
    """Name every layer that the picture holds, in its own colour, under the plot."""
    y, x = HEIGHT - 8.0, float(LEFT)
    layers = [(k, words.kind(k)) for k in _KINDS if any(getattr(d, k) > 0 for d in days)]
    layers += [("series", words.gettext("this breakout")), ("expected", words.gettext("expected"))]
    if any(d.exposure <= 0 for d in days):
        layers.append(("outage", words.gettext("nothing read")))
    for name, label in layers:
        if name in {"series", "expected"}:
            yield f'<path class="{name}" d="M{short(x)} {short(y - 4)}h14"/>'
        else:
            yield f'<rect class="{name}" x="{short(x)}" y="{short(y - 9)}" width="14" height="10"/>'
        yield text(x + 18, y, label, "start")
        x += 18 + width_of(label) + 14


def _total(day: TimelineDay) -> float:
    return sum(finite(getattr(day, kind)) for kind in _KINDS)
