"""Spending holds to its plain twin, and is never surer than what it is made of."""

from __future__ import annotations

import random
from statistics import quantiles

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chuquan.errors import RefusalError
from chuquan.impact.money.multipliers import Multipliers, load_multipliers
from chuquan.impact.money.spending import over_window, spending
from chuquan.report.impact import Assumption, Estimate

TOTAL = Estimate(1_000_000.0, 600_000.0, 1_500_000.0)
VISITS = load_multipliers("example:visits")


def exact(**values: float) -> Multipliers:
    """Return multipliers without any range."""
    items = tuple(Assumption(n, v, v, v, "", "test") for n, v in values.items())
    return Multipliers("CNY", items)


PLAIN = exact(share_visitors=0.6, spending_visitor=1000, spending_local=100, displaced_local=0.8)


def slow_twin(total, multipliers, displacement, n=20_000):
    """Sample one draw at a time, as the module's text says."""
    rng = random.Random(1)

    def normal(e):
        z = rng.gauss(0, 1) / 1.959964
        return e.value + z * ((e.value - e.low) if z < 0 else (e.high - e.value))

    def ranged(item):
        way = rng.triangular(-1, 1, 0)
        return item.value + way * ((item.value - item.low) if way < 0 else (item.high - item.value))

    draws = {"visitors": [], "locals": [], "gross": [], "net": []}
    for _ in range(n):
        m = {item.name: ranged(item) for item in multipliers.items}
        people, lost = normal(total), max(0.0, -normal(displacement)) if displacement else 0.0
        visitors, residents = people * m["share_visitors"], people * (1 - m["share_visitors"])
        own = residents * m["spending_local"]
        draws["visitors"].append(visitors)
        draws["locals"].append(residents)
        draws["gross"].append(visitors * m["spending_visitor"] + own)
        anyway = own * m["displaced_local"]
        draws["net"].append((visitors - lost) * m["spending_visitor"] + own - anyway)
    return {k: (quantiles(v, n=40)[0], quantiles(v, n=40)[-1]) for k, v in draws.items()}


@pytest.mark.parametrize("displacement", [None, Estimate(-2e5, -3e5, -5e4)])
def test_intervals_agree_with_plain_sampling(displacement):
    made = spending(TOTAL, "visits", VISITS, displacement)
    for name, (low, high) in slow_twin(TOTAL, VISITS, displacement).items():
        told = getattr(made, name)
        width = high - low
        assert told.low == pytest.approx(low, abs=0.04 * width), name
        assert told.high == pytest.approx(high, abs=0.04 * width), name


def test_without_any_range_it_is_plain_arithmetic():
    certain = Estimate(100.0, 100.0, 100.0)
    made = spending(certain, "visits", PLAIN, Estimate(-10.0, -10.0, -10.0))
    assert made.visitors.value == pytest.approx(60)
    assert made.locals.value == pytest.approx(40)
    assert made.displaced.value == pytest.approx(10)
    assert made.gross.value == pytest.approx(60 * 1000 + 40 * 100)
    assert made.net.value == pytest.approx((60 - 10) * 1000 + 40 * 100 * 0.2)
    assert made.net.low == pytest.approx(made.net.high) == pytest.approx(made.net.value)


def test_interval_of_the_people_is_that_of_the_effect_where_the_share_is_certain():
    made = spending(TOTAL, "人次", PLAIN)
    assert made.visitors.low == pytest.approx(0.6 * TOTAL.low, rel=0.01)
    assert made.visitors.high == pytest.approx(0.6 * TOTAL.high, rel=0.01)


def test_ways_to_state_a_visitors_spending_agree():
    head = {"share_visitors": 0.6, "spending_local": 100, "displaced_local": 0.8}
    nights = exact(**head, nights_visitor=2, spending_visitor_night=500)
    ticket = exact(**head, ticket_price=200, spending_per_ticket=5)
    by_head = spending(TOTAL, "visits", PLAIN).net
    assert spending(TOTAL, "visits", ticket).net == by_head
    assert spending(TOTAL, "visits", nights).net == by_head
    assert spending(TOTAL, "visits", nights).nights.value == pytest.approx(1.2e6)


