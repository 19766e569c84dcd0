"""What four places are known for, from the shipped counts and from the archives themselves."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from chuquan.discovering import DiscoveryQuestion, discover
from chuquan.report import Distinctive

ARCHIVES = Path(__file__).resolve().parents[3] / "shared" / "data" / "mentions"
PROMISED = [
    ("洛阳", {"汉服"}, None),
    ("洛阳", {"龙门石窟", "龙门"}, None),
    ("洛阳", {"牡丹"}, None),
    ("哈尔滨", {"冰雪", "冰雪大世界"}, None),
    ("哈尔滨", {"冰雕", "雪雕", "大雪人"}, None),
    ("淄博", {"烧烤"}, None),
    ("淄博", {"烧烤"}, date(2023, 5, 1)),
    ("景德镇", {"陶瓷", "瓷器"}, None),
]


def first_ten(place: str, day: date | None, paths: list[Path]) -> tuple[Distinctive, ...]:
    found = discover(paths, DiscoveryQuestion(place=place, as_of=day)).discoveries[0]
    return found.distinctive[:10]


@pytest.mark.parametrize(("place", "words", "day"), PROMISED)
def test_first_ten_name_what_the_place_is_known_for(place, words, day):
    named = [d for d in first_ten(place, day, []) if words & {d.name, *d.terms}]
    assert named
    assert named[0].evidence


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.skipif(not ARCHIVES.is_dir(), reason="needs ../shared/data/mentions")
def test_with_texts_the_evidence_are_mentions():
    found = first_ten("洛阳", None, sorted(ARCHIVES.glob("*.parquet")))
    for words in ({"汉服"}, {"龙门石窟"}, {"牡丹"}):
        theme = next(d for d in found if words & {d.name, *d.terms})
        assert theme.evidence
        assert all(any(word in (e.text or "") for word in theme.terms) for e in theme.evidence)
