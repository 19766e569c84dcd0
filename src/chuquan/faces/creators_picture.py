"""How many people are reached for how much: our choice beside the biggest names, as SVG.

The solid steps are the choice in the order of what each creator brings for the price, the dashed
ones the biggest names, the dotted line what no choice within the budget exceeds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate

from chuquan.faces import svg
from chuquan.faces.impact_numbers import axis_numbers, in_currency
from chuquan.faces.impact_picture import nice_ticks
from chuquan.faces.told import Picture
from chuquan.faces.words import Words, plain
from chuquan.report import ChosenCreator, CreatorChoice

WIDTH, HEIGHT = 640.0, 270.0
_LEFT, _RIGHT, _TOP, _FOOT = 62.0, 14.0, 24.0, 200.0
_N_NAMES = 3


def reach_picture(choice: CreatorChoice, words: Words, finding: str) -> Picture:
    """Draw reach by spending.

    Parameters
    ----------
    choice : CreatorChoice
    words : Words
    finding : str
        What one sees, in one sentence.
    """
    frame = _Frame(choice)
    name = words.gettext("People reached by spending")
    parts = [
        svg.opening("reach", (WIDTH, HEIGHT), "creators-reach", name, finding),
        *_axes(frame, choice, words),
        _bound(frame, choice, words),
        f'<path class="rival" d="{frame.steps(choice.biggest)}"/>',
        f'<path class="series" d="{frame.steps(choice.creators)}"/>',
        *_names(frame, choice),
        *_key(words),
        "</svg>",
    ]
    return Picture("reach", finding, "".join(parts))


class _Frame:
    """The scales: money to x, people to y."""

    def __init__(self, choice: CreatorChoice) -> None:
        self.money = nice_ticks(0.0, max(choice.budget, choice.spent, 1e-9))
        top = max(choice.bound, choice.n_reached, choice.n_biggest, 1e-9)
        self.people = nice_ticks(0.0, top)
        self.most = max(self.money[-1], choice.budget)

    def x(self, spent: float) -> float:
        """Return where so much money is."""
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * min(1.0, spent / self.most)

    def y(self, reached: float) -> float:
        """Return where so many people are."""
        return _FOOT - (_FOOT - _TOP) * min(1.0, svg.finite(reached) / self.people[-1])

    def steps(self, creators: Sequence[ChosenCreator]) -> str:
        """Return a path of steps: each creator a step to the right and one up."""
        n = svg.short
        path = f"M{n(self.x(0))} {n(self.y(0))}"
        for spent, reached in _sums(creators):
            path += f"H{n(self.x(spent))}V{n(self.y(reached))}"
        return path


def _sums(creators: Sequence[ChosenCreator]) -> Iterable[tuple[float, float]]:
    spent = accumulate(c.price for c in creators)
    return zip(spent, accumulate(c.n_new for c in creators), strict=True)


def _axes(frame: _Frame, choice: CreatorChoice, words: Words) -> Iterable[str]:
    n = svg.short
    grid = "".join(f"M{n(_LEFT)} {n(frame.y(t))}H{n(WIDTH - _RIGHT)}" for t in frame.people)
    yield f'<path class="grid" d="{grid}"/>'
    for tick, label in zip(frame.people, axis_numbers(frame.people, words), strict=True):
        yield svg.text(_LEFT - 6, frame.y(tick) + 4, label, "end")
    yield svg.text(_LEFT, 14, words.gettext("people reached"), "middle")
    for tick, label in zip(frame.money, axis_numbers(frame.money, words), strict=True):
        if tick <= frame.most * 1.0001:
            yield f'<path class="notch" d="M{n(frame.x(tick))} {n(_FOOT)}v4"/>'
            yield svg.text(frame.x(tick), _FOOT + 17, label, "middle" if tick else "start")
    text = words.gettext("spent, in %(currency)s") % {
        "currency": in_currency("", plain(choice.currency), words).strip()
    }
    yield svg.text(WIDTH - _RIGHT, _FOOT + 33, text, "end")


def _bound(frame: _Frame, choice: CreatorChoice, words: Words) -> str:
    y = frame.y(choice.bound)
    path = f"M{svg.short(_LEFT)} {svg.short(y)}H{svg.short(WIDTH - _RIGHT)}"
    label = words.gettext("more is not possible within the budget")
    return f'<path class="limit" d="{path}"/>' + svg.text(_LEFT + 6, y - 5, label, "start")


def _names(frame: _Frame, choice: CreatorChoice) -> Iterable[str]:
    """Name the largest steps beside them, where there is room."""
    steps = list(zip(choice.creators, _sums(choice.creators), strict=True))
    largest = sorted(steps, key=lambda s: -s[0].n_new)[:_N_NAMES]
    last = -100.0
    for creator, (spent, reached) in sorted(largest, key=lambda s: s[1][1]):
        x = frame.x(spent)
        y = (frame.y(reached) + frame.y(reached - creator.n_new)) / 2 + 4
        label = svg.wrapped(creator.name, 130)[:1]
        if label and abs(y - last) > 13 and x + svg.width_of(label[0]) + 8 < WIDTH:
            yield svg.text(x + 6, y, label[0], "start", "name")
            last = y


def _key(words: Words) -> Iterable[str]:
    x, y = _LEFT, HEIGHT - 12.0
    for name, label in (
        ("series", words.gettext("this choice")),
        ("rival", words.gettext("the biggest names")),
        ("limit", words.gettext("upper bound")),
    ):
        yield f'<path class="{name}" d="M{svg.short(x)} {svg.short(y - 4)}h22"/>'
        yield svg.text(x + 28, y, label, "start")
        x += 28 + svg.width_of(label) + 22
