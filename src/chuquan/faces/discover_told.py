"""A discovery in words: what is a place's own, what nobody tells of, and the other parts."""

from __future__ import annotations

from collections.abc import Iterator
from math import exp

from chuquan.faces.asset_words import asset_kind
from chuquan.faces.assets_told import sources_of
from chuquan.faces.chain_told import chain_told, channels_told, partners_told
from chuquan.faces.facts import FactsTable
from chuquan.faces.match_told import matches_told
from chuquan.faces.told import Told
from chuquan.faces.trend_told import trends_told
from chuquan.faces.words import Words, cut
from chuquan.report import Asset, Discovery, Distinctive, Evidence

N_NAMED = 5
"""So many themes are named in the sentence above their table."""

N_TOLD = 2
"""Of so many a sentence says how clear they are."""


def told(discovery: Discovery, words: Words) -> list[Told]:
    """Return the sections of a discovery, in the order in which a strategist asks."""
    return [section for section in _sections(discovery, words) if section is not None]


def title_of(discovery: Discovery, words: Words) -> str:
    """Return the title of an answer: what was asked."""
    place = place_of(discovery, words)
    if not place:
        return words.gettext("Whose moment is %(theme)s?") % {"theme": cut(discovery.theme, 40)}
    if discovery.theme:
        values = {"place": place, "theme": cut(discovery.theme, 40)}
        return words.gettext("%(place)s and %(theme)s") % values
    return words.gettext("What %(place)s could break out with") % {"place": place}


def place_of(discovery: Discovery, words: Words) -> str:
    """Return the place's name, in English with the Chinese one behind it; empty for no place."""
    name, english = cut(discovery.place_name, 80), cut(discovery.place_name_en, 80)
    if words.lang == "zh" or not english or english == name:
        return name
    return f"{english} {name}"


def _sections(discovery: Discovery, words: Words) -> Iterator[Told | None]:
    if discovery.place_id is not None:
        yield _distinctive(discovery, words)
        yield _untold(discovery, words)
    if "no_talk" not in discovery.notes:
        yield trends_told(discovery, words)
    if discovery.matches or "no_talk" not in discovery.notes:
        yield matches_told(discovery, words)
    for chain in discovery.chains:
        yield chain_told(chain, words)
    yield partners_told(discovery.partners, words)
    yield channels_told(discovery.channels, words)


def _distinctive(discovery: Discovery, words: Words) -> Told:
    gettext = words.gettext
    place = place_of(discovery, words)
    found = discovery.distinctive
    clear = [d for d in found if d.is_clear]
    tables = (_themes(found, words), _evidence(found, words)) if found else ()
    return Told(
        key="distinctive",
        title=gettext("What is unmistakably %(place)s's own") % {"place": place},
        sentences=tuple(_own_sentences(discovery, clear, words)),
        tables=tables,
        warnings=tuple(_warnings(discovery, words)),
        notes=tuple(_notes(discovery, words)),
    )


def _own_sentences(discovery: Discovery, clear: list[Distinctive], words: Words) -> Iterator[str]:
    place = place_of(discovery, words)
    if not clear:
        text = words.gettext(
            "Nothing is said of %(place)s so much more than of other places that it could not be "
            "chance."
        )
        yield text % {"place": place}
        return
    comma = "、" if words.lang == "zh" else ", "
    names = comma.join(cut(d.name, 40) for d in clear[:N_NAMED])
    text = words.ngettext(
        "%(n)d theme is clearly %(place)s's own: %(names)s.",
        "%(n)d themes are clearly %(place)s's own, first of all %(names)s.",
        len(clear),
    )
    yield text % {"n": len(clear), "place": place, "names": names}
    for theme in clear[:N_TOLD]:
        text = words.gettext(
            "%(name)s: %(n)s mentions here, %(elsewhere)s of all other places together; the odds "
            "of being told of it are at least %(low)s as high here (lower end of the 90%% "
            "interval)."
        )
        yield text % {
            "name": cut(theme.name, 40),
            "n": words.count(theme.n),
            "elsewhere": words.count(theme.n_elsewhere),
            "low": words.times(exp(theme.log_odds_interval[0])),
        }


def _themes(found: tuple[Distinctive, ...], words: Words) -> FactsTable:
    gettext = words.gettext
    header = (
        gettext("Theme"),
        gettext("Clearly its own"),
        gettext("Mentions here"),
        gettext("Elsewhere"),
        gettext("Odds against elsewhere"),
        gettext("Interval of 90%"),
        gettext("Days on which it was said"),
        gettext("First said"),
        gettext("Last said"),
        gettext("Mostly by"),
        gettext("On a list as"),
    )
    return FactsTable(
        "themes",
        gettext("Themes, the clearest first"),
        header,
        tuple(_theme_row(d, words) for d in found),
        texts=(0, 1, 7, 8, 9, 10),
        is_detail=False,
    )


