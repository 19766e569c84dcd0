"""An evaluation scores what labels judge, by the rule written in the documentation, and no more."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from chuquan.errors import ColumnError, EncodingError, LabelError, NotFoundError
from chuquan.evaluate import Evaluation, evaluate
from chuquan.evaluate.intervals import share, spread
from chuquan.evaluate.match import is_same_place, match
from chuquan.evaluate.truth import Label, normal_code, read_truth
from chuquan.report import Breakout, Report

BEIJING = timezone(timedelta(hours=8))
HEADER = "id,place,place_code,start,end,kind,lever,lever2,theme"
TRUTH = Path(__file__).parents[4] / "shared" / "data" / "labels" / "episodes.csv"


def breakout(
    number: int,
    place: str,
    onset: str,
    end: str | None,
    *,
    kind: str = "image",
    lever: str | None = "social",
    shares: dict[str, float] | None = None,
    detected: str | None = None,
) -> Breakout:
    def at(text):
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=BEIJING)

    return Breakout(
        breakout_id=f"{place}-{number}",
        place_id=place,
        place_name=place,
        image="a theme",
        onset=at(onset),
        peak=at(onset),
        end=None if end is None else at(end),
        phase="rising" if end is None else "ended",
        n_excess=10.0,
        rate_ratio=5.0,
        half_life_days=None,
        half_life_days_interval=None,
        evidence=(),
        q_value=0.01,
        kind=kind,
        kind_shares={kind: 1.0},
        lever=lever if kind == "image" else None,
        lever_shares=(shares or {lever: 1.0}) if kind == "image" else {},
        sources=("weibo",),
        first_source="weibo",
        detected_at=None if detected is None else at(detected),
    )


def report(*breakouts: Breakout, first=date(2020, 1, 1), last=date(2024, 12, 31)) -> Report:
    return Report(period=(first, last), false_discovery_rate=0.1, breakouts=breakouts)


def truth(folder: Path, *rows: str, header: str = HEADER, encoding: str = "utf-8") -> Path:
    path = folder / "truth.csv"
    path.write_bytes("\n".join([header, *rows, ""]).encode(encoding))
    return path


def judge(folder: Path, rows: list[str], *breakouts: Breakout, **options) -> Evaluation:
    return evaluate(report(*breakouts), truth(folder, *rows), **options)


def test_a_perfect_report_scores_one_everywhere(tmp_path):
    found = judge(
        tmp_path,
        [
            "a,淄博,3703,2023-04-08,2023-05-05,image,social,,food",
            "b,唐山,1302,2022-06-10,2022-06-14,crisis,,,",
        ],
        breakout(1, "370300", "2023-04-08", "2023-05-05", detected="2023-04-09T08:00"),
        breakout(2, "130200", "2022-06-10", "2022-06-14", kind="crisis"),
    )
    overall = found.overall
    assert overall.recall.value == overall.precision.value == overall.lever_main.value == 1.0
    assert found.crisis_recall.value == 1.0
    assert found.crisis_as_image.value == 0.0
    assert overall.onset_error.median == 0
    assert overall.delay.median == 1
    assert found.confusion["image"]["image"] == found.confusion["crisis"]["crisis"] == 1
    assert not found.missed
    assert not found.wrong
    assert not found.unjudged


@pytest.mark.parametrize(
    ("label", "system", "is_same"),
    [
        ("370300", "370300", True),
        ("370300", "370303", True),
        ("370303", "370300", True),
        ("370302", "370303", False),
        ("370300", "370100", False),
        ("370000", "370300", False),
        ("370300", "370000", False),
        ("370000", "370000", True),
        ("370000", "370303", False),
        ("110000", "110105", True),
        ("110105", "110000", True),
        ("110105", "110108", False),
        ("500000", "500236", True),
        ("110000", "120000", False),
        ("429004", "429005", False),
        ("geonames:5", "geonames:5", True),
        ("geonames:5", "geonames:55", False),
        ("geonames:370300", "370300", False),
    ],
)
def test_a_place_is_itself_its_county_or_its_city(label, system, is_same):
    assert is_same_place(label, system) is is_same
    assert is_same_place(system, label) is is_same


@pytest.mark.parametrize(
    ("short", "code"),
    [
        ("11", "110000"),
        ("1101", "110000"),
        ("5002", "500000"),
        ("8100", "810000"),
        ("110105", "110105"),
        ("3703", "370300"),
        ("22", "220000"),
        ("370303", "370303"),
        ("469001000", "469001"),
        ("geonames:12", "geonames:12"),
    ],
)
def test_short_codes_are_padded_and_municipalities_joined(short, code):
    assert normal_code(short) == code


@pytest.mark.parametrize(
    ("onset", "end", "is_met"),
    [
        ("2023-04-01", "2023-04-06", False),
        ("2023-04-01", "2023-04-07", True),
        ("2023-04-23", "2023-04-25", True),
        ("2023-04-24", "2023-04-25", False),
        ("2023-01-01", "2023-12-31", True),
        ("2023-04-12", "2023-04-12", True),
    ],
)
def test_times_overlap_within_three_days(tmp_path, onset, end, is_met):
    rows = ["a,,3703,2023-04-10,2023-04-20,image,social,,"]
    found = judge(tmp_path, rows, breakout(1, "370300", onset, end))
    assert found.overall.recall.hits == int(is_met)
    assert len(found.unjudged) == int(not is_met)


def test_an_ongoing_breakout_runs_to_the_end_of_the_report(tmp_path):
    rows = ["a,,3703,2023-06-10,2023-06-20,image,social,,"]
    open_one = breakout(1, "370300", "2023-04-10", None)
    path = truth(tmp_path, *rows)
    assert evaluate(report(open_one, last=date(2023, 6, 30)), path).overall.recall.hits == 1
    ended = breakout(1, "370300", "2023-04-10", "2023-04-20")
    assert evaluate(report(ended, last=date(2023, 6, 30)), path).overall.recall.hits == 0


def test_the_day_is_the_one_on_the_places_own_clock(tmp_path):
    """17:00 in Greenwich on the 9th is the 10th in China, so it is no day early."""
    moment = datetime(2023, 4, 9, 17, tzinfo=UTC).astimezone(BEIJING).isoformat()
    rows = ["a,,3703,2023-04-10,2023-04-20,image,social,,"]
    back = Report.from_json(
        report(breakout(1, "370300", moment, "2023-04-12", detected=moment)).to_json()
    )
    found = evaluate(back, truth(tmp_path, *rows))
    assert found.overall.onset_error.median == found.overall.delay.median == 0


def test_what_no_label_judges_is_listed_apart(tmp_path):
    found = judge(
        tmp_path,
        [
            "right,,3703,2023-04-10,2023-04-20,image,social,,",
            "scare,,3702,2023-04-10,2023-04-20,crisis,,,",
            "name,,1402,2023-04-10,2023-04-20,toponym,,,",
            "both,,2301,2023-04-10,2023-04-20,mixed,,,",
        ],
        breakout(1, "370300", "2023-04-10", "2023-04-20"),
        breakout(2, "370200", "2023-04-10", "2023-04-20"),
        breakout(3, "140200", "2023-04-10", "2023-04-20"),
        breakout(4, "230100", "2023-04-10", "2023-04-20"),
        breakout(5, "510100", "2023-04-10", "2023-04-20"),
        breakout(6, "520100", "2023-04-10", "2023-04-20", kind="affairs"),
    )
    assert (found.overall.precision.hits, found.overall.precision.n) == (1, 3)
    assert [b.place_id for b in found.wrong] == ["370200", "140200"]
    assert [b.place_id for b in found.unjudged] == ["230100", "510100"]
    assert found.n_mixed == 1
    assert found.crisis_as_image.hits == 1
    assert found.crisis_recall.hits == 0
    assert found.confusion["crisis"] == {"image": 1, "crisis": 0, "affairs": 0, "none": 0}
    assert "mixed" not in found.confusion


def test_an_image_beside_a_crisis_is_right(tmp_path):
    """One that meets an image label counts as right, whatever else it meets."""
    found = judge(
        tmp_path,
        [
            "a,,3703,2023-04-10,2023-04-20,image,social,,",
            "b,,3703,2023-04-12,2023-04-13,crisis,,,",
        ],
        breakout(1, "370300", "2023-04-10", "2023-04-20"),
    )
    assert (found.overall.precision.hits, found.overall.precision.n) == (1, 1)


def test_several_breakouts_meet_one_label_once(tmp_path):
    """Recall counts labels; levers and onsets come from the one that overlaps longest."""
    found = judge(
        tmp_path,
        ["a,,3703,2023-04-10,2023-04-20,image,social,,"],
        breakout(1, "370300", "2023-04-08", "2023-04-11", lever="sport"),
        breakout(2, "370303", "2023-04-12", "2023-04-19", lever="social"),
    )
    assert (found.overall.recall.hits, found.overall.recall.n) == (1, 1)
    assert (found.overall.precision.hits, found.overall.precision.n) == (2, 2)
    assert found.overall.lever_main.hits == 1
    assert found.overall.onset_error.median == 2
    assert found.found[0].breakout.place_id == "370303"


@pytest.mark.parametrize(
    ("lever", "shares", "hits"),
    [
        ("sport", {"sport": 0.9, "event": 0.1}, (1, 1, 1)),
        ("event", {"event": 0.9, "social": 0.1}, (0, 1, 1)),
        ("social", {"social": 0.6, "sport": 0.4}, (0, 0, 1)),
        ("social", {"social": 0.6, "nature": 0.3, "sport": 0.1}, (0, 0, 0)),
        ("social", {"social": 1.0, "sport": 0.0}, (0, 0, 0)),
        (None, {}, (0, 0, 0)),
    ],
)
def test_levers_are_judged_strictly_and_leniently(tmp_path, lever, shares, hits):
    found = judge(
        tmp_path,
        ["a,,3703,2023-04-10,2023-04-20,image,sport,event,"],
        breakout(1, "370300", "2023-04-10", "2023-04-20", lever=lever, shares=shares),
    ).overall
    assert (found.lever_main.hits, found.lever_either.hits, found.lever_two.hits) == hits


def test_groups_add_up_to_the_whole(tmp_path):
    found = judge(
        tmp_path,
        [
            "a,,3703,2022-04-10,2022-04-20,image,social,,",
            "b,,3702,2023-04-10,2023-04-20,image,sport,,",
            "c,,3701,2023-08-10,2023-08-20,image,sport,,",
            "d,,3704,2023-08-10,2023-08-20,crisis,,,",
        ],
        breakout(1, "370300", "2022-04-10", "2022-04-20"),
        breakout(2, "370100", "2023-08-12", "2023-08-20", lever="sport"),
        breakout(3, "370400", "2023-08-12", "2023-08-20", lever="sport"),
    )
    for groups in (found.by_lever, found.by_year):
        assert sum(g.recall.n for g in groups.values()) == found.overall.recall.n == 3
        assert sum(g.recall.hits for g in groups.values()) == found.overall.recall.hits == 2
    assert sum(g.precision.n for g in found.by_year.values()) == found.overall.precision.n == 3
    assert list(found.by_year) == ["2022", "2023"]
    assert found.by_lever["sport"].onset_error.median == 2
    assert found.by_lever["sport"].precision is None


def test_labels_outside_of_the_period_are_not_held_against_a_report(tmp_path):
    rows = [
        "a,,3703,2022-04-10,2022-04-20,image,social,,",
        "b,,3702,2023-04-10,2023-04-20,image,sport,,",
    ]
    path = truth(tmp_path, *rows)
    short = report(first=date(2023, 1, 1), last=date(2023, 12, 31))
    found = evaluate(short, path)
    assert (found.overall.recall.n, found.n_outside) == (1, 1)
    found = evaluate(report(), path, until=date(2022, 4, 10))
    assert [x.label_id for x in found.missed] == ["a"]
    found = evaluate(report(), path, since=date(2022, 4, 11))
    assert [x.label_id for x in found.missed] == ["b"]
    late = breakout(1, "510100", "2023-04-10", "2023-04-20")
    assert evaluate(report(late), path, until=date(2022, 12, 31)).unjudged == ()


def test_an_empty_report_has_no_precision_and_no_recall(tmp_path):
    found = judge(tmp_path, ["a,,3703,2022-04-10,2022-04-20,image,social,,"])
    assert found.overall.recall.value == 0.0
    assert found.overall.precision.value is None
    assert found.overall.onset_error.median is None
    assert all(len(row) == len(header) for _, header, rows in found.tables() for row in rows)


def test_json_and_tables_hold_the_same_figures(tmp_path):
    found = judge(
        tmp_path,
        [
            "a,淄博,3703,2023-04-10,2023-04-20,image,social,,food",
            "b,天水,6205,2024-03-10,2024-04-20,image,social,,food",
        ],
        breakout(1, "370300", "2023-04-11", "2023-04-20", detected="2023-04-12"),
        breakout(2, "510100", "2023-04-11", "2023-04-20"),
    )
    back = json.loads(json.dumps(found.to_dict()))
    assert back["overall"]["recall"]["value"] == 0.5
    assert back["found"][0]["onset_error_days"] == 1
    assert back["found"][0]["delay_days"] == 2
    assert back["missed"][0]["label_id"] == "b"
    assert [b["place_id"] for b in back["unjudged"]] == ["510100"]
    titles = {title: (header, rows) for title, header, rows in found.tables()}
    assert titles["Image labels not found"][1][0][:2] == ["b", "天水"]
    assert "0.50 [" in dict(titles["Image breakouts"][1])["recall"]
    for header, rows in titles.values():
        assert all(len(row) == len(header) for row in rows)
        assert all(isinstance(cell, str) for row in rows for cell in row)


# Places of every level that can and cannot be confused; days around one month.
CODES = [
    "370000",
    "370300",
    "370303",
    "370304",
    "370100",
    "110000",
    "110105",
    "110108",
    "geonames:1",
]
DAYS = st.integers(0, 40)


@settings(max_examples=100)
@given(
    st.lists(st.tuples(st.sampled_from(CODES), DAYS, DAYS), max_size=8),
    st.lists(st.tuples(st.sampled_from(CODES), DAYS, st.none() | DAYS), max_size=8),
)
def test_matching_agrees_with_the_slow_twin(label_specs, system_specs):
    """The slow twin tries all pairs, spells out ancestors and widens one set of days by three."""
    first, last = date(2023, 1, 1), date(2023, 2, 20)

    def day(k):
        return first + timedelta(days=k)

    labels = [
        Label(f"{i}", code, "", day(a), day(a + b), "image", "social", None, "")
        for i, (code, a, b) in enumerate(label_specs)
    ]
    systems = [
        breakout(i, code, day(a).isoformat(), None if b is None else day(a + b).isoformat())
        for i, (code, a, b) in enumerate(system_specs)
    ]

    def chain(code):
        city = {"370303": "370300", "370304": "370300", "110105": "110000", "110108": "110000"}
        return {code, city.get(code, code)}

    def days(start, end):
        return {start + timedelta(days=k) for k in range((end - start).days + 1)}

    slow = set()
    for label in labels:
        wide = days(label.start - timedelta(days=3), label.end + timedelta(days=3))
        for system in systems:
            end = max(system.onset.date(), last) if system.end is None else system.end.date()
            related = label.place_id in chain(system.place_id) or system.place_id in chain(
                label.place_id
            )
            if related and wide & days(system.onset.date(), end):
                slow.add((label.label_id, system.breakout_id))
    fast = {(m.label.label_id, m.breakout.breakout_id) for m in match(labels, systems, last)}
    assert fast == slow


@given(st.integers(1, 300), st.integers(0, 300))
def test_a_share_lies_in_its_interval(n, hits):
    hits = min(hits, n)
    result = share(hits, n)
    low, high = result.interval
    assert 0 <= low <= result.value + 1e-12
    assert result.value - 1e-12 <= high <= 1


def test_wilson_interval_as_published():
    """15 of 148: 0.0624 to 0.1605 (Newcombe 1998, method 3)."""
    assert share(81, 263).interval == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert share(15, 148).interval == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert share(0, 20).interval == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert share(0, 0).interval is None


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=60))
def test_a_median_lies_in_its_interval(days):
    result = spread(days)
    assert result.quartiles[0] <= result.median <= result.quartiles[1]
    if result.median_interval is None:
        assert len(days) < 6
    else:
        assert result.median_interval[0] <= result.median <= result.median_interval[1]


@pytest.mark.parametrize("n", [6, 7, 20, 63, 200])
def test_the_median_interval_is_the_narrowest_that_holds_95_percent(n):
    low, high = spread(list(range(n))).median_interval
    assert low + high == n - 1
    assert 1 - 2 * binom.cdf(low, n, 0.5) >= 0.95
    assert 1 - 2 * binom.cdf(low + 1, n, 0.5) < 0.95


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_truth_is_read_in_the_encodings_that_spreadsheets_write(tmp_path, encoding):
    path = truth(
        tmp_path, "a,淄博,3703,2023-04-10,2023-04-20,image,social,event,烧烤", encoding=encoding
    )
    assert read_truth(path) == [
        Label(
            "a",
            "370300",
            "淄博",
            date(2023, 4, 10),
            date(2023, 4, 20),
            "image",
            "social",
            "event",
            "烧烤",
        )
    ]


def test_all_faults_of_a_truth_file_are_told_together_by_line(tmp_path):
    path = truth(
        tmp_path,
        "a,,3703,2023-04-10,2023-04-20,image,social,,",
        "a,,3703,2023-04-10,2023-04-20,buzz,,,",
        "b,,37x3,2023-13-10,yesterday,image,fame,,",
        "",
        "c,,3703,2023-04-20,2023-04-10,crisis,social,,",
        "d,,3703,2023-04-20",
        "e,,3703,2023-04-10,2023-04-20,image,,,",
    )
    with pytest.raises(LabelError) as caught:
        evaluate(report(), path)
    text = caught.value.found
    for fault in (
        "line 3: id 'a' stands twice",
        "line 3: kind 'buzz' is unknown",
        "line 4: place_code '37x3' is no code",
        "line 4: start '2023-13-10' is no date",
        "line 4: end 'yesterday' is no date",
        "line 4: lever 'fame' is unknown",
        "line 6: end 2023-04-10 lies before start 2023-04-20",
        "line 6: lever 'social' on kind 'crisis'",
        "line 7: 4 fields where the header has 9",
        "line 8: an image without a lever",
    ):
        assert fault in text
    assert str(path) in caught.value.where
    assert "crisis" in caught.value.allowed
    assert "sport" in caught.value.allowed


def test_a_thousand_faults_are_not_a_thousand_lines(tmp_path):
    path = truth(tmp_path, *(f"{i},,3703,2023-04-10,2023-04-20,buzz,,," for i in range(1000)))
    with pytest.raises(LabelError, match="and 980 more"):
        read_truth(path)


@pytest.mark.parametrize(
    ("header", "named"),
    [
        ("id,place,start,end,kind,theme", "place_code, lever"),
        (HEADER + ",kind", "stand twice: kind"),
        ("", "found: nothing"),
    ],
)
def test_a_header_that_is_not_ours_names_the_columns(tmp_path, header, named):
    with pytest.raises(ColumnError, match=named):
        read_truth(truth(tmp_path, header=header))


def test_columns_besides_ours_do_not_matter(tmp_path):
    path = truth(
        tmp_path,
        "me,social,image,2023-04-20,2023-04-10,3703,a",
        header="judge,lever,kind,end,start,place_code,id",
    )
    assert read_truth(path)[0].lever == "social"


def test_files_that_cannot_be_read_are_named(tmp_path):
    with pytest.raises(NotFoundError, match="no such truth file"):
        read_truth(tmp_path / "nothing.csv")
    with pytest.raises(LabelError, match="no label at all"):
        read_truth(truth(tmp_path))
    with pytest.raises(LabelError, match="not readable as CSV"):
        read_truth(truth(tmp_path, "a" * 200_000))
    path = tmp_path / "bytes.csv"
    path.write_bytes(b"id,\xff\xff\xff\n")
    with pytest.raises(EncodingError, match="neither UTF-8 nor GB18030"):
        read_truth(path)


@pytest.mark.data
@pytest.mark.skipif(not TRUTH.is_file(), reason="the shared labels are not beside the repository")
def test_the_shared_labels_are_read_whole():
    labels = read_truth(TRUTH)
    assert len(labels) == 378
    assert sum(label.kind == "image" for label in labels) == 63
    perfect = [
        breakout(
            i,
            label.place_id,
            label.start.isoformat(),
            label.end.isoformat(),
            kind=label.kind,
            lever=label.lever,
        )
        for i, label in enumerate(labels)
        if label.kind in ("image", "crisis", "affairs")
    ]
    found = evaluate(report(*perfect), TRUTH)
    assert found.overall.recall.value == found.overall.precision.value == 1.0
    assert found.overall.lever_main.value == 1.0
    assert found.crisis_recall.value == 1.0
    assert (found.overall.recall.n, found.crisis_recall.n, found.n_mixed) == (63, 259, 8)


def test_an_image_beside_a_crisis_that_was_told_as_one_is_judged_apart(tmp_path):
    rows = ["a,北京,11,2023-04-18,2023-04-22,crisis,,,fire"]
    festival = breakout(1, "110000", "2023-04-19", "2023-04-25")
    fire = breakout(2, "110000", "2023-04-18", "2023-04-21", kind="crisis")
    alone = judge(tmp_path, rows, festival)
    assert (alone.overall.precision.hits, alone.overall.precision.n) == (0, 1)
    assert alone.precision_apart.n == 1, "nothing else tells the fire: the image is held against"
    beside = judge(tmp_path, rows, festival, fire)
    assert beside.overall.precision.n == 1
    assert beside.precision_apart.n == 0
    known = [*rows, "b,北京,11,2023-04-19,2023-04-24,image,screen,,festival"]
    right = judge(tmp_path, known, festival, fire).precision_apart
    assert (right.hits, right.n) == (1, 1)
