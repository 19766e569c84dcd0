"""A chain as a picture: the core at the left, what goes along with it to the right, step by step.

Links of one role stand together under the role's name, so that no reader needs the colour; each
has a line of its own, so that no label can meet another. The dot's area and the line's width grow
with the number of mentions.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from chuquan.faces import svg
from chuquan.faces.chain_words import link_name, listed, role_name
from chuquan.faces.words import Words, cut, plain
from chuquan.report import Chain, ChainLink, LinkRole

WIDTH: Final = 720.0
_ROW, _HEAD, _TOP, _FOOT = 24.0, 20.0, 14.0, 30.0
_CORE_X, _FIRST_X, _SECOND_X, _EDGE = 66.0, 206.0, 474.0, 8.0
_CORE_RADIUS: Final = 46.0
_LEAST_RADIUS, _MOST_RADIUS = 3.5, 9.0
_GAP: Final = 14.0
_LARGER: Final = 1.1
"""Labels are a tenth larger than the size that widths are estimated for."""

COLOURS: Final[dict[LinkRole, str]] = {
    "wear": "#cc79a7",
    "photograph": "#009e73",
    "do": "#0072b2",
    "eat": "#d55e00",
    "buy": "#e69f00",
    "stay": "#56b4e9",
    "see": "#a08f00",
    "other": "#8a8f98",
}
"""Okabe and Ito's colours, told apart by colour-blind readers; in the order of the picture."""


@dataclass(frozen=True)
class _Placed:
    link: ChainLink
    x: float
    y: float
    room: float
    """Width that its label may take."""


def chain_finding(chain: Chain, words: Words) -> str:
    """Return what one sees in the picture, in one sentence."""
    by_role = []
    for role in COLOURS:
        names = [link_name(one, words) for one in chain.links if one.role == role]
        if names:
            text = words.gettext("%(role)s: %(names)s")
            by_role.append(text % {"role": role_name(role, words), "names": listed(names, words)})
    if not by_role:
        return words.gettext("Nothing stands clearly beside %(theme)s.") % {
            "theme": cut(chain.core, 40)
        }
    text = words.gettext("What goes along with %(theme)s – %(roles)s.")
    return text % {"theme": cut(chain.core, 40), "roles": words.gettext("; ").join(by_role)}


def chain_picture(chain: Chain, words: Words, *, element_id: str) -> str:
    """Draw a chain.

    Parameters
    ----------
    chain : Chain
    words : Words
        The language of the labels.
    element_id : str
        Prefix of the ids in the picture, unique in the page.

    Returns
    -------
    str
        An ``svg`` element with title and description; empty for a chain without links.
    """
    if not chain.links:
        return ""
    placed, heads, height = _layout(chain)
    middle = (height - _FOOT + _TOP) / 2
    biggest = max((one.n for one in chain.links if math.isfinite(one.n)), default=1.0)
    title = words.gettext("The chain of %(theme)s") % {"theme": cut(chain.core, 40)}
    parts = [
        svg.opening("chain", (WIDTH, height), element_id, title, chain_finding(chain, words)),
        *_lines(placed, middle, biggest, words),
        *_core(chain, middle, words),
        *(_role_head(role, y, words) for role, y in heads),
        *(_dot(one, biggest) for one in placed),
        *(_label(one, words) for one in placed),
        _key(height, words),
        "</svg>",
    ]
    return "".join(parts)


def _layout(chain: Chain) -> tuple[list[_Placed], list[tuple[LinkRole, float]], float]:
    """Return where links and the names of roles stand, and the picture's height."""
    first = [one for one in chain.links if one.depth == 1]
    names = {one.term for one in first}
    hanging = [one for one in chain.links if one.depth > 1 and one.parent in names]
    y = _TOP
    placed: list[_Placed] = []
    heads: list[tuple[LinkRole, float]] = []
    for role in COLOURS:
        own = [one for one in first if one.role == role]
        if own:
            heads.append((role, y + _HEAD - 6))
            y += _HEAD
        for one in own:
            below = [other for other in hanging if other.parent == one.term]
            hanging = [other for other in hanging if other.parent != one.term]
            room = (_SECOND_X - 2 * _GAP if below else WIDTH) - _FIRST_X - _GAP - _EDGE
            placed.append(_Placed(one, _FIRST_X, y + _ROW / 2, room))
            placed += [
                _Placed(other, _SECOND_X, y + _ROW * (i + 0.5), WIDTH - _SECOND_X - _GAP - _EDGE)
                for i, other in enumerate(below)
            ]
            y += _ROW * max(len(below), 1)
    return placed, heads, max(y, _TOP + 2 * _CORE_RADIUS + 8) + _FOOT


