"""Stated multipliers from visits to money: each with its range and its source, or none at all.

A file of multipliers is TOML with one table a multiplier, or CSV with one row a multiplier::

    [spending_visitor]
    low = 568
    value = 1627
    high = 3481
    unit = "CNY/person"
    source = "People's Daily 2024-02-20: 16.42 bn yuan over 10.093 M visits"

Two examples ship with the package, ``example:visits`` and ``example:concert``. They are sourced,
they are never applied unless they are named, and they are nobody's city: a bureau states its own.
"""

from __future__ import annotations

import csv
import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from io import StringIO
from pathlib import Path
from typing import Any, Final

from chuquan.errors import ConfigError, NotFoundError
from chuquan.report.impact import Assumption

EXAMPLES: Final = ("visits", "concert")
_EXAMPLE_PREFIX = "example:"
_FIELDS = ("low", "value", "high", "unit", "source")
_WAYS: Final = (
    ("spending_visitor",),
    ("spending_visitor_night", "nights_visitor"),
    ("ticket_price", "spending_per_ticket"),
)
"""The ways in which spending of a visitor can be stated; exactly one of them is."""

_UNITS: Final = {
    "share_visitors": "share",
    "spending_visitor": "CUR/person",
    "spending_visitor_night": "CUR/night",
    "nights_visitor": "nights/person",
    "ticket_price": "CUR/person",
    "spending_per_ticket": "ratio",
    "spending_local": "CUR/person",
    "displaced_local": "share",
    "counts_per_person": "counts/person",
}
"""All multipliers there are, with their units; ``CUR`` is a currency's code of three letters."""

_ALWAYS: Final = ("share_visitors", "spending_local", "displaced_local")


@dataclass(frozen=True)
class Multipliers:
    """A checked set of multipliers.

    Attributes
    ----------
    currency : str
        Three letters, such as CNY; all money is in it.
    items : tuple of Assumption
        In the order in which they are multiplied.

    Notes
    -----
    ``share_visitors`` is the share of the people counted who come from elsewhere,
    ``spending_visitor`` and ``spending_local`` what one of either spends, ``displaced_local`` the
    share of the locals' spending that they would have spent in the place anyway. In place of
    ``spending_visitor`` may stand ``nights_visitor`` and ``spending_visitor_night``, or
    ``ticket_price`` and ``spending_per_ticket`` (spending for each unit spent on the ticket).
    ``nights_visitor`` may also stand beside the others, to tell nights. ``counts_per_person`` turns
    rides or nights into people; for visits and visitors there is none.
    """

    currency: str
    items: tuple[Assumption, ...]

    def get(self, name: str) -> Assumption | None:
        """Return a multiplier, or None where it is not stated."""
        return next((item for item in self.items if item.name == name), None)


