"""Search: both languages, codes, near names, and the best first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuquan.faces.web.finder import distance, find, folded

FEW = st.text(alphabet="abc", max_size=6)


@pytest.mark.parametrize("wanted", ["淄博", "zibo", "ZIBO ", "370300", "淄博市"[:2], "ｚｉｂｏ"])
def test_place_is_found_by_any_of_its_names(shown, wanted):
    """Chinese, English, pinyin, code, whatever the case."""
    hits = find(wanted, shown)
    assert hits[0].place is not None
    assert hits[0].place.place_id == "370300"
    assert not hits[0].is_near


@pytest.mark.parametrize(
    ("wanted", "place_id"),
    [("淄搏", "370300"), ("Habrin", "230100"), ("hanzhou", "330100"), ("阿尔泰", "654300")],
)
def test_near_names_are_found_and_marked(shown, wanted, place_id):
    """A wrong character or swapped letters still lead there, and it is said."""
    hits = find(wanted, shown)
    assert all(h.is_near for h in hits)
    assert place_id in {h.place.place_id for h in hits if h.place}


def test_theme_and_lever_lead_to_waves(shown):
    """A word of the theme, the name of a lever in either language, place and theme together."""
    assert find("亚运会", shown)[0].breakout.place_name == "杭州"
    assert {h.breakout.lever for h in find("concerts", shown) if h.breakout} == {"concert"}
    assert {h.breakout.place_name for h in find("harbin 冰雪大世界", shown)} == {"哈尔滨"}


def test_larger_waves_stand_first(shown):
    """Among waves that are called so the larger is first."""
    hits = [h.breakout for h in find("亚运会", shown) if h.breakout]
    sizes = [b.n_excess for b in hits if b.image.endswith("亚运会")]
    assert len(sizes) > 1
    assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize("wanted", ["", "  ", "\u202e", "zzzzzzzz", "长" * 5000])
def test_nothing_is_found_where_nothing_fits(shown, wanted):
    """Neither emptiness nor length is a fault."""
    assert find(wanted, shown) == []


@given(one=FEW, other=FEW, most=st.integers(0, 6))
def test_distance_is_that_of_the_slow_way(one, other, most):
    """The cut-off row by row gives what the whole recursion gives."""
    assert distance(one, other, most) == min(_slow(one, other), most + 1)


def test_folding_forgets_case_accents_and_width():
    """Names are compared by what one hears in them."""
    assert folded("  Ürümqi  ＺＩＢＯ Xi'an") == "urumqi zibo xian"


def _slow(a: str, b: str) -> int:
    if not a or not b:
        return len(a) + len(b)
    out = min(_slow(a[:-1], b) + 1, _slow(a, b[:-1]) + 1, _slow(a[:-1], b[:-1]) + (a[-1] != b[-1]))
    if len(a) > 1 and len(b) > 1 and a[-1] == b[-2] and a[-2] == b[-1]:
        out = min(out, _slow(a[:-2], b[:-2]) + 1)
    return out
