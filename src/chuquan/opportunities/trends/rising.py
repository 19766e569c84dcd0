"""What rises in all mentions, of any place or none.

The house's detector (:mod:`chuquan.breakouts`) watches every theme in every source; what it opened
and has not closed by the last day is a trend. Words that mean one are one theme; what stands in the
same mentions is one trend. What is told as a crisis or as daily business is left out, as far as can
be told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final

import numpy as np
import polars as pl

from chuquan.breakouts.baseline import Params
from chuquan.breakouts.cells import I64
from chuquan.breakouts.discover import discover
from chuquan.breakouts.expected import expected
from chuquan.breakouts.fading.posterior import MIN_EXCESS
from chuquan.breakouts.scan import score
from chuquan.breakouts.watch import WORD_WINDOW
from chuquan.opportunities.corpus import Corpus
from chuquan.opportunities.trends.describe import described, trend_of
from chuquan.opportunities.trends.draw import image_shares
from chuquan.opportunities.trends.ground import Ground
from chuquan.opportunities.trends.rise import LIVE_DAYS, Rise
from chuquan.opportunities.trends.spoken import name_of, words_of_theme
from chuquan.opportunities.trends.talked import Talked, talked_of
from chuquan.opportunities.trends.window import learn_fading
from chuquan.report import Trend

FALSE_DISCOVERY_RATE: Final = 0.10
"""Expected share of false ones among the rises that were opened in any 30 days, in all sources."""

CLOSE_DAYS: Final = 7
DAYS_BEFORE: Final = 28
DAYS_AFTER: Final = 21
MIN_IMAGE: Final = 0.5
SAME: Final = 0.5
"""Two rises are one where so much of the smaller one's mentions hold the greater one's word."""
COUNTED_ALIKE: Final = 0.9
MIN_COUNTED: Final = 10.0
"""Where only counts are there, two are one where so much of the greater one's counts are the other
one's, too, day by day, of so many at least."""

MAX_LEARNED: Final = 120
"""So many of the latest rises teach how rises fade."""

_PARAMS: Final = Params(longest_window=WORD_WINDOW)


def rising(
    corpus: Corpus, theme: str | None = None, n: int = 20, *, ground: Ground | None = None
) -> tuple[Trend, ...]:
    """Return the trends under way on the corpus's last day; of one theme where asked.

    Parameters
    ----------
    corpus : Corpus
        Nothing later than its ``as_of`` is looked at.
    theme : str, optional
        A word, or several; only trends that hold one of them are told.
    n : int
        So many: first themes of which is known by which lever a place could ride them (two mentions
        that name places, or the word lists, say so), then other themes, then persons and works;
        each by mentions above expectation.
    ground : Ground, optional
        Of the corpus, where it was laid out before.

    Raises
    ------
    RefusalError
        If the words of all mentions were not counted.
    """
    ground = ground or Ground.of(corpus)
    talked = talked_of(corpus, ground.spoken)
    found = _found(talked)
    live = found.filter(
        pl.col("end_day").is_null() & (pl.col("last_day") > talked.n_days - 1 - LIVE_DAYS)
    )
    each_theme = live.with_columns(group="theme")
    rises = [rise for rise in _rises(each_theme, talked, talked.n_days - 1) if rise.is_live]
    onsets = [talked.first_day + timedelta(days=rise.onset) for rise in rises]
    image = image_shares(corpus, ground, [rise.theme for rise in rises], onsets)
    rises = [rise for rise, share in zip(rises, image, strict=True) if share >= MIN_IMAGE]
    groups = _joined(sorted(rises, key=lambda r: (-r.excess, r.theme)), talked, ground)
    if theme is not None:
        wanted = {name_of(word) for word in words_of_theme(theme)}
        groups = [g for g in groups if any(_is_of(ground, rise, wanted) for rise in g)]
    seen = [described(group, talked, corpus, ground) for group in groups]
    told = sorted((d for d in seen if d is not None), key=lambda d: d.order)[:n]
    if not told:
        return ()
    prior = learn_fading(rise.since_peak() for rise in _past(found, talked))
    return tuple(trend_of(d, talked, corpus, ground, prior) for d in told)


def of_theme(trends: Iterable[Trend], theme: str) -> tuple[Trend, ...]:
    """Return the trends that hold a theme's words."""
    wanted = [name_of(word) for word in words_of_theme(theme)]
    return tuple(
        trend
        for trend in trends
        if any(w in name for w in wanted for name in (*trend.terms, trend.name))
    )


def _found(talked: Talked) -> pl.DataFrame:
    """Return all rises of all time, one row a source and theme."""
    weekday = talked.first_day.weekday()
    scores = score(talked.cells, talked.exposure, weekday, _PARAMS)
    found = discover(
        talked.cells,
        scores,
        talked.exposure,
        FALSE_DISCOVERY_RATE,
        CLOSE_DAYS,
        first_weekday=weekday,
        params=_PARAMS,
        is_tested=talked.is_tested,
    )
    cell = found["cell"].to_numpy()
    source = pl.Series("source", talked.cells.source[cell].astype(np.int64))
    return found.with_columns(pl.Series("theme", talked.theme[cell]), source)


