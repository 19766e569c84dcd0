"""What is known of places, told in sections: how much of what, the list, and what was left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from chuquan.faces.asset_words import asset_kind
from chuquan.faces.facts import FactsTable
from chuquan.faces.told import Told
from chuquan.faces.words import Words, cut
from chuquan.report import Asset, AssetList, Problem

_SOURCE = re.compile(r"(?P<zh>\S+) (?P<en>[ -~–]+)")
_YEAR = re.compile(r"(?P<list>.+), (?P<by>by )?(?P<year>\d{4})")
_FIRST_DAY = (1, 1)


def assets_told(known: AssetList, words: Words) -> list[Told]:
    """Return sections of what is known, most asked for first.

    Parameters
    ----------
    known : AssetList
    words : Words
    """
    sections = [_overview(known, words)]
    # What is to be mended stands before the list, which may be long.
    if known.problems:
        sections.append(_problems(known.problems, words))
    if known.assets:
        sections.append(_listed(known, words))
    if known.said:
        sections.append(_said(known, words))
    return sections


def _overview(known: AssetList, words: Words) -> Told:
    gettext = words.gettext
    kinds = Counter(asset.kind for asset in known.assets)
    lists = Counter(name for asset in known.assets for name in _lists(asset, words))
    by_kind = FactsTable(
        "kinds",
        gettext("By kind"),
        (gettext("What it is"), gettext("Number")),
        tuple((asset_kind(kind, words), words.count(n)) for kind, n in kinds.most_common()),
        is_detail=False,
    )
    by_list = FactsTable(
        "lists",
        gettext("By list"),
        (gettext("By which list"), gettext("Number")),
        tuple((cut(name, 100), words.count(n)) for name, n in lists.most_common()),
        is_detail=False,
    )
    title = _place(known, known.place_id, words) if known.place_id else gettext("All places")
    return Told(
        key="assets",
        title=gettext("What is known: %(place)s") % {"place": title},
        sentences=tuple(_sentences(known, words)),
        tables=(by_kind, by_list) if known.assets else (),
        notes=(
            *(
                gettext("Columns of %(file)s that are not read: %(names)s")
                % {"file": cut(file, 60), "names": cut(", ".join(columns), 120)}
                for file, columns in known.unread.items()
            ),
            gettext(
                "The shipped lists are a choice and uneven by province: what is not in them is not "
                "missing in the place. Bring what they lack in a table of your own."
            ),
            gettext(
                "A thing without a date counts as always known; one with a date is not used for "
                "any day before it."
            ),
        ),
    )


def _listed(known: AssetList, words: Words) -> Told:
    gettext = words.gettext
    header = (gettext("Place"), gettext("Name"), gettext("What it is"), gettext("Also called"),
              gettext("Known since"), gettext("By which list"))  # fmt: skip
    between = "、" if words.lang == "zh" else ", "
    rows = tuple(
        (
            _place(known, asset.place_id, words),
            _name(asset, words),
            asset_kind(asset.kind, words),
            cut(between.join(asset.names), 60) or "—",
            _since(asset, words),
            cut(sources_of(asset, words), 80),
        )
        for asset in known.assets
    )
    table = FactsTable("list", gettext("One by one"), header, rows, tuple(range(6)), False)
    return Told(key="list", title=gettext("What there is"), tables=(table,))


def _said(known: AssetList, words: Words) -> Told:
    gettext = words.gettext
    header = (gettext("Name"), gettext("What it is"), gettext("First said"), gettext("How often"))
    rows = tuple(
        (
            cut(asset.name, 60),
            asset_kind(asset.kind, words),
            words.day(asset.since),
            sources_of(asset, words),
        )
        for asset in known.said
    )
    table = FactsTable("said", gettext("Clearest first"), header, rows, (0, 1, 2, 3), False)
    note = gettext(
        "By words of city-image mentions, against all other places; the kind is told from the "
        "word and may be wrong. What broke out once is among them: it is no asset for that alone."
    )
    return Told(
        key="said",
        title=gettext("What the mentions say it is known for"),
        tables=(table,),
        notes=(note,),
    )


def _sentences(known: AssetList, words: Words) -> Iterator[str]:
    n, n_places = len(known.assets), len({asset.place_id for asset in known.assets})
    if not n:
        yield words.gettext("No list and no table has anything of this place and kind.")
    else:
        text = words.ngettext(
            "%(n)s thing is known, of %(places)s places.",
            "%(n)s things are known, of %(places)s places.",
            n,
        )
        yield text % {"n": words.count(n), "places": words.count(n_places)}
    if known.files:
        n_bad = sum(problem.n for problem in known.problems)
        text = words.gettext(
            "Your tables: %(own)s rows can be used, %(bad)s cannot or want a look; the shipped "
            "lists have %(joined)s of them as well."
        )
        yield text % {
            "own": words.count(known.n_own),
            "bad": words.count(n_bad),
            "joined": words.count(known.n_joined),
        }


def _problems(problems: tuple[Problem, ...], words: Words) -> Told:
    gettext = words.gettext
    rows = tuple(
        (
            cut(problem.file, 60),
            "—" if problem.line is None else str(problem.line),
            cut(problem.column or "—", 30),
            cut(problem.found, 160),
            cut(problem.todo or "—", 120),
        )
        for problem in problems
    )
    header = (gettext("File"), gettext("Line"), gettext("Column"), gettext("Found"),
              gettext("What to do"))  # fmt: skip
    allowed = dict.fromkeys(problem.allowed for problem in problems if problem.allowed)
    return Told(
        key="problems",
        title=gettext("Rows that were left out, and what to look at"),
        tables=(FactsTable("problems", gettext("Row by row"), header, rows, (0, 2, 3, 4), False),),
        notes=tuple(gettext("Allowed: %(what)s") % {"what": cut(text, 240)} for text in allowed),
    )


def _lists(asset: Asset, words: Words) -> list[str]:
    """Return the lists that name an asset, without their years."""
    return list(dict.fromkeys(name for name, _ in _parts(asset, words)))


def sources_of(asset: Asset, words: Words) -> str:
    """Return the lists that name an asset, with their years, in one language."""
    told = [f"{name}{year}" for name, year in _parts(asset, words)]
    return ("；" if words.lang == "zh" else "; ").join(told)


def _parts(asset: Asset, words: Words) -> Iterator[tuple[str, str]]:
    """Yield each list that names an asset, in one language, and its year as it is told."""
    for part in asset.source.split("; "):
        dated = _YEAR.fullmatch(part)
        name = dated["list"] if dated else part
        both = _SOURCE.fullmatch(name)
        if both and any("\u4e00" <= char <= "\u9fff" for char in both["zh"]):
            name = both["zh"] if words.lang == "zh" else both["en"]
        year = ""
        if dated:
            text = words.gettext(" (by %(year)s)") if dated["by"] else words.gettext(" (%(year)s)")
            year = text % {"year": dated["year"]}
        yield name, year


def _place(known: AssetList, place_id: str, words: Words) -> str:
    zh, en = known.names.get(place_id, (place_id, place_id))
    return zh if words.lang == "zh" else en or zh


def _name(asset: Asset, words: Words) -> str:
    name = cut(asset.name, 60)
    if words.lang == "zh" or not asset.name_en or asset.name_en == asset.name:
        return name
    return f"{cut(asset.name_en, 60)} ({name})"


def _since(asset: Asset, words: Words) -> str:
    if asset.since is None:
        return words.gettext("always")
    if (asset.since.month, asset.since.day) == _FIRST_DAY:  # a year alone is its first day
        return str(asset.since.year)
    return words.day(asset.since)
