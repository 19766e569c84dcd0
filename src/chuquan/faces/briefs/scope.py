"""What a brief is about: a whole report, one place of it, or one breakout."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import msgspec

from chuquan.errors import NotFoundError, UserError
from chuquan.faces.briefs.content import Scope
from chuquan.faces.explain import breakouts_of
from chuquan.report import Breakout, Report

_N_NEAR = 8
_LONGEST = 1_000

# An address that is cut leads elsewhere; series of days hold no texts.
_LEFT_ALONE = frozenset({"url", "timeline", "mix_days", "mix", "lever_mix", "series"})


@dataclass(frozen=True)
class Subject:
    """What a brief is about.

    Attributes
    ----------
    report : Report
        That it is of; its texts are of bounded length.
    breakouts : tuple of Breakout
        All of the report, those of the place, or the one.
    name : str
        For file names: letters, digits and dashes; empty for a whole report.
    """

    report: Report
    scope: Scope
    breakouts: tuple[Breakout, ...]
    name: str = ""


def choose(report: Report, *, place: str | None = None, breakout: str | None = None) -> Subject:
    """Return what a brief is about.

    Parameters
    ----------
    place : str, optional
        Name or code of a place with a breakout in the report.
    breakout : str, optional
        Id of a breakout of the report.

    Raises
    ------
    UserError
        If both are given.
    NotFoundError
        If the report holds no such breakout, or none of such a place; the message names near ones.
    """
    if place is not None and breakout is not None:
        raise UserError(
            "both --place and --breakout",
            where="brief",
            allowed="one of the two, or neither for the whole report",
            todo="leave one out",
        )
    report = bounded(report)
    if place is not None:
        found = _of_place(report, place)
        return Subject(report, "place", found, safe_name(found[0].place_id))
    if breakout is not None:
        one = _breakout(report, breakout)
        return Subject(report, "breakout", (one,), safe_name(one.breakout_id))
    return Subject(report, "all", report.breakouts)


def bounded(report: Report) -> Report:
    """Return a report none of whose texts is much longer than what is shown of it.

    A text of a megabyte would else be made plain again wherever it is shown.
    """
    cut: Report = _cut(report)
    return cut


def _cut(value: Any) -> Any:
    """Return a value whose texts are cut; the same one where none is."""
    if isinstance(value, str):
        return value if len(value) <= _LONGEST else f"{value[: _LONGEST - 1]}…"
    if isinstance(value, tuple):
        parts = tuple(map(_cut, value))
        return parts if any(a is not b for a, b in zip(parts, value, strict=True)) else value
    if not isinstance(value, msgspec.Struct):
        return value
    changed = {}
    for name in value.__struct_fields__:
        if name not in _LEFT_ALONE:
            before = getattr(value, name)
            after = _cut(before)
            if after is not before:
                changed[name] = after
    return msgspec.structs.replace(value, **changed) if changed else value


def safe_name(text: str) -> str:
    """Return a text as a part of a file's name: ASCII letters, digits and single dashes."""
    kept = "".join(c if c.isascii() and c.isalnum() else "-" for c in text[:80])
    return "-".join(part for part in kept.split("-") if part) or "unnamed"


def _of_place(report: Report, place: str) -> tuple[Breakout, ...]:
    try:
        found = breakouts_of(report, place)
    except NotFoundError as error:
        raise NotFoundError(
            error.found, where="brief --place", allowed=error.allowed, todo=error.todo
        ) from error
    chosen = {id(b) for b in found}
    return tuple(b for b in report.breakouts if id(b) in chosen)


def _breakout(report: Report, wanted: str) -> Breakout:
    for breakout in report.breakouts:
        if breakout.breakout_id == wanted.strip():
            return breakout
    ids = [b.breakout_id for b in report.breakouts]
    of_place = [i for i in ids if i.startswith(wanted.split("-", maxsplit=1)[0] + "-")]
    near = list(dict.fromkeys([*of_place, *get_close_matches(wanted, ids, n=_N_NEAR, cutoff=0.6)]))
    raise NotFoundError(
        f"no breakout '{wanted}'",
        where="brief --breakout",
        allowed=f"near ids: {', '.join(near[:_N_NEAR])}" if near else _some(ids),
        todo="give the id of a breakout in the report; `chuquan explain PLACE --json` lists them",
    )


def _some(ids: list[str]) -> str:
    if not ids:
        return "none: the report holds no breakout"
    more = f" and {len(ids) - _N_NEAR} more" if len(ids) > _N_NEAR else ""
    return f"ids such as {', '.join(ids[:_N_NEAR])}{more}"
