"""Train the weights that ship with the package and write their model card, by ``chuquan train``.

    python scripts/train_weights.py LABELS.csv MENTIONS [FOLDER]

Needs the extra ``train``. MENTIONS is the file or folder of the archives that the titles
are from. Writes ``weights.npz``
and ``weights.md`` to the package's data, or to FOLDER. The weights are trained on all labels; the
card's figures are those of weights that knew only the titles before the split, on the titles from
then on.
"""

from __future__ import annotations

import sys
from pathlib import Path

from chuquan.faces.cli import main as chuquan

DATA = Path(__file__).resolve().parent.parent / "src" / "chuquan" / "data"
SPLIT = "2023-07-01"
ORIGIN = (
    "Titles of the hot-list archives justjavac/weibo-trending-hot-search, "
    "lonnyzhang423/zhihu-hot-hub and cxyfreedom/website-hot-hub (MIT licence), read and labelled "
    "by the Chuquan authors"
)
MOST_BYTES = 5_000_000
"""Trained weights are package data: whoever installs Chuquan downloads them."""


def main(labels: str, mentions: str, folder: str | Path = DATA) -> int:
    """Train and write."""
    target = Path(folder) / "weights.npz"
    where = ["--out", str(target), "--card", str(target.with_suffix(".md"))]
    what = ["--split", SPLIT, "--origin", ORIGIN, "--lang", "en"]
    code = chuquan(["train", labels, "--mentions", mentions, *where, *what])
    if code:
        return code
    size = target.stat().st_size
    print(f"{target}: {size:,} bytes")
    if size >= MOST_BYTES:
        print(f"more than {MOST_BYTES:,} bytes: too large to ship")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
