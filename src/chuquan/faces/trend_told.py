"""What rises now in all mentions, told for all faces."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from chuquan.faces.facts import FactsTable
from chuquan.faces.told import Picture, Told
from chuquan.faces.trend_picture import trend_finding, trend_picture
from chuquan.faces.trend_words import LONGEST, called, listed, window_told
from chuquan.faces.words import Words, cut
from chuquan.report import About, Discovery, Trend

N_DRAWN: Final = 6
N_NAMED: Final = 3
N_EVIDENCE: Final = 2


def trends_told(discovery: Discovery, words: Words) -> Told:
    """Tell what rises now in all mentions, of any place or none."""
    _ = words.gettext
    trends = discovery.trends
    notes = (
        _(
            "Of the rises that are told, one in ten is expected to be chance. Words that stand in "
            "the same mentions are one theme. What is told as a crisis or as daily business is "
            "left out, as far as words can tell. Persons, works and words whose sense is unclear "
            "come last: few places can ride them."
        ),
        _(
            "The window is the time in which half of the talk that is still to come will have "
            "passed, from how past rises faded; a rise that is still growing may stay longer."
        ),
    )
    heard = _heard_table(trends, words)
    return Told(
        key="trends",
        title=_("What people talk about more than usual"),
        sentences=tuple(_trend_sentences(discovery, words)),
        tables=(_trends_table(trends, words), *heard) if trends else (),
        pictures=tuple(_pictures(_first(trends)[:N_DRAWN], words)),
        notes=notes if trends else (),
    )


def _first(trends: Sequence[Trend]) -> list[Trend]:
    """Return the trends that a place might ride; where there are none, the greatest others."""
    return [t for t in trends if t.is_rideable] or list(trends[:N_NAMED])


def _trend_sentences(discovery: Discovery, words: Words) -> list[str]:
    _ = words.gettext
    trends, day = discovery.trends, words.day(discovery.as_of)
    if not trends:
        if discovery.theme:
            text = _("By %(day)s the talk of %(theme)s does not clearly rise.")
            return [text % {"day": day, "theme": cut(discovery.theme, LONGEST)}]
        return [
            _("By %(day)s nothing rises so clearly that it could not be chance.") % {"day": day}
        ]
    rideable = [t for t in trends if t.is_rideable]
    if rideable:
        names = listed([called(t, words) for t in rideable[:N_DRAWN]], words)
        text = words.ngettext(
            "By %(day)s %(n)d theme rises that a place might ride: %(names)s.",
            "By %(day)s %(n)d themes rise that a place might ride, first of all %(names)s.",
            len(rideable),
        )
        out = [text % {"day": day, "n": len(rideable), "names": names}]
    else:
        out = [_("By %(day)s nothing rises that a place could easily ride.") % {"day": day}]
    others = [t for t in trends if t.about in {"person", "work"}]
    if others:
        text = _("Persons and works rise, too (such as %(names)s); few places can ride these.")
        names = listed([called(t, words) for t in others[:N_NAMED]], words)
        out.append(text % {"names": names})
    return [*out, *(_window_sentence(t, words) for t in rideable[:N_NAMED] if t.window_days)]


def _window_sentence(trend: Trend, words: Words) -> str:
    days = trend.window_days or 0.0
    low, high = trend.window_days_interval or (days, days)
    text = words.gettext(
        "The window of %(theme)s is likely to stay open for %(days)s (80%% interval %(low)s to "
        "%(high)s)."
    )
    told = {name: words.days(v) for name, v in {"days": days, "low": low, "high": high}.items()}
    return text % {**told, "theme": called(trend, words)}


def about_told(about: About, words: Words) -> str:
    """Return what a rise is, in one word."""
    _ = words.gettext
    names = {
        "theme": _("a theme"), "person": _("a person"), "work": _("a work"), "word": _("unclear"),
    }  # fmt: skip
    return names[about]


def _trends_table(trends: Sequence[Trend], words: Words) -> FactsTable:
    _ = words.gettext
    rows = tuple(
        (
            called(trend, words),
            about_told(trend.about, words),
            words.day(trend.first_day),
            words.count(trend.n),
            words.expected(trend.expected),
            words.times(trend.rate_ratio),
            words.lever(trend.lever) if trend.lever else "—",
            listed(trend.sources, words),
            window_told(trend, words),
            words.q_value(trend.q_value),
        )
        for trend in trends
    )
    header = (
        _("Theme"), _("What it is"), _("Since"), _("Mentions"), _("Expected"),
        _("Times as many"), _("Lever"), _("Sources"), _("Window"), _("Chance of being false"),
    )  # fmt: skip
    return FactsTable(
        "trends", _("Rising themes"), header, rows, texts=(0, 1, 6, 7), is_detail=False
    )


def _heard_table(trends: Sequence[Trend], words: Words) -> list[FactsTable]:
    """Return the mentions behind rises; none where only counts are there."""
    _ = words.gettext
    rows = tuple(
        (called(trend, words), cut(e.text), e.source or "—")
        for trend in trends
        for e in trend.evidence[:N_EVIDENCE]
        if e.text
    )
    header = (_("Theme"), _("Mention"), _("Source"))
    title = _("Mentions behind the rises")
    return [FactsTable("trends-evidence", title, header, rows, texts=(0, 1, 2))] if rows else []


def _pictures(trends: Sequence[Trend], words: Words) -> list[Picture]:
    drawn = []
    for i, trend in enumerate(trends):
        svg = trend_picture(trend, words, element_id=f"trend-{i}")
        if svg:
            drawn.append(Picture(f"trend-{i}", trend_finding(trend, words), svg))
    return drawn
