"""How a mention's weight of one is shared out over the cells of a digest's cube."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from chuquan.compiled import inner
from chuquan.digest.memory import F64, I32, N_KINDS, N_LEVERS, U8

UNITS: Final = 16
"""A mention's weight is shared out in sixteenths: binary fractions add without rounding, so that
digests merge to the same bits in any order, and shares below 1/32 (most of them leaks from a
confident class) vanish from the store."""


@inner
def share_units(p: F64, out: U8) -> None:
    """Round probabilities to :data:`UNITS` parts that sum to exactly one (largest remainder).

    Ties go to the earlier cell.
    """
    left = UNITS
    for c in range(p.size):
        out[c] = math.floor(p[c] * UNITS)
        left -= out[c]
    for _ in range(left):
        best = 0
        for c in range(1, p.size):
            if p[c] * UNITS - out[c] > p[best] * UNITS - out[best]:
                best = c
        out[best] += 1


@inner
def top_cell(units: U8) -> int:
    """Return the cell of the most probable kind and, for an image, of its most probable lever.

    Ties go to the earlier one.
    """
    best, image = 0, 0
    for c in range(units.size - (N_KINDS - 1)):
        image += units[c]
        if units[c] > units[best]:
            best = c
    crisis, affairs = units[N_LEVERS], units[N_LEVERS + 1]
    if image >= crisis and image >= affairs:
        return best
    return N_LEVERS if crisis >= affairs else N_LEVERS + 1


def top_cells(units: U8) -> I32:
    """Return :func:`top_cell` of each row, shape (mention,)."""
    image = units[:, :N_LEVERS].sum(axis=1)
    crisis, affairs = units[:, N_LEVERS], units[:, N_LEVERS + 1]
    is_image = (image >= crisis) & (image >= affairs)
    other = np.where(crisis >= affairs, N_LEVERS, N_LEVERS + 1)
    best = units[:, :N_LEVERS].argmax(axis=1)
    return np.where(is_image, best, other).astype(np.int32)
