"""What the rest of a text says of a name: that a nickname is meant, or that a club bears the name.

Rules of general effect, as data: nicknames that are also something else, with their cues
(``data/places_cued.csv``), and cities abroad whose name is in sports talk the club's
(``data/places_clubs.txt``).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from chuquan.places.lexicon import Lexicon, Nickname
from chuquan.places.patterns import Patterns
from chuquan.places.senses import NONE

CUED = 0.85
"""How sure a nickname with a cue is; set by judgement."""

MATCH_TALK = (
    r"英超|西甲|德甲|意甲|法甲|英冠|欧冠|欧联|欧会杯|亚冠|沙特联|国王杯|足总杯|意大利杯|德国杯|[vV][sS]|"
    r"\d ?[:：比] ?\d|梅西|C ?罗|姆巴佩|内马尔|哈兰德|莱万|主帅|球衣|球队|绝杀|进球|转会|续约|德比|"
    r"球星|射手|帽子戏法|任意球|点球|首发|夺冠热门|皇马|巴萨|曼联|曼城|拜仁|利物浦|阿森纳|切尔西|尤文|联赛"
)
NO_CLUB = (
    r"奥运|世锦赛|世乒赛|世界杯|公开赛|大师赛|锦标赛|马拉松|WTT|网球|时装周|演唱会|大满贯|"
    r"男团|女团|男单|女单|混双"
)


def add_cued(spans: pl.DataFrame, texts: pl.Series, patterns: Patterns) -> pl.DataFrame:
    """Return ``spans`` with the city that a nickname means where a cue says so.

    Parameters
    ----------
    spans : polars.DataFrame
        From :func:`chuquan.places.senses.choose_senses`.
    texts : polars.Series of String, shape (text,)
    patterns : Patterns

    Returns
    -------
    polars.DataFrame
        The input's rows and order; ``place_id`` replaced where a cue stands, and a column
        ``cued`` that says where that is.
    """
    numbers = patterns.nicknames
    found = spans.with_row_index("nth").filter(
        pl.col("pattern").is_in(list(numbers)) & (pl.col("support") == NONE)
    )
    meant: dict[int, str] = {}
    for nth, row, pattern in found.select("nth", "row", "pattern").iter_rows():
        place_id = _meant(numbers[pattern], texts[row])
        if place_id is not None:
            meant[nth] = place_id
    cued = np.zeros(spans.height, dtype=np.bool_)
    place_ids = spans["place_id"]
    if meant:
        cued[list(meant)] = True
        at = pl.Series("nth", list(meant), dtype=pl.UInt32)
        place_ids = place_ids.clone().scatter(at, list(meant.values()))
    return spans.with_columns(place_ids.alias("place_id"), pl.Series("cued", cued))


def _meant(nicknames: tuple[Nickname, ...], text: str) -> str | None:
    for nickname in nicknames:
        if nickname.cues.search(text.replace(nickname.text, "\n")):
            return nickname.place_id
    return None


def is_club_abroad(spans: pl.DataFrame, texts: pl.Series, lexicon: Lexicon) -> pl.Series:
    """Return which names of cities abroad stand for a club: 巴黎 beside 梅西, 多特蒙德 in 2比2.

    Clubs at home carry the name of the place that people cheer for and speak of it; a club abroad
    is a brand that says nothing of its city.

    Parameters
    ----------
    spans : polars.DataFrame
        With columns ``row, start, end, role``.
    texts : polars.Series of String, shape (text,)
    lexicon : Lexicon

    Returns
    -------
    polars.Series of Boolean, shape (span,)
    """
    abroad = (spans["role"] == "world").fill_null(value=False)
    clubs = pl.Series("is_club", [False]).new_from_index(0, spans.height)
    if not abroad.any():
        return clubs
    some = spans.filter(abroad)
    told = pl.DataFrame(
        {"text": texts.gather(some["row"]), "from": some["start"], "to": some["end"]}
    )
    name = pl.col("text").str.slice(pl.col("from"), pl.col("to") - pl.col("from"))
    club = told.select(
        name.is_in(list(lexicon.clubs))
        & pl.col("text").str.contains(MATCH_TALK)
        & ~pl.col("text").str.contains(NO_CLUB)
    ).to_series()
    return clubs.scatter(abroad.arg_true(), club)
