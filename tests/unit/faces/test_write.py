"""Files are written whole or not at all."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from chuquan.errors import OutsideError
from chuquan.faces.write import write_all


def test_all_files_are_written_into_new_folders(tmp_path):
    files = {tmp_path / "a" / "b" / "1": b"one", tmp_path / "a" / "2": b"two"}
    write_all(files)
    assert {p: p.read_bytes() for p in files} == files
    assert len([p for p in tmp_path.rglob("*") if p.is_file()]) == 2


def test_an_older_file_is_replaced(tmp_path):
    (tmp_path / "1").write_bytes(b"a much longer one")
    write_all({tmp_path / "1": b"short"})
    assert (tmp_path / "1").read_bytes() == b"short"


def test_others_may_read_what_the_umask_allows(tmp_path):
    write_all({tmp_path / "1": b""})
    assert stat.S_IMODE((tmp_path / "1").stat().st_mode) & 0o400
    (tmp_path / "2").touch()
    assert (tmp_path / "1").stat().st_mode == (tmp_path / "2").stat().st_mode


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_failure_leaves_neither_files_nor_new_folders(tmp_path, monkeypatch, fault):
    def refuse(*_args):
        raise fault

    monkeypatch.setattr(Path, "chmod", refuse)
    with pytest.raises((OutsideError, KeyboardInterrupt)):
        write_all({tmp_path / "new" / "1": b"one", tmp_path / "2": b"two"})
    assert list(tmp_path.iterdir()) == []
