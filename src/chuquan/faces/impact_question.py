"""From the options of ``impact`` to one question, with all faults of all options told together."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any, get_args

from chuquan.errors import ConfigError
from chuquan.question import OutcomeOptions, Question, TreatedPlace
from chuquan.report.impact import PeriodLength

_NO_HOLIDAYS = frozenset({"", "none", "no", "-"})
_EXAMPLE_PREFIX = "example:"


@dataclass(frozen=True)
class Asked:
    """The options as they were typed.

    Attributes
    ----------
    places, starts : sequence
        One start for all places, or one for each.
    starts_file : path or None
        CSV with the columns ``place`` and ``start``.
    columns : sequence of str
        Each ROLE=NAME.
    plain : mapping of str to str
        Fields of :class:`~chuquan.question.Question` that are taken over as they are.
    """

    outcomes: Sequence[Path]
    breakout: str = ""
    report: Path | None = None
    places: Sequence[str] = ()
    starts: Sequence[date] = ()
    starts_file: Path | None = None
    events: Path | None = None
    event_flag: str = ""
    set_aside: Sequence[str] = ()
    first_day: date | None = None
    end: date | None = None
    neighbours: Sequence[str] = ()
    holidays: str = "CN"
    multipliers: str = ""
    columns: Sequence[str] = ()
    unit: str = ""
    period: str = ""
    encoding: str = ""
    plain: Mapping[str, str] = field(default_factory=dict)


def understand(asked: Asked) -> tuple[Question, OutcomeOptions]:
    """Return the question, and how the outcomes are to be read.

    Raises
    ------
    ConfigError
        Names every fault of every option at once.
    """
    faults = [*_missing_files(asked), *_reading_faults(asked)]
    starts, found = _starts(asked)
    faults += found
    values: dict[str, Any] = {
        "breakout": asked.breakout,
        "starts": starts,
        "events": asked.events,
        "event_flag": asked.event_flag,
        "set_aside": tuple(asked.set_aside),
        "report": asked.report,
        "place": asked.places[0] if _is_of_events(asked) and len(asked.places) == 1 else "",
        "first_day": asked.first_day,
        "end": asked.end,
        "neighbours": tuple(asked.neighbours),
        "holidays": _country(asked.holidays),
        "multipliers": asked.multipliers,
        **asked.plain,
    }
    columns = dict(pair.split("=", 1) for pair in asked.columns if "=" in pair)
    options = OutcomeOptions(
        {role.strip(): name for role, name in columns.items()},
        asked.unit,
        asked.period,
        asked.encoding,
    )
    # Starts that could not be read are no missing question.
    is_lame = bool(found) and not starts and not asked.breakout and not _is_of_events(asked)
    try:
        question = None if is_lame else Question(**values)
    except ConfigError as error:
        faults.append(error.found)
        question = None
    if question is None or faults:
        raise ConfigError(
            "; ".join(faults),
            where="impact",
            allowed="one of: --breakout ID with --report FILE; --place P with --start D (as often "
            "as there are places) or --starts FILE; --events FILE or --event-flag COLUMN",
            todo="mend all of them, as in: chuquan impact visits.csv --place 淄博 "
            "--start 2023-04-08",
        )
    return question, options


def _is_of_events(asked: Asked) -> bool:
    return asked.events is not None or bool(asked.event_flag)


def _country(holidays: str) -> str:
    text = holidays.strip()
    return "" if text.lower() in _NO_HOLIDAYS else text.upper()


def _missing_files(asked: Asked) -> list[str]:
    named = [("OUTCOMES", path) for path in asked.outcomes]
    named += [
        (name, path)
        for name, path in (
            ("--report", asked.report),
            ("--starts", asked.starts_file),
            ("--events", asked.events),
        )
        if path is not None
    ]
    if asked.multipliers and not asked.multipliers.startswith(_EXAMPLE_PREFIX):
        named.append(("--multipliers", Path(asked.multipliers)))
    return [f"{name}: there is no file {path}" for name, path in named if not path.exists()]


def _reading_faults(asked: Asked) -> list[str]:
    faults = []
    roles = [pair.partition("=")[0].strip() for pair in asked.columns]
    for pair, role in zip(asked.columns, roles, strict=True):
        if "=" not in pair or not role:
            faults.append(f"--column '{pair}' is not ROLE=NAME")
    faults += [f"--column {role} twice" for role in sorted(set(roles)) if roles.count(role) > 1]
    if asked.period and asked.period not in get_args(PeriodLength):
        allowed = ", ".join(get_args(PeriodLength))
        faults.append(f"--period '{asked.period}' is none of: {allowed}")
    if asked.encoding:
        try:
            codecs.lookup(asked.encoding)
        except LookupError:
            faults.append(f"--encoding '{asked.encoding}' is no encoding such as gb18030")
    return faults


def _starts(asked: Asked) -> tuple[tuple[TreatedPlace, ...], list[str]]:
    if asked.starts_file is not None:
        faults = []
        if asked.places or asked.starts:
            faults.append("--starts beside --place or --start")
        if not asked.starts_file.is_file():
            return (), faults or ["no starts could be read"]
        starts, found = _from_file(asked.starts_file)
        return starts, faults + found
    if _is_of_events(asked):
        faults = ["--start beside --events: the table says when"] if asked.starts else []
        if len(asked.places) > 1:
            faults.append("several places with --events")
        return (), faults
    return _pairs(asked)


def _pairs(asked: Asked) -> tuple[tuple[TreatedPlace, ...], list[str]]:
    n_places, n_starts = len(asked.places), len(asked.starts)
    fault = ""
    if asked.breakout:
        fault = "--place or --start beside --breakout" if n_places or n_starts else ""
    elif n_places and not n_starts:
        fault = "--place without --start"
    elif n_starts and not n_places:
        fault = "--start without --place"
    elif n_starts not in {1, n_places}:
        fault = f"{n_places} times --place and {n_starts} times --start"
    if fault or asked.breakout:
        return (), [fault] if fault else []
    starts = list(asked.starts) * (n_places if n_starts == 1 else 1)
    return tuple(map(TreatedPlace, asked.places, starts)), []


def _from_file(file: Path) -> tuple[tuple[TreatedPlace, ...], list[str]]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (UnicodeDecodeError, OSError) as error:
        return (), [f"{file} cannot be read: {error}"]
    rows = csv.DictReader(StringIO(text))
    lacking = sorted({"place", "start"} - set(rows.fieldnames or ()))
    if lacking:
        return (), [f"{file} has no column {' and '.join(lacking)}"]
    starts, faults = [], []
    for line, row in enumerate(rows, 2):
        place, day = (row["place"] or "").strip(), (row["start"] or "").strip()
        try:
            starts.append(TreatedPlace(place, date.fromisoformat(day)))
        except ValueError:
            faults.append(f"{file}:{line}: '{day}' is no day such as 2023-04-08")
            continue
        if not place:
            faults.append(f"{file}:{line}: no place")
    if not starts and not faults:
        faults.append(f"{file} holds no row")
    return tuple(starts), faults
