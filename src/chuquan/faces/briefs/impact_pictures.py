"""The pictures of an impact in a brief, each with its data for charts that one can edit."""

from __future__ import annotations

import math

from chuquan.faces.briefs.content import Chart, Picture, Series
from chuquan.faces.briefs.impact_tables import Brought
from chuquan.faces.briefs.show import shown
from chuquan.faces.impact_card import pictures
from chuquan.faces.impact_numbers import amounts
from chuquan.faces.impact_picture import drawn
from chuquan.faces.impact_tables import offset_name
from chuquan.faces.placebo_picture import standing
from chuquan.faces.words import Words
from chuquan.report import Impact

_N_BINS = 24
_LONGEST_NAME = 24


def impact_pictures(one: Brought, words: Words) -> tuple[Picture, ...]:
    """Return the two pictures of an impact: those that the other faces draw."""
    charts = {
        "observed": observed_chart,
        "placebos": placebo_chart,
        "profile": profile_chart,
        "events": events_chart,
    }
    made = pictures(one.impact, words, f"p-{one.key}", one.breakout)
    said = words.gettext("%(title)s. %(finding)s")
    return tuple(
        Picture(
            key=f"{p.kind}-picture-{one.key}",
            kind=p.kind,
            title=p.title,
            alt=shown(said % {"title": p.title, "finding": p.finding}, 600),
            svg=str(p.drawing),
            chart=charts[p.kind](one.impact, words),
        )
        for p in made
    )


def observed_chart(impact: Impact, words: Words) -> Chart:
    """Return observed, counterfactual and the ends of its band by period; gaps stay gaps."""
    _ = words.gettext
    periods = drawn(impact)
    lines = (
        ("n", _("observed"), "observed"),
        ("anyway", _("would have come anyway"), "counterfactual"),
        ("low", _("lower bound (95%)"), "low"),
        ("high", _("upper bound (95%)"), "high"),
    )
    return Chart(
        tuple(p.first_day for p in periods),
        tuple(
            Series(name, label, tuple(_finite(getattr(p, field)) for p in periods))
            for name, label, field in lines
        ),
    )


def placebo_chart(impact: Impact, words: Words) -> Chart | None:
    """Return how many placebos lie in each of some bins, and in which the treated place lies."""
    stands = standing(impact)
    if stands is None:
        return None
    values = (*stands.others, stands.own, 0.0)
    low, high = min(values), max(values)
    step = (high - low) / _N_BINS or 1.0

    def bin_of(value: float) -> int:
        return min(int((value - low) / step), _N_BINS - 1)

    others, own = [0.0] * _N_BINS, [0.0] * _N_BINS
    for value in stands.others:
        others[bin_of(value)] += 1
    own[bin_of(stands.own)] = 1.0
    middles = [low + step * (i + 0.5) for i in range(_N_BINS)]
    is_series = impact.design == "series"
    _ = words.gettext
    names = (
        (_("invented starts"), _("the true start"))
        if is_series
        else (_("places where nothing happened"), _("here"))
    )
    return Chart(
        tuple(amounts(middles, words, is_signed=True, figures=2)),
        (Series("affairs", names[0], tuple(others)), Series("crisis", names[1], tuple(own))),
    )


def profile_chart(impact: Impact, words: Words) -> Chart:
    """Return the mean effect on the days around an event with its interval."""
    days = sorted(impact.around_events, key=lambda a: a.offset_days)
    lines = (
        ("n", words.gettext("Mean effect"), "value"),
        ("low", words.gettext("lower bound (95%)"), "low"),
        ("high", words.gettext("upper bound (95%)"), "high"),
    )
    return Chart(
        tuple(offset_name(a.offset_days, words) for a in days),
        tuple(
            Series(name, label, tuple(_finite(getattr(a.effect, field)) for a in days))
            for name, label, field in lines
        ),
    )


def events_chart(impact: Impact, words: Words) -> Chart:
    """Return each event's own effect, greatest first."""
    events = sorted(impact.events, key=lambda e: -e.effect.value)
    return Chart(
        tuple(f"{e.first_day} {shown(e.name or e.event_id, _LONGEST_NAME)}" for e in events),
        (Series("image", words.gettext("Effect"), tuple(_finite(e.effect.value) for e in events)),),
    )


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
