"""How kernels are compiled: with a cache on disk, and in as little time as can be.

A run from cold is what users wait for, and most of it is compiling. What was measured:

- Kernels allocate nothing, return no array to Python and so count no references (``_nrt=False``:
  the compiler refuses what allocates): a sixth of the time. Who calls one hands it room to fill.
- Loops over all of an array end at its ``size`` or ``shape``, not at a constant: a loop of a known
  length is unrolled into blocks that the scheduler needs a second for.
- Array expressions and allocations are spelled out or left to the caller.
- What an entry calls, no inner kernel calls: for a caller with other options it is compiled once
  more.
- Small integers are widened before kernels hand them on (``day[i] + 0`` is an ``int64``): each
  other type is compiled once more.
- Wrappers are made only where Python calls in, and none for C, which each function would get.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

from numba import njit
from numba.extending import register_jitable

F = TypeVar("F", bound=Callable[..., Any])

_SHARED: Final[dict[str, Any]] = {
    "error_model": "numpy",
    "_nrt": False,
    "no_cfunc_wrapper": True,
}
_OPTIONS: Final[dict[str, Any]] = {**_SHARED, "cache": True, "nogil": True}


def entry(function: F) -> F:
    """Compile a kernel that Python calls; it lets go of the interpreter while it runs."""
    compiled = njit(**_OPTIONS)
    return cast("F", compiled(function))


def inner(function: F) -> F:
    """Mark a function that other kernels call; Python sees it as it is written."""
    return register_jitable(**_SHARED)(function)
