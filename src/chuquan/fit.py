"""Fit a :class:`~chuquan.linear.LinearModel` with scikit-learn (extra ``train``)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from chuquan.linear import LinearModel, ngram_rows


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
    balanced: bool = True,
    sample_weight: NDArray[np.float64] | None = None,
) -> LinearModel:
    """Fit a multinomial logistic regression on the n-grams that the fast kernel reads.

    Parameters
    ----------
    texts : polars.Series of String, shape (text,)
    labels : sequence of str, shape (text,)
        Each one of ``classes``.
    classes : sequence of str
        Order of the model's outputs. A class without an example is never predicted.
    min_count : int
        An n-gram enters when at least so many texts hold it.
    strength : float
        Inverse of the ridge penalty (scikit-learn's ``C``).
    balanced : bool
        Weigh classes to equal mass.

    Returns
    -------
    LinearModel
        With temperature 1; see :func:`calibrate`.
    """
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    rows, ends = ngram_rows(texts, n_min, n_max, bits)
    n_texts = len(texts)
    ones = np.ones(rows.size, dtype=np.float32)
    counts = csr_matrix((ones, rows.astype(np.int64), ends), shape=(n_texts, 1 << bits))
    counts.sum_duplicates()
    document_frequency = np.bincount(counts.indices, minlength=1 << bits)
    idf = np.where(
        document_frequency >= min_count, np.log((1 + n_texts) / (1 + document_frequency)) + 1, 0
    ).astype(np.float32)
    # The kernel's norm sums over occurrences: sqrt(count * idf**2), row by row.
    norm = np.sqrt(np.asarray(counts @ (idf.astype(np.float64) ** 2)).ravel())
    norm[norm == 0] = 1
    used = np.flatnonzero(idf > 0)
    features = counts[:, used].multiply(idf[used]).multiply((1 / norm)[:, None]).tocsr()
    present = [c for c in classes if c in set(labels)]
    index = {c: i for i, c in enumerate(present)}
    model = LogisticRegression(
        C=strength, class_weight="balanced" if balanced else None, max_iter=400, tol=1e-3
    )
    model.fit(features, np.array([index[c] for c in labels]), sample_weight=sample_weight)
    coef, intercept = model.coef_, model.intercept_
    if len(present) == 2:  # scikit-learn keeps one row for two classes
        coef, intercept = np.vstack([-coef / 2, coef / 2]), np.array([-1, 1]) * intercept / 2
    weights = np.zeros((1 << bits, len(classes)), dtype=np.float32)
    bias = np.full(len(classes), -30.0, dtype=np.float32)
    for i, c in enumerate(present):
        column = list(classes).index(c)
        weights[used, column] = coef[i]
        bias[column] = intercept[i]
    return LinearModel(tuple(classes), n_min, n_max, bits, idf, weights, bias)
