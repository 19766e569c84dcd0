"""``[plan]``: which place, which days, what for, and how bold."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, cast

from chuquan.impact.reading.named import resolve_names
from chuquan.places.gazetteer import Gazetteer
from chuquan.plan.problem import Goal
from chuquan.plan.reading.amounts import Scale, scale_of
from chuquan.plan.reading.cursor import Table
from chuquan.plan.reading.faults import nearest, quoted

MOST_DAYS = 731
SHARED_SPREAD = 0.3
"""What all responses have in common where the file does not say: the weather, the mood, the media
of a season. As :class:`~chuquan.plan.problem.Problem` has it."""
RISK: Final = {"bold": 0.0, "balanced": 0.3, "careful": 0.7}
GOALS: Final = ("visits", "revenue", "attention")


@dataclass(frozen=True, kw_only=True)
class Head:
    """What ``[plan]`` says."""

    plan_id: str
    name: str
    place: tuple[str, str, str]
    first: date | None
    last: date | None
    goal: Goal
    currency: str
    budget: float | None
    target: float | None
    risk: float
    is_risk_stated: bool
    at_once: int | None
    shared_spread: float
    population: float | None


def read_head(table: Table, file: Path, gazetteer: Gazetteer) -> Head:
    """Read ``[plan]``; what is faulty keeps a stand-in, and the fault is noted."""
    goal = table.text("goal", is_needed=" | ".join(GOALS))
    if goal and goal not in GOALS:
        table.add("goal", quoted(goal), ", ".join(GOALS), nearest(goal, GOALS))
    goal = goal if goal in GOALS else "visits"
    currency = table.text("currency", "CNY").upper()
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        table.add("currency", quoted(currency), "three letters such as CNY")
    money = Scale("money", currency)
    place, population = _place(table, gazetteer)
    name = table.text("name", is_needed='"Spring 2026"')
    first, last = _days(table)
    target = table.number("target", scale_of(cast(Goal, goal), currency))
    if target is not None and target <= 0:
        table.add("target", f"{target:g}", "above 0")
    spread = table.number("shared_spread", Scale("plain"))
    if spread is not None and spread > 2:
        table.add("shared_spread", f"{spread:g}", "a standard deviation of logarithms, to 2")
    head = Head(
        plan_id=table.text("id") or _made_id(file, place[0], first),
        name=name,
        place=place,
        first=first,
        last=last,
        goal=cast(Goal, goal),
        currency=currency,
        budget=table.number("budget", money),
        target=target,
        risk=_risk(table),
        is_risk_stated="risk" in table or target is not None,
        at_once=table.whole("at_once", 1, 1000),
        shared_spread=SHARED_SPREAD if spread is None else spread,
        population=population,
    )
    table.text("note")
    table.close()
    return head


def _place(table: Table, gazetteer: Gazetteer) -> tuple[tuple[str, str, str], float | None]:
    """Return id, name and English name of the place, and how many people it has."""
    word = table.text("place", is_needed='"洛阳", "Luoyang" or 410300')
    if not word:
        return ("", "", ""), None
    ids: tuple[str, ...] = (word,)
    if word not in gazetteer:
        named = resolve_names([(word, "")], gazetteer)
        clear = named.place_id[word, ""]
        ids = named.ambiguous.get((word, ""), (clear,) if clear in gazetteer else ())
    if len(ids) != 1:
        told = ", ".join(f"{gazetteer.name(i)} {i}" for i in ids[:6])
        found = f"{quoted(word)} may be {told}" if ids else f"no place is called {quoted(word)}"
        todo = "name it by its code, or with its province"
        table.add("place", found, "a place that `chuquan places NAME` knows", todo)
        return ("", "", ""), None
    row = gazetteer.get(ids[0])
    return (ids[0], str(row["name"]), str(row["name_en"])), row.get("population")


def _days(table: Table) -> tuple[date | None, date | None]:
    first = table.day("first_day", is_needed=True)
    last = table.day("last_day", is_needed=True)
    if first is None or last is None:
        return None, None
    if last < first:
        table.add("last_day", f"{last} is before the first day, {first}", "a later day")
    elif (last - first).days >= MOST_DAYS:
        days = (last - first).days + 1
        table.add("last_day", f"a plan of {days} days", f"at most {MOST_DAYS}: two years")
    elif not 1950 <= first.year <= 2190:
        table.add("first_day", f"the year {first.year}", "a year from 1950 to 2190")
    else:
        return first, last
    return None, None


def _risk(table: Table) -> float:
    value = table.take("risk")
    if value is None:
        return RISK["balanced"]
    if isinstance(value, str) and value.strip().casefold() in RISK:
        return RISK[value.strip().casefold()]
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and math.isfinite(value) and 0 <= value <= 1:
        return float(value)
    todo = nearest(value, RISK) if isinstance(value, str) else ""
    table.add("risk", quoted(value), "careful, balanced, bold, or a number from 0 to 1", todo)
    return RISK["balanced"]


def _made_id(file: Path, place_id: str, first: date | None) -> str:
    """Return an id that stays the same for the same file name, place and first day."""
    stem = file.stem if file.stem.isascii() else hashlib.sha256(file.stem.encode()).hexdigest()[:8]
    return f"{stem}-{place_id}-{first or ''}"
