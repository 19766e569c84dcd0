"""Time the pages as a reader meets them: first bytes over 1,000 requests, and what they weigh.

    python benchmarks/page.py ../shared/data

The server runs in a process of its own on 127.0.0.1, bound with this one to two cores where the
operating system can; requests come one after another over one connection, of all kinds of pages in
turn, in both languages, once each kind has been asked for before. Weights are what the browser
gets, gzip as sent: the page itself, what it loads besides, and the pictures of its charts.
"""

from __future__ import annotations

import gzip
import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from urllib.parse import quote

from figures import publish, table

from chuquan.faces.web.addresses import addresses
from chuquan.report import Report

N_REQUESTS = 1_000
LANGUAGES = ("zh", "en")
_SERVER = (
    "import sys, uvicorn; from chuquan.report import Report; "
    "from chuquan.faces.web.app import create_app; "
    "uvicorn.run(create_app(Report.read(sys.argv[1])), port=int(sys.argv[2]), log_level='warning')"
)
_LOADED = re.compile(r'(?:<script[^>]*\ssrc|<link rel="stylesheet" href)="(/static/[^"]+)"')
_CHART = re.compile(r'data-(svg|spec)="([^"]+)"')


def main(data: Path) -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[:2]))
    reports = {
        "the embedded sample": ["demo"],
        "the whole archive (5 sources)": [
            "run", *map(str, sorted((data / "mentions").glob("*.parquet"))), "--timezone",
            "Asia/Shanghai",
        ],
    }  # fmt: skip
    times, weights, figures = [], [], {}
    with tempfile.TemporaryDirectory() as folder:
        for i, (name, command) in enumerate(reports.items()):
            out = Path(folder) / str(i)
            job = [sys.executable, "-m", "chuquan.faces.cli", *command, "--out", str(out)]
            subprocess.run(job, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            file = out / "report.json"
            report = Report.read(file)
            with served(file) as port:
                pages = {
                    f"{kind} ({lang})": f"/{lang}/{address}"
                    for kind, address in addresses(report).items()
                    for lang in LANGUAGES
                }
                first = first_bytes(port, list(pages.values()))
                weighed = {kind: weight(port, pages[f"{kind} (zh)"]) for kind in addresses(report)}
            figures[name] = {"n_breakouts": len(report.breakouts), **first, "bytes": weighed}
            times.append([
                name, f"{len(report.breakouts):,}",
                *(f"{first[k]:.1f} ms" for k in ("p50_ms", "p95_ms", "max_ms")),
            ])  # fmt: skip
            weights = [  # of the last report, the largest; all are in the JSON
                [kind, *(f"{n / 1000:.0f} kB" for n in parts.values())]
                for kind, parts in weighed.items()
            ]
    head = ["report", "breakouts", "first byte, median", "95th percentile", "greatest"]
    text = table(head, times)
    whole = max(sum(parts.values()) for f in figures.values() for parts in f["bytes"].values())
    text += f"\n\nThe heaviest page weighs {whole / 1000:.0f} kB in all, as sent."
    parts = ["HTML", "style and scripts", "Vega (kept)", "coastlines (kept)", "charts"]
    detail = table(["page", *parts], weights)
    publish("page", figures, text, "python benchmarks/page.py ../shared/data", detail=detail)


@contextmanager
def served(report: Path) -> Iterator[int]:
    """Serve a report in a process of its own; yield the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-c", _SERVER, str(report), str(port)])
    try:
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                if process.poll() is not None:
                    sys.exit("the server ended")
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def first_bytes(port: int, pages: list[str]) -> dict[str, float]:
    """Return milliseconds from a request to its first byte, over :data:`N_REQUESTS`."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    taken = []
    for i in range(-len(pages), N_REQUESTS):
        start = time.perf_counter()
        connection.request("GET", pages[i % len(pages)], headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()  # returns with the first line of the answer
        elapsed = 1000 * (time.perf_counter() - start)
        answer.read()
        if answer.status != 200:
            sys.exit(f"{answer.status} {pages[i % len(pages)]}")
        if i >= 0:
            taken.append(elapsed)
    connection.close()
    cuts = statistics.quantiles(taken, n=100)
    return {"p50_ms": cuts[49], "p95_ms": cuts[94], "max_ms": max(taken)}


def weight(port: int, page: str) -> dict[str, int]:
    """Return bytes as sent: the page, its style and scripts, Vega, coastlines, its charts."""
    text, n_page = fetch(port, page)
    own = sum(fetch(port, unescape(address))[1] for address in set(_LOADED.findall(text)))
    vega = coast = charts = 0
    for kind, address in _CHART.findall(text):
        said, n = fetch(port, f"{unescape(address)}&theme=light&width=1180")
        charts += n
        if kind == "spec":
            vega = fetch(port, "/static/vega.js")[1]
            land = re.search(r"/static/coast-[^\"]+", said)
            coast += fetch(port, land.group())[1] if land else 0
    return {"html": n_page, "own": own, "vega": vega, "coast": coast, "charts": charts}


def fetch(port: int, address: str) -> tuple[str, int]:
    """Return an answer's text and how many bytes were sent for it."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    safe = quote(address, safe="/?&=%:,.-_+")
    connection.request("GET", safe, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200:
        sys.exit(f"{answer.status} {address}")
    is_zipped = answer.headers.get("Content-Encoding") == "gzip"
    return (gzip.decompress(body) if is_zipped else body).decode("utf-8"), len(body)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
