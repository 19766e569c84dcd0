"""The page of an evaluation: one HTML file that opens offline and escapes everything it was given.

As in the brief, the file loads nothing, and its content security policy says so. It quotes the
titles that were told wrong: it goes no further than the table of labels itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec
from markupsafe import Markup

from chuquan.evaluate import Evaluation, TitleEvaluation
from chuquan.evaluate.evaluation import Table
from chuquan.evaluate.title_evaluation import TASKS, classes, errors, overall, years
from chuquan.faces.class_bars import class_bars
from chuquan.faces.judged import (
    class_name,
    context_sentence,
    in_words,
    seen_sentence,
    weights_sentence,
)
from chuquan.faces.pages import environment, style_hash, style_sheet
from chuquan.faces.reliability import reliability
from chuquan.faces.words import Words
from chuquan.faces.write import write_all

N_SHADES: Final = 10
"""Cells of a confusion table are shaded in so many steps, by their share of the row."""


@dataclass(frozen=True)
class Cell:
    """One cell of a confusion table."""

    n: int
    share: str
    shade: int
    is_right: bool


@dataclass(frozen=True)
class Task:
    """What the page shows of one task."""

    name: str
    title: str
    about: str
    header: tuple[str, ...]
    confusion: tuple[tuple[str, int, tuple[Cell, ...]], ...]
    bars: Markup
    classes: Table
    reliability: Markup
    calibration: str
    errors: Table


def render(episodes: Evaluation | None, titles: TitleEvaluation | None, *, lang: str = "zh") -> str:
    """Return the page as one self-contained HTML document.

    Parameters
    ----------
    episodes : Evaluation or None
    titles : TitleEvaluation or None
    lang : {"zh", "en"}
    """
    words = Words(lang)
    css = style_sheet("brief.css", "evaluation.css")
    tasks: tuple[Task, ...] = ()
    shown: dict[str, Any] = {}
    if titles is not None:
        tasks = tuple(_task(titles, name, words) for name in TASKS)
        shown = {
            "overall": in_words([overall(titles)], words)[0],
            "years": in_words([years(titles)], words)[0],
            "context": context_sentence(titles.n_mentions, words),
            "seen": seen_sentence(titles.seen, words),
        }
    return (
        environment(words)
        .get_template("evaluation.html.j2")
        .render(
            w=words,
            css=Markup(css),  # noqa: S704  our own files
            css_hash=style_hash(css),
            titles=titles,
            tasks=tasks,
            episodes_by=weights_sentence(episodes.weights, words) if episodes else "",
            episodes=[t for t in in_words(episodes.tables(), words) if t[2]] if episodes else [],
            **shown,
        )
    )


def to_json(episodes: Evaluation | None, titles: TitleEvaluation | None) -> bytes:
    """Return an evaluation as JSON, with the keys ``episodes`` and ``titles`` as far as given."""
    parts = {"episodes": episodes, "titles": titles}
    given = {name: part.to_dict() for name, part in parts.items() if part is not None}
    return msgspec.json.format(msgspec.json.encode(given), indent=1) + b"\n"


def write_evaluation(
    episodes: Evaluation | None, titles: TitleEvaluation | None, out: Path, lang: str
) -> dict[str, Path]:
    """Write ``evaluation.json`` and ``evaluation.html`` to a folder, whole or not at all.

    Returns
    -------
    dict of str to Path
        ``evaluation`` and ``page``.

    Raises
    ------
    OutsideError
        If the disk refuses.
    """
    paths = {"evaluation": out / "evaluation.json", "page": out / "evaluation.html"}
    write_all(
        {
            paths["evaluation"]: to_json(episodes, titles),
            paths["page"]: render(episodes, titles, lang=lang).encode("utf-8"),
        }
    )
    return paths


def _task(judged: TitleEvaluation, name: str, words: Words) -> Task:
    figures = getattr(judged, name)
    tables = in_words([classes(judged, name), errors(judged, name)], words)
    calibrated = figures.calibration
    # Both pictures escape every string that they are given.
    bars = class_bars(
        figures.by_class, words, title=words.gettext("Recall and precision"), element_id=f"{name}-c"
    )
    drawn = reliability(
        calibrated, words, title=words.gettext("Confidence and truth"), element_id=f"{name}-r"
    )
    return Task(
        name=name,
        title=_heading(name, words),
        about=_about(judged, name, words),
        header=tuple(class_name(other, words) for other in figures.confusion),
        confusion=_confusion(figures.confusion, words),
        bars=Markup(bars),  # noqa: S704
        classes=tables[0],
        reliability=Markup(drawn),  # noqa: S704
        calibration=_calibration(figures, words),
        errors=tables[1],
    )


def _heading(name: str, words: Words) -> str:
    names = {
        "place": words.gettext("Whether it means the place"),
        "kind": words.gettext("Kind"),
        "lever": words.gettext("Lever"),
    }
    return names[name]


def _confusion(
    counts: dict[str, dict[str, int]], words: Words
) -> tuple[tuple[str, int, tuple[Cell, ...]], ...]:
    rows = []
    for name, row in counts.items():
        total = sum(row.values())
        cells = tuple(
            Cell(
                n,
                words.share(n / total) if total else "—",
                round(N_SHADES * n / total) if total else 0,
                name == other,
            )
            for other, n in row.items()
        )
        rows.append((class_name(name, words), total, cells))
    return tuple(rows)


def _about(judged: TitleEvaluation, name: str, words: Words) -> str:
    n = words.count(getattr(judged, name).right.n)
    texts = {
        "place": words.gettext(
            "All %(n)s titles. A title is told to mean its place when a digest would count it for "
            "that place, or for a part of it."
        ),
        "kind": words.gettext(
            "The %(n)s titles that mean their place. Of those whose place was missed a digest "
            "says nothing; here they are told with the label's name masked."
        ),
        "lever": words.gettext(
            "The %(n)s titles labelled as a city image with a lever: which lever is the most "
            "probable, given that it is an image."
        ),
    }
    return texts[name] % {"n": n}


def _calibration(figures: Any, words: Words) -> str:
    error = figures.calibration.error
    chance = figures.calibration.error_of_the_calibrated
    if error.value is None or chance is None:
        return words.gettext("No title was told with a confidence.")
    text = words.gettext(
        "Expected calibration error %(error)s; chance alone would show %(chance)s with as many "
        "titles."
    )
    return text % {"error": str(error), "chance": f"{chance:.3f}"}
