"""What is tried out beforehand is what a run calls: no kernel is compiled for other types later."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from chuquan import kernels, linear, pipeline
from chuquan.breakouts import expected, scan, walk
from chuquan.digest import walk as memory_walk
from chuquan.places import trie

COMPILED = (
    trie._find,
    linear._score,
    memory_walk._walk,
    scan._score_cells,
    walk._walk,
    expected._expected,
)


def a_wave():
    """Two mentions of Zibo a day, then thirty."""
    first = datetime(2023, 1, 1, 4, tzinfo=UTC)
    days = [day for day in range(60) for _ in range(30 if day > 55 else 2)]
    return pl.DataFrame(
        {
            "source": "made up",
            "item_id": [str(i) for i in range(len(days))],
            "observed_at": [first + timedelta(days=d, seconds=i) for i, d in enumerate(days)],
            "text": [f"淄博烧烤火了第{i}回" for i in range(len(days))],
        }
    )


def test_a_run_calls_kernels_with_the_types_that_were_tried_out(tmp_path):
    kernels.make_ready()
    assert [len(kernel.signatures) for kernel in COMPILED] == [1] * len(COMPILED)
    a_wave().write_parquet(tmp_path / "a.parquet")
    pipeline.run([tmp_path / "a.parquet"])
    pipeline.find(pipeline.demo_digest())
    assert [len(kernel.signatures) for kernel in COMPILED] == [1] * len(COMPILED)


def test_no_thread_is_left_when_the_work_beside_fails():
    def work():
        raise ValueError("beside")

    with pytest.raises(ValueError, match="beside"), kernels.ready_beside():
        work()
    assert all(thread.name != "chuquan-kernels" for thread in threading.enumerate())
