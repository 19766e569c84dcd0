"""Whether a probability means what it says: of all told with 0.8, eight in ten should be right."""

from __future__ import annotations

from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from chuquan.evaluate.intervals import Estimate, Share, resampled, share

N_BINS: Final = 10
"""Equal bins of confidence, from zero to one."""

_N_DRAWS: Final = 200


class Bin(msgspec.Struct, frozen=True):
    """What was told with a confidence in ``[low, high)``; the last bin holds one, too.

    Attributes
    ----------
    low, high : float
    confidence : float or None
        Mean confidence; None for an empty bin.
    right : Share
        How many of them are right.
    """

    low: float
    high: float
    confidence: float | None
    right: Share


class Calibration(msgspec.Struct, frozen=True):
    """How far confidence and accuracy lie apart.

    Attributes
    ----------
    error : Estimate
        Expected calibration error over ten equal bins (Guo et al. 2017, eq. 3).
    error_of_the_calibrated : float or None
        The error that chance alone would show with as many answers of these confidences, were
        each right with just the probability told (Bröcker and Smith 2007).
    bins : tuple of Bin
    """

    error: Estimate
    error_of_the_calibrated: float | None
    bins: tuple[Bin, ...]


def calibration(
    confidence: NDArray[np.float64], is_right: NDArray[np.bool_], block: NDArray[np.int64]
) -> Calibration:
    """Compare confidences with what came true.

    Parameters
    ----------
    confidence : float64, shape (answer,)
        Between 0 and 1, of the class told.
    is_right : bool, shape (answer,)
    block : int64, shape (answer,)
        Block of time, for the interval; see :func:`chuquan.evaluate.intervals.resampled`.
    """
    bins = _bins_of(confidence)
    in_bin = bins[:, None] == np.arange(N_BINS)
    counts = np.hstack([in_bin * (confidence - is_right)[:, None], np.ones((bins.size, 1))])
    return Calibration(
        error=resampled(counts, block, _error),
        error_of_the_calibrated=_error_of_the_calibrated(confidence, in_bin),
        bins=tuple(_bin(i, confidence[bins == i], is_right[bins == i]) for i in range(N_BINS)),
    )


def _bins_of(confidence: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.minimum((confidence * N_BINS).astype(np.int64), N_BINS - 1)


def _error(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    gaps, n = np.abs(sums[..., :-1]).sum(axis=-1), sums[..., -1]
    out: NDArray[np.float64] = gaps / np.maximum(n, 1)
    return out


def _error_of_the_calibrated(
    confidence: NDArray[np.float64], in_bin: NDArray[np.bool_]
) -> float | None:
    if not confidence.size:
        return None
    rng = np.random.default_rng(confidence.size)
    is_right = rng.random((_N_DRAWS, confidence.size)) < confidence
    gaps = np.abs((is_right - confidence) @ in_bin).sum(axis=1)
    return float(gaps.mean() / confidence.size)


def _bin(i: int, confidence: NDArray[np.float64], is_right: NDArray[np.bool_]) -> Bin:
    mean = float(confidence.mean()) if confidence.size else None
    return Bin(i / N_BINS, (i + 1) / N_BINS, mean, share(int(is_right.sum()), int(confidence.size)))