def _core(chain: Chain, y: float, words: Words) -> Iterable[str]:
    yield (
        f'<circle cx="{svg.short(_CORE_X)}" cy="{svg.short(y)}" r="{svg.short(_CORE_RADIUS)}" '
        f'fill="#0072b2" fill-opacity="0.12" stroke="#0072b2" stroke-width="2"/>'
    )
    name = fitted(chain.core, 2 * _CORE_RADIUS - 16)
    yield _text(_CORE_X, y, name, anchor="middle", is_strong=True)
    n = words.gettext("%(n)s mentions") % {"n": words.count(chain.n)}
    yield _text(_CORE_X, y + 16, fitted(n, 2 * _CORE_RADIUS - 8), anchor="middle")


def _lines(placed: Sequence[_Placed], middle: float, biggest: float, words: Words) -> Iterable[str]:
    at = {one.link.term: one for one in placed if one.link.depth == 1}
    for one in placed:
        parent = at.get(one.link.parent) if one.link.depth > 1 else None
        x, y = _CORE_X + _CORE_RADIUS, middle
        if parent is not None:
            # From behind the parent's label: no line runs through a text.
            name, count = _texts(parent, words)
            x, y = parent.x + _GAP + _LARGER * svg.width_of(name + count) + 6, parent.y
        bend = (x + one.x) / 2
        width = 0.8 + 2.4 * math.sqrt(_size(one.link.n) / max(biggest, 1.0))
        yield (
            f'<path d="M{svg.short(x)} {svg.short(y)}C{svg.short(bend)} {svg.short(y)} '
            f'{svg.short(bend)} {svg.short(one.y)} {svg.short(one.x)} {svg.short(one.y)}" '
            f'fill="none" stroke="{COLOURS[one.link.role]}" stroke-opacity="0.55" '
            f'stroke-width="{svg.short(width)}"/>'
        )


def _size(n: float) -> float:
    return svg.finite(n)


def _dot(one: _Placed, biggest: float) -> str:
    share = math.sqrt(_size(one.link.n) / max(biggest, 1.0))
    radius = _LEAST_RADIUS + (_MOST_RADIUS - _LEAST_RADIUS) * share
    return (
        f'<circle cx="{svg.short(one.x)}" cy="{svg.short(one.y)}" r="{svg.short(radius)}" '
        f'fill="{COLOURS[one.link.role]}"/>'
    )


def _texts(one: _Placed, words: Words) -> tuple[str, str]:
    """Return a link's name, cut to its room, and what stands behind it."""
    role = f" · {role_name(one.link.role, words)}" if one.link.depth > 1 else ""
    count = f"{role} · {words.count(one.link.n)}"
    return fitted(link_name(one.link, words), one.room - _LARGER * svg.width_of(count)), count


def _label(one: _Placed, words: Words) -> str:
    name, count = _texts(one, words)
    x, y = one.x + _GAP, one.y + 4
    return (
        f'<text x="{svg.short(x)}" y="{svg.short(y)}" fill="currentColor" font-size="12">'
        f'{escape(name)}<tspan fill-opacity="0.72">{escape(count)}</tspan></text>'
    )


def _role_head(role: LinkRole, y: float, words: Words) -> str:
    x = _FIRST_X + _GAP
    name = escape(role_name(role, words))
    return (
        f'<text class="label" x="{svg.short(x)}" y="{svg.short(y)}" fill="currentColor" '
        f'font-size="11" font-weight="700">{name}</text>'
    )


def _key(height: float, words: Words) -> str:
    told = words.gettext("Dot and line: mentions that hold both. Further right: one step further.")
    return _text(_EDGE, height - 8, told)


def _text(x: float, y: float, label: str, anchor: str = "start", *, is_strong: bool = False) -> str:
    at = "" if anchor == "start" else f' text-anchor="{anchor}"'
    look = ' class="label" font-size="14" font-weight="700"' if is_strong else ' font-size="11"'
    return (
        f'<text x="{svg.short(x)}" y="{svg.short(y)}"{at} fill="currentColor"{look}>'
        f"{escape(plain(label))}</text>"
    )


def fitted(label: str, width: float) -> str:
    """Return a label cut with an ellipsis to an estimated width."""
    label = plain(label)
    if _LARGER * svg.width_of(label) <= width:
        return label
    while label and _LARGER * svg.width_of(label + "…") > width:
        label = label[:-1]
    return f"{label.rstrip(' (')}…"
