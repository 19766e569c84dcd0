"""The seam to impacts: what a brief shows of them, as one section.

Rows hold effect, interval and lift, those that failed a check first marked so; a sentence stands
only where the impact is trusted and its interval lies on one side of zero.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from chuquan.faces.briefs import thin
from chuquan.faces.briefs.content import Cell, Column, Row, Run, Section, Sentence, Table, told
from chuquan.faces.briefs.show import shown
from chuquan.faces.briefs.waves import day_cell, number
from chuquan.faces.words import Words
from chuquan.report import Breakout, Estimate, Impact, Report


def impact_section(
    report: Report, chosen: Sequence[Breakout], words: Words, *, is_whole: bool
) -> Section | None:
    """Return what the report says of what these breakouts brought; None where it says nothing.

    Parameters
    ----------
    chosen : sequence of Breakout
        That the brief is about.
    is_whole : bool
        Whether it is about all: then impacts of no breakout (of events) are shown, too.
    """
    impacts = _of(report, chosen, is_whole=is_whole)
    if not impacts:
        return None
    table = _table(impacts, words)
    rows = zip(table.rows, impacts, strict=True)
    sentences = [_sentence(i, table, r.key, words) for r, i in rows if thin.is_told(i)]
    note = words.gettext(
        "Effects are set against what would have happened anyway. One that failed a check is not "
        "to be relied on."
    )
    return Section(
        key="impacts",
        title=words.gettext("What it brought"),
        sentences=tuple(sentences),
        tables=(table,),
        notes=(note,),
    )


def _of(report: Report, chosen: Sequence[Breakout], *, is_whole: bool) -> list[Impact]:
    if is_whole:
        found = list(report.impacts)
    else:
        ids = {b.breakout_id for b in chosen}
        places = {b.place_id for b in chosen} if len(chosen) > 1 else set()
        found = [
            i
            for i in report.impacts
            if i.breakout_id in ids or places & {p.place_id for p in i.places}
        ]
    return sorted(found, key=lambda i: i.is_trusted)


def _table(impacts: Sequence[Impact], words: Words) -> Table:
    _ = words.gettext
    return Table(
        key="impacts",
        title=_("Effects by metric"),
        sheet="impacts",
        columns=(
            Column("where", _("Of"), weight=1.6),
            Column("metric", _("Metric"), weight=1.4),
            Column("unit", _("Unit")),
            Column("start", _("Start"), "day", 1.1),
            Column("effect", _("Effect a period"), "number"),
            Column("low", _("lower bound (95%)"), "number"),
            Column("high", _("upper bound (95%)"), "number"),
            Column("lift", _("Lift"), "share", 0.8),
            Column("lift_low", _("lift, from"), "share", 0.8),
            Column("lift_high", _("lift, to"), "share", 0.8),
            Column("p_value", _("p-value"), "number", 0.8),
            Column("failed", _("Failed checks"), weight=1.8),
        ),
        rows=tuple(_row(f"i{k}", impact, words) for k, impact in enumerate(impacts)),
        shown=("where", "metric", "start", "effect", "low", "high", "lift", "failed"),
    )


def _row(key: str, impact: Impact, words: Words) -> Row:
    places = ", ".join(shown(p.place_name, 30) for p in impact.places[:3])
    failed = [check_name(c.name, words) for c in impact.checks if c.outcome == "failed"]
    cells = {
        "where": _text(places or impact.breakout_id or impact.impact_id),
        "metric": _text(impact.metric),
        "unit": _text(impact.unit),
        "start": day_cell(impact.start, words),
        **_estimate(impact.effect, ("effect", "low", "high")),
        "lift": _share(impact.lift.value),
        "lift_low": _share(impact.lift.low),
        "lift_high": _share(impact.lift.high),
        "p_value": number(impact.p_value, _figure(impact.p_value)),
        "failed": _text(", ".join(failed) or words.gettext("none")),
    }
    return Row(key, cells)


def _sentence(impact: Impact, table: Table, row: str, words: Words) -> Sentence:
    text = words.gettext(
        "%(metric)s (%(place)s): %(lift)s against what would have happened anyway, "
        "%(effect)s %(unit)s a period (95%% interval: %(low)s to %(high)s)."
    )
    figures = {name: table.figure(row, name) for name in ("lift", "effect", "low", "high")}
    named = {"metric": Run(shown(impact.metric, 60)), "unit": Run(shown(impact.unit, 30))}
    return told(text, {**figures, **named, "place": table.cell(row, "where").text})


def check_name(name: str, words: Words) -> str:
    """Return a check's name in the reader's language; an unknown one as it is."""
    _ = words.gettext
    names = {
        "history": _("enough history"),
        "gaps": _("missing periods"),
        "audit": _("audit of the figures"),
        "fit_before": _("fit before the start"),
        "pre_trend": _("trend before the start"),
        "placebo_space": _("placebo in other places"),
        "placebo_time": _("placebo in time"),
        "conformal": _("permuted periods"),
        "leave_one_out": _("leaving one donor out"),
        "donor_waves": _("donors with waves of their own"),
        "window": _("other windows"),
        "estimators_agree": _("other estimators"),
        "displacement": _("losses of neighbours"),
        "shuffled_events": _("shuffled events"),
    }
    return names.get(name, name)


def _estimate(estimate: Estimate, names: tuple[str, str, str]) -> dict[str, Cell]:
    values = (estimate.value, estimate.low, estimate.high)
    return {name: number(v, _figure(v)) for name, v in zip(names, values, strict=True)}


def _figure(value: float) -> str:
    if not math.isfinite(value):
        return "—"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _share(value: float) -> Cell:
    return number(value, f"{100 * value:+.0f}%" if math.isfinite(value) else "—")


def _text(value: str) -> Cell:
    text = shown(value, 80)
    return Cell(text, text)
