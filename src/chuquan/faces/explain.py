"""Choose the breakouts of one place in a report, by its name in either language or its code."""

from __future__ import annotations

from difflib import get_close_matches

from chuquan.errors import NotFoundError
from chuquan.report import Breakout, Report

_SUFFIXES = ("特别行政区", "自治区", "自治州", "自治县", "地区", "省", "市", "县", "区", "盟", "旗")
_N_NEAR = 8


def breakouts_of(report: Report, place: str) -> tuple[Breakout, ...]:
    """Return the breakouts of one place, earliest first.

    Parameters
    ----------
    report : Report
        Where to look.
    place : str
        Name in Chinese (short or full) or English, or place id.

    Raises
    ------
    NotFoundError
        If no breakout of the report has that place, or places that differ share the name; the
        message names near ones.
    """
    wanted = _normal(place)
    found = [b for b in report.breakouts if wanted in _names(b)]
    ids = sorted({b.place_id for b in found})
    if len(ids) > 1:
        raise NotFoundError(
            f"'{place}' is the name of {len(ids)} places",
            where="explain",
            allowed="; ".join(_described(report, place_id) for place_id in ids),
            todo="give the code of the one that is meant",
        )
    if not found:
        near = _near(report, wanted)
        raise NotFoundError(
            f"no breakout of a place '{place}'",
            where="explain",
            allowed=f"near names: {', '.join(near)}" if near else _all_names(report),
            todo="give a name or code of a place in the report",
        )
    return tuple(sorted(found, key=lambda b: b.onset))


def _names(breakout: Breakout) -> set[str]:
    names = (breakout.place_id, breakout.place_name, breakout.place_name_en)
    return {_normal(name) for name in names if name}


def _normal(name: str) -> str:
    text = name.strip().casefold()
    for suffix in _SUFFIXES:
        if text.endswith(suffix) and len(text) - len(suffix) >= 2:
            return text.removesuffix(suffix)
    return text


def _near(report: Report, wanted: str) -> list[str]:
    by_name = {name: b.place_name for b in report.breakouts for name in _names(b)}
    inside = [b.place_name for b in report.breakouts if wanted == _normal(b.province_name)]
    holding = [shown for name, shown in by_name.items() if wanted and wanted in name]
    close = [by_name[name] for name in get_close_matches(wanted, by_name, n=_N_NEAR, cutoff=0.5)]
    return list(dict.fromkeys([*inside, *holding, *close]))[:_N_NEAR]


def _all_names(report: Report) -> str:
    names = list(dict.fromkeys(b.place_name for b in report.breakouts))
    if not names:
        return "none: the report holds no breakout"
    more = f" and {len(names) - _N_NEAR} more" if len(names) > _N_NEAR else ""
    return ", ".join(names[:_N_NEAR]) + more


def _described(report: Report, place_id: str) -> str:
    b = next(b for b in report.breakouts if b.place_id == place_id)
    return f"{b.province_name}{b.place_name} ({place_id})"
