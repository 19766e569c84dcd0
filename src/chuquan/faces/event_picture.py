"""Events one by one, sorted by effect, and the days around them, as SVG pictures.

A dot is an effect, its line the 95% interval; full dots are those whose interval lies clear of
zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from chuquan.faces import svg
from chuquan.faces.impact_numbers import amount, axis_numbers, counted, effect_in, in_unit
from chuquan.faces.impact_picture import nice_ticks
from chuquan.faces.words import Words, plain
from chuquan.report import AroundEvent, Estimate, EventDay, Impact

WIDTH = 640.0
_RIGHT, _TOP, _FOOT = 16.0, 8.0, 38.0
_NAMED = 50
"""So many events and fewer have their names beside them."""
_ROW, _THIN_ROW = 15.0, 5.0
_NAME_WIDTH = 210.0
_PROFILE_HEIGHT = 200.0


def events_picture(impact: Impact, words: Words, *, element_id: str) -> str:
    """Draw each event's own effect, greatest first.

    Returns
    -------
    str
        An ``svg`` element with title and description; empty where there are no events.
    """
    events = sorted(impact.events, key=lambda e: -e.effect.value)
    if not events:
        return ""
    is_named = len(events) <= _NAMED
    row = _ROW if is_named else _THIN_ROW
    left = _NAME_WIDTH + 12 if is_named else 16.0
    base = _TOP + row * len(events) + 4
    frame = _Across([e.effect for e in events], left)
    title = words.gettext("Each event's own effect, greatest first")
    parts = [
        svg.opening("events", (WIDTH, base + _FOOT), element_id, title, finding(impact, words)),
        *_axis(frame, base, impact.unit, words),
        *(_names(events, row, words) if is_named else ()),
        *_rows(events, frame, row),
        "</svg>",
    ]
    return "".join(parts)


def profile_picture(impact: Impact, words: Words, *, element_id: str) -> str:
    """Draw the mean effect on the days around an event.

    Returns
    -------
    str
        An ``svg`` element with title and description; empty where there is no profile.
    """
    days = sorted(impact.around_events, key=lambda a: a.offset_days)
    if not days:
        return ""
    title = words.gettext("Mean effect on the days around an event")
    size = (WIDTH, _PROFILE_HEIGHT)
    parts = [
        svg.opening("profile", size, element_id, title, profile_finding(impact, words)),
        *_profile(days, words),
        "</svg>",
    ]
    return "".join(parts)


def finding(impact: Impact, words: Words) -> str:
    """Return what one sees in the picture of all events."""
    if not impact.events:
        return ""
    clear = sum(e.effect.low > 0 for e in impact.events)
    below = sum(e.effect.high < 0 for e in impact.events)
    best = max(impact.events, key=lambda e: e.effect.value)
    text = words.gettext(
        "Events clearly above zero: %(clear)d of %(n)d, clearly below: %(below)d. The greatest: "
        "%(name)s, %(effect)s."
    )
    return text % {
        "n": len(impact.events),
        "clear": clear,
        "below": below,
        "name": plain(best.name) or plain(best.event_id),
        "effect": in_unit(amount(best.effect.value, words, is_signed=True), impact.unit, words),
    }


def profile_finding(impact: Impact, words: Words) -> str:
    """Return what one sees in the picture of the days around an event."""
    day = next((a for a in impact.around_events if a.offset_days == 0), None)
    if day is None:
        return ""
    others = [a for a in impact.around_events if a.offset_days]
    clear = sum(_is_clear(a.effect) for a in others)
    text = words.gettext(
        "Event day: %(effect)s. Days around it that differ clearly from zero: %(clear)d of %(n)d."
    )
    shown = counted(day.effect, impact.unit, words)
    return text % {"effect": shown, "n": len(others), "clear": clear}


def _is_clear(e: Estimate) -> bool:
    return e.low > 0 or e.high < 0


class _Across:
    """Amounts to x."""

    def __init__(self, effects: Sequence[Estimate], left: float) -> None:
        low, high = min(e.low for e in effects), max(e.high for e in effects)
        self.ticks = nice_ticks(min(low, 0.0), max(high, 0.0))
        self.left = left

    def x(self, value: float) -> float:
        low, high = self.ticks[0], self.ticks[-1]
        return self.left + (WIDTH - _RIGHT - self.left) * (value - low) / (high - low)


def _axis(frame: _Across, base: float, unit: str, words: Words) -> Iterable[str]:
    n = svg.short
    grid = "".join(f"M{n(frame.x(t))} {n(_TOP)}V{n(base)}" for t in frame.ticks)
    yield f'<path class="grid" d="{grid}"/>'
    yield f'<path class="mark zero" d="M{n(frame.x(0.0))} {n(_TOP)}V{n(base)}"/>'
    for tick, label in zip(frame.ticks, axis_numbers(frame.ticks, words), strict=True):
        half = svg.width_of(label) / 2
        at = min(frame.x(tick), WIDTH - half - 2)
        yield svg.text(at, base + 15, label, "middle")
    label = effect_in(unit, words)
    yield svg.text((frame.left + WIDTH - _RIGHT) / 2, base + 31, label, "middle")


def _names(events: Sequence[EventDay], row: float, words: Words) -> Iterable[str]:
    del words
    for i, e in enumerate(events):
        name = _cut(plain(e.name) or plain(e.event_id), _NAME_WIDTH - 72)
        y = _TOP + row * (i + 0.5) + 4
        yield svg.text(4, y, e.first_day.isoformat(), "start")
        yield svg.text(76, y, name, "start", "name")


def _cut(name: str, width: float) -> str:
    """Shorten a name to a width; the table holds it whole."""
    if svg.width_of(name) <= width:
        return name
    while name and svg.width_of(name) > width - svg.EM:
        name = name[:-1]
    return name.rstrip() + "…"


def _rows(events: Sequence[EventDay], frame: _Across, row: float) -> Iterable[str]:
    n = svg.short
    radius, thin = (3.4, "") if row == _ROW else (2.1, " thin")
    middles = [_TOP + row * (i + 0.5) for i in range(len(events))]
    lines = "".join(
        f"M{n(frame.x(e.effect.low))} {n(y)}H{n(frame.x(e.effect.high))}"
        for e, y in zip(events, middles, strict=True)
    )
    yield f'<path class="whisker" d="{lines}"/>'
    for e, y in zip(events, middles, strict=True):
        name = "own" if _is_clear(e.effect) else "own open"
        at = f'cx="{n(frame.x(e.effect.value))}" cy="{n(y)}"'
        yield f'<circle class="{name}{thin}" {at} r="{radius}"/>'


def _profile(days: Sequence[AroundEvent], words: Words) -> Iterable[str]:
    n, left = svg.short, 60.0
    top, base = 12.0, _PROFILE_HEIGHT - 40
    low, high = min(a.effect.low for a in days), max(a.effect.high for a in days)
    ticks = nice_ticks(min(low, 0.0), max(high, 0.0))
    first, last = days[0].offset_days, days[-1].offset_days
    step = (WIDTH - left - _RIGHT) / (last - first + 1)

    def x(offset: int) -> float:
        return left + step * (offset - first + 0.5)

    def y(value: float) -> float:
        return base - (base - top) * (value - ticks[0]) / (ticks[-1] - ticks[0])

    grid = "".join(f"M{n(left)} {n(y(t))}H{n(WIDTH - _RIGHT)}" for t in ticks)
    yield f'<path class="grid" d="{grid}"/>'
    yield f'<path class="mark zero" d="M{n(left)} {n(y(0.0))}H{n(WIDTH - _RIGHT)}"/>'
    for tick, label in zip(ticks, axis_numbers(ticks, words), strict=True):
        yield svg.text(left - 5, y(tick) + 4, label, "end")
    whiskers = "".join(
        f"M{n(x(a.offset_days))} {n(y(a.effect.low))}V{n(y(a.effect.high))}" for a in days
    )
    yield f'<path class="whisker" d="{whiskers}"/>'
    for a in days:
        name = "own" if _is_clear(a.effect) else "own open"
        at = n(x(a.offset_days))
        yield f'<circle class="{name}" cx="{at}" cy="{n(y(a.effect.value))}" r="3.4"/>'
        label = words.gettext("event day") if a.offset_days == 0 else _signed(a.offset_days)
        style = "label" if a.offset_days == 0 else ""
        yield svg.text(x(a.offset_days), base + 16, label, "middle", style)
    yield svg.text((left + WIDTH) / 2, base + 33, words.gettext("days from the event"), "middle")


def _signed(offset: int) -> str:
    return f"+{offset}" if offset > 0 else f"\u2212{-offset}"
