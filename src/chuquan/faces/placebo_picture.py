"""Where the treated place stands among places where nothing happened, as a strip of dots.

Each dot is a place that was taken for treated (or an invented start): its effect over the error of
its own fit before the start or, where the treated place's own ratio is not known, its effect. Dots
of one bin are stacked. The diamond is the treated place.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chuquan.faces import svg
from chuquan.faces.impact_numbers import amount, axis_numbers, effect_in, p_value
from chuquan.faces.impact_picture import nice_ticks
from chuquan.faces.words import Words
from chuquan.report import Impact

WIDTH = 640.0
_LEFT, _RIGHT, _TOP, _PLOT, _FOOT = 12.0, 12.0, 24.0, 96.0, 54.0
_N_BINS = 56
_LEAST_RADIUS, _RADIUS = 1.1, 4.6


@dataclass(frozen=True)
class Standing:
    """Where the treated place stands among its placebos.

    Attributes
    ----------
    own : float
    others : tuple of float
        On the same scale as ``own``.
    is_ratio : bool
        Whether they are ratios to the error of the fit, else effects.
    """

    own: float
    others: tuple[float, ...]
    is_ratio: bool

    @property
    def n_as_much(self) -> int:
        """How many of the others are as far from zero."""
        return sum(abs(other) >= abs(self.own) for other in self.others)


def standing(impact: Impact) -> Standing | None:
    """Return where the treated place stands; None where there are no placebos."""
    is_ratio = impact.own_ratio is not None and math.isfinite(impact.own_ratio)
    own = impact.own_ratio if is_ratio and impact.own_ratio is not None else impact.effect.value
    others = tuple(p.ratio if is_ratio else p.effect for p in impact.placebos)
    others = tuple(filter(math.isfinite, others))
    return Standing(own, others, is_ratio) if others and math.isfinite(own) else None


def placebo_picture(impact: Impact, words: Words, *, element_id: str) -> str:
    """Draw the placebo distribution with the treated place in it.

    Returns
    -------
    str
        An ``svg`` element with title and description; empty where there are no placebos.
    """
    stands = standing(impact)
    if stands is None:
        return ""
    all_of_them = (*stands.others, stands.own, 0.0)
    ticks = nice_ticks(min(all_of_them), max(all_of_them))
    frame = _Frame(ticks[0], ticks[-1])
    height = _TOP + _PLOT + _FOOT
    title = words.gettext("How often chance shows as much")
    parts = [
        svg.opening("placebo", (WIDTH, height), element_id, title, finding(impact, words)),
        *_axis(frame, ticks, impact, stands, words),
        *_dots(stands.others, frame),
        *_own(stands, frame, words, impact),
        "</svg>",
    ]
    return "".join(parts)


def finding(impact: Impact, words: Words) -> str:
    """Return what one sees in the picture."""
    stands = standing(impact)
    if stands is None:
        return ""
    if impact.design == "series":
        text = words.gettext(
            "Invented starts that show as much as the true one, up or down: %(as_much)d of %(n)d."
        )
    else:
        text = words.gettext(
            "Places where nothing happened that show as much as here, up or down: %(as_much)d of "
            "%(n)d (%(p)s)."
        )
    check = next((c for c in impact.checks if c.name == "placebo_space"), None)
    p = (stands.n_as_much + 1) / (len(stands.others) + 1)
    if check is not None and check.value is not None:
        p = check.value
    told = words.gettext("p-value %(p)s") % {"p": p_value(p)}
    return text % {"n": len(stands.others), "as_much": stands.n_as_much, "p": told}


class _Frame:
    def __init__(self, low: float, high: float) -> None:
        self.low, self.high = low, high
        self.step = (WIDTH - _LEFT - _RIGHT) / _N_BINS

    def x(self, ratio: float) -> float:
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * (ratio - self.low) / (self.high - self.low)

    def bin(self, ratio: float) -> int:
        return min(int((self.x(ratio) - _LEFT) / self.step), _N_BINS - 1)


def _axis(
    frame: _Frame, ticks: Sequence[float], impact: Impact, stands: Standing, words: Words
) -> Iterable[str]:
    n, base = svg.short, _TOP + _PLOT
    yield f'<path class="grid" d="M{n(_LEFT)} {n(base)}H{n(WIDTH - _RIGHT)}"/>'
    zero = n(frame.x(0.0))
    yield f'<path class="mark zero" d="M{zero} {n(_TOP)}V{n(base)}"/>'
    notches = "".join(f"M{n(frame.x(t))} {n(base)}v4" for t in ticks)
    yield f'<path class="notch" d="{notches}"/>'
    for tick, label in zip(ticks, axis_numbers(ticks, words), strict=True):
        half = svg.width_of(label) / 2
        at = min(max(frame.x(tick), half + 2), WIDTH - half - 2)
        yield svg.text(at, base + 16, label, "middle")
    label = effect_in(impact.unit, words)
    if stands.is_ratio:
        label = words.gettext("effect, in errors of the fit before the start")
    yield svg.text(WIDTH / 2, base + 32, label, "middle")
    what = (
        words.gettext("each dot: an invented start")
        if impact.design == "series"
        else words.gettext("each dot: a place where nothing happened")
    )
    here = words.gettext("the true start") if impact.design == "series" else words.gettext("here")
    y = base + 48
    yield f'<circle class="placebo" cx="{n(_LEFT + 5)}" cy="{n(y - 4)}" r="4"/>'
    yield svg.text(_LEFT + 14, y, what, "start")
    x = _LEFT + 14 + svg.width_of(what) + 22
    yield _diamond(x, y - 4, 5)
    yield svg.text(x + 10, y, here, "start")


def _dots(ratios: Sequence[float], frame: _Frame) -> Iterable[str]:
    bins: dict[int, list[float]] = {}
    for ratio in sorted(ratios):
        bins.setdefault(frame.bin(ratio), []).append(ratio)
    highest = max(map(len, bins.values()))
    radius = max(_LEAST_RADIUS, min(_RADIUS, frame.step / 2 - 0.4, _PLOT / (2.1 * highest)))
    rise = min(2 * radius + 0.4, _PLOT / highest)
    for k, members in bins.items():
        x = _LEFT + frame.step * (k + 0.5)
        for i in range(len(members)):
            at = f'cx="{svg.short(x)}" cy="{svg.short(_TOP + _PLOT - radius - 1 - rise * i)}"'
            yield f'<circle class="placebo" {at} r="{radius:.1f}"/>'


def _own(stands: Standing, frame: _Frame, words: Words, impact: Impact) -> Iterable[str]:
    x, base = frame.x(stands.own), _TOP + _PLOT
    name = words.gettext("the true start") if impact.design == "series" else words.gettext("here")
    label = f"{name} {amount(stands.own, words, is_signed=True)}"
    half = svg.width_of(label) / 2
    yield f'<path class="mark own" d="M{svg.short(x)} {svg.short(_TOP - 4)}V{svg.short(base)}"/>'
    yield _diamond(x, base - 7, 6)
    at = min(max(x, half + 2), WIDTH - half - 2)
    yield svg.text(at, 14, label, "middle", "label")


def _diamond(x: float, y: float, r: float) -> str:
    n = svg.short
    return (
        f'<path class="own" d="M{n(x)} {n(y - r)}l{n(r)} {n(r)}l-{n(r)} {n(r)}l-{n(r)} -{n(r)}z"/>'
    )
