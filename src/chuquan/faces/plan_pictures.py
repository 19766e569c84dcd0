"""Pictures of a plan: spending by lever, what each week brings, short days, other plans."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from chuquan.faces import svg
from chuquan.faces.impact_numbers import axis_numbers, percent
from chuquan.faces.impact_picture import nice_ticks
from chuquan.faces.plan_days import RIGHT, WIDTH, PlanDays, clipped
from chuquan.faces.plan_words import PlanWords, same
from chuquan.faces.told import Picture
from chuquan.report import Plan, PlanWeek, Rival

_WEEK = timedelta(days=6)


def spending(plan: Plan, told: PlanWords, element_id: str) -> Picture | None:
    """Draw what each lever gets, with its limits; None where nothing is spent."""
    shares = sorted(
        ((lever, money) for lever, money in plan.spending_by_lever.items() if money > 0),
        key=lambda pair: (-pair[1], pair[0]),
    )
    if not shares:
        return None
    asked = plan.asked
    most = asked.lever_most if asked else {}
    top = max([money for _, money in shares] + [most.get(lever, 0.0) for lever, _ in shares])
    left, row, n = 168.0, 26.0, svg.short
    scale = (WIDTH - left - 150.0) / top
    height = row * len(shares) + 12 + (18 if any(lever in most for lever, _ in shares) else 0)
    said = _spending_finding(plan, shares, told)
    title = told.gettext("Spending by lever")
    parts = [svg.opening("spending", (WIDTH, height), element_id, title, said)]
    for i, (lever, money) in enumerate(shares):
        y = 6 + row * i
        width = scale * money
        parts.append(svg.text(left - 8, y + 16, told.words.lever(lever), "end", "name"))
        parts.append(
            f'<rect class="{lever}" x="{n(left)}" y="{n(y + 4)}" width="{n(width)}" height="16" '
            'rx="2"/>'
        )
        if lever in most:
            x = left + scale * most[lever]
            parts.append(f'<path class="limit" d="M{n(x)} {n(y)}v24"/>')
        label = f"{told.money(money)} · {percent(money / plan.spending)}"
        parts.append(svg.text(WIDTH - 4, y + 16, label, "end"))
    if any(lever in most for lever, _ in shares):
        y = row * len(shares) + 20
        parts.append(f'<path class="limit" d="M{n(left)} {n(y - 11)}v14"/>')
        parts.append(svg.text(left + 8, y, told.gettext("most that the lever may get"), "start"))
    return Picture("spending", said, "".join([*parts, "</svg>"]))


def _spending_finding(plan: Plan, shares: Sequence[tuple[str, float]], told: PlanWords) -> str:
    lever, money = shares[0]
    text = told.gettext("Most goes to %(lever)s: %(money)s of %(all)s.")
    return text % {
        "lever": told.words.lever(lever),
        "money": told.money(money),
        "all": told.money(plan.spending),
    }


def weeks(plan: Plan, told: PlanWords, element_id: str) -> Picture | None:
    """Draw what each week brings with its 80% band; None where no week is told."""
    shown = sorted(plan.weeks, key=lambda w: w.first_day)
    if not shown:
        return None
    left, top, foot, height, n = 58.0, 24.0, 190.0, 232.0, svg.short
    days = PlanDays(plan, left)
    ticks = nice_ticks(0.0, max(1e-9, *(max(w.high, w.value) for w in shown)))

    def y(value: float) -> float:
        return foot - (foot - top) * (max(value, 0.0) / ticks[-1])

    said = _weeks_finding(shown, told)
    title = told.gettext("What each week is expected to bring")
    grid = "".join(f"M{n(left)} {n(y(t))}H{n(WIDTH - RIGHT)}" for t in ticks)
    # A last week that the plan's end cuts has its point where its own days are.
    across = [days.x(w.first_day, _middle(w.first_day, plan.last_day)) for w in shown]
    upper = [(x, y(w.high)) for x, w in zip(across, shown, strict=True)]
    lower = [(x, y(w.low)) for x, w in zip(across, shown, strict=True)]
    line = [(x, y(w.value)) for x, w in zip(across, shown, strict=True)]
    parts = [
        svg.opening("weeks", (WIDTH, height), element_id, title, said),
        *days.holidays(plan, told, top, foot),
        f'<path class="grid" d="{grid}"/>',
        *(
            svg.text(left - 5, y(tick) + 4, label, "end")
            for tick, label in zip(ticks, axis_numbers(ticks, told.words), strict=True)
        ),
        f'<path class="band" d="{_path([*upper, *lower[::-1]])}z"/>',
        f'<path class="series" d="{_path(line)}"/>',
        *(f'<circle class="dot" cx="{n(x)}" cy="{n(v)}" r="2.4"/>' for x, v in line),
        *days.axis(foot, told),
        *_weeks_key(left, height - 8, told),
        "</svg>",
    ]
    return Picture("weeks", said, "".join(parts))


def _middle(first: date, last: date) -> float:
    return min(7, (last - first).days + 1) / 2


def _weeks_key(left: float, y: float, told: PlanWords) -> Iterable[str]:
    n = svg.short
    label = told.gettext("%(unit)s a week, expected") % {"unit": told.unit()}
    yield f'<path class="series" d="M{n(left)} {n(y - 4)}h18"/>'
    yield svg.text(left + 23, y, label, "start")
    x = left + 23 + svg.width_of(label) + 18
    yield f'<rect class="band" x="{n(x)}" y="{n(y - 9)}" width="18" height="10"/>'
    yield svg.text(x + 23, y, told.gettext("8 of 10 scenarios"), "start")


def _weeks_finding(shown: Sequence[PlanWeek], told: PlanWords) -> str:
    best = max(shown, key=lambda w: w.value)
    text = told.gettext("The strongest week begins on %(day)s: %(value)s.")
    value = told.with_interval(best.value, (best.low, best.high))
    return text % {"day": told.words.short_day(best.first_day), "value": value}


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{svg.short(x)} {svg.short(y)}" for x, y in points)


def short_days(plan: Plan, told: PlanWords, element_id: str) -> Picture | None:
    """Draw on which days what may be short, darker where it is likelier; None for no such day."""
    if not plan.short_days:
        return None
    left, top, row, n = 150.0, 24.0, 30.0, svg.short
    names = list(dict.fromkeys(d.resource for d in plan.short_days))
    days = PlanDays(plan, left)
    bottom = top + row * len(names)
    said = told.gettext("The darker a day, the likelier something is short on it.")
    title = told.gettext("Days on which capacity may be short")
    parts = [
        svg.opening("short", (WIDTH, bottom + 44), element_id, title, said),
        *days.holidays(plan, told, top, bottom),
        days.grid(top, bottom),
    ]
    for i, name in enumerate(names):
        y = top + row * i
        parts.append(svg.text(4, y + row / 2 + 4, clipped(name, left - 12), "start", "name"))
        for d in (d for d in plan.short_days if d.resource == name):
            x, end = days.x(d.day), days.x(d.day, 1.0)
            opacity = min(max(0.15 + 0.85 * d.p_short, 0.0), 1.0)
            parts.append(
                f'<rect class="short" fill-opacity="{opacity:.2f}" x="{n(x)}" y="{n(y + 5)}" '
                f'width="{n(max(end - x, 1.0))}" height="{n(row - 10)}"/>'
            )
        parts.append(f'<path class="grid" d="M{n(left)} {n(y + row)}H{n(WIDTH - RIGHT)}"/>')
    parts += [*days.axis(bottom, told), *_short_key(left, bottom + 36, told), "</svg>"]
    return Picture("short", said, "".join(parts))


def _short_key(left: float, y: float, told: PlanWords) -> Iterable[str]:
    x = left
    for chance in (0.1, 0.5, 0.9):
        at, opacity = svg.short(x), f"{0.15 + 0.85 * chance:.2f}"
        yield (
            f'<rect class="short" fill-opacity="{opacity}" x="{at}" y="{svg.short(y - 9)}" '
            'width="10" height="10"/>'
        )
        label = percent(chance)
        yield svg.text(x + 14, y, label, "start")
        x += 14 + svg.width_of(label) + 14
    yield svg.text(x, y, told.gettext("probability of being short"), "start")


def rivals(plan: Plan, told: PlanWords, element_id: str) -> Picture | None:
    """Draw what the plan brings above other plans, each with its 80% interval; None for none."""
    if not plan.rivals:
        return None
    left, top, row, n = 190.0, 12.0, 30.0, svg.short
    ends = [end for r in plan.rivals for end in (*r.difference_interval, r.difference)]
    ticks = nice_ticks(min(0.0, *ends), max(0.0, *ends))
    right = WIDTH - 118.0

    def x(value: float) -> float:
        return left + (right - left) * (value - ticks[0]) / (ticks[-1] - ticks[0])

    base = top + row * len(plan.rivals)
    title = told.gettext("What the plan brings above other plans")
    said = told.gettext(
        "Dots: what this plan brings more on average; lines: where 8 of 10 scenarios lie."
    )
    parts = [
        svg.opening("rivals", (WIDTH, base + 44), element_id, title, said),
        f'<path class="grid" d="{"".join(f"M{n(x(t))} {n(top)}V{n(base)}" for t in ticks)}"/>',
        f'<path class="mark" d="M{n(x(0.0))} {n(top)}V{n(base)}"/>',
    ]
    for i, rival in enumerate(plan.rivals):
        parts += _rival(rival, top + row * (i + 0.5), (left, right), x, told)
    labels = axis_numbers(ticks, told.words)
    parts += [svg.text(x(t), base + 15, k, "middle") for t, k in zip(ticks, labels, strict=True)]
    axis = told.gettext("this plan less the other, %(unit)s") % {"unit": told.unit()}
    parts += [svg.text((left + right) / 2, base + 34, axis, "middle"), "</svg>"]
    return Picture("rivals", said, "".join(parts))


def _rival(
    rival: Rival, y: float, ends: tuple[float, float], x: object, told: PlanWords
) -> Iterable[str]:
    n = svg.short
    assert callable(x)
    low, high = rival.difference_interval
    yield svg.text(4, y + 4, clipped(told.rival(rival), ends[0] - 14), "start", "name")
    yield f'<path class="whisker" d="M{n(x(low))} {n(y)}H{n(x(high))}"/>'
    yield f'<circle class="dot" cx="{n(x(rival.difference))}" cy="{n(y)}" r="3.6"/>'
    label = told.gettext("better in %(share)s") % {"share": told.chance(rival.p_better)}
    label = told.gettext("the same") if same(rival) else label
    yield svg.text(ends[1] + 12, y + 4, label, "start")
