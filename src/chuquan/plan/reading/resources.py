"""What there is only so much of a day: ``[[resource]]``, one table each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from chuquan.plan.problem import Resource
from chuquan.plan.reading.actions import check_unique, read_id
from chuquan.plan.reading.amounts import Scale
from chuquan.plan.reading.calendar import Calendar
from chuquan.plan.reading.context import Context
from chuquan.plan.reading.cursor import Table
from chuquan.plan.reading.profile import PROFILE_ALLOWED, read_daily_file, read_profile

MOST_RESOURCES = 100


def read_resources(tables: Sequence[Table], context: Context) -> tuple[Resource, ...]:
    """Read all resources; those with faults are left out, and their faults noted."""
    if len(tables) > MOST_RESOURCES:
        context.faults.add(("resource",), f"{len(tables)} resources", f"at most {MOST_RESOURCES}")
        return ()
    read = [(table, _resource(table, context)) for table in tables]
    good = [(table, resource) for table, resource in read if resource is not None]
    check_unique([t for t, _ in good], [r.resource_id for _, r in good])
    return tuple(resource for _, resource in good)


def _resource(table: Table, context: Context) -> Resource | None:
    n_faults = len(table.faults.found)
    resource_id = read_id(table, "a resource")
    name = table.text("name", is_needed='"hotel rooms"')
    unit = table.text("unit", is_needed='"rooms"')
    scale = Scale("plain", unit)
    per_visit = table.number("per_visit", Scale("plain", unit)) or 0.0
    base_spread = table.number("base_spread", Scale("plain")) or 0.0
    if base_spread > 2:
        table.add("base_spread", f"{base_spread:g}", "a standard deviation of logarithms, to 2")
    capacity, base = _days(table, scale, context)
    table.text("source")
    table.close()
    if len(table.faults.found) > n_faults or capacity is None or base is None:
        return None
    return Resource(
        resource_id=resource_id,
        name=name,
        unit=unit,
        capacity=capacity,
        base=base,
        base_spread=base_spread,
        per_visit=per_visit,
    )


def _days(
    table: Table, scale: Scale, context: Context
) -> tuple[tuple[float, ...] | None, tuple[float, ...] | None]:
    """Return capacity and base of every day."""
    calendar = context.calendar
    if calendar is None:
        for key in ("file", "capacity", "base"):
            table.take(key)
        return (), ()
    if "file" in table:
        return _of_file(table, scale, context.folder, calendar)
    n_before = len(table.faults.found)
    capacity = read_profile(table, "capacity", calendar, scale)
    if capacity is None:
        if len(table.faults.found) == n_before:
            table.add("", "capacity is missing", f"{PROFILE_ALLOWED}; or file = a CSV file")
        table.take("base")
        return None, None
    return capacity, _base(table, scale, calendar, capacity)


def _of_file(
    table: Table, scale: Scale, folder: Path, calendar: Calendar
) -> tuple[tuple[float, ...] | None, tuple[float, ...] | None]:
    read = read_daily_file(table, "file", folder, calendar, scale)
    if "capacity" in table:
        table.add("capacity", "capacity stands here and in the file", "one of both")
        table.take("capacity")
    if read is None or (read[1] is not None and "base" in table):
        if read is not None:
            table.add("base", "base stands here and in the file", "one of both")
        table.take("base")
        return None, None
    capacity, base = read
    return capacity, _base(table, scale, calendar, capacity) if base is None else base


def _base(
    table: Table, scale: Scale, calendar: Calendar, capacity: tuple[float, ...]
) -> tuple[float, ...] | None:
    """Return what is used anyway: nothing where nothing is said; None at a fault."""
    n_before = len(table.faults.found)
    base = read_profile(table, "base", calendar, scale, of=capacity)
    if base is None and len(table.faults.found) == n_before:
        return (0.0,) * len(capacity)
    return base
