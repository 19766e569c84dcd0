"""2,000 damaged inputs never end in anything but a reading or one clear error."""

from __future__ import annotations

import random
import shutil
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
def originals(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, Path]]:
    """Return each sample's folder and the path in it that is read."""
    out = []
    for sample in SAMPLES:
        folder = tmp_path_factory.mktemp(sample.name)
        out.append((folder, sample.write(folder, [*rows(), Row(rows()[0].time, None)], "utf-8")))
    return out


@pytest.mark.parametrize("part", range(N_PARTS))
def test_damaged_input_ends_in_a_reading_or_one_clear_error(
    part: int, originals: list[tuple[Path, Path]], tmp_path: Path
) -> None:
    for case in range(part, N_CASES, N_PARTS):
        rng = random.Random(case)
        index = rng.randrange(len(SAMPLES))
        origin, target = originals[index]
        folder = tmp_path / str(case)
        shutil.copytree(origin, folder)
        path = folder / target.relative_to(origin)
        file = rng.choice(sorted(f for f in folder.rglob("*") if f.is_file()))
        data = bytearray(file.read_bytes())
        for _ in range(rng.choice([0, 1, 1, 2])):
            data = rng.choice(DAMAGES)(data, rng) if data else data
        file.write_bytes(data)
        if path.is_file() and rng.random() < 0.3:
            path = path.rename(path.with_name("x" + rng.choice(SUFFIXES)))
        try:
            reading = read(path, SAMPLES[index].options)
        except ChuquanError as error:
            assert error.found, case
            assert error.where, case
        except BaseException as error:
            raise AssertionError(f"case {case}, {SAMPLES[index].name}: {error!r}") from error
        else:
            assert isinstance(reading, Reading)
            assert MENTIONS.validate(reading.mentions).height > 0, case
            assert COVERAGE.validate(reading.coverage)["n_new"].sum() == reading.mentions.height
        shutil.rmtree(folder)
