"""The font of briefs and pages: it comes with a package, and what it can show is known.

Noto Sans SC (SIL Open Font License) is installed by the package ``justmytype-intl-cjk``; where
that is not, Debian's ``fonts-noto-cjk`` or the packages of ``noto-cjk`` serve as well.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from chuquan.errors import OutsideError

MISSING = "〓"
"""Stands for a character that the font has not: the geta mark, used for just that in print."""

# Module or system folder, files below it, name of the family. The first that is there is taken.
_PACKAGED = (
    ("justmytype_intl_cjk", ("fonts/ofl/notosanssc/NotoSansSC[wght].ttf",), "Noto Sans SC"),
    ("noto_cjk_sans_sc_regular", ("NotoSansCJKsc-Regular.otf",), "Noto Sans CJK SC"),
    ("noto_cjk_sans_otc", ("NotoSansCJK-Regular.ttc",), "Noto Sans CJK SC"),
)
_SYSTEM = (
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc"),
)


@dataclass(frozen=True)
class Font:
    """A font for Chinese and Latin.

    Attributes
    ----------
    family : str
        Its name.
    folder : Path
        Where its files lie.
    file : Path
        The regular (or variable) one.
    """

    family: str
    folder: Path
    file: Path

    def shows(self, text: str) -> str:
        """Return ``text`` with a mark in place of each character that the font has not."""
        known = _characters(self.file)
        return "".join(c if ord(c) in known or c in "\n\u00a0" else MISSING for c in text)


@cache
def font() -> Font:
    """Return the font that is installed.

    Raises
    ------
    OutsideError
        If none is; the message says what to install.
    """
    for module, names, family in _PACKAGED:
        spec = find_spec(module)
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            for name in names:
                if (Path(folder) / name).is_file():
                    return Font(family, (Path(folder) / name).parent, Path(folder) / name)
    for path in _SYSTEM:
        if path.is_file():
            return Font("Noto Sans CJK SC", path.parent, path)
    raise OutsideError(
        "no font with Chinese characters is installed",
        where="the font of briefs and pages",
        allowed="Noto Sans SC, from the package justmytype-intl-cjk or Debian's fonts-noto-cjk",
        todo="pip install 'chuquan[brief]', or make other formats: --format html,pptx,xlsx",
    )


@cache
def _characters(path: Path) -> frozenset[int]:
    """Return the code points that a TrueType or OpenType file has glyphs for.

    Source: OpenType 1.9, tables ``ttcf``, ``cmap`` formats 4 and 12.
    """
    data = path.read_bytes()
    start = struct.unpack_from(">I", data, 12)[0] if data[:4] == b"ttcf" else 0
    (n_tables,) = struct.unpack_from(">H", data, start + 4)
    records = (struct.unpack_from(">4sIII", data, start + 12 + 16 * i) for i in range(n_tables))
    cmap = next(offset for tag, _, offset, _ in records if tag == b"cmap")
    (n_subtables,) = struct.unpack_from(">H", data, cmap + 2)
    known: set[int] = set()
    for i in range(n_subtables):
        (offset,) = struct.unpack_from(">I", data, cmap + 8 + 8 * i)
        known.update(_subtable(data, cmap + offset))
    return frozenset(known)


def _subtable(data: bytes, at: int) -> Iterator[int]:
    (kind,) = struct.unpack_from(">H", data, at)
    if kind == 12:
        (n_groups,) = struct.unpack_from(">I", data, at + 12)
        for i in range(n_groups):
            first, last, glyph = struct.unpack_from(">III", data, at + 16 + 12 * i)
            yield from range(first + (glyph == 0), last + 1)
    elif kind == 4:
        (twice,) = struct.unpack_from(">H", data, at + 6)
        n = twice // 2
        ends = struct.unpack_from(f">{n}H", data, at + 14)
        starts = struct.unpack_from(f">{n}H", data, at + 16 + twice)
        offsets = struct.unpack_from(f">{n}H", data, at + 16 + 3 * twice)
        for first, last, offset in zip(starts, ends, offsets, strict=True):
            # With an offset some of a range may be missing; format 12 holds those ranges, too.
            if not offset and last != 0xFFFF:
                yield from range(first, last + 1)
