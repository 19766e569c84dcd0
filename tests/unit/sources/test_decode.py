"""Bytes to text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuquan.errors import EncodingError
from chuquan.sources.decode import decode

CHINESE = "时间,标题\n2024-03-14,天水麻辣烫火了\n2024-03-15,去哈尔滨看冰雪\n"


@pytest.mark.parametrize(
    ("written", "named"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("gb18030", "gb18030"), ("gbk", "gb18030"),
     ("utf-16", "utf-16"), ("utf-16-be", "")],
)  # fmt: skip
def test_encoding_is_found(written: str, named: str) -> None:
    data = CHINESE.encode(written)
    if not named:
        with pytest.raises(EncodingError):
            decode(data, "file.csv")
        return
    decoded = decode(data, "file.csv")
    assert (decoded.text, decoded.encoding, decoded.is_damaged) == (CHINESE, named, False)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_damaged_line_does_not_take_the_file_with_it(encoding: str) -> None:
    lines = CHINESE.encode(encoding).split(b"\n")
    lines[1] = lines[1][:-1] + b"\xff\xff"
    decoded = decode(b"\n".join(lines), "file.csv")
    assert decoded.encoding == encoding
    assert decoded.is_damaged
    assert decoded.text.split("\n")[2] == CHINESE.split("\n")[2]
    assert "\ufffd" in decoded.text.split("\n")[1]


@pytest.mark.parametrize(
    "data", ["Zürich, Genève, naïve façade".encode("latin-1"), b"\x81\xff" * 99]
)
def test_bytes_in_no_encoding_are_an_error_that_says_what_to_do(data: bytes) -> None:
    with pytest.raises(EncodingError) as caught:
        decode(b"a\n" + data, "file.csv")
    assert caught.value.where == "file.csv"
    assert "line 2" in caught.value.found
    assert "--encoding" in caught.value.todo


def test_named_encoding_is_used_and_nothing_else() -> None:
    assert decode("天水".encode("big5"), "f", "big5").text == "天水"
    with pytest.raises(EncodingError):
        decode(CHINESE.encode("gb18030"), "f", "ascii")


def test_replacement_character_in_a_sound_file_is_no_damage() -> None:
    assert not decode("坏了的表情\ufffd".encode(), "f").is_damaged


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\ufeff")))
def test_all_valid_utf8_comes_back_as_it_was(text: str) -> None:
    assert decode(text.encode(), "f").text == text


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_become_one(end: str) -> None:
    assert decode(f"a{end}b{end}".encode(), "f").text == "a\nb\n"
