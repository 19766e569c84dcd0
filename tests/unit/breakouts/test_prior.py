"""Prior rates, against plain loops over everything that was known before."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from worlds import NEW_YORK, PARIS, World, before, busy_world

from chuquan.breakouts.prior import WARM_UP_DAYS, first_looked_at
from chuquan.breakouts.series import Series, build_series
from chuquan.places.gazetteer import Gazetteer


def slow_rates(series: Series, gazetteer: Gazetteer) -> list[float]:
    """Go through all events for each cell."""
    names = series.names.to_dicts()
    events = [(names[cell], day, n) for cell, day, n in series.counts.iter_rows()]
    level = {
        row["place_id"]: (":" in row["place_id"], row["level"])
        for row in gazetteer.frame.select("place_id", "level").to_dicts()
    }
    n_places: dict[object, int] = {}
    for group in level.values():
        n_places[group] = n_places.get(group, 0) + 1
    words = series.terms.select("source", "kind", "term", "day", "n").rows()
    out = []
    for own in names:
        row = series.sources.index(own["source"])
        looked_at = series.exposure[row]
        start = next((d for d, e in enumerate(looked_at) if e > 0), len(looked_at))
        days = [day for name, day, _ in events if name["cell"] == own["cell"]]
        as_of = max(min(days), start + WARM_UP_DAYS)
        looked = max(sum(looked_at[: min(as_of, len(looked_at))]), 1e-9)
        known = [(name, n) for name, day, n in events if day < as_of]
        if own["facet"] == "term":
            rate = _slow_term_rate(own, known, words, as_of, looked)
        else:
            group = level[own["place_id"]]
            alike = sum(
                n
                for name, n in known
                if all(name[k] == own[k] for k in ("source", "facet", "kind", "lever", "direct"))
                and level[name["place_id"]] == group
            )
            rate = alike / looked / n_places[group]
        out.append(max(rate, 1e-9))
    return out


def _slow_term_rate(own: dict, known: list, words: list, as_of: int, looked: float) -> float:
    def is_whole(name: dict) -> bool:
        same = name["source"] == own["source"] and name["kind"] == own["kind"]
        return same and name["facet"] in {"place", "kind"} and not name["direct"]

    place = sum(n for name, n in known if is_whole(name) and name["place_id"] == own["place_id"])
    total = sum(n for name, n in known if is_whole(name))
    uses = sum(
        n
        for source, kind, term, day, n in words
        if source == own["source"] and term == own["term"] and day < as_of
        if own["kind"] is None or kind == own["kind"]
    )
    return (place + 0.5) / looked * min(1.0, (uses + 0.5) / (total + 1.0))


@pytest.mark.parametrize("n_days", [20, 70])
def test_prior_rates_are_those_of_plain_loops(n_days: int) -> None:
    late = {"douyin": range(10, n_days)}
    world = World(n_days=n_days, sources=("douyin", "weibo"), looked_at=late, seed=n_days)
    world.background({"110000": 1.0, "370300": 0.4, "370303": 0.2, "370000": 0.3}, "weibo")
    world.background({"110000": 0.5, PARIS: 0.3, NEW_YORK: 0.2}, "douyin", late["douyin"])
    world.wave("370300", n_days - 8, [3, 5], "烧烤", source="weibo")
    series = build_series(world.digest(), Gazetteer.load())
    assert series.cells.prior_rate == pytest.approx(slow_rates(series, Gazetteer.load()))


@pytest.mark.parametrize("day", [60, 100, 151])
def test_no_later_day_changes_a_prior(day: int) -> None:
    digest, gazetteer = busy_world().digest(), Gazetteer.load()
    names = ["source", "place_id", "facet", "kind", "lever", "term", "direct"]

    def priors(series: Series) -> pl.DataFrame:
        return series.names.with_columns(rate=series.cells.prior_rate).drop("cell")

    whole, part = (priors(build_series(d, gazetteer)) for d in (digest, before(digest, day)))
    both = part.join(whole, on=names, how="left", nulls_equal=True)
    assert both["rate_right"].null_count() == 0
    assert both["rate"].to_list() == pytest.approx(both["rate_right"].to_list())


def test_a_source_that_begins_late_has_rates_of_its_own_first_weeks() -> None:
    """Nothing known before it began must read neither as nothing said nor as everything."""
    days = range(100, 200)
    world = World(sources=("douyin", "weibo"), looked_at={"douyin": days})
    world.background(source="weibo").background(source="douyin", days=days)
    series = build_series(world.digest(), Gazetteer.load())
    rates = series.names.with_columns(rate=series.cells.prior_rate)
    usual = rates.group_by("facet", "source").agg(pl.col("rate").median()).sort("facet", "source")
    for facet in ("place", "kind", "term"):
        late, early = usual.filter(pl.col("facet") == facet)["rate"]
        assert 0.2 < late / early < 5


def test_the_first_looked_at_day_of_each_source() -> None:
    exposure = np.array([[0.0, 0.0, 2.0, 0.0], [1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0]])
    assert first_looked_at(exposure).tolist() == [2, 0, 4]
