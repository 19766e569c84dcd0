"""A rise told as a trend: what it is called, what it is, and the mentions behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import polars as pl

from chuquan.breakouts.fading.prior import Prior
from chuquan.drivers.roles import PlaceNames
from chuquan.opportunities.corpus import Corpus
from chuquan.opportunities.trends.draw import lever_of, places_named, rows_of, texts_of
from chuquan.opportunities.trends.ground import Ground
from chuquan.opportunities.trends.naming import full_name, what_it_is
from chuquan.opportunities.trends.rise import Rise
from chuquan.opportunities.trends.spoken import words_of
from chuquan.opportunities.trends.talked import Talked
from chuquan.opportunities.trends.window import window_days
from chuquan.report import About, Evidence, Lever, Trend

MAX_EVIDENCE: Final = 5

SORROW: Final = (
    "去世", "逝世", "病逝", "离世", "离开了我们", "讣告", "遗体", "遗照", "追悼", "悼念", "缅怀",
    "身亡", "遇难", "猝死", "自杀", "坠楼", "坠亡", "死亡", "死因", "癌", "肿瘤", "化疗", "病危",
    "病情", "抢救", "确诊", "住院", "葬礼", "凶手", "被害", "遇害", "受害", "跳江", "事件",
)  # fmt: skip
"""Words of death and illness."""

MOST_SORROW: Final = 0.2
"""Where so many mentions of a rise hold one of them, nobody should ride it."""


@dataclass(frozen=True, eq=False)
class Described:
    """Rises that stand in the same mentions, the greatest first, and what they are.

    Attributes
    ----------
    group : sequence of Rise
    name : str
    about : str
    lever : str or None
    """

    group: Sequence[Rise]
    name: str
    about: About
    lever: Lever | None

    @property
    def order(self) -> int:
        """Return which come first: themes with a lever, other themes, then people and works."""
        if self.about == "theme":
            return 0 if self.lever else 1
        return 3 if self.about == "word" else 2


def described(
    group: Sequence[Rise], talked: Talked, corpus: Corpus, ground: Ground
) -> Described | None:
    """Return what a group of rises is; None where its mentions tell of death or illness."""
    lead = group[0]
    onset = talked.first_day + timedelta(days=lead.onset)
    word = ground.spoken.themes[lead.theme]
    texts = texts_of(corpus, ground, lead.theme, onset)
    lower = [] if texts is None else texts.unique(maintain_order=True).str.to_lowercase().to_list()
    if lower and sum(any(w in text for w in SORROW) for text in lower) >= MOST_SORROW * len(lower):
        return None
    name = full_name(lower, word, PlaceNames.load(corpus.gazetteer).everywhere)
    lever = lever_of(corpus, ground, lead.theme, onset)
    about = what_it_is(name, word, lower, lever)
    if about == "work" and lever != "sport":  # games are told as sport
        lever = "screen"
    return Described(group, name, about, lever)


def trend_of(of: Described, talked: Talked, corpus: Corpus, ground: Ground, prior: Prior) -> Trend:
    """Tell a group of rises as one trend.

    Parameters
    ----------
    of : Described
    talked : Talked
    corpus : Corpus
    ground : Ground
    prior : Prior
        How such rises fade.
    """
    group = of.group
    lead = group[0]
    names = tuple(ground.spoken.themes[rise.theme] for rise in group)
    onset = talked.first_day + timedelta(days=lead.onset)
    since = slice(lead.onset - lead.first, None)
    n, usual = float(lead.n[since].sum()), float(lead.expected[since].sum())
    window = window_days(*lead.since_peak(), prior)
    days = [talked.first_day + timedelta(days=lead.first + i) for i in range(lead.n.size)]
    return Trend(
        trend_id=f"{names[0]}-{onset:%Y%m%d}",
        theme=names[0],
        terms=names,
        name="" if of.name == names[0] else of.name,
        about=of.about,
        first_day=onset,
        last_day=days[-1],
        n=n,
        expected=round(usual, 3),
        rate_ratio=round(n / max(usual, 0.01), 2),
        q_value=min(rise.q_value for rise in group),
        lever=of.lever,
        sources=lead.sources,
        places=places_named(corpus, ground, lead.theme, onset),
        days=tuple(
            (day, float(a), round(float(b), 3))
            for day, a, b in zip(days, lead.n, lead.expected, strict=True)
        ),
        window_days=None if window is None else round(window[1], 2),
        window_days_interval=None if window is None else (round(window[0], 2), round(window[2], 2)),
        evidence=_evidence(corpus, ground, group, onset, n),
    )


def _evidence(
    corpus: Corpus, ground: Ground, group: Sequence[Rise], onset: date, n: float
) -> tuple[Evidence, ...]:
    """Return mentions that hold most of a trend's words, latest first; without them, its words."""
    names = [ground.spoken.themes[rise.theme] for rise in group]
    rows = rows_of(corpus, ground, group[0].theme, onset)
    if rows is None or corpus.mentions is None:
        return (Evidence(n, term=names[0], n=n),)
    text = pl.col("text").str.to_lowercase()
    held = pl.sum_horizontal(
        text.str.contains_any(list(words_of(name))).cast(pl.Int32) for name in names
    )
    found = (
        corpus.mentions[rows]
        .with_columns(held=held)
        .unique("text", keep="first", maintain_order=True)
        .sort("held", "observed_at", "source", "text", descending=[True, True, False, False])
        .head(MAX_EVIDENCE)
    )
    return tuple(
        Evidence(round(r["held"] / len(names), 3), text=r["text"], source=r["source"],
                 observed_at=r["observed_at"], url=r["url"])
        for r in found.iter_rows(named=True)
    )  # fmt: skip
