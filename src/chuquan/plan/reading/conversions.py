"""How mentions become visits, and visits money: as stated, or as measured; never made up."""

from __future__ import annotations

from chuquan.errors import RefusalError
from chuquan.plan.reading.amounts import Scale
from chuquan.plan.reading.cursor import Table
from chuquan.plan.reading.faults import quoted
from chuquan.plan.response import Conversion, Conversions, measured_conversion
from chuquan.report import Report


def read_conversions(root: Table, currency: str, report: Report | None) -> Conversions:
    """Read ``[visits_per_mention]`` and ``[revenue_per_visit]``, stated or measured.

    Parameters
    ----------
    root : Table
        The whole file.
    currency : str
    report : Report or None
        That may hold the impact by which visits a mention were measured.
    """
    return Conversions(
        visits_per_mention=_conversion(root, "visits_per_mention", Scale("visits"), report),
        revenue_per_visit=_conversion(root, "revenue_per_visit", Scale("money", currency), report),
    )


def _conversion(root: Table, key: str, scale: Scale, report: Report | None) -> Conversion | None:
    table = root.below(key)
    if not table.values:
        return None
    if "impact" in table and key == "visits_per_mention":
        return _measured(table, report)
    ratio = table.range_of(scale)
    source = table.text("source", is_needed='"who says so, and from what"')
    table.close()
    return Conversion(name=key, ratio=ratio, source=source) if ratio and source else None


def _measured(table: Table, report: Report | None) -> Conversion | None:
    """Return visits a mention as one breakout of the report brought them."""
    wanted = table.text("impact", is_needed='"the id of an impact of a breakout"')
    table.close()
    impacts = report.impacts if report else ()
    breakouts = {b.breakout_id: b for b in report.breakouts} if report else {}
    impact = next((i for i in impacts if i.impact_id == wanted), None)
    breakout = breakouts.get(impact.breakout_id or "") if impact else None
    if impact is None or breakout is None:
        table.add(
            "impact", f"no report holds an impact {quoted(wanted)} of a breakout",
            "an impact of --report that belongs to a breakout of it",
        )  # fmt: skip
        return None
    try:
        return measured_conversion(impact, breakout)
    except RefusalError as error:
        table.add("impact", error.found, error.allowed, error.todo)
        return None
