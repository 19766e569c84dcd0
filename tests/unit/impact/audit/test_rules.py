"""The audit as a whole: what it finds among planted faults, and how rarely it cries without one."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chuquan.impact.audit.rules import audit
from chuquan.impact.outcomes import OutcomesReading, read_outcomes
from chuquan.impact.reading.dates import month_of, read_period
from chuquan.report.impact import Finding
from chuquan.tables import OUTCOMES

DATA = Path(__file__).parents[5] / "shared" / "data"
needs_data = [
    pytest.mark.data,
    pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is not there"),
]


def reading(
    rows: list[tuple[str, str, str, str, float | None]], **more: list[str]
) -> OutcomesReading:
    """Rows of place, metric, unit, period as written, value; lines from 2 on."""
    spans = [read_period(row[3]) for row in rows]
    frame = pl.DataFrame(
        {
            "place_id": [row[0] for row in rows],
            "metric": [row[1] for row in rows],
            "unit": [row[2] for row in rows],
            "period": [span.period for span in spans if span],
            "period_start": [span.first for span in spans if span],
            "period_end": [span.last for span in spans if span],
            "value": [row[4] for row in rows],
            "source": "x.csv",
            "line": range(2, len(rows) + 2),
            **more,
        },
        schema_overrides={"value": pl.Float64},
    )
    return OutcomesReading(OUTCOMES.validate(frame), (), {}, "x.csv")


def months(values: list[float], place: str = "370300", metric: str = "visits") -> OutcomesReading:
    names = [
        month_of(2019 + i // 12, i % 12 + 1).first.strftime("%Y-%m") for i in range(len(values))
    ]
    unit = "yuan" if metric == "revenue" else "visits"
    return reading([(place, metric, unit, name, v) for name, v in zip(names, values, strict=True)])


def joined(*parts: OutcomesReading) -> OutcomesReading:
    frame = pl.concat([part.frame for part in parts])
    frame = frame.with_columns(line=pl.int_range(2, frame.height + 2))
    return OutcomesReading(frame, (), {}, "x.csv")


def found(table: OutcomesReading, rule: str, **options: list[str]) -> list[Finding]:
    return [finding for finding in audit(table, **options) if finding.rule == rule]


def noisy(seed: int, n: int = 40, scale: float = 0.1) -> list[float]:
    rng = np.random.default_rng(seed)
    season = 0.2 * np.sin(np.arange(n) * 2 * np.pi / 12)
    return [float(v) for v in np.round(np.exp(12 + season + rng.normal(0, scale, n)))]


TIANSHUI = [
    ("2024年3月", 4.64, 27.0),
    ("2024年清明", 0.97, 5.5),
    ("2024年4月", 3.9, 22.3),
    ("2024年五一", 1.42, 8.2),
    ("2024年3月13日至5月5日", 13.38, 76.95),
]


def test_revenue_that_is_a_constant_times_visits_is_no_second_piece_of_evidence() -> None:
    """Releases on Tianshui (Gansu Daily 2024-05-07): some 575 yuan a visit, each time."""
    rows = []
    for period, visits, revenue in TIANSHUI:
        rows += [("620500", "旅游人次", "visits", period, visits * 1e6)]
        rows += [("620500", "旅游收入", "yuan", period, revenue * 1e8)]
    (finding,) = found(reading(rows), "constant_ratio")
    assert 560 < finding.figures["ratio"] < 585
    assert finding.figures["n"] == 5
    assert finding.rows == tuple(range(2, 12))
    assert finding.names == ("旅游收入", "旅游人次")


def test_revenue_of_its_own_is_no_constant() -> None:
    visits = noisy(1)
    spent = [
        v * s for v, s in zip(visits, np.random.default_rng(2).normal(600, 60, 40), strict=True)
    ]
    assert not found(joined(months(visits), months(spent, metric="revenue")), "constant_ratio")


def test_provinces_that_add_up_to_more_than_the_nation() -> None:
    """May Day 2023: 448 million visits in the provinces' releases, 274 million in the nation's."""
    parts = [("370000", 200e6), ("620000", 148e6), ("450000", 100e6)]
    rows = [("iso:CN", "visits", "visits", "2023年五一", 274e6)]
    rows += [(place, "visits", "visits", "2023年五一", value) for place, value in parts]
    (finding,) = found(reading(rows), "parts_exceed_whole")
    assert finding.rows == (2, 3, 4, 5)
    assert finding.figures["whole"] == 274e6
    assert finding.figures["parts"] == 448e6
    assert finding.place_ids[0] == "iso:CN"


def test_city_counts_once_though_its_counties_stand_beside_it() -> None:
    rows = [
        ("370000", "visits", "visits", "2024-03", 100.0),
        ("370300", "visits", "visits", "2024-03", 90.0),
        ("370302", "visits", "visits", "2024-03", 50.0),
        ("370303", "visits", "visits", "2024-03", 40.0),
    ]
    assert not found(reading(rows), "parts_exceed_whole")


def test_figures_a_head_do_not_add_up() -> None:
    rows = [("iso:CN", "人均花费", "yuan", "2024-03", 500.0)]
    rows += [(place, "人均花费", "yuan", "2024-03", 400.0) for place in ("370000", "620000")]
    assert not found(reading(rows), "parts_exceed_whole")


def test_origins_that_add_up_to_more_than_their_total() -> None:
    rows = [("370300", "visits", "visits", "2024-03", v) for v in (100.0, 70.0, 60.0)]
    (finding,) = found(reading(rows, origin=["合计", "省内", "省外"]), "parts_exceed_whole")
    assert finding.rows == (2, 3, 4)


def test_lines_that_carry_more_than_the_whole_metro_on_one_day() -> None:
    rows = []
    for i in range(10):
        day = f"2024-03-{i + 1:02}"
        whole = 300.0 if i != 4 else 250.0
        for metric, value in (("red", 200.0), ("orange", 100.0), ("metro_total", whole)):
            rows.append(("710200", metric, "rides", day, value))
    (finding,) = found(reading(rows), "parts_exceed_whole")
    assert finding.rows[0] == 4 * 3 + 2 + 2
    assert finding.figures["n_periods"] == 1


@given(st.integers(0, 10_000), st.integers(0, 39), st.sampled_from([0.01, 0.1, 10.0, 1e4]))
@settings(deadline=None, max_examples=60)
def test_planted_power_of_ten_is_found_at_its_row(seed: int, row: int, factor: float) -> None:
    values = noisy(seed, scale=0.05)
    values[row] *= factor
    findings = found(months(values), "factor_ten")
    assert [finding.rows for finding in findings] == [(row + 2,)]
    assert findings[0].figures["factor"] == pytest.approx(factor)


@given(st.integers(0, 10_000), st.floats(0.02, 0.25))
@settings(deadline=None, max_examples=60)
def test_clean_series_are_left_alone(seed: int, scale: float) -> None:
    assert audit(months(noisy(seed, scale=scale))) == ()


@given(st.integers(0, 10_000), st.integers(5, 34), st.sampled_from([1e-8, 1e-4, 1e-2, 100.0, 1e4]))
@settings(deadline=None, max_examples=60)
def test_planted_change_of_unit_is_found_at_its_row(seed: int, row: int, factor: float) -> None:
    values = noisy(seed)
    values[row:] = [value * factor for value in values[row:]]
    (finding,) = found(months(values), "unit_change")
    assert finding.rows == (row + 1, row + 2)
    assert finding.figures["factor"] == pytest.approx(factor)


def test_revenue_ten_times_what_visits_say() -> None:
    """1.399 bn yuan was printed where 0.1399 bn was meant."""
    rows = []
    for i, visits in enumerate((20e4, 31e4, 24e4, 28e4, 22e4)):
        spent = 600 * visits * (1 + 0.1 * (-1) ** i) * (10 if i == 2 else 1)
        rows.append(("370300", "visits", "visits", f"2024-0{i + 1}", visits))
        rows.append(("370300", "revenue", "yuan", f"2024-0{i + 1}", spent))
    findings = found(reading(rows), "factor_ten")
    assert any(7 in finding.rows and finding.figures["factor"] == 10 for finding in findings)


def test_closed_day_of_all_lines_is_no_typing_error() -> None:
    rng = np.random.default_rng(4)
    rows = []
    for i in range(30):
        day = str(date(2024, 8, 1) + timedelta(days=i))
        closed = 0.1 if i == 12 else 1.0
        for metric, level in (("red", 2e5), ("orange", 6e4)):
            rows.append(("710200", metric, "rides", day, level * closed * rng.normal(1, 0.05)))
    assert not found(reading(rows), "factor_ten")


def test_season_that_comes_every_year_is_no_typing_error() -> None:
    values = [10_000.0 * (1 + 0.02 * (i % 7)) * (10 if i % 12 == 0 else 1) for i in range(48)]
    assert not found(months(values), "factor_ten")


def test_growth_below_that_of_the_province() -> None:
    """Dali's Spring Festival 2023 rose by 219% while its province rose by 244.7%."""
    rows = [
        ("532900", "visits_growth", "percent", "2023年春节", 219.0),
        ("530000", "visits_growth", "percent", "2023年春节", 244.7),
    ]
    (finding,) = found(reading(rows), "below_everyone")
    assert finding.place_ids == ("532900",)
    assert finding.names == ("530000",)
    assert finding.rows == (2, 3)
    assert finding.figures["growth"] == pytest.approx(2.19)
    assert finding.figures["others"] == pytest.approx(2.447)


