"""How kernels are compiled: with a cache on disk, and wrappers only where Python calls in.

A wrapper that unpacks a tuple of a dozen arrays takes longer to compile than most kernels, so
kernels that only other kernels call go without.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit
from numba.extending import register_jitable

F = TypeVar("F", bound=Callable[..., Any])


def entry(function: F) -> F:
    """Compile a kernel that Python calls; it lets go of the interpreter while it runs."""
    return cast("F", njit(cache=True, error_model="numpy", nogil=True)(function))


def parallel_entry(function: F) -> F:
    """Compile a kernel that Python calls and that runs on all cores."""
    return cast("F", njit(cache=True, error_model="numpy", parallel=True)(function))


def inner(function: F) -> F:
    """Mark a function that other kernels call; Python sees it as it is written."""
    return register_jitable(error_model="numpy")(function)
