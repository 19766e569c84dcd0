"""Which words stand beside a core more than elsewhere, and what hangs on what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from chuquan.opportunities.chains.odds import Odds, log_odds
from chuquan.opportunities.chains.said import Core, Held, elsewhere, words_in
from chuquan.opportunities.chains.units import Unit

LEAST_TOGETHER: Final = 3
"""A link stands beside its parent in at least so many stories."""

LEAST_UNLISTED: Final = 4
"""The same for a word that the list of trades does not know."""

CLEAR: Final = log(2.0)
"""A link stands beside its parent at least twice as often as elsewhere, at the low end of its 90%
interval."""

MOST_LINKS: Final = (14, 8)
"""Links at depth 1 and at depth 2."""

_MOST_A_ROLE: Final = 6
_MOST_ON_A_LINK: Final = 3
_MOSTLY: Final = 0.6
_LEAST_WITH_CORE: Final = 2


@dataclass(frozen=True)
class Found:
    """One link: a unit, what it hangs on, and how clearly.

    Attributes
    ----------
    unit, parent : int
        Positions; the parent of a link beside the core is -1.
    n : float
        Mentions that hold it and its parent.
    """

    unit: int
    parent: int
    n: float
    log_odds: float
    low: float
    high: float
    z: float

    @property
    def depth(self) -> int:
        """Steps from the core."""
        return 1 if self.parent < 0 else 2


class Standing:
    """Where units stand: in which mentions of the core, and in which others.

    Parameters
    ----------
    said : polars.DataFrame
        As of :func:`chuquan.opportunities.chains.said.once`.
    core : Core
    units : sequence of Unit
        No word stands in two of them.
    held : Held
        Where the words of all units stand in ``said``.
    """

    def __init__(self, said: pl.DataFrame, core: Core, units: Sequence[Unit], held: Held) -> None:
        self.units, self.core, self.held = tuple(units), core, held
        self.n_units = len(self.units)
        unit_of = {w: i for i, unit in enumerate(units) for w in unit.words}
        numbers = np.array([unit_of[w] for w in self.held.words], dtype=np.int64)
        found = self.held.pairs
        pairs = pl.DataFrame(
            {"at": found["at"], "unit": numbers[found["word"].to_numpy()]}
        ).unique()
        self.at = pairs["at"].to_numpy().astype(np.int64)
        self.unit = pairs["unit"].to_numpy()
        self.source = said["source"].rank("dense").to_numpy().astype(np.int64) - 1
        self.is_core = np.zeros(said.height, dtype=bool)
        self.is_core[core.at] = True
        self.story = np.full(said.height, -1, dtype=np.int64)
        self.story[core.mentions["at"].to_numpy()] = core.mentions["story"].to_numpy()
        self._with_core()

    def _with_core(self) -> None:
        is_beside = self.story[self.at] >= 0
        unit, story = self.unit[is_beside], self.story[self.at[is_beside]]
        stories = max(self.core.n_stories, 1)
        told = np.unique(unit * stories + story)
        self.told_unit, self.told_story = told // stories, told % stories
        self.n_stories = np.bincount(self.told_unit, minlength=self.n_units).astype(float)
        self.n_mentions = np.bincount(unit, minlength=self.n_units).astype(float)
        self.n_alone = np.bincount(self.unit, minlength=self.n_units).astype(float)
        others = elsewhere(self.source, self.is_core, self.at, self.unit, self.n_units)
        self.odds = log_odds(self.n_stories, float(self.core.n_stories), others.n_holding, others.n)

    def beside(self, unit: int) -> tuple[NDArray[np.float64], Odds]:
        """Return in how many mentions of a unit each other one stands, and the log-odds of it."""
        is_held = np.zeros(len(self.source), dtype=bool)
        is_held[self.at[self.unit == unit]] = True
        together = np.bincount(self.unit[is_held[self.at]], minlength=self.n_units).astype(float)
        others = elsewhere(self.source, is_held, self.at, self.unit, self.n_units)
        return together, log_odds(together, float(is_held.sum()), others.n_holding, others.n)

    def stories_of(self, unit: int) -> NDArray[np.int64]:
        """Return the core's stories that hold a unit."""
        found: NDArray[np.int64] = self.told_story[self.told_unit == unit]
        return found


def stand(said: pl.DataFrame, core: Core, units: Sequence[Unit], terms: Sequence[str]) -> Standing:
    """Return where units stand, as groups of words or, where a group tells nothing, as words.

    Getting there may be told of beside the core no more than elsewhere, and 高铁 be, nevertheless.

    Parameters
    ----------
    said : polars.DataFrame
    core : Core
    units : sequence of Unit
    terms : sequence of str
        The core's words: their letters count for no unit.
    """
    # Of 烧烤专列 the first half is the core and the second one a word beside it.
    shortest = [t for t in terms if not any(o != t and o in t for o in terms)]
    held = words_in(said["text"], [w for unit in units for w in unit.words], shortest)
    whole = Standing(said, core, units, held)
    is_often = _often(whole)
    parts: list[Unit] = []
    for unit, is_beside in zip(whole.units, _is_beside(whole), strict=True):
        often = (
            [] if is_beside or len(unit.words) == 1 else [w for w in unit.words if w in is_often]
        )
        rest = tuple(w for w in unit.words if w not in often)
        parts += [replace(unit, words=(w,), name_en="") for w in often]
        parts += [replace(unit, words=rest)] if rest else []
    return whole if len(parts) == len(whole.units) else Standing(said, core, parts, held)


