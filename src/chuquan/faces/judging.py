"""The commands that judge against people's labels and learn from them: ``evaluate``, ``train``."""

# ruff: noqa: PLC0415, PLR0917  commands import when they run; Typer calls them by keyword
from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chuquan.errors import UserError
from chuquan.faces import options as opt

if TYPE_CHECKING:
    import polars as pl

    from chuquan.faces.tell import Teller

SplitOption = Annotated[
    datetime | None,
    typer.Option(
        "--split",
        metavar="YYYY-MM-DD",
        formats=["%Y-%m-%d"],
        help="Titles from this day on are told by weights of those before it, for the report; "
        "unless told, the day before which six in ten titles lie.",
    ),
]
MentionsOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--mentions",
        metavar="SOURCE",
        help="Mentions around the labelled titles: kind and lever are told with what was said on "
        "earlier days, as in a digest; may be repeated. Without it, by the titles alone.",
    ),
]
LastTitleOption = Annotated[
    datetime | None,
    typer.Option(
        "--until",
        metavar="YYYY-MM-DD",
        formats=["%Y-%m-%d"],
        help="Last day of the titles that are looked at.",
    ),
]


def evaluate(
    report: Annotated[
        Path | None, typer.Argument(metavar="[REPORT]", help="The report.json of a run.")
    ] = None,
    truth: Annotated[
        Path | None,
        typer.Option("--truth", metavar="FILE", help="Labelled episodes as CSV, for REPORT."),
    ] = None,
    titles: Annotated[
        Path | None, typer.Option("--titles", metavar="FILE", help="Labelled titles as CSV.")
    ] = None,
    weights: Annotated[
        Path | None,
        typer.Option(
            "--weights", metavar="FILE", help="For titles: classifiers other than the shipped ones."
        ),
    ] = None,
    mentions: MentionsOption = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="DIR", help="Write evaluation.json and evaluation.html there, too."
        ),
    ] = None,
    json: opt.JsonOption = False,
    lang: opt.LangOption = "zh",
    since: opt.SinceOption = None,
    until: opt.UntilOption = None,
) -> None:
    """Judge a report against labelled episodes, or the classifiers against labelled titles.

    With REPORT and --truth: recall, precision, levers, onset, delay. With --titles: place, kind
    and lever of single titles, confusion, calibration, the worst errors. Both may be given.
    """
    from chuquan.evaluate import evaluate as judge
    from chuquan.evaluate import judge_titles
    from chuquan.faces.bundle import check_folder
    from chuquan.faces.evaluation import write_evaluation
    from chuquan.faces.tell import Teller
    from chuquan.report import Report

    _check_given(report, truth, titles, weights, mentions)
    first, last = opt.days(since, until)
    if out:
        check_folder(out)
    teller = Teller(as_json=json, lang=lang)
    episodes = told = None
    if report is not None and truth is not None:
        episodes = judge(Report.read(report), truth, since=first, until=last)
    if titles is not None:
        around = _read(mentions, teller)
        with teller.progress.stage("judge titles"):
            told = judge_titles(titles, weights, around, since=first, until=last)
    # Written first: whoever cuts what is printed short (| head) has the files all the same.
    files = write_evaluation(episodes, told, out, lang) if out else {}
    teller.evaluations(episodes, told)
    teller.files(files)


def train(
    labels: Annotated[
        Path,
        typer.Argument(
            metavar="LABELS",
            help="Labelled titles as CSV: date, place, title, is_place, kind, lever.",
        ),
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="WEIGHTS.npz", help="Where the weights go.")
    ],
    mentions: MentionsOption = None,
    split: SplitOption = None,
    until: LastTitleOption = None,
    name: Annotated[
        str | None,
        typer.Option("--name", help="Shown in reports; unless told, titles-to-DATE."),
    ] = None,
    card: Annotated[
        Path | None,
        typer.Option(
            "--card", metavar="FILE", help="The model card; unless told, WEIGHTS.md beside them."
        ),
    ] = None,
    origin: Annotated[
        str, typer.Option("--origin", help="Where the titles come from and their licence.")
    ] = "",
    json: opt.JsonOption = False,
    lang: opt.LangOption = "zh",
) -> None:
    r"""Train the classifiers from labelled titles, and say by time-split how right they will be.

    Needs scikit-learn: pip install 'chuquan\[train]'. Use the result with --weights.
    """
    from chuquan.faces.model_card import check_targets, write_weights
    from chuquan.faces.tell import Teller
    from chuquan.train import fingerprint, read_labels, train_and_judge

    last, at = (day.date() if day else None for day in (until, split))
    beside = card or out.with_suffix(".md")
    check_targets(out, beside)
    teller = Teller(as_json=json, lang=lang)
    notes = {"labels_sha256": "", "origin": origin}
    table = read_labels(labels)
    notes["labels_sha256"] = fingerprint(labels)
    around = _read(mentions, teller)
    trained = train_and_judge(
        table, name, around, split=at, until=last, notes=notes, progress=teller.progress
    )
    teller.trained(trained, write_weights(trained, out, beside, lang))


def _read(mentions: list[Path] | None, teller: Teller) -> pl.DataFrame | None:
    from chuquan import pipeline

    return pipeline.read(mentions, progress=teller.progress).mentions if mentions else None


def _check_given(
    report: Path | None,
    truth: Path | None,
    titles: Path | None,
    weights: Path | None,
    mentions: list[Path] | None,
) -> None:
    faults = []
    if (report is None) != (truth is None):
        faults.append("--truth without REPORT" if report is None else "REPORT without --truth")
    if report is None and truth is None and titles is None:
        faults.append("nothing to judge")
    if weights is not None and titles is None:
        faults.append("--weights without --titles: a report says itself which weights it used")
    if mentions and titles is None:
        faults.append("--mentions without --titles: a report has been told with its own")
    if faults:
        raise UserError(
            "; ".join(faults),
            where="evaluate",
            allowed="REPORT with --truth FILE, or --titles FILE, or both",
            todo="chuquan evaluate report.json --truth episodes.csv, "
            "or: chuquan evaluate --titles titles.csv",
        )
