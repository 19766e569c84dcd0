"""The one file that knows all stages: from sources to a report.

read -> locate -> classify -> tally  =  a digest
series -> find episodes -> explain   =  a report
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Protocol

import polars as pl

from chuquan.breakouts.prior import WARM_UP_DAYS
from chuquan.breakouts.series import CALENDAR, build_series
from chuquan.breakouts.watch import find_episodes
from chuquan.config import Settings
from chuquan.digest import store
from chuquan.digest.judge import Earlier
from chuquan.digest.store import Digest
from chuquan.digest.talk import tally_talk
from chuquan.digest.tally import classify_located, locate, tally_attention, tally_terms
from chuquan.drivers.explain import explain
from chuquan.errors import EmptySourceError
from chuquan.health import source_health
from chuquan.kernels import make_ready, ready_beside
from chuquan.places.gazetteer import Gazetteer
from chuquan.places.resolve import Resolver
from chuquan.report import Problem, Report
from chuquan.sources.base import Reading, ReadOptions
from chuquan.sources.open import read_all
from chuquan.stages import Silent, Stages
from chuquan.version import __version__
from chuquan.weights import Weights


class Progress(Stages, Protocol):
    """Is told which stage runs, how far it is, and what was read."""

    def has_read(self, mapping: Mapping[str, str], problems: Sequence[Problem]) -> None:
        """Is told which columns were taken for what, and what could not be read."""


class _Silent(Silent):
    def has_read(self, mapping: Mapping[str, str], problems: Sequence[Problem]) -> None:
        """Say nothing."""


def read(
    paths: Sequence[Path],
    options: ReadOptions | None = None,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> Reading:
    """Read mentions and coverage; see :func:`chuquan.sources.open.read_all`."""
    progress = progress or _Silent()
    with progress.stage("read"):
        reading = read_all(paths, options, settings)
    progress.has_read(reading.mapping, reading.problems)
    return reading


def run(
    paths: Sequence[Path],
    options: ReadOptions | None = None,
    settings: Settings | None = None,
    weights: Path | None = None,
    *,
    progress: Progress | None = None,
    since: date | None = None,
    until: date | None = None,
) -> Report:
    """Read what people talked about and report the breakouts, with mentions as evidence.

    Parameters
    ----------
    paths : sequence of path
        Files and folders of any format.
    options : ReadOptions, optional
        What cannot be guessed of them.
    settings : Settings, optional
    weights : path, optional
        Trained weights; the shipped ones by default.
    progress : Progress, optional
    since, until : date, optional
        First and last day to report on; what lies before still teaches what is usual, what lies
        after is not looked at.

    Raises
    ------
    UserError, OutsideError
    """
    settings, progress = settings or Settings(), progress or _Silent()
    with ready_beside():
        reading = read(paths, options, settings, progress)
        if until is not None:
            reading = up_to(reading, until)
        made, classified = digest_reading(reading, weights, progress)
        return report_of(
            made,
            settings,
            progress,
            problems=reading.problems,
            classified=classified,
            since=since,
        )


def digest(
    paths: Sequence[Path],
    options: ReadOptions | None = None,
    settings: Settings | None = None,
    weights: Path | None = None,
    *,
    progress: Progress | None = None,
    origin: str = "",
    after: Digest | None = None,
    talk: bool = True,
) -> Digest:
    """Read mentions and return their digest, sealed: counts and single words, no texts.

    With ``after``, the digest of earlier days, what was said then teaches how to read what comes
    now, and with ``talk`` the words of all mentions are counted, too; see :func:`digest_reading`.
    """
    settings, progress = settings or Settings(), progress or _Silent()
    reading = read(paths, options, settings, progress)
    made, _ = digest_reading(reading, weights, progress, after=after, talk=talk)
    return replace(made.seal(settings.min_term_mentions), origin=origin)


def digest_reading(
    reading: Reading,
    weights: Path | None = None,
    progress: Progress | None = None,
    *,
    after: Digest | None = None,
    talk: bool = False,
) -> tuple[Digest, pl.DataFrame]:
    """Digest a reading.

    Parameters
    ----------
    reading : Reading
    weights : path, optional
    progress : Progress, optional
    after : Digest, optional
        Of earlier days: what was said of a place, and what a word stood for, teaches how to read
        what comes after.
    talk : bool
        Whether the words of all mentions are counted, too, those of no place among them: what
        rises anywhere is found from them. It takes a second for a quarter of a million mentions.

    Returns
    -------
    digest : Digest
        Not sealed.
    classified : polars.DataFrame
        The located mentions with their texts; they are evidence and go no further than a report.
    """
    progress = progress or _Silent()
    trained = Weights.load(weights)
    gazetteer = Gazetteer.load()
    earlier = None if after is None else Earlier.of(after.attention, after.terms, gazetteer)
    with ThreadPoolExecutor(1) as beside:
        # Words are cut on one core; the mentions get their name on another.
        name = beside.submit(store.fingerprint, reading.mentions)
        with progress.stage("resolve places"):
            resolver = Resolver.load(trained["place"])
            located = locate(reading.mentions, resolver)
        with progress.stage("classify"):
            classified, words = classify_located(located, trained, gazetteer, earlier)
        with progress.stage("count"):
            made = Digest(
                attention=tally_attention(classified),
                terms=tally_terms(classified, words),
                coverage=reading.coverage,
                inputs=(name.result(),),
                weights=trained.name,
                gazetteer=resolver.gazetteer.version,
                n_located=classified["row"].n_unique(),
            )
    if talk:
        with progress.stage("count all words"):
            made = replace(made, talk=tally_talk(reading.mentions), has_talk=True)
    return made, classified


def find(
    made: Digest, settings: Settings | None = None, progress: Progress | None = None
) -> Report:
    """Report the breakouts of a digest, with terms as evidence."""
    return report_of(made, settings or Settings(), progress or _Silent())


def load_digest(path: Path) -> Digest:
    """Read a digest from its folder."""
    return store.load(path)


def save_digest(made: Digest, path: Path) -> None:
    """Write a digest to a folder, whole or not at all."""
    store.save(made, path)


def merge_digests(digests: Sequence[Digest]) -> Digest:
    """Add digests; see :func:`chuquan.digest.store.merge`."""
    return store.merge(digests)


def demo_digest() -> Digest:
    """Return the embedded sample: a digest of Weibo's hot list, 2020-11 to 2024-06."""
    return store.load(Path(str(files("chuquan") / "data" / "sample")))


