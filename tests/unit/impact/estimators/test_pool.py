"""What is worked out of the donors once is the same as worked out anew."""

from __future__ import annotations

import numpy as np
import pytest

from chuquan.errors import RefusalError
from chuquan.impact.estimators.pool import Noise, effects_of, require
from chuquan.impact.panel import Block


def a_block(n_donors=5, n_periods=12, n_before=8, seed=0):
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(n_donors + 1, n_periods)).cumsum(axis=1) + 100.0
    return Block(values[1:], values[0], n_before)


def test_noise_is_the_standard_deviation_of_first_differences_before_the_start():
    block = a_block()
    noise = Noise.of(block).without(np.array([-1, 0, 4]))
    for found, donors in zip(
        noise,
        (block.donors, block.donors[1:], block.donors[:4]),
        strict=True,
    ):
        assert found == pytest.approx(np.std(np.diff(donors[:, :8], axis=1), ddof=1))


def test_noise_of_a_single_difference_is_zero():
    block = Block(np.array([[1.0, 5.0, 6.0]]), np.array([1.0, 2.0, 3.0]), 2)
    assert Noise.of(block).without(np.array([-1])).tolist() == [0.0]


def test_no_level_is_taken_off_without_time_weights():
    block = a_block()
    np.testing.assert_array_equal(effects_of(block, block.donors), block.donors)


def test_the_weighted_level_before_the_start_is_taken_off():
    block = a_block()
    times = np.zeros((5, 8))
    times[:, 3] = 1.0
    effects = effects_of(block, block.donors, times)
    assert effects[:, 3].tolist() == [0.0] * 5


@pytest.mark.parametrize(
    ("block", "found"),
    [
        (Block(np.empty((0, 5)), np.ones(5), 3), "0 places to compare with"),
        (Block(np.ones((2, 5)), np.ones(5), 1), "1 periods before the start and 4 from it on"),
        (Block(np.ones((2, 5)), np.ones(5), 5), "5 periods before the start and 0 from it on"),
        (Block(np.full((2, 5), np.nan), np.ones(5), 3), "gaps"),
        (Block(np.ones((2, 5)), np.full(5, np.inf), 3), "gaps"),
    ],
)
def test_a_block_that_cannot_answer_is_refused(block, found):
    with pytest.raises(RefusalError, match=found) as caught:
        require(block)
    assert caught.value.allowed
    assert caught.value.todo
