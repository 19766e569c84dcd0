"""The tables of a wave: its shares, terms, mentions, stretches, path and days."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date

from chuquan.faces.brief import safe_url
from chuquan.faces.briefs.content import Cell, Column, Row, Table
from chuquan.faces.briefs.show import shown
from chuquan.faces.briefs.waves import day_cell, number, wave_key
from chuquan.faces.shares import Share
from chuquan.faces.words import Words
from chuquan.report import Breakout, Evidence, Report, Stretch

_LONGEST_URL = 2_000


def shares_table(report: Report, breakout: Breakout, parts: Iterable[Share], words: Words) -> Table:
    """Return the shares of a wave's levers (of its kinds where it is no image)."""
    _ = words.gettext
    key = wave_key(report, breakout)
    title = _("Shares of the levers") if breakout.kind == "image" else _("Shares of the kinds")
    return Table(
        key=f"shares-{key}",
        title=title,
        sheet="shares",
        columns=(*_of_wave(words), Column("name", _("Part")), Column("value", _("Share"), "share")),
        rows=tuple(
            Row(
                f"{key}-{part.name}",
                {
                    **_wave_cells(breakout, words),
                    "name": _cell(part.label),
                    "value": number(part.share, words.share(part.share)),
                },
                mark=part.name,
            )
            for part in parts
        ),
        shown=("name", "value"),
        style="chips",
    )


def terms_table(report: Report, breakout: Breakout, words: Words) -> Table:
    """Return the terms that set a wave apart, with the mentions that hold them."""
    _ = words.gettext
    key = wave_key(report, breakout)
    terms = [t for t in breakout.terms or breakout.evidence if t.term]
    return Table(
        key=f"terms-{key}",
        title=_("Terms that set it apart, with the mentions that hold them"),
        sheet="terms",
        columns=(
            *_of_wave(words),
            Column("name", _("Term"), weight=2),
            Column("value", _("Mentions"), "count"),
            Column("weight", _("Standard errors above the usual"), "number"),
        ),
        rows=tuple(
            Row(
                f"{key}-{i}",
                {
                    **_wave_cells(breakout, words),
                    "name": _cell(shown(t.term or "", 40)),
                    "value": Cell("") if t.n is None else _count(t.n, words),
                    "weight": number(t.weight, f"{t.weight:.1f}"),
                },
            )
            for i, t in enumerate(terms)
        ),
        shown=("name", "value"),
        style="chips",
    )


def mentions_table(report: Report, breakout: Breakout, words: Words) -> Table:
    """Return the mentions that carry a wave and, marked so, those that speak for its other side."""
    _ = words.gettext
    key = wave_key(report, breakout)
    against = [e for e in breakout.counter_evidence if e.text]
    mentions = [(e, breakout.kind) for e in breakout.evidence if e.text]
    mentions += [(e, breakout.second_kind or breakout.kind) for e in against]
    shown_columns = ("day", "source", "text", "side") if against else ("day", "source", "text")
    return Table(
        key=f"mentions-{key}",
        title=_("Evidence: mentions that carry it"),
        sheet="mentions",
        columns=(
            *_of_wave(words),
            Column("day", _("Day"), "day", 0.9),
            Column("source", _("Source"), weight=0.8),
            Column("text", _("Mention"), "link", 4.5),
            Column("side", _("speaks for"), weight=1.0),
        ),
        rows=tuple(
            Row(f"{key}-{i}", {**_wave_cells(breakout, words), **_mention(e, side, words)})
            for i, (e, side) in enumerate(mentions)
        ),
        shown=shown_columns,
    )


def stretches_table(
    report: Report, breakout: Breakout, stretches: Sequence[Stretch], words: Words, *, what: str
) -> Table:
    """Return what a wave was made of over time: kinds, or levers, stretch by stretch."""
    _ = words.gettext
    key = wave_key(report, breakout)
    label = words.kind if what == "kinds" else words.lever
    rows = []
    for i, stretch in enumerate(stretches):
        for part, share in sorted(stretch.shares.items(), key=lambda item: -item[1]):
            low, high = stretch.intervals.get(part, (math.nan, math.nan))
            cells = {
                **_wave_cells(breakout, words),
                "from": day_cell(stretch.first_day, words),
                "to": day_cell(stretch.last_day, words),
                "name": _cell(label(part)),
                "value": number(share, words.share(share)),
                "low": number(low, _share(low, words)),
                "high": number(high, _share(high, words)),
            }
            if share >= 0.005:
                rows.append(Row(f"{key}-{what}-{i}-{part}", cells))
    title = _("Its kinds over time") if what == "kinds" else _("Its levers over time")
    return Table(
        key=f"{what}-{key}",
        title=title,
        sheet="stretches",
        columns=(
            *_of_wave(words),
            Column("from", _("From"), "day", 1.5),
            Column("to", _("To"), "day", 1.5),
            Column("name", _("Part"), weight=1.6),
            Column("value", _("Share"), "share"),
            Column("low", _("lower bound (90%)"), "share", 1.6),
            Column("high", _("upper bound (90%)"), "share", 1.6),
        ),
        rows=tuple(rows),
        shown=("from", "to", "name", "value", "low", "high"),
    )


