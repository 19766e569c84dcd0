"""Observed against what would have come anyway, with its band, as an SVG picture.

The solid line is what was observed, the dashed one what would have come anyway, the shade its 95%
band for a single period. Where a figure is missing, the line breaks and the stretch is shaded. A
long history before the start is cut: what the figures rest on is told in the text, the picture
shows what came before and after.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final

from chuquan.faces import svg
from chuquan.faces.impact_numbers import amount, axis_numbers, in_unit
from chuquan.faces.impact_words import periods, title
from chuquan.faces.words import Words
from chuquan.report import Breakout, Impact, ImpactPeriod

WIDTH, HEIGHT = 640.0, 250.0
_LEFT, _RIGHT, _TOP, _FOOT = 56.0, 12.0, 26.0, 198.0
_MOST_BEFORE: Final = {"day": 90, "week": 52, "month": 36, "quarter": 16, "year": 12, "holiday": 12}
"""At least so many periods before the start are drawn, or three times the window."""
_MOST_DRAWN = 500
_LONG = 300
"""More days than these are told by months."""
_DOTTED = 60
"""So many periods and fewer have a dot each."""


def impact_picture(
    impact: Impact, words: Words, *, element_id: str, breakout: Breakout | None = None
) -> str:
    """Draw observed against counterfactual.

    Parameters
    ----------
    impact : Impact
        Its ``series`` is drawn, cut to :func:`drawn`.
    words : Words
    element_id : str
        Prefix of the ids in the picture, unique in the page.
    breakout : Breakout, optional
        Names the place where the impact does not.

    Returns
    -------
    str
        An ``svg`` element with title and description; empty where there is no series.
    """
    shown = drawn(impact)
    if not shown:
        return ""
    frame = _Frame(shown)
    name = words.gettext("%(title)s: observed, and what would have come anyway") % {
        "title": title(impact, words, breakout)
    }
    parts = [
        svg.opening("impact", (WIDTH, HEIGHT), element_id, name, finding(impact, words)),
        *_gaps(shown, frame),
        *_axes(frame, words),
        *_band(shown, frame),
        *_lines(shown, frame),
        *_start(shown, frame, words),
        *_key(shown, words),
        "</svg>",
    ]
    return "".join(parts)


def drawn(impact: Impact) -> list[ImpactPeriod]:
    """Return the periods that are drawn: the window, and a sensible stretch before it."""
    ordered = sorted(impact.series, key=lambda p: p.first_day)
    ordered = [p for p in ordered if all(map(math.isfinite, (p.counterfactual, p.low, p.high)))]
    first = next((i for i, p in enumerate(ordered) if p.is_after), len(ordered))
    keep = max(_MOST_BEFORE[impact.period], 3 * (len(ordered) - first))
    return ordered[max(0, first - keep) :][-_MOST_DRAWN:]


def finding(impact: Impact, words: Words) -> str:
    """Return what one sees in the picture."""
    after = [p for p in drawn(impact) if p.is_after and _is_seen(p)]
    parts = []
    if len(impact.places) > 1:
        text = words.gettext("Drawn is the mean of %(n)d places.")
        parts.append(text % {"n": len(impact.places)})
    if after:
        above = sum(_seen(p) > p.high for p in after)
        below = sum(_seen(p) < p.low for p in after)
        mean = sum(map(_seen, after)) / len(after)
        usual = sum(p.counterfactual for p in after) / len(after)
        text = words.gettext(
            "In the window %(observed)s on average were observed where %(expected)s would have "
            "come anyway. Of %(n)s above the band: %(above)d, below it: %(below)d."
        )
        values = {
            "observed": in_unit(amount(mean, words), impact.unit, words),
            "expected": in_unit(amount(usual, words), impact.unit, words),
            "n": periods(len(after), impact.period, words),
            "above": above,
            "below": below,
        }
        parts.append(text % values)
    cut = len(impact.series) - len(drawn(impact))
    if cut > 0:
        text = words.gettext("The first %(periods)s are not drawn.")
        parts.append(text % {"periods": periods(cut, impact.period, words)})
    return " ".join(parts) if words.lang == "en" else "".join(parts)


class _Frame:
    """The plot's scales: days to x, amounts to y."""

    def __init__(self, shown: Sequence[ImpactPeriod]) -> None:
        self.first = shown[0].first_day
        self.n_days = max(p.last_day for p in shown).toordinal() - self.first.toordinal() + 1
        values = [v for p in shown for v in (p.low, p.high, p.counterfactual)]
        values += [_seen(p) for p in shown if _is_seen(p)]
        self.ticks = nice_ticks(min(values), max(values))
        self.low, self.high = min(self.ticks[0], *values), max(self.ticks[-1], *values)

    def x(self, day: date, shift: float = 0.0) -> float:
        """Return where a day begins, moved by so many days."""
        days = (day - self.first).days + shift
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * days / self.n_days

    def middle(self, period: ImpactPeriod) -> float:
        return self.x(period.first_day, ((period.last_day - period.first_day).days + 1) / 2)

    def y(self, value: float) -> float:
        return _FOOT - (_FOOT - _TOP) * (value - self.low) / (self.high - self.low)


