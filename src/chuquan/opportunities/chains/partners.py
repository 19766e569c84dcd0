"""Brands, works, people and institutions that come up with an image or with its theme."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import log
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import betaincinv, expit

from chuquan.breakouts.series import CALENDAR
from chuquan.digest.lexicon import theme_roles
from chuquan.digest.terms import cut_terms
from chuquan.digest.works import works
from chuquan.drivers.roles import role_of
from chuquan.opportunities.chains.brands import Named, brands
from chuquan.opportunities.chains.links import Standing
from chuquan.opportunities.chains.said import (
    core_of,
    is_of_crisis,
    once,
    place_names,
    words_in,
)
from chuquan.opportunities.chains.shown import shown_mentions
from chuquan.opportunities.chains.units import Unit, meets
from chuquan.opportunities.chains.words import core_terms
from chuquan.opportunities.corpus import Corpus
from chuquan.report import Partner

LEAST_STORIES: Final = 2
"""A partner comes up with the theme in at least so many stories."""

CLEAR: Final = log(2.0)
"""And at least twice as often as elsewhere, at the low end of its 90% interval."""

RISK_DAYS: Final = 365
"""Scandals of so many days are remembered."""

RISKY: Final = 2.0
"""A name is at risk where the share of crises among its mentions of those days is surely so many
times the share among the mentions of all other names."""

_TITLE = re.compile(r"《([^《》]{1,20})》")
_NO_NAME_ENDS: Final = frozenset("请说喝吃感去来被称看晒拍唱演在的了是和与为人家款风")


def partners(
    corpus: Corpus,
    theme: str,
    place_id: str | None = None,
    n: int = 20,
    *,
    said: pl.DataFrame | None = None,
) -> tuple[Partner, ...]:
    """Return candidates for a partnership, clearest first.

    Parameters
    ----------
    corpus : Corpus
        With its mentions: a digest has no names of several words, and does not tell what stood in
        one mention, so that there is none from a digest alone.
    theme : str
    place_id : str, optional
        Where ``Partner.n`` counts; the theme's mentions of anywhere else are ``n_elsewhere``.
    n : int
        So many at most; no kind takes more than half of them.
    said : polars.DataFrame, optional
        ``once(corpus.mentions)``, for who asks for several chains and partners.
    """
    terms = core_terms(theme)
    if corpus.mentions is None or not terms:
        return ()
    said = once(corpus.mentions) if said is None else said
    core = core_of(corpus, said, terms, place_id)
    if core.n_stories < LEAST_STORIES:
        return ()
    names = _names(core.mentions, corpus, terms)
    units = [Unit("other", named.words, named.name_en) for named in names]
    decoys = [text for named in names for text in named.decoys]
    held = words_in(said["text"], [w for unit in units for w in unit.words], decoys)
    standing = Standing(said, core, units, held)
    odds = standing.odds
    is_one = (odds.low >= CLEAR) & (standing.n_stories >= LEAST_STORIES)
    order = [i for i in np.argsort(-odds.z, kind="stable").tolist() if is_one[i]]
    chosen = _no_kind_alone([(i, names[i].kind) for i in order], n)
    risk = _risk(corpus, said, standing)
    tell = _Telling(said, standing, risk, theme, is_at_place=place_id is not None)
    return tuple(tell.partner(i, names[i]) for i in chosen)


def _no_kind_alone(ranked: Sequence[tuple[int, str]], n: int) -> list[int]:
    out: list[int] = []
    taken: dict[str, int] = {}
    for i, kind in ranked:
        if taken.get(kind, 0) < (n + 1) // 2 and len(out) < n:
            taken[kind] = taken.get(kind, 0) + 1
            out.append(i)
    return out


def _names(mentions: pl.DataFrame, corpus: Corpus, terms: Sequence[str]) -> list[Named]:
    """Return all names to look for: the list's, titles in 《》, known works, and people."""
    out = [named for named in brands() if not set(named.words) & set(terms)]
    taken = {word for named in brands() for word in named.words} | set(terms)
    # A title is named with its brackets or, where it is long enough to mean nothing else, without.
    titles = {
        title.strip()
        for text in mentions["written"].to_list()
        for title in _TITLE.findall(text)
        if title.strip()
    }
    for title in sorted(titles | set(works()["work"].to_list())):
        low = title.lower()
        if low not in taken:
            words = (low,) if len(low) >= 4 or title not in titles else (f"《{low}》",)
            out.append(Named(title, "work", words=words))
            taken.update((low, *words))
    rest = mentions["text"].str.replace_many(dict.fromkeys(terms, " "))
    counts = cut_terms(rest)["term"].value_counts().filter(pl.col("count") >= LEAST_STORIES)
    places = frozenset(place_names(corpus))
    people: list[str] = []
    for word in counts["term"].sort().to_list():
        is_new = word not in taken and word not in places and not meets(word, terms)
        # A name sorts before what the cutter made of it and a word behind (谷爱凌 before 谷爱凌说).
        if is_new and _is_person(word) and not (people and word.startswith(people[-1])):
            people.append(word)
    return out + [Named(word, "person", words=(word,)) for word in people]


