"""What is asked of outcomes: the effect of a breakout, of starts that the user names, or of events.

The one form in which a face hands a question to the pipeline; faults are reported all together.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from chuquan.errors import ConfigError

QuestionKind = Literal["breakout", "starts", "events"]


@dataclass(frozen=True)
class TreatedPlace:
    """A place and the first day on which the effect counts there.

    Attributes
    ----------
    place : str
        Name or code, as the user wrote it.
    start : date
    """

    place: str
    start: date


@dataclass(frozen=True)
class Question:
    """One question; of ``breakout``, ``starts`` and ``events`` exactly one is given.

    Attributes
    ----------
    breakout : str
        Id of a breakout in ``report``.
    starts : tuple of TreatedPlace
        Places and their starts; several of them may start on days of their own.
    events : path or None
        A table of events as :data:`chuquan.tables.EVENTS`.
    event_flag : str
        In place of ``events``, a column of the outcomes that flags the events' days with 1.
    set_aside : tuple of str
        Columns of the outcomes that flag days unlike others (typhoons) with 1: they count as
        missing.
    report : path or None
        A report.json. It holds the breakout; with ``starts`` and ``events`` its breakouts say which
        donors were hit by a wave of their own.
    place : str
        With ``events``, the place in which they are looked at; empty where the outcomes or the
        events hold one place only.
    first_day, end : date or None
        First day of the figures that are looked at, and last day of the window; None as far as the
        figures go.
    metric, origin : str
        Which figures; empty where the outcomes hold one only.
    neighbours : tuple of str
        Places that may have lost; empty for the nearest ones.
    holidays : str
        Country whose public holidays the calendar has, in two letters; empty for none.
    multipliers : str
        File of multipliers from visits to money, or ``example:NAME``; empty to say nothing of it.

    Raises
    ------
    ConfigError
        Names all faults at once.
    """

    breakout: str = ""
    starts: tuple[TreatedPlace, ...] = ()
    events: Path | None = None
    event_flag: str = ""
    set_aside: tuple[str, ...] = ()
    report: Path | None = None
    place: str = ""
    first_day: date | None = None
    end: date | None = None
    metric: str = ""
    origin: str = ""
    neighbours: tuple[str, ...] = ()
    holidays: str = "CN"
    multipliers: str = ""

    def __post_init__(self) -> None:
        faults = self._faults()
        if faults:
            raise ConfigError(
                "; ".join(faults),
                where="impact",
                allowed="one of: --breakout ID with --report FILE; --place P with --start D (as "
                "often as there are places) or --starts FILE; --events FILE or --event-flag COLUMN",
                todo="mend all of them, as in: chuquan impact visits.csv --place 淄博 "
                "--start 2023-04-08",
            )

    @property
    def kind(self) -> QuestionKind:
        """Which of the three is asked."""
        if self.breakout:
            return "breakout"
        return "starts" if self.starts else "events"

    def _faults(self) -> list[str]:
        faults = []
        given = [
            name
            for name, value in (
                ("a breakout", self.breakout),
                ("places with their starts", self.starts),
                ("a table of events", self.events),
                ("a column that flags events", self.event_flag),
            )
            if value
        ]
        if len(given) != 1:
            faults.append(f"both {' and '.join(given)}" if given else "nothing to ask for")
        if self.breakout and self.report is None:
            faults.append("a breakout without the report that holds it")
        if self.place and not (self.events or self.event_flag):
            faults.append("a place without its start")
        names = [t.place for t in self.starts]
        faults += [f"the place '{n}' twice" for n in sorted(set(names)) if names.count(n) > 1]
        late = [t for t in self.starts if self.end is not None and t.start > self.end]
        faults += [f"{t.place} starts on {t.start}, after the end {self.end}" for t in late]
        early = [t for t in self.starts if self.first_day is not None and t.start <= self.first_day]
        faults += [f"{t.place} starts on {t.start}, no later than the figures" for t in early]
        if self.holidays and not (len(self.holidays) == 2 and self.holidays.isalpha()):
            faults.append(f"holidays of '{self.holidays}': a country has two letters, such as CN")
        return faults


@dataclass(frozen=True)
class OutcomeOptions:
    """How files of outcomes are to be read, where that cannot be guessed.

    Attributes
    ----------
    columns : mapping of str to str
        Role to column, such as ``value`` to ``客流量``.
    unit : str
        Unit of figures that name none.
    period : str
        What a plain date stands for the first day of, one of :data:`chuquan.tables.PERIODS`; empty
        to tell it from the dates.
    encoding : str
        Of text files; empty to find it.
    """

    columns: dict[str, str] = field(default_factory=dict)
    unit: str = ""
    period: str = ""
    encoding: str = ""