def nice_ticks(low: float, high: float) -> list[float]:
    """Return three to six round values about ``low`` to ``high``; from zero where that is near."""
    if low > 0 and low < 0.45 * high:
        low = 0.0
    if high - low <= 1e-9 * max(abs(low), abs(high), 1.0):
        high = low + max(abs(low), 1.0)
    raw = (high - low) / 4
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(s * power for s in (1.0, 2.0, 2.5, 5.0, 10.0) if s * power >= raw * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(k * step, 12) for k in range(first, last + 1)]


def _is_seen(period: ImpactPeriod) -> bool:
    return period.observed is not None and math.isfinite(period.observed)


def _seen(period: ImpactPeriod) -> float:
    return period.observed if period.observed is not None else math.nan


def _runs(shown: Sequence[ImpactPeriod], *, is_observed: bool) -> Iterable[list[ImpactPeriod]]:
    """Split where a period is missing or, of the observed ones, without a figure."""
    run: list[ImpactPeriod] = []
    for period in shown:
        is_next = run and (period.first_day - run[-1].last_day).days <= 1
        if run and (not is_next or (is_observed and not _is_seen(period))):
            yield run
            run = []
        if not is_observed or _is_seen(period):
            run.append(period)
    if run:
        yield run


def _gaps(shown: Sequence[ImpactPeriod], frame: _Frame) -> Iterable[str]:
    empty = [p for p in shown if not _is_seen(p)]
    for run in _runs(empty, is_observed=False):
        x = frame.x(run[0].first_day)
        width = frame.x(run[-1].last_day, 1) - x
        yield (
            f'<rect class="outage" x="{svg.short(x)}" y="{svg.short(_TOP)}" '
            f'width="{svg.short(width)}" height="{svg.short(_FOOT - _TOP)}"/>'
        )


def _axes(frame: _Frame, words: Words) -> Iterable[str]:
    n = svg.short
    grid = "".join(f"M{n(_LEFT)} {n(frame.y(t))}H{n(WIDTH - _RIGHT)}" for t in frame.ticks)
    yield f'<path class="grid" d="{grid}"/>'
    for tick, label in zip(frame.ticks, axis_numbers(frame.ticks, words), strict=True):
        yield svg.text(_LEFT - 5, frame.y(tick) + 4, label, "end")
    yield from _days(frame, words)


def _days(frame: _Frame, words: Words) -> Iterable[str]:
    free_from, year = 0.0, None
    notches = []
    for day in tick_days(frame.first, frame.n_days):
        is_long = frame.n_days > _LONG
        label = _month(day, words) if is_long else words.short_day(day)
        if day.year != year and not is_long:
            label = words.day(day)
        half = svg.width_of(label) / 2
        x = frame.x(day, 0.5)
        at = min(max(x, half + 2), WIDTH - half - 2)
        if at - half < free_from:
            continue
        year, free_from = day.year, at + half + 10
        notches.append(f"M{svg.short(x)} {svg.short(_FOOT)}v4")
        yield svg.text(at, _FOOT + 16, label, "middle")
    yield f'<path class="notch" d="{"".join(notches)}"/>'


def _month(day: date, words: Words) -> str:
    return f"{day.year}年{day.month}月" if words.lang == "zh" else f"{day:%b %Y}"


