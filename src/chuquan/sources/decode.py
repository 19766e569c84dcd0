"""Bytes to text: strict and deterministic, and line by line where only some lines are damaged."""

from __future__ import annotations

from dataclasses import dataclass

from chuquan.errors import EncodingError

_ALLOWED = "UTF-8 (with or without a byte order mark), GB18030 (GBK, GB2312), UTF-16 with a mark"
_TODO = "save the file as UTF-8, or name its encoding with --encoding"

# Of the characters beyond ASCII in Chinese texts, nearly all are in the old, small GB2312; bytes of
# another encoding that happen to be valid GB18030 scatter over all of its 24,000 pairs.
_MIN_COMMON = 0.7
_SAMPLE = 100_000


@dataclass(frozen=True)
class Decoded:
    """Text with where it came from.

    Attributes
    ----------
    text : str
        The text, a newline at the end of every line; a byte that could not be read is U+FFFD.
    encoding : str
        The encoding that was used.
    is_damaged : bool
        Whether some bytes could not be read, so that a U+FFFD in the text is a damage and not a
        character that was there before.
    """

    text: str
    encoding: str
    is_damaged: bool = False


def decode(data: bytes, where: str, encoding: str | None = None) -> Decoded:
    """Decode a text file.

    A byte order mark decides. Without one it is UTF-8 if all of it is valid UTF-8, and GB18030 if
    all of it is valid GB18030 and reads like Chinese. A file of which most lines (of those beyond
    ASCII) are valid in one of the two is in that encoding, and is damaged.

    Parameters
    ----------
    data : bytes
        The whole file.
    where : str
        The file, for messages.
    encoding : str, optional
        Decode as this and nothing else.

    Raises
    ------
    EncodingError
        If the bytes are in none of the encodings, or most lines are not in the one that was named.
    """
    if encoding is not None:
        return _decode_as(data, encoding, where)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decode_as(data, "utf-16", where)
    data = data.removeprefix(b"\xef\xbb\xbf")
    text = _strict(data, "utf-8")
    if text is not None:
        return Decoded(_one_line_end(text), "utf-8")
    lines = [line for line in data.split(b"\n") if not line.isascii()]
    if 2 * sum(_strict(line, "utf-8") is not None for line in lines) > len(lines):
        return Decoded(_one_line_end(data.decode("utf-8", "replace")), "utf-8", is_damaged=True)
    readable = [text for line in lines if (text := _strict(line, "gb18030")) is not None]
    if 2 * len(readable) > len(lines) and _reads_like_chinese("".join(readable)):
        text = data.decode("gb18030", "replace")
        return Decoded(_one_line_end(text), "gb18030", is_damaged=len(readable) < len(lines))
    line_number = 1 + data[: _first_bad(data)].count(b"\n")
    raise EncodingError(
        f"bytes that are in no encoding we read, first at line {line_number}",
        where=where,
        allowed=_ALLOWED,
        todo=_TODO,
    )


def _decode_as(data: bytes, encoding: str, where: str) -> Decoded:
    text = _strict(data, encoding)
    if text is not None:
        return Decoded(_one_line_end(text.removeprefix("\ufeff")), encoding)
    text = data.decode(encoding, "replace").removeprefix("\ufeff")
    lines = text.split("\n")
    n_bad = sum("\ufffd" in line for line in lines)
    if 2 * n_bad > len(lines):
        raise EncodingError(
            f"{n_bad} of {len(lines)} lines are not {encoding}",
            where=where,
            allowed=_ALLOWED,
            todo=_TODO,
        )
    return Decoded(_one_line_end(text), encoding, is_damaged=True)


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeError:
        return None


def _first_bad(data: bytes) -> int:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return 0


def _reads_like_chinese(text: str) -> bool:
    beyond = [char for char in text[:_SAMPLE] if char > "\x7f"]
    common = "".join(beyond).encode("gb2312", "ignore").decode("gb2312")
    return len(common) >= _MIN_COMMON * len(beyond)


def _one_line_end(text: str) -> str:
    if "\r" not in text:
        return text
    text = text.replace("\r\n", "\n")
    # A file with the line ends of old Macs has no other.
    return text if "\n" in text else text.replace("\r", "\n")
