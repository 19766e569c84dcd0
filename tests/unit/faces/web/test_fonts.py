"""The font of a report: it has all that the pages say, and is small."""

from __future__ import annotations

import io

import pytest

from chuquan.errors import OutsideError
from chuquan.faces.fonts import font
from chuquan.faces.web import fonts
from chuquan.faces.words import Words

TTFont = pytest.importorskip("fontTools.ttLib", reason="the extra web is not installed").TTFont
pytest.importorskip("brotli", reason="the extra web is not installed")


@pytest.fixture(scope="module")
def folder(shown, tmp_path_factory):
    try:
        source = font()
    except OutsideError as error:
        pytest.skip(str(error))
    patch = pytest.MonkeyPatch()
    patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    made = fonts._subset.__wrapped__(fonts._characters(shown), source, 400)
    yield made
    patch.undo()


def test_font_has_every_character_that_pages_say(shown, folder):
    """Of the report and of the catalogue; what the source has not, no font of it can have."""
    said = "".join(b.image + b.place_name for b in shown.report.breakouts)
    said += Words("zh").gettext("Casebook")
    with TTFont(folder / fonts.TTF) as made:
        known = made.getBestCmap()
        assert {c for c in said if c not in " /"} - {chr(k) for k in known} == set()
        assert made["name"].getDebugName(1) == fonts.FAMILY
        assert "fvar" not in made


def test_font_for_the_browser_is_small_and_compressed(folder):
    """A reader without fonts waits for it."""
    data = (folder / fonts.WOFF2).read_bytes()
    assert len(data) < 400_000
    with TTFont(io.BytesIO(data)) as made:
        assert made.flavor == "woff2"


def test_browser_keeps_the_font_until_the_report_changes(visitor, shown, folder, monkeypatch):
    """Asked again with its tag, nothing is sent twice."""
    monkeypatch.setattr(fonts, "subset_for", lambda *_: folder)
    answer = visitor.get("/fonts/chinese.woff2")
    assert answer.headers["content-type"] == "font/woff2"
    again = visitor.get("/fonts/chinese.woff2", if_none_match=answer.headers["etag"])
    assert again.status_code == 304


def test_without_a_font_the_page_says_so(visitor, monkeypatch):
    """A missing package is no fault of the server."""

    def none(*_):
        raise OutsideError("no font", where="here", allowed="one", todo="install it")

    monkeypatch.setattr(fonts, "subset_for", none)
    assert visitor.get("/fonts/chinese.woff2").status_code == 404
