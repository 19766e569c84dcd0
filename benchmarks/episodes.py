"""Judge the main job against the labelled episodes, with no classifier trained on what it judges.

    python benchmarks/episodes.py ../shared/data

From the split on, place, kind and lever are told by models of the titles before it; before it, each
of five blocks of time by models of the other four. Prints the table and writes it to
``benchmarks/results`` and the README.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import date
from pathlib import Path

from figures import publish, table

from chuquan import pipeline
from chuquan.config import Settings
from chuquan.evaluate import evaluate
from chuquan.train import read_labels, train_cross_fitted

SPLIT = date(2023, 7, 1)


def main(data: Path) -> None:
    labels = read_labels(data / "labels" / "titles.csv")
    weights = train_cross_fitted(labels, "cross-fitted", split=SPLIT)
    truth = data / "labels" / "episodes.csv"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "weights.npz"
        weights.save(file)
        reading = pipeline.read([data / "mentions" / "weibo.parquet"])
        made, _ = pipeline.digest_reading(reading, file)
    settings = Settings()
    rows, figures = [], {}
    for rate in sorted({0.05, 0.10, 0.20, settings.false_discovery_rate}):
        report = pipeline.find(made, Settings(false_discovery_rate=rate))
        for name, since, until in (
            ("all", None, None),
            ("before the split", None, date(2023, 6, 30)),
            ("from the split on", SPLIT, None),
        ):
            judged = evaluate(report, truth, since=since, until=until)
            header, measures = _images(judged)
            figures[f"{rate} {name}"] = judged.to_dict()
            is_default = rate == settings.false_discovery_rate
            rows.append([f"{rate:g}{' (default)' if is_default else ''}", name, *measures])
    text = table(["rate chosen", "labels", *header], rows)
    publish("episodes", figures, text, "python benchmarks/episodes.py ../shared/data")


SHOWN = {
    "recall": "recall of images",
    "precision of those judged": "judged precision",
    "system images that no label judges": "not judged",
    "first lever is the label's first or second": "first lever right",
    "onset error, days (median)": "onset error in days, median",
    "crises found as crises": "crises found",
}


def _images(judged: object) -> tuple[list[str], list[str]]:
    _, _, rows = judged.tables()[0]  # type: ignore[attr-defined]
    told = {row[0]: row[1].split(", quartiles")[0] for row in rows}
    return list(SHOWN.values()), [told[name] for name in SHOWN]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
