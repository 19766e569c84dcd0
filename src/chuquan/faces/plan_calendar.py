"""A plan's calendar as a picture: what happens when, by lever, over weeks with their holidays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from chuquan.faces import svg
from chuquan.faces.plan_days import WIDTH, PlanDays, clipped, legend, legend_lines
from chuquan.faces.plan_words import PlanWords
from chuquan.faces.told import Picture
from chuquan.faces.words import plain
from chuquan.report import Plan, PlannedAction

_TOP, _ROW, _BAR = 24.0, 22.0, 13.0
_NARROWEST, _WIDEST = 120.0, 262.0
"""Of the column of names."""
_GAP = 26.0
MOST_LEFT_OUT = 30
"""More actions than these that were left out stand in the table only."""


def calendar(plan: Plan, told: PlanWords, element_id: str) -> Picture | None:
    """Draw what happens when; None for a plan without actions.

    Below stand the actions that were left out, each with its cost and why.
    """
    placed = sorted(
        (a for a in plan.actions if a.start is not None and a.end is not None),
        key=lambda a: (a.start, a.end, a.name),
    )
    if not placed:
        return None
    left_out = plan.left_out[:MOST_LEFT_OUT]
    widest = max(svg.width_of(plain(a.name)) + 18 for a in (*placed, *left_out))
    days = PlanDays(plan, min(max(widest + 14, _NARROWEST), _WIDEST))
    bottom = _TOP + _ROW * len(placed) + 6
    below = bottom + 22 + (_GAP if left_out else 0) + _ROW * len(left_out)
    levers = sorted({a.lever for a in (*placed, *left_out)})
    names = [(lever, told.words.lever(lever)) for lever in levers]
    height = below + 10 + 16 * legend_lines([label for _, label in names], 4.0)
    title = told.gettext("What happens when: %(name)s") % {"name": plan.name}
    said = finding(plan, placed, told)
    parts = [
        svg.opening("calendar", (WIDTH, height), element_id, title, said),
        *days.holidays(plan, told, _TOP, bottom),
        days.grid(_TOP, bottom),
        *_bars(placed, days, told),
        *days.axis(bottom, told),
        *_left_out(left_out, days.left, bottom + 22 + _GAP, told),
        *legend(names, 4.0, below + 18),
        "</svg>",
    ]
    return Picture("calendar", said, "".join(parts))


def finding(plan: Plan, placed: Sequence[PlannedAction], told: PlanWords) -> str:
    """Return what one sees: how many actions, the first and the last, the fullest day."""
    first, last = placed[0], max(placed, key=lambda a: (a.end, a.start))
    assert first.start is not None
    assert last.end is not None
    if len(placed) == 1:
        text = told.gettext("One action, from %(first)s to %(last)s.")
    else:
        text = told.gettext(
            "%(n)d actions from %(first)s to %(last)s; most on one day: %(most)d, on %(day)s."
        )
    busiest = max(
        (day for a in placed if (day := a.start) is not None),
        key=lambda day: (sum(_is_on(a, day) for a in placed), -day.toordinal()),
    )
    values = {
        "n": len(placed),
        "first": told.words.short_day(first.start),
        "last": told.words.short_day(last.end),
        "most": sum(_is_on(a, busiest) for a in placed),
        "day": told.words.short_day(busiest),
    }
    shaded = told.gettext("Holidays are shaded.") if plan.holidays else ""
    return told.words.together([text % values, shaded])


def _is_on(action: PlannedAction, day: object) -> bool:
    start, end = action.start, action.end
    return start is not None and end is not None and start <= day <= end  # type: ignore[operator]


def _bars(placed: Sequence[PlannedAction], days: PlanDays, told: PlanWords) -> Iterable[str]:
    n = svg.short
    for i, action in enumerate(placed):
        assert action.start is not None
        assert action.end is not None
        middle = _TOP + _ROW * (i + 0.5) + 3
        style = "label" if action.is_must else "name"
        yield svg.text(4, middle + 4, clipped(action.name, days.left - 16), "start", style)
        x, end = days.x(action.start), days.x(action.end, 1.0)
        width = max(end - x, 3.0)
        yield (
            f'<rect class="{action.lever}" x="{n(x)}" y="{n(middle - _BAR / 2)}" '
            f'width="{n(width)}" height="{n(_BAR)}" rx="2"/>'
        )
        label = told.days(action.start, action.end)
        is_right = x + width + 6 + svg.width_of(label) < WIDTH
        at, anchor = (x + width + 5, "start") if is_right else (x - 5, "end")
        yield svg.text(at, middle + 4, label, anchor)


def _left_out(
    left_out: Sequence[PlannedAction], left: float, top: float, told: PlanWords
) -> Iterable[str]:
    """Yield what was left out: its name and lever, what it would cost, and why it is not there."""
    if not left_out:
        return
    yield svg.text(4, top - 9, told.gettext("Not in the plan"), "start", "label")
    for i, action in enumerate(left_out):
        middle = top + _ROW * (i + 0.5)
        yield svg.text(20, middle + 4, clipped(action.name, left - 32), "start")
        y = svg.short(middle - 5)
        yield f'<rect class="{action.lever}" x="4" y="{y}" width="10" height="10"/>'
        reason = told.reason(action)
        text = f"{told.money(action.cost)} · {reason}"
        yield svg.text(left, middle + 4, clipped(text, WIDTH - left - 8), "start")
