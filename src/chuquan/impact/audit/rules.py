"""All rules of the audit, one after the other."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from chuquan.impact.audit.base import audit_table, sort_findings
from chuquan.impact.audit.below_everyone import below_everyone
from chuquan.impact.audit.constant_ratio import constant_ratios
from chuquan.impact.audit.duplicates import disagreeing
from chuquan.impact.audit.factor_ten import factors_of_ten
from chuquan.impact.audit.parts_exceed_whole import parts_exceed_whole
from chuquan.impact.audit.suspicious_zero import suspicious_zeros
from chuquan.impact.audit.unit_change import unit_changes
from chuquan.impact.outcomes import OutcomesReading
from chuquan.places.gazetteer import Gazetteer
from chuquan.report.impact import Finding


def audit(
    reading: OutcomesReading,
    *,
    metrics: Collection[str] | None = None,
    place_ids: Collection[str] | None = None,
    gazetteer: Gazetteer | None = None,
) -> tuple[Finding, ...]:
    """Audit reported figures.

    Parameters
    ----------
    reading : OutcomesReading
    metrics, place_ids : collection of str, optional
        Only findings about one of these; all figures are looked at in any case. Growth that the
        table does not report is judged for ``place_ids`` only.
    gazetteer : Gazetteer, optional

    Returns
    -------
    tuple of Finding
        In order of the lines that they name. A finding is a doubt, not a verdict.
    """
    gazetteer = gazetteer or Gazetteer.load()
    table = audit_table(reading.frame, reading.names, reading.file)
    if not table.frame.height:
        return ()
    # Figures that contradict each other are told once, and decide nothing else.
    twice = disagreeing(table)
    lines = [line for finding in twice for line in finding.rows]
    doubted = pl.col("line").is_in(lines) & pl.col("metric").is_in(
        [finding.metric for finding in twice]
    )
    clean = audit_table(table.frame.filter(~doubted), table.names, table.file)
    changes = unit_changes(clean)
    found = [
        *twice,
        *changes,
        *constant_ratios(clean),
        *parts_exceed_whole(clean, gazetteer),
        *factors_of_ten(clean),
        *below_everyone(clean, gazetteer, place_ids or ()),
        *suspicious_zeros(clean),
    ]
    return sort_findings(
        [
            finding
            for finding in found
            if (metrics is None or {finding.metric, *finding.names} & set(metrics))
            and (place_ids is None or set(finding.place_ids) & set(place_ids))
        ]
    )
