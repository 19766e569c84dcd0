"""The pictures of a brief: our SVG made fit to print, each with its data for editable charts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

from chuquan.faces.briefs.content import Chart, Picture, Series
from chuquan.faces.briefs.show import shown
from chuquan.faces.briefs.waves import peak_day
from chuquan.faces.mix import mix_picture
from chuquan.faces.pages import style_sheet
from chuquan.faces.shares import Share, share_bar
from chuquan.faces.sides import side_sentences
from chuquan.faces.svg import finite
from chuquan.faces.timeline import finding, timeline
from chuquan.faces.words import Words
from chuquan.report import Breakout

COLOURS = {
    "image": "#0072b2",
    "crisis": "#d55e00",
    "affairs": "#8a8f98",
    "culture": "#e69f00",
    "screen": "#cc79a7",
    "social": "#0072b2",
    "concert": "#a08f00",
    "sport": "#56b4e9",
    "event": "#8a8f98",
    "nature": "#009e73",
    "n": "#1b1f24",
    "expected": "#545d68",
}
"""Okabe and Ito's colours, told apart by colour-blind readers, on a light ground; the yellow of
concerts is darkened to show on white."""

_STYLE = """
text{font-family:"FONT";font-size:11px;font-weight:500;fill:#545d68}
text.label{fill:#1b1f24;font-weight:700}
.grid,.notch{stroke:#d5d9e0;fill:none}
.outage{fill:#e3e6ea}
.timeline .image,.timeline .crisis{fill-opacity:.62}
.timeline .affairs{fill:#b3b8bf}
.series{stroke:#1b1f24;stroke-width:1.6;fill:none;stroke-linejoin:round}
.expected{stroke:#545d68;stroke-width:1.4;stroke-dasharray:4 3;fill:none}
.mark{stroke:#1b1f24;fill:none}
.mark.onset,.mix .mark{stroke-dasharray:2 2}
.mark.end{stroke-dasharray:1 3}
.stripe{stroke:#ffffff;stroke-width:1.6;fill:none}
.dot{fill:#1b1f24;fill-opacity:.55}
svg .band{fill:#0072b2;fill-opacity:.2;stroke:none}
svg .anyway{stroke:#0072b2;stroke-width:1.6;stroke-dasharray:5 3;fill:none}
svg .seen{fill:#1b1f24}
svg .placebo{fill:#545d68;fill-opacity:.6}
svg .own{fill:#d55e00;stroke:#ffffff;stroke-width:.8}
svg .own.open{fill:#ffffff;stroke:#d55e00;stroke-width:1.4}
svg .own.thin{stroke-width:0}
svg .own.open.thin{stroke-width:1}
svg .mark.own{stroke:#d55e00;stroke-width:1.4;fill:none}
svg .mark.zero{stroke:#545d68;stroke-width:1;fill:none}
svg .whisker{stroke:#545d68;stroke-width:1.3;fill:none}
svg text.name{fill:#1b1f24}
"""


_LIGHT: Final = {
    "page": "#ffffff",
    "ink": "#1b1f24",
    "soft": "#545d68",
    "line": "#d5d9e0",
    "alarm": "#a63c00",
    "image": "#0072b2",
    "crisis": "#d55e00",
}


@cache
def _told_style() -> str:
    """Return the classes of the pictures of answers as their HTML files have them, on paper."""
    css = style_sheet("told.css").partition("@media")[0]
    rules = re.findall(r"(figure\.told svg [^{]*)\{([^}]*)\}", css)
    made = "".join(
        f"{names.replace('figure.told svg ', 'svg ').strip()}{{{' '.join(how.split())}}}"
        for names, how in rules
        # A halo of words is for browsers: others draw it over the words that it is to go behind.
        if "font:" not in how and "paint-order" not in how
    )
    return re.sub(r"var\(--(\w+)\)", lambda found: _LIGHT[found[1]], made)


def printable(svg: str, font: str, *, is_told: bool = False) -> str:
    """Return one of our pictures as a file of its own: its colours inside, for a light ground.

    Parameters
    ----------
    svg : str
        As the writers of pictures give it, coloured by class.
    font : str
        Family of its texts.
    is_told : bool
        Whether it is a picture of an answer.
    """
    if not svg:
        return ""
    fills = "".join(
        f".{name}{{fill:{colour}}}"
        for name, colour in COLOURS.items()
        if name not in {"n", "expected"}
    )
    opening, rest = svg.split(">", 1)
    style = fills + _STYLE.replace("FONT", font) + (_told_style() if is_told else "")
    return f'{opening} xmlns="http://www.w3.org/2000/svg"><style>{style}</style>{rest}'


def wave_pictures(
    breakout: Breakout, parts: Sequence[Share], words: Words, *, key: str
) -> tuple[Picture, ...]:
    """Return a wave's timeline, the shares of its parts, and its kinds by day if they changed."""
    return tuple(
        picture
        for picture in (
            _timeline(breakout, words, key),
            shares_picture(parts, words, key=f"shares-{key}"),
            _mix(breakout, words, key),
        )
        if picture is not None
    )


def shares_picture(
    parts: Sequence[Share], words: Words, *, key: str, title: str = ""
) -> Picture | None:
    """Return shares as one bar; none where there are no shares."""
    if not parts:
        return None
    listed = words.gettext(", ").join(f"{p.label} {words.share(p.share)}" for p in parts)
    chart = Chart(
        tuple(p.label for p in parts),
        (Series("share", words.gettext("Share"), tuple(p.share for p in parts)),),
        tuple(p.name for p in parts),
    )
    svg = share_bar(parts, words, element_id=key)
    return Picture(key, "shares", title or words.gettext("Shares"), listed, svg, chart)


def timeline_chart(breakout: Breakout, words: Words) -> Chart | None:
    """Return a wave's own series and what was to be expected; gaps where nothing was read."""
    days = sorted(breakout.timeline, key=lambda d: d.day)
    if not days:
        return None
    lines: Iterable[tuple[str, str]] = (
        ("n", words.gettext("this breakout")),
        ("expected", words.gettext("expected")),
    )
    return Chart(
        tuple(d.day for d in days),
        tuple(
            Series(
                name,
                label,
                tuple(finite(getattr(d, name)) if d.exposure > 0 else None for d in days),
            )
            for name, label in lines
        ),
    )


def _timeline(breakout: Breakout, words: Words, key: str) -> Picture | None:
    svg = timeline(breakout, words, element_id=f"timeline-{key}")
    if not svg:
        return None
    chart = timeline_chart(breakout, words)
    title = shown(finding(breakout, words)[0])
    alt = timeline_alt(breakout, words)
    return Picture(f"timeline-{key}", "timeline", title, alt, svg, chart)


def timeline_alt(breakout: Breakout, words: Words) -> str:
    """Return what one sees in a wave's timeline: its title, its onset and its highest day."""
    title = shown(finding(breakout, words)[0])
    top = peak_day(breakout)
    if top is None:
        return title
    said = words.gettext(
        "Onset on %(onset)s; most on %(day)s with %(n)s mentions where %(expected)s were to be "
        "expected."
    ) % {
        "onset": words.day(breakout.onset),
        "day": words.day(top.day),
        "n": words.count(top.n),
        "expected": words.expected(top.expected),
    }
    return words.gettext("%(title)s. %(finding)s") % {"title": title, "finding": said}


def _mix(breakout: Breakout, words: Words, key: str) -> Picture | None:
    svg = mix_picture(breakout, words, element_id=f"mix-{key}")
    if not svg:
        return None
    kinds = ("image", "crisis", "affairs")
    days = breakout.mix_days
    title = words.gettext("Kinds of this wave by day")
    chart = Chart(
        tuple(d.day for d in days),
        tuple(Series(k, words.kind(k), tuple(finite(getattr(d, k)) for d in days)) for k in kinds),
    )
    said = words.together(side_sentences(breakout, words))
    alt = words.gettext("%(title)s. %(finding)s") % {"title": title, "finding": said}
    return Picture(f"mix-{key}", "mix", title, alt if said else title, svg, chart)