def compile_kernels() -> None:
    """Compile all kernels into their cache, so that no first run has to wait for it."""
    make_ready()


def resolve(texts: Sequence[str], weights: Path | None = None) -> pl.DataFrame:
    """Say which places texts mean.

    Returns
    -------
    polars.DataFrame
        Columns ``row, text, place_id, name, name_en, start, end, confidence``; one row a text and
        place.
    """
    resolver = Resolver.load(Weights.load(weights)["place"])
    column = pl.Series("text", list(texts), dtype=pl.String)
    names = resolver.gazetteer.frame.select("place_id", "name", "name_en")
    rows = column.to_frame().with_row_index("row")
    return (
        resolver.resolve(column)
        .join(names, on="place_id", how="left", maintain_order="left")
        .join(rows, on="row", how="left", maintain_order="left")
        .select("row", "text", "place_id", "name", "name_en", "start", "end", "confidence")
    )


def report_of(
    made: Digest,
    settings: Settings,
    progress: Progress,
    *,
    problems: tuple[Problem, ...] = (),
    classified: pl.DataFrame | None = None,
    since: date | None = None,
) -> Report:
    """Report the breakouts of a digest.

    Parameters
    ----------
    made : Digest
    settings : Settings
    progress : Progress
    problems : tuple of Problem
        What could not be read.
    classified : polars.DataFrame, optional
        As of :func:`digest_reading`: the mentions are evidence then, not the terms.
    since : date, optional
        First day to report on.

    Raises
    ------
    EmptySourceError
        If nothing was looked at.
    """
    if made.coverage.is_empty():
        raise EmptySourceError(
            "the digest holds no coverage: nothing was looked at",
            where="digest",
            allowed="a digest of at least one mention",
            todo="digest a source that holds mentions",
        )
    gazetteer = Gazetteer.load()
    with progress.stage("find breakouts"):
        series = build_series(made, gazetteer)
        episodes, index = find_episodes(series, gazetteer, settings)
    if since is not None:
        first = (since - series.first_day).days
        episodes = [e for e in episodes if e.last_day >= first]
    with progress.stage("explain"):
        explained = explain(
            episodes,
            series,
            index,
            made.attention,
            gazetteer,
            settings=settings,
            classified=classified,
        )
    last = series.first_day + timedelta(days=series.n_days - 1)
    return Report(
        chuquan_version=__version__,
        period=(since or series.first_day, last),
        false_discovery_rate=settings.false_discovery_rate,
        breakouts=explained.breakouts,
        places=explained.places,
        sources=source_health(made.coverage),
        n_mentions=float(made.n_mentions),
        n_located=float(made.n_located),
        problems=problems,
        weights=made.weights,
        gazetteer=made.gazetteer,
        origin=made.origin,
        warm_up_days=WARM_UP_DAYS,
    )


def up_to(reading: Reading, until: date) -> Reading:
    """Return what was seen by the end of a day (China's calendar)."""
    last = pl.lit(until)
    day = pl.col("hour").dt.convert_time_zone(CALENDAR).dt.date()
    seen = pl.col("observed_at").dt.convert_time_zone(CALENDAR).dt.date()
    return replace(
        reading,
        mentions=reading.mentions.filter(seen <= last),
        coverage=reading.coverage.filter(day <= last),
    )