def test_growth_that_nobody_announced_is_judged_where_it_is_asked_for() -> None:
    rows = []
    for place, grown in (("532900", 150.0), ("530000", 200.0)):
        rows.append((place, "visits", "visits", "2022-03", 100.0))
        rows.append((place, "visits", "visits", "2023-03", grown))
    assert not found(reading(rows), "below_everyone")
    (finding,) = found(reading(rows), "below_everyone", place_ids=["532900"])
    assert finding.rows == (3, 5)
    assert not found(reading(rows), "below_everyone", place_ids=["530000"])


def test_unit_and_definition_that_change_by_their_text() -> None:
    values = noisy(3, 12)
    rows = [
        ("370300", "visits", "visits" if i < 6 else "visitor_nights", f"2024-{i + 1:02}", v)
        for i, v in enumerate(values)
    ]
    (finding,) = found(reading(rows), "unit_change")
    assert finding.rows == (7, 8)
    assert finding.names == ("visits", "visitor_nights")
    rows = [(*row[:2], "visits", *row[3:]) for row in rows]
    words = ["old count"] * 5 + ["new count"] * 7
    (finding,) = found(reading(rows, definition=words), "unit_change")
    assert finding.rows == (6, 7)
    assert "is_definition" in finding.figures


def test_zero_where_the_series_never_is_near_it() -> None:
    values = noisy(6)
    values[20] = 0.0
    (finding,) = found(months(values), "suspicious_zero")
    assert finding.rows == (22,)
    often = [0.0 if i % 3 else value for i, value in enumerate(noisy(6))]
    assert not found(months(often), "suspicious_zero")
    opened = [0.0] * 3 + noisy(6)
    assert not found(months(opened), "suspicious_zero")


