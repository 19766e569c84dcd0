"""The plain peer of the classifiers: TF-IDF of character n-grams and a logistic regression.

scikit-learn with classes weighed to equal mass and the ridge penalty of Chuquan's own models for
kind and lever: no lexicon, no calibration, no gazetteer, no words. Of a place it sees the name with
two characters before and three behind.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from chuquan.evaluate.classes import TaskFigures, judge_classes
from chuquan.evaluate.titles import PLACE_CLASSES, weeks
from chuquan.tables import KINDS, LEVERS

MASK = "〇"
N_BEFORE, N_BEHIND = 2, 3
STRENGTH = 10.0


def judge(past: pl.DataFrame, later: pl.DataFrame) -> dict[str, TaskFigures]:
    """Fit each task on past titles and judge it on later ones."""
    place = pl.when(pl.col("is_place") == 1).then(pl.lit(PLACE_CLASSES[0]))
    tasks = {
        "place": (PLACE_CLASSES, place.otherwise(pl.lit(PLACE_CLASSES[1])), around),
        "kind": (KINDS, pl.col("kind"), masked),
        "lever": (LEVERS, pl.col("lever"), masked),
    }
    return {
        name: _judge(past, later, classes, label, texts)
        for name, (classes, label, texts) in tasks.items()
    }


def _judge(past, later, classes, label, texts) -> TaskFigures:
    past, later = (rows.filter(label.is_not_null()) for rows in (past, later))
    model = make_pipeline(
        TfidfVectorizer(analyzer="char", ngram_range=(1, 4)),
        LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=1000),
    )
    model.fit(texts(past), past.select(label).to_series().to_list())
    p = model.predict_proba(texts(later))
    index = np.array([classes.index(name) for name in model.classes_])
    truth = np.array([classes.index(name) for name in later.select(label).to_series()])
    return judge_classes(
        classes, truth, index[p.argmax(axis=1)], p.max(axis=1), weeks(later["date"])
    )


def masked(rows: pl.DataFrame) -> list[str]:
    """Return titles with the place's name masked."""
    pairs = rows.select("title", "place").iter_rows()
    return [title.replace(name, MASK) for title, name in pairs]


def around(rows: pl.DataFrame) -> list[str]:
    """Return each name with its neighbours, where it first stands in the title."""
    out = []
    for title, name in rows.select("title", "place").iter_rows():
        at = title.find(name)
        end = at + len(name)
        out.append(f"{title[max(at - N_BEFORE, 0) : at]}[{name}]{title[end : end + N_BEHIND]}")
    return out
