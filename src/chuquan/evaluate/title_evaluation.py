"""What an evaluation of single titles says: a frozen value, JSON types, tables of text."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import msgspec

from chuquan.evaluate.calibration import Bin
from chuquan.evaluate.classes import TaskFigures
from chuquan.evaluate.evaluation import Table
from chuquan.evaluate.intervals import Share
from chuquan.evaluate.seen import Seen

TASKS: Final = {"place": "whether it means the place", "kind": "kind", "lever": "lever"}


class TitleError(msgspec.Struct, frozen=True):
    """One title that is told wrong.

    Attributes
    ----------
    date : date
    place, title : str
    truth, told : str
        The label's class, and the one told.
    probability : float or None
        Of the class told; None where the place is not told, as what is unsure is not kept.
    probability_of_truth : float or None
        Of the label's class.
    """

    date: date
    place: str
    title: str
    truth: str
    told: str
    probability: float | None
    probability_of_truth: float | None


class YearFigures(msgspec.Struct, frozen=True):
    """Titles told right in one year, by task."""

    place: Share
    kind: Share
    lever: Share


class TitleEvaluation(msgspec.Struct, frozen=True):
    """How what a digest says of single titles compares with their labels.

    Attributes
    ----------
    weights : str
        Name of the weights judged.
    period : tuple of date
        First and last day of the titles.
    n : int
        Titles.
    n_mentions : int
        Mentions around the titles that they were told with; at zero they were told by their texts
        alone, where a digest also knows what was said on earlier days.
    seen : Seen
        Whether this is a test.
    place : TaskFigures
        Whether a title means its place, over all titles. Its calibration is that of the titles
        told to mean it: what is told not to carries no probability.
    kind : TaskFigures
        Over the titles that mean their place.
    lever : TaskFigures
        Over the images that bear a lever: which lever is the most probable, given an image.
    n_not_located : int
        Titles that mean their place, which is not told of them; kind and lever are judged of
        these, too, but a digest would not count them.
    whole : Share
        Titles of which all is told right: not to mean the place; or to mean it, its kind and, for
        an image, its lever.
    by_year : dict of str to YearFigures
    errors : dict of str to tuple of TitleError
        By task, the most confident first. Of places half are titles wrongly told to mean the
        place, half are such where it was missed.
    """

    weights: str
    period: tuple[date, date]
    n: int
    n_mentions: int
    seen: Seen
    place: TaskFigures
    kind: TaskFigures
    lever: TaskFigures
    n_not_located: int
    whole: Share
    by_year: dict[str, YearFigures]
    errors: dict[str, tuple[TitleError, ...]]

    def to_dict(self) -> dict[str, Any]:
        """Return all figures as plain JSON types."""
        out: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(self))
        return out

    def figures(self) -> dict[str, Any]:
        """Return the figures without any title's text, as plain JSON types."""
        return {name: value for name, value in self.to_dict().items() if name != "errors"}

    def tables(self) -> list[Table]:
        """Return title, header and rows of each table, for a terminal."""
        return [
            overall(self),
            *(classes(self, task) for task in TASKS),
            *(confusion(self, task) for task in TASKS),
            *(reliability(self, task) for task in TASKS),
            years(self),
            *(errors(self, task) for task in TASKS),
        ]


def overall(judged: TitleEvaluation) -> Table:
    """Return one row a task: how many titles, how many right, how well calibrated."""
    rows = [_overall(TASKS[task], getattr(judged, task)) for task in TASKS]
    rows.append(["all of it", f"{judged.whole.n:,}", figure(judged.whole), "", "", ""])
    rows.append(["titles whose place was missed", f"{judged.n_not_located:,}", "", "", "", ""])
    return (
        "Single titles",
        [
            "told of a title",
            "titles",
            "right [95% interval]",
            "macro F1",
            "calibration error",
            "of chance alone",
        ],
        rows,
    )


def classes(judged: TitleEvaluation, task: str) -> Table:
    """Return one row a class of a task: recall, precision and F1."""
    figures: TaskFigures = getattr(judged, task)
    return (
        f"{_TITLES[task]} by class",
        ["class", "titles", "recall", "precision", "F1"],
        [
            [name, f"{own.recall.n:,}", figure(own.recall), figure(own.precision), str(own.f1)]
            for name, own in figures.by_class.items()
        ],
    )


def confusion(judged: TitleEvaluation, task: str) -> Table:
    """Return the confusion of a task: labels down, told across."""
    figures: TaskFigures = getattr(judged, task)
    return (
        f"{_TITLES[task]}: labels down, told across",
        ["label", *figures.confusion],
        [[name, *map(str, row.values())] for name, row in figures.confusion.items()],
    )


def reliability(judged: TitleEvaluation, task: str) -> Table:
    """Return one row a bin of confidence that holds a title."""
    figures: TaskFigures = getattr(judged, task)
    return (
        f"{_TITLES[task]}: confidence and truth",
        ["told with", "titles", "mean confidence", "right"],
        [_bin(b) for b in figures.calibration.bins if b.right.n],
    )


def years(judged: TitleEvaluation) -> Table:
    """Return one row a year: titles right by task."""
    return (
        "Right by year",
        ["year", "titles", *TASKS.values()],
        [
            [year, f"{own.place.n:,}", *(figure(getattr(own, task)) for task in TASKS)]
            for year, own in judged.by_year.items()
        ],
    )


def errors(judged: TitleEvaluation, task: str) -> Table:
    """Return the worst errors of a task with their texts."""
    return (
        f"{_TITLES[task]}: the worst errors",
        ["date", "place", "title", "label", "told", "with"],
        [_error(error) for error in judged.errors[task]],
    )


def figure(share: Share) -> str:
    """Return a share and its interval with three decimals; how many of how many stands apart."""
    if share.value is None or share.interval is None:
        return "-"
    return "{:.3f} [{:.3f}, {:.3f}]".format(share.value, *share.interval)


_TITLES: Final = {"place": "Place", "kind": "Kind", "lever": "Lever"}


def _overall(name: str, figures: TaskFigures) -> list[str]:
    chance = figures.calibration.error_of_the_calibrated
    return [
        name,
        f"{figures.right.n:,}",
        figure(figures.right),
        str(figures.macro_f1),
        str(figures.calibration.error),
        "-" if chance is None else f"{chance:.3f}",
    ]


def _bin(b: Bin) -> list[str]:
    mean = "-" if b.confidence is None else f"{b.confidence:.3f}"
    return [f"{b.low:.1f}-{b.high:.1f}", f"{b.right.n:,}", mean, figure(b.right)]


def _error(error: TitleError) -> list[str]:
    told = "-" if error.probability is None else f"{error.probability:.2f}"
    return [str(error.date), error.place, error.title, error.truth, error.told, told]
