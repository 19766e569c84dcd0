"""Who is told which stage of a long job runs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol


class Stages(Protocol):
    """Is told which stage runs, and how far it is."""

    def stage(
        self, name: str, total: int | None = None
    ) -> AbstractContextManager[Callable[[int], None]]:
        """Enter a stage of ``total`` steps; what it yields is called with steps done."""


class Silent:
    """Tells nobody."""

    def stage(
        self,
        name: str,  # noqa: ARG002 - the protocol's names
        total: int | None = None,  # noqa: ARG002
    ) -> AbstractContextManager[Callable[[int], None]]:
        """Enter a stage and say nothing."""
        return nullcontext(lambda _steps: None)
