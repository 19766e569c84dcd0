"""Recall and precision of each class as a picture: two marks a class, each with its interval."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from chuquan.evaluate.classes import ClassFigures
from chuquan.evaluate.intervals import Share
from chuquan.faces import svg
from chuquan.faces.judged import class_name
from chuquan.faces.words import Words

WIDTH = 420.0
_RIGHT, _TOP, _ROW = 18.0, 26.0, 34.0
_TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def class_bars(
    by_class: Mapping[str, ClassFigures], words: Words, *, title: str, element_id: str
) -> str:
    """Draw recall (a dot) and precision (a diamond) of each class.

    Parameters
    ----------
    by_class : mapping of str to ClassFigures
    words : Words
    title : str
        What the picture shows.
    element_id : str
        Prefix of the ids in the picture, unique in the page.

    Returns
    -------
    str
        An ``svg`` element with title and description.
    """
    names = {name: class_name(name, words) for name in by_class}
    left = 14 + max(map(svg.width_of, names.values()), default=0.0)
    size = (WIDTH, _TOP + _ROW * len(names) + 24)
    said = words.gettext("; ").join(
        words.gettext("%(class)s: recall %(recall)s, precision %(precision)s")
        % {
            "class": names[name],
            "recall": _told(own.recall, words),
            "precision": _told(own.precision, words),
        }
        for name, own in by_class.items()
    )
    parts = [
        svg.opening("classes", size, element_id, title, said),
        *_frame(left, size[1], words),
    ]
    for i, (name, own) in enumerate(by_class.items()):
        middle = _TOP + _ROW * (i + 0.5)
        parts.append(svg.text(left - 8, middle + 4, names[name], anchor="end", name="label"))
        parts += _mark(own.recall, middle - 6, left, "recall")
        parts += _mark(own.precision, middle + 6, left, "precision")
    return "".join([*parts, "</svg>"])


def _frame(left: float, height: float, words: Words) -> Iterable[str]:
    foot = height - 22
    grid = "".join(f"M{svg.short(_x(t, left))} {svg.short(_TOP)}V{svg.short(foot)}" for t in _TICKS)
    yield f'<path class="grid" d="{grid}"/>'
    for tick in _TICKS:
        yield svg.text(_x(tick, left), foot + 15, f"{100 * tick:.0f}%", anchor="middle")
    x = left
    for shape, told in (
        ("recall", words.pgettext("evaluation", "recall")),
        ("precision", words.pgettext("evaluation", "precision")),
    ):
        yield _shape(shape, x + 5, 10)
        yield svg.text(x + 14, 14, told, "start")
        x += 14 + svg.width_of(told) + 18


def _mark(share: Share, y: float, left: float, name: str) -> Iterable[str]:
    if share.value is None or share.interval is None:
        return
    low, high = (svg.short(_x(v, left)) for v in share.interval)
    yield f'<path class="whisker {name}" d="M{low} {svg.short(y)}H{high}"/>'
    yield _shape(name, _x(share.value, left), y)


def _shape(name: str, x: float, y: float) -> str:
    if name == "recall":
        return f'<circle class="{name}" cx="{svg.short(x)}" cy="{svg.short(y)}" r="4"/>'
    return f'<path class="{name}" d="M{svg.short(x)} {svg.short(y - 5)}l5 5l-5 5l-5 -5z"/>'


def _x(value: float, left: float) -> float:
    return left + (WIDTH - left - _RIGHT) * value


def _told(share: Share, words: Words) -> str:
    return "—" if share.value is None else words.share(share.value)
