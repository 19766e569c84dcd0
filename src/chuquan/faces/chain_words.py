"""The words of chains, partners and channels: roles, trades, places, how many times as often."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final

from chuquan.faces.facts import FactsTable
from chuquan.faces.words import Words, cut
from chuquan.report import Chain, ChainLink, ChannelMix, Evidence, LinkRole

LONGEST_NAME: Final = 40
LONGEST_TEXT: Final = 160

_MOST_TIMES: Final = 1_000.0


def role_name(role: LinkRole, words: Words) -> str:
    """Return what a role asks, in two or three words."""
    names = {
        "do": words.pgettext("chain", "do"),
        "wear": words.pgettext("chain", "wear"),
        "eat": words.pgettext("chain", "eat and drink"),
        "buy": words.pgettext("chain", "buy"),
        "photograph": words.pgettext("chain", "photograph"),
        "stay": words.pgettext("chain", "stay"),
        "see": words.pgettext("chain", "see"),
        "other": words.pgettext("chain", "other"),
    }
    return names[role]


def partner_kind(kind: str, words: Words) -> str:
    """Return the name of a partner's kind."""
    names = {
        "brand": words.pgettext("partner", "brand"),
        "work": words.pgettext("partner", "work"),
        "person": words.pgettext("partner", "person"),
        "institution": words.pgettext("partner", "institution"),
    }
    return names[kind]


def trade_name(trade: str, words: Words) -> str:
    """Return the name of a trade of the list of brands; an unknown one as it is, none as a dash."""
    names = {
        "tea and coffee": words.pgettext("trade", "tea and coffee"),
        "restaurants": words.pgettext("trade", "restaurants"),
        "food": words.pgettext("trade", "food"),
        "drinks": words.pgettext("trade", "drinks"),
        "sport and outdoor": words.pgettext("trade", "sport and outdoor"),
        "fashion": words.pgettext("trade", "fashion"),
        "beauty": words.pgettext("trade", "beauty"),
        "photography and hire": words.pgettext("trade", "photography and hire"),
        "toys and culture goods": words.pgettext("trade", "toys and culture goods"),
        "travel": words.pgettext("trade", "travel"),
        "hotels": words.pgettext("trade", "hotels"),
        "platforms": words.pgettext("trade", "platforms"),
        "phones and appliances": words.pgettext("trade", "phones and appliances"),
        "cars": words.pgettext("trade", "cars"),
        "finance and telecom": words.pgettext("trade", "finance and telecom"),
        "sound and stage": words.pgettext("trade", "sound and stage"),
        "games": words.pgettext("trade", "games"),
        "series and shows": words.pgettext("trade", "series and shows"),
        "museums": words.pgettext("trade", "museums"),
        "stage and broadcast": words.pgettext("trade", "stage and broadcast"),
        "government and unions": words.pgettext("trade", "government and unions"),
        "universities": words.pgettext("trade", "universities"),
    }
    return names.get(trade, cut(trade, LONGEST_NAME)) or "—"


def both_names(name: str, english: str, words: Words) -> str:
    """Return a Chinese name and, in English, what it means behind it."""
    name, english = cut(name, LONGEST_NAME), cut(english, LONGEST_NAME)
    return f"{name} ({english})" if words.lang == "en" and english and english != name else name


def link_name(link: ChainLink, words: Words) -> str:
    """Return what a link is called."""
    return both_names(link.term, link.term_en, words)


def place_name(answer: Chain | ChannelMix, words: Words) -> str:
    """Return the place of an answer in the language of the reader; empty where it has none."""
    name, english = cut(answer.place_name, LONGEST_NAME), cut(answer.place_name_en, LONGEST_NAME)
    return f"{english} {name}".strip() if words.lang == "en" and english != name else name


def odds(log_odds: float, words: Words) -> str:
    """Return a log-odds as so many times: one decimal below ten, none above."""
    value = math.exp(min(log_odds, 50.0)) if math.isfinite(log_odds) else math.nan
    return words.times(value) if value <= 100.0 or not math.isfinite(value) else _many(value, words)


def _many(value: float, words: Words) -> str:
    number = f">{_MOST_TIMES:,.0f}" if value > _MOST_TIMES else f"{value:,.0f}"
    return words.gettext("%(n)s×") % {"n": number}


def odds_with_interval(value: float, interval: Sequence[float], words: Words) -> str:
    """Return a log-odds with its interval as times."""
    text = words.gettext("%(times)s (%(low)s–%(high)s)")
    low, high = (odds(bound, words) for bound in interval)
    return text % {"times": odds(value, words), "low": low, "high": high}


def listed(names: Iterable[str], words: Words) -> str:
    """Return names one behind the other."""
    return words.pgettext("list", ", ").join(names)


def evidence_table(
    key: str, title: str, rows: Iterable[tuple[str, tuple[Evidence, ...]]], words: Words
) -> FactsTable | None:
    """Return the mentions behind each name; None where there are none."""
    out = [
        (
            name,
            cut(one.text or one.term or "", LONGEST_TEXT),
            cut(one.source or "—", LONGEST_NAME),
            words.day(one.observed_at.date() if one.observed_at else None),
        )
        for name, evidence in rows
        for one in evidence
        if one.text
    ]
    if not out:
        return None
    header = (
        words.pgettext("chain", "Name"),
        words.gettext("Mention"),
        words.gettext("Source"),
        words.gettext("Day"),
    )
    return FactsTable(key, title, header, tuple(out), texts=(0, 1, 2, 3))
