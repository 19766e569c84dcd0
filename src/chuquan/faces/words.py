"""The words of the faces: names, numbers, dates and judgements in Chinese and in English.

Message ids are English; the catalogues in ``locale/`` translate them, read by the standard
library's gettext. After changing a message, from the repository's root::

    pybabel extract -F src/chuquan/faces/locale/babel.cfg -o chuquan.pot src/chuquan/faces
    pybabel update -i chuquan.pot -d src/chuquan/faces/locale -D chuquan --no-fuzzy-matching
    pybabel compile -d src/chuquan/faces/locale -D chuquan
"""

from __future__ import annotations

import gettext
import math
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Literal, get_args

from chuquan.report import Breakout, SourceOnset

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

_MOST_TIMES = 100
"""Greater ratios say how rare a place is, not how great its wave was."""

_LEAST_TOLD = 0.05
"""Less than this would be rounded to nothing."""

_LOCALE = Path(__file__).with_name("locale")


def plain(text: str) -> str:
    """Return one line of text without control characters, for a page or a terminal.

    Mentions are hostile input: an escape sequence in a title must not reach the terminal, and a
    bidirectional override must not turn the words around it.
    """
    kept = (
        " " if char.isspace() else char for char in text if char.isspace() or not _is_unseen(char)
    )
    return " ".join("".join(kept).split())


def _is_unseen(char: str) -> bool:
    # Format characters can turn or hide words; joiners make letters and emoji. What Unicode calls
    # no character is not allowed in the XML of office files.
    code = ord(char)
    if code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF:
        return True
    return unicodedata.category(char) in {"Cc", "Cs", "Cf"} and char not in "\u200c\u200d"


def cut(text: str, most: int = 240) -> str:
    """Return a text as a page shows it: plain, one line, a long one's end cut with an ellipsis.

    Parameters
    ----------
    text : str
    most : int
        Characters that are kept, the ellipsis included.
    """
    # Looking at every character of a text of a book's length would take longer than the page.
    read = text[: 8 * most]
    told = plain(read)
    if len(told) <= most and len(read) == len(text):
        return told
    return f"{told[: most - 1].rstrip()}…"


_LONGEST_NAME = 80
_ENDINGS = frozenset(".。!！?？…")


