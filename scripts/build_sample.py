"""Make the embedded sample: a digest of the Weibo hot-search archive, by ``chuquan digest`` itself.

python scripts/build_sample.py MENTIONS.parquet
"""

from __future__ import annotations

import sys
from pathlib import Path

from chuquan.faces.cli import main as chuquan

TARGET = Path(__file__).resolve().parent.parent / "src" / "chuquan" / "data" / "sample"
ORIGIN = (
    "Counts and single words from the Weibo hot-search archive "
    "justjavac/weibo-trending-hot-search (MIT licence), 2020-11-24 to 2024-06-30"
)


def main(mentions: str) -> int:
    """Digest the mentions into the package's data."""
    code = chuquan(["digest", mentions, "--out", str(TARGET), "--origin", ORIGIN])
    size = sum(file.stat().st_size for file in TARGET.iterdir())
    print(f"{TARGET}: {size:,} bytes")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
