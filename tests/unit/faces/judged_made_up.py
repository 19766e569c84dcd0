"""A made-up evaluation of titles, with hostile texts among the errors."""

from __future__ import annotations

from datetime import date

import numpy as np

from chuquan.evaluate import TitleEvaluation
from chuquan.evaluate.classes import judge_classes
from chuquan.evaluate.intervals import share
from chuquan.evaluate.seen import Seen
from chuquan.evaluate.title_evaluation import TitleError, YearFigures
from chuquan.evaluate.titles import PLACE_CLASSES
from chuquan.tables import KINDS, LEVERS

HOSTILE = "\"'><script>alert(1)</script>{{7*7}}%(x)s\u202e"


def figures(classes, n=400, seed=1):
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, len(classes), n)
    told = np.where(rng.random(n) < 0.7, truth, rng.integers(0, len(classes), n))
    return judge_classes(classes, truth, told, rng.uniform(0.3, 1, n), np.arange(n) // 10)


def make_judged(status="apart", **changes) -> TitleEvaluation:
    day = date(2024, 1, 2)
    error = TitleError(day, "淄博", HOSTILE, "image", "crisis", 0.9, 0.05)
    missed = TitleError(day, "大同", "大同", *PLACE_CLASSES, None, None)
    values = {
        "weights": "<b>weights</b>",
        "period": (date(2023, 7, 1), date(2024, 6, 30)),
        "n": 400,
        "n_mentions": 1234,
        "seen": Seen(status, 7, 400, date(2020, 1, 1), date(2023, 6, 30), date(2023, 7, 1)),
        "place": figures(PLACE_CLASSES),
        "kind": figures(KINDS, seed=2),
        "lever": figures(LEVERS, seed=3),
        "n_not_located": 9,
        "whole": share(250, 400),
        "by_year": {"2023": YearFigures(share(9, 10), share(8, 10), share(0, 0))},
        "errors": {"place": (missed,), "kind": (error,), "lever": ()},
    }
    return TitleEvaluation(**{**values, **changes})
