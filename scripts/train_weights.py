"""Train the weights that ship with the package.

    python scripts/train_weights.py LABELS.csv

Needs the extra ``train``. The weights are trained on all labels; benchmarks/ judges the same method
with weights that saw nothing of what they judge.
"""

from __future__ import annotations

import sys
from pathlib import Path

from chuquan.train import read_labels, train

TARGET = Path(__file__).resolve().parent.parent / "src" / "chuquan" / "data" / "weights.npz"


def main(labels_file: Path) -> None:
    """Train and write."""
    labels = read_labels(labels_file)
    weights = train(labels, f"titles-to-{labels['date'].max()}")
    weights.save(TARGET)
    print(f"{TARGET}: {TARGET.stat().st_size:,} bytes, {weights.notes}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
