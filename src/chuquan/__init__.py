"""Chuquan (出圈): find the city images that break out, and say why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chuquan.version import __version__

if TYPE_CHECKING:
    from chuquan.config import Settings
    from chuquan.errors import ChuquanError, OutsideError, UserError
    from chuquan.pipeline import find, run
    from chuquan.report import Breakout, Report
    from chuquan.sources.base import ReadOptions

_HOME = {
    "Breakout": "chuquan.report",
    "ChuquanError": "chuquan.errors",
    "OutsideError": "chuquan.errors",
    "ReadOptions": "chuquan.sources.base",
    "Report": "chuquan.report",
    "Settings": "chuquan.config",
    "UserError": "chuquan.errors",
    "find": "chuquan.pipeline",
    "run": "chuquan.pipeline",
}

__all__ = [
    "Breakout",
    "ChuquanError",
    "OutsideError",
    "ReadOptions",
    "Report",
    "Settings",
    "UserError",
    "__version__",
    "find",
    "run",
]


def __getattr__(name: str) -> Any:
    # Loaded on first use, so that `chuquan --help` and a plain import cost nothing.
    from importlib import import_module  # noqa: PLC0415

    if name not in _HOME:
        raise AttributeError(f"module 'chuquan' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
