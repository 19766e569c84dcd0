"""The whole report: breakouts, impacts, the health of the sources, and its way to JSON and back."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import msgspec

from chuquan.errors import FormatError, NotFoundError, VersionError
from chuquan.report.breakout import Breakout
from chuquan.report.casebook import Casebook
from chuquan.report.creators import CreatorChoice
from chuquan.report.discovery import Discovery
from chuquan.report.impact import Impact
from chuquan.report.place import PlaceProfile
from chuquan.report.plan import Plan

REPORT_VERSION = 1
"""Raised when a reader of the old version would misread the new one."""


class SourceHealth(msgspec.Struct, frozen=True):
    """What was looked at in one source over the report's period.

    Attributes
    ----------
    gaps : tuple of (datetime, datetime)
        Stretches of 24 hours and more in which nothing could be read.
    """

    source: str
    first_hour: datetime
    last_hour: datetime
    n_mentions: float
    n_items: float
    n_hours_ok: int
    n_hours_failed: int
    gaps: tuple[tuple[datetime, datetime], ...] = ()


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """One row or file that could not be read, and what to do about it.

    Attributes
    ----------
    line : int, optional
        One-based line of a text file, row of a table, or index of an item in JSON.
    n : int
        How many rows this entry stands for.
    """

    file: str
    found: str
    allowed: str = ""
    todo: str = ""
    line: int | None = None
    column: str | None = None
    n: int = 1


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """All that was found, with what is needed to judge it.

    Attributes
    ----------
    period : tuple of date
        First and last day that was looked at.
    false_discovery_rate : float
        The rate that the user chose.
    breakouts : tuple of Breakout
        Strongest first.
    origin : str
        Where the mentions come from and under which licence, where known.
    warm_up_days : int
        The first days of a source only teach what is usual: nothing can be found in them.
    impacts : tuple of Impact
        What breakouts and events brought, where outcomes were given.
    places : tuple of PlaceProfile
        Every place of a breakout, and the provinces that they lie in.
    discoveries : tuple of Discovery
        What places could break out with next, and whose moment themes are, as asked.
    casebook : Casebook or None
        What each lever brought so far.
    creators : tuple of CreatorChoice
    plans : tuple of Plan
    """

    report_version: int = REPORT_VERSION
    chuquan_version: str = ""
    period: tuple[date, date]
    false_discovery_rate: float
    breakouts: tuple[Breakout, ...]
    sources: tuple[SourceHealth, ...] = ()
    n_mentions: float = 0.0
    n_located: float = 0.0
    problems: tuple[Problem, ...] = ()
    weights: str = ""
    gazetteer: str = ""
    origin: str = ""
    warm_up_days: int = 0
    impacts: tuple[Impact, ...] = ()
    places: tuple[PlaceProfile, ...] = ()
    discoveries: tuple[Discovery, ...] = ()
    casebook: Casebook | None = None
    creators: tuple[CreatorChoice, ...] = ()
    plans: tuple[Plan, ...] = ()

    @property
    def is_too_short(self) -> bool:
        """Whether no source was looked at for longer than its warm-up."""
        days = [(s.last_hour.date() - s.first_hour.date()).days + 1 for s in self.sources]
        return bool(days) and max(days) <= self.warm_up_days

    def with_impacts(self, impacts: tuple[Impact, ...]) -> Report:
        """Return the report with impacts added; one of the same id takes the place of the old."""
        ids = {impact.impact_id for impact in impacts}
        kept = tuple(old for old in self.impacts if old.impact_id not in ids)
        return msgspec.structs.replace(self, impacts=kept + impacts)

    def with_discovery(self, found: Discovery) -> Report:
        """Return the report with a discovery added; it replaces one of the same id."""
        kept = tuple(d for d in self.discoveries if d.discovery_id != found.discovery_id)
        return msgspec.structs.replace(self, discoveries=(*kept, found))

    def with_creators(self, choice: CreatorChoice) -> Report:
        """Return the report with a choice of creators added; it replaces one of the same id."""
        kept = tuple(c for c in self.creators if c.choice_id != choice.choice_id)
        return msgspec.structs.replace(self, creators=(*kept, choice))

    def with_plan(self, plan: Plan) -> Report:
        """Return the report with a plan added; it replaces one of the same id."""
        kept = tuple(p for p in self.plans if p.plan_id != plan.plan_id)
        return msgspec.structs.replace(self, plans=(*kept, plan))

    def to_json(self) -> bytes:
        """Return the report as UTF-8 JSON, indented."""
        return msgspec.json.format(msgspec.json.encode(self), indent=1)

    @classmethod
    def from_json(cls, data: bytes, *, where: str = "report") -> Report:
        """Read a report back.

        Raises
        ------
        FormatError
            If it is no report; the message names the place in the JSON.
        VersionError
            If it was written by a newer version.
        """
        try:
            head = msgspec.json.decode(data, type=_Head)
        except _DAMAGE as error:
            raise FormatError(
                f"not a report: {error}",
                where=where,
                allowed="the report.json that `chuquan run` writes",
                todo="give the path of a report.json",
            ) from error
        if head.report_version > REPORT_VERSION:
            raise VersionError(
                f"report version {head.report_version}",
                where=where,
                allowed=f"up to version {REPORT_VERSION}",
                todo="upgrade chuquan",
            )
        try:
            return msgspec.json.decode(data, type=cls)
        except _DAMAGE as error:
            raise FormatError(
                f"a damaged report: {error}",
                where=where,
                allowed="the report.json that `chuquan run` writes",
                todo="run `chuquan run` again",
            ) from error

    @classmethod
    def read(cls, path: str | Path) -> Report:
        """Read a report from a file; see :meth:`from_json`.

        Raises
        ------
        NotFoundError
            If there is no such file.
        FormatError, VersionError
            As of :meth:`from_json`.
        """
        file = Path(path)
        if not file.is_file():
            raise NotFoundError(
                "there is no such report",
                where=str(file),
                allowed="the report.json that `chuquan run` writes",
                todo="give the path of a report.json",
            )
        return cls.from_json(file.read_bytes(), where=str(file))


# What the JSON reader raises at damaged bytes.
_DAMAGE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class _Head(msgspec.Struct):
    report_version: int