def path_table(report: Report, breakout: Breakout, words: Words) -> Table:
    """Return when each source took a wave up."""
    _ = words.gettext
    key = wave_key(report, breakout)
    return Table(
        key=f"path-{key}",
        title=_("Which source led"),
        sheet="path",
        columns=(
            *_of_wave(words),
            Column("source", _("Source"), weight=1.4),
            Column("onset", _("Onset"), "day"),
            Column("excess", _("Excess"), "count"),
            Column("lead", _("Hours after the first"), "count"),
            Column("low", _("lower bound (90%)"), "count"),
            Column("high", _("upper bound (90%)"), "count"),
        ),
        rows=tuple(
            Row(
                f"{key}-{i}",
                {
                    **_wave_cells(breakout, words),
                    "source": _cell(shown(s.source, 60)),
                    "onset": day_cell(s.onset.date(), words),
                    "excess": _count(s.n_excess, words),
                    "lead": _hours(s.lead_hours, words),
                    "low": _hours(s.lead_hours_interval[0], words),
                    "high": _hours(s.lead_hours_interval[1], words),
                },
            )
            for i, s in enumerate(breakout.path)
        ),
        shown=("source", "onset", "excess", "lead", "low", "high"),
    )


def beside_table(report: Report, breakout: Breakout, words: Words) -> Table:
    """Return the waves of the other side that ran in the same place at the same time."""
    _ = words.gettext
    key = wave_key(report, breakout)
    return Table(
        key=f"beside-{key}",
        title=_("At the same time in this place"),
        sheet="beside",
        columns=(
            *_of_wave(words),
            Column("name", _("Wave"), weight=2),
            Column("kind", _("Kind")),
            Column("from", _("From"), "day"),
            Column("to", _("To"), "day"),
            Column("days", _("Days together"), "count"),
        ),
        rows=tuple(
            Row(
                f"{key}-{i}",
                {
                    **_wave_cells(breakout, words),
                    "name": _cell(shown(b.image, 60)),
                    "kind": _cell(words.short_kind(b.kind)),
                    "from": day_cell(b.first_day, words),
                    "to": day_cell(b.last_day, words),
                    "days": number(b.n_days, str(b.n_days)),
                },
            )
            for i, b in enumerate(breakout.beside)
        ),
        shown=("name", "kind", "from", "to", "days"),
    )


def days_table(report: Report, breakouts: Sequence[Breakout], words: Words) -> Table:
    """Return the timelines of several waves day by day, for the spreadsheet."""
    _ = words.gettext
    rows = [
        Row(
            f"{wave_key(report, b)}-{i}",
            {
                **_wave_cells(b, words),
                "day": day_cell(d.day, words),
                **{k: _decimal(getattr(d, k)) for k in _DAY_FIGURES},
            },
        )
        for b in breakouts
        for i, d in enumerate(sorted(b.timeline, key=lambda d: d.day))
    ]
    labels = (
        _("this breakout"),
        _("expected"),
        words.kind("image"),
        words.kind("crisis"),
        words.kind("affairs"),
        _("Exposure (1 is usual)"),
    )
    return Table(
        key="timeline",
        title=_("Timeline"),
        sheet="timeline",
        columns=(
            *_of_wave(words),
            Column("day", _("Day"), "day"),
            *(Column(k, v, "number") for k, v in zip(_DAY_FIGURES, labels, strict=True)),
        ),
        rows=tuple(rows),
    )


_DAY_FIGURES = ("n", "expected", "image", "crisis", "affairs", "exposure")


def _of_wave(words: Words) -> tuple[Column, ...]:
    _ = words.gettext
    return (
        Column("place", _("Place")),
        Column("theme", _("Theme"), weight=1.5),
        Column("wave_onset", _("Onset of the wave"), "day"),
    )


def _wave_cells(breakout: Breakout, words: Words) -> dict[str, Cell]:
    return {
        "place": _cell(shown(words.place(breakout), 80)),
        "theme": _cell(shown(words.theme(breakout), 80)),
        "wave_onset": day_cell(breakout.onset.date(), words),
    }


def _mention(mention: Evidence, side: str, words: Words) -> dict[str, Cell]:
    day: date | None = mention.observed_at.date() if mention.observed_at else None
    text = shown(mention.text or "")
    url = safe_url(mention.url)
    return {
        "day": day_cell(day, words) if day else Cell("—"),
        "source": _cell(shown(mention.source or "", 40)),
        "text": Cell(text, text, url=url if url and len(url) <= _LONGEST_URL else None),
        "side": _cell(words.short_kind(side)),
    }


def _cell(text: str) -> Cell:
    return Cell(text, text)


def _count(value: float, words: Words) -> Cell:
    return number(value, words.count(value))


def _hours(value: float, words: Words) -> Cell:
    return number(value, f"{value:.0f}") if math.isfinite(value) else Cell(words.gettext("unknown"))


def _share(value: float, words: Words) -> str:
    return words.share(value) if math.isfinite(value) else "—"


def _decimal(value: float) -> Cell:
    return number(value, f"{value:.2f}")
