"""The reliability picture: of what is told with some confidence, how much is right.

Each point is one bin of confidence: its mean confidence across, the share told right up, with the
95% interval. On the diagonal the two agree; below it the classifier is too sure of itself. Bars at
the foot are the titles in each bin. Colours come from the page by class.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from chuquan.evaluate.calibration import Bin, Calibration
from chuquan.faces import svg
from chuquan.faces.words import Words

WIDTH, HEIGHT = 420.0, 372.0
_LEFT, _RIGHT, _TOP, _FOOT = 46.0, 12.0, 14.0, 262.0
_BARS_TOP, _BARS_FOOT = 284.0, 334.0
_TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def reliability(calibration: Calibration, words: Words, *, title: str, element_id: str) -> str:
    """Draw the reliability of one task.

    Parameters
    ----------
    calibration : Calibration
    words : Words
    title : str
        What the picture shows.
    element_id : str
        Prefix of the ids in the picture, unique in the page.

    Returns
    -------
    str
        An ``svg`` element with title and description; empty where no title has a confidence.
    """
    bins = [b for b in calibration.bins if b.right.n]
    if not bins:
        return ""
    parts = [
        svg.opening("reliability", (WIDTH, HEIGHT), element_id, title, finding(bins, words)),
        *_axes(words),
        *_bars(bins),
        *_points(bins),
        "</svg>",
    ]
    return "".join(parts)


def finding(bins: Sequence[Bin], words: Words) -> str:
    """Return what one sees in the picture: the bin in which the two differ most beyond chance."""
    off = [b for b in bins if not _agrees(b)]
    if not off:
        return words.gettext("In every bin the confidence lies within the interval of the truth.")
    worst = max(off, key=lambda b: abs(_confidence(b) - _right(b)))
    text = words.gettext(
        "Furthest off: of %(n)s titles told with a confidence of %(confidence)s on average, "
        "%(right)s were right."
    )
    return text % {
        "n": words.count(worst.right.n),
        "confidence": words.share(_confidence(worst)),
        "right": words.share(_right(worst)),
    }


def _x(value: float) -> float:
    return _LEFT + (WIDTH - _LEFT - _RIGHT) * value


def _y(value: float) -> float:
    return _FOOT - (_FOOT - _TOP) * value


def _axes(words: Words) -> Iterable[str]:
    n = svg.short
    grid = "".join(
        f"M{n(_LEFT)} {n(_y(t))}H{n(_x(1))}M{n(_x(t))} {n(_y(0))}V{n(_y(1))}" for t in _TICKS
    )
    yield f'<path class="grid" d="{grid}"/>'
    yield f'<path class="expected" d="M{n(_x(0))} {n(_y(0))}L{n(_x(1))} {n(_y(1))}"/>'
    for tick in _TICKS:
        yield svg.text(_LEFT - 6, _y(tick) + 4, f"{100 * tick:.0f}%", anchor="end")
        anchor = "end" if tick == 1 else "middle"
        yield svg.text(_x(tick), _BARS_FOOT + 15, f"{100 * tick:.0f}%", anchor=anchor)
    yield svg.text(_LEFT + 6, _TOP + 13, words.gettext("↑ share right"), "start")
    yield svg.text(_x(1), HEIGHT - 6, words.gettext("confidence →"), anchor="end")
    yield svg.text(_LEFT, HEIGHT - 6, words.gettext("bars: titles in each bin"), "start")


def _bars(bins: Sequence[Bin]) -> Iterable[str]:
    most = max(b.right.n for b in bins)
    path = []
    for b in bins:
        height = max((_BARS_FOOT - _BARS_TOP - 12) * b.right.n / most, 0.8)
        x, w = _x(b.low) + 1.5, svg.short(_x(b.high) - _x(b.low) - 3)
        path.append(f"M{svg.short(x)} {svg.short(_BARS_FOOT)}h{w}v-{height:.1f}h-{w}z")
        middle = (_x(b.low) + _x(b.high)) / 2
        yield svg.text(
            middle, _BARS_FOOT - height - 3, f"{b.right.n:,}", anchor="middle", name="small"
        )
    yield f'<path class="bin" d="{"".join(path)}"/>'


def _points(bins: Sequence[Bin]) -> Iterable[str]:
    n = svg.short
    whiskers = "".join(
        f"M{n(_x(_confidence(b)))} {n(_y(low))}V{n(_y(high))}"
        for b in bins
        for low, high in (b.right.interval or (0.0, 1.0),)
    )
    yield f'<path class="whisker" d="{whiskers}"/>'
    line = "L".join(f"{n(_x(_confidence(b)))} {n(_y(_right(b)))}" for b in bins)
    yield f'<path class="series" d="M{line}"/>'
    for b in bins:
        x, y = n(_x(_confidence(b))), n(_y(_right(b)))
        yield f'<circle class="point" cx="{x}" cy="{y}" r="4"/>'


def _confidence(b: Bin) -> float:
    return b.confidence or 0.0


def _right(b: Bin) -> float:
    return b.right.value or 0.0


def _agrees(b: Bin) -> bool:
    low, high = b.right.interval or (0.0, 1.0)
    return low <= _confidence(b) <= high
