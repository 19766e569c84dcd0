"""Slices cover all rows once, in order, on however many cores."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuquan import workers
from chuquan.workers import MAX_WORKERS, in_slices, n_workers


@given(st.integers(0, 50), st.integers(0, 20), st.integers(1, MAX_WORKERS))
def test_slices_cover_all_rows_once_and_in_order(n, least, n_cores):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workers, "n_workers", lambda: n_cores)
        slices = in_slices(lambda start, stop: (start, stop), n, least)
    assert [row for start, stop in slices for row in range(start, stop)] == list(range(n))
    assert 1 <= len(slices) <= n_cores
    assert len(slices) == 1 or min(stop - start for start, stop in slices) >= max(least, 1)


def test_one_slice_needs_no_thread():
    here = threading.get_ident()
    assert in_slices(lambda _start, _stop: threading.get_ident(), 10, 10) == [here]


def test_what_a_slice_raises_is_raised():
    def refuse(start, _stop):
        raise ValueError(f"from {start}")

    with pytest.raises(ValueError, match="from 0"):
        in_slices(refuse, 100, 1)


def test_there_is_a_worker():
    assert 1 <= n_workers() <= MAX_WORKERS
