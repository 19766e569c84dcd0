"""What a place could break out with next, and whose moment a theme is.

read -> digest -> breakouts = a corpus; distinctive, trends, matches, chains, partners = a discovery
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import msgspec
import polars as pl

from chuquan import pipeline
from chuquan.config import Settings
from chuquan.digest.folder import HEAD_FILE
from chuquan.digest.store import Digest
from chuquan.digest.until import days_of, until
from chuquan.errors import RefusalError, UserError
from chuquan.kernels import ready_beside
from chuquan.opportunities.assets.known import assets_of
from chuquan.opportunities.assets.shipped import shipped_assets
from chuquan.opportunities.assets.table import read_assets
from chuquan.opportunities.chains.chain import chain
from chuquan.opportunities.chains.channels import channels
from chuquan.opportunities.chains.partners import partners
from chuquan.opportunities.chains.said import once
from chuquan.opportunities.corpus import Corpus
from chuquan.opportunities.distinctive import distinctive
from chuquan.opportunities.said import Sides, image_mentions
from chuquan.opportunities.shipped import shipped_digest, shipped_report, shipped_trends
from chuquan.opportunities.trends.ground import Ground
from chuquan.opportunities.trends.match import places_of, themes_of
from chuquan.opportunities.trends.rising import of_theme, rising
from chuquan.opportunities.untold import untold
from chuquan.pipeline import Progress
from chuquan.places.gazetteer import Gazetteer
from chuquan.places.look_up import look_up
from chuquan.report import Asset, Discovery, Problem, Report, Trend
from chuquan.sources.base import ReadOptions
from chuquan.stages import Silent

N_CHAINS = 3
"""Chains of a place's clearest themes, where no theme is asked about."""

N_PARTNERS = 20

FEW_MENTIONS = 20
"""Image mentions of a place under which a discovery says how little it rests on."""


@dataclass(frozen=True, kw_only=True)
class DiscoveryQuestion:
    """What is asked; a place, a theme, or a theme at a place.

    Attributes
    ----------
    place : str
        Name (Chinese or English) or code; empty for none.
    theme : str
        A word, or several that mean one; empty for none.
    as_of : date or None
        Look at nothing later; None for the last day that was looked at.
    assets : tuple of path
        The user's tables of assets.
    """

    place: str = ""
    theme: str = ""
    as_of: date | None = None
    assets: tuple[Path, ...] = ()


class _Silent(Silent):
    def has_read(self, mapping: object, problems: object) -> None:
        """Say nothing."""


def gather(
    paths: Sequence[Path],
    question: DiscoveryQuestion,
    options: ReadOptions | None = None,
    settings: Settings | None = None,
    *,
    progress: Progress | None = None,
) -> Corpus:
    """Return all that was known on the day that is asked about.

    Parameters
    ----------
    paths : sequence of path
        Files and folders of mentions, or one folder of a digest; the shipped counts for none.
    question : DiscoveryQuestion
    options : ReadOptions, optional
        What cannot be guessed of files of mentions.
    settings : Settings, optional
    progress : Progress, optional

    Raises
    ------
    RefusalError
        If the day that is asked about lies before everything that was looked at.
    UserError, OutsideError
    """
    job = _Job(question.as_of, settings or Settings(), progress or _Silent())
    assets, problems = _assets(question.assets, Gazetteer.load())
    if not paths:
        corpus = _of_shipped(job)
    elif len(paths) == 1 and (paths[0] / HEAD_FILE).is_file():
        made = pipeline.load_digest(paths[0])
        corpus = _of_digest(made, job)
    else:
        corpus = _of_mentions(paths, options, job)
    known = tuple(a for a in assets if a.since is None or a.since <= corpus.as_of)
    report = msgspec.structs.replace(
        corpus.report, problems=(*corpus.report.problems, *problems), origin=corpus.digest.origin
    )
    return replace(corpus, assets=known, report=report)