def _is_person(word: str) -> bool:
    if role_of(word) != "person":
        return False
    # The tagger takes many words for names: two characters are one only where a list says so.
    return word in theme_roles() or (len(word) in (3, 4) and word[-1] not in _NO_NAME_ENDS)


@dataclass(frozen=True)
class _Risk:
    """Crises among the mentions of each name in the last days, shape (name,)."""

    n_recent: NDArray[np.float64]
    n_crisis: NDArray[np.float64]
    is_at_risk: NDArray[np.bool_]


def _risk(corpus: Corpus, said: pl.DataFrame, standing: Standing) -> _Risk:
    since = corpus.as_of - timedelta(days=RISK_DAYS)
    held = np.unique(standing.at)
    rows = said[held]
    day = rows["observed_at"].dt.convert_time_zone(CALENDAR).dt.date()
    is_recent = np.zeros(said.height, dtype=bool)
    is_recent[held] = (day > since).to_numpy()
    is_crisis = np.zeros(said.height, dtype=bool)
    is_crisis[held] = is_of_crisis(corpus, rows).to_numpy()
    recent = is_recent[standing.at]
    n_recent = np.bincount(standing.unit[recent], minlength=standing.n_units).astype(float)
    bad = recent & is_crisis[standing.at]
    n_crisis = np.bincount(standing.unit[bad], minlength=standing.n_units).astype(float)
    # Against the others: a scandal that everybody talks of would make itself the usual.
    usual = (n_crisis.sum() - n_crisis + 1.0) / (n_recent.sum() - n_recent + 20.0)
    low = betaincinv(n_crisis + 20 * usual, n_recent - n_crisis + 20 * (1 - usual), 0.05)
    return _Risk(n_recent, n_crisis, low >= RISKY * usual)


class _Telling:
    def __init__(
        self,
        said: pl.DataFrame,
        standing: Standing,
        risk: _Risk,
        theme: str,
        *,
        is_at_place: bool,
    ) -> None:
        self.said, self.standing, self.risk, self.theme = said, standing, risk, theme
        mentions = standing.core.mentions
        self.is_here = np.zeros(said.height, dtype=bool)
        here = mentions.filter("is_here") if is_at_place else mentions
        self.is_here[here["at"].to_numpy()] = True

    def partner(self, i: int, named: Named) -> Partner:
        standing = self.standing
        at = standing.at[standing.unit == i]
        at = at[standing.story[at] >= 0]
        days = self.said["observed_at"].gather(at).dt.convert_time_zone(CALENDAR).dt.date()
        n_here = float(self.is_here[at].sum())
        mean = float(standing.odds.mean[i])
        return Partner(
            name=named.name,
            name_en=named.name_en,
            kind=named.kind,
            trade=named.trade,
            theme=self.theme,
            n=n_here,
            n_elsewhere=len(at) - n_here,
            log_odds=mean,
            log_odds_interval=(float(standing.odds.low[i]), float(standing.odds.high[i])),
            first_day=days.min(),  # type: ignore[arg-type]
            last_day=days.max(),  # type: ignore[arg-type]
            n_recent=float(self.risk.n_recent[i]),
            n_crisis=float(self.risk.n_crisis[i]),
            is_at_risk=bool(self.risk.is_at_risk[i]),
            evidence=shown_mentions(
                self.said, at, standing.story, self.is_here, weight=float(expit(mean))
            ),
        )
