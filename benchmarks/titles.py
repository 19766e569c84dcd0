"""How right single titles are told: place, kind and lever, by models of the titles before a split.

    python benchmarks/titles.py ../shared/data

Trained on labels before 2023-07-01, tested on labels from then. Expected calibration error is over
ten equal bins of confidence (Guo et al. 2017).
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
from figures import publish, table

from chuquan.digest.train import fit_kind, fit_lever, mask_labels
from chuquan.linear import LinearModel, TimedModel
from chuquan.places.gazetteer import Gazetteer
from chuquan.places.resolve import Resolver
from chuquan.places.train import fit_place_model
from chuquan.train import read_labels

SPLIT = date(2023, 7, 1)


def main(data: Path) -> None:
    labels = read_labels(data / "labels" / "titles.csv")
    past, later = labels.filter(pl.col("date") < SPLIT), labels.filter(pl.col("date") >= SPLIT)
    figures: dict[str, object] = {"n_train": past.height, "n_test": later.height}
    rows = [_place(past, later, figures)]
    titles = mask_labels(later)
    rows.append(_class("kind", fit_kind(past), titles, figures))
    images = titles.filter(pl.col("lever").is_not_null())
    rows.append(_class("lever", fit_lever(past), images, figures))
    header = ["told of a title", "titles", "right", "macro F1", "expected calibration error"]
    text = table(header, rows) + f"\n\nTrained before {SPLIT}, tested from then."
    publish("titles", figures, text, "python benchmarks/titles.py ../shared/data")


def _place(past: pl.DataFrame, later: pl.DataFrame, figures: dict[str, object]) -> list[str]:
    model = TimedModel.always(fit_place_model(past))
    found = Resolver.load(model).resolve(later["title"])
    gazetteer = Gazetteer.load()
    meant: dict[int, set[str]] = {}
    for row, place_id in found.select("row", "place_id").iter_rows():
        own = {place_id, *gazetteer.parents(place_id)}
        meant.setdefault(row, set()).update(name for p in own for name in gazetteer.get(p)["names"])
    told = np.array([name in meant.get(i, ()) for i, name in enumerate(later["place"])])
    truth = (later["is_place"] == 1).to_numpy()
    right = float((told == truth).mean())
    f1 = [_f1(told == side, truth == side) for side in (True, False)]
    figures["place"] = {"accuracy": right, "f1_place": f1[0], "f1_not_this_place": f1[1]}
    shown = f"{np.mean(f1):.3f} (not this place {f1[1]:.3f})"
    return ["whether it means the place", f"{later.height:,}", f"{right:.3f}", shown, "–"]


def _class(
    name: str, model: LinearModel, titles: pl.DataFrame, figures: dict[str, object]
) -> list[str]:
    p = model.probabilities(titles["text"])
    truth = np.array([model.classes.index(label) for label in titles[name]])
    told = p.argmax(axis=1)
    right = float((told == truth).mean())
    f1 = float(np.mean([_f1(told == k, truth == k) for k in range(len(model.classes))]))
    error = _calibration_error(p.max(axis=1), told == truth)
    matrix = [
        [int(((truth == i) & (told == j)).sum()) for j in range(p.shape[1])]
        for i in range(p.shape[1])
    ]
    figures[name] = {
        "accuracy": right,
        "macro_f1": f1,
        "expected_calibration_error": error,
        "classes": list(model.classes),
        "confusion_truth_by_told": matrix,
    }
    return [name, f"{titles.height:,}", f"{right:.3f}", f"{f1:.3f}", f"{error:.3f}"]


def _f1(told: np.ndarray, truth: np.ndarray) -> float:
    both = float((told & truth).sum())
    return 2 * both / max(float(told.sum() + truth.sum()), 1.0)


def _calibration_error(confidence: np.ndarray, is_right: np.ndarray) -> float:
    bins = np.minimum((confidence * 10).astype(int), 9)
    gaps = [abs(confidence[bins == b].sum() - is_right[bins == b].sum()) for b in range(10)]
    return float(np.sum(gaps) / confidence.size)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