def _rises(found: pl.DataFrame, talked: Talked, last: int | None = None) -> list[Rise]:
    """Sum rises by group over their sources, each to a day or to some days after its own end."""
    if found.is_empty():
        return []
    ends = pl.col("last_day") + DAYS_AFTER if last is None else pl.lit(last)
    rows = found.with_columns(until=ends.clip(0, talked.n_days - 1)).sort("group", "onset_day")
    first = np.maximum(rows["onset_day"].to_numpy() - DAYS_BEFORE, 0)
    until = rows["until"].to_numpy().astype(np.int64)
    cell = rows["cell"].to_numpy()
    mean, offsets = expected(
        talked.cells,
        talked.exposure,
        cell,
        first,
        until,
        frozen_at=rows["onset_day"].to_numpy(),
        first_weekday=talked.first_day.weekday(),
        params=_PARAMS,
    )
    starts = talked.cells.starts()
    out = []
    for theme, of in _groups(rows["group"].to_numpy(), rows["theme"].to_numpy()):
        begin, end = int(first[of].min()), int(until[of].max())
        counts, usual, looked = (np.zeros(end - begin + 1) for _ in range(3))
        for i in of:
            own = slice(int(starts[cell[i]]), int(starts[cell[i] + 1]))
            day, n = talked.cells.day[own], talked.cells.n[own]
            is_in = (day >= first[i]) & (day <= until[i])
            np.add.at(counts, day[is_in] - begin, n[is_in])
            span = slice(int(first[i]) - begin, int(until[i]) - begin + 1)
            usual[span] += mean[offsets[i] : offsets[i + 1]]
            source = int(talked.cells.source[cell[i]])
            looked[span] += talked.exposure[source, first[i] : until[i] + 1]
        onsets = rows["onset_day"].to_numpy()[of]
        by_onset = [of[i] for i in np.argsort(onsets, kind="stable")]
        sources = [talked.sources[int(talked.cells.source[cell[i]])] for i in by_onset]
        q_value = float(rows["q_value"].to_numpy()[of].min())
        out.append(
            Rise(int(theme), begin, int(onsets.min()), counts, usual, looked / len(of), q_value,
                  tuple(dict.fromkeys(sources)))
        )  # fmt: skip
    return out


def _groups(group: I64, theme: I64) -> Iterable[tuple[int, list[int]]]:
    """Return the theme of each group with the group's rows; groups lie side by side."""
    stops = np.flatnonzero(np.diff(group)) + 1
    for rows in np.split(np.arange(group.size), stops):
        yield int(theme[rows[0]]), rows.tolist()


def _past(found: pl.DataFrame, talked: Talked) -> list[Rise]:
    """Return the latest rises that are over, each in its first source alone."""
    over = found.filter(pl.col("end_day").is_not_null() & (pl.col("n_excess") >= MIN_EXCESS))
    latest = over.sort("last_day", "cell", descending=True).head(MAX_LEARNED)
    each = latest.with_columns(group=pl.int_range(pl.len(), dtype=pl.Int64))
    return [rise for rise in _rises(each, talked) if rise.excess > 0]


def _joined(rises: Sequence[Rise], talked: Talked, ground: Ground) -> list[list[Rise]]:
    """Put rises together that stand in the same mentions; the greatest of each leads it."""
    groups: list[list[Rise]] = []
    last = ground.spoken.day_of(talked.first_day) + talked.n_days - 1
    for rise in rises:
        home = next((g for g in groups if _is_same(g[0], rise, talked, ground, last)), None)
        if home is None:
            groups.append([rise])
        else:
            home.append(rise)
    return groups


def _is_same(lead: Rise, rise: Rise, talked: Talked, ground: Ground, last: int) -> bool:
    if ground.beside is None:
        return _is_counted_alike(lead, rise)
    begin = ground.spoken.day_of(talked.first_day) + min(lead.onset, rise.onset)
    one, other = (ground.beside.mentions_of(r.theme, begin, last) for r in (lead, rise))
    smaller = min(one.size, other.size)
    return smaller > 0 and np.intersect1d(one, other).size >= SAME * smaller


def _is_counted_alike(lead: Rise, rise: Rise) -> bool:
    # Without mentions: pieces of one name (墨雨, 云间) are counted on the same days.
    n_days = min(lead.n.size, rise.n.size)
    one, other = lead.n[-n_days:], rise.n[-n_days:]
    most = max(float(one.sum()), float(other.sum()))
    return most >= MIN_COUNTED and float(np.minimum(one, other).sum()) >= COUNTED_ALIKE * most


def _is_of(ground: Ground, rise: Rise, wanted: set[str]) -> bool:
    name = ground.spoken.themes[rise.theme]
    return name in wanted or any(word in name for word in wanted)