def discover(
    paths: Sequence[Path],
    question: DiscoveryQuestion,
    options: ReadOptions | None = None,
    settings: Settings | None = None,
    *,
    report: Report | None = None,
    progress: Progress | None = None,
) -> Report:
    """Answer one question; the report holds the breakouts known by then and the discovery.

    Parameters
    ----------
    paths : sequence of path
        See :func:`gather`, as for what follows.
    question : DiscoveryQuestion
    options : ReadOptions, optional
    settings : Settings, optional
    report : Report, optional
        What the discovery enters, in place of a report on the same mentions.
    progress : Progress, optional

    Raises
    ------
    UserError
        If neither a place nor a theme is asked about.
    NotFoundError
        If no place is called so.
    RefusalError
        If nothing is known of the place on that day.
    """
    progress = progress or _Silent()
    if not question.place.strip() and not question.theme.strip():
        raise UserError(
            "neither a place nor a theme",
            where="discover",
            allowed="a place, a theme, or both",
            todo="name one: chuquan discover 洛阳, or: chuquan discover --theme 汉服",
        )
    name = question.place.strip()
    place_id = look_up(name, Gazetteer.load()) if name else None
    corpus = gather(paths, question, options, settings, progress=progress)
    with progress.stage("discover"):
        found = _answer(corpus, place_id, question.theme.strip())
    if report is None:
        return corpus.report.with_discovery(found)
    # What could not be used of this question's own input is told in the given report, and first.
    problems = dict.fromkeys((*corpus.report.problems, *report.problems))
    return msgspec.structs.replace(report.with_discovery(found), problems=tuple(problems))


def _answer(corpus: Corpus, place_id: str | None, theme: str) -> Discovery:
    found = Discovery(
        discovery_id="/".join(
            part
            for part in (f"place:{place_id}" if place_id else "", f"theme:{theme}" if theme else "")
            if part
        ),
        as_of=corpus.as_of,
        first_day=corpus.first_day,
        theme=theme,
        n_mentions=float(corpus.digest.n_mentions),
        sources=tuple(corpus.digest.coverage["source"].unique().sort()),
        origin=corpus.digest.origin,
        notes=_notes(corpus),
    )
    if place_id is not None:
        found = _of_place(corpus, place_id, found)
    found = _moment(corpus, place_id, found)
    return _along(corpus, place_id, found)


def _of_place(corpus: Corpus, place_id: str, found: Discovery) -> Discovery:
    n_own = image_mentions(corpus.digest, Sides.of(place_id, corpus.gazetteer))
    assets = assets_of(corpus, place_id)
    name = corpus.gazetteer.name(place_id)
    if not n_own and not assets:
        raise RefusalError(
            f"nothing is known of {name} by {corpus.as_of}: no mention tells it as an image, and "
            "no list names an asset of it",
            where="discover",
            allowed="a place that mentions or lists speak of",
            todo="give mentions that name it, or a table of its assets with --assets FILE",
        )
    few = ("few_mentions",) if n_own < FEW_MENTIONS else ()
    return msgspec.structs.replace(
        found,
        place_id=place_id,
        place_name=name,
        place_name_en=corpus.gazetteer.name_en(place_id),
        n_mentions=round(n_own, 2),
        distinctive=distinctive(corpus, place_id),
        untold=untold(corpus, place_id),
        assets=assets,
        notes=(*found.notes, *few),
    )


def _moment(corpus: Corpus, place_id: str | None, found: Discovery) -> Discovery:
    """Add what rises now, and what of it fits the place or which places the theme fits."""
    # Digests may be made without the words of all mentions; the shipped ones are of the last days.
    ground = Ground.of(corpus)
    trends: tuple[Trend, ...] = ()
    if corpus.trends is not None:
        trends = of_theme(corpus.trends, found.theme) if found.theme else corpus.trends
    elif not corpus.digest.talk.is_empty():
        trends = rising(corpus, found.theme or None, ground=ground)
    if found.theme:
        trend = trends[0] if trends else None
        ranked = places_of(corpus, found.theme, trend=trend, ground=ground, also=place_id)
    else:
        ranked = themes_of(corpus, str(place_id), trends, ground=ground) if trends else ()
    return msgspec.structs.replace(found, trends=trends, matches=ranked)


