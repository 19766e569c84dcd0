"""What rose on the last day of the shipped counts ships with them, by name and without mentions."""

from __future__ import annotations

import lzma

import msgspec
import pytest

from chuquan.discovering import DiscoveryQuestion, gather
from chuquan.opportunities.shipped import packed_trends, shipped_digest, shipped_trends
from chuquan.report import Evidence, Trend


@pytest.fixture(name="trends", scope="module")
def _trends() -> tuple[Trend, ...]:
    return shipped_trends()


def test_they_are_of_the_last_day_of_the_shipped_counts(trends: tuple[Trend, ...]):
    last = shipped_digest().talk["day"].max()
    assert trends
    assert {trend.last_day for trend in trends} == {last}


def test_no_mention_ships(trends: tuple[Trend, ...]):
    assert all(not trend.evidence for trend in trends)
    told = msgspec.structs.replace(trends[0], evidence=(Evidence(1.0, text="a title"),))
    assert b"a title" not in lzma.decompress(packed_trends([told]))


def test_pieces_of_names_are_called_by_the_name_and_themes_come_first(trends: tuple[Trend, ...]):
    names = {trend.theme: trend.name for trend in trends}
    assert names["玫瑰"] == "玫瑰的故事"
    about = [trend.is_rideable for trend in trends]
    assert about == sorted(about, reverse=True)


def test_days_and_sums_agree_with_the_shipped_counts(trends: tuple[Trend, ...]):
    talk = shipped_digest().talk
    trend = next(t for t in trends if t.theme == "欧洲杯")
    counted = talk.filter(term="欧洲杯").filter(
        talk.filter(term="欧洲杯")["day"].is_between(trend.first_day, trend.last_day)
    )
    assert counted["n"].sum() >= trend.n > 0.8 * counted["n"].sum()


def test_the_shipped_answer_takes_them_and_that_of_an_earlier_day_does_not(
    trends: tuple[Trend, ...],
):
    asked = DiscoveryQuestion(place="洛阳")
    assert gather((), asked).trends == trends
    earlier = DiscoveryQuestion(place="洛阳", as_of=trends[0].first_day)
    assert gather((), earlier).trends is None
