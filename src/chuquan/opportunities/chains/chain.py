"""What people do, wear, eat, buy, photograph and stay in along with an image."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import expit

from chuquan.drivers.roles import PlaceNames
from chuquan.opportunities.chains.by_days import chain_of_days
from chuquan.opportunities.chains.links import Found, Standing, find_links, stand
from chuquan.opportunities.chains.place import names
from chuquan.opportunities.chains.said import core_of, once
from chuquan.opportunities.chains.shown import shown_mentions
from chuquan.opportunities.chains.units import found_units, listed_units
from chuquan.opportunities.chains.words import core_terms
from chuquan.opportunities.corpus import Corpus
from chuquan.report import Chain, ChainLink

LEAST_STORIES: Final = 12
"""A core of fewer stories has no chain: everything in it is chance."""

_LEAST_FOUND: Final = 4
_N_TERMS: Final = 6


def chain(
    corpus: Corpus, theme: str, place_id: str | None = None, *, said: pl.DataFrame | None = None
) -> Chain | None:
    """Return the chain of a theme.

    Parameters
    ----------
    corpus : Corpus
        With its mentions, what stands in one mention counts; with a digest alone, what comes and
        goes with the theme place by place and day by day, which says less.
    theme : str
        A word, or several that mean one; what the list of synonyms knows of them counts, too.
    place_id : str, optional
        The links are those of the theme wherever it is told of, for what nobody has told of a place
        yet is what it can still do; ``n_here`` says how much of each is told of the place.
    said : polars.DataFrame, optional
        ``once(corpus.mentions)``, for who asks for several chains and partners.

    Returns
    -------
    Chain or None
        None where too few mentions hold the theme.
    """
    terms = core_terms(theme)
    if not terms:
        return None
    if corpus.mentions is None:
        return chain_of_days(corpus, theme, terms, place_id)
    said = once(corpus.mentions) if said is None else said
    core = core_of(corpus, said, terms, place_id)
    if core.n_stories < LEAST_STORIES:
        return None
    places = PlaceNames.load(corpus.gazetteer).of(place_id)
    units = listed_units(terms)
    units += found_units(core.mentions["text"], terms, places, _LEAST_FOUND)
    standing = stand(said, core, units, terms)
    found = find_links(standing)
    tell = _Telling(said, standing, theme, is_at_place=place_id is not None)
    name, name_en = names(corpus.gazetteer, place_id)
    return Chain(
        core=theme,
        terms=terms,
        place_id=place_id,
        place_name=name,
        place_name_en=name_en,
        n=float(core.mentions.height),
        n_stories=float(core.n_stories),
        n_here=float(core.mentions["is_here"].sum()) if place_id else None,
        n_crisis=float(core.n_crisis),
        links=tuple(tell.link(one) for one in found),
    )


class _Telling:
    """Names for links, and the mentions that show them."""

    def __init__(
        self, said: pl.DataFrame, standing: Standing, theme: str, *, is_at_place: bool
    ) -> None:
        self.said, self.standing, self.theme = said, standing, theme
        self.is_here = np.zeros(said.height, dtype=bool)
        mentions = standing.core.mentions
        self.is_here[mentions.filter("is_here")["at"].to_numpy()] = True
        self.is_at_place = is_at_place

    def words(self, unit: int) -> tuple[str, ...]:
        """Return the words of a unit that stand beside the core, in most stories first."""
        held = self.standing.held
        pairs = held.pairs.filter(pl.col("at").is_in(self.standing.core.mentions["at"].implode()))
        number = {w: i for i, w in enumerate(held.words)}
        counts = dict(pairs["word"].value_counts().iter_rows())
        own = [(counts.get(number[w], 0), w) for w in self.standing.units[unit].words]
        said = [(n, w) for n, w in own if n]
        return tuple(w for _, w in sorted(said, key=lambda pair: (-pair[0], pair[1])))

    def name(self, unit: int) -> str:
        """Return the word that stands for a unit: the one that is said most."""
        words = self.words(unit)
        return words[0] if words else self.standing.units[unit].words[0]

    def link(self, found: Found) -> ChainLink:
        """Return a link as it is reported."""
        unit = self.standing.units[found.unit]
        words = self.words(found.unit)
        return ChainLink(
            term=self.name(found.unit),
            terms=words[:_N_TERMS],
            term_en=unit.name_en,
            role=unit.role,
            parent=self.theme if found.parent < 0 else self.name(found.parent),
            depth=found.depth,
            n=found.n,
            n_alone=float(self.standing.n_alone[found.unit]),
            n_here=float(self.is_here[self._with_core(found.unit)].sum())
            if self.is_at_place
            else None,
            log_odds=found.log_odds,
            log_odds_interval=(found.low, found.high),
            evidence=shown_mentions(
                self.said,
                self._together(found),
                self.standing.story,
                self.is_here,
                weight=float(expit(found.log_odds)),
            ),
        )

    def _with_core(self, unit: int) -> NDArray[np.int64]:
        at = self.standing.at[self.standing.unit == unit]
        beside: NDArray[np.int64] = at[self.standing.story[at] >= 0]
        return beside

    def _together(self, found: Found) -> NDArray[np.int64]:
        if found.parent < 0:
            return self._with_core(found.unit)
        own, theirs = (
            self.standing.at[self.standing.unit == i] for i in (found.unit, found.parent)
        )
        return np.intersect1d(own, theirs)
