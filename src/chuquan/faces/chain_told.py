"""A chain, its partners and its channels as sections for all faces."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from zlib import crc32

from chuquan.faces.chain_picture import chain_finding, chain_picture
from chuquan.faces.chain_words import (
    LONGEST_NAME,
    both_names,
    evidence_table,
    link_name,
    listed,
    odds,
    odds_with_interval,
    partner_kind,
    place_name,
    role_name,
    trade_name,
)
from chuquan.faces.facts import FactsTable
from chuquan.faces.told import Picture, Told
from chuquan.faces.words import Words, cut
from chuquan.report import Chain, ChainLink, ChannelMix, ChannelShare, Partner

_FEW_LINKS: Final = 3
_N_NAMED: Final = 4
_LEAST_MISSED: Final = 3.0
"""So many mentions were to be expected of a place that has none: chance gives that in one of 20."""


def chain_told(chain: Chain, words: Words) -> Told:
    """Tell a chain: what goes along with the core, how clearly, and what the place lacks of it."""
    _ = words.gettext
    theme = cut(chain.core, LONGEST_NAME)
    key = f"chain-{theme}"
    drawing = chain_picture(
        chain, words, element_id=f"c-{crc32(chain.core.encode(errors='replace')):08x}"
    )
    pictures = (Picture(key, chain_finding(chain, words), drawing),) if drawing else ()
    title = _("What goes along with %(theme)s") % {"theme": theme}
    evidence = evidence_table(
        f"{key}-evidence",
        _("Mentions behind the chain"),
        [(link_name(one, words), one.evidence) for one in chain.links],
        words,
    )
    tables = [_links_table(key, chain, words)] if chain.links else []
    return Told(
        key=key,
        title=title,
        sentences=tuple(_chain_sentences(chain, words)),
        tables=(*tables, evidence) if evidence else tuple(tables),
        pictures=pictures,
        warnings=tuple(_chain_warnings(chain, words)),
        notes=tuple(_chain_notes(chain, words)),
    )


def _chain_sentences(chain: Chain, words: Words) -> list[str]:
    _ = words.gettext
    out = [chain_finding(chain, words)]
    first = [one for one in chain.links if one.depth == 1]
    if first:
        text = _(
            "Clearest is %(name)s: it stands in %(n)s of the %(all)s mentions, which is "
            "%(times)s the odds elsewhere (90%% interval %(low)s to %(high)s)."
        )
        best = first[0]
        low, high = (odds(bound, words) for bound in best.log_odds_interval)
        values = {"n": words.count(best.n), "all": words.count(chain.n), "low": low, "high": high}
        times = odds(best.log_odds, words)
        out.append(text % {**values, "name": link_name(best, words), "times": times})
    if chain.place_id and chain.n_here is not None:
        out += _here_sentences(chain, first, words)
    return out


def _here_sentences(chain: Chain, first: Sequence[ChainLink], words: Words) -> list[str]:
    _ = words.gettext
    place = place_name(chain, words)
    text = _("Of these mentions, %(n)s name %(place)s.")
    out = [text % {"n": words.count(chain.n_here or 0.0), "place": place}]
    here = chain.n_here or 0.0
    # Where hardly a mention was to be expected, that there is none says nothing.
    lacking = [
        link_name(one, words)
        for one in first
        if not one.n_here and here * one.n / max(chain.n, 1.0) >= _LEAST_MISSED
    ]
    if lacking:
        text = _("Not told of %(place)s, though some mentions were to be expected: %(names)s.")
        out.append(text % {"place": place, "names": listed(lacking, words)})
    return out


def _chain_warnings(chain: Chain, words: Words) -> list[str]:
    _ = words.gettext
    out = []
    if chain.basis == "days":
        out.append(
            _(
                "From a digest alone: what was said of one place on one day counts here, not what "
                "stood in one mention. This says less."
            )
        )
    if len(chain.links) < _FEW_LINKS:
        text = _("Only %(n)d links are clear enough to be shown; more mentions may show more.")
        out.append(text % {"n": len(chain.links)})
    return out


def _chain_notes(chain: Chain, words: Words) -> list[str]:
    _ = words.gettext
    out = [
        _(
            "A link stands beside its parent at least twice as often as elsewhere, at the low end "
            "of its interval (90%). Headlines of one story count once, and every source weighs as "
            "it does in the theme."
        ),
        _("It says what is spoken of together, not what is bought or earned."),
    ]
    if chain.n_crisis:
        text = _("Left out: %(n)s mentions that hold the theme and tell of a crisis.")
        out.append(text % {"n": words.count(chain.n_crisis)})
    return out


def _links_table(key: str, chain: Chain, words: Words) -> FactsTable:
    _ = words.gettext
    here = chain.place_id is not None
    header = [
        words.pgettext("chain", "Link"),
        words.pgettext("chain", "Words counted"),
        words.pgettext("chain", "Role"),
        words.pgettext("chain", "Hangs on"),
        words.pgettext("chain", "Together"),
        words.pgettext("chain", "In all"),
        words.pgettext("chain", "Odds against elsewhere"),
    ]
    rows = []
    for one in chain.links:
        row = [
            link_name(one, words),
            listed((cut(w, LONGEST_NAME) for w in one.terms or (one.term,)), words),
            role_name(one.role, words),
            cut(one.parent, LONGEST_NAME),
            words.count(one.n),
            words.count(one.n_alone),
            odds_with_interval(one.log_odds, one.log_odds_interval, words),
        ]
        rows.append(tuple([*row, words.count(one.n_here or 0.0)] if here else row))
    if here:
        header.append(_("Told of %(place)s") % {"place": place_name(chain, words)})
    title = _("Links of the chain")
    return FactsTable(
        f"{key}-links", title, tuple(header), tuple(rows), texts=(0, 1, 2, 3), is_detail=False
    )


def partners_told(partners: Sequence[Partner], words: Words) -> Told | None:
    """Tell who comes up with a theme; None where nobody does."""
    if not partners:
        return None
    _ = words.gettext
    theme = cut(partners[0].theme, LONGEST_NAME)
    key = f"partners-{theme}"
    sentences = []
    for kind in ("brand", "institution", "work", "person"):
        own = [one for one in partners if one.kind == kind and not one.is_at_risk]
        names = [both_names(one.name, one.name_en, words) for one in own[:_N_NAMED]]
        if names:
            text = _("%(role)s: %(names)s")
            values = {"role": partner_kind(kind, words), "names": listed(names, words)}
            sentences.append(words.sentence(text % values))
    evidence = evidence_table(
        f"{key}-evidence",
        _("Mentions behind the partners"),
        [(both_names(one.name, one.name_en, words), one.evidence) for one in partners],
        words,
    )
    table = _partners_table(key, partners, words)
    return Told(
        key=key,
        title=_("Who could be a partner for %(theme)s") % {"theme": theme},
        sentences=tuple(sentences),
        tables=(table, evidence) if evidence else (table,),
        warnings=tuple(_risk_warning(one, words) for one in partners if one.is_at_risk),
        notes=(
            _(
                "Named in mentions of the theme at least twice as often as elsewhere, at the low "
                "end of the interval (90%). Names come from a list of well-known brands, works and "
                "institutions, from titles in 《》 and from names of people; nobody else is "
                "found."
            ),
            _("That a name comes up with the theme does not say that it would agree or fit."),
        ),
    )


def _risk_warning(one: Partner, words: Words) -> str:
    text = words.gettext(
        "%(name)s was often in the news for a crisis: %(n)s of its %(all)s mentions of the last "
        "year. Look at it closely before you ask."
    )
    name = both_names(one.name, one.name_en, words)
    values = {"n": words.count(one.n_crisis), "all": words.count(one.n_recent)}
    return text % {"name": name, **values}


def _partners_table(key: str, partners: Sequence[Partner], words: Words) -> FactsTable:
    # Where no place is asked for, everything counts as here.
    is_split = any(one.n_elsewhere for one in partners)
    rows = []
    for one in partners:
        n = (
            (words.count(one.n), words.count(one.n_elsewhere))
            if is_split
            else (words.count(one.n),)
        )
        days = words.period(one.first_day, one.last_day) if one.first_day and one.last_day else "—"
        rows.append(
            (
                both_names(one.name, one.name_en, words),
                partner_kind(one.kind, words),
                trade_name(one.trade, words),
                days,
                *n,
                odds_with_interval(one.log_odds, one.log_odds_interval, words),
                words.count(one.n_crisis),
            )
        )
    counts = (
        (
            words.pgettext("chain", "With the theme, here"),
            words.pgettext("chain", "With the theme, elsewhere"),
        )
        if is_split
        else (words.pgettext("chain", "With the theme"),)
    )
    header = (
        words.pgettext("chain", "Name"),
        words.pgettext("chain", "Kind"),
        words.pgettext("chain", "Trade"),
        words.pgettext("chain", "First and last day"),
        *counts,
        words.pgettext("chain", "Odds against elsewhere"),
        words.pgettext("chain", "Crises in the last year"),
    )
    title = words.gettext("Candidates for a partnership")
    return FactsTable(
        f"{key}-table", title, header, tuple(rows), texts=(0, 1, 2, 3), is_detail=False
    )


def channels_told(mix: ChannelMix | None, words: Words) -> Told | None:
    """Tell a place's channels beside those of waves that lasted; None where none can be told."""
    if mix is None or not mix.shares:
        return None
    _ = words.gettext
    place = place_name(mix, words)
    rows = tuple(
        (
            cut(one.source, LONGEST_NAME),
            _share(one.own, one.own_interval, words),
            _share(one.lasting, one.lasting_interval, words),
            _share(one.brief, one.brief_interval, words),
        )
        for one in mix.shares
    )
    header = (
        words.gettext("Source"),
        place or words.pgettext("chain", "This place"),
        words.pgettext("chain", "Waves that lasted"),
        words.pgettext("chain", "Waves that did not"),
    )
    title = _("Share of each channel, with intervals (90%)")
    found = [told for one in mix.shares if (told := _parted(one, place, words))]
    nothing = _("No channel of %(place)s clearly departs from those of waves that lasted.")
    note = _(
        "%(lasting)d waves whose excess took %(days)s or longer to halve, %(brief)d that were "
        "faster; %(n)s images of the place since %(day)s. Shares are of attention against what was "
        "looked at of each source, among the sources compared; every wave counts the same."
    )
    values = {"lasting": mix.n_lasting, "brief": mix.n_brief, "n": words.count(mix.n_own)}
    lasting = words.days(mix.lasting_days)
    return Told(
        key="channels",
        title=_("Channels of %(place)s") % {"place": place} if place else _("Channels"),
        sentences=tuple(found) or (nothing % {"place": place},),
        tables=(FactsTable("channels-table", title, header, rows, texts=(0,), is_detail=False),),
        notes=(
            note % {**values, "days": lasting, "day": words.day(mix.first_day)},
            _("Where a wave was told of does not say that the channel made it last."),
        ),
    )


def _share(value: float, interval: tuple[float, float], words: Words) -> str:
    text = words.gettext("%(times)s (%(low)s–%(high)s)")
    low, high = (words.share(bound) for bound in interval)
    return text % {"times": words.share(value), "low": low, "high": high}


def _parted(one: ChannelShare, place: str, words: Words) -> str:
    """Return what a channel suggests; empty where its intervals overlap."""
    _ = words.gettext
    is_less = one.own_interval[1] < one.lasting_interval[0]
    is_more = one.own_interval[0] > one.lasting_interval[1]
    if not (is_less or is_more):
        return ""
    text = (
        _("%(source)s carries less of %(place)s (%(own)s) than of waves that lasted (%(lasting)s).")
        if is_less
        else _(
            "%(source)s carries more of %(place)s (%(own)s) than of waves that lasted "
            "(%(lasting)s)."
        )
    )
    told = text % {
        "source": cut(one.source, LONGEST_NAME),
        "place": place,
        "own": words.share(one.own),
        "lasting": words.share(one.lasting),
    }
    if is_less and one.lasting_interval[0] > one.brief_interval[1]:
        more = _("Waves that lasted had clearly more of it than waves that did not: try it first.")
        return words.together((told, more))
    return told
