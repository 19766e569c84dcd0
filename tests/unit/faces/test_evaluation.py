"""The page of an evaluation: one safe file that says what it says, in both languages."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from judged_made_up import HOSTILE, figures, make_judged

from chuquan.evaluate.calibration import calibration
from chuquan.faces.class_bars import class_bars
from chuquan.faces.evaluation import N_SHADES, render, to_json, write_evaluation
from chuquan.faces.judged import in_words, seen_sentence, vocabulary
from chuquan.faces.reliability import HEIGHT, WIDTH, reliability
from chuquan.faces.words import LANGUAGES, Words
from chuquan.tables import KINDS

EN, ZH = Words("en"), Words("zh")
VOID = {"meta", "br", "hr", "path", "circle", "rect"}


class Page(HTMLParser):
    """The page's elements; fails where one closes another."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.open, self.text = [], [], []
        self.feed(html)

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
            self.text.append(data)


@pytest.fixture(scope="module", params=LANGUAGES)
def html(request):
    return render(None, make_judged(), lang=request.param)


def test_the_page_is_well_formed_with_unique_ids_and_loads_nothing(html):
    page = Page(html)
    assert page.open == []
    ids = [a["id"] for _, a in page.elements if "id" in a]
    assert len(ids) == len(set(ids))
    for _, attributes in page.elements:
        assert set((attributes.get("aria-labelledby") or "").split()) <= set(ids)
        assert not {"src", "srcset", "style", "href", "xlink:href"} & set(attributes)
    assert not {"script", "link", "img", "iframe", "form"} & {name for name, _ in page.elements}


def test_the_policy_allows_exactly_the_style_that_is_there(html):
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL).group(1)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src &#39;sha256-{digest}&#39;" in html or f"'sha256-{digest}'" in html
    assert "url(" not in style
    assert "@import" not in style


def test_a_hostile_title_is_shown_as_text(html):
    page = Page(html)
    assert HOSTILE.removesuffix("\u202e") in "".join(page.text)
    assert "\u202e" not in html
    assert "<b>weights</b>" in "".join(page.text)


def test_confusion_cells_hold_their_counts_and_are_shaded_by_their_share(html):
    own = make_judged().kind.confusion
    cells = re.findall(r'<td class="s(\d+)(?: right)?">([\d,]+)<small>', html)
    wanted = [
        (str(round(N_SHADES * n / sum(row.values()))), str(n))
        for row in own.values()
        for n in row.values()
    ]
    assert len(wanted) == 9
    shown = [cells[i : i + 9] for i in range(len(cells))]
    assert wanted in shown


def test_every_shade_has_a_style():
    html = render(None, make_judged(), lang="en")
    for shade in range(N_SHADES + 1):
        assert f".s{shade} {{" in html


def test_the_page_says_at_once_whether_it_is_a_test():
    test, no_test = (render(None, make_judged(s), lang="en") for s in ("apart", "seen"))
    assert '<p class="verdict">A test:' in test
    assert '<p class="verdict no-test">Trained on labels of this time: not a test.' in no_test


@pytest.mark.parametrize("words", [EN, ZH])
def test_every_status_has_its_sentence(words):
    sentences = {
        seen_sentence(make_judged(s).seen, words)
        for s in ("apart", "seen", "cross-fitted", "unknown")
    }
    assert len(sentences) == 4
    assert not any("%(" in sentence for sentence in sentences)


def test_every_word_of_the_tables_is_known_and_told_in_chinese():
    """A heading that is not in the vocabulary would stand in English on a Chinese page."""
    known = vocabulary(EN)
    for title, header, _ in make_judged().tables():
        assert title in known
        assert set(header) <= {*known, "F1"}
    told = " ".join(
        cell
        for title, header, _ in in_words(make_judged().tables(), ZH)
        for cell in (title, *header)
    )
    assert set(re.findall("[A-Za-z]+", told)) <= {"F"}


def test_peoples_words_are_never_translated():
    tables = in_words(make_judged().tables(), ZH)
    titles = [row[2] for _, header, rows in tables if header[-1] == "置信度" for row in rows]
    assert titles == ["大同", HOSTILE]


