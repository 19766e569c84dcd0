"""All that stands behind an impact as tables of texts, for the terminal and the pages alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from chuquan.faces.facts import FactsTable
from chuquan.faces.impact_checks import check_name, check_sentence, outcome_name
from chuquan.faces.impact_findings import finding_sentence, rows_of
from chuquan.faces.impact_numbers import amount, column, percent
from chuquan.faces.impact_words import (
    a_period,
    assumption_name,
    assumption_unit,
    estimator_name,
    exclusion_reason,
    metric_name,
    named,
    window_name,
)
from chuquan.faces.words import Words, plain
from chuquan.report import Estimate, Impact, Spending


def assumptions(spending: Spending, words: Words) -> FactsTable:
    """Return all that was multiplied: range and source."""
    gettext = words.gettext
    header = (
        gettext("Assumption"),
        gettext("Value"),
        gettext("Range"),
        gettext("Unit"),
        gettext("Source"),
    )
    rows = []
    for a in spending.assumptions:
        is_share = a.unit == "share"
        value, low, high = (
            percent(x) if is_share else amount(x, words) for x in (a.value, a.low, a.high)
        )
        extent = gettext("%(low)s to %(high)s") % {"low": low, "high": high}
        unit = assumption_unit(a.unit, words)
        rows.append((assumption_name(a.name, words), value, extent, unit, plain(a.source)))
    title = gettext("What was assumed, and whose figures these are")
    return FactsTable("assumptions", title, header, tuple(rows), texts=(0, 3, 4), is_detail=False)


def tables(impact: Impact, words: Words) -> list[FactsTable]:
    """Return all that stands behind an answer; a table without rows is left out."""
    made = [
        _findings(impact, words),
        _places(impact, words),
        _displacement(impact, words),
        _events(impact, words),
        _around(impact, words),
        _others(impact, words),
        _windows(impact, words),
        _donors(impact, words),
        _excluded(impact, words),
        _checks(impact, words),
    ]
    return [table for table in made if table.rows]


def effect_header(impact: Impact, words: Words) -> str:
    """Return the head of a column of effects: by which period they are told."""
    gettext = words.gettext
    name = gettext("Effect")
    if impact.design != "events":
        name = gettext("Effect %(period)s") % {"period": a_period(impact.period, words)}
    return gettext("%(name)s (95%% interval)") % {"name": name}


def _findings(impact: Impact, words: Words) -> FactsTable:
    gettext = words.gettext
    rows = tuple(
        (rows_of(f, words), metric_name(f.metric, words), finding_sentence(f, words))
        for f in impact.findings
    )
    header = (gettext("Where"), gettext("Metric"), gettext("Found"))
    title = gettext("What the audit of the reported figures found")
    return FactsTable("findings", title, header, rows, (0, 1, 2), is_detail=False)


def _places(impact: Impact, words: Words) -> FactsTable:
    gettext = words.gettext
    header = (
        gettext("Place"),
        gettext("Start"),
        effect_header(impact, words),
        gettext("Lift"),
        gettext("Sum"),
    )
    places = impact.places if len(impact.places) > 1 else ()
    columns = (
        [named(p.place_name, p.place_name_en, words) for p in places],
        [words.day(p.start) for p in places],
        column((p.effect for p in places), words),
        column((p.lift for p in places), words, is_share=True),
        column((p.total for p in places), words),
    )
    rows = tuple(zip(*columns, strict=True))
    return FactsTable("places", gettext("Each place on its own"), header, rows, is_detail=False)


def _displacement(impact: Impact, words: Words) -> FactsTable:
    gettext = words.gettext
    neighbours = sorted(impact.displacement, key=lambda d: d.effect.value)
    columns = (
        [named(d.place_name, d.place_name_en, words) for d in neighbours],
        ["—" if d.distance_km is None else f"{d.distance_km:,.0f} km" for d in neighbours],
        column((d.effect for d in neighbours), words),
        column((d.lift for d in neighbours), words, is_share=True),
        [_lost_or_won(d.effect, words) for d in neighbours],
    )
    header = (
        gettext("Neighbour"),
        gettext("Distance"),
        effect_header(impact, words),
        gettext("Lift"),
        gettext("So"),
    )
    title = gettext("What happened to the neighbours at the same time")
    rows = tuple(zip(*columns, strict=True))
    return FactsTable("neighbours", title, header, rows, (0, 4), is_detail=False)


def _lost_or_won(effect: Estimate, words: Words) -> str:
    if effect.high < 0:
        return words.gettext("lost")
    return words.gettext("gained") if effect.low > 0 else words.gettext("cannot be told")


def _events(impact: Impact, words: Words) -> FactsTable:
    gettext = words.gettext
    columns = (
        [plain(e.name) or plain(e.event_id) for e in impact.events],
        [_days(e.first_day, e.last_day, words) for e in impact.events],
        column((e.effect for e in impact.events), words),
        column((e.lift for e in impact.events), words, is_share=True),
    )
    header = (
        gettext("Event"),
        gettext("Day"),
        effect_header(impact, words),
        gettext("Lift"),
    )
    rows = tuple(zip(*columns, strict=True))
    return FactsTable("events", gettext("Each event on its own"), header, rows, (0, 1))


def _days(first: date, last: date, words: Words) -> str:
    if first == last:
        return first.isoformat()
    values = {"start": first.isoformat(), "end": last.isoformat()}
    return words.gettext("%(start)s to %(end)s") % values


def _around(impact: Impact, words: Words) -> FactsTable:
    gettext = words.gettext
    names = [offset_name(a.offset_days, words) for a in impact.around_events]
    cells = column((a.effect for a in impact.around_events), words)
    header = (gettext("Day"), effect_header(impact, words))
    rows = tuple(zip(names, cells, strict=True))
    return FactsTable("around", gettext("The days around an event"), header, rows)


def offset_name(offset: int, words: Words) -> str:
    """Return a day by its distance from the event."""
    if offset == 0:
        return words.gettext("event day")
    text = (
        words.ngettext("%(num)d day before", "%(num)d days before", -offset)
        if offset < 0
        else words.ngettext("%(num)d day after", "%(num)d days after", offset)
    )
    return text % {"num": abs(offset)}


def _others(impact: Impact, words: Words) -> FactsTable:
    gettext = words.gettext
    names = [estimator_name(o.name, words) for o in impact.by_estimator]
    cells = column((o.effect for o in impact.by_estimator), words)
    header = (gettext("Method"), effect_header(impact, words))
    rows = tuple(zip(names, cells, strict=True))
    return FactsTable("methods", gettext("The same by other methods"), header, rows)


def _windows(impact: Impact, words: Words) -> FactsTable:
    gettext = words.gettext
    names = [window_name(o.name, impact, words) for o in impact.by_window]
    cells = column((o.effect for o in impact.by_window), words)
    header = (gettext("Window"), effect_header(impact, words))
    rows = tuple(zip(names, cells, strict=True))
    return FactsTable("windows", gettext("The same over other windows"), header, rows)


def _donors(impact: Impact, words: Words) -> FactsTable:
    gettext = words.gettext
    ordered = sorted(impact.donors, key=lambda d: -abs(d.weight))
    rows = tuple(
        (named(d.place_name, d.place_name_en, words), percent(d.weight))
        for d in ordered
        if abs(d.weight) >= 0.0005
    )
    header = (gettext("Place"), gettext("Weight"))
    return FactsTable("donors", gettext("What the comparison is made of"), header, rows)


def _excluded(impact: Impact, words: Words) -> FactsTable:
    gettext = words.gettext
    rows = tuple(
        (named(e.place_name, e.place_name_en, words), exclusion_reason(e.reason, words))
        for e in impact.excluded
    )
    header = (gettext("Place"), gettext("Why"))
    return FactsTable("excluded", gettext("Left out of the comparison"), header, rows, (0, 1))


def _checks(impact: Impact, words: Words) -> FactsTable:
    gettext = words.gettext
    rows = tuple(
        (
            outcome_name(c.outcome, words),
            check_name(c.name, words),
            check_sentence(c, words, impact),
        )
        for c in impact.checks
    )
    header = (gettext("Outcome"), gettext("Check"), gettext("What it says"))
    return FactsTable("checks", gettext("All checks"), header, rows, (0, 1, 2))


def detail_tables(made: Sequence[FactsTable], *, is_full: bool) -> list[FactsTable]:
    """Return all tables, or without the details."""
    return [table for table in made if is_full or not table.is_detail]
