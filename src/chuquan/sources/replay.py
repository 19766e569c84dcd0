"""The source that ships for tests and demonstrations: it gives what it was given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from chuquan.sources.base import CHINA_TIME, LOOKS, Observations, ReadOptions
from chuquan.sources.judge import judge
from chuquan.sources.peek import Peek


class Replay:
    """A source in memory.

    Parameters
    ----------
    rows : polars.DataFrame or iterable of mapping
        Columns named by :data:`chuquan.sources.base.ROLES`; ``time`` and ``text`` are needed.
    looks : polars.DataFrame, optional
        Valid by :data:`chuquan.sources.base.LOOKS`.
    source : str
        The source of rows that name none.
    is_list : bool
        Whether it is a list that is looked at again and again.

    Examples
    --------
    >>> from pathlib import Path
    >>> source = Replay([{"time": "2024-01-31T08:00:00Z", "text": "淄博烧烤"}])
    >>> source.read(Path(), ReadOptions()).listings["text"].to_list()
    ['淄博烧烤']
    """

    name = "replay"

    def __init__(
        self,
        rows: pl.DataFrame | Iterable[Mapping[str, Any]],
        looks: pl.DataFrame | None = None,
        *,
        source: str = "replay",
        is_list: bool = True,
    ) -> None:
        self._rows = rows if isinstance(rows, pl.DataFrame) else pl.DataFrame(list(rows))
        self._looks = LOOKS.empty() if looks is None else LOOKS.validate(looks)
        self._source = source
        self._is_list = is_list

    def matches(self, peek: Peek) -> float:  # noqa: ARG002
        """No file is of this format."""
        return 0.0

    def read(self, path: Path, options: ReadOptions) -> Observations:
        """Return the listings; the path is for messages only."""
        observed = judge(
            self._rows,
            source=options.source_name or self._source,
            zone=options.timezone or CHINA_TIME,
            is_list=self._is_list,
            file=path,
        )
        lists = observed.lists | frozenset(self._looks["source"].to_list())
        return Observations(observed.listings, self._looks, lists=lists, problems=observed.problems)
