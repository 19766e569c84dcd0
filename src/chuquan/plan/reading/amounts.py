"""Numbers, shares and ranges as people write them in a plan: 3000000, "300万", "40%", a range."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

from chuquan.impact.reading.figures import read_figure
from chuquan.plan.problem import Goal, Uncertain
from chuquan.plan.reading.faults import quoted

Kind = Literal["money", "visits", "attention", "days", "plain"]

_UNITS: Final[dict[str, frozenset[str]]] = {
    "visits": frozenset(
        {"人次", "人", "次", "游客", "位", "visits", "visit", "visitors", "people", "persons"}
    ),
    "attention": frozenset({"条", "提及", "mentions", "mention"}),
    "days": frozenset({"天", "日", "d", "day", "days"}),
    "plain": frozenset(),
}
_MONEY: Final = {
    "CNY": ("元", "圆", "人民币", "元人民币", "rmb", "yuan", "¥"),
    "HKD": ("港元", "港币", "hk$"),
    "TWD": ("新台币", "元新台币", "nt$"),
    "USD": ("美元", "$", "us$"),
    "EUR": ("欧元", "€"),
    "GBP": ("英镑", "£"),
    "JPY": ("日元", "円", "¥"),
}
_ALLOWED: Final = {
    "money": 'a number such as 3000000, or a text such as "300万", "3.5 million"',
    "visits": 'a number such as 80000, or a text such as "8万", "8万人次"',
    "attention": "a number such as 40",
    "days": "a number of days such as 5",
    "plain": 'a number such as 1200, or a text such as "1.2万"',
}


@dataclass(frozen=True)
class Scale:
    """What a number counts.

    Attributes
    ----------
    kind : str
    unit : str
        The currency of money; a resource's own unit of a plain number.
    """

    kind: Kind
    unit: str = ""

    @property
    def allowed(self) -> str:
        """What may be written, in words."""
        return _ALLOWED[self.kind] + (f" (in {self.unit})" if self.unit else "")

    def __contains__(self, unit: object) -> bool:
        text = str(unit).strip().casefold()
        if not text or text == self.unit.casefold():
            return True
        if self.kind == "money":
            return text in _MONEY.get(self.unit.upper(), ())
        return text in _UNITS[self.kind]


def scale_of(goal: Goal, currency: str) -> Scale:
    """Return how amounts of a goal are written."""
    return Scale("money", currency) if goal == "revenue" else Scale(goal)


class AmountError(ValueError):
    """A value that is no amount; its text says what was found."""


def amount(value: object, scale: Scale, *, least: float = 0.0) -> float:
    """Read an amount.

    Parameters
    ----------
    value : object
        As TOML has it.
    scale : Scale
    least : float
        The smallest that may be.

    Raises
    ------
    AmountError
        If it is none, or below ``least``, or in another unit.

    Examples
    --------
    >>> amount("300万", Scale("money", "CNY"))
    3000000.0
    """
    if isinstance(value, str):
        figure = read_figure(value)
        if figure.value is None:
            raise AmountError(figure.fault or f"{quoted(value)} is no number")
        if figure.unit not in scale:
            raise AmountError(f"{quoted(value)} is in {quoted(figure.unit)}")
        number = figure.value
    elif isinstance(value, bool) or not isinstance(value, int | float):
        raise AmountError(f"{quoted(value)} is no number")
    else:
        try:
            number = float(value)
        except OverflowError:
            raise AmountError(f"{quoted(value)} is too large") from None
    if not math.isfinite(number) or abs(number) > 1e15:
        raise AmountError(f"{quoted(value)} is not a finite number that anything could cost")
    if number < least:
        raise AmountError(f"{quoted(value)} is below {least:g}")
    return number


def share(value: object) -> float | None:
    """Return a text such as "40%" as a share; None for anything else."""
    if not isinstance(value, str):
        return None
    figure = read_figure(value)
    return figure.value / 100 if figure.value is not None and figure.unit == "%" else None


def spread(low: float, value: float, high: float) -> Uncertain:
    """Return a range whose order has been checked."""
    return Uncertain(low=low, median=value, high=high)


def exactly(value: float) -> Uncertain:
    """Return a quantity that is taken as stated."""
    return Uncertain(low=value, median=value, high=value)
