"""The trained weights: one file holding the models for place, kind and lever.

The package ships ``data/weights.npz``. A *cross-fitted* file holds several models a task, each
valid for the time whose labels it never saw; it is what honest evaluation runs with.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chuquan.errors import FormatError, NotFoundError, OutsideError, VersionError
from chuquan.linear import LinearModel, TimedModel

WEIGHTS_VERSION = 2
TASKS = ("place", "kind", "lever")


@dataclass(frozen=True)
class Weights:
    """The models of all tasks, and what they were trained on.

    Attributes
    ----------
    name : str
        Shown in reports, so that a figure can be traced to the weights behind it.
    models : mapping of str to TimedModel
        One for each of ``place``, ``kind`` and ``lever``.
    notes : mapping
        What they were trained on, to which date, with which figures.
    """

    name: str
    models: dict[str, TimedModel]
    notes: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, task: str) -> TimedModel:
        return self.models[task]

    def save(self, path: str | Path) -> None:
        """Write the weights to one compressed file, whole or not at all.

        Raises
        ------
        OutsideError
            If the disk refuses.
        """
        arrays: dict[str, NDArray[Any]] = {}
        spans: dict[str, list[list[str]]] = {}
        for task, timed in self.models.items():
            spans[task] = []
            for i, (start, end, model) in enumerate(timed.models):
                spans[task].append([start.isoformat(), end.isoformat()])
                arrays.update(model.to_arrays(f"{task}.{i}"))
        head = {
            "version": WEIGHTS_VERSION,
            "name": self.name,
            "spans": spans,
            "notes": self.notes,
        }
        arrays["head"] = np.frombuffer(json.dumps(head, ensure_ascii=False).encode(), np.uint8)
        target = Path(path)
        part = target.with_name(target.name + ".part")
        try:
            with part.open("wb") as out:
                np.savez_compressed(out, allow_pickle=False, **arrays)
            part.replace(target)
        except OSError as error:
            raise OutsideError(
                f"the weights could not be written: {error}",
                where=str(target),
                todo="see that the disk has room and the folder may be written",
            ) from error
        finally:
            part.unlink(missing_ok=True)

    @classmethod
    def load(cls, path: str | Path | None = None) -> Weights:
        """Read weights from a file, or the ones that ship with the package.

        Parameters
        ----------
        path : path, optional
            A file that :meth:`save` wrote; without it, the shipped weights.

        Raises
        ------
        NotFoundError
            If there is no such file.
        FormatError
            If it is no weights file, or a damaged one.
        VersionError
            If a newer version wrote it.
        """
        if path is None:
            return _shipped()
        file = Path(path)
        if not file.is_file():
            raise NotFoundError(
                "there is no such weights file",
                where=str(file),
                allowed="a .npz written by Weights.save",
                todo="leave --weights out to use the shipped ones",
            )
        return _read(file)


def _read(file: Path) -> Weights:
    try:
        # NumPy leaves a file of its own open when the bytes are damaged.
        with file.open("rb") as data, np.load(data, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        head = json.loads(arrays["head"].tobytes())
        version = int(head["version"])
        if version <= WEIGHTS_VERSION:
            return _rebuild(head, arrays)
    except Exception as error:  # damaged bytes make NumPy, zipfile and zlib fail in many ways
        raise FormatError(
            f"not a weights file: {str(error) or type(error).__name__}",
            where=str(file),
            allowed="a .npz written by Weights.save",
            todo="leave --weights out to use the shipped ones",
        ) from error
    raise VersionError(
        f"weights version {version}",
        where=str(file),
        allowed=f"up to version {WEIGHTS_VERSION}",
        todo="upgrade chuquan",
    )


def _rebuild(head: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Weights:
    missing = [task for task in TASKS if task not in head["spans"]]
    if missing:
        raise ValueError(f"no model for {', '.join(missing)}")
    models = {
        task: TimedModel(
            tuple(
                (
                    date.fromisoformat(start),
                    date.fromisoformat(end),
                    LinearModel.from_arrays(arrays, f"{task}.{i}"),
                )
                for i, (start, end) in enumerate(spans)
            )
        )
        for task, spans in head["spans"].items()
    }
    return Weights(str(head["name"]), models, dict(head["notes"]))


@lru_cache(maxsize=1)
def _shipped() -> Weights:
    return _read(Path(str(files("chuquan") / "data" / "weights.npz")))
