"""A linear model over hashed character n-grams: the one fast kernel behind place, kind and lever.

A text's features are its character ``n_min``- to ``n_max``-grams, hashed to ``2**bits`` rows. Every
occurrence of an n-gram adds ``idf[row] * weights[row]``; the sum is divided by the text's norm
``sqrt(sum of idf**2 over occurrences)`` and a bias is added. Training (:mod:`chuquan.fit`) uses the
very same features, so scores agree with what was fitted.

A :class:`TimedModel` holds several models, each with the period in which it may be used, so that
what is reported can be classified by a model that had not seen labels of that time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any, Final

import numpy as np
import polars as pl
from numba import njit
from numpy.typing import NDArray

from chuquan.compiled import entry, inner
from chuquan.workers import in_slices

F32 = NDArray[np.float32]
I32 = NDArray[np.int32]
I64 = NDArray[np.int64]
U32 = NDArray[np.uint32]

LABEL_ZONE: Final = "Asia/Shanghai"
"""The clock by which training titles are dated, and so the one by which a model is chosen."""

MAX_BITS: Final = 24
"""A table of more rows than ``2**24`` is a damaged file, not a model."""

SLICE: Final = 5_000
"""Fewer texts than this are scored sooner than a thread is started for them."""


def codepoints(texts: pl.Series) -> tuple[U32, I64]:
    """Lay a column of texts out as one array of Unicode code points.

    Parameters
    ----------
    texts : polars.Series of String, shape (text,)
        A null counts as an empty text.

    Returns
    -------
    chars : uint32, shape (char,)
    offsets : int64, shape (text + 1,)
        Text ``i`` is ``chars[offsets[i]:offsets[i + 1]]``.
    """
    filled = texts.fill_null("")
    offsets = np.zeros(len(filled) + 1, dtype=np.int64)
    np.cumsum(filled.str.len_chars().to_numpy(), out=offsets[1:])
    joined = filled.str.join("").item() if len(filled) else ""
    chars = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return chars, offsets


@inner
def _mix(h: int, c: int) -> int:
    # FNV-1a over code points, finished by the caller with a multiply-shift.
    return ((h ^ c) * 16777619) & 0xFFFFFFFF


@inner
def _row(h: int, bits: int) -> int:
    return ((h * 2654435769) & 0xFFFFFFFF) >> (32 - bits)


# The parallel form takes twice as long to compile, and a run from cold is what users wait for:
# threads that score slices are as fast.
@entry
def _score(  # noqa: PLR0917 - a kernel names all its arrays
    chars: U32,
    offsets: I64,
    n_min: int,
    n_max: int,
    bits: int,
    idf: F32,
    weights: F32,
    bias: F32,
    out: F32,
) -> None:  # pragma: no cover - compiled
    n_classes = bias.size
    for t in range(offsets.size - 1):
        norm = np.float32(0.0)
        stop = offsets[t + 1]
        for i in range(offsets[t], stop):
            h = 2166136261
            for n in range(1, min(n_max, stop - i) + 1):
                h = _mix(h, chars[i + n - 1])
                if n < n_min:
                    continue
                row = _row(h ^ n, bits)
                w = idf[row]
                if w > 0:
                    norm += w * w
                    for k in range(n_classes):
                        out[t, k] += w * weights[row, k]
        scale = np.float32(1.0) / np.sqrt(norm) if norm > 0 else np.float32(0.0)
        for k in range(n_classes):
            out[t, k] = out[t, k] * scale + bias[k]


@njit(cache=True)
def _rows(
    chars: U32, offsets: I64, n_min: int, n_max: int, bits: int
) -> tuple[U32, I64]:  # pragma: no cover - compiled
    n_texts = offsets.size - 1
    rows = np.empty(chars.size * (n_max - n_min + 1), dtype=np.uint32)
    ends = np.zeros(n_texts + 1, dtype=np.int64)
    at = 0
    for t in range(n_texts):
        stop = offsets[t + 1]
        for i in range(offsets[t], stop):
            h = 2166136261
            for n in range(1, n_max + 1):
                if i + n > stop:
                    break
                h = _mix(h, chars[i + n - 1])
                if n >= n_min:
                    rows[at] = _row(h ^ n, bits)
                    at += 1
        ends[t + 1] = at
    return rows[:at], ends


def ngram_rows(texts: pl.Series, n_min: int, n_max: int, bits: int) -> tuple[U32, I64]:
    """Return the hashed row of every n-gram occurrence, for training.

    Parameters
    ----------
    texts : polars.Series of String, shape (text,)
        A null counts as an empty text.
    n_min, n_max : int
        Shortest and longest n-gram, in characters.
    bits : int
        There are ``2**bits`` rows.

    Returns
    -------
    rows : uint32, shape (occurrence,)
    ends : int64, shape (text + 1,)
        Text ``i`` has the occurrences ``rows[ends[i]:ends[i + 1]]``.
    """
    chars, offsets = codepoints(texts)
    rows, ends = _rows(chars, offsets, n_min, n_max, bits)
    return rows, ends


@dataclass(frozen=True, eq=False)
class LinearModel:
    """A trained model over hashed n-grams.

    Attributes
    ----------
    classes : tuple of str, shape (class,)
    n_min, n_max : int
        Shortest and longest n-gram, in characters.
    bits : int
        The table has ``2**bits`` rows.
    idf : float32, shape (row,)
        Weight of a row's n-grams; zero for rows that training never saw.
    weights : float32, shape (row, class)
    bias : float32, shape (class,)
    temperature : float
        Scores are divided by it before the softmax: calibration.
    context : float32, shape (feature, class) or (0, class)
        How what is known beside the text weighs; see :mod:`chuquan.digest.memory`. Added to the
        scores of who knows it.
    """

    classes: tuple[str, ...]
    n_min: int
    n_max: int
    bits: int
    idf: F32
    weights: F32
    bias: F32
    temperature: float = 1.0
    context: F32 = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float32))

    def scores(self, texts: pl.Series, context: F32 | None = None) -> F32:
        """Return raw scores, shape (text, class).

        Parameters
        ----------
        texts : polars.Series of String, shape (text,)
            A null or empty text scores the bias.
        context : float32, shape (text, feature), optional
            What is known beside the texts; a model without weights for it pays no heed.
        """
        chars, offsets = codepoints(texts)
        model = (self.n_min, self.n_max, self.bits, self.idf, self.weights, self.bias)
        out = np.zeros((len(texts), self.bias.size), dtype=np.float32)
        in_slices(
            lambda a, b: _score(chars, offsets[a : b + 1], *model, out[a:b]), len(texts), SLICE
        )
        if context is not None and self.context.size:
            out += context @ self.context
        return out

    def probabilities(self, texts: pl.Series, context: F32 | None = None) -> F32:
        """Return calibrated probabilities, shape (text, class), rows summing to one.

        A null or empty text is judged by the bias, and what is known beside it, alone.
        """
        z = self.scores(texts, context) / np.float32(self.temperature)
        z -= z.max(axis=1, keepdims=True) if len(z) else 0
        np.exp(z, out=z)
        z /= z.sum(axis=1, keepdims=True)
        return z

    def to_arrays(self, prefix: str) -> dict[str, NDArray[Any]]:
        """Return the model as named arrays for one ``.npz``.

        Only rows in use are kept, and those in half precision: scores agree to some 0.01.
        """
        used = np.flatnonzero(self.idf > 0).astype(np.uint32)
        return {
            f"{prefix}.classes": np.array(self.classes),
            f"{prefix}.shape": np.array([self.n_min, self.n_max, self.bits], dtype=np.int64),
            f"{prefix}.rows": used,
            f"{prefix}.idf": self.idf[used].astype(np.float16),
            f"{prefix}.weights": self.weights[used].astype(np.float16),
            f"{prefix}.bias": self.bias,
            f"{prefix}.temperature": np.array([self.temperature]),
            f"{prefix}.context": self.context,
        }

    @classmethod
    def from_arrays(cls, arrays: dict[str, NDArray[Any]], prefix: str) -> LinearModel:
        """Rebuild a model written by :meth:`to_arrays`.

        Raises
        ------
        KeyError
            If an array is missing.
        ValueError
            If the arrays do not fit together.
        """
        n_min, n_max, bits = (int(v) for v in arrays[f"{prefix}.shape"])
        if not (1 <= n_min <= n_max and 1 <= bits <= MAX_BITS):
            raise ValueError(f"{prefix}: n-grams of {n_min} to {n_max}, 2**{bits} rows")
        rows = arrays[f"{prefix}.rows"]
        classes = tuple(str(c) for c in arrays[f"{prefix}.classes"])
        bias = arrays[f"{prefix}.bias"].astype(np.float32)
        temperature = float(arrays[f"{prefix}.temperature"][0])
        if bias.shape != (len(classes),) or rows.max(initial=0) >= 1 << bits or not temperature > 0:
            raise ValueError(f"{prefix}: arrays that do not fit together")
        context = arrays.get(f"{prefix}.context", np.zeros((0, 0))).astype(np.float32)
        if context.size and context.shape[1:] != (len(classes),):
            raise ValueError(f"{prefix}: context weights that do not fit")
        idf = np.zeros(1 << bits, dtype=np.float32)
        weights = np.zeros((1 << bits, len(classes)), dtype=np.float32)
        idf[rows] = arrays[f"{prefix}.idf"]
        weights[rows] = arrays[f"{prefix}.weights"]
        return cls(classes, n_min, n_max, bits, idf, weights, bias, temperature, context)


@dataclass(frozen=True)
class TimedModel:
    """Several models of one task, each used for texts observed in ``[valid_from, valid_until)``.

    Attributes
    ----------
    models : tuple of (date, date, LinearModel)
        In order of time and without a hole, from ``date.min`` to ``date.max``, which the last one
        holds too. All models have the same classes.

    Raises
    ------
    ValueError
        If a date has no model, or the models' classes differ.
    """

    models: tuple[tuple[date, date, LinearModel], ...]

    def __post_init__(self) -> None:
        ends = [date.min, *(until for _, until, _ in self.models)]
        starts = [*(since for since, _, _ in self.models), date.max]
        backwards = any(a > b for a, b in pairwise(starts))
        if not self.models or ends != starts or backwards:
            raise ValueError("the models' spans do not cover all dates, one after the other")
        if len({model.classes for _, _, model in self.models}) > 1:
            raise ValueError("the models of one task have different classes")

    @classmethod
    def always(cls, model: LinearModel) -> TimedModel:
        """Use one model for all times."""
        return cls(((date.min, date.max, model),))

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes, the same in every model."""
        return self.models[0][2].classes

    def probabilities(
        self, texts: pl.Series, observed_at: pl.Series, context: F32 | None = None
    ) -> F32:
        """Return calibrated probabilities, shape (text, class), by the model valid at each time.

        Parameters
        ----------
        texts : polars.Series of String, shape (text,)
        observed_at : polars.Series of Datetime or Date, shape (text,)
            Without nulls. A time with a zone falls on its day in :data:`LABEL_ZONE`.
        context : float32, shape (text, feature), optional
            As of :meth:`LinearModel.scores`.
        """
        return self._each(LinearModel.probabilities, texts, observed_at, context)

    def scores(self, texts: pl.Series, observed_at: pl.Series) -> F32:
        """Return raw scores, shape (text, class), by the model valid at each time."""
        return self._each(LinearModel.scores, texts, observed_at, None)

    def chosen(self, observed_at: pl.Series) -> I32:
        """Return the number of the model that is valid at each time, shape (text,)."""
        if len(self.models) == 1:
            return np.zeros(len(observed_at), dtype=np.int32)
        starts = pl.Series([since for since, _, _ in self.models]).to_physical().to_numpy()
        days = _label_day(observed_at).to_physical().to_numpy()
        return (np.searchsorted(starts, days, side="right") - 1).astype(np.int32)

    def _each(
        self,
        judge: Callable[[LinearModel, pl.Series, F32 | None], F32],
        texts: pl.Series,
        observed_at: pl.Series,
        context: F32 | None,
    ) -> F32:
        if len(self.models) == 1:
            return judge(self.models[0][2], texts, context)
        chosen = self.chosen(observed_at)
        out = np.empty((len(texts), len(self.classes)), dtype=np.float32)
        for i in np.unique(chosen):
            mask = chosen == i
            beside = None if context is None else context[mask]
            out[mask] = judge(self.models[i][2], texts.filter(pl.Series(mask)), beside)
        return out


def _label_day(times: pl.Series) -> pl.Series:
    if isinstance(times.dtype, pl.Datetime) and times.dtype.time_zone is not None:
        return times.dt.convert_time_zone(LABEL_ZONE).dt.date()  # a cast would take the day in UTC
    return times.cast(pl.Date)
