"""One frozen settings object, read from TOML and validated in full before a run."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Final, NamedTuple

from chuquan.errors import ConfigError, NotFoundError


@dataclass(frozen=True)
class Settings:
    """All that a run can be told.

    Attributes
    ----------
    false_discovery_rate : float
        Expected share of false ones among the breakouts of any 30 days; 0 < rate < 0.5.
    quiet_days : float
        An item seen again counts again only after more than so many days unseen.
    min_mentions : float
        A breakout holds at least so many mentions above expectation.
    close_days : int
        An episode closes after so many quiet days.
    min_term_mentions : int
        A term enters a digest only when at least so many mentions of the place hold it.
    n_evidence : int
        Mentions (or terms) shown for each breakout.

    Raises
    ------
    ConfigError
        Names every setting that is of the wrong type or out of range at once.
    """

    false_discovery_rate: float = 0.15
    quiet_days: float = 3.0
    min_mentions: float = 3.0
    close_days: int = 7
    min_term_mentions: int = 2
    n_evidence: int = 8

    def __post_init__(self) -> None:
        _refuse(_faults({f.name: getattr(self, f.name) for f in fields(self)}), "settings")

    @classmethod
    def from_toml(cls, path: str | Path) -> Settings:
        """Read settings from a TOML file; what it leaves out keeps its default.

        Raises
        ------
        NotFoundError, ConfigError
            The latter names every fault at once: syntax, unknown names, wrong types, ranges.
        """
        file = Path(path)
        if not file.is_file():
            raise NotFoundError(
                "there is no such settings file",
                where=str(file),
                allowed="a TOML file of settings",
                todo="mend the path, or leave it out to use the defaults",
            )
        try:
            values = tomllib.loads(file.read_text(encoding="utf-8-sig"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigError(
                f"not TOML: {error}", where=str(file), allowed="UTF-8 TOML", todo="mend the file"
            ) from error
        return cls().override(values, where=str(file))

    def override(self, values: Mapping[str, Any], *, where: str = "settings") -> Settings:
        """Return a copy with some settings replaced.

        Parameters
        ----------
        values : mapping of str to int or float
            Settings by name.
        where : str
            Where they come from, for the error.

        Raises
        ------
        ConfigError
            Names every unknown setting, wrong type and value out of range at once.
        """
        _refuse(_faults(values), where)
        typed: dict[str, Any] = {name: _RANGES[name].kind(v) for name, v in values.items()}
        return replace(self, **typed)


class _Range(NamedTuple):
    kind: type[int | float]
    low: float
    high: float
    allowed: str
    is_open: bool = False

    def __contains__(self, value: object) -> bool:
        if isinstance(value, bool) or not isinstance(value, (int, self.kind)):
            return False
        within = self.low <= value <= self.high
        return within and not (self.is_open and value in (self.low, self.high))


_RANGES: Final = {
    "false_discovery_rate": _Range(float, 0.0, 0.5, "a number above 0 and below 0.5", is_open=True),
    "quiet_days": _Range(float, 0.0, 365.0, "a number from 0 to 365"),
    "min_mentions": _Range(float, 0.0, 1e9, "a number from 0 to 1e9"),
    "close_days": _Range(int, 1, 90, "a whole number from 1 to 90"),
    "min_term_mentions": _Range(int, 1, 1e6, "a whole number from 1 to 1e6"),
    "n_evidence": _Range(int, 0, 1000, "a whole number from 0 to 1000"),
}


def _faults(values: Mapping[str, object]) -> list[str]:
    return [
        f"{name} = {value!r}" if name in _RANGES else f"unknown setting '{name}'"
        for name, value in values.items()
        if name not in _RANGES or value not in _RANGES[name]
    ]


def _refuse(faults: list[str], where: str) -> None:
    if faults:
        raise ConfigError(
            "; ".join(faults),
            where=where,
            allowed="; ".join(f"{name}: {r.allowed}" for name, r in _RANGES.items()),
            todo="mend all of them",
        )
