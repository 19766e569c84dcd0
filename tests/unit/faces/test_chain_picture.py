"""The picture of a chain: every link once, no label over another, hostile words harmless."""

from __future__ import annotations

import math
from dataclasses import dataclass
from xml.etree import ElementTree as ET

import pytest
from chains_made_up import HOSTILE, crowded_chain, make_chain, make_link
from hypothesis import given, settings
from hypothesis import strategies as st

from chuquan.faces import svg
from chuquan.faces.chain_picture import WIDTH, chain_finding, chain_picture, fitted
from chuquan.faces.words import LANGUAGES, Words

SVG = "{http://www.w3.org/2000/svg}"
EN, ZH = Words("en"), Words("zh")


@dataclass(frozen=True)
class Box:
    label: str
    left: float
    right: float
    top: float
    bottom: float

    def meets(self, other):
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def drawn(chain, words=EN):
    return ET.fromstring(chain_picture(chain, words, element_id="x"))


def boxes(root):
    for text in root.iter("text"):
        label = "".join(text.itertext())
        size = float(text.get("font-size"))
        width = svg.width_of(label) * size / svg.EM
        x, y = float(text.get("x")), float(text.get("y"))
        left = x - width / 2 if text.get("text-anchor") == "middle" else x
        yield Box(label, left, left + width, y - 0.8 * size, y + 0.2 * size)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_link_is_drawn_once(lang):
    root = drawn(make_chain(), Words(lang))
    labels = [box.label for box in boxes(root)]
    for term in ("写真", "妆造", "博物馆", "文创"):
        assert sum(label.startswith(term) for label in labels) == 1
    assert len(list(root.iter("circle"))) == 1 + 4
    assert len(list(root.iter("path"))) == 4


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("sizes", [(14, 8), (20, 0), (1, 0), (3, 9)])
def test_no_label_meets_another_or_leaves_the_picture(lang, sizes):
    root = drawn(crowded_chain(*sizes), Words(lang))
    found = list(boxes(root))
    height = float(root.get("viewBox").split()[3])
    for i, box in enumerate(found):
        assert box.left >= 0
        assert box.right <= WIDTH
        assert box.bottom <= height
        for other in found[i + 1 :]:
            assert not box.meets(other), (box, other)


def test_roles_are_named_not_only_coloured():
    labels = [box.label for box in boxes(drawn(make_chain()))]
    assert {"wear", "photograph", "see"} <= set(labels)
    assert any(label.endswith("buy · 17") for label in labels)


def test_hostile_words_are_shown_not_run():
    links = (make_link(HOSTILE, term_en=HOSTILE), make_link("下", HOSTILE, depth=2))
    for words in (EN, ZH):
        text = chain_picture(make_chain(core=HOSTILE, links=links), words, element_id="x")
        assert "<script" not in text
        assert "\u202e" not in text
        assert "\x1b" not in text
        ET.fromstring(text)


@pytest.mark.parametrize("n", [0.0, -3.0, math.inf, math.nan])
def test_counts_that_are_none_are_drawn_small(n):
    text = chain_picture(make_chain(links=(make_link(n=n),)), EN, element_id="x")
    assert "nan" not in text.split("<text")[0]
    assert "inf" not in text.split("<text")[0]


def test_a_chain_without_links_has_no_picture_but_a_sentence():
    empty = make_chain(links=())
    assert chain_picture(empty, EN, element_id="x") == ""
    assert "汉服" in chain_finding(empty, ZH)


@settings(max_examples=50)
@given(st.text(max_size=60), st.floats(10, 300))
def test_a_fitted_label_fits(label, width):
    told = fitted(label, width)
    assert told == "…" or 1.1 * svg.width_of(told) <= width + 1e-9 or not told
