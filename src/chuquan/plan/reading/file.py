"""The plan file itself: its bytes, its encoding, its TOML."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Final

from chuquan.errors import ConfigError, NotFoundError

MOST_BYTES = 5_000_000


def text_of(file: Path) -> str:
    """Return a file's text.

    Raises
    ------
    NotFoundError
        If there is no such file.
    ConfigError
        If it is not UTF-8, or too large to be a plan.
    """
    if not file.is_file():
        raise NotFoundError(
            "there is no such plan",
            where=str(file),
            allowed="a TOML file that describes a plan",
            todo="mend the path; examples/plan_luoyang.toml shows all that may stand in one",
        )
    raw = file.read_bytes()
    if len(raw) > MOST_BYTES:
        raise ConfigError(
            f"a file of {len(raw):,} bytes",
            where=str(file),
            allowed=f"at most {MOST_BYTES:,}",
            todo="see that it is a plan; tables of days go into CSV files",
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ConfigError(
            f"line {line}: bytes that are not UTF-8",
            where=str(file),
            allowed="UTF-8 (in Notepad: Save as, encoding UTF-8)",
            todo="save the file as UTF-8",
        ) from error


_WIDE: Final = "“”‘’＝，［］｛｝"


def values_of(text: str, where: str) -> dict[str, Any]:
    """Return what a TOML text holds.

    Raises
    ------
    ConfigError
        If it is no TOML; full-width signs, which look alike, are pointed out.
    """
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        wide = next((i for i, line in enumerate(text.splitlines(), 1) if _is_wide(line)), None)
        hint = f"; line {wide} has a full-width sign where TOML has a plain one" if wide else ""
        raise ConfigError(
            f"not TOML: {error or 'nested too deeply'}{hint}",
            where=where,
            allowed='TOML: key = value lines under [table] headers, texts in plain quotes "..."',
            todo="mend the line that is named; " + " ".join(_WIDE) + " are no signs of TOML",
        ) from error


def _is_wide(line: str) -> bool:
    """Whether a line has a full-width sign outside its quoted texts and its comment."""
    outside = "".join(line.split("#", 1)[0].split('"')[::2])
    return any(sign in outside for sign in _WIDE)
