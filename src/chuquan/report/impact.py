"""What a breakout or an event brought, against what would have happened anyway.

Faces get figures and codes (names of checks, rules and reasons), never sentences: words are theirs.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

Design = Literal["panel", "series", "events"]
"""Places beside each other; one series and its calendar; many short events in one series."""

EstimatorName = Literal[
    "synthetic_difference_in_differences",
    "synthetic_control",
    "difference_in_differences",
    "structural",
]
PeriodLength = Literal["day", "week", "month", "quarter", "year", "holiday"]
CheckName = Literal[
    "history",  # enough periods before the start
    "gaps",  # periods that are missing
    "audit",  # findings among the rows that the answer rests on
    "fit_before",  # how well the counterfactual fits before the start
    "pre_trend",  # no drift between place and counterfactual before the start
    "placebo_space",  # places that were not treated show less
    "placebo_time",  # an invented earlier start shows nothing
    "conformal",  # a permutation of the periods gives the same verdict
    "leave_one_out",  # the answer does not hang on one donor
    "donor_waves",  # donors hit by a wave of their own are left out
    "window",  # other windows say the same
    "estimators_agree",  # other estimators say the same
    "displacement",  # what neighbours lost
    "shuffled_events",  # days drawn at random in place of the events show nothing
    "overlap",  # events on holidays or on days that were set aside
    "residuals",  # what a model leaves behind has no pattern
]
ExclusionReason = Literal[
    "same_wave",
    "gaps",
    "too_short",
    "other_unit",
    "neighbour",
    "nested",  # it holds the treated place, or lies in it
    "audit",
]


class Estimate(msgspec.Struct, frozen=True):
    """A number with its 95% interval, in the unit of what it estimates."""

    value: float
    low: float
    high: float


class Check(msgspec.Struct, frozen=True, omit_defaults=True):
    """One test that an answer passed, failed, or could not be put to.

    Attributes
    ----------
    name : str
        What was tested.
    outcome : str
        ``passed``, ``failed``, ``noted`` (nothing to fail, but worth knowing) or ``not_possible``.
    value, limit : float, optional
        The figure that decided, and the limit it was held against.
    figures : dict
        Further figures by name, for the sentence that tells it.
    names : tuple of str
        Places, events or estimators that it is about.

    Notes
    -----
    Faces tell ``value`` and ``limit`` as numbers of periods (``history``, ``gaps``), findings
    (``audit``), places (``donor_waves``) or events (``overlap``); as a multiple of the error of a
    typical donor (``fit_before``, with ``error_share`` of the usual level among the figures); as a
    share of the interval's half width (``leave_one_out``); as the sum over all neighbours
    (``displacement``); as a correlation (``residuals``); all others as p-values, of ``window`` and
    ``estimators_agree`` that of the answers being the same but for chance. With ``starts``
    among the figures, ``placebo_time`` is a share of starts within their interval, with ``sets``
    ``shuffled_events`` a share of draws that show an effect. Where a check was not possible, they
    are how many there are of what it needs, and how many it needs.
    """

    name: CheckName
    outcome: Literal["passed", "failed", "noted", "not_possible"]
    value: float | None = None
    limit: float | None = None
    figures: dict[str, float] = {}
    names: tuple[str, ...] = ()


class ImpactPeriod(msgspec.Struct, frozen=True):
    """One period of the place (or the mean of several places that started together).

    Attributes
    ----------
    first_day, last_day : date
        Both included.
    observed : float or None
        None where there is a gap.
    counterfactual, low, high : float
        What would have happened anyway, with its 95% band for a single period.
    is_after : bool
        Whether the effect counts here.
    """

    first_day: date
    last_day: date
    observed: float | None
    counterfactual: float
    low: float
    high: float
    is_after: bool


class Donor(msgspec.Struct, frozen=True):
    """A place that the counterfactual is made of; weights sum to one over all donors."""

    place_id: str
    place_name: str
    weight: float
    place_name_en: str = ""


class ExcludedDonor(msgspec.Struct, frozen=True):
    """A place that could have been a donor, and why it is none."""

    place_id: str
    place_name: str
    reason: ExclusionReason
    place_name_en: str = ""


class Placebo(msgspec.Struct, frozen=True):
    """A donor that was taken for treated.

    Attributes
    ----------
    effect : float
        Mean effect a period that it seems to have.
    ratio : float
        ``effect`` over the error of its own fit before the start.
    """

    place_id: str
    place_name: str
    effect: float
    ratio: float


class PlaceImpact(msgspec.Struct, frozen=True):
    """One of several treated places.

    Attributes
    ----------
    start : date
        First day on which the effect counts.
    effect : Estimate
        Mean effect a period.
    lift : Estimate
        ``effect`` over the mean counterfactual.
    total : Estimate
        Sum over the window.
    """

    place_id: str
    place_name: str
    start: date
    effect: Estimate
    lift: Estimate
    total: Estimate
    place_name_en: str = ""


class OtherEstimate(msgspec.Struct, frozen=True):
    """The mean effect by another estimator or over another window."""

    name: str
    effect: Estimate


class Displacement(msgspec.Struct, frozen=True):
    """What happened in a neighbour at the same time.

    Attributes
    ----------
    distance_km : float or None
        Between the centres.
    effect, lift : Estimate
        Mean effect a period and relative to the neighbour's own counterfactual; below zero is a
        loss.
    """

    place_id: str
    place_name: str
    distance_km: float | None
    effect: Estimate
    lift: Estimate
    place_name_en: str = ""


class Lasting(msgspec.Struct, frozen=True):
    """How long the effect lasted.

    Attributes
    ----------
    half_life_days : float or None
        Days in which the effect halves; None where it does not fade or the data cannot say.
    half_life_days_interval : tuple of float or None
        95% interval; its end is None where the data cannot bound it.
    share_left : Estimate or None
        Mean effect over the last quarter of the window against that over the first.
    last_clear_day : date or None
        Last day of the last period that is clearly above what was to be expected.
    """

    half_life_days: float | None
    half_life_days_interval: tuple[float, float | None] | None
    share_left: Estimate | None
    last_clear_day: date | None


class EventDay(msgspec.Struct, frozen=True):
    """One event's own effect, summed over its days."""

    event_id: str
    name: str
    first_day: date
    last_day: date
    effect: Estimate
    lift: Estimate


