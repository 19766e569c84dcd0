"""One frozen settings object, read from TOML and validated in full before a run."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

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
    """

    false_discovery_rate: float = 0.10
    quiet_days: float = 3.0
    min_mentions: float = 3.0
    close_days: int = 7
    min_term_mentions: int = 2
    n_evidence: int = 8

    def __post_init__(self) -> None:
        faults = [
            f"{name} = {getattr(self, name)!r}: {allowed}"
            for name, (low, high, allowed) in _RANGES.items()
            if not _within(getattr(self, name), low, high)
        ]
        if faults:
            raise ConfigError(
                "settings out of range: " + "; ".join(faults),
                where="settings",
                allowed="; ".join(f"{n}: {a}" for n, (_, _, a) in _RANGES.items()),
                todo="mend all of them; `chuquan run --help` lists the defaults",
            )

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
            raise NotFoundError("there is no such settings file", where=str(file))
        try:
            values = tomllib.loads(file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigError(
                f"not TOML: {error}", where=str(file), allowed="UTF-8 TOML", todo="mend the file"
            ) from error
        return cls().override(values, where=str(file))

    def override(self, values: dict[str, Any], *, where: str = "settings") -> Settings:
        """Return a copy with some settings replaced, checking names and types of all of them."""
        known = {f.name: type(f.default) for f in fields(self)}
        faults = [f"unknown setting '{name}'" for name in values if name not in known]
        faults += [
            f"{name} = {value!r} is no {known[name].__name__}"
            for name, value in values.items()
            if name in known and not _is_a(value, known[name])
        ]
        if faults:
            raise ConfigError(
                "; ".join(faults),
                where=where,
                allowed=", ".join(f"{n} ({t.__name__})" for n, t in known.items()),
                todo="mend all of them",
            )
        return replace(self, **{n: known[n](v) for n, v in values.items()})


_RANGES: dict[str, tuple[float, float, str]] = {
    "false_discovery_rate": (1e-6, 0.5, "above 0 and below 0.5"),
    "quiet_days": (0.0, 365.0, "0 to 365"),
    "min_mentions": (0.0, 1e9, "0 or more"),
    "close_days": (1, 90, "1 to 90"),
    "min_term_mentions": (1, 1e6, "1 or more"),
    "n_evidence": (0, 1000, "0 to 1000"),
}


def _within(value: float, low: float, high: float) -> bool:
    return low <= value <= high


def _is_a(value: object, kind: type) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, (int, float)) if kind is float else isinstance(value, kind)
