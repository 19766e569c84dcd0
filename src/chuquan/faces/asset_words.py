"""Words for assets."""

from __future__ import annotations

from chuquan.faces.words import Words


def asset_kind(kind: str, words: Words) -> str:
    """Return the name of a kind of assets (see :data:`chuquan.tables.ASSET_KINDS`)."""
    names = {
        "heritage": words.pgettext("asset", "heritage"),
        "museum": words.pgettext("asset", "museum"),
        "scenic": words.pgettext("asset", "scenic area"),
        "food": words.pgettext("asset", "food and drink"),
        "craft": words.pgettext("asset", "craft"),
        "festival": words.pgettext("asset", "festival or fair"),
        "person": words.pgettext("asset", "person of history"),
        "work": words.pgettext("asset", "work set there"),
        "venue": words.pgettext("asset", "venue"),
    }
    return names[kind]
