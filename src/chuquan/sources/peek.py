"""A first look at an input: enough to tell its format, without reading it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from chuquan.errors import EmptySourceError, NotFoundError, OutsideError

DATA_SUFFIXES = frozenset(
    {".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".xlsx", ".parquet", ".db"}
)
"""How the names of files end that we look into, in a folder that is no archive."""

_HEAD_BYTES = 1 << 16
_MAX_NAMES = 2000
_MAGIC = {b"PAR1": "parquet", b"PK\x03\x04": "xlsx", b"SQLite format 3\x00": "sqlite"}


@dataclass(frozen=True)
class Peek:
    """What can be seen of an input at once.

    Attributes
    ----------
    path : pathlib.Path
        The file or folder.
    names : tuple of str
        Of a folder: paths of the files in it, relative, with ``/``; at most 2,000. Empty for a
        file.
    head : bytes
        Of a file: its first 64 KiB. Empty for a folder.
    """

    path: Path
    names: tuple[str, ...]
    head: bytes

    @property
    def is_folder(self) -> bool:
        """Whether the input is a folder."""
        return not self.head

    @cached_property
    def magic(self) -> str:
        """The binary format that the first bytes announce: parquet, xlsx, sqlite or none ("")."""
        return next((name for magic, name in _MAGIC.items() if self.head.startswith(magic)), "")

    @cached_property
    def text(self) -> str:
        """The head as text, with whatever cannot be read replaced; not for binary formats."""
        if self.magic:
            return ""
        if self.head.startswith((b"\xff\xfe", b"\xfe\xff")):
            return self.head.decode("utf-16", "replace").lstrip("\ufeff")
        try:
            return self.head.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
        except UnicodeDecodeError as error:
            # The head may end within a character.
            cut = error.start >= len(self.head) - 4
            return self.head.decode("utf-8" if cut else "gb18030", "replace")

    @cached_property
    def first_line(self) -> str:
        """The first line of text that is not blank, in lower case."""
        lines = (line.strip() for line in self.text.splitlines())
        return next((line for line in lines if line), "").lower()

    @cached_property
    def start(self) -> str:
        """The text without any white space, to look for a JSON shape in."""
        return "".join(self.text[:8192].split())


def peek(path: Path) -> Peek:
    """Look at an input for the first time.

    Raises
    ------
    NotFoundError
        If there is no such file or folder.
    EmptySourceError
        If the file has no bytes, or the folder no files.
    OutsideError
        If the disk or the file's rights do not allow reading it.
    """
    try:
        if path.is_dir():
            names = tuple(_first(walk(path), _MAX_NAMES))
            if not names:
                raise EmptySourceError(
                    "the folder holds no file", where=str(path), todo="give a folder with data"
                )
            return Peek(path, names, b"")
        if not path.exists():
            raise NotFoundError(
                "there is no such file or folder",
                where=str(path),
                todo="check the path; relative paths start at the current folder",
            )
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except (OSError, ValueError) as error:
        raise OutsideError(
            f"cannot be opened: {error}", where=str(path), todo="check the rights and the disk"
        ) from error
    if not head:
        raise EmptySourceError(
            "the file is empty", where=str(path), todo="export or download the file again"
        )
    return Peek(path, (), head)


def walk(folder: Path) -> Iterator[str]:
    """Yield the files under a folder, relative with ``/``, sorted; nothing whose name is hidden."""
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        relative = Path(here).relative_to(folder)
        for name in sorted(files):
            if not name.startswith("."):
                yield (relative / name).as_posix()


def load(path: Path) -> bytes:
    """Return the bytes of a file.

    Raises
    ------
    NotFoundError, OutsideError
        If it is not there, or the disk does not give it.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise NotFoundError(
            "there is no such file", where=str(path), todo="check the path"
        ) from error
    except (OSError, ValueError) as error:
        raise OutsideError(
            f"cannot be opened: {error}", where=str(path), todo="check the rights and the disk"
        ) from error


def _first(names: Iterator[str], n: int) -> Iterator[str]:
    for _, name in zip(range(n), names, strict=False):
        yield name
