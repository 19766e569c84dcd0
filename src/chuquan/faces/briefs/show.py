"""Texts of strangers made fit to be shown: one line, no controls, cut."""

from __future__ import annotations

import unicodedata

from chuquan.faces.words import plain

LONGEST = 160
"""Characters of a text that a brief shows; the rest is cut and an ellipsis says so."""


def shown(text: str, longest: int = LONGEST) -> str:
    """Return a text as a brief shows it: plain, of one line, cut with an ellipsis.

    Parameters
    ----------
    text : str
        Anything, however long.
    longest : int
        Characters that are kept, the ellipsis included.
    """
    # Cutting first keeps a text of a megabyte cheap; what is plain can only be shorter.
    kept = plain("".join(c for c in text[: 4 * longest] if not _is_no_character(c)))
    if len(kept) <= longest and len(text) <= 4 * longest:
        return kept
    return kept[: longest - 1].rstrip() + "…"


def _is_no_character(char: str) -> bool:
    # Non-characters are not allowed in XML; format characters that nobody sees can hide words.
    code = ord(char)
    if code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF:
        return True
    return unicodedata.category(char) == "Cf" and char not in "\u200d\u200c"
