"""One table of a plan file: what is taken out of it is checked, what is left over is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

from chuquan.plan.problem import Uncertain
from chuquan.plan.reading.amounts import AmountError, Scale, amount, exactly, spread
from chuquan.plan.reading.faults import Faults, nearest, quoted
from chuquan.plan.reading.lines import Path

DAY_ALLOWED: Final = "a date such as 2026-04-05"
_DAY: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
LONGEST_TEXT = 200
_RANGE_KEYS: Final = ("low", "value", "high")
RANGE_ALLOWED: Final = "{ low = ..., value = ..., high = ... } with 0 < low <= value <= high"


class Table:
    """A table and where it stands.

    Parameters
    ----------
    values : object
        What TOML has there; anything but a table is a fault, and then the table is empty.
    path : tuple
    faults : Faults
    name : str
        What it is called by who wrote it.
    """

    def __init__(self, values: object, path: Path, faults: Faults, name: str = "") -> None:
        self.path, self.faults, self.name = path, faults, name
        self._known: dict[str, None] = {}
        self.values: Mapping[str, Any] = {}
        if isinstance(values, Mapping):
            self.values = values
        elif values is not None:
            self.faults.add(path, f"{quoted(values)} is no table", "a table of keys", name=name)

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def add(self, key: str, found: str, allowed: str = "", todo: str = "") -> None:
        """Add a fault of a key; of the table itself for an empty one."""
        path = (*self.path, key) if key else self.path
        self.faults.add(path, found, allowed, todo, name=self.name)

    def take(self, key: str) -> Any:
        """Return what stands under a key as it is; None for nothing."""
        self._known[key] = None
        return self.values.get(key)

    def need(self, key: str, allowed: str) -> Any:
        """Return what stands under a key; a fault where nothing does."""
        value = self.take(key)
        if value is None:
            self.add("", f"{key} is missing", f"{key} = {allowed}")
        return value

    def below(self, key: str) -> Table:
        """Return a table within this one; an empty one where there is none."""
        return Table(self.take(key), (*self.path, key), self.faults, self.name)

    def tables(self, key: str) -> list[Table]:
        """Return a list of tables."""
        value = self.take(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.add(key, "one table where a list is due", f"[[{key}]], as often as there are")
            return []
        return [Table(item, (*self.path, key, i), self.faults) for i, item in enumerate(value)]

    def text(self, key: str, default: str = "", *, is_needed: str = "") -> str:
        """Return a text of one line; ``is_needed`` says what is due where there is none."""
        value = self.need(key, is_needed) if is_needed else self.take(key)
        if value is None:
            return default
        if not isinstance(value, str) or not value.strip():
            self.add(key, f"{quoted(value)} is no text", is_needed or 'a text such as "..."')
            return default
        told = " ".join(value.split())
        if len(told) > LONGEST_TEXT:
            self.add(key, f"a text of {len(told)} characters", f"at most {LONGEST_TEXT}")
            return default
        return told

    def truth(self, key: str) -> bool:
        """Return true or false; false where nothing stands."""
        value = self.take(key)
        if value is not None and not isinstance(value, bool):
            self.add(key, quoted(value), "true or false")
        return value is True

    def whole(self, key: str, least: int, most: int, default: int | None = None) -> int | None:
        """Return a whole number of a range."""
        value = self.take(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.add(key, quoted(value), f"a whole number from {least} to {most}")
            return default
        return value

    def number(self, key: str, scale: Scale, *, least: float = 0.0) -> float | None:
        """Return an amount; None where there is none or a faulty one."""
        found: float | None = self.checked(
            key, lambda value: amount(value, scale, least=least), scale.allowed
        )
        return found

    def checked(self, key: str, read: Callable[[Any], Any], allowed: str) -> Any:
        """Return what ``read`` makes of a value; a fault where it raises an AmountError."""
        value = self.take(key)
        if value is None:
            return None
        try:
            return read(value)
        except AmountError as error:
            self.add(key, str(error), allowed)
            return None

    def day(self, key: str, *, is_needed: bool = False) -> date | None:
        """Return a day."""
        value = self.need(key, "2026-04-05") if is_needed else self.take(key)
        found = day_of(value)
        if value is not None and found is None:
            self.add(key, f"{quoted(value)} is no day", DAY_ALLOWED)
        return found

    def words(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; a single text is a list of one."""
        value = self.take(key)
        items = [value] if isinstance(value, str) else value
        if items is None:
            return ()
        if not isinstance(items, list) or not all(isinstance(i, str) and i.strip() for i in items):
            self.add(key, quoted(value), 'a list of texts such as ["a", "b"]')
            return ()
        return tuple(dict.fromkeys(item.strip() for item in items))

    def uncertain(self, key: str, scale: Scale) -> Uncertain | None:
        """Return a range, or a number that is taken as stated."""
        value = self.take(key)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            read = self.checked(key, lambda v: amount(v, scale), scale.allowed)
            if read is not None and read <= 0:
                self.add(key, f"{quoted(value)} is not above 0", RANGE_ALLOWED)
                return None
            return None if read is None else exactly(read)
        within = self.below(key)
        found = within.range_of(scale)
        within.close()
        return found

    def range_of(self, scale: Scale) -> Uncertain | None:
        """Return the range that this table itself states by ``low``, ``value`` and ``high``."""
        missing = [key for key in _RANGE_KEYS if self.take(key) is None]
        if missing:
            self.add("", f"no {', '.join(missing)}", RANGE_ALLOWED)
        numbers = [self.number(key, scale) for key in _RANGE_KEYS]
        if any(number is None for number in numbers):
            return None
        low, value, high = (float(number or 0) for number in numbers)
        if not 0 < low <= value <= high:
            self.add(
                "",
                f"{low:g} <= {value:g} <= {high:g} does not hold above 0",
                RANGE_ALLOWED,
                "low and high are what 1 case in 10 falls below and above",
            )
            return None
        return spread(low, value, high)

    def close(self, *, more: Iterable[str] = ()) -> None:
        """Refuse all keys that nobody asked for."""
        known = [*self._known, *more]
        for key in self.values:
            if key not in known:
                todo = nearest(key, known)
                self.add(key, f"unknown key {quoted(key)}", ", ".join(known), todo)


def day_of(value: object) -> date | None:
    """Return a date or the text of one as a day; None for anything else."""
    if isinstance(value, datetime):
        return None
    if isinstance(value, date):
        return value
    match = _DAY.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
