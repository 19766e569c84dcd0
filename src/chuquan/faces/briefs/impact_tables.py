"""Impacts as tables of a brief: one row each, and what is behind each, in words of their own faces.

All of it stands in the spreadsheet; what is printed is chosen by the section.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chuquan.faces.briefs.content import Cell, Column, Row, Table
from chuquan.faces.briefs.show import shown
from chuquan.faces.briefs.waves import day_cell, number
from chuquan.faces.facts import FactsTable
from chuquan.faces.impact_checks import check_name, check_parts, of_outcome, outcome_name
from chuquan.faces.impact_numbers import amounts, p_value, percent, unit_name
from chuquan.faces.impact_story import facts, spending_facts
from chuquan.faces.impact_tables import assumptions, effect_header, tables
from chuquan.faces.impact_words import a_period, metric_name, title
from chuquan.faces.words import Words
from chuquan.report import Breakout, Estimate, Impact

LONGEST = 400
"""Characters of a cell that a brief shows of a sentence."""


@dataclass(frozen=True)
class Brought:
    """One impact of a brief, with the wave that it is of; ``key`` is its own in the brief."""

    key: str
    impact: Impact
    breakout: Breakout | None

    def title(self, words: Words) -> str:
        """Return what it is about, of bounded length."""
        return shown(title(self.impact, words, self.breakout))


def overview(chosen: Sequence[Brought], words: Words) -> Table:
    """Return one row for each impact, its figures as numbers for a spreadsheet."""
    _ = words.gettext
    return Table(
        key="impacts",
        title=_("Effects by metric"),
        sheet="impacts",
        columns=(
            Column("what", _("Of"), weight=2.0),
            Column("metric", _("Metric"), weight=1.4),
            Column("start", _("Start"), "day", 1.1),
            Column("last_day", _("Last day"), "day", 1.1),
            Column("effect", _("Mean effect"), "number", 1.1),
            Column("low", _("lower bound (95%)"), "number"),
            Column("high", _("upper bound (95%)"), "number"),
            Column("unit", _("Unit"), weight=0.9),
            Column("period", _("A period is"), weight=0.8),
            Column("lift", _("Lift"), "share", 0.8),
            Column("lift_low", _("lift, from"), "share", 0.8),
            Column("lift_high", _("lift, to"), "share", 0.8),
            Column("total", _("Sum"), "number"),
            Column("total_low", _("sum, from"), "number"),
            Column("total_high", _("sum, to"), "number"),
            Column("p_value", _("p-value"), "number", 0.8),
            Column("failed", _("Failed checks"), weight=1.8),
        ),
        rows=tuple(_row(one, words) for one in chosen),
        shown=("what", "effect", "low", "high", "unit", "period", "lift", "failed"),
    )


def figures(one: Brought, words: Words) -> Table:
    """Return the answer of one impact in figures, each with its name: what sentences point at."""
    _ = words.gettext
    impact = one.impact
    window = words.period(impact.start, impact.last_day)
    named = [(_("Window"), window), *facts(impact, words)]
    if impact.spending is not None:
        named += spending_facts(impact.spending, impact.unit, words)
    made = FactsTable(
        "brought", _("The answer in figures"), (_("Figure"), _("Value")), tuple(named)
    )
    return table_of(one, made, words, weights=(1.2, 2.0))


def checks(one: Brought, words: Words) -> Table:
    """Return all checks of an impact, failures first, their figures in a column of their own."""
    _ = words.gettext
    ordered = [
        c
        for outcome in ("failed", "noted", "not_possible", "passed")
        for c in of_outcome(one.impact.checks, outcome)
    ]
    rows = []
    for check in ordered:
        said, told = check_parts(check, words, one.impact)
        outcome = outcome_name(check.outcome, words)
        rows.append((outcome, check_name(check.name, words), said, told or "—"))
    header = (_("Outcome"), _("Check"), _("What it says"), _("Figures"))
    made = FactsTable("checks", _("All checks"), header, tuple(rows), (0, 1, 2, 3))
    return table_of(one, made, words, weights=(0.7, 1.3, 3.2, 2.2))


def printed(one: Brought, words: Words) -> tuple[Table, ...]:
    """Return the tables of an impact that a reader on paper needs."""
    spent = one.impact.spending
    made = [m for m in tables(one.impact, words) if not m.is_detail]
    if spent is not None:
        made.insert(0, assumptions(spent, words))
    return (figures(one, words), checks(one, words), *(table_of(one, m, words) for m in made))


def every_table(chosen: Sequence[Brought], words: Words) -> tuple[Table, ...]:
    """Return all tables of all impacts, as the spreadsheet holds them."""
    out = []
    for one in chosen:
        out += [*printed(one, words), _series(one, words), _placebos(one, words)]
        details = (m for m in tables(one.impact, words) if m.is_detail and m.key != "checks")
        out += [table_of(one, made, words) for made in details]
    held = tuple(table for table in out if table.rows)
    return (overview(chosen, words), *held) if chosen else ()


def table_of(
    one: Brought, made: FactsTable, words: Words, *, weights: Sequence[float] = ()
) -> Table:
    """Return a table of texts as a table of the brief; in its sheet a column names the impact."""
    n = len(made.header)
    keys = tuple(f"c{j}" for j in range(n))
    header = [_of_any_period(name, one.impact, words) for name in made.header]
    weights = weights or [1.6 if j in made.texts else 1.4 for j in range(n)]
    what = one.title(words)
    return Table(
        key=f"{made.key}-{one.key}",
        title=made.title,
        sheet=made.key,
        columns=(
            Column("what", words.gettext("Impact")),
            *(
                Column(
                    key, label, "text" if j in made.texts or made.key == "brought" else "number", w
                )
                for j, (key, label, w) in enumerate(zip(keys, header, weights, strict=True))
            ),
        ),
        rows=tuple(
            Row(
                f"{one.key}-{i}",
                {"what": text(what), **{k: text(v) for k, v in zip(keys, row, strict=True)}},
            )
            for i, row in enumerate(made.rows)
        ),
        shown=keys,
    )


def text(value: str) -> Cell:
    """Return a cell of words."""
    told = shown(value, LONGEST)
    return Cell(told, told)


def _of_any_period(name: str, impact: Impact, words: Words) -> str:
    """Return a head that holds for impacts by day and by month, which share a sheet."""
    if name != effect_header(impact, words):
        return name
    return words.gettext("%(name)s (95%% interval)") % {"name": words.gettext("Effect")}


def _row(one: Brought, words: Words) -> Row:
    impact = one.impact
    failed = [check_name(c.name, words) for c in of_outcome(impact.checks, "failed")]
    is_of_events = impact.design == "events"
    cells = {
        "what": text(one.title(words)),
        "metric": text(metric_name(impact.metric, words)),
        "start": day_cell(impact.start, words),
        "last_day": day_cell(impact.last_day, words),
        **_amounts(impact.effect, ("effect", "low", "high"), words),
        "unit": text(unit_name(impact.unit, words)),
        "period": text(
            words.gettext("an event day") if is_of_events else a_period(impact.period, words)
        ),
        **_shares(impact.lift, ("lift", "lift_low", "lift_high")),
        **_amounts(impact.total, ("total", "total_low", "total_high"), words),
        "p_value": number(impact.p_value, p_value(impact.p_value)),
        "failed": text(words.gettext(", ").join(failed) or words.gettext("none")),
    }
    return Row(one.key, cells)


def _amounts(e: Estimate, names: Iterable[str], words: Words) -> dict[str, Cell]:
    values = (e.value, e.low, e.high)
    told = amounts(values, words, is_signed=True)
    return {n: number(v, t) for n, v, t in zip(names, values, told, strict=True)}


def _shares(e: Estimate, names: Iterable[str]) -> dict[str, Cell]:
    values = (e.value, e.low, e.high)
    return {n: number(v, percent(v, is_signed=True)) for n, v in zip(names, values, strict=True)}


def _series(one: Brought, words: Words) -> Table:
    """Return what the picture of observed and expected is drawn of."""
    _ = words.gettext
    names = {
        "observed": _("observed"),
        "counterfactual": _("would have come anyway"),
        "low": _("lower bound (95%)"),
        "high": _("upper bound (95%)"),
    }
    what = text(one.title(words))
    return Table(
        key=f"series-{one.key}",
        title=_("Observed, and what would have come anyway"),
        sheet="series",
        columns=(
            Column("what", _("Impact")),
            Column("first_day", _("First day"), "day"),
            Column("last_day", _("Last day"), "day"),
            *(Column(key, label, "number") for key, label in names.items()),
            Column("is_after", _("In the window")),
        ),
        rows=tuple(
            Row(
                f"{one.key}-{i}",
                {
                    "what": what,
                    "first_day": day_cell(p.first_day, words),
                    "last_day": day_cell(p.last_day, words),
                    **{key: _number(getattr(p, key)) for key in names},
                    "is_after": text(_("yes") if p.is_after else _("no")),
                },
            )
            for i, p in enumerate(one.impact.series)
        ),
    )


def _placebos(one: Brought, words: Words) -> Table:
    _ = words.gettext
    what = text(one.title(words))
    return Table(
        key=f"placebos-{one.key}",
        title=_("How often chance shows as much"),
        sheet="placebos",
        columns=(
            Column("what", _("Impact")),
            Column("place", _("Place or invented start")),
            Column("effect", _("Effect"), "number"),
            Column("ratio", _("effect, in errors of the fit before the start"), "number"),
        ),
        rows=tuple(
            Row(
                f"{one.key}-{i}",
                {
                    "what": what,
                    "place": text(p.place_name or p.place_id),
                    "effect": _number(p.effect),
                    "ratio": _number(p.ratio),
                },
            )
            for i, p in enumerate(one.impact.placebos)
        ),
    )


def _number(value: float | None) -> Cell:
    if value is None or not math.isfinite(value):
        return Cell("—")
    return Cell(f"{value:,.6g}", value)
