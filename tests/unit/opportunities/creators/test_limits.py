"""What cannot hold together is refused, with what stands against it."""

from __future__ import annotations

import numpy as np
import pytest

from chuquan.errors import RefusalError
from chuquan.opportunities.creators.limits import Limits, check

NAMES, THEMES = list("abcd"), ["汉服", "美食"]


def limits(budget=100.0, most=4, must=(), holds=((1, 1, 0, 0), (0, 1, 1, 0)), least=(1, 1)):
    return Limits(
        np.array([10.0, 50.0, 20.0, 5.0]),
        budget,
        most,
        np.array(must, dtype=np.int64),
        np.ones(4, dtype=bool),
        np.array(holds, dtype=np.int64),
        np.array(least, dtype=np.int64),
    )


def test_the_cheapest_choice_that_keeps_all_is_found():
    assert sorted(check(limits(), NAMES, THEMES).tolist()) == [0, 2]
    assert check(limits(most=1), NAMES, THEMES).tolist() == [1]
    assert sorted(check(limits(must=(3,)), NAMES, THEMES).tolist()) == [0, 2, 3]


def test_who_must_be_in_has_to_be_paid():
    with pytest.raises(RefusalError, match="cost 50"):
        check(limits(budget=40, must=(1,)), NAMES, THEMES)
    with pytest.raises(RefusalError, match="are 2"):
        check(limits(most=1, must=(0, 3)), NAMES, THEMES)


def test_themes_that_cannot_be_had_are_named_with_what_they_cost():
    with pytest.raises(RefusalError, match="the cheapest cost 30"):
        check(limits(budget=25), NAMES, THEMES)
    with pytest.raises(RefusalError, match="汉服: 3 more wanted, 2 affordable"):
        check(limits(least=(3, 0)), NAMES, THEMES)
    with pytest.raises(RefusalError, match="汉服: 2"):
        check(limits(least=(2, 1), most=1), NAMES, THEMES)


def test_a_choice_is_judged_by_every_limit():
    own = limits(budget=30, most=2, must=(0,))
    assert own.keeps(np.array([0, 2]))
    assert not own.keeps(np.array([2]))
    assert not own.keeps(np.array([0, 3]))
    assert not own.keeps(np.array([0, 1]))
    assert not own.keeps(np.array([0, 0]))
