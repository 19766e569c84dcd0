"""What is a place's own: the ranking, the themes, the assets, the evidence."""

from __future__ import annotations

import pytest
from said_made_up import HENAN, KAIFENG, LUOYANG, XIAN, asset, corpus_of, digest_of

from chuquan.opportunities.distinctive import LEAST_TOLD, distinctive
from chuquan.opportunities.untold import untold

EXPOSURE = {LUOYANG: 200.0, KAIFENG: 400.0, XIAN: 2000.0}


def spread(place: str, word: str, n: int, first: int = 0) -> list[tuple[str, str, int, float]]:
    """Return a word said now and again, on days of their own."""
    return [(place, word, (first + 11 * i) % 400, 1.0) for i in range(n)]


SAID = [
    *spread(LUOYANG, "牡丹", 12),
    *spread(LUOYANG, "牡丹花", 4, 3),
    *spread(LUOYANG, "博物馆", 30, 1),
    *spread(KAIFENG, "博物馆", 60),
    *spread(XIAN, "博物馆", 300),
    *spread(LUOYANG, "琉璃瓦", 2),
    *spread(XIAN, "牡丹", 3),
]


def names(found):
    return [d.name for d in found]


def test_what_every_place_claims_does_not_come_first():
    found = distinctive(corpus_of(digest_of(SAID, EXPOSURE)), LUOYANG)
    assert names(found)[0] == "牡丹"
    assert found[0].is_clear
    museum = next(d for d in found if d.name == "博物馆")
    assert museum.n > found[0].n
    assert not museum.is_clear


def test_a_lone_coincidence_is_not_clear():
    found = distinctive(corpus_of(digest_of(SAID, EXPOSURE)), LUOYANG)
    assert not next(d for d in found if d.name == "琉璃瓦").is_clear


def test_words_that_mean_one_are_one():
    found = distinctive(corpus_of(digest_of(SAID, EXPOSURE)), LUOYANG)[0]
    assert found.terms == ("牡丹", "牡丹花")
    assert (found.n, found.n_elsewhere, found.n_days) == (16, 3, 16)
    assert found.share == pytest.approx(16 / 19, abs=1e-4)
    assert found.levers == {"culture": 16}


def test_mentions_elsewhere_lower_it():
    more = [*SAID, *spread(XIAN, "牡丹", 100)]
    few, many = (
        distinctive(corpus_of(digest_of(said, EXPOSURE)), LUOYANG)[0].log_odds
        for said in (SAID, more)
    )
    assert many < few


def test_places_persons_crises_and_manners_of_telling_are_no_theme():
    said = [
        *spread(LUOYANG, "西安", 9),
        *spread(LUOYANG, "王一博", 9, 1),
        *spread(LUOYANG, "打卡", 9, 2),
        *spread(LUOYANG, "疫情", 9, 3),
    ]
    made = digest_of(said, EXPOSURE)
    crises = digest_of(spread(XIAN, "疫情", 90), {}, kind="crisis")
    both = type(made)(
        attention=made.attention,
        terms=made.terms.vstack(crises.terms),
        coverage=made.coverage,
    )
    assert distinctive(corpus_of(both), LUOYANG) == ()


def test_a_person_that_a_list_names_is_a_theme():
    said = spread(LUOYANG, "白居易", 9)
    listed = asset("白居易", kind="person")
    found = distinctive(corpus_of(digest_of(said, EXPOSURE), [listed]), LUOYANG)
    assert found[0].asset == listed


def test_an_asset_is_told_by_all_its_names():
    listed = asset("龙门石窟", "龙门", "卢舍那大佛")
    said = [*spread(LUOYANG, "龙门石窟", 5), *spread(LUOYANG, "龙门", 3, 4)]
    found = distinctive(corpus_of(digest_of(said, EXPOSURE), [listed]), LUOYANG)
    assert (found[0].name, found[0].n, found[0].asset) == ("龙门石窟", 8, listed)


def test_assets_of_other_places_say_nothing_here():
    listed = asset("龙门石窟", place_id=XIAN)
    said = spread(LUOYANG, "龙门石窟", 5)
    assert distinctive(corpus_of(digest_of(said, EXPOSURE), [listed]), LUOYANG)[0].asset is None


def test_props_of_a_work_are_the_work_s():
    days = spread(LUOYANG, "风起洛阳", 20)
    said = [*days, *((LUOYANG, "飞鱼服", day, 1.0) for _, _, day, _ in days[:5])]
    found = distinctive(corpus_of(digest_of(said, EXPOSURE)), LUOYANG)
    assert names(found) == ["风起洛阳"]
    assert found[0].beside == ("飞鱼服",)


def test_a_name_with_more_said_is_not_told_twice():
    said = [*spread(XIAN, "大雁塔", 9), *spread(XIAN, "大雁塔广场", 4, 5)]
    found = distinctive(corpus_of(digest_of(said, EXPOSURE)), XIAN)
    assert len(found) == 1


def test_a_province_holds_what_is_said_of_its_cities():
    found = distinctive(corpus_of(digest_of(SAID, EXPOSURE)), HENAN)
    assert names(found)[0] == "牡丹"


def test_evidence_of_a_digest_are_words_with_counts_and_days():
    found = distinctive(corpus_of(digest_of(SAID, EXPOSURE)), LUOYANG)[0]
    assert [(e.term, e.n, e.source, e.text) for e in found.evidence] == [
        ("牡丹", 12.0, "weibo", None),
        ("牡丹花", 4.0, "weibo", None),
    ]
    assert all(e.observed_at is not None for e in found.evidence)


def test_chance_fills_up_to_ten_rows_only():
    syllables = "红橙黄绿青蓝紫黑白灰"
    said = [row for i, c in enumerate(syllables) for row in spread(LUOYANG, f"{c}陶罐", 2, i)]
    said += [row for i, c in enumerate(syllables) for row in spread(LUOYANG, f"{c}木箱", 2, i)]
    found = distinctive(corpus_of(digest_of(said, EXPOSURE)), LUOYANG)
    assert len(found) <= LEAST_TOLD


def test_a_place_of_which_nothing_is_said_has_nothing_of_its_own():
    assert distinctive(corpus_of(digest_of([], EXPOSURE)), LUOYANG) == ()


class TestUntold:
    def test_what_nobody_names_is_untold(self):
        listed = [asset("龙门石窟", "龙门"), asset("唐三彩", kind="craft")]
        made = digest_of(spread(LUOYANG, "龙门", 2), EXPOSURE)
        found = untold(corpus_of(made, listed), LUOYANG)
        assert names(found) == ["唐三彩"]
        assert found[0].n == 0
        low, high = found[0].log_odds_interval
        assert low < 0 < high

    def test_a_piece_of_its_name_is_enough_to_be_told_of(self):
        listed = [asset("清明上河园", kind="scenic", place_id=KAIFENG)]
        made = digest_of(spread(KAIFENG, "河园", 3), EXPOSURE)
        assert untold(corpus_of(made, listed), KAIFENG) == ()
        assert names(distinctive(corpus_of(made, listed), KAIFENG)) == ["清明上河园"]

    def test_what_many_places_are_is_no_treasure(self):
        cities = (LUOYANG, KAIFENG, XIAN, "370300", "230100")
        listed = [asset("国家历史文化名城", place_id=city) for city in cities]
        assert untold(corpus_of(digest_of([], EXPOSURE), listed), LUOYANG) == ()
