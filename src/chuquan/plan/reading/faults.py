"""Faults of a plan file: all are told together, each with its line, what is allowed, what to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches

from chuquan.errors import ConfigError
from chuquan.plan.reading.lines import Lines, Path

MOST_TOLD = 40
"""More faults than these are counted only."""
_LONGEST = 80


@dataclass(frozen=True)
class Fault:
    """One thing that cannot be used.

    Attributes
    ----------
    line : int or None
        Of the file, from 1 on.
    where : str
        Table and key.
    """

    line: int | None
    where: str
    found: str
    allowed: str = ""
    todo: str = ""

    def __str__(self) -> str:
        at = f"line {self.line}, {self.where}" if self.line else self.where
        allowed = f"; allowed: {self.allowed}" if self.allowed else ""
        return f"{at}: {self.found}{allowed}{f'; {self.todo}' if self.todo else ''}"


@dataclass
class Faults:
    """What was found so far in one file."""

    file: str
    lines: Lines
    found: list[Fault] = field(default_factory=list)

    def add(
        self, path: Path, found: str, allowed: str = "", todo: str = "", *, name: str = ""
    ) -> None:
        """Add a fault.

        Parameters
        ----------
        path : tuple
            Where it is.
        found, allowed, todo : str
            In plain words.
        name : str
            What the table is called by who wrote it.
        """
        self.found.append(Fault(self.lines.of(path), told_path(path, name), found, allowed, todo))

    def refuse(self) -> None:
        """Raise what was found, if anything was.

        Raises
        ------
        ConfigError
            With all faults, in the order of the file.
        """
        if not self.found:
            return
        ordered = sorted(dict.fromkeys(self.found), key=lambda fault: fault.line or 0)
        told = [str(fault) for fault in ordered[:MOST_TOLD]]
        if len(ordered) > MOST_TOLD:
            told.append(f"and {len(ordered) - MOST_TOLD} more")
        if len(ordered) == 1:
            raise ConfigError(told[0], where=self.file, todo="mend it and run it again")
        raise ConfigError(
            f"{len(ordered)} faults\n" + "\n".join(f"    {line}" for line in told),
            where=self.file,
            todo="mend all of them and run it again",
        )


def told_path(path: Path, name: str = "") -> str:
    """Return a path as it is written: ``[[action]] 3 'gala', effect.low``."""
    if not path:
        return "the file"
    head, rest = str(path[0]), list(path[1:])
    if rest and isinstance(rest[0], int):
        head = f"[[{head}]] {rest.pop(0) + 1}" + (f" {quoted(name)}" if name else "")  # type: ignore[operator]
    else:
        head = f"[{head}]"
    keys = ".".join(str(part + 1) if isinstance(part, int) else part for part in rest)
    return f"{head}, {keys}" if keys else head


def quoted(value: object) -> str:
    """Return something found, short enough to be told."""
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def nearest(word: str, known: object) -> str:
    """Return ``did you mean ...?`` for what is nearest to a word; empty where nothing is near."""
    names = [str(name) for name in known] if isinstance(known, (list, tuple, set, dict)) else []
    near = get_close_matches(word, names, n=1, cutoff=0.6)
    return f"did you mean {near[0]!r}?" if near else ""