def load_multipliers(path: str | Path) -> Multipliers:
    """Read multipliers from a TOML or CSV file, or a shipped example by ``example:NAME``.

    Raises
    ------
    NotFoundError
        If there is no such file or example.
    ConfigError
        Names every fault at once: a multiplier without range or source, out of its bounds, in a
        wrong unit, unknown, missing, or stated twice over.
    """
    name = str(path)
    if name.startswith(_EXAMPLE_PREFIX):
        return _example(name.removeprefix(_EXAMPLE_PREFIX))
    file = Path(path)
    if not file.is_file():
        raise NotFoundError(
            "there is no such file of multipliers",
            where=name,
            allowed=f"a TOML or CSV file, or one of: {_example_names()}",
            todo="mend the path, or name an example",
        )
    try:
        text = file.read_text(encoding="utf-8-sig")
        is_csv = file.suffix.lower() == ".csv"
        stated, faults = _from_csv(text) if is_csv else (tomllib.loads(text), [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigError(
            f"cannot be read: {error}",
            where=name,
            allowed="UTF-8 TOML, one table a multiplier; or CSV: name," + ",".join(_FIELDS),
            todo="mend the file",
        ) from error
    return check_multipliers(stated, where=name, faults=faults)


def check_multipliers(
    stated: Mapping[str, Any], *, where: str = "multipliers", faults: list[str] | None = None
) -> Multipliers:
    """Return multipliers of which each is whole, in its unit and within its bounds.

    Parameters
    ----------
    stated : mapping of str to mapping
        By name: ``low``, ``value``, ``high``, ``unit``, ``source``.
    where : str
        Where they come from, for the error.
    faults : list of str, optional
        What the reader of the file has found already.

    Raises
    ------
    ConfigError
        Names every fault at once.
    """
    found = list(faults or ())
    good = {}
    for name, fields in stated.items():
        own = _faults_of(name, fields)
        found += own
        if not own:
            low, value, high = (float(fields[f]) for f in ("low", "value", "high"))
            unit, source = str(fields["unit"]).strip(), str(fields["source"]).strip()
            good[name] = Assumption(name, low, value, high, unit, source)
    found += _faults_of_all(set(stated))
    currencies = sorted({u for a in good.values() if (u := _currency(a)) is not None})
    if len(currencies) > 1:
        found.append(f"several currencies: {', '.join(currencies)}")
    if found:
        raise ConfigError(
            "; ".join(found),
            where=where,
            allowed="; ".join(f"{name} in {unit}" for name, unit in _UNITS.items())
            + "; each with low, value, high, unit, source; CUR is a currency such as CNY",
            todo="mend all of them; a figure without a range or a source is not multiplied",
        )
    return Multipliers(currencies[0], tuple(good[name] for name in _UNITS if name in good))


def _example(name: str) -> Multipliers:
    if name not in EXAMPLES:
        raise NotFoundError(
            f"there is no example '{name}' of multipliers",
            where="multipliers",
            allowed=_example_names(),
            todo="name one of them, or give a file of your own",
        )
    text = (files("chuquan") / "data" / "multipliers" / f"{name}.toml").read_text("utf-8")
    return check_multipliers(tomllib.loads(text), where=f"{_EXAMPLE_PREFIX}{name}")


def _example_names() -> str:
    return ", ".join(_EXAMPLE_PREFIX + name for name in EXAMPLES)


def _from_csv(text: str) -> tuple[dict[str, Any], list[str]]:
    rows = csv.DictReader(StringIO(text))
    stated: dict[str, Any] = {}
    faults = []
    for line, row in enumerate(rows, 2):
        name = (row.get("name") or "").strip()
        if not name or name in stated:
            faults.append(f"line {line}: {f'{name} twice' if name else 'no name'}")
            continue
        stated[name] = {f: _number(row[f]) for f in _FIELDS if (row.get(f) or "").strip()}
    return stated, faults


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text.strip()


def _faults_of(name: str, fields: Any) -> list[str]:
    if name not in _UNITS:
        return [f"unknown multiplier '{name}'"]
    if not isinstance(fields, Mapping):
        return [f"{name} = {fields!r} has no range and no source"]
    missing = [f for f in _FIELDS if str(fields.get(f, "")).strip() == ""]
    if missing:
        return [f"{name} has no {', '.join(missing)}"]
    numbers = [fields[f] for f in ("low", "value", "high")]
    if not all(_is_number(n) for n in numbers):
        return [f"{name}: low, value and high are {numbers}"]
    faults = []
    low, value, high = numbers
    if not 0 <= low <= value <= high:
        faults.append(f"{name}: {low} <= {value} <= {high} does not hold from zero on")
    unit = str(fields["unit"])
    if not _fits(unit.strip(), _UNITS[name]):
        faults.append(f"{name} is in '{unit}' where {_UNITS[name]} is due")
    if _UNITS[name] == "share" and high > 1:
        faults.append(f"{name}: a share of {high} is above 1")
    if name == "counts_per_person" and low == 0:
        faults.append("counts_per_person: no person makes no count")
    return faults


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _fits(unit: str, wanted: str) -> bool:
    currency, slash, of = unit.partition("/")
    if wanted.startswith("CUR/"):
        is_code = len(currency) == 3 and currency.isascii() and currency.isupper()
        return is_code and slash + of == wanted.removeprefix("CUR")
    return unit == wanted


def _currency(item: Assumption) -> str | None:
    return item.unit[:3] if _UNITS[item.name].startswith("CUR/") else None


def _faults_of_all(names: set[str]) -> list[str]:
    faults = [f"{name} is missing" for name in _ALWAYS if name not in names]
    ways = [way for way in _WAYS if way[0] in names]
    if len(ways) != 1:
        said = "in several ways" if ways else "in no way"
        choices = " or ".join(" with ".join(way) for way in _WAYS)
        faults.append(f"spending of a visitor is stated {said} (one of: {choices})")
    faults += [
        f"{way[0]} without {other}" for way in ways for other in way[1:] if other not in names
    ]
    if "spending_per_ticket" in names and "ticket_price" not in names:
        faults.append("spending_per_ticket without ticket_price")
    return faults
