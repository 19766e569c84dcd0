"""A run's folder: ``report.json``, ``brief.html`` and ``problems.jsonl``, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import msgspec

from chuquan.errors import UserError
from chuquan.faces.write import write_all
from chuquan.report import Report


def check_folder(out: Path) -> None:
    """Refuse a folder that cannot be one, before the work begins.

    Raises
    ------
    UserError
        If something that is no folder stands at ``out`` or above it.
    """
    for path in (out, *out.parents):
        if path.is_dir():
            return
        if path.exists():
            raise UserError(
                "there is a file where the output folder is to be",
                where=str(path),
                allowed="a folder, or a path where nothing is yet",
                todo="choose another --out",
            )


def write_bundle(report: Report, out: Path, lang: str) -> dict[str, Path]:
    """Write report, brief and problems of a run.

    Returns
    -------
    dict of str to Path
        ``report``, ``brief`` and ``problems``.

    Raises
    ------
    OutsideError
        If the disk refuses.
    """
    from chuquan.faces.brief import render  # noqa: PLC0415  Jinja is not needed before

    paths = {
        "report": out / "report.json",
        "brief": out / "brief.html",
        "problems": out / "problems.jsonl",
    }
    lines = [msgspec.json.encode(problem) + b"\n" for problem in report.problems]
    write_all(
        {
            paths["report"]: report.to_json() + b"\n",
            paths["brief"]: render(report, lang=lang).encode("utf-8"),
            paths["problems"]: b"".join(lines),
        }
    )
    return paths
