"""What an image is called: as a person would, by general rules; texts are made up."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from chuquan.digest.lexicon import stop_terms, theme_roles
from chuquan.drivers.naming import LEVER_WORDS, Setting, name_image, theme_of
from chuquan.drivers.phrases import GAP, WaveTexts
from chuquan.drivers.roles import PlaceNames
from chuquan.drivers.themes import Candidate
from chuquan.places.gazetteer import Gazetteer

PLACES = PlaceNames(Gazetteer.load()).of("370300")


def c(name: str, z: float, n: float, *words: str) -> Candidate:
    return Candidate(name, z, n, words or (name,))


def name(*candidates: Candidate, n: float = 30.0, **given: object) -> str:
    setting = Setting(places=PLACES, n_mentions=n, **given)  # type: ignore[arg-type]
    return name_image("淄博", candidates, setting)


WORDS = st.sampled_from(
    [*sorted(stop_terms())[:40], *sorted(theme_roles())[:80], "济南", "张店", "淄博", "尔滨",
     "烧烤", "2024年", "周杰伦", "演唱会", "专列", "古城", "wtt"]
)  # fmt: skip
CANDIDATES = st.lists(
    st.tuples(WORDS, st.floats(0.1, 30), st.integers(1, 40)),
    max_size=10,
    unique_by=lambda row: row[0],
).map(lambda rows: [c(w, z, float(n)) for w, z, n in sorted(rows, key=lambda r: -r[1])])
LEVERS = st.sampled_from([None, *LEVER_WORDS])


@given(CANDIDATES, LEVERS, st.floats(1, 80))
def test_a_name_is_never_a_stop_word_a_number_or_a_place(candidates, lever, n):
    names = theme_of(candidates, Setting(PLACES, n, lever))
    assert len(names) <= 2
    for theme in names:
        assert theme not in stop_terms()
        assert theme_roles().get(theme) != "never"
        assert theme not in PLACES
        assert not theme.rstrip("年月日").isdigit()


@given(
    CANDIDATES, LEVERS, st.lists(st.sampled_from(["烧烤专列", "济南周杰伦演唱会", f"{GAP}古城"]))
)
def test_with_texts_as_without_a_name_is_no_stop_word_and_no_place(candidates, lever, texts):
    for theme in theme_of(candidates, Setting(PLACES, 9.0, lever, WaveTexts(texts))):
        assert theme not in stop_terms()
        assert theme not in PLACES


def test_an_image_is_the_place_and_the_thing_and_not_how_it_was_told() -> None:
    assert name(c("回应", 12.0, 20), c("烧烤", 9.0, 20), c("打卡", 8.0, 9)) == "淄博 烧烤"
    assert name(c("济南", 12.0, 20), c("烧烤", 9.0, 20)) == "淄博 烧烤"


def test_a_word_of_a_single_mention_names_no_image() -> None:
    assert name(c("怪兽", 12.0, 1), c("烧烤", 2.0, 5)) == "淄博 烧烤"
    assert name(c("怪兽", 12.0, 1), lever="nature") == "淄博 风光"


def test_two_things_about_as_strong_are_both_named_where_texts_tell_them_apart() -> None:
    texts = WaveTexts([f"{GAP}{what}{i}" for i in "甲乙丙丁" for what in ("车展", "花灯")])
    cars = c("车展", 9.0, 9)
    assert name(cars, c("花灯", 8.0, 8), texts=texts) == "淄博 车展 花灯"
    assert name(cars, c("花灯", 3.0, 8), texts=texts) == "淄博 车展"
    assert name(cars, c("花灯", 8.0, 3), texts=texts) == "淄博 车展"
    assert name(cars, c("花灯", 8.0, 8)) == "淄博 车展", "a digest cannot tell"


def test_two_words_of_the_same_mentions_are_one_thing() -> None:
    texts = WaveTexts([f"{GAP}熊猫{i}回到动物园" for i in "甲乙丙丁"])
    pair = c("熊猫", 9.0, 4), c("动物园", 8.0, 4)
    assert name(*pair, texts=texts) == "淄博 熊猫"


def test_words_that_share_a_character_are_not_both_named() -> None:
    texts = WaveTexts([f"{GAP}{what}{i}" for i in "甲乙丙丁" for what in ("车展", "车市")])
    assert name(c("车展", 9.0, 9), c("车市", 8.0, 9), texts=texts) == "淄博 车展"


def test_a_phrase_is_a_phrase_with_texts_and_from_a_list_without() -> None:
    texts = WaveTexts([f"{GAP}大爷跳水{i}" for i in "甲乙丙"])
    assert name(c("跳水", 9.0, 3), c("大爷", 8.0, 3), texts=texts) == "淄博 大爷跳水"
    assert name(c("烧烤", 9.0, 9), c("专列", 8.0, 9)) == "淄博 烧烤专列"
    assert name(c("烧烤", 9.0, 50), c("专列", 3.0, 5)) == "淄博 烧烤"


def test_a_person_is_no_theme_while_the_wave_is_about_more() -> None:
    assert name(c("周杰伦", 12.0, 8), c("烧烤", 9.0, 20)) == "淄博 烧烤"
    assert name(c("周杰伦", 12.0, 20), c("烧烤", 9.0, 15)) == "淄博 烧烤"
    assert name(c("周杰伦", 12.0, 5), c("林俊杰", 11.0, 5), lever="concert") == "淄博 演唱会"


def test_a_person_far_ahead_in_much_of_the_wave_is_the_theme() -> None:
    assert name(c("丁真", 12.0, 20), c("雪山", 5.0, 4)) == "淄博 丁真"
    assert name(c("丁真", 12.0, 4), lever="social") == "淄博 热点"


def test_one_singer_s_concert_is_named_for_both_and_several_for_the_concert() -> None:
    concert = c("演唱会", 9.0, 10)
    assert name(concert, c("周杰伦", 12.0, 9), n=12) == "淄博 周杰伦演唱会"
    assert name(concert, c("周杰伦", 12.0, 5), n=12) == "淄博 演唱会"
    assert name(c("周杰伦", 12.0, 4), n=5, lever="concert") == "淄博 周杰伦演唱会"


def test_a_known_work_is_named_whole() -> None:
    assert name(c("日夜", 9.0, 8), c("武汉日夜", 8.9, 8)) == "淄博 武汉日夜"


def test_a_part_of_a_phrase_stands_alone_only_in_need() -> None:
    assert name(c("晚会", 9.0, 8), c("烧烤", 2.0, 4)) == "淄博 烧烤"
    assert name(c("晚会", 9.0, 8), lever="event") == "淄博 晚会"


def test_without_any_word_an_image_is_called_by_its_lever_and_a_crisis_not_at_all() -> None:
    assert name(lever="sport") == "淄博 赛事"
    assert name() == "淄博"


def test_letters_are_written_as_the_mentions_write_them() -> None:
    texts = WaveTexts([f"WTT{GAP}站{i}" for i in "甲乙丙"])
    assert name(c("wtt", 9.0, 3), texts=texts) == "淄博 WTT"
    assert name(c("wtt", 9.0, 3)) == "淄博 WTT", "from a digest short ones are in capitals"
