"""From the casebook, an impact or a breakout to an effect: what is refused, and what is kept."""

from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plans_made_up import make_casebook, make_impact, make_response, quantity

from chuquan.errors import RefusalError
from chuquan.plan.problem import Uncertain
from chuquan.plan.response import (
    Conversion,
    Conversions,
    breakout_effect,
    casebook_effect,
    impact_effect,
    log_spread,
    measured_conversion,
    product,
    responses_for,
    size_of,
    times,
)
from chuquan.report import Breakout, Estimate
from chuquan.report.impact import AroundEvent, EventDay

RANGE = Uncertain(low=50.0, median=100.0, high=200.0)
RISE = Estimate(0.1, 0.05, 0.2)


class _Wave:
    """As much of a breakout as is looked at."""

    breakout_id, n_excess, half_life_days = "b1", 80.0, 6.0


def make_wave(**changes) -> Breakout:
    wave = _Wave()
    for name, value in changes.items():
        setattr(wave, name, value)
    return wave  # type: ignore[return-value]


def test_the_most_particular_response_comes_first():
    book = make_casebook(
        make_response("concert", "large", "large", n_excess=quantity(90, 20, 300)),
        make_response("concert"),
        make_response(),
    )
    found = responses_for(book, "concert", "large", "large")
    assert [r.n_excess.value for r in found] == [90, 40, 40]
    assert responses_for(book, "sport", "small", "all")[0].lever == "all"


def test_how_often_it_breaks_out_is_taken_from_what_is_known_or_asked_for():
    known = make_response(p_breakout=quantity(0.2, 0.1, 0.3))
    assert casebook_effect((make_response("sport"), known)).p_breakout == 0.2
    assert casebook_effect((known,), p_breakout=0.7).p_breakout == 0.7
    with pytest.raises(RefusalError, match="how often one breaks out"):
        casebook_effect((make_response(),))


def test_a_casebook_effect_is_as_uncertain_as_a_single_new_case():
    total = casebook_effect((make_response(),), p_breakout=0.5).total
    assert (total.low, total.median, total.high) == (10, 40, 200)


def test_sizes_of_places():
    limits = (1e6, 6e6)
    assert [size_of(n, limits) for n in (5e5, 1e6, 7e6, None)] == [
        "small", "middle", "large", "all",
    ]  # fmt: skip
    assert size_of(5e5, (0.0, 0.0)) == "all"


def test_what_was_measured_is_taken_with_its_interval():
    effect = impact_effect(make_impact(), (make_response(),), factor=0.5)
    assert effect.total.median == 500
    # A 95% interval of 500 to 2,000 is one of 80% that is narrower by 1.28 to 1.96.
    assert effect.total.high / effect.total.median == pytest.approx(2 ** (1.2816 / 1.96), rel=1e-3)
    assert effect.source == "impact:i1"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"is_trusted": False}, "checks .* failed"),
        ({"total": Estimate(1000.0, -10.0, 2000.0)}, "may have been nothing"),
    ],
)
def test_what_cannot_be_built_on_is_refused(changes, said):
    with pytest.raises(RefusalError, match=said):
        impact_effect(make_impact(**changes), (make_response(),), factor=1.0)


def test_a_past_breakout_is_the_middle_of_the_next():
    effect = breakout_effect(make_wave(), (make_response(),), factor=1.0, p_breakout=0.4)
    assert effect.total.median == pytest.approx(80)
    assert effect.total.high / effect.total.median == pytest.approx(5)
    assert effect.half_life_days.median == pytest.approx(6)
    with pytest.raises(RefusalError, match="holds no mention"):
        breakout_effect(make_wave(n_excess=0.0), (make_response(),), factor=1.0, p_breakout=0.4)


def test_visits_a_mention_are_measured_on_visits_alone():
    assert measured_conversion(make_impact(), make_wave()).ratio.median == pytest.approx(12.5)
    with pytest.raises(RefusalError, match="is of rides"):
        measured_conversion(make_impact(metric="rides"), make_wave())


def test_units_are_turned_forwards_by_what_is_stated_alone():
    visits = Conversion(name="visits_per_mention", ratio=RANGE, source="x")
    money = Conversion(name="revenue_per_visit", ratio=RANGE, source="y")
    both = Conversions(visits_per_mention=visits, revenue_per_visit=money)
    assert both.between("attention", "revenue") == (visits, money)
    assert both.between("visits", "visits") == ()
    with pytest.raises(RefusalError, match="revenue_per_visit"):
        Conversions(visits_per_mention=visits).between("attention", "revenue")
    with pytest.raises(RefusalError, match="cannot be told in attention"):
        both.between("visits", "attention")


positive = st.floats(0.1, 1e6)
ranges = st.tuples(positive, st.floats(1, 50), st.floats(1, 50)).map(
    lambda t: Uncertain(low=t[0] / t[1], median=t[0], high=t[0] * t[2])
)


@given(ranges, ranges)
def test_a_product_is_at_least_as_uncertain_as_its_parts(one, other):
    both = product(one, other)
    assert both.median == pytest.approx(one.median * other.median)
    assert both.low <= both.median <= both.high
    assert log_spread(both) >= max(log_spread(one), log_spread(other)) / math.sqrt(2) - 1e-9
    for side in ("low", "high"):
        widest = max(abs(math.log(getattr(u, side) / u.median)) for u in (one, other))
        assert abs(math.log(getattr(both, side) / both.median)) >= widest - 1e-9


@given(ranges, st.floats(0.01, 100))
def test_a_known_factor_adds_no_doubt(quantity_, factor):
    assert log_spread(times(quantity_, factor)) == pytest.approx(log_spread(quantity_), abs=1e-9)


def test_of_many_events_one_is_taken_not_their_sum():
    """The total of an impact of events is that of all of them; an action is one."""
    each = [400.0, 800.0, 1000.0, 1200.0, 2000.0]
    events = tuple(
        EventDay(str(i), "", date(2025, 4, i + 1), date(2025, 4, i + 1), Estimate(x, x, x), RISE)
        for i, x in enumerate(each)
    )
    around = tuple(AroundEvent(day, Estimate(x, x, x)) for day, x in ((0, 800.0), (1, 200.0)))
    total = Estimate(5000.0, 4000.0, 6000.0)
    impact = make_impact(design="events", total=total, events=events, around_events=around)
    effect = impact_effect(impact, (make_response(),), factor=1.0)
    assert effect.total.median == pytest.approx(1000.0)
    # As far apart as single events were, not as sure as their mean.
    assert effect.total.low == pytest.approx(560.0)
    assert effect.total.high == pytest.approx(1680.0)
    assert effect.rise_days.median == 1.0
    assert effect.half_life_days.median == pytest.approx(0.5)


def test_of_few_events_the_mean_is_told_with_its_interval():
    total = Estimate(2000.0, 1000.0, 4000.0)
    event = EventDay("a", "", date(2025, 4, 1), date(2025, 4, 1), total, RISE)
    impact = make_impact(design="events", total=total, events=(event, event))
    effect = impact_effect(impact, (make_response(),), factor=1.0)
    alone = impact_effect(make_impact(), (make_response(),), factor=1.0)
    assert effect.total.low == pytest.approx(alone.total.low)
    assert effect.half_life_days.median == pytest.approx(0.301, abs=1e-3)
