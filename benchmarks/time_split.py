"""The whole table by time-split: single titles and episodes, beside their targets and plain peers.

    python benchmarks/time_split.py ../shared/data [--unjudged N] [--print-only]

One cross-fitted training serves both. From the split on, place, kind and lever are told by models
of the titles before it; before it, each of five blocks of time by models of the other four. Prints
the tables and writes them to ``benchmarks/results`` and the README, unless ``--print-only``.
``--unjudged N`` prints, to the terminal only, the N largest image breakouts that no label judges,
with the mentions that carry them: to be read, not counted as right.
"""

from __future__ import annotations

import argparse
import tempfile
from datetime import date, timedelta
from pathlib import Path

import figures
import msgspec
import polars as pl
from peers import char_ngrams

from chuquan import pipeline
from chuquan.config import Settings
from chuquan.evaluate import Evaluation, TitleEvaluation, evaluate, judge_titles
from chuquan.evaluate.classes import TaskFigures
from chuquan.evaluate.intervals import Estimate, Share
from chuquan.evaluate.title_evaluation import TASKS, figure
from chuquan.report import Report
from chuquan.sources.base import Reading
from chuquan.train import read_labels, train_cross_fitted

SPLIT = date(2023, 7, 1)
BEFORE = SPLIT - timedelta(days=1)
COMMAND = "python benchmarks/time_split.py ../shared/data"
RATES = (0.05, 0.10, 0.20)
PERIODS = (
    ("all", None, None),
    ("before the split", None, BEFORE),
    ("from the split on", SPLIT, None),
)

QUOTED = {
    "place": "0.966",
    "kind": "0.77",
    "lever": "0.69",
    "recall": "0.74",
    "precision": "0.86",
    "lever of a wave": "0.88",
}
"""Quoted from method.md, section 3: the plain baselines on a later period, not of this run."""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    asked.add_argument("data", type=Path, help="the shared data folder")
    asked.add_argument("--unjudged", type=int, default=0, metavar="N")
    asked.add_argument("--print-only", action="store_true")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        weights = Path(folder) / "weights.npz"
        titles_file = given.data / "labels" / "titles.csv"
        labels = read_labels(titles_file)
        # Titles were labelled from all five lists; episodes are those of Weibo.
        around = pipeline.read(sorted((given.data / "mentions").glob("*.parquet"))).mentions
        reading = pipeline.read([given.data / "mentions" / "weibo.parquet"])
        train_cross_fitted(labels, "cross-fitted", around, split=SPLIT).save(weights)
        titles = {
            "before the split": judge_titles(titles_file, weights, around, until=BEFORE),
            "from the split on": judge_titles(titles_file, weights, around, since=SPLIT),
            "from the split on, by the titles alone": judge_titles(
                titles_file, weights, since=SPLIT
            ),
        }
        found = find(reading, weights, given)
    peer = char_ngrams.judge(
        labels.filter(pl.col("date") < SPLIT), labels.filter(pl.col("date") >= SPLIT)
    )
    episodes = {
        (rate, name): evaluate(report, given.data / "labels" / "episodes.csv", since=a, until=b)
        for rate, report in found.items()
        for name, a, b in PERIODS
    }
    usual = Settings().false_discovery_rate
    whole = whole_table(titles["from the split on"], peer, episodes, usual)
    tell = show if given.print_only else figures.publish
    tell("titles", titles_figures(titles, peer), titles_table(titles, peer), COMMAND)
    tell("episodes", episode_figures(episodes), episodes_table(episodes, usual), COMMAND)
    tell("time_split", {"figures": ["titles.json", "episodes.json"]}, whole, COMMAND)
    if given.unjudged:
        tell_unjudged(found[usual], episodes[usual, "all"], given.unjudged)


def find(reading: Reading, weights: Path, given: argparse.Namespace) -> dict[float, Report]:
    """Find the breakouts at each rate; with mentions as evidence where these are to be read."""
    made, _ = pipeline.digest_reading(reading, weights)
    usual = Settings().false_discovery_rate
    reports = {
        rate: pipeline.find(made, Settings(false_discovery_rate=rate))
        for rate in sorted({*RATES, usual})
    }
    if given.unjudged:
        source = [given.data / "mentions" / "weibo.parquet"]
        reports[usual] = pipeline.run(source, weights=weights)
    return reports


