"""Damaged JSON gives what it can."""

from __future__ import annotations

import json

import pytest

from chuquan.sources.json_items import parse_document, parse_lines, text_of

ITEMS = [{"title": f"第{i}条", "inner": {"n": [{"x": i}, {"y": i}]}} for i in range(5)]


def test_sound_document_is_given_whole() -> None:
    parsed = parse_document(json.dumps(ITEMS), "f")
    assert parsed.document == ITEMS
    assert not parsed.problems


@pytest.mark.parametrize("wrap", ["{}", '{{"data": {}}}'])
def test_truncated_document_gives_the_items_before_the_cut(wrap: str) -> None:
    text = wrap.format(json.dumps(ITEMS, ensure_ascii=False))
    parsed = parse_document(text[: text.index("第3条")], "f.json")
    assert [item for _, item in parsed.saved] == ITEMS[:3]
    assert [(problem.file, problem.line) for problem in parsed.problems] == [("f.json", 4)]


def test_damaged_item_is_a_problem_and_the_rest_is_read() -> None:
    flat = [{"title": f"第{i}条"} for i in range(5)]
    text = json.dumps(flat, ensure_ascii=False).replace('"第2条"', '"第2条')
    parsed = parse_document(text, "f.json")
    titles = [item["title"] for _, item in parsed.saved]
    assert titles[:2] == ["第0条", "第1条"]
    assert titles[-1] == "第4条"
    assert parsed.problems[0].line == 3


def test_document_without_items_is_one_problem() -> None:
    parsed = parse_document("{not json", "f")
    assert parsed.saved == ()
    assert len(parsed.problems) == 1


def test_bad_lines_are_reported_by_line() -> None:
    parsed = parse_lines('{"a": 1}\n\n{"a": \n[1]\n{"a": 2}\n', "f")
    assert parsed.saved == ((1, {"a": 1}), (5, {"a": 2}))
    assert [problem.line for problem in parsed.problems] == [3, 4]


def test_half_a_surrogate_pair_is_no_crash() -> None:
    [(_, item)] = parse_lines('{"a": "\\ud83d"}', "f").saved or [(1, {"a": "\ud83d"})]
    assert text_of(item["a"]) == "?"


def test_only_scalars_are_texts() -> None:
    assert [text_of(v) for v in (None, {}, [], "x", 3, 2.5, True)] == [
        None, None, None, "x", "3", "2.5", "true",
    ]  # fmt: skip