class AroundEvent(msgspec.Struct, frozen=True):
    """Mean effect so many days from an event (0 is the event's day)."""

    offset_days: int
    effect: Estimate


class Assumption(msgspec.Struct, frozen=True):
    """A multiplier that somebody stated, with its range and where it is from."""

    name: str
    low: float
    value: float
    high: float
    unit: str
    source: str


class Spending(msgspec.Struct, frozen=True, kw_only=True):
    """From visits to money: never a number without its range and its assumptions.

    Attributes
    ----------
    visitors, locals : Estimate
        Of the total effect; people from elsewhere and people of the place.
    displaced : Estimate or None
        People that neighbours lost, above zero; already taken off the net figures.
    nights : Estimate or None
        Nights of the visitors, where a multiplier says how many each stays.
    gross, net : Estimate
        Spending in ``currency``, before and after displacement and what locals would have spent
        in the place anyway.
    assumptions : tuple of Assumption
        All that was multiplied.
    """

    currency: str
    visitors: Estimate
    locals: Estimate
    displaced: Estimate | None
    gross: Estimate
    net: Estimate
    assumptions: tuple[Assumption, ...]
    nights: Estimate | None = None


class Finding(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the audit of reported figures found.

    Attributes
    ----------
    rule : str
        ``constant_ratio``, ``parts_exceed_whole``, ``factor_ten``, ``below_everyone``,
        ``unit_change``, ``suspicious_zero`` or ``duplicate``.
    rows : tuple of int
        Lines of the file that it is about (one-based, the header is line 1).
    figures : dict
        Figures by name, for the sentence that tells it.
    """

    rule: Literal[
        "constant_ratio",
        "parts_exceed_whole",
        "factor_ten",
        "below_everyone",
        "unit_change",
        "suspicious_zero",
        "duplicate",
    ]
    file: str
    rows: tuple[int, ...]
    metric: str
    place_ids: tuple[str, ...] = ()
    figures: dict[str, float] = {}
    names: tuple[str, ...] = ()


class Impact(msgspec.Struct, frozen=True, kw_only=True):
    """The effect of a breakout, of a start that the user named, or of events, on one metric.

    Attributes
    ----------
    impact_id : str
        Breakout (or place and start, or file of events) and metric.
    breakout_id : str or None
    effect : Estimate
        Mean effect a period and place.
    lift : Estimate
        ``effect`` relative to the mean counterfactual.
    total : Estimate
        Sum over the window and all places; of events, over their days and the days around them
        (:attr:`around_events`), which may have lost what the event day gained.
    p_value : float
        Of no effect, by the inference that gave the interval.
    is_trusted : bool
        Whether no check failed that must hold before the figures are believed.
    checks : tuple of Check
        Failures first.
    series : tuple of ImpactPeriod
        Observed against counterfactual.
    n_before, n_after : int
        Periods before the start and in the window.
    own_ratio : float or None
        The treated place's ratio on the scale of :attr:`Placebo.ratio`, to stand among them.
    """

    impact_id: str
    breakout_id: str | None = None
    design: Design
    estimator: EstimatorName
    metric: str
    unit: str
    period: PeriodLength
    origin: str = ""
    start: date
    last_day: date
    n_before: int
    n_after: int
    effect: Estimate
    lift: Estimate
    total: Estimate
    p_value: float
    is_trusted: bool
    checks: tuple[Check, ...]
    places: tuple[PlaceImpact, ...] = ()
    series: tuple[ImpactPeriod, ...] = ()
    donors: tuple[Donor, ...] = ()
    excluded: tuple[ExcludedDonor, ...] = ()
    placebos: tuple[Placebo, ...] = ()
    own_ratio: float | None = None
    by_estimator: tuple[OtherEstimate, ...] = ()
    by_window: tuple[OtherEstimate, ...] = ()
    displacement: tuple[Displacement, ...] = ()
    lasting: Lasting | None = None
    events: tuple[EventDay, ...] = ()
    around_events: tuple[AroundEvent, ...] = ()
    spending: Spending | None = None
    findings: tuple[Finding, ...] = ()