def whole_table(
    titles: TitleEvaluation,
    peer: dict[str, TaskFigures],
    episodes: dict[tuple[float, str], Evaluation],
    usual: float,
) -> str:
    """Return every target beside what was measured and what plain means reach."""
    other = "not this place"
    rows = [
        ["title: place right", "≥ 0.97", figure(titles.place.right), figure(peer["place"].right)],
        ["title: F1 of not this place", "≥ 0.90"]
        + [str(own["place"].by_class[other].f1) for own in (by_task(titles), peer)],
    ]
    for task, target in (("kind", "≥ 0.84"), ("lever", "≥ 0.80")):
        rows.append([f"title: {task} right", target])
        rows[-1] += [figure(own[task].right) for own in (by_task(titles), peer)]
    for task in ("kind", "lever"):
        rows.append([f"title: calibration error of {task}", "≤ 0.03"])
        rows[-1] += [str(own[task].calibration.error) for own in (by_task(titles), peer)]
    quoted = [QUOTED["place"], "–", QUOTED["kind"], QUOTED["lever"], "–", "–"]
    rows = [[*row, q] for row, q in zip(rows, quoted, strict=True)]
    rows += episode_rows(episodes[usual, "from the split on"], "from the split on")
    rows += episode_rows(episodes[usual, "all"], "all, cross-fitted")
    header = ["measure", "target", "Chuquan", "plain n-grams, this run", "plain, quoted"]
    return (
        f"{figures.table(header, rows)}\n\nTitles from {SPLIT} on, by models of the titles before; "
        f"episodes at the default rate {usual:g}. 95% intervals. Quoted figures are of an earlier "
        "trial on another split, and of titles averaged over given waves: not of this run."
    )


def episode_rows(judged: Evaluation, name: str) -> list[list[str]]:
    own = judged.overall
    onset = own.onset_error
    absolute = "-" if onset.median_absolute is None else f"{onset.median_absolute:.1f}"
    told = [
        ("recall", "≥ 0.85", str(own.recall), QUOTED["recall"]),
        ("judged precision", "≥ 0.90", str(own.precision), QUOTED["precision"]),
        ("the same, beside labels told as what they are", "–", str(judged.precision_apart), "–"),
        ("first lever first or second", "≥ 0.92", str(own.lever_either), QUOTED["lever of a wave"]),
        ("onset error, median absolute days", "≤ 1", absolute, "–"),
    ]
    return [
        [f"episodes, {name}: {what}", target, measured, "–", quoted]
        for what, target, measured, quoted in told
    ]


def titles_table(titles: dict[str, TitleEvaluation], peer: dict[str, TaskFigures]) -> str:
    rows = []
    told = [(f"Chuquan, {name}", by_task(own)) for name, own in titles.items()]
    for task, name in TASKS.items():
        for who, tasks in (*told, ("plain n-grams, from the split on", peer)):
            own = tasks[task]
            macro = str(own.macro_f1)
            if task == "place":
                macro += f"; not this place {own.by_class['not this place'].f1}"
            error: Estimate = own.calibration.error
            rows.append([name, who, f"{own.right.n:,}", figure(own.right), macro, str(error)])
    header = ["told of a title", "by", "titles", "right", "macro F1", "calibration error"]
    return (
        f"{figures.table(header, rows)}\n\nSplit at {SPLIT}: from then on models of the titles "
        "before; before it, each of five blocks of time by models of the other four. 95% "
        "intervals. The place's calibration error is over the titles told to mean it; that of the "
        "plain n-grams over all titles."
    )


def by_task(judged: TitleEvaluation) -> dict[str, TaskFigures]:
    return {task: getattr(judged, task) for task in TASKS}


def titles_figures(
    titles: dict[str, TitleEvaluation], peer: dict[str, TaskFigures]
) -> dict[str, object]:
    out: dict[str, object] = {name: own.figures() for name, own in titles.items()}
    return out | {"plain n-grams, from the split on": msgspec.to_builtins(peer)}


def episodes_table(episodes: dict[tuple[float, str], Evaluation], usual: float) -> str:
    rows = []
    for (rate, name), judged in episodes.items():
        own = judged.overall
        measures: list[Share | None] = [own.recall, own.precision, judged.precision_apart]
        rows.append(
            [
                f"{rate:g}{' (default)' if rate == usual else ''}",
                name,
                *map(str, measures),
                str(len(judged.unjudged)),
                str(own.lever_either),
                str(own.onset_error).split(", quartiles", maxsplit=1)[0],
                str(judged.crisis_recall),
            ]
        )
    header = [
        "rate chosen",
        "labels",
        "recall of images",
        "judged precision",
        "beside labels told as what they are",
        "not judged",
        "first lever right",
        "onset error in days, median",
        "crises found",
    ]
    return figures.table(header, rows)


def episode_figures(episodes: dict[tuple[float, str], Evaluation]) -> dict[str, object]:
    return {f"{rate} {name}": judged.to_dict() for (rate, name), judged in episodes.items()}


def tell_unjudged(report: Report, judged: Evaluation, n: int) -> None:
    """Print the largest images that no label judges, with their mentions, and write nothing."""
    ids = {b.breakout_id for b in judged.unjudged}
    unjudged = [b for b in report.breakouts if b.breakout_id in ids]
    largest = sorted(unjudged, key=lambda b: -b.n_excess)[:n]
    print(f"{len(largest)} of {len(unjudged)} images that no label judges, largest first\n")
    for b in largest:
        end = b.end.date() if b.end else "still going on"
        print(f"{b.image}  {b.onset.date()} to {end}  lever {b.lever}", end="  ")
        print(f"excess {b.n_excess:.0f}, {b.rate_ratio:.0f} times, q {b.q_value:.2g}")
        for e in b.evidence:
            if e.text and e.observed_at:
                print(f"    {e.observed_at.date()}  {e.text}")


def show(_name: str, _figures: object, text: str, _command: str) -> None:
    print(text, end="\n\n")


if __name__ == "__main__":
    main()
