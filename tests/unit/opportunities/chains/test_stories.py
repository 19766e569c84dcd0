"""Stories: headlines of one story are one, whatever their order; far apart they are two."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chuquan.opportunities.chains.stories import stories

DAY = date(2023, 4, 1)


def test_headlines_of_one_story_are_one():
    texts = ["汉服照登记结婚被拒", "如何看待新人用汉服照登记结婚被拒？", "穿汉服滑雪"]
    assert stories(texts, [DAY] * 3, ["汉服"]).tolist() in ([0, 0, 1], [1, 1, 0])


def test_the_same_words_weeks_later_are_another_story():
    days = [DAY, DAY + timedelta(days=40)]
    assert len(set(stories(["汉服照登记结婚"] * 2, days, ["汉服"]).tolist())) == 2


def test_the_core_alone_makes_none_alike():
    assert len(set(stories(["汉服大街", "汉服雪山"], [DAY] * 2, ["汉服"]).tolist())) == 2


def test_nothing_has_no_story():
    assert stories([], []).tolist() == []


@given(st.data())
def test_order_never_matters(data):
    words = st.text("甲乙丙丁戊己庚辛", min_size=0, max_size=8)
    rows = data.draw(st.lists(st.tuples(words, st.integers(0, 40)), max_size=12, unique=True))
    shuffled = data.draw(st.permutations(rows))

    def parted(of):
        texts, days = [t for t, _ in of], [DAY + timedelta(days=d) for _, d in of]
        return dict(zip(of, stories(texts, days).tolist(), strict=True))

    assert parted(rows) == parted(shuffled)