def test_figures_of_episodes_are_told_in_the_language():
    table = [("Image breakouts", ["measure", "value [95% interval]"], [
        ["recall", "0.76 [0.64, 0.85] (48 of 63)"],
        ["onset error, days (median)", "+0.0 [+0.0, +1.0], absolute 1.0, quartiles -1.0 to +1.0"],
    ])]  # fmt: skip
    assert in_words(table, EN) == table
    ((_, header, rows),) = in_words(table, ZH)
    assert header == ["指标", "数值 [95% 区间]"]
    assert rows[0] == ["召回率", "0.76 [0.64, 0.85]（63 个中 48 个）"]
    assert "四分位 -1.0 至 +1.0" in rows[1][1]


def test_json_has_a_key_for_each_part_that_is_there():
    assert list(json.loads(to_json(None, make_judged()))) == ["titles"]
    assert json.loads(to_json(None, None)) == {}


def test_the_folder_holds_json_and_page(tmp_path):
    paths = write_evaluation(None, make_judged(), tmp_path / "new", "en")
    assert sorted(p.name for p in paths.values()) == ["evaluation.html", "evaluation.json"]
    assert all(p.is_file() for p in paths.values())


# The pictures


def drawn(values, words=EN):
    confidence, right = values
    own = calibration(confidence, right, np.arange(confidence.size) // 10)
    return ET.fromstring(reliability(own, words, title="<t>", element_id="x")), own


@pytest.mark.parametrize("words", [EN, ZH])
def test_points_stand_at_confidence_and_share_right(words):
    rng = np.random.default_rng(3)
    confidence = rng.uniform(0.2, 1, 300)
    svg, own = drawn((confidence, rng.random(300) < confidence), words)
    points = [(float(c.get("cx")), float(c.get("cy"))) for c in svg.iter("circle")]
    bins = [b for b in own.bins if b.right.n]
    assert len(points) == len(bins)
    # Two points fix the scale; all others must agree with it.
    xs, ys = zip(*points, strict=True)
    for coordinates, truths in (
        (xs, [b.confidence for b in bins]), (ys, [b.right.value for b in bins]),
    ):  # fmt: skip
        assert np.corrcoef(coordinates, truths)[0, 1] ** 2 == pytest.approx(1, abs=1e-4)
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points)
    counts = [t.text for t in svg.iter("text") if t.get("class") == "small"]
    assert counts == [str(b.right.n) for b in bins]


def test_the_picture_says_where_confidence_and_truth_differ_most():
    confidence = np.r_[np.full(200, 0.95), np.full(200, 0.55)]
    right = np.r_[np.arange(200) < 100, np.arange(200) < 110]
    svg, _ = drawn((confidence, right))
    said = svg.find("desc").text
    assert "200 titles" in said
    assert "95%" in said
    assert "50% were right" in said
    even, _ = drawn((np.full(200, 0.55), np.arange(200) < 110))
    assert "within the interval" in even.find("desc").text


def test_nothing_is_drawn_of_nothing():
    none = calibration(np.array([]), np.array([], dtype=bool), np.array([], dtype=np.int64))
    assert reliability(none, EN, title="t", element_id="x") == ""
    gone = make_judged()
    bare = figures(KINDS, n=0)
    html = render(None, make_judged(kind=bare, errors={**gone.errors, "kind": ()}), lang="en")
    assert Page(html).open == []


@pytest.mark.parametrize("words", [EN, ZH])
def test_each_class_has_two_marks_with_their_intervals(words):
    own = figures(KINDS)
    svg = ET.fromstring(class_bars(own.by_class, words, title="t", element_id="x"))
    dots = [c for c in svg.iter("circle") if c.get("class") == "recall"]
    diamonds = [p for p in svg.iter("path") if p.get("class") == "precision"]
    assert len(dots) == len(diamonds) == len(KINDS) + 1, "one of each is the key"
    whiskers = [p for p in svg.iter("path") if (p.get("class") or "").startswith("whisker")]
    assert len(whiskers) == 2 * len(KINDS)
    labels = [t.text for t in svg.iter("text") if t.get("class") == "label"]
    assert labels == [words.short_kind(k) for k in KINDS]


def test_a_class_that_nobody_bears_and_nothing_is_told_has_no_marks():
    own = figures(KINDS, n=0)
    svg = ET.fromstring(class_bars(own.by_class, EN, title="t", element_id="x"))
    assert not [p for p in svg.iter("path") if (p.get("class") or "").startswith("whisker")]