def test_duplicates_that_disagree() -> None:
    rows = [("370300", "visits", "visits", "2024-03", v) for v in (5.0, 5.0)]
    assert not found(reading(rows), "duplicate")
    rows += [("370300", "visits", "visits", "2024-03", 6.0)]
    (finding,) = found(reading(rows), "duplicate")
    assert finding.rows == (2, 3, 4)
    assert (finding.figures["low"], finding.figures["high"]) == (5, 6)


def test_findings_can_be_narrowed_to_metrics_and_places() -> None:
    values = noisy(6)
    values[20] = 0.0
    table = months(values)
    assert audit(table, metrics=["visits"], place_ids=["370300"])
    assert not audit(table, metrics=["revenue"])
    assert not audit(table, place_ids=["370100"])


def test_table_of_gaps_has_no_findings() -> None:
    assert audit(reading([("370300", "visits", "visits", "2024-03", None)])) == ()


@pytest.mark.parametrize(
    ("name", "place", "unit", "n_most"),
    [
        ("causal/smoking_data.csv", None, "packs", 0),
        ("causal/german_reunification.csv", None, None, 0),
        ("causal/basque_jasa.csv", None, None, 0),
        ("outcomes/kaohsiung_metro_daily.csv", "高雄", "rides", 0),
        # Two days on which a city's figure drops to a fifteenth: odd indeed.
        ("causal/geolift_test_data.csv", None, "visits", 2),
    ],
)
class TestSharedTables:
    pytestmark = needs_data

    def test_real_tables_hardly_raise_an_alarm(
        self, name: str, place: str | None, unit: str | None, n_most: int
    ) -> None:
        findings = audit(read_outcomes(DATA / name, place=place, unit=unit))
        assert len(findings) <= n_most


TABLES = st.lists(
    st.tuples(
        st.sampled_from(["370300", "370000", "iso:CN", "Utah"]),
        st.sampled_from(["visits", "revenue", "visits_growth", "visits total"]),
        st.sampled_from(["visits", "yuan", "percent", ""]),
        st.sampled_from(
            [f"{year}-{month:02}" for year in (2023, 2024) for month in range(1, 13)]
            + ["2023年春节", "2024年春节", "2024年上半年", "2024-03-05"]
        ),
        st.one_of(st.none(), st.floats(-10, 1e12), st.sampled_from([0.0, 1.0, 10.0, 1e5])),
    ),
    min_size=1,
    max_size=60,
)


@given(TABLES)
@settings(deadline=None, max_examples=80)
def test_findings_name_rows_of_the_table(
    rows: list[tuple[str, str, str, str, float | None]],
) -> None:
    table = reading(rows)
    lines = set(table.frame["line"])
    for finding in audit(table, place_ids=["370300", "370000"]):
        assert finding.rows
        assert set(finding.rows) <= lines
        assert finding.metric in table.metrics
        assert finding.file == "x.csv"
        assert all(np.isfinite(value) for value in finding.figures.values())


@given(TABLES, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=30)
def test_order_of_rows_does_not_matter(rows: list, random: object) -> None:
    table = reading(rows)
    mixed = table.frame.sample(fraction=1, shuffle=True, seed=random.randrange(1000))
    again = OutcomesReading(mixed, (), {}, "x.csv")
    assert audit(table) == audit(again)
