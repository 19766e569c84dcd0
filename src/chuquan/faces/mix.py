"""The kinds of a wave day by day, as a small stacked picture under its timeline.

Each bar is one day of the wave's own excess, shared out by kind; the bars stand under the days of
the timeline. Kinds differ by pattern as well as by colour, and each stretch of one mix is named in
words above its days.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from chuquan.faces.sides import side_sentences
from chuquan.faces.svg import LEFT, RIGHT, WIDTH, DayScale, finite, short, text, width_of
from chuquan.faces.words import Words
from chuquan.report import Breakout, DayMix

_KINDS = ("image", "crisis", "affairs")
_ROW, _PLOT, _KEY = 15, 48, 22
_LEAST = 0.5  # half a mention's excess says nothing of a day's mix


def mix_picture(breakout: Breakout, words: Words, *, element_id: str) -> str:
    """Draw the kinds of a breakout by day.

    Parameters
    ----------
    breakout : Breakout
        Its ``mix_days`` are drawn on the days of its ``timeline``.
    words : Words
        The language of the labels.
    element_id : str
        Prefix of the ids in the picture, unique in the page.

    Returns
    -------
    str
        An ``svg`` element with title and description; empty where there is nothing to show.
    """
    days = [d for d in breakout.mix_days if _total(d) >= _LEAST]
    if not days or not breakout.timeline:
        return ""
    spanned = [*(d.day for d in breakout.timeline), *(d.day for d in days)]
    scale = DayScale(min(spanned), max(spanned))
    labels = _place_labels(breakout, words, scale)
    top = 2.0 + _ROW * (1 + max((label.row for label in labels), default=0))
    height = top + _PLOT + _KEY
    title = words.gettext("Kinds of this wave by day")
    seen = words.together(side_sentences(breakout, words))
    parts = [
        f'<svg class="timeline mix" viewBox="0 0 {WIDTH} {short(height)}" role="img"',
        f' aria-labelledby="{element_id}-mt {element_id}-md">',
        f'<title id="{element_id}-mt">{escape(title)}</title>',
        f'<desc id="{element_id}-md">{escape(seen)}</desc>',
        _patterns(element_id),
        *_axis(top, words),
        *_bars(days, scale, top, element_id),
        *_draw_labels(labels, top),
        *_key(days, words, height - 6, element_id),
        "</svg>",
    ]
    return "".join(parts)


def _total(day: DayMix) -> float:
    return sum(_of(day, kind) for kind in _KINDS)


def _of(day: DayMix, kind: str) -> float:
    return finite(getattr(day, kind))


def _patterns(element_id: str) -> str:
    # Stripes for a crisis, dots for affairs, plain for an image: told apart without any colour.
    return (
        f'<defs><pattern id="{element_id}-pc" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect class="crisis" width="6" height="6"/>'
        f'<path class="stripe" d="M1 0V6"/></pattern>'
        f'<pattern id="{element_id}-pa" width="5" height="5" patternUnits="userSpaceOnUse">'
        f'<rect class="affairs" width="5" height="5"/><circle class="dot" cx="2.5" cy="2.5" '
        f'r="0.9"/></pattern></defs>'
    )


def _fill(kind: str, element_id: str) -> str:
    if kind == "image":
        return 'class="image"'
    return f'fill="url(#{element_id}-p{kind[0]})"'


def _axis(top: float, words: Words) -> Iterable[str]:
    base = top + _PLOT
    lines = "".join(f"M{LEFT} {short(y)}H{WIDTH - RIGHT}" for y in (top, top + _PLOT / 2, base))
    yield f'<path class="grid" d="{lines}"/>'
    for share, y in ((1.0, top), (0.5, top + _PLOT / 2), (0.0, base)):
        yield text(LEFT - 5, y + 4, words.share(share), "end")


def _bars(days: Sequence[DayMix], scale: DayScale, top: float, element_id: str) -> Iterable[str]:
    for i, kind in enumerate(_KINDS):
        path = []
        for day in days:
            share = _of(day, kind) / _total(day)
            if share <= 0:
                continue
            below = sum(_of(day, other) for other in _KINDS[:i]) / _total(day)
            x = scale.x(day.day) - scale.bar / 2
            y, base = (top + _PLOT * (1 - s) for s in (below + share, below))
            path.append(f"M{short(x)} {short(y)}h{short(scale.bar)}V{short(base)}")
            path.append(f"h-{short(scale.bar)}z")
        if path:
            yield f'<path {_fill(kind, element_id)} d="{"".join(path)}"/>'


@dataclass(frozen=True)
class _Label:
    """What one stretch is, above its days."""

    x: float
    words: str
    anchor: str
    edge: float
    row: int = 0


def _place_labels(breakout: Breakout, words: Words, scale: DayScale) -> list[_Label]:
    if len(breakout.mix) < 2:
        return []
    taken: list[tuple[int, float, float]] = []
    out = []
    for stretch in breakout.mix:
        kind = max(stretch.shares, key=lambda name: stretch.shares[name])
        told = f"{words.kind(kind)} {words.share(stretch.shares[kind])}"
        edge = _edge(scale, stretch.first_day)
        width = width_of(told) + 8
        is_right = edge + width > WIDTH
        low, high = (edge - width, edge) if is_right else (edge, edge + width)
        # Below every label that it meets, so that no line runs through a label.
        row = max((t + 1 for t, a, b in taken if low <= b and high >= a), default=0)
        taken.append((row, low, high))
        out.append(_Label(edge, told, "end" if is_right else "start", edge, row))
    return out


def _edge(scale: DayScale, day: date) -> float:
    return scale.x(day, middle=False)


def _draw_labels(labels: Sequence[_Label], top: float) -> Iterable[str]:
    heights = [2.0 + _ROW * label.row + 10 for label in labels]
    for label, y in zip(labels, heights, strict=True):
        yield f'<path class="mark" d="M{short(label.edge)} {short(y - 9)}V{short(top + _PLOT)}"/>'
    for label, y in zip(labels, heights, strict=True):
        shift = 4 if label.anchor == "start" else -4
        yield text(label.x + shift, y, label.words, label.anchor, "label")


def _key(days: Sequence[DayMix], words: Words, y: float, element_id: str) -> Iterable[str]:
    x = float(LEFT)
    for kind in _KINDS:
        if not any(_of(d, kind) > 0 for d in days):
            continue
        yield (
            f'<rect {_fill(kind, element_id)} x="{short(x)}" y="{short(y - 9)}" width="14" '
            f'height="10"/>'
        )
        yield text(x + 18, y, words.kind(kind), "start")
        x += 18 + width_of(words.kind(kind)) + 14
