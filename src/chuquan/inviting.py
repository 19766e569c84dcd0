"""Whom to invite within a budget: from tables of creators or mentions with authors to a choice.

read creators (or mentions) -> read overlaps -> model audiences -> choose  =  a choice
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec

from chuquan.config import Settings
from chuquan.errors import UserError
from chuquan.opportunities.creators.authors import creators_of
from chuquan.opportunities.creators.invite import Wanted, invite
from chuquan.opportunities.creators.overlap import read_overlaps
from chuquan.opportunities.creators.table import Candidate, read_creators
from chuquan.report import CreatorChoice, Problem, Report
from chuquan.sources.base import ReadOptions
from chuquan.sources.open import read_all
from chuquan.stages import Silent, Stages
from chuquan.version import __version__

__all__ = ["InvitingOptions", "Wanted", "choose_creators"]


@dataclass(frozen=True)
class InvitingOptions:
    """What is given besides the tables.

    Attributes
    ----------
    overlap : path or None
        Table of two creators a row and what they share.
    is_mentions : bool
        Whether the files are mentions with authors, not tables of creators.
    columns : dict of str to str
        Role to column name.
    encoding : str or None
    timezone : str or None
        Of the times of mentions that have no zone.
    report : path or None
        A report.json that the choice enters.
    """

    overlap: Path | None = None
    is_mentions: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    timezone: str | None = None
    report: Path | None = None


def choose_creators(
    paths: Sequence[Path],
    wanted: Wanted,
    options: InvitingOptions | None = None,
    *,
    progress: Stages | None = None,
) -> tuple[CreatorChoice, Report]:
    """Choose whom to invite.

    Parameters
    ----------
    paths : sequence of path
        Tables of creators, or mentions where the options say so.
    wanted : Wanted
    options : InvitingOptions, optional
    progress : Stages, optional

    Returns
    -------
    choice : CreatorChoice
    report : Report
        That of the options with the choice added, or one that holds the choice alone.

    Raises
    ------
    RefusalError
        Where the data cannot answer.
    UserError, OutsideError
    """
    options, progress = options or InvitingOptions(), progress or Silent()
    base = None if options.report is None else Report.read(options.report)
    with progress.stage("read creators"):
        creators, days, problems = _read(paths, wanted, options)
        overlaps: Mapping[tuple[str, str], float] = {}
        if options.overlap is not None:
            sizes = {c.creator_id: c.audience for c in creators}
            read = read_overlaps(options.overlap, sizes, encoding=options.encoding)
            overlaps, problems = read.people, (*problems, *read.problems)
    with progress.stage("choose creators"):
        choice = invite(creators, wanted, overlaps, is_heat=options.is_mentions)
    base = base or _bare_report(days)
    report = base.with_creators(choice)
    # The given tables' own faults first: they are what is told of them.
    told = tuple(dict.fromkeys((*problems, *base.problems)))
    return choice, msgspec.structs.replace(report, problems=told)


Days = tuple[date, date]


def _read(
    paths: Sequence[Path], wanted: Wanted, options: InvitingOptions
) -> tuple[tuple[Candidate, ...], Days | None, tuple[Problem, ...]]:
    if options.is_mentions:
        if not wanted.themes:
            raise UserError(
                "no theme",
                where="--mentions",
                allowed="at least one --theme: the authors who write of it are the candidates",
                todo="add --theme WORD",
            )
        how = ReadOptions(
            columns=dict(options.columns), encoding=options.encoding, timezone=options.timezone
        )
        reading = read_all(paths, how)
        days = reading.mentions["observed_at"].dt.date()
        first, last = days.min(), days.max()
        assert isinstance(first, date)
        assert isinstance(last, date)
        return creators_of(reading.mentions, wanted.themes), (first, last), tuple(reading.problems)
    creators: dict[str, Candidate] = {}
    problems: list[Problem] = []
    for path in paths:
        read = read_creators(path, columns=options.columns, encoding=options.encoding)
        problems += read.problems
        for one in read.creators:
            if one.creator_id in creators:
                problems.append(
                    Problem(
                        file=str(path),
                        found=f"'{one.creator_id}' stands in an earlier table, too",
                        allowed="one row for each creator",
                        todo="keep one of the rows; the first was taken",
                    )
                )
            creators.setdefault(one.creator_id, one)
    return tuple(creators.values()), None, tuple(problems)


def _bare_report(days: Days | None) -> Report:
    today = datetime.now(UTC).date()
    return Report(
        chuquan_version=__version__,
        period=days or (today, today),
        false_discovery_rate=Settings().false_discovery_rate,
        breakouts=(),
    )
