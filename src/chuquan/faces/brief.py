"""The brief: one HTML file that opens offline, prints, and escapes everything it was given.

The file loads nothing: no script, no font, no picture from elsewhere, and its content security
policy says so. Chinese text is set in the reader's own fonts (PingFang, Microsoft YaHei, Noto Sans
CJK, Source Han Sans); a machine without any of them shows boxes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from jinja2 import Environment
from markupsafe import Markup

from chuquan.faces.impact_card import ImpactCard, impact_card
from chuquan.faces.mix import mix_picture
from chuquan.faces.pages import environment, style_hash, style_sheet
from chuquan.faces.shares import Share, share_bar, shares, stretch_bars
from chuquan.faces.sides import also, counter_title, sentences
from chuquan.faces.summary import gap_days, of_kind, ongoing, summary
from chuquan.faces.timeline import timeline
from chuquan.faces.words import Words, plain
from chuquan.faces.write import write_all
from chuquan.report import Breakout, Impact, Report

if TYPE_CHECKING:
    from chuquan.report import Evidence

N_FULL = 60
"""So many breakouts of a kind get a card, and all that are both image and crisis; the others stand
in the table."""

_N_PROBLEMS = 50


@dataclass(frozen=True)
class Card:
    """One breakout with its pictures drawn, as the template shows it."""

    breakout: Breakout
    anchor: str
    rank: int
    timeline: Markup
    mix: Markup
    sentences: tuple[str, ...]
    share_bar: Markup
    shares: tuple[Share, ...]
    lever_bars: tuple[tuple[str, Markup], ...]
    impacts: tuple[ImpactCard, ...] = ()


def render(report: Report, *, lang: str = "zh", n_full: int = N_FULL) -> str:
    """Return the brief as one self-contained HTML document.

    Parameters
    ----------
    report : Report
        What was found.
    lang : {"zh", "en"}
        Language of the brief; mentions stay in their own.
    n_full : int
        So many breakouts of a kind are told in full, and besides them every one that goes on, is
        both image and crisis, or has an impact.

    Raises
    ------
    ValueError
        If there is no catalogue for ``lang``.
    """
    words = Words(lang)
    css = style_sheet("brief.css", *(["impact.css"] if report.impacts else []))
    images, crises = of_kind(report, "image"), of_kind(report, "crisis")
    brought, others = _by_breakout(report, [*images, *crises])
    now = _cards(ongoing(images), images, "i", words, brought)
    ended = [b for b in _in_full(images, n_full, brought) if b.end is not None]
    cards = _cards(ended, images, "i", words, brought)
    crisis_cards = _cards(_in_full(crises, n_full, brought), crises, "c", words, brought)
    return (
        _environment(words.lang)
        .get_template("brief.html.j2")
        .render(
            report=report,
            w=words,
            css=Markup(css),  # noqa: S704  our own file
            css_hash=style_hash(css),
            summary=summary(report, words),
            ongoing=now,
            images=images,
            cards=cards,
            crises=crises,
            crisis_cards=crisis_cards,
            linked={c.anchor for c in (*now, *cards, *crisis_cards)},
            affairs=of_kind(report, "affairs"),
            impacts=[impact_card(m, words, f"m{k}", is_full=False) for k, m in others],
            problems=report.problems[:_N_PROBLEMS],
            n_problems=sum(p.n for p in report.problems),
        )
    )


def write(report: Report, path: str | Path, lang: str = "zh") -> None:
    """Write the brief to ``path``, whole or not at all.

    Raises
    ------
    OutsideError
        If the disk refuses.
    """
    write_all({Path(path): render(report, lang=lang).encode("utf-8")})


def safe_url(url: str | None) -> str | None:
    """Return ``url`` if it is an absolute http or https address, else None.

    Anything else (``javascript:``, ``data:``, a relative path) could act in the reader's browser.
    """
    if url is None or any(ord(char) <= 0x20 or ord(char) == 0x7F for char in url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return url if parts.scheme.lower() in {"http", "https"} and host else None


@cache
def _environment(lang: str) -> Environment:
    made = environment(Words(lang))
    made.globals.update(
        safe_url=safe_url,
        gap_days=gap_days,
        words_of=_words_of,
        also=also,
        counter_title=counter_title,
    )
    return made


_Impacts = Mapping[str, Sequence[tuple[int, Impact]]]


def _by_breakout(
    report: Report, told: Sequence[Breakout]
) -> tuple[_Impacts, list[tuple[int, Impact]]]:
    """Return the numbered impacts by the breakout that is told with them, and the others."""
    ids = {b.breakout_id for b in told}
    by: dict[str, list[tuple[int, Impact]]] = {}
    others = []
    for k, impact in enumerate(report.impacts, 1):
        if impact.breakout_id is not None and impact.breakout_id in ids:
            by.setdefault(impact.breakout_id, []).append((k, impact))
        else:
            others.append((k, impact))
    return by, others


def _in_full(breakouts: Sequence[Breakout], n: int, brought: _Impacts) -> tuple[Breakout, ...]:
    return tuple(
        b
        for i, b in enumerate(breakouts)
        if i < n or b.end is None or b.is_two_sided or b.breakout_id in brought
    )


def _cards(
    chosen: Sequence[Breakout],
    ranked: Sequence[Breakout],
    prefix: str,
    words: Words,
    brought: _Impacts,
) -> list[Card]:
    rank = {id(b): i for i, b in enumerate(ranked, 1)}
    return [_card(b, rank[id(b)], prefix, words, brought.get(b.breakout_id, ())) for b in chosen]


def _card(
    breakout: Breakout,
    rank: int,
    prefix: str,
    words: Words,
    brought: Sequence[tuple[int, Impact]],
) -> Card:
    anchor = f"{prefix}{rank}"
    parts = shares(breakout, words)
    bars = stretch_bars(breakout, words, element_id=anchor)
    return Card(
        breakout=breakout,
        anchor=anchor,
        rank=rank,
        # All writers escape every string that they are given.
        timeline=Markup(timeline(breakout, words, element_id=anchor)),  # noqa: S704
        mix=Markup(mix_picture(breakout, words, element_id=anchor)),  # noqa: S704
        sentences=tuple(sentences(breakout, words)),
        share_bar=Markup(share_bar(parts, words, element_id=anchor)),  # noqa: S704
        shares=parts,
        lever_bars=tuple((days, Markup(bar)) for days, bar in bars),  # noqa: S704
        impacts=tuple(
            impact_card(m, words, f"{anchor}-m{k}", breakout, is_full=False) for k, m in brought
        ),
    )


def _words_of(evidence: Evidence) -> str:
    """Return what a piece of evidence says: its text or, from a digest, its term."""
    return plain(evidence.text or evidence.term or "")
