"""Chinese that renders everywhere: a small font of the report's own characters.

Systems with Chinese fonts load nothing; where there are none, the browser asks for this one, and
charts are drawn with it.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Final

import msgspec
import vl_convert
from fastapi import APIRouter, HTTPException, Request, Response

from chuquan.errors import OutsideError
from chuquan.faces.fonts import Font, font
from chuquan.faces.web.shown import Shown
from chuquan.faces.words import LANGUAGES, Words

FAMILY: Final = "Chuquan Sans"
WEIGHTS: Final = {"chinese": 400, "chinese-bold": 700}
"""Names in the address; where the source has one weight, both are that."""
WOFF2: Final = "chinese.woff2"
TTF: Final = "chinese.ttf"
_RECIPE: Final = 1
"""Raised when the font is made otherwise."""
_FIRST_WIDE: Final = 0x2000
"""Below, every font has what we write."""
_SYSTEM_FOLDERS: Final = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.fonts",
    "~/.local/share/fonts",
)
_CHINESE_FILES: Final = (
    "cjk",
    "notosanssc",
    "sourcehan",
    "wqy",
    "droidsansfallback",
    "uming",
    "ukai",
    "fandol",
    "hanazono",
)

_making = Lock()
router = APIRouter()


@router.get("/fonts/{name}.woff2", include_in_schema=False)
def chinese(name: str, request: Request) -> Response:
    """Return the font of the report's characters; asked for only where the system has none."""
    if name not in WEIGHTS:
        raise HTTPException(404, "no such font")
    try:
        folder = subset_for(request.app.state.shown, WEIGHTS[name])
    except OutsideError as error:
        raise HTTPException(404, str(error)) from error
    # Another report at the same address has other characters, so the browser asks again.
    headers = {"Cache-Control": "no-cache", "ETag": f'"{folder.name}"'}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response((folder / WOFF2).read_bytes(), media_type="font/woff2", headers=headers)


def ready_charts(shown: Shown) -> None:
    """Give the drawer of charts a Chinese font where the system has none; once a process."""
    if has_system_font():
        return
    with suppress(OutsideError):
        _registered(subset_for(shown))


def subset_for(shown: Shown, weight: int = 400) -> Path:
    """Return the folder of the font of all that the pages of a report can say, in two formats.

    It is made in some three seconds, once for a report and a version, and kept in the user's cache.

    Raises
    ------
    OutsideError
        If no font package, or not what cuts fonts, is installed.
    """
    with _making:
        return _subset(_characters(shown), font(), weight)


def has_system_font() -> bool:
    """Whether the machine brings a Chinese font; those of Apple and Microsoft always do."""
    if sys.platform in {"darwin", "win32"}:
        return True
    return _some_installed()


@cache
def _some_installed() -> bool:
    for folder in _SYSTEM_FOLDERS:
        for _, _, names in os.walk(Path(folder).expanduser()):
            flat = (name.casefold().replace("-", "").replace("_", "") for name in names)
            if any(known in name for name in flat for known in _CHINESE_FILES):
                return True
    return False


@cache
def _registered(folder: Path) -> None:
    vl_convert.register_font_directory(str(folder))


def _characters(shown: Shown) -> str:
    said = msgspec.json.encode(shown.report).decode()
    for lang in LANGUAGES:
        # gettext keeps its messages in this mapping and offers no other way to list them.
        said += "".join(Words(lang).catalogue._catalog.values())  # type: ignore[attr-defined]  # noqa: SLF001
    return "".join(sorted({c for c in said if ord(c) >= _FIRST_WIDE}))


@cache
def _subset(characters: str, source: Font, weight: int) -> Path:
    recipe = f"{_RECIPE}\0{weight}\0{characters}\0{source.file}"
    key = hashlib.sha256(recipe.encode()).hexdigest()[:24]
    kept = _cache_folder() / key
    if all((kept / name).is_file() for name in (WOFF2, TTF)):
        return kept
    made = _cut(characters, source, weight)
    try:
        kept.mkdir(parents=True, exist_ok=True)
        _write(kept, made)
    except OSError:
        kept = Path(_own_folder().name) / key
        kept.mkdir()
        _write(kept, made)
    return kept


def _write(folder: Path, made: Mapping[str, bytes]) -> None:
    for name, data in made.items():
        part = folder / f".{name}.{os.getpid()}"
        part.write_bytes(data)
        part.replace(folder / name)


@cache
def _own_folder() -> tempfile.TemporaryDirectory[str]:
    # The drawer of charts reads the file whenever it draws: it must last as long as the process.
    return tempfile.TemporaryDirectory(prefix="chuquan-fonts-")


def _cut(characters: str, source: Font, weight: int) -> dict[str, bytes]:
    try:
        from fontTools import subset  # noqa: PLC0415  an extra
        from fontTools.ttLib import TTFont  # noqa: PLC0415
        from fontTools.varLib import instancer  # noqa: PLC0415
    except ImportError as error:
        raise OutsideError(
            "fonttools is not installed",
            where="the font of the pages",
            allowed="the extra that brings the pages",
            todo="pip install 'chuquan[web]'",
        ) from error
    number = _face_of(source) if source.file.suffix == ".ttc" else -1
    options = subset.Options(
        layout_features=[], hinting=False, name_IDs=[1, 2], notdef_outline=True, glyph_names=False
    )
    cutter = subset.Subsetter(options)
    cutter.populate(text=characters + "".join(map(chr, range(0x20, 0x7F))))
    with (
        TTFont(source.file, fontNumber=number, lazy=True) as whole,
        tempfile.TemporaryDirectory() as folder,
    ):
        cutter.subset(whole)
        if "fvar" in whole:
            instancer.instantiateVariableFont(whole, {"wght": weight}, inplace=True)
        for record in whole["name"].names:
            if record.nameID == 1:
                record.string = FAMILY
        out = Path(folder) / "font"
        whole.flavor = None
        whole.save(out)
        ttf = out.read_bytes()
        whole.flavor = "woff2"
        whole.save(out)
        return {TTF: ttf, WOFF2: out.read_bytes()}


def _face_of(source: Font) -> int:
    from fontTools.ttLib import TTCollection  # noqa: PLC0415  an extra

    with TTCollection(source.file, lazy=True) as faces:
        names = [face["name"].getDebugName(1) for face in faces]
    return names.index(source.family) if source.family in names else 0


def _cache_folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "chuquan" / "fonts"
