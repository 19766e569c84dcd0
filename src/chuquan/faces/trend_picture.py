"""The days of a rise as a small SVG picture: mentions a day, and what was to be expected."""

from __future__ import annotations

from chuquan.faces.svg import LEFT, RIGHT, WIDTH, DayScale, finite, opening, short, text
from chuquan.faces.trend_words import called
from chuquan.faces.words import Words
from chuquan.report import Trend

HEIGHT = 120
_TOP, _BASE = 22.0, 96.0


def trend_finding(trend: Trend, words: Words) -> str:
    """Return what the picture shows, in one sentence."""
    since = [day for day in trend.days if day[0] >= trend.first_day]
    most = max(since, key=lambda day: day[1], default=None)
    told = words.gettext(
        "%(theme)s: %(n)s mentions since %(first)s where %(expected)s were to be expected; most on "
        "%(day)s with %(most)s."
    )
    return told % {
        "theme": called(trend, words),
        "n": words.count(trend.n),
        "first": words.day(trend.first_day),
        "expected": words.expected(trend.expected),
        "day": words.day(most[0] if most else None),
        "most": words.count(most[1] if most else 0.0),
    }


def trend_picture(trend: Trend, words: Words, *, element_id: str) -> str:
    """Draw a rise's days.

    Parameters
    ----------
    trend : Trend
    words : Words
    element_id : str
        Prefix of the ids in the picture, unique in the page.

    Returns
    -------
    str
        An ``svg`` element with title and description; empty where there are no days.
    """
    days = sorted(trend.days)
    if not days:
        return ""
    frame = DayScale(days[0][0], days[-1][0])
    highest = max(1.0, *(finite(value) for _, n, usual in days for value in (n, usual)))

    def y(value: float) -> float:
        return _BASE - (_BASE - _TOP) * finite(value) / highest

    title = words.gettext("Mentions of %(theme)s a day, of any place or none") % {
        "theme": called(trend, words)
    }
    bars = "".join(
        f"M{short(frame.x(day) - frame.bar / 2)} {short(y(n))}h{short(frame.bar)}"
        f"V{short(_BASE)}h-{short(frame.bar)}z"
        for day, n, _ in days
        if n > 0
    )
    usual = "L".join(f"{short(frame.x(day))} {short(y(expected))}" for day, _, expected in days)
    onset = frame.x(max(trend.first_day, days[0][0]), middle=False)
    rising = words.gettext("rises since %(day)s") % {"day": words.short_day(trend.first_day)}
    is_late = onset > WIDTH / 2
    grid = "".join(f"M{LEFT} {short(at)}H{WIDTH - RIGHT}" for at in (_BASE, _TOP))
    parts = [
        opening("timeline", (WIDTH, HEIGHT), element_id, title, trend_finding(trend, words)),
        f'<path class="grid" d="{grid}"/>',
        text(LEFT - 5, _BASE + 4, "0", "end"),
        text(LEFT - 5, _TOP + 4, words.count(highest), "end"),
        f'<path class="image" d="{bars}"/>' if bars else "",
        f'<path class="expected" d="M{usual}"/>',
        f'<path class="mark onset" d="M{short(onset)} 6V{short(_BASE)}"/>',
        text(onset + (-4 if is_late else 4), 15, rising, "end" if is_late else "start", "label"),
        text(LEFT, HEIGHT - 8, words.day(days[0][0]), "start"),
        text(WIDTH - RIGHT, HEIGHT - 8, words.day(days[-1][0]), "end"),
        "</svg>",
    ]
    return "".join(parts)
