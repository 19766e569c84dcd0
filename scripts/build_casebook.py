"""Make the casebook that ships with Chuquan, from all sources of mentions that it is given.

python scripts/build_casebook.py MENTIONS...

Only figures leave the mentions: counts, days, half-lives, and the names of public events.
"""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from chuquan import pipeline
from chuquan.casebook.known import known_events
from chuquan.casebook.responses import casebook
from chuquan.casebook.shipped import rounded

TARGET = Path(__file__).resolve().parent.parent / "src" / "chuquan" / "data" / "casebook.json"
ORIGIN = (
    "hot lists of Weibo (justjavac/weibo-trending-hot-search), Zhihu (lonnyzhang423/zhihu-hot-hub) "
    "and of Douyin, Bilibili and Kuaishou (cxyfreedom/website-hot-hub), all MIT licence"
)


def main(paths: list[str]) -> int:
    """Find the breakouts of all mentions and write what they teach."""
    report = pipeline.find(pipeline.digest([Path(p) for p in sorted(paths)]))
    report = msgspec.structs.replace(report, origin=ORIGIN)
    made = rounded(casebook(report, known_events()))
    TARGET.write_bytes(msgspec.json.encode(made) + b"\n")
    print(f"{TARGET}: {TARGET.stat().st_size:,} bytes, {made.n_breakouts} breakouts, "
          f"{made.n_events} events, {made.n_events_out} of them broke out")  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
