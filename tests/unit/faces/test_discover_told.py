"""A discovery in words, in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime

import msgspec
import pytest

from chuquan.faces.discover_told import title_of, told
from chuquan.faces.words import LANGUAGES, Words
from chuquan.report import Asset, Discovery, Distinctive, Evidence

LONGMEN = Asset(
    place_id="410300", name="龙门石窟", name_en="Longmen", kind="heritage", source="a list"
)
PEONY = Distinctive(
    name="牡丹",
    terms=("牡丹", "牡丹花"),
    log_odds=2.3,
    log_odds_interval=(1.6, 3.0),
    n=20,
    n_elsewhere=3,
    share=0.87,
    n_days=17,
    n_waves=8,
    first_day=date(2021, 3, 31),
    last_day=date(2024, 4, 22),
    levers={"nature": 16.0, "culture": 2.0},
    evidence=(
        Evidence(
            weight=0.9, text="牡丹<b>", source="weibo", observed_at=datetime(2024, 4, 1, tzinfo=UTC)
        ),
    ),
)
DISCOVERY = Discovery(
    discovery_id="place:410300",
    as_of=date(2024, 6, 30),
    first_day=date(2020, 11, 24),
    place_id="410300",
    place_name="洛阳",
    place_name_en="Luoyang",
    n_mentions=234.4,
    sources=("weibo", "zhihu"),
    distinctive=(PEONY,),
    untold=(
        Distinctive(
            name="龙门石窟",
            terms=(),
            log_odds=0.5,
            log_odds_interval=(-1.0, 1.5),
            n=0,
            n_elsewhere=0,
            share=0,
            asset=LONGMEN,
        ),
    ),
    notes=("shipped", "digest"),
)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_figure_of_the_sentences_stands_in_the_table(lang):
    words = Words(lang)
    own, silent = told(DISCOVERY, words)[:2]
    assert "牡丹" in own.sentences[0]
    row = own.tables[0].rows[0]
    assert row[0] == "牡丹"
    assert {"20", "3", "17"} <= set(row)
    assert len(row) == len(own.tables[0].header)
    assert own.tables[1].rows[0][1] == "牡丹<b>"  # escaped by whoever shows it
    assert "龙门石窟" in silent.tables[0].rows[0][0]


def test_the_clearest_lower_end_is_said():
    own = told(DISCOVERY, Words("en"))[0]
    assert "20 mentions here, 3 of all other places together" in own.sentences[1]
    assert Words("en").times(2.718281828**1.6) in own.sentences[1]


def test_what_is_not_clear_is_not_claimed():
    weak = msgspec.structs.replace(PEONY, log_odds_interval=(-0.2, 3.0))
    found = msgspec.structs.replace(DISCOVERY, distinctive=(weak,))
    own = told(found, Words("en"))[0]
    assert own.sentences[0].startswith("Nothing is said of Luoyang")
    assert own.tables[0].rows[0][1] == "perhaps"


def test_few_mentions_are_warned_of():
    few = msgspec.structs.replace(DISCOVERY, n_mentions=7.0, notes=("reference", "few_mentions"))
    own = told(few, Words("zh"))[0]
    assert own.warnings == ("洛阳的形象提及只有7条，结果仅供参考。",)


def test_a_theme_alone_has_its_title_and_no_place():
    theme = Discovery(
        discovery_id="theme:汉服", as_of=date(2024, 6, 30), first_day=date(2024, 1, 1), theme="汉服"
    )
    assert title_of(theme, Words("en")) == "Whose moment is 汉服?"
    assert "distinctive" not in {section.key for section in told(theme, Words("en"))}
