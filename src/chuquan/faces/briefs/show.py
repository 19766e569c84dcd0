"""How much of a stranger's text a brief shows."""

from __future__ import annotations

from chuquan.faces.words import cut

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
    return cut(text, longest)
