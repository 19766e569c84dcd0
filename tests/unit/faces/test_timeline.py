"""The timeline picture says what the data say."""

from __future__ import annotations

import random
import re
from datetime import date, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from conftest import BEIJING, make_breakout
from hypothesis import given
from hypothesis import strategies as st

from chuquan.faces.timeline import HEIGHT, WIDTH, finding, timeline
from chuquan.faces.words import Words
from chuquan.report import TimelineDay

EN = Words("en")
FIRST = date(2023, 4, 1)


def day(i, **counts):
    values = {"n": 0.0, "expected": 1.0, "image": 0.0, "crisis": 0.0, "affairs": 0.0}
    return TimelineDay(FIRST + timedelta(days=i), **{**values, "exposure": 1.0, **counts})


def drawn(breakout, words=EN):
    return ET.fromstring(timeline(breakout, words, element_id="x"))


def bars(svg, kind):
    """Return (height of each bar) in the picture's own units."""
    path = next((p for p in svg.iter("path") if p.get("class") == kind), None)
    if path is None:
        return []
    found = re.findall(r"M\S+ (\S+?)h\S+?V(\S+?)h", path.get("d"))
    return [float(base) - float(top) for top, base in found]


def names(svg):
    return [e.get("class") for e in svg.iter() if e.get("class")]


counts = st.lists(
    st.tuples(*[st.floats(0, 1e5, allow_nan=False)] * 3), min_size=1, max_size=60
).filter(lambda rows: max(map(sum, rows)) > 1)


@given(counts)
def test_bars_are_as_high_as_the_counts(rows):
    """Against the obvious twin: each bar's height over the tallest day's is count over count."""
    days = [day(i, image=a, crisis=b, affairs=c, n=a) for i, (a, b, c) in enumerate(rows)]
    breakout = make_breakout(timeline=tuple(days))
    svg = drawn(breakout)
    scale = max(sum(row) for row in rows)
    tallest = 0.0
    for k, kind in enumerate(("image", "crisis", "affairs")):
        heights = bars(svg, kind)
        expected = [row[k] for row in rows if row[k] > 0]
        assert len(heights) == len(expected)
        unit = [h / n for h, n in zip(heights, expected, strict=True) if n > scale / 4]
        tallest = max([tallest, *unit])
        assert all(u == pytest.approx(tallest, rel=0.02) for u in unit)


@given(
    st.integers(1, 400), st.integers(0, 399), st.integers(0, 60), st.integers(0, 60), st.booleans()
)
def test_labels_stay_inside_and_never_overlap(n_days, onset, rise, fall, with_end):
    days = tuple(day(i, image=1.0, n=1.0) for i in range(n_days))
    start = datetime(2023, 4, 1, 9, tzinfo=BEIJING) + timedelta(days=onset % n_days)
    peak = start + timedelta(days=rise)
    breakout = make_breakout(
        timeline=days,
        onset=start,
        peak=peak,
        end=peak + timedelta(days=fall) if with_end else None,
    )
    for words in (EN, Words("zh")):
        texts = list(drawn(breakout, words).iter("text"))
        boxes = [_box(e) for e in texts if e.get("class") == "label"]
        boxes += [_box(e) for e in texts if e.get("text-anchor") == "middle"]
        assert all(low >= 0 and high <= WIDTH for low, high, _ in boxes)
        for i, (low, high, y) in enumerate(boxes):
            for other_low, other_high, other_y in boxes[:i]:
                assert y != other_y or high <= other_low or other_high <= low


def _box(label):
    wide = sum(11 if ord(c) > 0x2E80 else 6.16 for c in label.text)
    x, y = float(label.get("x")), label.get("y")
    left = {"end": x - wide, "middle": x - wide / 2}.get(label.get("text-anchor"), x)
    return left, left + wide, y


