"""Tables of outcomes of every shape: a reading or one clear error."""

from __future__ import annotations

import contextlib
import random
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chuquan.errors import ChuquanError, ColumnError, EmptySourceError
from chuquan.impact.outcomes import OutcomesReading, read_outcomes
from chuquan.tables import OUTCOMES

DATA = Path(__file__).parents[4] / "shared" / "data"
needs_data = [
    pytest.mark.data,
    pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is not there"),
]


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def values(reading: OutcomesReading, metric: str | None = None) -> list[float | None]:
    frame = reading.frame
    return (frame.filter(pl.col("metric") == metric) if metric else frame)["value"].to_list()


LONG = """地区,指标,单位,时间,数值,同比,口径,来源
天水,旅游人次,万人次,2024年3月,464,64.8%,抽样,甘肃日报
天水,旅游收入,亿元,2024年3月,27,,抽样,甘肃日报
天水,旅游人次,人次,2024年4月,0,,抽样,甘肃日报
天水,旅游人次,万人次,2024年5月,—,,抽样,甘肃日报
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_long_table_with_chinese_headers(tmp_path: Path, encoding: str) -> None:
    reading = read_outcomes(write(tmp_path / "x.csv", LONG, encoding))
    assert reading.problems == ()
    assert values(reading, "旅游人次") == [4_640_000, 0, None]
    assert values(reading, "旅游收入") == [2.7e9]
    assert values(reading, "旅游人次_growth") == [64.8]
    row = reading.frame.row(0, named=True)
    assert (row["place_id"], row["unit"], row["period"], row["line"]) == (
        "620500",
        "visits",
        "month",
        2,
    )
    assert (row["unit_written"], row["factor"]) == ("万人次", 10_000)
    assert (row["definition"], row["reported_by"]) == ("抽样", "甘肃日报")
    assert reading.frame["gap"].drop_nulls().to_list() == ["—"]
    assert dict(reading.names) == {"620500": ("天水", "Tianshui")}


def test_gap_is_told_from_zero(tmp_path: Path) -> None:
    text = "city,date,value\nZibo,2024-01-05,0\nZibo,2024-01-06,\nZibo,2024-01-07,n/a\n"
    frame = read_outcomes(write(tmp_path / "x.csv", text)).frame
    assert frame["value"].to_list() == [0, None, None]
    assert frame["gap"].to_list() == [None, "empty", "n/a"]


WIDE = """城市\t月份\t接待人次（万人次）\t旅游收入（亿元）\t是否有演唱会
淄博\t2024年3月\t464\t27\t1
青岛市\t2024年3月\t"1,234.5"\t80\t0
"""


def test_wide_table_has_a_metric_for_each_column(tmp_path: Path) -> None:
    reading = read_outcomes(write(tmp_path / "x.tsv", WIDE))
    assert reading.metrics == ("接待人次", "旅游收入")
    assert values(reading, "接待人次") == [4_640_000, 12_345_000]
    assert reading.frame["unit"].unique().sort().to_list() == ["visits", "yuan"]
    assert reading.layout.flags == ("是否有演唱会",)


def test_wide_table_may_have_a_column_for_each_place(tmp_path: Path) -> None:
    text = "date,淄博,青岛\n2024-01-05,1,2\n2024-01-06,3,4\n"
    reading = read_outcomes(write(tmp_path / "x.csv", text), metric="visits")
    assert reading.metrics == ("visits",)
    assert set(reading.names) == {"370300", "370200"}
    assert reading.frame.height == 4


@pytest.mark.parametrize("ending", ["xlsx", "parquet", "csv", "json"])
def test_formats_give_the_same_table(tmp_path: Path, ending: str) -> None:
    frame = pl.DataFrame(
        {
            "place": ["Zibo", "Zibo", "Jinan"],
            "date": [date(2024, 3, 5), date(2024, 3, 6), date(2024, 3, 5)],
            "visits": [10.5, None, 30.0],
        }
    )
    path = tmp_path / f"x.{ending}"
    if ending == "xlsx":
        openpyxl = pytest.importorskip("openpyxl")
        book = openpyxl.Workbook()
        for row in [frame.columns, *frame.rows()]:
            book.active.append(row)
        book.save(path)
    elif ending == "json":
        path.write_text(frame.write_json(), encoding="utf-8")
    else:
        getattr(frame, f"write_{ending}")(path)
    reading = read_outcomes(path)
    assert reading.problems == ()
    assert values(reading) == [10.5, None, 30.0]
    assert reading.frame["period_start"].to_list() == frame["date"].to_list()
    assert reading.frame["unit"].unique().to_list() == ["visits"]


def test_every_unreadable_row_is_a_problem_with_its_line(tmp_path: Path) -> None:
    text = (
        "地区,月份,接待人次\n淄博,2024年3月,12\n淄博,2024年13月,5\n,2024年3月,5\n淄博,2024年4月,134%\n"
        "淄博,2024年5月,超500\n淄博,2024年6月,-3\n淄博,2024年7月\n"
    )
    reading = read_outcomes(write(tmp_path / "x.csv", text))
    assert values(reading) == [12]
    assert [problem.line for problem in reading.problems] == [3, 4, 5, 6, 7, 8]
    for problem in reading.problems:
        assert problem.file.endswith("x.csv")
        assert problem.found
        assert problem.allowed
        assert problem.todo


def test_explicit_ends_go_before_a_named_holiday(tmp_path: Path) -> None:
    text = "place,holiday,period_start,period_end,value\nZibo,2024年春节,2024-02-09,2024-02-16,5\n"
    row = read_outcomes(write(tmp_path / "x.csv", text)).frame.row(0, named=True)
    assert (row["period_start"], row["period_end"]) == (date(2024, 2, 9), date(2024, 2, 16))
    assert row["period"] == "holiday"


def test_year_and_month_may_stand_apart(tmp_path: Path) -> None:
    text = "city,year,month,visits\nZibo,2024,3,5\nZibo,2024,,60\n"
    frame = read_outcomes(write(tmp_path / "x.csv", text)).frame
    assert frame["period"].to_list() == ["month", "year"]
    assert frame["period_start"].to_list() == [date(2024, 3, 1), date(2024, 1, 1)]


def test_dates_a_month_apart_are_months_and_it_is_said(tmp_path: Path) -> None:
    text = "city,date,visits\n" + "".join(f"Zibo,2024-{m:02}-01,{m}\n" for m in range(1, 6))
    path = write(tmp_path / "x.csv", text)
    reading = read_outcomes(path)
    assert reading.frame["period"].unique().to_list() == ["month"]
    assert "months" in reading.problems[0].found
    assert read_outcomes(path, period="day").frame["period"].unique().to_list() == ["day"]


def test_week_of_a_holiday_is_a_week_in_a_table_of_weeks(tmp_path: Path) -> None:
    rows = "".join(
        f"Zibo,{date.fromordinal(738000 + 7 * i)},{date.fromordinal(738006 + 7 * i)},{i}\n"
        for i in range(160)
    )
    text = "city,period_start,period_end,visits\n" + rows
    frame = read_outcomes(write(tmp_path / "x.csv", text)).frame
    assert frame["period"].unique().to_list() == ["week"]


def test_factor_is_applied_once(tmp_path: Path) -> None:
    text = "city,date,unit,value\nZibo,2024-01-05,万人次,464万\nZibo,2024-01-06,万人次,464\n"
    assert values(read_outcomes(write(tmp_path / "x.csv", text))) == [4_640_000, 4_640_000]


def test_cell_with_another_unit_than_its_column_is_a_problem(tmp_path: Path) -> None:
    text = "city,date,unit,value\nZibo,2024-01-05,万人次,27亿元\nZibo,2024-01-06,万人次,464\n"
    reading = read_outcomes(write(tmp_path / "x.csv", text))
    assert values(reading) == [4_640_000]
    assert "unit" in reading.problems[0].found


def test_table_without_places_needs_one_named(tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", "date,red,blue\n2024-01-05,1,2\n2024-01-06,5,9\n")
    with pytest.raises(ColumnError, match="--place"):
        read_outcomes(path)
    assert set(read_outcomes(path, place="高雄").names) == {"710200"}


def test_columns_can_be_named(tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", "wann,wo,wieviel,mehr\n2024-01-05,Zibo,7,8\n")
    reading = read_outcomes(
        path, columns={"time": "wann", "place": "wo", "value": "wieviel"}, metric="v", unit="人次"
    )
    row = reading.frame.row(0, named=True)
    assert (row["metric"], row["value"], row["unit"]) == ("v", 7, "visits")
    with pytest.raises(ColumnError, match="no column named"):
        read_outcomes(path, columns={"time": "when"})
    with pytest.raises(ColumnError, match="unknown role"):
        read_outcomes(path, columns={"zeit": "wann"})


def test_table_without_time_or_figures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ColumnError, match="no column of days"):
        read_outcomes(write(tmp_path / "a.csv", "city,visits\nZibo,5\n"))
    with pytest.raises(ColumnError, match="no column of figures"):
        read_outcomes(write(tmp_path / "b.csv", "city,date,words\nZibo,2024-01-01,many\n"))
    with pytest.raises(EmptySourceError, match="no row"):
        read_outcomes(write(tmp_path / "c.csv", "city,date,visits\nZibo,soon,5\n"))


def test_own_table_is_read_back(tmp_path: Path) -> None:
    first = read_outcomes(write(tmp_path / "x.csv", LONG))
    path = tmp_path / "again.csv"
    first.frame.write_csv(path)
    again = read_outcomes(path)
    same = ["place_id", "metric", "unit", "period", "period_start", "period_end", "value"]
    assert again.frame.select(same).equals(first.frame.select(same))


FUZZ = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))


def reads_or_refuses(path: Path) -> None:
    with contextlib.suppress(ChuquanError):
        OUTCOMES.validate(read_outcomes(path, place="Zibo").frame)


@FUZZ
@given(st.binary(max_size=400))
def test_random_bytes_are_read_or_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "fuzz.csv"
    path.write_bytes(data)
    reads_or_refuses(path)


@FUZZ
@given(st.integers(0, 2**32), st.sampled_from([LONG, WIDE]), st.integers(1, 12))
def test_mutated_tables_are_read_or_refused(
    tmp_path: Path, seed: int, text: str, n_changes: int
) -> None:
    rng = random.Random(seed)
    data = bytearray(text.encode())
    for _ in range(n_changes):
        at = rng.randrange(len(data))
        change = rng.randrange(3)
        if change == 0:
            data[at] = rng.randrange(256)
        elif change == 1:
            del data[at]
        else:
            data[at:at] = rng.choice([b",", b'"', b"\n", b"-", b"\xff", b"1e999", "，".encode()])
    path = tmp_path / "fuzz.csv"
    path.write_bytes(bytes(data))
    reads_or_refuses(path)


@FUZZ
@given(st.integers(0, 2**32))
def test_damaged_workbooks_are_read_or_refused(tmp_path: Path, seed: int) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    path = tmp_path / "x.xlsx"
    book = openpyxl.Workbook()
    for row in [["city", "date", "visits"], ["Zibo", "2024-01-05", 5], ["Zibo", "2024-01-06", 7]]:
        book.active.append(row)
    book.save(path)
    rng = random.Random(seed)
    data = bytearray(path.read_bytes())
    for _ in range(rng.randrange(1, 6)):
        data[rng.randrange(len(data))] = rng.randrange(256)
    path.write_bytes(bytes(data))
    reads_or_refuses(path)


@pytest.mark.parametrize(
    ("name", "n_rows", "n_places", "period"),
    [
        ("causal/smoking_data.csv", 1209, 39, "year"),
        ("causal/german_reunification.csv", 748, 17, "year"),
        ("causal/basque_jasa.csv", 10_062, 18, "year"),
        ("causal/geolift_test_data.csv", 4200, 40, "day"),
        ("outcomes/kaohsiung_metro_daily.csv", 6000, 1, "day"),
    ],
)
class TestSharedTables:
    pytestmark = needs_data

    def test_is_read_without_any_option(
        self, name: str, n_rows: int, n_places: int, period: str
    ) -> None:
        reading = read_outcomes(DATA / name, place="高雄" if "kaohsiung" in name else None)
        assert reading.frame.height == n_rows
        assert len(reading.names) == n_places
        assert reading.frame["period"].unique().to_list() == [period]
        assert reading.problems == ()


def test_growth_in_a_wide_table_is_that_of_the_metric_before_it(tmp_path: Path) -> None:
    text = (
        "城市,月份,接待人次（万人次）,同比(%),收入（亿元）,同比(%)\n淄博,2024年3月,464,12.5,27,-3\n"
    )
    reading = read_outcomes(write(tmp_path / "x.csv", text))
    assert reading.layout.unread == ()
    assert values(reading, "接待人次_growth") == [12.5]
    assert values(reading, "收入_growth") == [-3]


def test_total_under_a_province_is_the_province(tmp_path: Path) -> None:
    text = (
        "省份,城市,月份,接待人次\n山东,淄博,2024年3月,4\n山东,合计,2024年3月,9\n山东,,2024年4月,7\n"
    )
    frame = read_outcomes(write(tmp_path / "x.csv", text)).frame
    assert frame["place_id"].to_list() == ["370300", "370000", "370000"]


def test_wide_table_may_have_a_column_for_each_period(tmp_path: Path) -> None:
    text = "城市,单位,2024年1月,2024年2月,2024年3月\n淄博,万人次,4,5,-\n济南,万人次,7,8,9\n"
    reading = read_outcomes(write(tmp_path / "x.csv", text), metric="visits")
    frame = reading.frame
    assert frame["period_start"].to_list()[:3] == [date(2024, month, 1) for month in (1, 2, 3)]
    assert values(reading, "visits") == [4e4, 5e4, None, 7e4, 8e4, 9e4]


def test_cells_without_a_unit_mean_that_of_their_metric(tmp_path: Path) -> None:
    text = (
        "城市,月份,收入,热度\n淄博,2024年3月,27亿元,3\n淄博,2024年4月,28亿,4\n淄博,2024年5月,-,5\n"
    )
    frame = read_outcomes(write(tmp_path / "x.csv", text)).frame
    assert frame.filter(pl.col("metric") == "收入")["unit"].to_list() == ["yuan"] * 3
    assert frame.filter(pl.col("metric") == "热度")["unit"].to_list() == [""] * 3


def test_days_go_before_a_year_beside_them(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    times = [datetime(2024, 3, 5, 8), datetime(2024, 3, 6)]
    pl.DataFrame(
        {"city": ["Zibo"] * 2, "year": [2024] * 2, "time": times, "visits": [1, 2]}
    ).write_parquet(path)
    frame = read_outcomes(path).frame
    assert frame["period_start"].to_list() == [date(2024, 3, 5), date(2024, 3, 6)]
