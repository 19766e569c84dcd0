"""What a bureau may change: its name, logo, words, colours, fonts, and our template files.

A folder of templates holds a ``brief.toml`` and, where wanted, files that take the place of ours
by their name. All faults of a folder are told together, before anything is made.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from chuquan.errors import ConfigError, NotFoundError
from chuquan.faces.briefs import contrast
from chuquan.faces.briefs.show import shown
from chuquan.faces.words import LANGUAGES

DEFAULTS: Final = Path(__file__).with_name("templates")
"""The templates that ship; ``--write-templates`` copies them."""

SETTINGS: Final = "brief.toml"
FILES: Final = ("brief.html.j2", "brief.css", "brief.typ", "card.typ")

_LARGEST_LOGO = 1 << 20
_PNG = b"\x89PNG\r\n\x1a\n"
_PLACEHOLDERS = re.compile(r"%(?!\(place\)s|%)")

# Sections, keys, and whether a key has a value for each language.
_KEYS: Final[Mapping[str, Mapping[str, bool]]] = {
    "bureau": {"name": True, "contact": True, "logo": False},
    "words": {"title_all": True, "title_place": True, "footer": True},
    "colours": dict.fromkeys(("accent", "ink", "soft", "paper", "panel", "line", "alarm"), False),
    "fonts": {"chinese": False, "latin": False},
}


@dataclass(frozen=True)
class Logo:
    """A picture that stands at the head of a brief."""

    data: bytes
    is_svg: bool

    @property
    def mime(self) -> str:
        """Its media type."""
        return "image/svg+xml" if self.is_svg else "image/png"


@dataclass(frozen=True)
class Template:
    """How briefs look.

    Attributes
    ----------
    texts : dict
        ``name``, ``contact``, ``title_all``, ``title_place`` and ``footer`` by language; empty
        where our own words stand.
    folder : Path or None
        Where files that take the place of ours lie.
    """

    colours: Mapping[str, str]
    fonts: Mapping[str, str]
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    logo: Logo | None = None
    folder: Path | None = None

    def text(self, key: str, lang: str) -> str:
        """Return a text of the bureau in a language; empty where there is none."""
        return self.texts.get(key, {}).get(lang, "")

    def file(self, name: str) -> Path:
        """Return the bureau's file of that name or, where there is none, ours."""
        own = self.folder / name if self.folder else None
        return own if own is not None and own.is_file() else DEFAULTS / name


def read_template(folder: Path | None) -> Template:
    """Read how briefs are to look; without a folder, as they ship.

    Raises
    ------
    NotFoundError
        If there is no such folder.
    ConfigError
        Names every fault of the folder at once: syntax, unknown keys and files, wrong types,
        colours that are none or too faint, logos that cannot be used.
    """
    ours = _toml(DEFAULTS / SETTINGS)
    if folder is None:
        return _made(ours, None, None)
    if not folder.is_dir():
        raise NotFoundError(
            "there is no such folder of templates",
            where=str(folder),
            allowed="a folder with brief.toml, as `chuquan brief --write-templates DIR` writes it",
            todo="mend the path",
        )
    given = _toml(folder / SETTINGS) if (folder / SETTINGS).is_file() else {}
    found = [*_unknown_files(folder), *_faults(given, folder)]
    merged = _merged(ours, given)
    if not any(fault.startswith("colours") for fault in found):
        found += contrast.faults(merged["colours"])
    if found:
        raise ConfigError(
            "; ".join(found),
            where=str(folder),
            allowed="what `chuquan brief --write-templates DIR` writes, with its comments",
            todo="mend all of them",
        )
    name = str(merged["bureau"].get("logo", ""))
    return _made(merged, _logo(folder / name) if name else None, folder)


def default_files() -> dict[str, bytes]:
    """Return the files that a bureau may start from, by name."""
    return {name: (DEFAULTS / name).read_bytes() for name in (SETTINGS, *FILES)}


