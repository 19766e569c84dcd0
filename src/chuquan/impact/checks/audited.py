"""Whether the audit doubts figures that the answer rests on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import polars as pl

from chuquan.impact.outcomes import OutcomesReading
from chuquan.report.impact import Check, Finding

WEIGHTY: Final[frozenset[str]] = frozenset(
    {"factor_ten", "unit_change", "duplicate", "suspicious_zero"}
)
"""Rules that doubt single figures. What they doubt before the start, the counterfactual is made of;
from the start on, a jump may be the very effect."""


def audit_check(
    findings: tuple[Finding, ...], reading: OutcomesReading, starts: Mapping[str, date]
) -> Check:
    """Tell how many doubts the audit has of the figures that the answer rests on.

    Parameters
    ----------
    findings : tuple of Finding
    reading : OutcomesReading
    starts : mapping of str to date
        Treated places.

    Returns
    -------
    Check
        Failed where single figures of a treated place before its start are in doubt.
    """
    rules = tuple(dict.fromkeys(finding.rule for finding in findings))
    n_findings = float(len(findings))
    first = min(starts.values())
    lines = {row for f in findings if f.rule in WEIGHTY for row in f.rows}
    own = reading.frame.filter(
        pl.col("line").is_in(sorted(lines)),
        pl.col("place_id").is_in(list(starts)),
        pl.col("period_start") < first,
    )
    if own.height:
        return Check("audit", "failed", n_findings, names=rules)
    return Check("audit", "noted" if findings else "passed", n_findings, names=rules)
