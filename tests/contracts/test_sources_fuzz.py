"""2,000 damaged inputs never end in anything but a reading or one clear error."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from source_samples import SAMPLES, Row, rows

from chuquan.errors import ChuquanError
from chuquan.sources import Reading, read
from chuquan.tables import COVERAGE, MENTIONS

N_CASES = 2000
N_PARTS = 10
SUFFIXES = (".csv", ".json", ".jsonl", ".xlsx", ".parquet", ".db", ".tsv", "")


def flip(data: bytearray, rng: random.Random) -> bytearray:
    for _ in range(rng.choice([1, 3, 20, 200])):
        data[rng.randrange(len(data))] = rng.randrange(256)
    return data


def truncate(data: bytearray, rng: random.Random) -> bytearray:
    return data[: rng.randrange(len(data))]


def splice(data: bytearray, rng: random.Random) -> bytearray:
    start, end = sorted(rng.randrange(len(data)) for _ in range(2))
    at = rng.randrange(len(data))
    return data[:at] + data[start:end] + data[at:]


def insert(data: bytearray, rng: random.Random) -> bytearray:
    at = rng.randrange(len(data))
    tokens = [b'"', b"\x00", b"\n", b",", b"[", b"}", b"\xff\xfe", b"\xef\xbb\xbf", b"\\ud800"]
    what = rng.choice([*tokens, rng.randbytes(rng.randrange(1, 50))])
    return data[:at] + what * rng.choice([1, 1, 500]) + data[at:]


def drop(data: bytearray, rng: random.Random) -> bytearray:
    start, end = sorted(rng.randrange(len(data)) for _ in range(2))
    return data[:start] + data[end:]


DAMAGES = (flip, truncate, splice, insert, drop)


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return of each sample the path that is read."""
    listed = [*rows(3), Row(rows()[0].time, None)]
    return [
        sample.write(tmp_path_factory.mktemp(sample.name), listed, "utf-8") for sample in SAMPLES
    ]


@pytest.mark.parametrize("part", range(N_PARTS))
def test_damaged_input_ends_in_a_reading_or_one_clear_error(
    part: int, originals: list[Path]
) -> None:
    for case in range(part, N_CASES, N_PARTS):
        rng = random.Random(case)
        index = rng.randrange(len(SAMPLES))
        path = originals[index]
        file = path if path.is_file() else rng.choice(sorted(f for f in path.rglob("*.*")))
        whole = file.read_bytes()
        data = bytearray(whole)
        for _ in range(rng.choice([0, 1, 1, 2])):
            data = rng.choice(DAMAGES)(data, rng) if data else data
        wrong_name = path.is_file() and rng.random() < 0.3
        target = path.with_name("x" + rng.choice(SUFFIXES)) if wrong_name else file
        target.write_bytes(data)
        try:
            check(target if wrong_name else path, index)
        except BaseException as error:
            raise AssertionError(f"case {case}, {SAMPLES[index].name}: {error!r}") from error
        finally:
            file.write_bytes(whole)
            if wrong_name:
                target.unlink()


def check(path: Path, index: int) -> None:
    try:
        reading = read(path, SAMPLES[index].options)
    except ChuquanError as error:
        refused = error.to_dict()
    else:
        assert isinstance(reading, Reading)
        assert MENTIONS.validate(reading.mentions).height > 0
        assert COVERAGE.validate(reading.coverage)["n_new"].sum() == reading.mentions.height
        return
    assert refused["found"]
    assert refused["where"]
