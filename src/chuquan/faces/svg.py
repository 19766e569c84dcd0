"""What the small pictures share: the scale of days, and texts of an estimated width."""

from __future__ import annotations

import math
import re
from datetime import date
from html import escape

from chuquan.faces.words import plain

WIDTH = 640
LEFT, RIGHT = 34, 8
EM = 11.0
"""Font size of the labels, in the picture's own units."""


class DayScale:
    """Days to x, from the first to the last day of a picture of :data:`WIDTH`."""

    def __init__(self, first: date, last: date) -> None:
        self.first, self.last = first, last
        self.n_days = (last - first).days + 1
        self.step = (WIDTH - LEFT - RIGHT) / self.n_days

    def x(self, day: date, *, middle: bool = True) -> float:
        """Return where a day's middle is, or its left edge."""
        return LEFT + self.step * ((day - self.first).days + (0.5 if middle else 0.0))

    @property
    def bar(self) -> float:
        """Width of a day's bar."""
        return self.step * (0.82 if self.step > 3 else 1.0)


def text(x: float, y: float, label: str, anchor: str, name: str = "") -> str:
    """Return a ``text`` element, its label escaped."""
    kind = f' class="{name}"' if name else ""
    at = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text{kind} x="{short(x)}" y="{short(y)}"{at}>{escape(plain(label))}</text>'


def width_of(label: str) -> float:
    """Estimate a label's width: a Chinese character is one em, any other a little over half."""
    return sum(EM if ord(char) > 0x2E80 else 0.56 * EM for char in label)


def wrapped(label: str, width: float) -> list[str]:
    """Break a label into lines of an estimated width: between words, in Chinese anywhere."""
    lines, line = [], ""
    for piece in re.findall(r"[\u2e80-\uffff]|[^\s\u2e80-\uffff]+|\s+", plain(label)):
        if line and width_of(line + piece) > width and piece not in _NEVER_FIRST:
            lines.append(line.strip())
            line = ""
        line += piece
    return [*lines, line.strip()] if line.strip() else lines


_NEVER_FIRST = frozenset("，。；：、！？）》”’…")


def finite(value: float) -> float:
    """Return a number that can be drawn: zero for what is negative or no number."""
    return max(float(value), 0.0) if math.isfinite(value) else 0.0


def short(value: float) -> str:
    """Return a coordinate with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")


def opening(name: str, size: tuple[float, float], element_id: str, title: str, said: str) -> str:
    """Return the opening tag of a picture with its title and description.

    Parameters
    ----------
    name : str
        Class of the picture.
    size : tuple of float
        Width and height in its own units.
    element_id : str
        Prefix of the ids, unique in the page.
    title, said : str
        What the picture shows, and what one sees in it.
    """
    return (
        f'<svg class="{name}" viewBox="0 0 {short(size[0])} {short(size[1])}" role="img"'
        f' aria-labelledby="{element_id}-t {element_id}-d">'
        f'<title id="{element_id}-t">{escape(plain(title))}</title>'
        f'<desc id="{element_id}-d">{escape(plain(said))}</desc>'
    )
