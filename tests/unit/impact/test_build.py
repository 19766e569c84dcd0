"""From outcomes to a panel, or one clear refusal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from chuquan.errors import RefusalError
from chuquan.impact.breaks import official_break
from chuquan.impact.build import build_panel
from chuquan.impact.choose import find_place
from chuquan.impact.donors import fill_gaps, judge_donor
from chuquan.impact.outcomes import OutcomesReading, read_outcomes
from chuquan.impact.panel import NEVER

DATA = Path(__file__).parents[4] / "shared" / "data"
needs_data = [
    pytest.mark.data,
    pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is not there"),
]
FIRST = date(2024, 1, 1)
START = date(2024, 2, 15)


def table(
    places: tuple[str, ...] = ("淄博", "济南", "青岛", "烟台"),
    n: int = 60,
    change: Callable[[pl.DataFrame], pl.DataFrame] | None = None,
) -> pl.DataFrame:
    rng = np.random.default_rng(5)
    frame = pl.DataFrame(
        [
            (place, "visits", "人次", str(FIRST + timedelta(days=i)), str(1000 + rng.integers(50)))
            for place in places
            for i in range(n)
        ],
        schema=["place", "metric", "unit", "date", "value"],
        orient="row",
    )
    return change(frame) if change else frame


def read(tmp_path: Path, frame: pl.DataFrame) -> OutcomesReading:
    path = tmp_path / "x.csv"
    frame.write_csv(path)
    return read_outcomes(path)


def at(place: str, *days: int) -> pl.Expr:
    return (pl.col("place") == place) & pl.col("date").is_in(
        [str(FIRST + timedelta(days=day)) for day in days]
    )


def test_panel_has_treated_places_first_and_their_starts(tmp_path: Path) -> None:
    made = build_panel(read(tmp_path, table()), {"370300": START})
    panel = made.panel
    assert panel.place_ids == ("370300", "370100", "370200", "370600")
    assert panel.starts.tolist() == [45, NEVER, NEVER, NEVER]
    assert panel.values.shape == (4, 60)
    assert (panel.metric, panel.unit, panel.period) == ("visits", "visits", "day")
    assert (panel.first_days[45], panel.last_days[45]) == (START, START)
    assert made.excluded == ()
    assert made.gaps == ()


def test_order_of_rows_does_not_matter(tmp_path: Path) -> None:
    one = build_panel(read(tmp_path, table()), {"370300": START}).panel
    mixed = table().sample(fraction=1, shuffle=True, seed=3)
    other = build_panel(read(tmp_path, mixed), {"370300": START}).panel
    order = [other.place_ids.index(place) for place in one.place_ids]
    np.testing.assert_array_equal(one.values, other.values[order])


def test_several_places_may_start_at_different_times(tmp_path: Path) -> None:
    starts = {"370300": START, "370100": START + timedelta(days=5)}
    panel = build_panel(read(tmp_path, table()), starts).panel
    assert panel.starts.tolist() == [45, 50, NEVER, NEVER]


def test_gap_of_the_treated_place_is_left_out_and_named(tmp_path: Path) -> None:
    frame = table(change=lambda f: f.filter(~at("淄博", 7)))
    made = build_panel(read(tmp_path, frame), {"370300": START})
    assert made.gaps == ((FIRST + timedelta(days=7),) * 2,)
    assert made.panel.n_periods == 59
    assert made.panel.starts[0] == 44
    kept = build_panel(read(tmp_path, frame), {"370300": START}, keep_gaps=True)
    assert kept.panel.n_periods == 60
    assert np.isnan(kept.panel.values[0, 7])


def test_donors_fall_out_with_their_reason(tmp_path: Path) -> None:
    def change(frame: pl.DataFrame) -> pl.DataFrame:
        late = (pl.col("place") == "烟台") & (pl.col("date") < str(FIRST + timedelta(days=20)))
        unit = pl.when(pl.col("place") == "潍坊").then(pl.lit("人天")).otherwise("unit")
        return frame.filter(~at("济南", *range(10, 20)), ~late).with_columns(unit=unit)

    places = ("淄博", "济南", "青岛", "烟台", "潍坊", "山东", "威海", "日照", "合计")
    reading = read(tmp_path, table(places, change=change))
    made = build_panel(reading, {"370300": START}, exclude={"371000": "same_wave"})
    reasons = {donor.place_name: donor.reason for donor in made.excluded}
    assert reasons == {
        "济南": "gaps",
        "烟台": "too_short",
        "潍坊": "other_unit",
        "山东": "nested",
        "合计": "nested",
        "威海": "same_wave",
    }
    assert made.panel.place_ids == ("370300", "370200", "371100")


def test_few_gaps_of_donors_are_filled_and_counted(tmp_path: Path) -> None:
    frame = table(change=lambda f: f.filter(~at("济南", 3, 30)))
    made = build_panel(read(tmp_path, frame), {"370300": START})
    assert made.filled == {"370100": 2}
    assert np.isfinite(made.panel.values).all()
    assert made.panel.values[1, 3] == pytest.approx(1025, abs=40)


def test_without_donors_the_panel_is_a_single_series(tmp_path: Path) -> None:
    made = build_panel(read(tmp_path, table(("淄博",))), {"370300": START})
    assert made.panel.values.shape == (1, 60)


def test_without_a_start_the_place_stands_first(tmp_path: Path) -> None:
    panel = build_panel(read(tmp_path, table()), {"370100": None}).panel
    assert panel.place_ids[0] == "370100"
    assert (panel.starts == NEVER).all()


def refusal(tmp_path: Path, frame: pl.DataFrame, start: date = START, **options: str) -> str:
    reading = read(tmp_path, frame)
    with pytest.raises(RefusalError) as caught:
        build_panel(reading, {"370300": start}, **options)  # type: ignore[arg-type]
    error = caught.value
    assert error.found
    assert error.where.startswith(str(tmp_path))
    assert error.allowed
    assert error.todo
    return error.found


def test_too_short_a_history_is_refused(tmp_path: Path) -> None:
    assert "too short" in refusal(tmp_path, table(), FIRST + timedelta(days=10))


def test_outcomes_that_start_after_the_breakout_are_refused(tmp_path: Path) -> None:
    assert "not before" in refusal(tmp_path, table(), FIRST - timedelta(days=10))


def test_no_period_after_the_start_is_refused(tmp_path: Path) -> None:
    assert "end on" in refusal(tmp_path, table(), FIRST + timedelta(days=200))


def test_unit_text_that_changes_is_refused(tmp_path: Path) -> None:
    late = pl.col("date") >= str(START)
    unit = pl.when(late).then(pl.lit("人天")).otherwise("unit")
    assert "changes its unit" in refusal(tmp_path, table().with_columns(unit=unit))


def test_unit_that_changes_without_a_word_is_refused(tmp_path: Path) -> None:
    late = (pl.col("date") >= str(START)) & (pl.col("place") == "淄博")
    scaled = (
        pl.when(late)
        .then(pl.col("value").cast(pl.Float64) / 10_000)
        .otherwise(pl.col("value").cast(pl.Float64))
    )
    found = refusal(tmp_path, table().with_columns(value=scaled))
    assert "changes midway" in found


def test_a_breakout_of_ten_is_no_change_of_unit(tmp_path: Path) -> None:
    late = (pl.col("date") >= str(START)) & (pl.col("place") == "淄博")
    value = pl.col("value").cast(pl.Float64)
    frame = table().with_columns(value=pl.when(late).then(value * 10).otherwise(value))
    made = build_panel(read(tmp_path, frame), {"370300": START})
    assert [finding.rule for finding in made.findings] == ["unit_change"]


def test_contradicting_figures_are_refused(tmp_path: Path) -> None:
    again = table().filter(at("淄博", 9)).with_columns(value=pl.lit("77"))
    assert "contradict" in refusal(tmp_path, pl.concat([table(), again]))


def test_mixed_periods_are_refused_until_one_is_chosen(tmp_path: Path) -> None:
    months = table().filter(at("淄博", 0)).with_columns(date=pl.lit("2023-11"))
    frame = pl.concat([table(), months])
    assert "mixed periods" in refusal(tmp_path, frame)
    assert build_panel(read(tmp_path, frame), {"370300": START}, period="day").panel.n_periods == 60


def test_metric_and_place_that_are_not_there_are_refused_with_near_names(tmp_path: Path) -> None:
    assert "no metric" in refusal(tmp_path, table(), metric="visit")
    reading = read(tmp_path, table())
    with pytest.raises(RefusalError, match="visits"):
        build_panel(reading, {"370300": START}, metric="visit")
    with pytest.raises(RefusalError, match="Zibo"):
        find_place(reading, "Ziboo")
    assert find_place(reading, "zibo") == find_place(reading, "淄博市") == "370300"


def test_several_metrics_and_origins_must_be_chosen(tmp_path: Path) -> None:
    two = pl.concat([table(), table().with_columns(metric=pl.lit("nights"))])
    assert "several metrics" in refusal(tmp_path, two)
    parts = [table().with_columns(客源=pl.lit(origin)) for origin in ("省内", "省外")]
    assert "several origins" in refusal(tmp_path, pl.concat(parts))
    whole = pl.concat([*parts, table().with_columns(客源=pl.lit("合计"))])
    assert build_panel(read(tmp_path, whole), {"370300": START}).origin == "合计"
    made = build_panel(read(tmp_path, pl.concat(parts)), {"370300": START}, origin="省外")
    assert made.origin == "省外"


def test_holidays_of_other_lengths_become_values_a_day(tmp_path: Path) -> None:
    codes = ("spring_festival", "labour_day", "national_day")
    breaks = [official_break(code, year) for year in range(2019, 2025) for code in codes]
    rows = [
        (place, "visits", d[0], d[1], 100.0 * ((d[1] - d[0]).days + 1))
        for place in ("淄博", "济南")
        for d in breaks
        if d
    ]
    names = ["place", "metric", "period_start", "period_end", "value"]
    reading = read(tmp_path, pl.DataFrame(rows, schema=names, orient="row"))
    made = build_panel(reading, {"370300": date(2023, 4, 8)})
    assert made.is_per_day
    assert made.panel.period == "holiday"
    np.testing.assert_allclose(made.panel.values, 100)


def test_judge_donor_tells_gaps_from_short_series() -> None:
    values = np.ones(50)
    assert judge_donor(values, 0.1) is None
    gaps, late = values.copy(), values.copy()
    gaps[10:20], late[:10] = np.nan, np.nan
    assert judge_donor(gaps, 0.1) == "gaps"
    assert judge_donor(late, 0.1) == "too_short"
    assert judge_donor(np.full(5, np.nan), 0.1) == "too_short"


def test_filled_gap_follows_what_the_others_did() -> None:
    season = 100 + 50 * np.sin(np.arange(80.0))
    own = 3 * season
    own[20] = np.nan
    donors = {"a": season, "b": 2 * season, "c": own}
    assert fill_gaps(donors) == {"c": 1}
    assert donors["c"][20] == pytest.approx(3 * season[20], rel=0.02)


@pytest.mark.parametrize(
    ("name", "place", "start", "shape", "n_before"),
    [
        ("smoking_data", "California", date(1989, 1, 1), (39, 31), 19),
        ("german_reunification", "West Germany", date(1990, 1, 1), (17, 44), 30),
        ("geolift_test_data", "Chicago", date(2021, 4, 1), (40, 105), 90),
    ],
)
class TestSharedPanels:
    pytestmark = needs_data

    def test_reference_panels_are_built(
        self, name: str, place: str, start: date, shape: tuple[int, int], n_before: int
    ) -> None:
        reading = read_outcomes(DATA / "causal" / f"{name}.csv")
        made = build_panel(reading, {find_place(reading, place): start})
        assert made.panel.values.shape == shape
        assert made.panel.starts[0] == n_before
        assert made.excluded == ()
        assert made.gaps == ()


def test_periods_without_figures_are_no_history(tmp_path: Path) -> None:
    frame = table(change=lambda f: f.filter(~at("淄博", *range(5, 40))))
    reading = read(tmp_path, frame)
    with pytest.raises(RefusalError, match="too short a history: 10 days"):
        build_panel(reading, {"370300": START}, keep_gaps=True)