def test_rides_need_to_know_how_many_a_person_makes():
    with pytest.raises(RefusalError, match="counts no people"):
        spending(TOTAL, "rides", PLAIN)
    both_ways = Multipliers(
        "CNY", (*PLAIN.items, Assumption("counts_per_person", 2, 2, 2, "counts/person", "test"))
    )
    halved = spending(TOTAL, "rides", both_ways)
    assert halved.gross.value == pytest.approx(spending(TOTAL, "visits", PLAIN).gross.value / 2)


def test_gains_of_neighbours_take_nothing_off_and_add_nothing():
    won = spending(TOTAL, "visits", PLAIN, Estimate(3e5, 2e5, 4e5))
    assert won.net == spending(TOTAL, "visits", PLAIN).net
    assert won.displaced == Estimate(0.0, 0.0, 0.0)


def test_losses_of_neighbours_add_up_with_their_ends():
    lost = [Estimate(-20.0, -30.0, -10.0), Estimate(5.0, -1.0, 11.0)]
    assert over_window(lost, 10) == Estimate(-150.0, -310.0, 10.0)
    assert over_window([], 10) is None


def test_same_input_gives_the_same_figures():
    assert spending(TOTAL, "visits", VISITS) == spending(TOTAL, "visits", VISITS)


estimates = st.tuples(st.floats(1, 1e7), st.floats(0, 1), st.floats(0, 2)).map(
    lambda t: Estimate(t[0], t[0] * (1 - t[1]), t[0] * (1 + t[2]))
)


@settings(max_examples=30, deadline=None)
@given(total=estimates, lost=st.none() | estimates)
def test_net_is_never_above_gross_where_more_came(total, lost):
    loss = None if lost is None else Estimate(-lost.value, -lost.high, -lost.low)
    # The interval of the effect may reach below zero by its tail of 2.5%, beyond what is told.
    made = spending(total, "visits", VISITS, loss, n_draws=4000)
    for end in ("value", "high"):
        assert getattr(made.net, end) <= getattr(made.gross, end) * (1 + 1e-9)
    assert made.visitors.value + made.locals.value == pytest.approx(total.value)


@settings(max_examples=30, deadline=None)
@given(
    index=st.integers(0, len(VISITS.items) - 1),
    down=st.floats(0, 0.5),
    up=st.floats(0, 0.5),
)
def test_a_wider_range_never_makes_the_result_surer(index, down, up):
    item = VISITS.items[index]
    top = 1.0 if item.unit == "share" else 10 * item.high
    wider = msgspec.structs.replace(
        item, low=item.low * (1 - down), high=item.high + up * (top - item.high)
    )
    items = (*VISITS.items[:index], wider, *VISITS.items[index + 1 :])
    narrow = spending(TOTAL, "visits", VISITS, n_draws=20_000)
    wide = spending(TOTAL, "visits", Multipliers("CNY", items), n_draws=20_000)
    for name in ("gross", "net"):
        a, b = getattr(narrow, name), getattr(wide, name)
        assert b.high - b.low >= (a.high - a.low) * 0.99


def test_a_wider_effect_gives_wider_spending():
    wide = spending(Estimate(1e6, 1e5, 2e6), "visits", VISITS)
    narrow = spending(TOTAL, "visits", VISITS)
    assert wide.net.low < narrow.net.low
    assert wide.net.high > narrow.net.high


def test_no_effect_gives_an_interval_around_zero():
    made = spending(Estimate(0.0, -4e5, 4e5), "visits", VISITS, Estimate(0.0, 0.0, 0.0))
    for estimate in (made.visitors, made.gross, made.net):
        assert estimate.low < 0 < estimate.high
        assert estimate.value == 0
        assert estimate.low == pytest.approx(-estimate.high, rel=0.05)
