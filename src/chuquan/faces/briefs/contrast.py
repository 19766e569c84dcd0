"""The contrast of two colours, and which pairs of a brief's colours must have how much of it.

Source: WCAG 2.2, definitions of relative luminance and contrast ratio; success criterion 1.4.3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

LEAST = 4.5
"""What WCAG AA asks of text of any size."""

PAIRS = (
    ("ink", "paper"),
    ("ink", "panel"),
    ("soft", "paper"),
    ("soft", "panel"),
    ("accent", "paper"),
    ("accent", "panel"),
    ("alarm", "paper"),
    ("alarm", "panel"),
)
"""Text and ground of a brief; text on the accent is of the paper's colour, so that the pair holds
both ways."""

_HEX = re.compile(r"#[0-9a-fA-F]{6}")


def is_colour(value: object) -> bool:
    """Whether a value is a colour as ``#rrggbb``."""
    return isinstance(value, str) and _HEX.fullmatch(value) is not None


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21.

    Parameters
    ----------
    one, other : str
        As ``#rrggbb``.
    """
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def faults(colours: Mapping[str, str]) -> Iterator[str]:
    """Yield every pair of colours that is too faint to read."""
    for text, ground in PAIRS:
        ratio = contrast(colours[text], colours[ground])
        if ratio < LEAST:
            yield (
                f"colours.{text} {colours[text]} on colours.{ground} {colours[ground]}: "
                f"contrast {ratio:.2f}, WCAG AA asks for {LEAST}"
            )


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
