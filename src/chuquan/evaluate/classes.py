"""How well the classes of one task are told apart: accuracy, each class, confusion, calibration."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from chuquan.evaluate.calibration import Calibration, calibration
from chuquan.evaluate.intervals import Estimate, Share, resampled, share


class ClassFigures(msgspec.Struct, frozen=True):
    """Figures of one class.

    Attributes
    ----------
    recall : Share
        Of the titles that bear it, those told so.
    precision : Share
        Of the titles told so, those that bear it.
    f1 : Estimate
    """

    recall: Share
    precision: Share
    f1: Estimate


class TaskFigures(msgspec.Struct, frozen=True):
    """Figures of one task.

    Attributes
    ----------
    right : Share
        Titles told right.
    macro_f1 : Estimate
        Mean F1 over the classes that some title bears or is told.
    by_class : dict of str to ClassFigures
    confusion : dict
        Class of the label, then class told, then how many.
    calibration : Calibration
        Over the titles told with a probability.
    """

    right: Share
    macro_f1: Estimate
    by_class: dict[str, ClassFigures]
    confusion: dict[str, dict[str, int]]
    calibration: Calibration


def judge_classes(
    classes: Sequence[str],
    truth: NDArray[np.int64],
    told: NDArray[np.int64],
    confidence: NDArray[np.float64],
    block: NDArray[np.int64],
) -> TaskFigures:
    """Compare what was told with the labels.

    Parameters
    ----------
    classes : sequence of str, shape (class,)
    truth, told : int64, shape (title,)
        Index of the label's class and of the class told.
    confidence : float64, shape (title,)
        Probability of the class told; NaN where none is known, which leaves it out of the
        calibration.
    block : int64, shape (title,)
        Block of time, for the intervals; see :func:`chuquan.evaluate.intervals.resampled`.
    """
    index = np.arange(len(classes))
    is_truth, is_told = truth[:, None] == index, told[:, None] == index
    counts = np.hstack([is_truth & is_told, is_truth, is_told]).astype(np.float64)
    known = ~np.isnan(confidence)
    right = truth == told
    return TaskFigures(
        right=share(int(right.sum()), int(right.size)),
        macro_f1=resampled(counts, block, _macro_f1),
        by_class={
            name: _figures(counts[:, [i, i + len(classes), i + 2 * len(classes)]], block)
            for i, name in enumerate(classes)
        },
        confusion={
            name: {
                other: int((is_truth[:, i] & is_told[:, j]).sum())
                for j, other in enumerate(classes)
            }
            for i, name in enumerate(classes)
        },
        calibration=calibration(confidence[known], right[known], block[known]),
    )


def _figures(counts: NDArray[np.float64], block: NDArray[np.int64]) -> ClassFigures:
    both, bear, told = (int(n) for n in counts.sum(axis=0))
    f1 = resampled(counts, block, _macro_f1) if bear + told else Estimate(None, None)
    return ClassFigures(recall=share(both, bear), precision=share(both, told), f1=f1)


def _macro_f1(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    both, bear, told = np.split(sums, 3, axis=-1)
    f1 = 2 * both / np.maximum(bear + told, 1)
    n_classes = (bear + told > 0).sum(axis=-1)
    out: NDArray[np.float64] = f1.sum(axis=-1) / np.maximum(n_classes, 1)
    return out
