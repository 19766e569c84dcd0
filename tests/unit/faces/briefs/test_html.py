"""The page of a brief is safe, self-contained and linked."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from briefs_made_up import HOSTILE, PLAIN, SCOPES, hostile_report, made

from chuquan.faces.briefs.html import write_html
from chuquan.faces.words import LANGUAGES

VOID = {"meta", "br", "img", "rect", "path", "circle"}


class Page(HTMLParser):
    """The page's elements and texts."""

    def __init__(self, html: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html.decode())

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.text += data


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_figure_links_to_a_cell_that_is_there_once(scope, lang):
    page = Page(write_html(made(scope, lang), PLAIN))
    assert page.open == []
    ids = [a["id"] for _, a in page.elements if "id" in a]
    assert len(ids) == len(set(ids))
    links = [a["href"] for n, a in page.elements if n == "a" and a.get("class") == "figure"]
    assert len(links) > 5
    assert all(link.startswith("#") and link[1:] in ids for link in links)


def test_it_loads_nothing_and_its_policy_says_so():
    html = write_html(made(), PLAIN)
    page = Page(html)
    names = {name for name, _ in page.elements}
    assert not names & {"script", "link", "iframe", "object", "embed", "base", "form"}
    for _, attributes in page.elements:
        assert not {"srcset", "style"} & set(attributes)
        assert not any(name.startswith("on") for name in attributes)
    style = re.search(rb"<style>(.*?)</style>", html, re.DOTALL).group(1)
    assert base64.b64encode(hashlib.sha256(style).digest()) in html
    assert b"unsafe" not in html
    assert b"url(" not in style


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_texts_of_strangers_stay_text(text):
    harmless = Page(write_html(made("all", "en", hostile_report("x")), PLAIN))
    page = Page(write_html(made("all", "en", hostile_report(text)), PLAIN))
    assert [n for n, _ in page.elements] == [n for n, _ in harmless.elements]
    assert not any("javascript" in str(a.get("href")) for _, a in page.elements)
    if text == HOSTILE["script"]:
        assert "<script>alert(1)</script>" in page.text
        assert "{{7*7}}%(x)s" in page.text


def test_pictures_say_their_finding():
    page = Page(write_html(made("place", "en"), PLAIN))
    pictures = [a for n, a in page.elements if n == "svg" and a.get("role") == "img"]
    ids = {a.get("id") for _, a in page.elements}
    assert pictures
    for picture in pictures:
        assert all(name in ids for name in picture["aria-labelledby"].split())
