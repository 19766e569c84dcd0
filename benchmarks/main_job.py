"""Time the main job as a user meets it: whole processes, cold (nothing compiled) and warm.

    python benchmarks/main_job.py ../shared/data

``cold`` starts with an empty cache of compiled kernels; ``warm`` is the median of three runs after
it. Peak memory is that of the process, as the operating system counts it.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from figures import publish, table


def measure(command: list[str], cache: str) -> tuple[float, float]:
    """Return wall seconds and peak memory in GB of one process."""
    environment = {**os.environ, "NUMBA_CACHE_DIR": cache}
    start = time.perf_counter()
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status):
        sys.exit(f"failed: {' '.join(command)}")
    return seconds, usage.ru_maxrss / 1e6


def main(data: Path) -> None:
    python = [sys.executable, "-m", "chuquan.faces.cli"]
    source = str(data / "mentions" / "weibo.parquet")
    jobs = {
        "chuquan --help": [*python, "--help"],
        "chuquan demo (the embedded digest)": [*python, "demo", "--out"],
        "chuquan run weibo.parquet (628,645 rows)": [*python, "run", source, "--out"],
        "chuquan digest weibo.parquet": [*python, "digest", source, "--out"],
    }
    rows, figures = [], {}
    for name, command in jobs.items():
        with tempfile.TemporaryDirectory() as cache, tempfile.TemporaryDirectory() as out:
            runs = []
            for i in range(4):
                target = [f"{out}/{i}"] if command[-1] == "--out" else []
                runs.append(measure([*command, *target], cache))
        cold, warm = runs[0][0], statistics.median(seconds for seconds, _ in runs[1:])
        memory = max(m for _, m in runs)
        figures[name] = {"cold_seconds": cold, "warm_seconds": warm, "peak_gb": memory}
        rows.append([f"`{name}`", f"{cold:.2f} s", f"{warm:.2f} s", f"{memory:.2f} GB"])
    text = table(["command", "cold", "warm", "peak memory"], rows)
    publish("main_job", figures, text, "python benchmarks/main_job.py ../shared/data")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
