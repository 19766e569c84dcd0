"""Write what a benchmark measured: JSON, Markdown, and a block of the README."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def publish(
    name: str, figures: Mapping[str, Any], text: str, command: str, *, detail: str = ""
) -> None:
    """Write ``results/NAME.json`` and ``.md``, and renew the block NAME of README.md.

    What is only for those who want to know more, ``detail``, stands in the results alone.
    """
    RESULTS.mkdir(exist_ok=True)
    machine = f"{platform.machine()}, Python {platform.python_version()}"
    told = f"Measured on {date.today()} ({machine}) by `{command}`"
    body = "\n\n".join(part for part in (text, detail, f"{told}.\n") if part)
    (RESULTS / f"{name}.json").write_text(
        json.dumps(figures, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8"
    )
    (RESULTS / f"{name}.md").write_text(body, encoding="utf-8")
    more = f"; more in [its results](benchmarks/results/{name}.md)" if detail else ""
    renew_block(ROOT / "README.md", name, f"{text}\n\n{told}{more}.\n")
    print(body)


def renew_block(file: Path, name: str, body: str) -> None:
    """Replace what stands between ``<!-- NAME -->`` and ``<!-- /NAME -->`` in a file."""
    start, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    text = file.read_text(encoding="utf-8")
    if start in text and end in text:
        head, rest = text.split(start, 1)
        tail = rest.split(end, 1)[1]
        file.write_text(f"{head}{start}\n{body}{end}{tail}", encoding="utf-8")
