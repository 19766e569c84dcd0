"""Evidence: of the wave's place, days and kind, and no two of it alike."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl
from members_made_up import episode

from chuquan.digest.classify import CELLS
from chuquan.digest.tally import cell_name
from chuquan.drivers.evidence import choose_mentions, choose_terms, mentions_of_waves
from chuquan.places.gazetteer import Gazetteer

FIRST = datetime(2023, 1, 1, tzinfo=UTC)
ZIBO, ZHANGDIAN, NEW_YORK = "370300", "370303", "geonames:5128581"


def classified(rows: list[tuple[str, float, str, str]]) -> pl.DataFrame:
    """Rows of place, days after the first midnight in UTC, kind and text."""
    out = []
    for place_id, days, kind, text in rows:
        cells = {cell_name(*cell): 0.0 for cell in CELLS}
        cells[cell_name("image", "social") if kind == "image" else kind] = 0.75
        cells["affairs"] += 0.25
        at = FIRST + timedelta(days=days)
        out.append({"place_id": place_id, "source": "weibo", "observed_at": at, "text": text,
                    "url": None, "start": 0, "end": 1, **cells})  # fmt: skip
    schema = {"url": pl.String, "observed_at": pl.Datetime("us", "UTC")}
    return pl.DataFrame(out, schema_overrides=schema)


def wave_of(rows: list[tuple[str, float, str, str]], **given: object) -> pl.DataFrame:
    (wave,) = mentions_of_waves(
        [episode(**given)], classified(rows), Gazetteer.load(), FIRST.date()
    )
    return wave


def test_a_wave_s_mentions_are_of_its_place_and_days() -> None:
    rows = [
        (ZIBO, 9.2, "image", "太早"),
        (ZIBO, 10.2, "image", "第一天"),
        (ZHANGDIAN, 12.2, "image", "县里的也算"),
        ("370100", 12.2, "image", "别处"),
        (ZIBO, 14.5, "crisis", "最后一天"),
        (ZIBO, 15.2, "image", "太晚"),
    ]
    wave = wave_of(rows, days=(10, 14))
    assert wave["text"].to_list() == ["第一天", "县里的也算", "最后一天"]
    # The weight is how clearly a mention is of the wave's kind.
    assert wave["weight"].to_list() == [0.75, 0.75, 0.0]


def test_days_are_those_of_the_place_s_own_clock() -> None:
    rows = [(NEW_YORK, 10.1, "image", "纽约还是前一天"), (NEW_YORK, 10.3, "image", "这一天")]
    assert wave_of(rows, place_id=NEW_YORK, days=(10, 10))["text"].to_list() == ["这一天"]


def test_a_wave_without_mentions_has_none() -> None:
    assert wave_of([("370100", 1.0, "image", "别处")]).is_empty()


def frame(*rows: tuple[str, float]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "source": ["weibo"] * len(rows),
            "observed_at": [FIRST + timedelta(hours=i) for i in range(len(rows))],
            "text": [text for text, _ in rows],
            "url": [None] * len(rows),
            "weight": [weight for _, weight in rows],
        },
        schema_overrides={"url": pl.String},
    )


def chosen(wave: pl.DataFrame, terms: list[str], n: int = 8) -> list[str | None]:
    return [e.text for e in choose_mentions(wave, terms, n)]


def test_the_clearest_mentions_come_first() -> None:
    wave = frame(("小店排起长队", 0.4), ("夜市人山人海", 0.9), ("高铁一票难求", 0.7))
    assert chosen(wave, []) == ["夜市人山人海", "高铁一票难求", "小店排起长队"]


def test_a_term_of_the_theme_makes_a_mention_clearer() -> None:
    wave = frame(("夜市人山人海", 0.7), ("去吃BBQ的人", 0.6))
    assert chosen(wave, ["bbq"]) == ["去吃BBQ的人", "夜市人山人海"]


def test_no_two_mentions_say_the_same() -> None:
    wave = frame(
        ("淄博烧烤专列开通", 0.9),
        ("淄博烧烤专列今日开通", 0.8),
        ("淄博烧烤专列开通", 0.7),
        ("老板给学生免单", 0.5),
    )
    assert chosen(wave, []) == ["淄博烧烤专列开通", "老板给学生免单"]


def test_no_more_evidence_than_asked_for() -> None:
    wave = frame(("甲乙丙", 0.9), ("丁戊己", 0.8), ("庚辛壬", 0.7))
    assert len(chosen(wave, [], 2)) == 2
    assert chosen(wave, [], 0) == []
    assert chosen(wave.clear(), []) == []


def test_characters_that_mean_something_to_a_pattern_are_plain_in_a_term() -> None:
    assert chosen(frame(("c++ 与城市", 0.5)), ["c++", "(", "["]) == ["c++ 与城市"]


def test_texts_of_one_character_are_evidence_too() -> None:
    assert chosen(frame(("啊", 0.5), ("啊", 0.4), ("哦", 0.3)), []) == ["啊", "哦"]


def test_from_a_digest_terms_are_evidence() -> None:
    ranked = [("烧烤", 9.123, 20.0), ("专列", 5.0, 4.0)]
    (first,) = choose_terms(ranked, 1)
    assert (first.term, first.weight, first.n, first.text) == ("烧烤", 9.12, 20.0, None)
    assert choose_terms(ranked, 0) == ()


def test_the_order_of_input_does_not_choose_among_mentions_as_clear_and_as_early() -> None:
    wave = frame(*((text, 0.75) for text in ("烧烤专列开通", "烤炉卖断货", "大爷跳水", "灯会开幕")))
    wave = wave.with_columns(observed_at=pl.lit(FIRST))
    told = [
        choose_mentions(wave.sample(fraction=1.0, shuffle=True, seed=s), [], 2) for s in range(9)
    ]
    assert len(set(told)) == 1
