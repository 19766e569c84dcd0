"""The brief is one safe, self-contained page that says what the report says."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest
from conftest import make_breakout, make_report, make_two_sided
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chuquan.errors import OutsideError
from chuquan.faces import brief
from chuquan.faces.words import LANGUAGES
from chuquan.report import Evidence, Problem, SourceHealth

VOID = {"meta", "br", "link", "img", "input", "hr", "rect", "path"}
HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}%(x)s"


class Page(HTMLParser):
    """The page's elements, with where they stand."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.text.append(data)

    def all(self, tag):
        return [attrs for name, attrs in self.elements if name == tag]


@pytest.fixture(scope="module")
def page(report) -> Page:
    return Page(brief.render(report, lang="en"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_page_is_well_formed_with_unique_ids(report, lang):
    page = Page(brief.render(report, lang=lang))
    assert page.open == []
    ids = [a["id"] for _, a in page.elements if "id" in a]
    assert len(ids) == len(set(ids))
    for _, attributes in page.elements:
        for name in (attributes.get("aria-labelledby") or "").split():
            assert name in ids


def test_page_loads_nothing(page):
    """No script, no foreign file: only links to follow, and styles of its own."""
    names = {name for name, _ in page.elements}
    assert not names & {"script", "link", "img", "iframe", "object", "embed", "base", "form"}
    for _, attributes in page.elements:
        assert not {"src", "srcset", "style", "xlink:href"} & set(attributes)
        assert not any(name.startswith("on") for name in attributes)
    css = (Path(brief.__file__).parent / "templates" / "brief.css").read_text()
    assert "url(" not in css
    assert "@import" not in css


def test_policy_allows_exactly_the_style_that_is_there(report):
    html = brief.render(report)
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL).group(1)
    policy = next(
        a["content"]
        for a in Page(html).all("meta")
        if a.get("http-equiv") == "Content-Security-Policy"
    )
    assert base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_links_go_within_the_page_or_out_by_http_without_a_referrer(page):
    ids = {a["id"] for _, a in page.elements if "id" in a}
    links = page.all("a")
    assert any(a["href"].startswith("#") for a in links)
    assert any(a["href"].startswith("https://") for a in links)
    for link in links:
        if link["href"].startswith("#"):
            assert link["href"][1:] in ids
        else:
            assert {"noopener", "noreferrer"} <= set(link["rel"].split())


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "/relative",
        "http:",
        "https://[",
        "https://a.example/\nb",
        "vbscript:x",
        "",
        None,
    ],
)
def test_unsafe_addresses_are_no_links(url):
    assert brief.safe_url(url) is None


def test_safe_addresses_are_kept_as_they_are():
    for url in ("https://example.org/a?b=c&d", "HTTP://example.org"):
        assert brief.safe_url(url) == url


def _poisoned(text: str, url: str | None = None):
    clean = make_report(3, 2, 1)
    both = make_two_sided()
    evidence = (Evidence(weight=1.0, text=text, url=url, source=text),)
    bad = [
        msgspec.structs.replace(
            b,
            place_name=text,
            place_name_en=text,
            image=text,
            evidence=evidence,
            terms=(Evidence(weight=1.0, term=text, n=2.0),),
            second_kind=both.second_kind,
            mix=both.mix,
            mix_days=both.mix_days,
            counter_evidence=(*evidence, Evidence(weight=1.0, term=text, n=2.0)),
            beside=(msgspec.structs.replace(both.beside[0], image=text),),
            sources=(text,),
            path=tuple(msgspec.structs.replace(s, source=text) for s in b.path),
        )
        for b in clean.breakouts
    ]
    health = clean.sources[0]
    return msgspec.structs.replace(
        clean,
        breakouts=tuple(bad),
        sources=(msgspec.structs.replace(health, source=text),),
        problems=(Problem(text, text, text, text),),
        weights=text,
        gazetteer=text,
        origin=text,
        chuquan_version=text,
    )


def _shape(page: Page) -> list[str]:
    return [name for name, _ in page.elements]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.just(HOSTILE), st.text(min_size=1)).map(lambda t: "x" + t))
def test_no_text_of_a_mention_becomes_markup(text):
    """Whatever the words, the page has the same elements as with harmless ones."""
    harmless = Page(brief.render(_poisoned("x"), lang="en"))
    assert _shape(Page(brief.render(_poisoned(text), lang="en"))) == _shape(harmless)


def test_hostile_words_are_shown_as_words():
    html = brief.render(_poisoned(HOSTILE, url="javascript:alert(1)"))
    assert "<script" not in html
    assert "javascript:" not in html
    assert "{{7*7}}" in html, "a template in a mention is not evaluated"


def test_ongoing_images_stand_first_then_the_list_then_crises_then_affairs(report):
    html = brief.render(report, lang="en")
    order = [html.index(f'id="{name}"') for name in ("now", "ranked", "told", "crises", "affairs")]
    assert order == sorted(order)


def test_crises_stand_apart_from_images(report):
    html = brief.render(report, lang="en")
    before, crises = html.split('<section class="crises"')
    assert 'class="tag crisis"' not in before
    assert crises.count('class="tag crisis"') == 6
    assert "暴雨" not in before


def test_every_breakout_is_listed_and_each_card_stands_once(report):
    html = brief.render(report, lang="en")
    assert html.count("<article") == 32 + 6
    rows = html.count("<tr>") - 3 - 1 - 1  # heads of three lists, of sources, of problems
    assert rows == 41 + 2 + 2


