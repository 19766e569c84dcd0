"""A digest: the additive tables ``attention``, ``terms``, ``coverage``, and where they come from.

Where it was asked for, a fourth is beside them: ``talk``, the words of all mentions, of any place
or none. Readers that do not know it read the other three.

It holds counts and single words, never a text. On disk it is a folder; see
:mod:`chuquan.digest.folder`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import polars as pl

from chuquan.digest.folder import Head, read_head, read_table, write_folder
from chuquan.errors import UserError
from chuquan.tables import ATTENTION, COVERAGE, TALK, TERMS, Schema
from chuquan.version import __version__

_TABLES: Final[dict[str, Schema]] = {"attention": ATTENTION, "terms": TERMS, "coverage": COVERAGE}
_TALK: Final = "talk"

MIN_TALK_MENTIONS: Final = 5
"""A word stays in a sealed ``talk`` when so many mentions hold it, over all sources and days: what
fewer hold is no trend, and most different words are such."""


@dataclass(frozen=True)
class Digest:
    """Counts of what was said about places, and of what was looked at.

    Attributes
    ----------
    attention, terms, coverage : polars.DataFrame
        Tables of :mod:`chuquan.tables`, one row a key, sorted by key.
    inputs : tuple of str
        One fingerprint a digested input; the same input twice in a merge is refused.
    weights, gazetteer : str
        Versions that resolved and classified.
    origin : str
        Where the mentions come from and under which licence.
    n_located : int
        Mentions that name a place.
    notes : dict
        What its maker wants to keep beside it; a merge keeps none.
    talk : polars.DataFrame
        Table ``talk``: the words of all mentions, of any place or none; empty where not counted.
    has_talk : bool
        Whether it was counted; always so where it is not empty.
    """

    attention: pl.DataFrame
    terms: pl.DataFrame
    coverage: pl.DataFrame
    inputs: tuple[str, ...] = ()
    weights: str = ""
    gazetteer: str = ""
    origin: str = ""
    n_located: int = 0
    notes: dict[str, Any] = field(default_factory=dict)
    talk: pl.DataFrame = field(default_factory=TALK.empty)
    has_talk: bool = False

    def __post_init__(self) -> None:
        if not self.talk.is_empty():
            object.__setattr__(self, "has_talk", True)

    @property
    def n_mentions(self) -> int:
        """Mentions that were digested, located or not."""
        return int(self.coverage["n_new"].sum())

    def seal(self, min_term_mentions: int) -> Digest:
        """Return the digest without the terms of a place that fewer mentions hold.

        Of ``talk`` the words leave that fewer than :data:`MIN_TALK_MENTIONS` mentions hold.

        Sealing comes last, before a digest is written or shared: unsealed digests merge to exactly
        what one digest of all mentions would be; sealed ones lack the terms that were rare in every
        part.

        Parameters
        ----------
        min_term_mentions : int
            A term stays in a place when at least so many of its mentions hold it, over all sources
            and days.
        """
        common = pl.col("n").sum().over("place_id", "term") >= min_term_mentions
        is_talked_of = pl.col("n").sum().over("term") >= MIN_TALK_MENTIONS
        return replace(self, terms=self.terms.filter(common), talk=self.talk.filter(is_talked_of))


def fingerprint(mentions: pl.DataFrame) -> str:
    """Return a short name of a set of mentions that does not depend on their order.

    Parameters
    ----------
    mentions : polars.DataFrame
        Table ``mentions``; what is listed where and when decides, the texts do not.
    """
    ids = mentions.select("source", "item_id", pl.col("observed_at").to_physical())
    rows = ids.select(pl.concat_str(pl.all(), separator="\x1f").alias("id"))["id"].sort()
    joined = rows.str.join("\x1e").item() if len(rows) else ""
    return hashlib.blake2b(joined.encode(), digest_size=12).hexdigest()


def merge(digests: Sequence[Digest]) -> Digest:
    """Add digests: of other periods, other sources or other machines; the order never matters.

    The words of all mentions (``talk``) are kept where all that hold mentions counted them: words
    of a part would pass for those of the whole.

    Raises
    ------
    UserError
        If there is nothing to merge, the same input is in two of them, or they were made with
        different weights or gazetteers, whose counts do not add.
    """
    if not digests:
        raise UserError("no digest to merge", allowed="one or more", todo="name the digests")
    inputs = [name for digest in digests for name in digest.inputs]
    twice = sorted({name for name in inputs if inputs.count(name) > 1})
    if twice:
        raise UserError(
            f"the same input is in more than one digest (fingerprint {', '.join(twice)})",
            where="merge",
            allowed="digests of different mentions",
            todo="leave one of them out, or every mention in it would count twice",
        )
    for what in ("weights", "gazetteer"):
        found = sorted({getattr(digest, what) for digest in digests})
        if len(found) > 1:
            raise UserError(
                f"digests made with different {what}: {', '.join(found)}",
                where="merge",
                allowed=f"digests made with the same {what}",
                todo="digest the mentions again with one version",
            )
    return Digest(
        attention=ATTENTION.add(d.attention for d in digests),
        terms=TERMS.add(d.terms for d in digests),
        coverage=COVERAGE.add(d.coverage for d in digests),
        inputs=tuple(sorted(inputs)),
        weights=digests[0].weights,
        gazetteer=digests[0].gazetteer,
        origin="; ".join(sorted({o for d in digests for o in d.origin.split("; ") if o})),
        n_located=sum(d.n_located for d in digests),
        **_talk_of_all(digests),
    )


def _talk_of_all(digests: Sequence[Digest]) -> dict[str, Any]:
    speaking = [d for d in digests if d.n_mentions > 0]
    has_talk = bool(speaking) and all(d.has_talk for d in speaking)
    return {
        "talk": TALK.add(d.talk for d in digests) if has_talk else TALK.empty(),
        "has_talk": has_talk,
    }


def save(digest: Digest, path: str | Path) -> None:
    """Write a digest to a folder, whole or not at all; an older digest there is replaced.

    Raises
    ------
    UserError
        If there is anything else at ``path``, or beside the digest in it.
    SchemaError
        If a table breaks its contract; nothing is written then.
    OutsideError
        If the disk refuses; what was there before is there still.
    """
    tables = {
        name: schema.validate(getattr(digest, name)).sort(schema.keys)
        for name, schema in _tables(digest.has_talk).items()
    }
    head = Head(
        chuquan_version=__version__,
        inputs=digest.inputs,
        weights=digest.weights,
        gazetteer=digest.gazetteer,
        origin=digest.origin,
        n_located=digest.n_located,
        notes=digest.notes,
    )
    write_folder(Path(path), tables, head, known=frozenset(_tables(has_talk=True)))


def load(path: str | Path) -> Digest:
    """Read a digest back.

    Raises
    ------
    NotFoundError
        If there is no digest at ``path``.
    FormatError
        If it is damaged; the error names the file.
    VersionError
        If a newer version wrote it.
    """
    folder = Path(path)
    head = read_head(folder)
    has_talk = _TALK in head.checksums
    tables = {
        name: read_table(folder, name, schema, head) for name, schema in _tables(has_talk).items()
    }
    return Digest(
        **tables,
        has_talk=has_talk,
        inputs=head.inputs,
        weights=head.weights,
        gazetteer=head.gazetteer,
        origin=head.origin,
        n_located=head.n_located,
        notes=head.notes,
    )


def _tables(has_talk: bool) -> dict[str, Schema]:
    return {**_TABLES, _TALK: TALK} if has_talk else _TABLES
