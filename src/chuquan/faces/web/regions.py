"""Regions that breakouts are chosen by: China, its provinces, other countries, all abroad."""

from __future__ import annotations

from chuquan.faces.web.shown import Shown
from chuquan.faces.words import Words, plain
from chuquan.report import PlaceProfile

CHINA = "china"
ABROAD = "abroad"

# Lengths of the prefix that all codes below a Chinese place share, by how its own code ends.
_PROVINCE, _CITY = "0000", "00"


def is_chinese(place_id: str) -> bool:
    """Whether a place bears an administrative code of China; others have ids of GeoNames."""
    return place_id.isdigit()


def is_within(place_id: str, region: str, shown: Shown) -> bool:
    """Whether a place is a region or lies in it.

    Parameters
    ----------
    place_id : str
    region : str
        :data:`CHINA`, :data:`ABROAD`, or the id of a country, province, city or county.
    shown : Shown
        Knows the countries of places abroad.
    """
    if region in {CHINA, "iso:CN"}:
        return is_chinese(place_id)
    if region == ABROAD:
        return not is_chinese(place_id)
    if region == place_id:
        return True
    if is_chinese(region) and is_chinese(place_id):
        for ending in (_PROVINCE, _CITY):
            if region.endswith(ending):
                return place_id.startswith(region.removesuffix(ending))
        return False
    profile = shown.places.get(place_id)
    return profile is not None and profile.parent_id == region


def regions(shown: Shown) -> list[str]:
    """Return what one can choose from: provinces and countries that had breakouts, by id."""
    found = set()
    for breakout in shown.report.breakouts:
        if is_chinese(breakout.place_id):
            found.add(f"{breakout.place_id[:2]}0000")
        elif (profile := shown.places.get(breakout.place_id)) and profile.parent_id:
            found.add(profile.parent_id)
    return sorted(found, key=lambda region: (not is_chinese(region), region))


def region_name(region: str, shown: Shown, words: Words) -> str:
    """Return what a region is called; an unknown one by its id."""
    if region in {CHINA, "iso:CN"}:
        return words.gettext("China")
    if region == ABROAD:
        return words.gettext("Abroad")
    profile = shown.places.get(region)
    if profile is not None:
        return plain(profile.name_en if words.lang == "en" and profile.name_en else profile.name)
    return plain(region).removeprefix("iso:")


def place_name(place: PlaceProfile, words: Words) -> str:
    """Return a place's name, in English with the Chinese one behind it."""
    name, english = plain(place.name), plain(place.name_en)
    return name if words.lang == "zh" or not english or english == name else f"{english} {name}"
