"""What stands side by side: two to five breakouts, or places by their strongest wave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from chuquan.faces.web.shown import Shown
from chuquan.faces.words import Words, plain
from chuquan.report import Breakout, PlaceProfile

FEWEST: Final = 2
MOST: Final = 5
_LONGEST: Final = 34
"""Characters of a wave's name: more would not fit a phone."""


@dataclass(frozen=True)
class Compared:
    """One column of a comparison.

    Attributes
    ----------
    asked : str
        The id in the address.
    breakout : Breakout
        The one named, or the strongest of the place named: its strongest image if it has one.
    place : PlaceProfile or None
        If a place was named.
    label : str
        What it is called in charts; no two are alike.
    """

    asked: str
    breakout: Breakout
    place: PlaceProfile | None
    label: str


def asked_ids(given: str) -> list[str]:
    """Return the ids in an address, each once, in their order."""
    return list(dict.fromkeys(part.strip() for part in given.split(",") if part.strip()))


def compared(given: str, shown: Shown, words: Words) -> tuple[list[Compared], list[str]]:
    """Return the columns that ids name, and what is wrong with the ids, for the reader.

    Parameters
    ----------
    given : str
        Ids with commas between.
    shown : Shown
    words : Words
    """
    ids = asked_ids(given)
    wrong = []
    found: list[Compared] = []
    for asked in ids[:MOST]:
        column = _column(asked, shown, words)
        if column is None:
            text = words.gettext("The report holds no breakout and no place %(id)s; search for it.")
            wrong.append(text % {"id": f"“{plain(asked)[:60]}”"})
        elif any(column.breakout is other.breakout for other in found):
            text = words.gettext(
                "%(id)s stands there already: a place stands by its strongest wave."
            )
            wrong.append(text % {"id": column.label})
        else:
            found.append(column)
    if len(ids) > MOST:
        text = words.gettext(
            "At most %(most)s can stand side by side; of %(n)s the first %(most)s are shown."
        )
        wrong.append(text % {"most": MOST, "n": len(ids)})
    return found, wrong


def _column(asked: str, shown: Shown, words: Words) -> Compared | None:
    if (breakout := shown.breakouts.get(asked)) is not None:
        return Compared(asked, breakout, None, label_of(breakout, words))
    waves = shown.of_place(asked)
    if not waves:
        return None
    images = [b for b in waves if b.kind == "image"]
    strongest = max(images or waves, key=lambda b: b.n_excess)
    return Compared(asked, strongest, shown.places.get(asked), label_of(strongest, words))


def label_of(breakout: Breakout, words: Words) -> str:
    """Return place, theme and month of a wave, cut to what fits a legend."""
    name = words.image(breakout)
    if len(name) > _LONGEST:
        name = name[: _LONGEST - 1] + "…"
    return f"{name} ({breakout.onset.date():%Y-%m-%d})"
