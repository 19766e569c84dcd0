"""The mentions that carry a breakout: the clearest ones that say different things."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import numpy as np
import polars as pl

from chuquan.breakouts.episodes import Episode
from chuquan.digest.classify import mask_place
from chuquan.digest.tally import IMAGE_SHARE
from chuquan.drivers.phrases import GAP
from chuquan.places.above import counted_above
from chuquan.places.clock import add_local_day
from chuquan.places.gazetteer import Gazetteer
from chuquan.report import Evidence
from chuquan.tables import KINDS

_ALIKE = 0.5
_CANDIDATES = 80
_THEME_WEIGHT = 0.5


def mentions_of_waves(
    episodes: Sequence[Episode],
    classified: pl.DataFrame,
    gazetteer: Gazetteer,
    first_day: object,
) -> list[pl.DataFrame]:
    """Return the mentions of each wave: of its place, within its days.

    Parameters
    ----------
    episodes : sequence of Episode, shape (episode,)
    classified : polars.DataFrame
        From :func:`~chuquan.digest.tally.classify_located`.
    gazetteer : Gazetteer
    first_day : datetime.date
        The day of index 0.

    Returns
    -------
    list of polars.DataFrame, shape (episode,)
        Columns ``source, observed_at, text, url, about`` (the text with a gap for the place's own
        name) and ``weight`` (probability of the wave's kind).
    """
    columns = ("source", "observed_at", "text", "url", "about")
    day = (pl.col("day") - pl.lit(first_day)).dt.total_days().cast(pl.Int32)
    about = mask_place(classified["text"], classified["start"], classified["end"], mask=GAP)
    rows = add_local_day(classified.with_columns(about.alias("about")), gazetteer).select(
        "place_id", *columns, "crisis", "affairs", IMAGE_SHARE.alias("image"), day.alias("day")
    )
    rows = pl.concat([rows, counted_above(rows, gazetteer)]).sort("place_id", "day", "observed_at")
    of_kind = {kind: rows.select(*columns, pl.col(kind).alias("weight")) for kind in KINDS}
    runs = rows["place_id"].rle().struct.unnest()
    ends = np.cumsum(runs["len"].to_numpy())
    places = dict(
        zip(runs["value"], zip(ends - runs["len"].to_numpy(), ends, strict=True), strict=True)
    )
    days = rows["day"].to_numpy()
    out = []
    for episode in episodes:
        begin, end = places.get(episode.place_id, (0, 0))
        low, high = np.searchsorted(days[begin:end], [episode.onset_day, episode.last_day + 1])
        out.append(of_kind[episode.kind].slice(int(begin + low), int(high - low)))
    return out


def choose_mentions(
    wave: pl.DataFrame, terms: Sequence[str], n_evidence: int
) -> tuple[Evidence, ...]:
    """Choose the mentions that say most clearly what a wave is, no two of them alike.

    A mention's weight is the probability of the wave's kind, more by half where it holds a term of
    the theme; a mention that shares half of its character pairs with a chosen one is passed over.
    """
    texts, sources = wave["text"].to_list(), wave["source"].to_list()
    times, weights = wave["observed_at"].to_physical().to_list(), wave["weight"].to_list()

    def clearest_first(row: int) -> tuple[float, int, str, str]:
        low = texts[row].lower()
        holds = any(term in low for term in terms)
        # Of mentions as clear and as early the text decides, never the order of input.
        return -weights[row] * (1 + _THEME_WEIGHT * holds), times[row], texts[row], sources[row]

    # A wave is few rows: a table's operations would take longer to set up than to run.
    rows = sorted(range(wave.height), key=clearest_first)
    clear = islice(_first_of_each(texts, rows), _CANDIDATES)
    chosen: list[Evidence] = []
    pairs: list[set[str]] = []
    for row in clear:
        if len(chosen) == n_evidence:
            break
        text = texts[row]
        own = {text[i : i + 2] for i in range(len(text) - 1)} or {text}
        if any(len(own & p) >= _ALIKE * min(len(own), len(p)) for p in pairs):
            continue
        pairs.append(own)
        chosen.append(
            Evidence(
                weight=round(float(weights[row]), 4),
                text=text,
                source=sources[row],
                observed_at=wave["observed_at"][row],
                url=wave["url"][row],
            )
        )
    return tuple(chosen)


def _first_of_each(texts: Sequence[str], rows: Iterable[int]) -> Iterator[int]:
    seen: set[str] = set()
    for row in rows:
        if texts[row] not in seen:
            seen.add(texts[row])
            yield row


def choose_terms(
    ranked: Sequence[tuple[str, float, float]], n_evidence: int
) -> tuple[Evidence, ...]:
    """Return a wave's strongest terms as evidence."""
    return tuple(Evidence(weight=round(z, 2), term=term, n=n) for term, z, n in ranked[:n_evidence])
