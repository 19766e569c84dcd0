"""What rises in all mentions, of any place or none.

The house's detector (:mod:`chuquan.breakouts`) watches every theme in every source; what it opened
and has not closed by the last day is a trend. Words that mean one are one theme; what stands in the
same mentions is one trend. What is told as a crisis or as daily business is left out, as far as can
be told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import polars as pl

from chuquan.breakouts.baseline import Params
from chuquan.breakouts.cells import F64, I64
from chuquan.breakouts.discover import discover
from chuquan.breakouts.expected import expected
from chuquan.breakouts.fading.forecast import HORIZON_DAYS
from chuquan.breakouts.fading.posterior import MIN_EXCESS
from chuquan.breakouts.fading.prior import Prior
from chuquan.breakouts.scan import score
from chuquan.breakouts.watch import WORD_WINDOW
from chuquan.opportunities.corpus import Corpus
from chuquan.opportunities.trends.draw import image_shares, lever_of, places_named, rows_of
from chuquan.opportunities.trends.ground import Ground
from chuquan.opportunities.trends.spoken import name_of, words_of, words_of_theme
from chuquan.opportunities.trends.talked import Talked, talked_of
from chuquan.opportunities.trends.window import learn_fading, window_days
from chuquan.report import Evidence, Lever, Trend

FALSE_DISCOVERY_RATE: Final = 0.10
"""Expected share of false ones among the rises that were opened in any 30 days, in all sources."""

CLOSE_DAYS: Final = 7
LIVE_DAYS: Final = 7
"""A rise without excess for so many days is over, even if too few were looked at to close it."""

MIN_LIVE: Final = 3.0
MIN_RATIO: Final = 1.5
"""The last days of a live rise bring so many mentions more, and so many times as many."""

DAYS_BEFORE: Final = 28
DAYS_AFTER: Final = 21
MIN_IMAGE: Final = 0.5
SAME: Final = 0.5
"""Two rises are one where so much of the smaller one's mentions hold the greater one's word."""
MAX_EVIDENCE: Final = 5
MAX_LEARNED: Final = 120
"""So many of the latest rises teach how rises fade."""

_PARAMS: Final = Params(longest_window=WORD_WINDOW)


@dataclass(frozen=True, eq=False)
class _Rise:
    """A theme's rise, summed over its sources; days are of :class:`Talked`."""

    theme: int
    first: int
    onset: int
    n: F64
    expected: F64
    exposure: F64
    q_value: float
    sources: tuple[str, ...]

    @property
    def excess(self) -> float:
        """Return mentions above expectation since the onset."""
        return float((self.n - self.expected)[self.onset - self.first :].sum())

    @property
    def is_live(self) -> bool:
        """Return whether the last days bring clearly more than usual, and it peaked of late."""
        if self.since_peak()[0].size > HORIZON_DAYS:
            return False
        n, usual = self.n[-LIVE_DAYS:].sum(), self.expected[-LIVE_DAYS:].sum()
        return bool(n - usual >= MIN_LIVE and n >= MIN_RATIO * usual)

    def since_peak(self) -> tuple[F64, F64, F64]:
        """Return counts, expectation and exposure from the greatest day on."""
        since = self.onset - self.first
        peak = since + int(np.argmax((self.n - self.expected)[since:]))
        return self.n[peak:], self.expected[peak:], self.exposure[peak:]


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
        So many: first those of which is known by which lever a place could ride them (two mentions
        that name places, or the word lists, say so), then the others; each by mentions above
        expectation.
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
    levers = [_lever(group, talked, corpus, ground) for group in groups]
    ridden = sorted(range(len(groups)), key=lambda i: levers[i] is None)[:n]
    if not ridden:
        return ()
    prior = learn_fading(rise.since_peak() for rise in _past(found, talked))
    return tuple(_told(groups[i], levers[i], talked, corpus, ground, prior) for i in ridden)


def _lever(group: Sequence[_Rise], talked: Talked, corpus: Corpus, ground: Ground) -> Lever | None:
    onset = talked.first_day + timedelta(days=group[0].onset)
    return lever_of(corpus, ground, group[0].theme, onset)


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


def _rises(found: pl.DataFrame, talked: Talked, last: int | None = None) -> list[_Rise]:
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
            _Rise(int(theme), begin, int(onsets.min()), counts, usual, looked / len(of), q_value,
                  tuple(dict.fromkeys(sources)))
        )  # fmt: skip
    return out


def _groups(group: I64, theme: I64) -> Iterable[tuple[int, list[int]]]:
    """Return the theme of each group with the group's rows; groups lie side by side."""
    stops = np.flatnonzero(np.diff(group)) + 1
    for rows in np.split(np.arange(group.size), stops):
        yield int(theme[rows[0]]), rows.tolist()


def _past(found: pl.DataFrame, talked: Talked) -> list[_Rise]:
    """Return the latest rises that are over, each in its first source alone."""
    over = found.filter(pl.col("end_day").is_not_null() & (pl.col("n_excess") >= MIN_EXCESS))
    latest = over.sort("last_day", "cell", descending=True).head(MAX_LEARNED)
    each = latest.with_columns(group=pl.int_range(pl.len(), dtype=pl.Int64))
    return [rise for rise in _rises(each, talked) if rise.excess > 0]


def _joined(rises: Sequence[_Rise], talked: Talked, ground: Ground) -> list[list[_Rise]]:
    """Put rises together that stand in the same mentions; the greatest of each leads it."""
    groups: list[list[_Rise]] = []
    last = ground.spoken.day_of(talked.first_day) + talked.n_days - 1
    for rise in rises:
        home = next((g for g in groups if _is_same(g[0], rise, talked, ground, last)), None)
        if home is None:
            groups.append([rise])
        else:
            home.append(rise)
    return groups


def _is_same(lead: _Rise, rise: _Rise, talked: Talked, ground: Ground, last: int) -> bool:
    if ground.beside is None:
        return False
    begin = ground.spoken.day_of(talked.first_day) + min(lead.onset, rise.onset)
    one, other = (ground.beside.mentions_of(r.theme, begin, last) for r in (lead, rise))
    smaller = min(one.size, other.size)
    return smaller > 0 and np.intersect1d(one, other).size >= SAME * smaller


def _is_of(ground: Ground, rise: _Rise, wanted: set[str]) -> bool:
    name = ground.spoken.themes[rise.theme]
    return name in wanted or any(word in name for word in wanted)


def _told(  # noqa: PLR0917 - all that a trend is told from
    group: Sequence[_Rise],
    lever: Lever | None,
    talked: Talked,
    corpus: Corpus,
    ground: Ground,
    prior: Prior,
) -> Trend:
    lead, spoken = group[0], ground.spoken
    names = tuple(spoken.themes[rise.theme] for rise in group)
    onset = talked.first_day + timedelta(days=lead.onset)
    since = slice(lead.onset - lead.first, None)
    n, usual = float(lead.n[since].sum()), float(lead.expected[since].sum())
    window = window_days(*lead.since_peak(), prior)
    days = [talked.first_day + timedelta(days=lead.first + i) for i in range(lead.n.size)]
    return Trend(
        trend_id=f"{names[0]}-{onset:%Y%m%d}",
        theme=names[0],
        terms=names,
        first_day=onset,
        last_day=days[-1],
        n=n,
        expected=round(usual, 3),
        rate_ratio=round(n / max(usual, 0.01), 2),
        q_value=min(rise.q_value for rise in group),
        lever=lever,
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
    corpus: Corpus, ground: Ground, group: Sequence[_Rise], onset: date, n: float
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