def tick_days(first: date, n_days: int) -> list[date]:
    """Return four to eight days: every few days or weeks, or the first days of months."""
    if n_days <= _LONG:
        wanted = max(1, math.ceil(n_days / 6))
        step = wanted if wanted < 5 else 7 * max(1, round(wanted / 7))
        return [first + timedelta(days=i) for i in range(0, n_days, step)]
    n_months = n_days / 30.44
    step = next(s for s in (2, 3, 6, 12, 24, 60, 120) if n_months / s <= 8 or s == 120)
    start = first.year * 12 + first.month - 1 + (first.day > 1)
    start += -start % step
    months = range(start, start + math.ceil(n_months) + 1, step)
    days = [date(m // 12, m % 12 + 1, 1) for m in months]
    return [d for d in days if (d - first).days < n_days]


def _band(shown: Sequence[ImpactPeriod], frame: _Frame) -> Iterable[str]:
    path = ""
    for run in _runs(shown, is_observed=False):
        upper = [(frame.middle(p), frame.y(p.high)) for p in run]
        lower = [(frame.middle(p), frame.y(p.low)) for p in reversed(run)]
        if len(run) == 1:  # a lone period is a stroke wide
            x = upper[0][0]
            upper, lower = (
                [(x - 2, upper[0][1]), (x + 2, upper[0][1])],
                [
                    (x + 2, lower[0][1]),
                    (x - 2, lower[0][1]),
                ],
            )
        path += _line([*upper, *lower]) + "z"
    yield f'<path class="band" d="{path}"/>'


def _lines(shown: Sequence[ImpactPeriod], frame: _Frame) -> Iterable[str]:
    anyway = "".join(
        _line([(frame.middle(p), frame.y(p.counterfactual)) for p in run])
        for run in _runs(shown, is_observed=False)
    )
    yield f'<path class="anyway" d="{anyway}"/>'
    seen = "".join(
        _line([(frame.middle(p), frame.y(_seen(p))) for p in run])
        for run in _runs(shown, is_observed=True)
    )
    if seen:
        yield f'<path class="series" d="{seen}"/>'
    if len(shown) <= _DOTTED:
        for p in shown:
            if _is_seen(p):
                x, y = svg.short(frame.middle(p)), svg.short(frame.y(_seen(p)))
                yield f'<circle class="seen" cx="{x}" cy="{y}" r="2.4"/>'


def _line(points: Sequence[tuple[float, float]]) -> str:
    if len(points) == 1:
        x, y = points[0]
        return f"M{svg.short(x - 2)} {svg.short(y)}h4"
    return "M" + "L".join(f"{svg.short(x)} {svg.short(y)}" for x, y in points)


def _start(shown: Sequence[ImpactPeriod], frame: _Frame, words: Words) -> Iterable[str]:
    first = next((p for p in shown if p.is_after), None)
    if first is None:
        return
    x = frame.x(first.first_day)
    day = words.day if frame.n_days > _LONG else words.short_day
    label = words.gettext("start %(day)s") % {"day": day(first.first_day)}
    is_right = x + svg.width_of(label) + 8 > WIDTH
    yield f'<path class="mark onset" d="M{svg.short(x)} 6V{svg.short(_FOOT)}"/>'
    shift, anchor = (-4, "end") if is_right else (4, "start")
    yield svg.text(x + shift, 15, label, anchor, "label")


def _key(shown: Sequence[ImpactPeriod], words: Words) -> Iterable[str]:
    y, x = HEIGHT - 10.0, _LEFT
    layers = [
        ("series", words.gettext("observed")),
        ("anyway", words.gettext("would have come anyway")),
        ("band", words.gettext("its 95% band")),
    ]
    if not all(map(_is_seen, shown)):
        layers.append(("outage", words.gettext("no figure")))
    for name, label in layers:
        if name in {"series", "anyway"}:
            yield f'<path class="{name}" d="M{svg.short(x)} {svg.short(y - 4)}h18"/>'
        else:
            yield (
                f'<rect class="{name}" x="{svg.short(x)}" y="{svg.short(y - 9)}" width="18" '
                f'height="10"/>'
            )
        yield svg.text(x + 23, y, label, "start")
        x += 23 + svg.width_of(label) + 18
