"""Contrast as WCAG defines it."""

from __future__ import annotations

import pytest

from chuquan.faces.briefs import contrast
from chuquan.faces.briefs.pictures import COLOURS
from chuquan.faces.briefs.template import read_template


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#ffffff", "#ffffff", 1.0), ("#777777", "#ffffff", 4.48),
     ("#767676", "#ffffff", 4.54), ("#0000ff", "#ffffff", 8.59)],
)  # fmt: skip
def test_published_ratios(one, other, ratio):
    assert contrast.contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast.contrast(other, one) == contrast.contrast(one, other)


def test_our_own_colours_are_readable():
    assert list(contrast.faults(read_template(None).colours)) == []


def test_colours_of_large_parts_of_pictures_stand_out_from_the_paper():
    """WCAG 1.4.11 asks 3; lighter ones are told apart by place and by a label beside them."""
    for name in ("image", "crisis", "affairs", "n", "expected", "social", "nature", "concert"):
        assert contrast.contrast(COLOURS[name], "#ffffff") >= 3


@pytest.mark.parametrize("value", ["#12345", "red", "#12345g", 5, None, "#1234567"])
def test_other_things_are_no_colours(value):
    assert not contrast.is_colour(value)
