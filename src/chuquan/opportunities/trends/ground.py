"""What matching stands on: what is spoken of where, what stands together, what places have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from chuquan.breakouts.cells import F64, I64
from chuquan.digest.lexicon import lexicon, synonyms, theme_roles
from chuquan.digest.terms import MAX_TERM_CHARACTERS
from chuquan.opportunities.corpus import Corpus
from chuquan.opportunities.trends.beside import Beside, lay_side_by_side
from chuquan.opportunities.trends.spoken import Spoken, lay_out, name_of
from chuquan.places.gazetteer import Gazetteer
from chuquan.report import Asset, Lever

OTHER, IMAGE, CRISIS, PERSON = range(4)
"""What a theme is by the word lists: nothing known, what draws people, what frightens them (or is
daily business), a person."""

SHORTEST: Final = 2


@dataclass(frozen=True, eq=False)
class Holding:
    """An asset of a home."""

    home: int
    asset: Asset

    @property
    def names(self) -> tuple[str, ...]:
        """Return all its names."""
        return (self.asset.name, *self.asset.names)

    def is_known(self, day: date) -> bool:
        """Return whether it was listed, opened or founded by a day."""
        return self.asset.since is None or self.asset.since <= day


@dataclass(frozen=True, eq=False)
class Ground:
    """All of it, for any day up to the corpus's last one.

    Attributes
    ----------
    spoken : Spoken
    beside : Beside or None
        None where there are no mentions, only their digest: then nothing is known to be alike.
    holdings : tuple of Holding
    """

    spoken: Spoken
    beside: Beside | None = None
    holdings: tuple[Holding, ...] = ()
    _talk: dict[int, F64] = field(default_factory=dict, repr=False)
    _numbers: dict[str, I64] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, corpus: Corpus) -> Ground:
        """Lay a corpus out."""
        spoken = lay_out(corpus.digest, corpus.gazetteer)
        beside = None if corpus.mentions is None else lay_side_by_side(corpus.mentions, spoken)
        return cls(spoken, beside, held(corpus.assets, spoken, corpus.gazetteer))

    def n_talk(self, as_of: int) -> F64:
        """Return in how many mentions of any place or none each theme stood, shape (theme,).

        Where the digest did not count them, those that name places stand in.
        """
        if as_of not in self._talk:
            self._talk.clear()  # days are asked one after the other
            n = len(self.spoken.themes)
            counts = []
            for rows in (self.spoken.talk, self.spoken.located):
                is_past = rows.day <= as_of
                counts.append(np.bincount(rows.theme[is_past], rows.n[is_past], n))
            self._talk[as_of] = np.maximum(*counts)
        return self._talk[as_of]

    @cached_property
    def lever(self) -> NDArray[np.object_]:
        """Return the lever of each theme by the word lists; None where they know none."""
        return np.array([listed_lever(theme) for theme in self.spoken.themes], dtype=object)

    @cached_property
    def kind(self) -> I64:
        """Return what each theme is by the word lists: one of ``OTHER, IMAGE, CRISIS, PERSON``."""
        listed = [listed_kind(theme) for theme in self.spoken.themes]
        kinds = np.array(listed, dtype=np.int64)
        return np.where((kinds == OTHER) & self.spoken.is_person, PERSON, kinds)

    def numbers_of(self, theme: str) -> I64:
        """Return the numbers of the words in which a theme stands whole (烧烤 in 烧烤店)."""
        if theme not in self._numbers:
            own = self.spoken.number.get(theme, -1)
            inside = [i for i, name in enumerate(self.spoken.themes) if theme in name and i != own]
            found = [own, *inside] if own >= 0 else inside
            self._numbers[theme] = np.array(found, dtype=np.int64)
        return self._numbers[theme]


@lru_cache(maxsize=1)
def _levers() -> Mapping[str, Lever]:
    rows = lexicon().filter(kind="image").iter_rows()
    return {name_of(term): lever for term, _, lever in rows}


def listed_lever(theme: str) -> Lever | None:
    """Return the lever of a theme by the word lists; None where they know none."""
    return _levers().get(theme)


@lru_cache(maxsize=1)
def _listed() -> Mapping[str, bool]:
    # Whether a theme of the lexicon draws people; of one that stands there twice, whether it may.
    out: dict[str, bool] = {}
    for term, kind, _ in lexicon().iter_rows():
        out[name_of(term)] = kind == "image" or out.get(name_of(term), False)
    return out


def listed_kind(theme: str) -> int:
    """Return what a theme is by the word lists: ``OTHER`` where they do not know it."""
    draws = _listed().get(theme)
    if draws is None:
        is_named = theme in synonyms() or theme_roles().get(theme) == "theme"
        return IMAGE if is_named else OTHER
    return IMAGE if draws else CRISIS


def held(assets: Sequence[Asset], spoken: Spoken, gazetteer: Gazetteer) -> tuple[Holding, ...]:
    """Return the assets of places that are ranked (or of places in them)."""
    home = dict(spoken.homes.table(gazetteer).iter_rows())
    return tuple(Holding(home[a.place_id], a) for a in assets if a.place_id in home)


def themes_in(names: Sequence[str], spoken: Spoken) -> set[int]:
    """Return the themes that stand whole in any of some names."""
    found = set()
    for name in names:
        folded = name.lower()
        for start in range(len(folded)):
            for stop in range(start + SHORTEST, min(start + MAX_TERM_CHARACTERS, len(folded)) + 1):
                number = spoken.number.get(folded[start:stop])
                if number is not None:
                    found.add(number)
    return found
