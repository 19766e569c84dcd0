"""Time the digest with everything on, beside the pipeline one would put together, in one run.

    python benchmarks/digest.py ../shared/data

Needs the extras `bench` and `train`. Both sides digest the same mentions of Weibo's hot list in one
warm process (kernels compiled, weights, names and dictionaries loaded), one after the other; every
time is the least of several runs, with the median beside it for the whole. Loading and peak memory
are those of fresh processes. The times of the stages add up to more than the whole, as the mentions
get their fingerprint while words are cut.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
from figures import publish, table

from chuquan.digest import store
from chuquan.digest.tally import classify_located, locate, tally_attention, tally_terms
from chuquan.digest.terms import cut_terms
from chuquan.pipeline import digest_reading, read, resolve
from chuquan.places.gazetteer import Gazetteer
from chuquan.places.latin import LatinNames
from chuquan.places.patterns import Patterns
from chuquan.places.resolve import Resolver
from chuquan.sources.base import Reading
from chuquan.train import read_labels
from chuquan.weights import Weights

RUNS, PEER_RUNS = 15, 3
READY = ("weights", "gazetteer", "Chinese names", "Latin names")
COMMAND = "python benchmarks/digest.py ../shared/data"


def timed(work: Callable[[], Any], runs: int) -> tuple[list[float], Any]:
    """Return the seconds of each run after a first one, and the result."""
    result = work()
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - start)
    return seconds, result


def ours(reading: Reading) -> dict[str, list[float]]:
    """Return the seconds of each stage and of the whole, which is what the pipeline runs."""
    weights = Weights.load()
    resolver = Resolver.load(weights["place"])
    seconds = {}
    seconds["places"], located = timed(lambda: locate(reading.mentions, resolver), RUNS)
    seconds["words, kind and lever"], (told, words) = timed(
        lambda: classify_located(located, weights, resolver.gazetteer), RUNS
    )
    seconds["attention"], _ = timed(lambda: tally_attention(told), RUNS)
    seconds["terms"], _ = timed(lambda: tally_terms(told, words), RUNS)
    seconds["fingerprint"], _ = timed(lambda: store.fingerprint(reading.mentions), RUNS)
    seconds["whole"], _ = timed(lambda: digest_reading(reading), RUNS)
    return seconds


def theirs(
    mentions: pl.DataFrame, labels: pl.DataFrame, runs: int = PEER_RUNS
) -> dict[str, list[float]]:
    """Return the same of the peer."""
    peer = _peer(labels)
    texts = mentions["text"].to_list()
    hours = mentions["observed_at"].dt.strftime("%Y-%m-%d %H").to_list()
    days = mentions["observed_at"].dt.strftime("%Y-%m-%d").to_list()
    seconds = {}
    seconds["places"], hits = timed(lambda: peer.places(texts), runs)
    seconds["words, kind and lever"], (words, p) = timed(
        lambda: (peer.words(hits), peer.classify(hits)), runs
    )
    seconds["attention"], _ = timed(lambda: peer.attention(hits, hours, p), runs)
    seconds["terms"], _ = timed(lambda: peer.terms(hits, days, p, words), runs)
    seconds["whole"] = [sum(parts) for parts in zip(*seconds.values(), strict=True)]
    return seconds


def load() -> dict[str, float]:
    """Return the seconds that loading takes in this process; compiled kernels are not among it."""
    steps: dict[str, Callable[[], Any]] = {
        "weights": Weights.load,
        "gazetteer": Gazetteer.load,
        "Chinese names": lambda: Patterns.load().trie,
        "Latin names": LatinNames.load,
        "dictionary of words": lambda: cut_terms(pl.Series(["烧烤"])),
        "Numba and the first mention": lambda: resolve(["山东淄博烧烤"]),
    }
    seconds = {}
    for name, step in steps.items():
        start = time.perf_counter()
        step()
        seconds[name] = time.perf_counter() - start
    return seconds


def in_fresh_process(what: str, data: Path) -> Any:
    """Return what this script says when it does only one thing."""
    command = [sys.executable, __file__, str(data), what]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def alone(what: str, data: Path) -> Any:
    """Load and tell the seconds, or read, perhaps digest, and tell the peak memory in GB."""
    if what == "load":
        return load()
    reading = _read(data, "weibo")
    if what == "ours":
        digest_reading(reading)
    elif what == "theirs":
        labels = read_labels(data / "labels" / "titles.csv")
        theirs(reading.mentions, labels, runs=0)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def _peer(labels: pl.DataFrame) -> Any:
    # Only where it is measured, so that its libraries do not count for the other side.
    return importlib.import_module("peers.aho_jieba").Peer(labels)


def _read(data: Path, name: str) -> Reading:
    return read(sorted((data / "mentions").glob(f"{name}.parquet")))


def main(data: Path) -> None:
    loads = [in_fresh_process("load", data) for _ in range(4)][1:]  # the first one compiles
    memory = {side: in_fresh_process(side, data) for side in ("read", "ours", "theirs")}
    reading = _read(data, "weibo")
    n = reading.mentions.height
    us, peer = ours(reading), theirs(reading.mentions, read_labels(data / "labels" / "titles.csv"))
    figures: dict[str, Any] = {
        "n_mentions": n,
        "seconds": {"chuquan": us, "peer": peer},
        "load_seconds": loads,
        "peak_gb": memory,
        "cores": os.cpu_count(),
        "others": {},
    }
    parts = [_stages(n, us, peer)]
    for name, sources in (("zhihu", "zhihu"), ("all five sources", "*")):
        other = _read(data, sources)
        seconds = ours(other)["whole"]
        figures["others"][name] = {"n_mentions": other.mentions.height, "seconds": seconds}
    parts += [_others(figures["others"]), _loading(loads, memory)]
    publish("digest", figures, "\n\n".join(parts), COMMAND)


def _stages(n: int, us: dict[str, list[float]], peer: dict[str, list[float]]) -> str:
    rows = []
    for stage, runs in us.items():
        row = [stage, f"{min(runs):.3f} s", f"{n / min(runs):,.0f}"]
        if stage in peer:
            best = min(peer[stage])
            row += [f"{best:.2f} s", f"{n / best:,.0f}", f"{best / min(runs):.0f} times"]
        else:
            row += ["–"] * 3
        rows.append(row)
    rows[-1] = [f"**{cell}**" for cell in rows[-1]]
    header = ["stage", "Chuquan", "mentions a second", "peer", "mentions a second", "ratio"]
    median = statistics.median(us["whole"])
    return (
        f"Weibo's hot list, {n:,} mentions, {os.cpu_count()} cores; the peer is pyahocorasick with "
        "the same strings, jieba, TF-IDF and logistic regression of scikit-learn, and a Counter.\n"
        f"\n{table(header, rows)}\n\n"
        f"Least of {RUNS} runs (peer {PEER_RUNS}), warm, in one process; the median whole is "
        f"{median:.3f} s ({n / median:,.0f} a second)."
    )


def _others(others: dict[str, Any]) -> str:
    told = [
        f"{name} {other['n_mentions'] / min(other['seconds']):,.0f} (of {other['n_mentions']:,})"
        for name, other in others.items()
    ]
    return "Mentions a second, all of the digest: " + ", ".join(told) + "."


def _loading(loads: list[dict[str, float]], memory: dict[str, float]) -> str:
    steps = {step: min(run[step] for run in loads) for step in loads[0]}
    ready = sum(steps[step] for step in READY)
    shown = ", ".join(f"{step} {seconds:.3f}" for step, seconds in steps.items())
    return (
        f"Weights and gazetteer with all names load in {ready:.2f} s in a fresh process, beside "
        f"the imports ({shown}). Peak memory of a process that reads {memory['read']:.2f} GB, that "
        f"reads and digests {memory['ours']:.2f} GB; with the peer {memory['theirs']:.2f} GB."
    )


if __name__ == "__main__":
    if len(sys.argv) > 2:
        print(json.dumps(alone(sys.argv[2], Path(sys.argv[1]))))
    else:
        main(Path(sys.argv[1]))