def _often(standing: Standing) -> set[str]:
    """Return the words that stand beside the core in enough stories."""
    pairs = standing.held.pairs
    story = standing.story[pairs["at"].to_numpy()]
    told = pl.DataFrame({"word": pairs["word"], "story": story}).filter(pl.col("story") >= 0)
    counts = told.unique()["word"].value_counts().filter(pl.col("count") >= LEAST_TOGETHER)
    return {standing.held.words[i] for i in counts["word"].to_list()}


def find_links(standing: Standing) -> list[Found]:
    """Return the links of a core: by depth, then the clearest first.

    Depth 1 stands beside the core. At depth 2 a link hangs on another one: where it stands with
    the core mostly in stories that hold the other, too; or where it stands with the other clearly,
    with the core only weakly, and with both at once.
    """
    first = _beside_core(standing)
    out, second = list(first), []
    matrices = {link.unit: standing.beside(link.unit) for link in first}
    for link in first:
        on = _parent_of(link, first, standing, matrices)
        if on is not None:
            second.append(on)
            out.remove(link)
    taken = set(np.flatnonzero(_is_beside(standing)).tolist())
    for link in out:
        second += _hanging(link, standing, matrices[link.unit], taken)
    out = sorted(out, key=lambda f: (-f.z, f.unit))[: MOST_LINKS[0]]
    return out + _best_parents(second, {f.unit for f in out})


def _is_beside(standing: Standing) -> NDArray[np.bool_]:
    least = [LEAST_TOGETHER if u.is_listed else LEAST_UNLISTED for u in standing.units]
    is_beside: NDArray[np.bool_] = (standing.odds.low >= CLEAR) & (standing.n_stories >= least)
    return is_beside


def _beside_core(standing: Standing) -> list[Found]:
    odds = standing.odds
    ranked = np.flatnonzero(_is_beside(standing)).tolist()
    ranked.sort(key=lambda i: (-odds.z[i], i))
    out: list[Found] = []
    by_role: dict[str, int] = {}
    for i in ranked:
        role = standing.units[i].role
        if by_role.get(role, 0) < _MOST_A_ROLE:
            by_role[role] = by_role.get(role, 0) + 1
            out.append(_found(i, -1, standing.n_mentions[i], odds))
    return out


def _found(unit: int, parent: int, n: float, odds: Odds) -> Found:
    values = (float(part[unit]) for part in (odds.mean, odds.low, odds.high, odds.z))
    return Found(unit, parent, float(n), *values)


def _parent_of(
    link: Found,
    links: Sequence[Found],
    standing: Standing,
    matrices: dict[int, tuple[NDArray[np.float64], Odds]],
) -> Found | None:
    own = standing.stories_of(link.unit)
    best: Found | None = None
    for other in links:
        theirs = standing.stories_of(other.unit)
        together, odds = matrices[other.unit]
        is_kin = standing.units[link.unit].family == standing.units[other.unit].family
        if is_kin or len(theirs) <= len(own) or np.isin(own, theirs).mean() < _MOSTLY:
            continue
        if odds.low[link.unit] >= CLEAR and together[link.unit] >= LEAST_TOGETHER:
            found = _found(link.unit, other.unit, together[link.unit], odds)
            best = found if best is None or found.z > best.z else best
    return best


def _hanging(
    link: Found,
    standing: Standing,
    matrix: tuple[NDArray[np.float64], Odds],
    taken: set[int],
) -> list[Found]:
    together, odds = matrix
    theirs = standing.stories_of(link.unit)
    is_one = (
        (odds.low >= CLEAR)
        & (together >= LEAST_TOGETHER)
        & (standing.n_stories >= _LEAST_WITH_CORE)
        & (standing.odds.mean > 0.0)
    )
    return [
        _found(i, link.unit, together[i], odds)
        for i in np.flatnonzero(is_one).tolist()
        if i not in taken
        and standing.units[i].family != standing.units[link.unit].family
        and np.isin(standing.stories_of(i), theirs).any()
    ]


def _best_parents(second: Sequence[Found], shown: set[int]) -> list[Found]:
    out: list[Found] = []
    n_on: dict[int, int] = {}
    for link in sorted(second, key=lambda f: (-f.z, f.unit, f.parent)):
        is_new = link.unit not in {f.unit for f in out} | shown
        if link.parent in shown and is_new and n_on.get(link.parent, 0) < _MOST_ON_A_LINK:
            n_on[link.parent] = n_on.get(link.parent, 0) + 1
            out.append(link)
    return out[: MOST_LINKS[1]]
