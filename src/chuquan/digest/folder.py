"""The folder of a digest on disk: a Parquet file a table and ``digest.json``, the head.

A folder is replaced whole or not at all. The head holds the checksum of each table, and no table is
read whose bytes are not those that were written: a damaged Parquet file can bring a reader down
with all of its process, beyond the reach of any ``except``.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Collection, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import msgspec
import polars as pl

from chuquan.errors import (
    FormatError,
    NotFoundError,
    OutsideError,
    SchemaError,
    UserError,
    VersionError,
)
from chuquan.tables import Schema

DIGEST_VERSION: Final = 1
"""Raised when a reader of the old version would misread the new one."""

HEAD_FILE: Final = "digest.json"
_SHAPE: Final = "a folder as `chuquan digest` writes it"


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What stands beside the tables.

    Attributes
    ----------
    checksums : dict
        BLAKE2b of each table's file, 16 bytes in hexadecimal, by name of table.
    inputs, weights, gazetteer, origin, n_located, notes
        As of :class:`chuquan.digest.store.Digest`.
    """

    digest_version: int = DIGEST_VERSION
    chuquan_version: str = ""
    checksums: dict[str, str] = {}
    inputs: tuple[str, ...] = ()
    weights: str = ""
    gazetteer: str = ""
    origin: str = ""
    n_located: int = 0
    notes: dict[str, Any] = {}


class _Version(msgspec.Struct):
    digest_version: int


def write_folder(
    target: Path, tables: Mapping[str, pl.DataFrame], head: Head, *, known: Collection[str]
) -> None:
    """Write tables and head to a folder, whole or not at all; an older digest there is replaced.

    Parameters
    ----------
    target : path
    tables : mapping of str to polars.DataFrame
        Valid and sorted.
    head : Head
        Its checksums are filled in here.
    known : collection of str
        All tables that a digest may hold: an older digest at ``target`` may have more than this.

    Raises
    ------
    UserError
        If there is anything at ``target`` but a digest.
    OutsideError
        If the disk refuses; what was there before is there still.
    """
    _check_target(target, {*tables, *known})
    part = target.with_name(f"{target.name}.part{os.getpid()}")
    try:
        part.mkdir(parents=True)
        for name, table in tables.items():
            _compact(table).write_parquet(
                _file(part, name), compression="zstd", compression_level=19
            )
        sums = {name: _checksum(_file(part, name).read_bytes()) for name in tables}
        whole = msgspec.structs.replace(head, checksums=sums)
        text = msgspec.json.format(msgspec.json.encode(whole, order="sorted"), indent=1)
        (part / HEAD_FILE).write_bytes(text + b"\n")
        _put_in_place(part, target)
    except OSError as error:
        raise OutsideError(
            f"the digest could not be written: {error}",
            where=str(target),
            todo="see that the disk has room and the folder may be written",
        ) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def read_head(folder: Path) -> Head:
    """Read the head of a digest.

    Raises
    ------
    NotFoundError
        If there is no digest in ``folder``.
    FormatError
        If the head is damaged.
    VersionError
        If a newer version wrote it.
    """
    file = folder / HEAD_FILE
    if not file.is_file():
        raise NotFoundError(
            "there is no digest",
            where=str(folder),
            allowed=f"a folder that `chuquan digest` wrote (it holds {HEAD_FILE})",
            todo="make one: chuquan digest SOURCE --out DIGEST",
        )
    try:
        data = file.read_bytes()
        version = msgspec.json.decode(data, type=_Version).digest_version
        if version <= DIGEST_VERSION:
            return msgspec.json.decode(data, type=Head)
    except (OSError, UnicodeDecodeError, msgspec.DecodeError, RecursionError) as error:
        raise _damaged(file, str(error)) from error
    raise VersionError(
        f"digest version {version}",
        where=str(file),
        allowed=f"up to version {DIGEST_VERSION}",
        todo="upgrade chuquan",
    )


def read_table(folder: Path, name: str, schema: Schema, head: Head) -> pl.DataFrame:
    """Read one table of a digest.

    Raises
    ------
    FormatError
        If its bytes are not those that were written, or it breaks its contract.
    """
    file = _file(folder, name)
    try:
        data = file.read_bytes()
    except OSError as error:
        raise _damaged(file, str(error)) from error
    if _checksum(data) != head.checksums.get(name):
        raise _damaged(file, f"its checksum is not the one in {HEAD_FILE}")
    try:
        return schema.validate(pl.read_parquet(BytesIO(data)))
    except (pl.exceptions.PolarsError, SchemaError) as error:
        raise _damaged(file, getattr(error, "found", str(error))) from error


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name}.parquet"


def _checksum(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def _damaged(file: Path, found: str) -> FormatError:
    return FormatError(
        f"a damaged digest: {found}", where=str(file), allowed=_SHAPE, todo="make the digest again"
    )


def _check_target(target: Path, tables: Collection[str]) -> None:
    # A digest that is replaced is deleted, so nothing else may lie in its folder.
    if not target.exists():
        return
    ours = {HEAD_FILE, *(_file(target, name).name for name in tables)}
    names = {file.name for file in target.iterdir()} if target.is_dir() else set()
    if HEAD_FILE not in names or names - ours:
        foreign = ", ".join(sorted(names - ours)[:5])
        raise UserError(
            "there is something that is no digest" + (f": {foreign}" if foreign else ""),
            where=str(target),
            allowed="a new folder, or a digest to replace",
            todo="choose another --out",
        )


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
