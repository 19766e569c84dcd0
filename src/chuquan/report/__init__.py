"""The frozen bundle of results: the only thing that faces see.

A :class:`Report` goes to JSON and back without loss. Times carry the offset of the place's own
clock, so that the date one reads is the date people there lived through.
"""

from chuquan.report.breakout import (
    Beside,
    Breakout,
    DayMix,
    Evidence,
    Kind,
    Lever,
    Outlook,
    OutlookDay,
    Phase,
    SourceOnset,
    Stretch,
    TimelineDay,
    WordDays,
)
from chuquan.report.bundle import REPORT_VERSION, Problem, Report, SourceHealth
from chuquan.report.impact import (
    AroundEvent,
    Assumption,
    Check,
    Displacement,
    Donor,
    Estimate,
    EventDay,
    ExcludedDonor,
    Finding,
    Impact,
    ImpactPeriod,
    Lasting,
    OtherEstimate,
    Placebo,
    PlaceImpact,
    Spending,
)
from chuquan.report.place import PlaceProfile

__all__ = [
    "REPORT_VERSION",
    "AroundEvent",
    "Assumption",
    "Beside",
    "Breakout",
    "Check",
    "DayMix",
    "Displacement",
    "Donor",
    "Estimate",
    "EventDay",
    "Evidence",
    "ExcludedDonor",
    "Finding",
    "Impact",
    "ImpactPeriod",
    "Kind",
    "Lasting",
    "Lever",
    "OtherEstimate",
    "Outlook",
    "OutlookDay",
    "Phase",
    "PlaceImpact",
    "PlaceProfile",
    "Placebo",
    "Problem",
    "Report",
    "SourceHealth",
    "SourceOnset",
    "Spending",
    "Stretch",
    "TimelineDay",
    "WordDays",
]
