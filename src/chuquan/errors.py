"""The error tree. A user's mistake is kept apart from a failure of the outside world.

    ChuquanError
    ├── UserError                 exit code 2: the user can mend it
    │   ├── NotFoundError         a file, folder, place or breakout that is not there
    │   ├── EmptySourceError      a source that holds no mention
    │   ├── EncodingError         bytes that are in no encoding we read
    │   ├── FormatError           a file that is not of the shape it claims
    │   ├── ColumnError           a table without a time or a text column, or an ambiguous one
    │   ├── TimeZoneError         times without a zone, and no zone given
    │   ├── VersionError          a digest, report or weights file of a newer version
    │   ├── LabelError            a truth file with labels that are not allowed
    │   ├── SchemaError           a table that breaks its contract
    │   ├── RefusalError          data that cannot answer the question that was asked of them
    │   └── ConfigError           settings that do not validate, all faults together
    └── OutsideError              exit code 3: the disk, the network, another program

Every message says what was found, where, what is allowed and what to do.
"""

from __future__ import annotations


class ChuquanError(Exception):
    """Root of all errors that Chuquan raises on purpose.

    Parameters
    ----------
    found : str
        What was found, in plain words.
    where : str
        File, line and column, or table and row; empty if it has no place.
    allowed : str
        What would have been accepted.
    todo : str
        What the user can do now.
    """

    exit_code = 1

    def __init__(self, found: str, *, where: str = "", allowed: str = "", todo: str = "") -> None:
        self.found = found
        self.where = where
        self.allowed = allowed
        self.todo = todo
        super().__init__(str(self))

    def __str__(self) -> str:
        parts = [f"{self.where}: {self.found}" if self.where else self.found]
        if self.allowed:
            parts.append(f"Allowed: {self.allowed}")
        if self.todo:
            parts.append(f"What to do: {self.todo}")
        return "\n  ".join(parts)

    def to_dict(self) -> dict[str, str]:
        """Return the error as a flat mapping, for ``--json`` and the problem list."""
        return {
            "error": type(self).__name__,
            "found": self.found,
            "where": self.where,
            "allowed": self.allowed,
            "todo": self.todo,
        }


class UserError(ChuquanError):
    """Something that the user gave cannot be used as it is."""

    exit_code = 2


class NotFoundError(UserError):
    """A file, folder, place or breakout that is not there."""


class EmptySourceError(UserError):
    """A source that holds no mention."""


class EncodingError(UserError):
    """Bytes that are in no encoding we read."""


class FormatError(UserError):
    """A file that is not of the shape it claims."""


class ColumnError(UserError):
    """A table without a time or a text column, or with an ambiguous one."""


class TimeZoneError(UserError):
    """Times without a zone where no zone was given."""


class VersionError(UserError):
    """A digest, report or weights file written by a newer version."""


class LabelError(UserError):
    """A truth or labels file with labels that are not allowed."""


class SchemaError(UserError):
    """A table that breaks its contract."""


class RefusalError(UserError):
    """Data that cannot answer the question that was asked of them."""


class ConfigError(UserError):
    """Settings that do not validate; all faults are reported together."""


class OutsideError(ChuquanError):
    """The disk, the network or another program failed."""

    exit_code = 3
