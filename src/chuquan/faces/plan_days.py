"""What the pictures of a plan share: its days across, its holidays, names cut to a width."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from chuquan.faces import svg
from chuquan.faces.plan_words import PlanWords
from chuquan.faces.words import plain
from chuquan.report import Plan

WIDTH = 720.0
RIGHT = 14.0


class PlanDays:
    """Days to x, from a plan's first to its last."""

    def __init__(self, plan: Plan, left: float) -> None:
        self.first, self.last = plan.first_day, plan.last_day
        self.left = left
        self.n_days = max((self.last - self.first).days + 1, 1)
        self.step = (WIDTH - RIGHT - left) / self.n_days

    def x(self, day: date, shift: float = 0.0) -> float:
        """Return where a day begins, moved by so many days; days outside stay at the edge."""
        days = min(max((day - self.first).days + shift, 0.0), float(self.n_days))
        return self.left + self.step * days

    def axis(self, y: float, told: PlanWords) -> Iterable[str]:
        """Yield the labels of months and weeks under a line at y, none over another."""
        notches, free_from = [], 0.0
        for day in self._ticks():
            label = told.words.short_day(day)
            if self.n_days > 200:
                label = told.month(f"{day:%Y-%m}")
            half = svg.width_of(label) / 2
            at = min(max(self.x(day), self.left + half - 6), WIDTH - half - 2)
            if at - half < free_from:
                continue
            free_from = at + half + 12
            notches.append(f"M{svg.short(self.x(day))} {svg.short(y)}v4")
            yield svg.text(at, y + 16, label, "middle")
        yield f'<path class="notch" d="{"".join(notches)}"/>'

    def grid(self, top: float, bottom: float) -> str:
        """Return the lines of the days that are named below."""
        lines = (
            f"M{svg.short(self.x(d))} {svg.short(top)}V{svg.short(bottom)}" for d in self._ticks()
        )
        return f'<path class="grid" d="{"".join(lines)}"/>'

    def _ticks(self) -> list[date]:
        """Return Mondays, or the first days of months where there are many of them."""
        days = [self.first + timedelta(days=i) for i in range(self.n_days)]
        if self.n_days > 200:
            return [d for d in days if d.day == 1] or days[:1]
        if self.n_days < 15:
            return days[:: max(1, self.n_days // 7)]
        mondays = [d for d in days if d.weekday() == 0]
        return mondays[:: max(1, round(len(mondays) / 7))]

    def holidays(self, plan: Plan, told: PlanWords, top: float, bottom: float) -> Iterable[str]:
        """Yield the shades of holidays, their names above them where there is room."""
        free_from = 0.0
        for first, last, code in sorted(plan.holidays):
            if last < self.first or first > self.last:
                continue
            x, end = self.x(first), self.x(last, 1.0)
            yield (
                f'<rect class="outage" x="{svg.short(x)}" y="{svg.short(top)}" '
                f'width="{svg.short(max(end - x, 1.0))}" height="{svg.short(bottom - top)}"/>'
            )
            name = told.holiday(code)
            half = svg.width_of(name) / 2
            at = min(max((x + end) / 2, self.left + half), WIDTH - half - 2)
            if at - half >= free_from:
                free_from = at + half + 6
                yield svg.text(at, top - 5, name, "middle")


def clipped(name: str, width: float) -> str:
    """Shorten a name to a width; a table holds it whole."""
    name = plain(name)
    if svg.width_of(name) <= width:
        return name
    while name and svg.width_of(name) > width - svg.EM:
        name = name[:-1]
    return name.rstrip() + "…"


def legend(items: Iterable[tuple[str, str]], x: float, y: float) -> Iterable[str]:
    """Yield coloured squares with names, wrapped to the picture's width; none for no items."""
    at, line = x, y
    for name, label in items:
        width = 15 + svg.width_of(label) + 16
        if at > x and at + width > WIDTH:
            at, line = x, line + 16
        yield (
            f'<rect class="{name}" x="{svg.short(at)}" y="{svg.short(line - 9)}" width="10" '
            'height="10"/>'
        )
        yield svg.text(at + 15, line, label, "start")
        at += width


def legend_lines(labels: Iterable[str], x: float) -> int:
    """Return how many lines a legend takes."""
    at, lines = x, 1
    for label in labels:
        width = 15 + svg.width_of(label) + 16
        if at > x and at + width > WIDTH:
            at, lines = x, lines + 1
        at += width
    return lines
