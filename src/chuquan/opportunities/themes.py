"""What a place's words mean: the themes that may be its own, and the assets that they name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from chuquan.digest.lexicon import synonyms
from chuquan.digest.terms import cutter
from chuquan.drivers.roles import PlaceNames, is_title, role_of
from chuquan.opportunities.assets.names import AssetNames
from chuquan.places.gazetteer import Gazetteer
from chuquan.report import Asset

IMAGE_SHARE_OF_A_THEME: Final = 0.5
"""Of the mentions of a theme, all places together, at least so many are images."""

_OF_SEVERAL: Final = frozenset("-·—、：")
_WHOLE_NAME: Final = 3  # characters: shorter names stand in too many others to be parts of them


@dataclass(frozen=True)
class Meaning:
    """What a word stands for at a place.

    Attributes
    ----------
    key : str
        The same for all words that mean one.
    asset : Asset or None
        What the place has of it.
    """

    key: str
    asset: Asset | None = None


class Themes:
    """What words mean at one place.

    Parameters
    ----------
    place_id : str
    gazetteer : Gazetteer
    assets : sequence of Asset
        What the place has.
    """

    def __init__(self, place_id: str, gazetteer: Gazetteer, assets: Sequence[Asset] = ()) -> None:
        self._not_themes = PlaceNames.load(gazetteer).of(place_id)
        self._own_names = tuple(str(name).lower() for name in gazetteer.get(place_id)["names"])
        self._named = AssetNames(assets)
        self._synonyms = synonyms()
        self._leading = _joined(assets, self._synonyms)

    def of(self, word: str) -> Meaning | None:
        """Return what a word means; None for one that names no theme of the place.

        A word that an asset of the place is called by means the asset, whatever it is otherwise (a
        person, a place). Of all others only those that may name a theme mean one: no places, no
        persons, no words that say how it was told.
        """
        common = self._synonyms.get(word, word)
        found = self._named.called(word) or self._named.called(common) or self._held(word)
        if found:
            leading = self._named.assets[self._leading[found[0]]]
            return Meaning(f"{leading.kind}:{leading.name}", self._named.assets[found[0]])
        return Meaning(common) if self.may_mean(word) else None

    def may_mean(self, word: str) -> bool:
        """Return whether a word may name a theme: no place, no person, not how it was told."""
        is_place = word in self._not_themes or self._is_cut_off(word)
        return role_of(word) == "theme" and not is_place

    def words_of(self, meanings: Mapping[str, Meaning]) -> dict[str, str]:
        """Return all words that count for the themes of a place: word to key.

        Parameters
        ----------
        meanings : mapping of str to Meaning
            The place's own words. Words that mean one with them count, too, where only other
            places are spoken of with them.
        """
        keys = {m.key for m in meanings.values() if m.asset is None}
        alike = {word: key for word, key in self._synonyms.items() if key in keys}
        return alike | {word: meaning.key for word, meaning in meanings.items()}

    def _held(self, word: str) -> tuple[int, ...]:
        # 龙门石窟风景区 names 龙门石窟, but 东湖大厦 does not name 东湖: only longer names do.
        hits = self._named.held_by(word)
        names = self._named.assets
        return tuple(
            i
            for i in hits
            if any(
                len(name) >= _WHOLE_NAME and word.startswith(name)
                for name in (names[i].name, *names[i].names)
            )
        )

    def _is_cut_off(self, word: str) -> bool:
        # 哈尔 is a piece of 哈尔滨 that the cutter left.
        return any(word in name for name in self._own_names)


def _joined(assets: Sequence[Asset], alike: Mapping[str, str]) -> list[int]:
    """Return for each asset the first one that it shares a name with, itself where none.

    Harbin's ice festival and its Ice and Snow World are both called 冰雪: as themes they are one.
    Names that list several things (大雁塔-大唐芙蓉园景区) join nothing.
    """
    first: dict[str, int] = {}
    out = list(range(len(assets)))
    for i, asset in enumerate(assets):
        names = [n.lower() for n in (asset.name, *asset.names) if not set(n) & _OF_SEVERAL]
        keys = {alike.get(name, name) for name in names}
        out[i] = min((out[first[key]] for key in keys if key in first), default=i)
        for key in keys:
            first.setdefault(key, i)
    return out


def pieces_of(assets: Sequence[Asset]) -> dict[str, Asset]:
    """Return the words that the names of assets are cut into, where these are no words themselves.

    清明上河园 is told by the word 河园, as the cutter does not know the name. Whether such a piece
    stands for the asset, only what is said elsewhere can tell.
    """
    cut = cutter().cut
    out: dict[str, Asset] = {}
    for asset in assets:
        for name in (asset.name, *asset.names):
            pieces = [] if set(name) & _OF_SEVERAL else cut(name)
            for piece in pieces if len(pieces) > 1 else ():
                if len(piece) > 1:
                    out.setdefault(piece.lower(), asset)
    return out


def themes_of_images(terms: Sequence[pl.DataFrame], themes: Mapping[str, str]) -> frozenset[str]:
    """Return which themes are images: told as such at least half the time, whatever the place.

    A word of crises (疫情) or of daily business (环境) that was once told with an image is none.

    Parameters
    ----------
    terms : sequence of polars.DataFrame
        Tables ``terms``, of all kinds.
    themes : mapping of str to str
        Word to theme.
    """
    named = pl.DataFrame(
        {"term": list(themes), "theme": list(themes.values())},
        schema={"term": pl.String, "theme": pl.String},
    )
    n = pl.col("n")
    shares = (
        pl.concat([t.select("term", "kind", "n").join(named, on="term") for t in terms])
        .group_by("theme")
        .agg(image=(n.filter(pl.col("kind") == "image").sum() + 1) / (n.sum() + 2))
    )
    return frozenset(shares.filter(pl.col("image") >= IMAGE_SHARE_OF_A_THEME)["theme"])


def is_part_of(name: str, other: str) -> bool:
    """Return whether one name is another with more said (故宫, 故宫博物院); titles stand alone."""
    if is_title(name) or is_title(other):
        return False
    return name in other or other in name
