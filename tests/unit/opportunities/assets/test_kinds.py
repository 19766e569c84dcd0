"""Words for kinds of assets."""

from __future__ import annotations

import pytest

from chuquan.opportunities.assets.kinds import KINDS_ALLOWED, kind_of
from chuquan.tables import ASSET_KINDS


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("遗产", "heritage"), ("非遗", "heritage"), ("非物质文化遗产", "heritage"),
        ("博物馆", "museum"), ("美术馆", "museum"), ("Museum", "museum"),
        ("景区", "scenic"), ("5A级景区", "scenic"), ("自然风光", "scenic"), ("Park", "scenic"),
        ("美食", "food"), ("非遗美食", "food"), ("老字号小吃", "food"), ("Local dishes", "food"),
        ("工艺", "craft"), ("传统技艺", "craft"), ("Handicraft", "craft"),
        ("节庆", "festival"), ("戏剧节", "festival"), ("Festivals", "festival"),
        ("人物", "person"), ("历史名人", "person"), ("作品", "work"), ("影视作品", "work"),
        ("Film", "work"), ("场馆", "venue"), ("体育场馆", "venue"), ("Stadium", "venue"),
        (" ＨＥＲＩＴＡＧＥ ", "heritage"),
    ],
)  # fmt: skip
def test_a_word_means_its_kind(text, kind):
    assert kind_of(text) == kind


@pytest.mark.parametrize("text", [None, "", "  ", "其他", "x", "$"])
def test_other_words_mean_none(text):
    assert kind_of(text) is None


@pytest.mark.parametrize("kind", ASSET_KINDS)
def test_every_kind_is_offered_in_both_languages_and_read_again(kind):
    assert kind_of(kind) == kind
    offered = next(part for part in KINDS_ALLOWED.split(", ") if part.startswith(kind))
    assert kind_of(offered.split(" ")[1]) == kind
