"""Figures of an impact in words: amounts with their unit, estimates with their interval, money.

Amounts are told to three figures, in 万 and 亿 in Chinese and in millions in English; value and
interval share one scale and one number of decimals, so that they can be compared at a glance.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from typing import Final

from chuquan.faces.words import Words, plain
from chuquan.report import Estimate

_FIGURES = 3
_TENS: Final = {"zh": ((1e8, "亿"), (1e4, "万")), "en": ((1e9, " billion"), (1e6, " million"))}
_TENS_SHORT: Final = {"zh": _TENS["zh"], "en": ((1e9, "bn"), (1e6, "M"), (1e3, "k"))}
_MINUS = "\u2212"
_ZEROS: Final = re.compile(r"\.(\d*?)0+(?!\d)")
"""The zeros at the end of a fraction."""
_MOST_SHARE = 100.0
"""Greater shares are told as so many times, in percent they cannot be read."""


def amounts(
    values: Sequence[float], words: Words, *, is_signed: bool = False, figures: int = _FIGURES
) -> list[str]:
    """Return numbers in one scale, to three figures of the greatest; an em dash for none."""
    top = max((abs(v) for v in values if math.isfinite(v)), default=0.0)
    # 999,950 is a million, not 1,000 thousand.
    rounded = float(f"{top:.{figures}g}")
    scale, name = next(((s, n) for s, n in _TENS[words.lang] if rounded >= s), (1.0, ""))
    decimals = _decimals(rounded / scale, figures)
    return [_number(v, scale, name, decimals, is_signed=is_signed) for v in values]


def amount(value: float, words: Words, *, is_signed: bool = False, figures: int = _FIGURES) -> str:
    """Return one number to three figures, without zeros at its end."""
    text = amounts([value], words, is_signed=is_signed, figures=figures)[0]
    return _ZEROS.sub(lambda found: f".{found[1]}" if found[1] else "", text)


def axis_numbers(ticks: Sequence[float], words: Words) -> list[str]:
    """Return the labels of an axis: 万 and 亿 in Chinese, k and M in English."""
    scale, name = axis_scale(max((abs(t) for t in ticks), default=0.0), words)
    labels = []
    for tick in ticks:
        text = f"{tick / scale:,.6g}".replace("-", _MINUS)
        labels.append(text + (name if tick else ""))
    return labels


def axis_scale(top: float, words: Words) -> tuple[float, str]:
    """Return by what the numbers of an axis are divided, and the name of that."""
    return next(((s, n) for s, n in _TENS_SHORT[words.lang] if top >= s), (1.0, ""))


def with_interval(value: str, low: str, high: str, words: Words) -> str:
    """Return a figure with its 95% interval behind it."""
    text = words.gettext("%(value)s (95%% interval %(low)s to %(high)s)")
    return text % {"value": value, "low": low, "high": high}


def estimate(e: Estimate, words: Words, *, is_signed: bool = True) -> str:
    """Return an estimate with its interval, without its unit."""
    value, low, high = amounts([e.value, e.low, e.high], words, is_signed=is_signed)
    return with_interval(value, low, high, words)


def counted(e: Estimate, unit: str, words: Words, *, is_signed: bool = True) -> str:
    """Return an estimate in its unit, such as ``+12,300 visits (95% interval ...)``."""
    value, low, high = amounts([e.value, e.low, e.high], words, is_signed=is_signed)
    return with_interval(in_unit(value, unit, words), low, high, words)


def in_unit(number: str, unit: str, words: Words) -> str:
    """Return a number with the name of its unit."""
    name = unit_name(unit, words)
    if not name:
        return number
    is_joined = words.lang == "zh" and ord(name[0]) > 0x2E80
    return f"{number}{name}" if is_joined else f"{number} {name}"


def money(e: Estimate, currency: str, words: Words, *, is_signed: bool = True) -> str:
    """Return an amount of money with its interval."""
    value, low, high = amounts([e.value, e.low, e.high], words, is_signed=is_signed)
    return with_interval(in_currency(value, currency, words), low, high, words)


def price(value: float, currency: str, words: Words) -> str:
    """Return an amount of money that is known, to three figures."""
    return in_currency(amount(value, words), currency, words)


def column(estimates: Iterable[Estimate], words: Words, *, is_share: bool = False) -> list[str]:
    """Return the cells of a column, all in one scale; its head says that intervals stand there."""
    flat = [x for e in estimates for x in (e.value, e.low, e.high)]
    if is_share:
        told = [percent(x, is_signed=True) for x in flat]
    else:
        told = [_in_short(x) for x in amounts(flat, words, is_signed=True)]
    text = words.gettext("%(value)s (%(low)s to %(high)s)")
    triples = zip(told[::3], told[1::3], told[2::3], strict=True)
    return [text % {"value": value, "low": low, "high": high} for value, low, high in triples]


def share(e: Estimate, words: Words, *, is_signed: bool = True) -> str:
    """Return a share as a percentage with its interval."""
    parts = [percent(x, is_signed=is_signed) for x in (e.value, e.low, e.high)]
    return with_interval(parts[0], parts[1], parts[2], words)


def percent(value: float, *, is_signed: bool = False) -> str:
    """Return a share in percent: one decimal below ten percent."""
    if not math.isfinite(value):
        return "—"
    if abs(value) > _MOST_SHARE:
        return ">10,000%" if value > 0 else f"<{_MINUS}10,000%"
    decimals = 1 if abs(round(100 * value, 1)) < 10 else 0
    return _number(100 * value, 1.0, "%", decimals, is_signed=is_signed)


def p_value(value: float) -> str:
    """Return a p-value to three decimals; never as zero, which nobody can know."""
    if not math.isfinite(value):
        return "—"
    return "<0.001" if value < 0.001 else f"{value:.3f}"


def effect_in(unit: str, words: Words) -> str:
    """Return the label of an axis of effects; a file may name no unit."""
    name = unit_name(unit, words)
    if not name:
        return words.gettext("effect")
    return words.gettext("effect in %(unit)s") % {"unit": name}


def unit_name(unit: str, words: Words) -> str:
    """Return the name of a unit; one that is not known as it stands in the file."""
    gettext = words.gettext
    names = {
        "visits": gettext("visits"),
        "mentions": words.pgettext("unit", "mentions"),
        "visitors": gettext("visitors"),
        "visitor_nights": gettext("visitor nights"),
        "room_nights": gettext("room nights"),
        "rides": gettext("rides"),
        "orders": gettext("orders"),
        "tickets": gettext("tickets"),
        "flights": gettext("flights"),
        "packs": gettext("packs"),
        "yuan": gettext("yuan"),
        "people": gettext("people"),
        "nights": gettext("nights"),
        "days": gettext("days"),
        "percent": "%",
    }
    # Files may also say it in their own words; money is told by its three letters.
    return names.get(unit.strip(), plain(unit))


def in_currency(number: str, currency: str, words: Words) -> str:
    """Return a number as an amount of money."""
    if words.lang == "en":
        return f"{currency} {number}"
    names = {
        "CNY": "元",
        "TWD": "元新台币",
        "HKD": "港元",
        "USD": "美元",
        "JPY": "日元",
        "EUR": "欧元",
    }
    return number + names.get(currency, f" {currency}")


def _in_short(text: str) -> str:
    return text.replace(" billion", "bn").replace(" million", "M")


def _decimals(top: float, figures: int) -> int:
    if not 0 < top < math.inf:
        return 0
    return max(0, figures - 1 - math.floor(math.log10(top)))


def _number(value: float, scale: float, name: str, decimals: int, *, is_signed: bool) -> str:
    if not math.isfinite(value):
        return "—"
    text = f"{abs(value) / scale:,.{decimals}f}"
    if not any(char in "123456789" for char in text):
        return "0"
    sign = _MINUS if value < 0 else "+" if is_signed else ""
    return f"{sign}{text}{name}"
