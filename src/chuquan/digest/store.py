"""A digest: the additive tables ``attention``, ``terms``, ``coverage``, and where they come from.

On disk a digest is a folder of three Parquet files and ``digest.json``. It holds counts and single
words, never a text.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import msgspec
import polars as pl

from chuquan.errors import (
    ChuquanError,
    FormatError,
    NotFoundError,
    OutsideError,
    UserError,
    VersionError,
)
from chuquan.sources.base import Reader
from chuquan.tables import ATTENTION, COVERAGE, TERMS, Schema
from chuquan.version import __version__

DIGEST_VERSION: Final = 1
_HEAD: Final = "digest.json"
_SHAPE: Final = "a folder as `chuquan digest` writes it"
_TABLES: Final[dict[str, Schema]] = {"attention": ATTENTION, "terms": TERMS, "coverage": COVERAGE}


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

    @property
    def n_mentions(self) -> int:
        """Mentions that were digested, located or not."""
        return int(self.coverage["n_new"].sum())

    def seal(self, min_term_mentions: int) -> Digest:
        """Return the digest without the terms of a place that fewer mentions hold.

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
        return replace(self, terms=self.terms.filter(common))


def fingerprint(mentions: pl.DataFrame) -> str:
    """Return a short name of a set of mentions that does not depend on their order.

    Parameters
    ----------
    mentions : polars.DataFrame
        Table ``mentions``; what is listed where and when decides, the texts do not.
    """
    ids = mentions.select("source", "item_id", pl.col("observed_at").to_physical())
    rows = ids.select(pl.concat_str(pl.all(), separator="\x1f").alias("id"))["id"].sort()
    digest = hashlib.blake2b(digest_size=12)
    digest.update("\x1e".join(rows).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def merge(digests: Sequence[Digest]) -> Digest:
    """Add digests: of other periods, other sources or other machines; the order never matters.

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
        origin="; ".join(sorted({d.origin for d in digests if d.origin})),
        n_located=sum(d.n_located for d in digests),
    )


def save(digest: Digest, path: str | Path) -> None:
    """Write a digest to a folder, whole or not at all; an older digest there is replaced.

    Raises
    ------
    UserError
        If there is anything else at ``path``, or beside the digest in it.
    SchemaError
        If a table breaks its contract.
    OutsideError
        If the disk refuses; what was there before is there still.
    """
    target = Path(path)
    _check_target(target)
    part = target.with_name(f"{target.name}.part{os.getpid()}")
    try:
        part.mkdir(parents=True)
        _write(digest, part)
        _put_in_place(part, target)
    except OSError as error:
        raise OutsideError(
            f"the digest could not be written: {error}",
            where=str(target),
            todo="see that the disk has room and the folder may be written",
        ) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _check_target(target: Path) -> None:
    # A digest that is replaced is deleted, so nothing else may lie in its folder.
    if not target.exists():
        return
    ours = {_HEAD, *(f"{name}.parquet" for name in _TABLES)}
    names = {file.name for file in target.iterdir()} if target.is_dir() else set()
    if _HEAD not in names or names - ours:
        raise UserError(
            "there is something that is no digest"
            + (f": {', '.join(sorted(names - ours)[:5])}" if names - ours else ""),
            where=str(target),
            allowed="a new folder, or a digest to replace",
            todo="choose another --out",
        )


def _write(digest: Digest, folder: Path) -> None:
    for name, schema in _TABLES.items():
        table: pl.DataFrame = schema.validate(getattr(digest, name)).sort(schema.keys)
        _compact(table).write_parquet(
            folder / f"{name}.parquet", compression="zstd", compression_level=19
        )
    head = _Head(
        digest_version=DIGEST_VERSION,
        chuquan_version=__version__,
        inputs=digest.inputs,
        weights=digest.weights,
        gazetteer=digest.gazetteer,
        origin=digest.origin,
        n_located=digest.n_located,
        notes=digest.notes,
    )
    text = msgspec.json.format(msgspec.json.encode(head, order="sorted"), indent=1)
    (folder / _HEAD).write_bytes(text + b"\n")


def _put_in_place(part: Path, target: Path) -> None:
    if not target.exists():
        part.rename(target)
        return
    old = target.with_name(f"{target.name}.old{os.getpid()}")
    target.rename(old)
    try:
        part.rename(target)
    except BaseException:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _compact(table: pl.DataFrame) -> pl.DataFrame:
    # Counts are sixteenths and small: Float32 holds them exactly up to a million, at half the size.
    floats = [name for name, dtype in table.schema.items() if dtype == pl.Float64]
    exact = [n for n in floats if (table[n].cast(pl.Float32).cast(pl.Float64) == table[n]).all()]
    return table.with_columns(pl.col(n).cast(pl.Float32) for n in exact)


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
    file = folder / _HEAD
    if not file.is_file():
        raise NotFoundError(
            "there is no digest",
            where=str(folder),
            allowed=f"a folder that `chuquan digest` wrote (it holds {_HEAD})",
            todo="make one: chuquan digest SOURCE --out DIGEST",
        )
    try:
        data = file.read_bytes()
        version = msgspec.json.decode(data, type=_Version).digest_version
        head = msgspec.json.decode(data, type=_Head) if version <= DIGEST_VERSION else None
    except (OSError, UnicodeDecodeError, msgspec.DecodeError, RecursionError) as error:
        raise _damaged(file, str(error)) from error
    if head is None:
        raise VersionError(
            f"digest version {version}",
            where=str(file),
            allowed=f"up to version {DIGEST_VERSION}",
            todo="upgrade chuquan",
        )
    tables = {name: _read_table(folder / f"{name}.parquet", s) for name, s in _TABLES.items()}
    return Digest(
        **tables,
        inputs=head.inputs,
        weights=head.weights,
        gazetteer=head.gazetteer,
        origin=head.origin,
        n_located=head.n_located,
        notes=head.notes,
    )


def _read_table(file: Path, schema: Schema) -> pl.DataFrame:
    try:
        with Reader(str(file), _SHAPE):
            return schema.validate(pl.read_parquet(file))
    except ChuquanError as error:
        raise _damaged(file, error.found) from error
    except OSError as error:
        raise _damaged(file, str(error)) from error


def _damaged(file: Path, found: str) -> FormatError:
    return FormatError(
        f"a damaged digest: {found}", where=str(file), allowed=_SHAPE, todo="make the digest again"
    )


class _Version(msgspec.Struct):
    digest_version: int


class _Head(msgspec.Struct, frozen=True, kw_only=True):
    digest_version: int
    chuquan_version: str = ""
    inputs: tuple[str, ...] = ()
    weights: str = ""
    gazetteer: str = ""
    origin: str = ""
    n_located: int = 0
    notes: dict[str, Any] = {}