def test_onset_peak_and_end_are_marked_with_their_dates():
    svg = drawn(make_breakout(0))
    breakout = make_breakout(0)
    labels = [e.text for e in svg.iter("text") if e.get("class") == "label"]
    assert labels == [
        f"onset {EN.short_day(breakout.onset)}",
        f"peak {EN.short_day(breakout.peak)}",
        f"end {EN.short_day(breakout.end)}",
    ]
    assert {"mark onset", "mark peak", "mark end"} <= set(names(svg))


def test_an_ongoing_breakout_has_no_end_mark():
    assert "mark end" not in names(drawn(make_breakout(0, end=None)))


def test_outages_are_shaded_and_interrupt_the_lines():
    dark = [day(i, n=2.0, image=2.0, exposure=float(i not in {3, 4})) for i in range(8)]
    svg = drawn(make_breakout(timeline=tuple(dark)))
    outages = [e for e in svg.iter("rect") if e.get("class") == "outage"]
    assert len(outages) == 2, "one stretch and its entry in the key"
    assert float(outages[0].get("width")) == pytest.approx((WIDTH - 42) / 4, rel=0.01)
    series = next(p for p in svg.iter("path") if p.get("class") == "series")
    assert series.get("d").count("M") == 2


def test_only_layers_that_hold_something_are_named():
    svg = drawn(make_breakout(timeline=tuple(day(i, image=1.0, n=1.0) for i in range(5))))
    told = [e.text for e in svg.iter("text")]
    assert "city image" in told
    assert not {"crisis", "affairs", "nothing read"} & set(told)


def test_title_and_description_state_the_finding():
    breakout = make_breakout(
        timeline=(day(0, n=2.0), day(1, n=40.0, expected=1.5), day(2, exposure=0.0))
    )
    title, description = finding(breakout, EN)
    assert "Zibo" in title
    assert "40 mentions where 1.5 were to be expected" in description
    assert "2 Apr 2023" in description
    assert "On 1 day nothing could be read." in description
    svg = drawn(breakout)
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == "x-t x-d"
    assert (svg.find("title").text, svg.find("desc").text) == (title, description)


def test_the_finding_speaks_of_the_wave_not_of_one_that_follows():
    """Zibo, 8 to 25 April 2023: the picture reaches to the far greater wave of the 26th."""
    breakout = make_breakout(
        onset=datetime(2023, 4, 8, 9, tzinfo=BEIJING),
        peak=datetime(2023, 4, 13, 20, tzinfo=BEIJING),
        end=datetime(2023, 4, 25, 20, tzinfo=BEIJING),
        timeline=(day(0, n=6.0), day(12, n=4.8), day(24, n=3.0), day(25, n=11.2)),
    )
    _, description = finding(breakout, EN)
    assert "most on 13 Apr 2023 with 4.8 mentions" in description


def test_order_of_days_does_not_matter():
    breakout = make_breakout(3)
    mixed = random.Random(1).sample(breakout.timeline, len(breakout.timeline))
    again = make_breakout(3, timeline=tuple(mixed))
    assert timeline(again, EN, element_id="x") == timeline(breakout, EN, element_id="x")


def test_hostile_names_stay_text():
    hostile = "</title><script>alert(1)</script>&\x1b"
    svg = timeline(make_breakout(0, place_name=hostile, image=hostile), EN, element_id="x")
    ET.fromstring(svg)
    assert "<script" not in svg


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_a_number_that_is_none_does_not_break_the_picture(bad):
    svg = drawn(make_breakout(timeline=(day(0, n=3.0, image=3.0), day(1, n=bad, expected=bad))))
    assert "nan" not in ET.tostring(svg, encoding="unicode")


def test_nothing_is_drawn_of_nothing():
    assert timeline(make_breakout(timeline=()), EN, element_id="x") == ""


def test_picture_keeps_its_size():
    svg = drawn(make_breakout(0))
    assert svg.get("viewBox") == f"0 0 {WIDTH} {HEIGHT}"
    for e in svg.iter("text"):
        assert 0 <= float(e.get("y")) <= HEIGHT