class Words:
    """Everything a face says, in one language.

    Parameters
    ----------
    lang : {"zh", "en"}
        The language.

    Raises
    ------
    ValueError
        If there is no catalogue for ``lang``.
    """

    def __init__(self, lang: str = "zh") -> None:
        if lang not in LANGUAGES:
            msg = f"no catalogue for language {lang!r}; there are: {', '.join(LANGUAGES)}"
            raise ValueError(msg)
        self.lang: Language = lang
        self.catalogue = gettext.translation("chuquan", localedir=_LOCALE, languages=[lang])
        self.gettext = self.catalogue.gettext
        self.ngettext = self.catalogue.ngettext
        self.pgettext = self.catalogue.pgettext

    # Names

    def kind(self, kind: str) -> str:
        """Return the name of a kind."""
        names = {
            "image": self.gettext("city image"),
            "crisis": self.gettext("crisis"),
            "affairs": self.gettext("affairs"),
        }
        return names[kind]

    def lever(self, lever: str | None) -> str:
        """Return the name of a lever; an em dash where there is none."""
        names = {
            "culture": self.gettext("culture and history"),
            "screen": self.gettext("film and television"),
            "social": self.gettext("social media and creators"),
            "concert": self.gettext("concerts"),
            "sport": self.gettext("sport"),
            "event": self.gettext("events"),
            "nature": self.gettext("nature"),
        }
        return names[lever] if lever else "—"

    def short_kind(self, kind: str) -> str:
        """Return the name of a kind in one word, for a narrow column."""
        names = {
            "image": self.pgettext("short", "image"),
            "crisis": self.pgettext("short", "crisis"),
            "affairs": self.pgettext("short", "affairs"),
        }
        return names[kind]

    def short_lever(self, lever: str | None) -> str:
        """Return the name of a lever in one word, for a narrow column."""
        names = {
            "culture": self.pgettext("short", "culture"),
            "screen": self.pgettext("short", "screen"),
            "social": self.pgettext("short", "social"),
            "concert": self.pgettext("short", "concert"),
            "sport": self.pgettext("short", "sport"),
            "event": self.pgettext("short", "event"),
            "nature": self.pgettext("short", "nature"),
        }
        return names[lever] if lever else "—"

    def phase(self, phase: str) -> str:
        """Return the name of a phase."""
        names = {
            "rising": self.gettext("rising"),
            "peaking": self.gettext("peaking"),
            "fading": self.gettext("fading"),
            "ended": self.gettext("ended"),
        }
        return names[phase]

    def page(self, name: str) -> str:
        """Return the name of a page of the web face."""
        names = {
            "now": self.gettext("Now"),
            "map": self.gettext("Map"),
            "casebook": self.gettext("Casebook"),
            "compare": self.gettext("Compare"),
            "impacts": self.gettext("What it brought"),
            "discoveries": self.gettext("Discover"),
            "plans": self.gettext("Plan"),
            "creators": self.pgettext("page", "Creators"),
            "sources": self.gettext("Sources"),
            "api": self.gettext("Data and API"),
        }
        return names[name]

    def stage(self, name: str) -> str:
        """Return the name of a stage of the pipeline; an unknown one as it is."""
        names = {
            "read": self.gettext("reading"),
            "resolve places": self.gettext("finding places"),
            "classify": self.gettext("telling images from crises"),
            "count": self.gettext("counting"),
            "count all words": self.gettext("counting the words of all mentions"),
            "find breakouts": self.gettext("finding breakouts"),
            "explain": self.gettext("explaining"),
            "train before the split": self.gettext("training on the titles before the split"),
            "judge later titles": self.gettext("judging the titles after it"),
            "train on all titles": self.gettext("training on all titles"),
            "judge titles": self.gettext("judging titles"),
            "read outcomes": self.gettext("reading outcomes"),
            "audit outcomes": self.gettext("auditing the figures"),
            "measure": self.gettext("estimating what it brought"),
            "discover": self.gettext("looking for what is the place's own"),
            "read plan": self.gettext("reading the plan"),
            "look for the best plan": self.gettext("looking for the best plan"),
            "find what cannot hold together": self.gettext("finding what cannot hold together"),
            "value the plan": self.gettext("valuing the plan"),
            "make the plans to compare with": self.gettext("making the plans to compare with"),
            "try a little more of each limit": self.gettext("trying a little more of each limit"),
            "check the plan": self.gettext("checking the plan against all limits"),
            "learn from cases": self.gettext("learning from past cases"),
            "read creators": self.gettext("reading creators"),
            "choose creators": self.gettext("choosing creators"),
        }
        return names.get(name, name)

    def place(self, breakout: Breakout) -> str:
        """Return the place's name, in English with the Chinese one behind it."""
        name = cut(breakout.place_name, _LONGEST_NAME)
        english = cut(breakout.place_name_en, _LONGEST_NAME)
        if self.lang == "zh" or not english or english == name:
            return name
        return f"{english} {name}"

    def theme(self, breakout: Breakout) -> str:
        """Return the image without the place's name that leads it."""
        image = cut(breakout.image, _LONGEST_NAME)
        theme = image.removeprefix(cut(breakout.place_name, _LONGEST_NAME)).strip(" ·:：-")
        return theme or image

    def image(self, breakout: Breakout) -> str:
        """Return place and theme as one name; the place alone where the theme says no more."""
        place, theme = self.place(breakout), self.theme(breakout)
        known = {breakout.place_name, breakout.place_name_en.casefold()}
        return place if {theme, theme.casefold()} & known else f"{place} · {theme}"

    # Sentences

    def together(self, sentences: Iterable[str]) -> str:
        """Return sentences one behind the other; Chinese ones need no space between."""
        return ("" if self.lang == "zh" else " ").join(s for s in sentences if s)

    def sentence(self, text: str) -> str:
        """Return a text as a sentence: with a capital letter first and a full stop last."""
        if not text:
            return ""
        end = "。" if self.lang == "zh" else "."
        return f"{text[0].upper()}{text[1:]}{'' if text[-1] in _ENDINGS else end}"

    # Numbers and dates

    def count(self, value: float) -> str:
        """Return a count of mentions: whole from ten on, one decimal below."""
        if not math.isfinite(value):
            return "—"
        rounded = round(value, 1)
        if abs(rounded) < 10 and rounded != int(rounded):
            return f"{rounded:.1f}"
        return f"{round(value):,}"

    def expected(self, value: float) -> str:
        """Return what was to be expected; never as nothing, which nobody can know."""
        return "<0.1" if 0 < value < _LEAST_TOLD else self.count(value)

    def share(self, value: float) -> str:
        """Return a share as a percentage; a small one keeps a decimal, a tiny one its bound."""
        if 0 < value < 0.001:
            return "<0.1%"
        percent = round(100 * value, 1)
        return f"{percent:.1f}%" if 0 < percent < 1 else f"{percent:.0f}%"

    def q_value(self, q_value: float) -> str:
        """Return a q-value as a percentage; never as zero, which nobody can know."""
        return self.share(max(q_value, 1e-9))

    def rate(self, value: float) -> str:
        """Return a chosen rate as a percentage, exactly as chosen."""
        return f"{100 * value:.6g}%"

    def times(self, value: float) -> str:
        """Return a rate ratio as so many times; where hardly anything was usual, as over 100."""
        number = self.count(value) if value <= _MOST_TIMES else f">{_MOST_TIMES}"
        return self.gettext("%(n)s×") % {"n": number}

    def day(self, day: date | None) -> str:
        """Return a calendar day; an em dash for none."""
        if day is None:
            return "—"
        if self.lang == "zh":
            return f"{day.year}年{day.month}月{day.day}日"
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"

    def short_day(self, day: date) -> str:
        """Return a calendar day without its year."""
        if self.lang == "zh":
            return f"{day.month}月{day.day}日"
        return f"{day.day} {_MONTHS[day.month - 1]}"

    def month(self, month: int) -> str:
        """Return the short name of a calendar month; 1 is January."""
        return f"{month}月" if self.lang == "zh" else _MONTHS[month - 1]

    def time(self, moment: datetime) -> str:
        """Return a calendar day and the hour and minute, on the clock that ``moment`` carries."""
        return f"{self.day(moment)} {moment:%H:%M}"

    def period(self, start: date, end: date) -> str:
        """Return two days as a stretch."""
        values = {"start": self.day(start), "end": self.day(end)}
        return self.gettext("%(start)s to %(end)s") % values

    def days(self, value: float) -> str:
        """Return a length in days; in hours below one day."""
        if value < 1:
            return self.hours(24 * value)
        number = self.count(value)
        if number == "1":
            return self.gettext("1 day")
        return self.gettext("%(n)s days") % {"n": number}

    def hours(self, value: float) -> str:
        """Return a length in hours; in days from two days on."""
        if value >= 48:
            return self.days(value / 24)
        n = round(value)
        return self.ngettext("%(n)d hour", "%(n)d hours", n) % {"n": n}

    # Judgements

    def certainty(self, q_value: float) -> str:
        """Return how sure a breakout is, in two or three words."""
        if q_value < 0.001:
            return self.gettext("practically certain")
        if q_value < 0.01:
            return self.gettext("very sure")
        if q_value < 0.05:
            return self.gettext("sure")
        if q_value < 0.10:
            return self.gettext("fairly sure")
        return self.gettext("uncertain")

    def certainty_sentence(self, q_value: float) -> str:
        """Return how sure a breakout is, with what its q-value says."""
        text = self.gettext(
            "%(judgement)s: among breakouts at least as clear as this one, "
            "%(share)s are to be expected false"
        )
        return text % {"judgement": self.certainty(q_value), "share": self.q_value(q_value)}

    def half_life(self, breakout: Breakout) -> str:
        """Return how fast the excess halves, short; an em dash where the data cannot say."""
        if breakout.half_life_days is None:
            return "—"
        return self.days(breakout.half_life_days)

    def half_life_sentence(self, breakout: Breakout) -> str:
        """Return how fast the excess halves, with its interval."""
        if breakout.half_life_days is None:
            return self.gettext("cannot be said from these data")
        days = self.days(breakout.half_life_days)
        if breakout.half_life_days_interval is None:
            return self.gettext("about %(days)s") % {"days": days}
        low, high = breakout.half_life_days_interval
        text = self.gettext("about %(days)s (90%% interval: %(low)s to %(high)s)")
        return text % {"days": days, "low": self.days(low), "high": self.days(high)}

    def lead(self, onset: SourceOnset) -> str:
        """Return how long after the first source this one took the breakout up."""
        if onset.lead_hours <= 0:
            return self.gettext("first")
        low, high = onset.lead_hours_interval
        text = self.gettext("%(hours)s later, 90%% interval %(low)s to %(high)s")
        return text % {
            "hours": self.hours(onset.lead_hours),
            "low": self.hours(low),
            "high": self.hours(high),
        }

    def source_onset(self, onset: SourceOnset) -> str:
        """Return a source, when it took the breakout up, and how long after the first one."""
        return self.gettext("%(source)s %(time)s (%(lead)s)") % {
            "source": cut(onset.source, _LONGEST_NAME),
            "time": self.time(onset.onset),
            "lead": self.lead(onset),
        }


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