def _theme_row(found: Distinctive, words: Words) -> tuple[str, ...]:
    low, high = found.log_odds_interval
    return (
        cut(found.name, 40),
        words.gettext("yes") if found.is_clear else words.gettext("perhaps"),
        words.count(found.n),
        words.count(found.n_elsewhere),
        words.times(exp(found.log_odds)),
        _between(words.times(exp(low)), words.times(exp(high))),
        words.count(found.n_days),
        words.day(found.first_day),
        words.day(found.last_day),
        words.short_lever(next(iter(found.levers), None)),
        _listed(found.asset, words),
    )


def _between(low: str, high: str) -> str:
    return low if low == high else f"{low}–{high}"


def _listed(asset: Asset | None, words: Words) -> str:
    if asset is None:
        return "—"
    return f"{_asset_name(asset, words)} ({asset_kind(asset.kind, words)})"


def _asset_name(asset: Asset, words: Words) -> str:
    if words.lang == "zh" or not asset.name_en:
        return cut(asset.name, 60)
    return f"{cut(asset.name_en, 60)} {cut(asset.name, 60)}"


def _evidence(found: tuple[Distinctive, ...], words: Words) -> FactsTable:
    gettext = words.gettext
    rows = [
        (
            cut(d.name, 40),
            _said(e),
            words.count(1 if e.n is None else e.n),
            e.source or "—",
            _when(e, words),
        )
        for d in found
        for e in d.evidence
    ]
    header = (
        gettext("Theme"),
        gettext("What was said"),
        gettext("Mentions"),
        gettext("Source"),
        gettext("On, or last on"),
    )
    return FactsTable("evidence", gettext("Evidence"), header, tuple(rows), texts=(0, 1, 3, 4))


def _said(evidence: Evidence) -> str:
    return cut(evidence.text or evidence.term or "", 120)


def _when(evidence: Evidence, words: Words) -> str:
    return "—" if evidence.observed_at is None else words.day(evidence.observed_at.date())


def _untold(discovery: Discovery, words: Words) -> Told | None:
    if not discovery.untold:
        return None
    gettext = words.gettext
    assets = [d.asset for d in discovery.untold if d.asset is not None]
    rows = tuple(
        (
            _asset_name(asset, words),
            asset_kind(asset.kind, words),
            words.day(asset.since),
            cut(sources_of(asset, words), 100),
        )
        for asset in assets
    )
    header = (gettext("Asset"), gettext("Kind"), gettext("Since"), gettext("Listed by"))
    text = words.ngettext(
        "%(n)d thing that %(place)s has stands on a list and is told of by nobody here.",
        "%(n)d things that %(place)s has stand on lists and are told of by nobody here.",
        len(rows),
    )
    note = gettext("It may be told of where these sources do not look, or by another name.")
    return Told(
        key="untold",
        title=gettext("Treasures that nobody tells of"),
        sentences=(text % {"n": len(rows), "place": place_of(discovery, words)},),
        tables=(
            FactsTable(
                "untold", gettext("On lists, not in mentions"), header, rows, texts=(0, 1, 2, 3)
            ),
        ),
        notes=(note,),
    )


def _warnings(discovery: Discovery, words: Words) -> Iterator[str]:
    if "few_mentions" in discovery.notes:
        text = words.ngettext(
            "It rests on %(n)s mention of %(place)s as an image: take it as a hint.",
            "It rests on %(n)s mentions of %(place)s as an image: take it as a hint.",
            round(discovery.n_mentions),
        )
        place = place_of(discovery, words)
        yield text % {"n": words.count(discovery.n_mentions), "place": place}


def _notes(discovery: Discovery, words: Words) -> Iterator[str]:
    text = words.gettext(
        "Image mentions of %(start)s to %(end)s; sources: %(sources)s. Nothing later was looked at."
    )
    comma = "、" if words.lang == "zh" else ", "
    yield text % {
        "start": words.day(discovery.first_day),
        "end": words.day(discovery.as_of),
        "sources": comma.join(cut(source, 40) for source in discovery.sources),
    }
    if "shipped" in discovery.notes:
        yield words.gettext(
            "From the counts of five public hot lists that ship with Chuquan: what a hot list does "
            "not show, they do not know. Give mentions of your own for more."
        )
    if "reference" in discovery.notes:
        yield words.gettext(
            "How other places are spoken of is taken from the given mentions and, where these say "
            "little, from the counts that ship with Chuquan."
        )
    if "digest" in discovery.notes:
        yield words.gettext(
            "From counts, without texts: a word that a single mention of the place holds is not in "
            "them, and a mention that holds two words of one theme counts twice."
        )
    if "no_talk" in discovery.notes:
        yield words.gettext(
            "What rises everywhere is not told: for that day there are no counts of the words of "
            "all mentions."
        )
    yield words.gettext(
        "Ranked by the lower end of the interval, so that neither what every place claims nor a "
        "lone coincidence comes first. Mentions of one wave count for less than as many apart."
    )
