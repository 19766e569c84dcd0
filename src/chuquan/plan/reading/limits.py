"""Limits of a plan: ``[budget]`` with levers and months, ``[apart_days]``, ``[saturation]``."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from chuquan.plan.reading.amounts import AmountError, Scale, amount, share
from chuquan.plan.reading.context import Context
from chuquan.plan.reading.cursor import Table
from chuquan.plan.reading.faults import nearest, quoted
from chuquan.plan.reading.names import LEVERS, lever_of, month_of


@dataclass
class Budget:
    """What may be spent, in currency; ``by lever`` and ``by month``."""

    total: float = 0.0
    most: dict[str, float] = field(default_factory=dict)
    least: dict[str, float] = field(default_factory=dict)
    months: dict[str, float] = field(default_factory=dict)


def read_budget(table: Table, stated: float | None, context: Context) -> Budget:
    """Read the budget.

    Parameters
    ----------
    table : Table
        ``[budget]``.
    stated : float or None
        What ``budget`` of ``[plan]`` says.
    context : Context
    """
    total = table.number("total", context.money)
    if total is not None and stated is not None and total != stated:
        table.add("total", f"{total:g} here, {stated:g} under [plan] budget", "one of both")
    total = stated if total is None else total
    if total is None and not any(f.where.startswith("[budget]") for f in context.faults.found):
        table.add("total", "there is no budget", context.money.allowed)
    budget = Budget(total or 0.0)
    budget.most = _by_lever(table, "most", budget.total, context)
    budget.least = _by_lever(table, "least", budget.total, context)
    for lever, least in budget.least.items():
        most = budget.most.get(lever, least)
        if least > most:
            table.add(
                "least", f"{lever}: at least {least:g}, but at most {most:g}", "least <= most"
            )
    if sum(budget.least.values()) > budget.total * (1 + 1e-9) and total is not None:
        found = f"the least of all levers come to {sum(budget.least.values()):g}"
        table.add("least", found, f"at most the budget of {budget.total:g}")
    budget.months = _by_month(table, budget.total, context)
    table.close()
    return budget


def read_apart(table: Table) -> dict[str, int]:
    """Read by how many days the starts of two actions of one lever are apart, at least."""
    apart = {}
    for lever, written in _levers(table).items():
        number = table.whole(written, 1, 366)
        if number is not None:
            apart[lever] = number
    table.close()
    return apart


def read_saturation(table: Table, context: Context) -> dict[str, float]:
    """Read at which response within a week each lever wears out, in the goal's unit."""
    scale = context.scale(context.goal)
    found = {}
    for lever, written in _levers(table).items():
        number = table.number(written, scale)
        if number is not None and number <= 0:
            table.add(written, quoted(table.take(written)), "above 0, or leave the lever out")
        elif number is not None:
            found[lever] = number
    table.close()
    return found


def _levers(table: Table) -> dict[str, str]:
    """Return the lever of every key that is one; other keys are faults."""
    found: dict[str, str] = {}
    for key in table.values:
        lever = lever_of(key)
        table.take(key)
        if lever is None:
            told = f"{quoted(key)} is no lever"
            table.add(key, told, ", ".join(LEVERS), nearest(key, LEVERS))
        elif lever in found:
            table.add(key, f"{lever} stands twice", "each lever once")
        else:
            found[lever] = key
    return found


def _by_lever(table: Table, key: str, total: float, context: Context) -> dict[str, float]:
    within = table.below(key)
    out = {}
    for lever, written in _levers(within).items():
        number = _part(within, written, total, context.money)
        if number is not None:
            out[lever] = number
    return out


def _by_month(table: Table, total: float, context: Context) -> dict[str, float]:
    within = table.below("months")
    out: dict[str, float] = {}
    for key in within.values:
        month = month_of(key)
        if month is None:
            within.take(key)
            within.add(key, f"{quoted(key)} is no month", 'a month such as "2026-05"')
        elif context.calendar and not _touches(
            month, context.calendar.first, context.calendar.last
        ):
            within.take(key)
            span = f"{context.calendar.first} to {context.calendar.last}"
            within.add(key, f"{key} is not within the plan", f"a month of {span}")
        else:
            number = _part(within, key, total, context.money)
            if number is not None:
                out[f"{month:%Y-%m}"] = number
    return out


def _touches(month: date, first: date, last: date) -> bool:
    return (first.year, first.month) <= (month.year, month.month) <= (last.year, last.month)


def _part(table: Table, key: str, total: float, money: Scale) -> float | None:
    """Return an amount of money, or a share of the budget as one."""

    def read(value: Any) -> float:
        part = share(value)
        if part is None:
            return amount(value, money)
        if not 0 <= part <= 1:
            raise AmountError(f"{quoted(value)} is no share of the budget")
        return part * total

    found: float | None = table.checked(key, read, f'{money.allowed}; or a share such as "40%"')
    return found
