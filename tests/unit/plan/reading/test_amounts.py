"""Numbers as people write them in a plan: 万, units, shares, and what is none of them."""

from __future__ import annotations

import pytest

from chuquan.plan.reading.amounts import AmountError, Scale, amount, share

MONEY = Scale("money", "CNY")


@pytest.mark.parametrize(
    ("written", "scale", "value"),
    [
        (3_000_000, MONEY, 3e6),
        ("300万", MONEY, 3e6),
        ("300万元", MONEY, 3e6),
        ("¥1,200", MONEY, 1200),
        ("3.5 million", MONEY, 3.5e6),
        ("1.2亿", MONEY, 1.2e8),
        ("8万人次", Scale("visits"), 80_000),
        ("40条", Scale("attention"), 40),
        ("5天", Scale("days"), 5),
        ("1.2万间", Scale("plain", "间"), 12_000),
    ],
)
def test_what_people_write(written, scale, value):
    assert amount(written, scale) == pytest.approx(value)


@pytest.mark.parametrize(
    ("written", "scale"),
    [
        ("300万人次", MONEY),
        ("300 USD", MONEY),
        ("超过10万", MONEY),
        ("", MONEY),
        ("-5", MONEY),
        (-1, MONEY),
        (True, MONEY),
        (float("nan"), MONEY),
        (float("inf"), MONEY),
        (10**400, MONEY),
        ([3], MONEY),
        ("40%", MONEY),
        ("5元", Scale("visits")),
        ("5张床", Scale("plain", "间")),
    ],
)
def test_what_is_no_amount(written, scale):
    with pytest.raises(AmountError):
        amount(written, scale)


def test_shares_are_texts_with_a_percent_sign():
    assert share("40%") == pytest.approx(0.4)
    assert share("40") is None
    assert share(0.4) is None
