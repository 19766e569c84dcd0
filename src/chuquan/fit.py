"""Fit a :class:`~chuquan.linear.LinearModel` with scikit-learn (extra ``train``)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from chuquan.errors import LabelError
from chuquan.linear import F32, I64, U32, LinearModel, ngram_rows

CONTEXT_SCALE: Final = 0.05
"""A text's n-grams have length one together; context enters smaller, so that the ridge penalty
holds it back. Chosen on time blocks of the labels before 2023-07-01."""

NEVER: Final = -30.0
"""Bias of a class without an example: a probability of some 1e-13."""


def fit_linear(
    texts: pl.Series,
    labels: Sequence[str],
    *,
    classes: Sequence[str],
    n_min: int = 1,
    n_max: int = 4,
    bits: int = 18,
    min_count: int = 2,
    strength: float = 10.0,
    balance: float = 1.0,
    sample_weight: NDArray[np.float64] | None = None,
    context: F32 | None = None,
) -> LinearModel:
    """Fit a multinomial logistic regression on the n-grams that the fast kernel reads.

    Parameters
    ----------
    texts : polars.Series of String, shape (text,)
    labels : sequence of str, shape (text,)
        Each one of ``classes``.
    classes : sequence of str
        Order of the model's outputs. A class without an example is never predicted.
    n_min, n_max : int
        Shortest and longest n-gram, in characters.
    bits : int
        N-grams are hashed to ``2**bits`` rows.
    min_count : int
        An n-gram enters when at least so many texts hold it.
    strength : float
        Inverse of the ridge penalty (scikit-learn's ``C``).
    balance : float
        How far classes are weighed to equal mass: 1 wholly, 0 not at all; an example of a class of
        mass ``n`` weighs ``n ** -balance``.
    sample_weight : float64, shape (text,), optional
        On top of the balance; 1 by default.
    context : float32, shape (text, feature), optional
        What is known beside the texts; zero says nothing. See :mod:`chuquan.digest.memory`.

    Returns
    -------
    LinearModel
        With temperature 1. Its scores are scikit-learn's decision function; of two classes each
        takes half of it, so that their difference is.

    Raises
    ------
    LabelError
        If a label is no class, or fewer than two classes have an example.
    """
    from scipy.sparse import csr_matrix, hstack  # noqa: PLC0415 - not needed to run
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 - scikit-learn brings it

    _check_labels(labels, classes)
    rows, ends = ngram_rows(texts, n_min, n_max, bits)
    idf, features = _weigh(rows, ends, 1 << bits, min_count)
    used = np.flatnonzero(idf > 0)
    present = [c for c in classes if c in set(labels)]
    index = {c: i for i, c in enumerate(present)}
    target = np.array([index[c] for c in labels])
    mass = np.bincount(target, weights=sample_weight, minlength=len(present))
    equal = mass.sum() / len(present) / mass
    model = LogisticRegression(
        C=strength, class_weight=dict(enumerate(equal**balance)), max_iter=400, tol=1e-3
    )
    columns = features[:, used]
    if context is not None:
        columns = hstack([columns, csr_matrix(context * CONTEXT_SCALE)]).tocsr()
    # Sparse products run on one core anyway; threads for the small dense rest cost ten times what
    # they save on a busy machine.
    with threadpool_limits(limits=1):
        model.fit(columns, target, sample_weight=sample_weight)
    coef, intercept = model.coef_, model.intercept_
    if len(present) == 2:  # scikit-learn keeps one row for two classes
        coef, intercept = np.vstack([-coef / 2, coef / 2]), np.array([-1, 1]) * intercept / 2
    weights = np.zeros((1 << bits, len(classes)), dtype=np.float32)
    bias = np.full(len(classes), NEVER, dtype=np.float32)
    n_context = 0 if context is None else context.shape[1]
    beside = np.zeros((n_context, len(classes)), dtype=np.float32)
    for i, c in enumerate(present):
        column = list(classes).index(c)
        weights[used, column] = coef[i, : used.size]
        beside[:, column] = coef[i, used.size :] * CONTEXT_SCALE
        bias[column] = intercept[i]
    return LinearModel(tuple(classes), n_min, n_max, bits, idf, weights, bias, context=beside)


def _check_labels(labels: Sequence[str], classes: Sequence[str]) -> None:
    unknown = sorted(set(labels) - set(classes))
    if unknown or len(set(labels)) < 2:
        raise LabelError(
            f"unknown labels: {', '.join(unknown)}"
            if unknown
            else f"labels of {len(set(labels))} class: there is nothing to tell apart",
            where="labels",
            allowed=f"at least two of {', '.join(classes)}",
            todo="mend the labels, or add examples of another class",
        )


def _weigh(rows: U32, ends: I64, n_rows: int, min_count: int) -> tuple[F32, Any]:
    """Return the idf of each row, and the features as a sparse matrix of shape (text, row)."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415 - not needed to run

    n_texts = ends.size - 1
    ones = np.ones(rows.size, dtype=np.float32)
    counts = csr_matrix((ones, rows.astype(np.int64), ends), shape=(n_texts, n_rows))
    counts.sum_duplicates()
    document_frequency = np.bincount(counts.indices, minlength=n_rows)
    idf = np.where(
        document_frequency >= min_count, np.log((1 + n_texts) / (1 + document_frequency)) + 1, 0
    ).astype(np.float32)
    # The kernel's norm sums over occurrences: sqrt(count * idf**2), row by row.
    norm = np.sqrt(np.asarray(counts @ (idf.astype(np.float64) ** 2)).ravel())
    norm[norm == 0] = 1
    return idf, counts.multiply(idf).multiply((1 / norm)[:, None]).tocsr()
