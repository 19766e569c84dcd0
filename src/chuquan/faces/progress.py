"""Progress on stderr: bars where a person looks on, one-line notes always."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TextIO

from chuquan.faces.words import Words, plain
from chuquan.report import Problem


class Progress:
    """Tell how far a run is; serves as the pipeline's ``Progress``.

    Parameters
    ----------
    bars : bool
        Whether to draw bars: a person looks at the terminal, and no machine reads along.
    words : Words
        The language.
    stream : text file
        Where to tell it, by default stderr.

    Attributes
    ----------
    problems : tuple of Problem
        Rows and files that could not be used, as far as is known.
    """

    def __init__(self, *, bars: bool, words: Words, stream: TextIO | None = None) -> None:
        self.problems: tuple[Problem, ...] = ()
        self._bars = bars
        self._words = words
        self._stream = stream or sys.stderr

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
        """Show one stage while it runs.

        Parameters
        ----------
        name : str
            What is being done.
        total : int, optional
            How many steps there are; None where that is not known.

        Yields
        ------
        callable
            To be called with the number of steps done since the last call.
        """
        if not self._bars:
            yield _ignore
            return
        from rich.console import Console  # noqa: PLC0415  not needed where no bar is drawn
        from rich.progress import (  # noqa: PLC0415
            BarColumn,
            SpinnerColumn,
            TextColumn,
            TimeElapsedColumn,
        )
        from rich.progress import Progress as Bars  # noqa: PLC0415

        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=30),
            TimeElapsedColumn(),
        )
        with Bars(*columns, console=Console(file=self._stream), transient=True) as bars:
            task = bars.add_task(plain(self._words.stage(name)), total=total)

            def advance(steps: int) -> None:
                bars.advance(task, steps)

            yield advance

    def has_read(self, mapping: Mapping[str, str], problems: Sequence[Problem]) -> None:
        """Take note of what was read.

        Parameters
        ----------
        mapping : mapping of str to str
            Role to column name where the input is a table; it may be guessed, so it is told.
        problems : sequence of Problem
            Rows and files that could not be used.
        """
        self.problems = (*self.problems, *problems)
        if mapping:
            listed = ", ".join(f"{role}={name}" for role, name in mapping.items())
            text = self._words.gettext("Columns: %(list)s. Others: --column ROLE=NAME.")
            self.note(text % {"list": listed})

    def note(self, text: str) -> None:
        """Tell one line, such as the columns that were guessed."""
        self._stream.write(plain(text) + "\n")
        self._stream.flush()


def _ignore(_steps: int) -> None:
    """Take a step of a stage that nobody watches."""
