"""A digest as it was: what later days hold is not there."""

from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl
import pytest

from chuquan.digest.store import Digest
from chuquan.digest.until import days_of, until
from chuquan.errors import EmptySourceError
from chuquan.tables import ATTENTION, COVERAGE, TALK, TERMS

DAY = date(2023, 4, 10)
BEFORE_MIDNIGHT = datetime(2023, 4, 10, 15, tzinfo=UTC)  # 23:00 in China
AFTER_MIDNIGHT = datetime(2023, 4, 10, 16, tzinfo=UTC)


def made() -> Digest:
    hours = [BEFORE_MIDNIGHT, AFTER_MIDNIGHT]
    days = [DAY, date(2023, 4, 11)]
    one = [1.0, 1.0]
    said = {"source": ["weibo"] * 2, "term": ["烧烤"] * 2, "n": one, "day": days}
    place = {"place_id": ["370300"] * 2, "kind": ["image"] * 2, "lever": ["social"] * 2}
    attention = {"source": ["weibo"] * 2, "hour": hours, "n": one, "heat": [0.0] * 2, **place}
    coverage = {
        "source": ["weibo"] * 2,
        "hour": hours,
        "n_snapshots": [1, 1],
        "n_items": [9, 9],
        "n_new": [9, 9],
        "status": ["ok", "ok"],
    }
    return Digest(
        attention=ATTENTION.validate(pl.DataFrame(attention)),
        terms=TERMS.validate(pl.DataFrame({**said, **place})),
        coverage=COVERAGE.validate(pl.DataFrame(coverage)),
        talk=TALK.validate(pl.DataFrame(said)),
        n_located=2,
    )


def test_a_day_ends_at_midnight_in_china():
    cut = until(made(), DAY)
    assert [cut.attention.height, cut.terms.height, cut.coverage.height, cut.talk.height] == [1] * 4
    assert (cut.n_located, cut.n_mentions) == (1, 9)
    assert days_of(cut.coverage) == (DAY, DAY)


def test_the_last_day_cuts_nothing():
    whole = made()
    cut = until(whole, date(2023, 4, 11))
    assert cut.attention.equals(whole.attention)
    assert cut.terms.equals(whole.terms)


def test_nothing_looked_at_has_no_days():
    with pytest.raises(EmptySourceError, match="nothing was looked at"):
        days_of(COVERAGE.empty())
