"""How a command fails: one clear message, an exit code, and no traceback unless asked for."""

from __future__ import annotations

import json
import os
import traceback

import typer

from chuquan.errors import ChuquanError, OutsideError

EXIT_CODES = (
    "Exit codes: 0 done; 1 a fault in chuquan; 2 something that was given cannot be used; "
    "3 the disk, the network or another program failed; 130 interrupted."
)

_CONTROLS = {i: "\ufffd" for i in (*range(0x20), *range(0x7F, 0xA0)) if chr(i) != "\n"}


def report_failure(error: BaseException, *, as_json: bool) -> int:
    """Tell a failure on stderr and return the exit code.

    Parameters
    ----------
    error : BaseException
        What a command raised.
    as_json : bool
        Tell it as one line of JSON, the last on stderr, with the keys ``error``, ``found``,
        ``where``, ``allowed``, ``todo`` and ``exit_code``.
    """
    if isinstance(error, KeyboardInterrupt):
        _tell("interrupted; nothing half-written was left behind")
        return 130
    told = _as_told(error)
    if as_json:
        fields = {**told.to_dict(), "exit_code": told.exit_code}
        typer.echo(json.dumps(fields, ensure_ascii=False), err=True)
    else:
        _tell(f"Error: {told}")
    if os.environ.get("CHUQUAN_TRACEBACK") == "1":
        traceback.print_exception(error)
    return told.exit_code


def _as_told(error: BaseException) -> ChuquanError:
    if isinstance(error, ChuquanError):
        return error
    if isinstance(error, OSError):
        return OutsideError(
            error.strerror or str(error),
            where=str(error.filename or ""),
            todo="see that the path exists, may be read and written, and the disk has room",
        )
    return ChuquanError(
        f"a fault in chuquan: {type(error).__name__}: {error}",
        todo="run it again with CHUQUAN_TRACEBACK=1 and send us what it prints",
    )


def _tell(message: str) -> None:
    # A message may quote what a file held: no escape sequence of it may reach the terminal.
    typer.echo(message.translate(_CONTROLS), err=True)
