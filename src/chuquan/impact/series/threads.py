"""Linear algebra of small matrices on one thread.

The structural model multiplies thousands of matrices of some hundred rows. Threads have nothing to
share there, and on a machine where others work they wait for each other: twenty times the
processor time was measured.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


@cache
def _controller() -> Any:
    """Find the libraries once: it takes longer than a small fit."""
    from threadpoolctl import ThreadpoolController  # noqa: PLC0415 - only who measures waits for it

    return ThreadpoolController()


def on_one_thread(function: Callable[P, T]) -> Callable[P, T]:
    """Let a function do its linear algebra on one thread."""

    @wraps(function)
    def alone(*args: P.args, **kwargs: P.kwargs) -> T:
        with _controller().limit(limits=1, user_api="blas"):
            return function(*args, **kwargs)

    return alone
