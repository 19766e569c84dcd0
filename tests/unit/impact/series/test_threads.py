"""Small matrices get one thread, and what others had is given back."""

from __future__ import annotations

from threadpoolctl import threadpool_info

from chuquan.impact.series.threads import on_one_thread


def blas_threads():
    return [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]


def test_one_thread_within_and_as_many_as_before_after():
    before = blas_threads()
    assert before
    within = on_one_thread(blas_threads)()
    assert within == [1] * len(before)
    assert blas_threads() == before
