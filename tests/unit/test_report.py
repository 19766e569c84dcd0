"""The report: what faces see goes to JSON and back without loss, or says why it cannot."""

from __future__ import annotations

import json
import math
from datetime import UTC, date, datetime, timedelta, timezone
from typing import get_args

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chuquan.errors import FormatError, NotFoundError, VersionError
from chuquan.report import (
    REPORT_VERSION,
    Beside,
    Breakout,
    DayMix,
    Evidence,
    Kind,
    Lever,
    Phase,
    Problem,
    Report,
    SourceHealth,
    SourceOnset,
    Stretch,
    TimelineDay,
)
from chuquan.tables import KINDS, LEVERS

WORDS = st.text(max_size=6)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
TIMES = st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1), timezones=OFFSETS)
PAIRS = st.tuples(NUMBERS, NUMBERS)


def several(strategy):
    return st.lists(strategy, max_size=2).map(tuple)


EVIDENCE = st.builds(
    Evidence, weight=NUMBERS, text=st.none() | WORDS, term=st.none() | WORDS,
    n=st.none() | NUMBERS, source=st.none() | WORDS, observed_at=st.none() | TIMES,
    url=st.none() | WORDS,
)  # fmt: skip
DAYS = st.builds(
    TimelineDay, day=st.dates(), n=NUMBERS, expected=NUMBERS, image=NUMBERS, crisis=NUMBERS,
    affairs=NUMBERS, exposure=NUMBERS,
)  # fmt: skip
ONSETS = st.builds(
    SourceOnset, source=WORDS, onset=TIMES, n_excess=NUMBERS, lead_hours=NUMBERS,
    lead_hours_interval=PAIRS,
)  # fmt: skip
INTERVALS = st.dictionaries(st.sampled_from((*KINDS, *LEVERS)), PAIRS)
STRETCHES = st.builds(
    Stretch, first_day=st.dates(), last_day=st.dates(), n_excess=NUMBERS,
    shares=st.dictionaries(st.sampled_from((*KINDS, *LEVERS)), NUMBERS), intervals=INTERVALS,
)  # fmt: skip
MIXES = st.builds(DayMix, day=st.dates(), image=NUMBERS, crisis=NUMBERS, affairs=NUMBERS)
BESIDE = st.builds(
    Beside, breakout_id=WORDS, image=WORDS, kind=st.sampled_from(KINDS), first_day=st.dates(),
    last_day=st.dates(),
)  # fmt: skip
BREAKOUTS = st.builds(
    Breakout, breakout_id=WORDS, place_id=WORDS, place_name=WORDS, image=WORDS, onset=TIMES,
    peak=TIMES, end=st.none() | TIMES, phase=st.sampled_from(get_args(Phase)),
    n_excess=NUMBERS, rate_ratio=NUMBERS, half_life_days=st.none() | NUMBERS,
    half_life_days_interval=st.none() | PAIRS, evidence=several(EVIDENCE), q_value=NUMBERS,
    kind=st.sampled_from(KINDS), kind_shares=st.dictionaries(st.sampled_from(KINDS), NUMBERS),
    lever=st.none() | st.sampled_from(LEVERS),
    lever_shares=st.dictionaries(st.sampled_from(LEVERS), NUMBERS), sources=several(WORDS),
    first_source=WORDS, place_name_en=WORDS, province_name=WORDS, detected_at=st.none() | TIMES,
    terms=several(EVIDENCE), path=several(ONSETS), timeline=several(DAYS),
    kind_intervals=INTERVALS, second_kind=st.none() | st.sampled_from(KINDS),
    mix=several(STRETCHES), lever_mix=several(STRETCHES), mix_days=several(MIXES),
    counter_evidence=several(EVIDENCE), beside=several(BESIDE),
)  # fmt: skip
HEALTH = st.builds(
    SourceHealth, source=WORDS, first_hour=TIMES, last_hour=TIMES, n_mentions=NUMBERS,
    n_items=NUMBERS, n_hours_ok=st.integers(0, 99), n_hours_failed=st.integers(0, 99),
    gaps=several(st.tuples(TIMES, TIMES)),
)  # fmt: skip
PROBLEMS = st.builds(
    Problem, file=WORDS, found=WORDS, allowed=WORDS, todo=WORDS,
    line=st.none() | st.integers(1, 9), column=st.none() | WORDS, n=st.integers(1, 9),
)  # fmt: skip
REPORTS = st.builds(
    Report, chuquan_version=WORDS, period=st.tuples(st.dates(), st.dates()),
    false_discovery_rate=NUMBERS, breakouts=several(BREAKOUTS), sources=several(HEALTH),
    n_mentions=NUMBERS, n_located=NUMBERS, problems=several(PROBLEMS), weights=WORDS,
    gazetteer=WORDS, origin=WORDS,
)  # fmt: skip

slow_to_draw = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@slow_to_draw
@given(REPORTS)
def test_a_report_goes_to_json_and_back_without_loss(report):
    data = report.to_json()
    back = Report.from_json(data)
    assert back == report
    assert back.to_json() == data
    for there, here in zip(back.breakouts, report.breakouts, strict=True):
        assert there.onset.utcoffset() == here.onset.utcoffset(), "the place's own clock is kept"


@slow_to_draw
@given(REPORTS)
def test_any_json_reader_reads_it_and_every_breakout_has_all_columns(report):
    read = json.loads(report.to_json())
    assert len(read["breakouts"]) == len(report.breakouts)
    for row in read["breakouts"]:
        assert set(row) == set(Breakout.__struct_fields__)
        assert {"end", "half_life_days", "lever"} <= set(row), "null is written, not left out"


