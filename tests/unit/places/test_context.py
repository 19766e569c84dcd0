"""The context string shows the model what a reader would use."""

from __future__ import annotations

import polars as pl
import rjieba
from hypothesis import given, settings
from hypothesis import strategies as st

from chuquan.places.context import (
    _BETWEEN_WORDS,
    ACROSS,
    CLOSING,
    CUTS,
    ENDS,
    EQUAL,
    INSIDE,
    NAME_ENDS,
    NAME_STARTS,
    OPENING,
    SEVERAL,
    STARTS,
    _cut,
    _part_alone,
    _part_number,
    context_strings,
)


def contexts(*spans: tuple[str, int, int], **facts: object) -> list[str]:
    texts = list(dict.fromkeys(text for text, _, _ in spans))
    frame = pl.DataFrame(
        [
            {
                "row": texts.index(text),
                "start": start,
                "end": end,
                "rank": 2,
                "n_candidates": 1,
                "is_word": False,
                "suffix": "",
                "support": 0,
            }
            | facts
            for text, start, end in spans
        ]
    )
    return context_strings(pl.Series(texts), frame).to_list()


def cut_of(context: str) -> str:
    facts = context.rpartition(" ")[2]
    return CUTS[ord(facts[0]) - 0xE010]


def test_the_surroundings_are_two_before_and_three_behind():
    (context,) = contexts(("今天去淄博吃烧烤了", 3, 5))
    assert context.split(" ")[0] == f"天去{NAME_STARTS}淄博{NAME_ENDS}吃烧烤"


def test_the_edges_of_a_text_are_marked():
    (context,) = contexts(("淄博", 0, 2))
    assert context.split(" ")[0] == f"{OPENING * 2}{NAME_STARTS}淄博{NAME_ENDS}{CLOSING * 3}"


def test_a_name_inside_a_person_is_cut_otherwise_than_the_place():
    inside, alone = contexts(("方大同的歌", 1, 3), ("在大同的人", 1, 3))
    assert cut_of(inside) == "ends"
    assert cut_of(alone) == "equal"


def test_a_surname_before_the_name_is_seen():
    surname, none = contexts(("王清远", 1, 3), ("去清远", 1, 3))
    assert surname[-1] != none[-1]


def test_each_fact_changes_the_string():
    plain = contexts(("去淄博玩", 1, 3))
    for fact in (
        {"rank": 1},
        {"n_candidates": 2},
        {"is_word": True},
        {"suffix": "区"},
        {"support": 3},
    ):
        assert contexts(("去淄博玩", 1, 3), **fact) != plain


@settings(deadline=None)
@given(text=st.text(min_size=1, max_size=12), data=st.data())
def test_any_span_of_any_text_has_a_context(text: str, data: st.DataObject):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    (context,) = contexts((text, start, end))
    assert f"{NAME_STARTS}{text[start:end]}{NAME_ENDS}" in context


def test_spans_of_one_text_are_read_like_spans_of_two():
    together = contexts(("淄博和济南", 0, 2), ("淄博和济南", 3, 5))
    apart = contexts(("淄博和济南", 0, 2)) + contexts(("淄博和济南", 3, 5))
    assert together == apart


WORDS = st.lists(st.text("淄博", min_size=1, max_size=4), min_size=1, max_size=5)


@given(WORDS, st.data())
def test_words_lie_to_a_name_as_the_slow_twin_says(words: list[str], data: st.DataObject):
    n = len("".join(words))
    start = data.draw(st.integers(0, n - 1))
    end = data.draw(st.integers(start + 1, n))
    owner = [nth for nth, word in enumerate(words) for _ in word]
    edges = {0, n} | {i for i in range(1, n) if owner[i - 1] != owner[i]}
    if owner[start] == owner[end - 1]:
        expected = {
            (True, True): EQUAL,
            (True, False): STARTS,
            (False, True): ENDS,
            (False, False): INSIDE,
        }[start in edges, end in edges]
    else:
        expected = SEVERAL if {start, end} <= edges else ACROSS
    assert _cut(words, start, end) == (expected, owner[start])


HAN = st.text("去淄博吃方大同的歌山东省烧烤abXY12+#&._%-🔥é", max_size=6)
SIGNS = st.sampled_from(_BETWEEN_WORDS.replace("\\", ""))


@given(st.lists(st.tuples(HAN, SIGNS), max_size=5), HAN)
def test_no_word_reaches_over_a_sign_between_words(pieces: list[tuple[str, str]], last: str):
    text = "".join(piece + sign for piece, sign in pieces) + last
    apart = [w for piece, sign in pieces for w in [*rjieba.cut(piece), sign]] + rjieba.cut(last)
    assert rjieba.cut(text) == apart


@given(st.lists(HAN, max_size=4).map("".join))
def test_the_part_of_speech_hangs_on_the_word_alone(text: str):
    tagged = rjieba.tag(text)
    assert [word for word, _ in tagged] == rjieba.cut(text)
    for word, part in tagged:
        assert _part_alone(word) in {None, _part_number(part)}