def _along(corpus: Corpus, place_id: str | None, found: Discovery) -> Discovery:
    """Add what goes along with the theme that is asked about, or with the place's clearest ones."""
    themes = [found.theme] if found.theme else _clearest(found)
    said = None if corpus.mentions is None else once(corpus.mentions)
    made = (chain(corpus, theme, place_id, said=said) for theme in themes)
    # That nothing goes along with a theme is an answer only where it was asked.
    chains = tuple(c for c in made if c is not None and (c.links or found.theme))
    offered = [p for theme in themes for p in partners(corpus, theme, place_id, said=said)]
    offered.sort(key=lambda p: -p.log_odds_interval[0])
    return msgspec.structs.replace(
        found,
        chains=chains,
        partners=tuple(offered[:N_PARTNERS]),
        channels=None if place_id is None else channels(corpus, place_id),
    )


def _clearest(found: Discovery) -> list[str]:
    """Return the themes whose chains are looked for: works have parts, not trades around them."""
    clear = (d for d in found.distinctive if d.is_clear)
    return [d.name for d in clear if d.asset is None or d.asset.kind != "work"][:N_CHAINS]


def _notes(corpus: Corpus) -> tuple[str, ...]:
    """Return codes of what the answer rests on; the faces say them in words."""
    notes = ["shipped" if corpus.is_shipped else "reference"]
    if corpus.classified is None:
        notes.append("digest")
    if corpus.digest.talk.is_empty():
        notes.append("no_talk")
    return tuple(notes)


def _assets(
    tables: Sequence[Path], gazetteer: Gazetteer
) -> tuple[tuple[Asset, ...], tuple[Problem, ...]]:
    readings = [read_assets(table, gazetteer) for table in tables]
    own = tuple(asset for reading in readings for asset in reading.assets)
    return (*own, *shipped_assets()), tuple(p for r in readings for p in r.problems)


@dataclass(frozen=True)
class _Job:
    as_of: date | None
    settings: Settings
    progress: Progress


def _of_shipped(job: _Job) -> Corpus:
    made = shipped_digest()
    first, last = days_of(made.coverage)
    if (job.as_of is None or job.as_of >= last) and job.settings == Settings():
        return Corpus(
            digest=made,
            gazetteer=Gazetteer.load(),
            first_day=first,
            as_of=last,
            report=shipped_report(),
            is_shipped=True,
            trends=shipped_trends(),
        )
    return replace(_of_digest(made, job), reference=None, is_shipped=True)


def _of_digest(made: Digest, job: _Job) -> Corpus:
    first, day = _period(made.coverage, job.as_of)
    cut = until(made, day)
    return Corpus(
        digest=cut,
        gazetteer=Gazetteer.load(),
        first_day=first,
        as_of=day,
        report=pipeline.report_of(cut, job.settings, job.progress),
        reference=until(shipped_digest(), day),
    )


def _of_mentions(paths: Sequence[Path], options: ReadOptions | None, job: _Job) -> Corpus:
    with ready_beside():
        reading = pipeline.read(paths, options, job.settings, job.progress)
        first, day = _period(reading.coverage, job.as_of)
        reading = pipeline.up_to(reading, day)
        made, classified = pipeline.digest_reading(reading, None, job.progress, talk=True)
        report = pipeline.report_of(
            made, job.settings, job.progress, problems=reading.problems, classified=classified
        )
    return Corpus(
        digest=made,
        gazetteer=Gazetteer.load(),
        first_day=first,
        as_of=day,
        report=report,
        mentions=reading.mentions,
        classified=classified,
        reference=until(shipped_digest(), day),
    )


def _period(coverage: pl.DataFrame, as_of: date | None) -> tuple[date, date]:
    """Return the first day, and the day that is asked about or the last one before it."""
    first, last = days_of(coverage)
    day = last if as_of is None else min(as_of, last)
    if day < first:
        raise RefusalError(
            f"nothing was looked at by {day}: the first day is {first}",
            where="--as-of",
            allowed=f"{first} to {last}",
            todo="ask about a later day, or give mentions of earlier ones",
        )
    return first, day