def breakout(**changes):
    day = datetime(2024, 3, 13, 9, tzinfo=timezone(timedelta(hours=8)))
    values = {
        "breakout_id": "620500-2024-03-13", "place_id": "620500", "place_name": "天水",
        "image": "天水 麻辣烫", "onset": day, "peak": day, "end": None, "phase": "rising",
        "n_excess": 12.5, "rate_ratio": 8.0, "half_life_days": None,
        "half_life_days_interval": None, "evidence": (Evidence(1.0, term="麻辣烫", n=9.0),),
        "q_value": 0.01, "kind": "image", "kind_shares": {"image": 1.0}, "lever": "social",
        "lever_shares": {"social": 1.0}, "sources": ("weibo",), "first_source": "weibo",
    }  # fmt: skip
    return Breakout(**(values | changes))


def made_up_report():
    return Report(
        period=(date(2024, 1, 1), date(2024, 3, 20)), false_discovery_rate=0.1,
        breakouts=(breakout(),), problems=(Problem("a.csv", "no time", line=3),),
    )  # fmt: skip


def test_a_report_from_before_waves_had_two_sides_is_read_as_it_was():
    data = json.loads(made_up_report().to_json())
    new = (
        "kind_intervals",
        "second_kind",
        "mix",
        "lever_mix",
        "mix_days",
        "counter_evidence",
        "beside",
    )
    for field in new:
        del data["breakouts"][0][field]
    back = Report.from_json(json.dumps(data).encode())
    assert back == made_up_report()
    assert not back.breakouts[0].is_two_sided


def test_the_reports_closed_sets_are_those_of_the_tables():
    assert get_args(Kind) == KINDS
    assert get_args(Lever) == LEVERS


def test_a_report_and_its_parts_cannot_be_changed():
    report = made_up_report()
    for part, name in [
        (report, "breakouts"),
        (report.breakouts[0], "kind"),
        (report.breakouts[0].evidence[0], "weight"),
        (report.problems[0], "n"),
    ]:
        with pytest.raises(AttributeError, match="immutable"):
            setattr(part, name, None)


def test_a_report_of_a_newer_version_is_told_from_a_damaged_one():
    # All else about it is unknown: only its number is read.
    data = json.dumps({"report_version": REPORT_VERSION + 1, "breakouts": "elsewhere"})
    with pytest.raises(VersionError, match="upgrade chuquan"):
        Report.from_json(data.encode(), where="new.json")


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda r: r["breakouts"][0].update(image=3), r"\$\.breakouts\[0\]\.image"),
        (lambda r: r["breakouts"][0].update(onset="soon"), r"\$\.breakouts\[0\]\.onset"),
        (lambda r: r["breakouts"][0].update(kind="gossip"), r"gossip.*\$\.breakouts\[0\]\.kind"),
        (lambda r: r["breakouts"][0].pop("q_value"), r"q_value.*\$\.breakouts\[0\]"),
        (lambda r: r["problems"][0].update(line="3"), r"\$\.problems\[0\]\.line"),
        (lambda r: r.update(period=["2024-01-01"]), r"\$\.period"),
        (lambda r: r.update(report_version="one"), r"\$\.report_version"),
    ],
)
def test_a_damaged_report_names_the_place(change, place):
    read = json.loads(made_up_report().to_json())
    change(read)
    with pytest.raises(FormatError, match=place) as error:
        Report.from_json(json.dumps(read).encode(), where="old.json")
    assert error.value.where == "old.json"


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"3", b"{}", b"\xff\xfe{", b'{"a": "\xff"}', b"[" * 100_000]
)
def test_what_is_no_report_is_refused_in_one_way(data):
    with pytest.raises(FormatError, match="not a report"):
        Report.from_json(data)


@given(st.data())
def test_no_damage_to_the_bytes_ends_in_another_error(data):
    damaged = bytearray(made_up_report().to_json())
    places = st.integers(0, len(damaged) - 1)
    for at in data.draw(st.lists(places, min_size=1, max_size=4)):
        damaged[at] = data.draw(st.integers(0, 255))
    try:
        Report.from_json(bytes(damaged))
    except (FormatError, VersionError) as error:
        assert error.where  # noqa: PT017 - damage that leaves a valid report is no error


def test_a_number_that_is_none_is_no_report():
    """JSON knows no NaN: what would write one is a defect, and reading it back says where."""
    data = msgspec.structs.replace(
        made_up_report(), breakouts=(breakout(q_value=math.nan),)
    ).to_json()
    with pytest.raises(FormatError, match="q_value"):
        Report.from_json(data)


def test_a_report_is_read_from_a_file(tmp_path):
    file = tmp_path / "report.json"
    file.write_bytes(made_up_report().to_json())
    assert Report.read(file) == made_up_report()
    file.write_bytes(b"{")
    with pytest.raises(FormatError, match=r"report\.json"):
        Report.read(file)
    for missing in (tmp_path / "none.json", tmp_path):
        with pytest.raises(NotFoundError, match="What to do"):
            Report.read(missing)


def test_times_in_utc_are_read_back_in_utc():
    report = made_up_report()
    ended = breakout(end=datetime(2024, 3, 20, tzinfo=UTC))
    back = Report.from_json(msgspec.structs.replace(report, breakouts=(ended,)).to_json())
    assert back.breakouts[0].end == ended.end
