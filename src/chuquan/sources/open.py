"""Open any input: find its format, read it, and reduce it to mentions and coverage."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from chuquan.config import Settings
from chuquan.errors import (
    ColumnError,
    ConfigError,
    EmptySourceError,
    EncodingError,
    FormatError,
    UserError,
)
from chuquan.report import Problem
from chuquan.sources.base import (
    LISTINGS,
    Observations,
    Reading,
    ReadOptions,
    Source,
    concat,
    problem_of,
)
from chuquan.sources.gdelt import Gdelt
from chuquan.sources.hotlist_json import HotListJson
from chuquan.sources.listing import to_reading
from chuquan.sources.mediacrawler import MediaCrawler
from chuquan.sources.meltwater import Meltwater
from chuquan.sources.peek import DATA_SUFFIXES, Peek, peek, walk
from chuquan.sources.table import AnyTable
from chuquan.sources.trendradar import TrendRadar
from chuquan.sources.weibo_api import WeiboApi
from chuquan.sources.weibo_raw import WeiboRaw
from chuquan.sources.zhihu import Zhihu

FORMATS: tuple[Source, ...] = (
    WeiboApi(),
    WeiboRaw(),
    Zhihu(),
    TrendRadar(),
    MediaCrawler(),
    Meltwater(),
    Gdelt(),
    HotListJson(),
    AnyTable(),
)
"""All formats; of two that match equally well, the first is taken."""

_SURE = 0.3


def read(
    path: str | Path, options: ReadOptions | None = None, settings: Settings | None = None
) -> Reading:
    """Read one input; see :func:`read_all`."""
    return read_all([path], options, settings)


def read_all(
    paths: Iterable[str | Path],
    options: ReadOptions | None = None,
    settings: Settings | None = None,
) -> Reading:
    """Read inputs of any format and put them together.

    An item that several files of one source list is one mention. Of several inputs, one that is
    empty or cannot be read is a problem, and the rest is read; a lone one is an error.

    Parameters
    ----------
    paths : iterable of str or path
        Files and folders. Of a folder that is no archive, every file of a known kind is read.
    options : ReadOptions, optional
        For all of them.
    settings : Settings, optional
        ``quiet_days`` is used.

    Raises
    ------
    NotFoundError
        If an input is not there.
    ConfigError
        If ``options.format`` is unknown.
    ColumnError, TimeZoneError
        If the user has to say what a column means, or in which zone the times are.
    FormatError, EncodingError
        If a lone input cannot be read.
    EmptySourceError
        If nothing holds a mention; the message counts the problems and shows the first.
    """
    options = options or ReadOptions()
    settings = settings or Settings()
    chosen = [Path(path) for path in paths]
    observed = concat(_read_each(chosen, options))
    return reduce(observed, settings, where=", ".join(str(path) for path in chosen))


def read_source(
    source: Source,
    path: str | Path = "",
    options: ReadOptions | None = None,
    settings: Settings | None = None,
) -> Reading:
    """Read with a source of one's own, such as :class:`~chuquan.sources.replay.Replay`."""
    observed = source.read(Path(path), options or ReadOptions())
    observed = replace(observed, format=observed.format or source.name)
    return reduce(observed, settings or Settings(), where=str(path) or source.name)


def reduce(observed: Observations, settings: Settings, where: str) -> Reading:
    """Turn observations into a reading, refusing those without a mention."""
    if not observed.listings.height:
        n = sum(problem.n for problem in observed.problems)
        first = observed.problems[0] if observed.problems else None
        raise EmptySourceError(
            f"no mention could be read; problems: {n}"
            + (f"; first: {_shown(first)}" if first else ""),
            where=where,
            allowed=first.allowed if first else "rows with a time and a text",
            todo=(first.todo if first else "") or "check that it is the right input",
        )
    return to_reading(observed, settings.quiet_days)


def _shown(problem: Problem) -> str:
    line = f", line {problem.line}" if problem.line is not None else ""
    return f"{problem.file}{line}: {problem.found}"


def _read_each(paths: list[Path], options: ReadOptions) -> list[Observations]:
    parts: list[Observations] = []
    for path in paths:
        try:
            parts.append(_read_one(path, options))
        except (FormatError, EncodingError, EmptySourceError) as error:
            if len(paths) == 1:
                raise
            parts.append(_failed(error, path))
    return parts


def _read_one(path: Path, options: ReadOptions) -> Observations:
    seen = peek(path)
    source = _named(options.format) if options.format else find_format(seen)
    if source is None:
        return _read_folder(path, options)
    return replace(source.read(path, options), format=source.name)


def _read_folder(path: Path, options: ReadOptions) -> Observations:
    """Read every file of a known kind, each by its own content.

    A table without a time or text column is a problem here, not an error as it is for a file that
    the user named: a folder may hold other things.
    """
    files = [path / name for name in walk(path) if Path(name).suffix.lower() in DATA_SUFFIXES]
    if not files:
        raise EmptySourceError(
            "the folder holds no file of a known kind",
            where=str(path),
            allowed=", ".join(sorted(DATA_SUFFIXES)),
            todo="give a folder with exports",
        )
    parts = []
    for file in files:
        try:
            parts.append(_read_one(file, options))
        except (FormatError, EncodingError, EmptySourceError, ColumnError) as error:
            parts.append(_failed(error, file))
    return concat(parts)


def _failed(error: UserError, path: Path) -> Observations:
    return Observations(LISTINGS.empty(), problems=(problem_of(error, str(path)),))


def find_format(seen: Peek) -> Source | None:
    """Return the format of an input by its content; None for a folder that is no archive."""
    best = max(FORMATS, key=lambda source: source.matches(seen))
    if seen.is_folder and best.matches(seen) < _SURE:
        return None
    return best


def _named(name: str) -> Source:
    for source in FORMATS:
        if source.name == name:
            return source
    raise ConfigError(
        f"unknown format '{name}'",
        where="--format",
        allowed=", ".join(source.name for source in FORMATS),
        todo="leave --format out to have it found",
    )
