"""Write a set of files whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from chuquan.errors import OutsideError


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write several files so that an interruption leaves no half-written one.

    All are written beside their targets first and then moved into place. Folders that had to be
    made are taken away again when anything fails.

    Raises
    ------
    OutsideError
        If the disk refuses.
    """
    staged: list[tuple[Path, Path]] = []
    made: list[Path] = []
    try:
        for path, content in files.items():
            made += _missing_folders(path.parent)
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
            part = Path(name)
            staged.append((part, path))
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            part.chmod(0o666 & ~_umask())
        while staged:
            part, path = staged[0]
            part.replace(path)
            staged.pop(0)
        made.clear()
    except OSError as error:
        raise OutsideError(
            f"cannot write: {error.strerror or error}",
            where=str(error.filename or next(iter(files))),
            allowed="a folder one may write to, with room left",
            todo="choose another --out, or free the disk",
        ) from error
    finally:
        for part, _ in staged:
            with suppress(OSError):
                part.unlink()
        for folder in reversed(made):
            with suppress(OSError):
                folder.rmdir()


def _missing_folders(folder: Path) -> list[Path]:
    return [p for p in (folder, *folder.parents) if not p.exists()][::-1]


def _umask() -> int:
    # mkstemp makes files that only the owner may read; a brief is to be read by colleagues.
    mask = os.umask(0)
    os.umask(mask)
    return mask
