"""Places of a table of outcomes: their names, in either language, to identifiers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from chuquan.places.gazetteer import Gazetteer

COUNTRY_WORDS: Final = frozenset(
    {"全国", "国内", "全国合计", "全国总计", "nationwide", "national", "nation", "mainland china"}
)
TOTAL_WORDS: Final = frozenset(
    {"合计", "总计", "总量", "全部", "全体", "总数", "小计", "total", "all", "sum", "overall"}
)
"""Words that stand for a sum over places or origins."""

_DOMINANT: Final = 3.0
_LARGE: Final = 0.5


@dataclass(frozen=True)
class Named:
    """What names mean.

    Attributes
    ----------
    place_id : dict
        Name and province (may be empty) to identifier; a name that the gazetteer does not know,
        or that is ambiguous, is its own.
    ambiguous : dict
        Name and province to what it could mean, best first.
    names : dict
        Identifier to its name in Chinese and in English.
    """

    place_id: Mapping[tuple[str, str], str]
    ambiguous: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def plain_name(name: str) -> str:
    """Return a name without what a spreadsheet wraps around it."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", name)).strip(" *·:")


def resolve_names(pairs: Iterable[tuple[str, str]], gazetteer: Gazetteer) -> Named:
    """Tell which places the names of one table mean.

    A name means what stands highest (a city before a county); of several on one level, the one in
    the province that the row names, else in the country that all clear names share, else one that
    has three times the people of the next. Where the gazetteer knows fewer than half of the names,
    the table speaks of places of another kind (states of the USA, lines of a metro), and each is
    kept under its own name: Georgia among states is not the country.

    Parameters
    ----------
    pairs : iterable of (str, str)
        Name and the province or country it stands under, which may be empty.
    gazetteer : Gazetteer
    """
    wanted = sorted(set(pairs))
    found = {pair: candidates(pair[0], pair[1], gazetteer) for pair in wanted}
    known = [pair for pair in wanted if found[pair] or plain_name(pair[0]).lower() in TOTAL_WORDS]
    coded = any(pair[0] in gazetteer for pair in wanted)
    if len(known) <= _LARGE * len(wanted) and not coded and len(wanted) > 1:
        found = dict.fromkeys(wanted, ())
    roots = {_root(ids[0], gazetteer) for ids in found.values() if len(ids) == 1}
    place_id: dict[tuple[str, str], str] = {}
    ambiguous: dict[tuple[str, str], tuple[str, ...]] = {}
    names: dict[str, tuple[str, str]] = {}
    for pair, ids in found.items():
        clear = _clearest(ids, roots, gazetteer)
        if len(clear) > 1:
            ambiguous[pair] = tuple(clear)
        own = clear[0] if len(clear) == 1 else plain_name(pair[0])
        place_id[pair] = own
        names[own] = (
            (gazetteer.name(own), gazetteer.name_en(own)) if own in gazetteer else (own, own)
        )
    return Named(place_id, ambiguous, names)


def candidates(name: str, under: str, gazetteer: Gazetteer) -> tuple[str, ...]:
    """Return the places of the highest level that a name may mean, best first.

    ``under`` narrows them where it is known; a name may carry it itself (江苏省苏州市).
    """
    plain = plain_name(name)
    if plain.casefold() in COUNTRY_WORDS:
        return ("iso:CN",)
    if plain.casefold() in TOTAL_WORDS and under:
        plain, under = plain_name(under), ""
    ids = gazetteer.find(plain) or _from_qualified(plain, gazetteer)
    above = set(gazetteer.find(plain_name(under))) if under else set()
    within = [i for i in ids if above & {i, *gazetteer.parents(i)}]
    ids = within or ids
    if not ids:
        return ()
    level = gazetteer.get(ids[0])["level"]
    return tuple(i for i in ids if gazetteer.get(i)["level"] == level)


def _from_qualified(plain: str, gazetteer: Gazetteer) -> list[str]:
    """Split 北京市朝阳区 or "Portland, Oregon, USA" into a place and what it lies in."""
    if "," in plain or "(" in plain:
        head, _, tail = plain.replace("(", ",").rstrip(")").partition(",")
        ids = gazetteer.find(head)
        above = {a for part in tail.split(",") for a in gazetteer.find(part.strip())}
        return [i for i in ids if above & set(gazetteer.parents(i))]
    for cut in range(2, len(plain) - 1):
        above = set(gazetteer.find(plain[:cut]))
        if not above:
            continue
        ids = gazetteer.find(plain[cut:]) or _from_qualified(plain[cut:], gazetteer)
        within = [i for i in ids if above & set(gazetteer.parents(i))]
        if within:
            return within
    return []


def _clearest(ids: Sequence[str], roots: set[str], gazetteer: Gazetteer) -> list[str]:
    if len(ids) < 2:
        return list(ids)
    if len(roots) == 1:
        ids = [i for i in ids if _root(i, gazetteer) in roots] or list(ids)
    people = [gazetteer.get(i)["population"] or 0 for i in ids]
    ranked = sorted(zip(people, ids, strict=True), reverse=True)
    if len(ids) > 1 and ranked[0][0] >= _DOMINANT * max(ranked[1][0], 1):
        return [ranked[0][1]]
    return [i for _, i in ranked]


def _root(place_id: str, gazetteer: Gazetteer) -> str:
    return (place_id, *gazetteer.parents(place_id))[-1]