def test_beyond_the_limit_only_ongoing_ones_are_told_in_full(report):
    html = brief.render(report, lang="en", n_full=1)
    assert html.count("<article") == 1 + 2 + 1
    assert html.count('href="#i') == 3


def test_a_card_states_every_figure(report):
    b = msgspec.structs.replace(
        make_breakout(1),
        n_excess=88.0,
        rate_ratio=12.3,
        half_life_days=5.0,
        half_life_days_interval=(3.0, 8.0),
        q_value=0.02,
        lever_shares={"social": 0.61, "event": 0.39},
    )
    one = msgspec.structs.replace(report, breakouts=(b,))
    text = " ".join("".join(Page(brief.render(one, lang="en")).text).split())
    for figure in (
        "88",
        "12×",
        "about 5 days (90% interval: 3 days to 8 days)",
        "sure: among breakouts at least as clear as this one, 2% are to be expected false",
        "social media and creators 61%",
        "events 39%",
        "12 hours later",
    ):
        assert figure in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_wave_of_two_sides_is_marked_told_and_shown_with_evidence_for_both(report, lang):
    both = make_two_sided()
    one = msgspec.structs.replace(report, breakouts=(make_breakout(0), both))
    html = brief.render(one, lang=lang, n_full=1)
    assert html.count("<article") == 2, "it has a card whatever its rank"
    assert html.count('class="timeline mix"') == 1
    assert html.count('class="both"') == html.count('class="tag both"') == 1
    for words in ("游客高喊退票", "退票", "淄博 暴雨"):
        assert words in html


def test_levers_that_changed_have_a_bar_a_stretch(report):
    days = make_two_sided().mix
    levers = ({"screen": 0.8, "social": 0.2}, {"nature": 0.6, "screen": 0.4})
    mix = tuple(
        msgspec.structs.replace(s, shares=shares, intervals=dict.fromkeys(shares, (0.1, 0.9)))
        for s, shares in zip(days, levers, strict=True)
    )
    one = msgspec.structs.replace(report, breakouts=(make_breakout(1, lever_mix=mix),))
    html = brief.render(one, lang="en")
    assert html.count('class="stretch"') == 2
    assert "film and television 80%, social media and creators 20%" in html


def test_a_digest_shows_terms_with_counts(report):
    b = make_breakout(4, terms=())
    one = msgspec.structs.replace(report, breakouts=(b,))
    html = brief.render(one, lang="en")
    assert "打卡</bdi> <small>31</small>" in html
    assert "mentions that carry it" not in html


def test_sources_show_their_gaps(page):
    assert "20 Sep 2023 to 24 Oct 2023 (34 days)" in "".join(page.text)


def test_long_lists_of_problems_are_cut_and_say_so(report):
    many = tuple(Problem("a.csv", "no time", line=i) for i in range(200))
    html = brief.render(msgspec.structs.replace(report, problems=many), lang="en")
    assert "problems.jsonl" in html
    assert html.count("no time") == 50
    assert "200 rows were left out" in html


def test_an_empty_report_still_makes_a_brief(report):
    empty = msgspec.structs.replace(report, breakouts=(), sources=(), problems=())
    for lang in LANGUAGES:
        assert Page(brief.render(empty, lang=lang)).open == []


def test_a_source_that_never_failed_has_no_gap(report):
    health = SourceHealth("weibo", *(report.sources[0].first_hour,) * 2, 1.0, 1.0, 1, 0)
    one = msgspec.structs.replace(report, sources=(health,))
    assert "<td>none</td>" in brief.render(one, lang="en")


def test_write_is_whole_or_not_at_all(report, tmp_path, monkeypatch):
    path = tmp_path / "brief.html"
    brief.write(report, path, "en")
    before = path.read_bytes()
    assert before.startswith(b"<!doctype html>")

    def refuse(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OutsideError, match="No space left"):
        brief.write(report, path, "zh")
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["brief.html"]


# Contrast: WCAG 2.2, success criteria 1.4.3 (text, 4.5) and 1.4.11 (pictures, 3).

TEXT_PAIRS = [
    ("ink", "page"), ("ink", "panel"), ("ink", "alarm-panel"), ("soft", "page"), ("soft", "panel"),
    ("soft", "alarm-panel"), ("link", "page"), ("link", "panel"), ("link", "alarm-panel"),
    ("alarm", "page"), ("alarm", "alarm-panel"),
]  # fmt: skip
LINE_PAIRS = [("series", "panel"), ("expected", "panel"), ("ink", "panel")]


def _palette(dark: bool) -> dict[str, str]:
    css = (Path(brief.__file__).parent / "templates" / "brief.css").read_text()
    blocks = re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    values = dict(re.findall(r"--([\w-]+): (#\w{6})", blocks[0]))
    return {**values, **dict(re.findall(r"--([\w-]+): (#\w{6})", blocks[1]))} if dark else values


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(("pair", "least"), [(p, 4.5) for p in TEXT_PAIRS] + [
    (p, 3.0) for p in LINE_PAIRS
])  # fmt: skip
def test_colours_have_enough_contrast(pair, least, dark):
    palette = _palette(dark)
    high, low = sorted((_luminance(palette[name]) for name in pair), reverse=True)
    assert (high + 0.05) / (low + 0.05) >= least