def _made(values: Mapping[str, Any], logo: Logo | None, folder: Path | None) -> Template:
    texts = {
        key: {lang: shown(str(text), 400) for lang, text in values[section].get(key, {}).items()}
        for section in ("bureau", "words")
        for key, has_languages in _KEYS[section].items()
        if has_languages
    }
    return Template(dict(values["colours"]), dict(values["fonts"]), texts, logo, folder)


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"not TOML: {error}", where=str(path), allowed="UTF-8 TOML", todo="mend the file"
        ) from error


def _merged(ours: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    out: dict[str, dict[str, Any]] = {}
    for section, values in ours.items():
        own = given.get(section, {})
        out[section] = {**values, **(own if isinstance(own, dict) else {})}
    return out


def _unknown_files(folder: Path) -> Iterator[str]:
    for path in sorted(folder.iterdir()):
        if path.suffix in {".j2", ".typ", ".css", ".toml"} and path.name not in (SETTINGS, *FILES):
            yield f"{path.name} takes the place of none of ours ({', '.join((SETTINGS, *FILES))})"


def _faults(given: Mapping[str, Any], folder: Path) -> Iterator[str]:
    for section, values in given.items():
        if section not in _KEYS:
            yield f"unknown section [{section}]; there are: {', '.join(_KEYS)}"
        elif not isinstance(values, dict):
            yield f"{section} is no section: write [{section}] and its keys below"
        else:
            for key, value in values.items():
                yield from _key_faults(section, key, value, folder)


def _key_faults(section: str, key: str, value: object, folder: Path) -> Iterator[str]:
    where = f"{section}.{key}"
    if key not in _KEYS[section]:
        yield f"unknown key {where}; there are: {', '.join(_KEYS[section])}"
    elif _KEYS[section][key]:
        yield from _text_faults(where, value)
    elif section == "colours" and not contrast.is_colour(value):
        yield f"{where} = {value!r}: a colour as #rrggbb"
    elif section == "fonts" and not (isinstance(value, str) and 0 < len(value) <= 60):
        yield f"{where} = {value!r}: a font's name of up to 60 characters"
    elif key == "logo":
        yield from _logo_faults(where, value, folder)


def _text_faults(where: str, value: object) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{where} = {value!r}: a text for each language, as in {where}.zh = '...'"
        return
    for lang, text in value.items():
        if lang not in LANGUAGES:
            yield f"{where}.{lang}: no such language; there are: {', '.join(LANGUAGES)}"
        elif not isinstance(text, str) or len(text) > 400:
            yield f"{where}.{lang} = {str(text)[:40]!r}: a text of up to 400 characters"
        elif where == "words.title_place" and _PLACEHOLDERS.search(text):
            yield f"{where}.{lang} = {text!r}: the only placeholder is %(place)s; % is written %%"


def _logo_faults(where: str, value: object, folder: Path) -> Iterator[str]:
    if value == "":
        return
    if not isinstance(value, str) or Path(value).name != value:
        yield f"{where} = {value!r}: the name of a file in this folder"
        return
    path = folder / value
    if not path.is_file():
        yield f"{where}: there is no {value} in this folder"
    elif path.stat().st_size > _LARGEST_LOGO:
        yield f"{where}: {value} is larger than 1 MB"
    elif not (_is_svg(path.read_bytes()) or path.read_bytes().startswith(_PNG)):
        yield f"{where}: {value} is neither PNG nor SVG"


def _logo(path: Path) -> Logo:
    data = path.read_bytes()
    return Logo(data, _is_svg(data))


def _is_svg(data: bytes) -> bool:
    import xml.etree.ElementTree as ET  # noqa: PLC0415  only a bureau's logo needs it

    if b"<!ENTITY" in data or b"<!DOCTYPE" in data:
        return False  # entities may grow without end; a logo needs none
    try:
        return ET.fromstring(data).tag in {"{http://www.w3.org/2000/svg}svg", "svg"}  # noqa: S314
    except (ParseError, ValueError):
        return False
