"""The font is there, and it is known what it shows."""

from __future__ import annotations

import pytest

from chuquan.errors import OutsideError
from chuquan.faces import fonts


def test_the_font_has_what_our_words_and_most_titles_need():
    text = "淄博烧烤，哈尔滨「冰雪」：“出圈”（90%）…—–·×≥→ Zibo 0123"
    assert fonts.font().shows(text) == text


def test_what_the_font_has_not_is_marked():
    assert fonts.font().shows("烤\U0001f600串") == f"烤{fonts.MISSING}串"


def test_without_a_font_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setattr(fonts, "_PACKAGED", ())
    monkeypatch.setattr(fonts, "_SYSTEM", ())
    fonts.font.cache_clear()
    try:
        with pytest.raises(OutsideError, match=r"chuquan\[brief\]"):
            fonts.font()
    finally:
        fonts.font.cache_clear()
