"""The model card of trained weights: data, dates, how they were made, figures, limits, in Markdown.

It holds counts and figures, and no title.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import polars as pl

from chuquan.errors import OutsideError, UserError
from chuquan.evaluate.evaluation import Table
from chuquan.evaluate.title_evaluation import (
    TASKS,
    classes,
    confusion,
    overall,
    reliability,
    years,
)
from chuquan.faces.bundle import check_folder
from chuquan.faces.judged import class_name, context_sentence, in_words
from chuquan.faces.pages import environment
from chuquan.faces.words import Words, plain
from chuquan.faces.write import write_all
from chuquan.tables import KINDS, LEVERS
from chuquan.train import Trained

WEAK_F1: Final = 0.7
"""Classes told worse than this in the test are named among the limits."""


def model_card(trained: Trained, *, n_bytes: int, lang: str = "en") -> str:
    """Return the card of trained weights as Markdown.

    Parameters
    ----------
    trained : Trained
    n_bytes : int
        Size of the file of weights.
    lang : {"zh", "en"}
    """
    words = Words(lang)
    judged = trained.judged
    templates = environment(words, is_markup=False)
    templates.filters["cell"] = _cell
    return templates.get_template("model_card.md.j2").render(
        w=words,
        trained=trained,
        notes=trained.weights.notes,
        name=trained.weights.name,
        n_bytes=n_bytes,
        first=trained.labels["date"][0],
        last=trained.labels["date"][-1],
        judged=judged,
        context=context_sentence(judged.n_mentions, words),
        counts=_counts(trained.labels, words),
        figures=in_words([overall(judged), *(classes(judged, task) for task in TASKS)], words),
        more=in_words(
            [
                *(confusion(judged, task) for task in TASKS),
                *(reliability(judged, task) for task in TASKS),
                years(judged),
            ],
            words,
        ),
        weak=_weak(trained, words),
    )


def write_weights(trained: Trained, out: Path, card: Path, lang: str) -> dict[str, Path]:
    """Write weights and their card.

    Returns
    -------
    dict of str to Path
        ``weights`` and ``card``.

    Raises
    ------
    OutsideError
        If the disk refuses.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutsideError(
            f"the folder cannot be made: {error.strerror}",
            where=str(out.parent),
            todo="choose another --out",
        ) from error
    trained.weights.save(out)
    text = model_card(trained, n_bytes=out.stat().st_size, lang=lang)
    write_all({card: text.encode("utf-8")})
    return {"weights": out, "card": card}


def check_targets(out: Path, card: Path) -> None:
    """Refuse targets that cannot be written, before the work begins.

    Raises
    ------
    UserError
        If the two are one file, one is a folder, or a file stands where a folder is to be.
    """
    for path in (out, card):
        check_folder(path.parent)
        if path.is_dir():
            raise UserError(
                "there is a folder where a file is to be written",
                where=str(path),
                allowed="a file, such as weights.npz and weights.md",
                todo="choose another --out or --card",
            )
    if out.resolve() == card.resolve():
        raise UserError(
            "weights and card would be one file",
            where=str(out),
            allowed="weights in .npz, the card beside them",
            todo="choose another --out or --card",
        )


def _counts(labels: pl.DataFrame, words: Words) -> Table:
    """Return how many titles there are of each class."""
    n = {
        "this place": int((labels["is_place"] == 1).sum()),
        "not this place": int((labels["is_place"] == 0).sum()),
        **{kind: int((labels["kind"] == kind).sum()) for kind in KINDS},
        **{lever: int((labels["lever"] == lever).sum()) for lever in LEVERS},
    }
    rows = [[class_name(name, words), words.count(count)] for name, count in n.items()]
    header = [words.pgettext("evaluation", "class"), words.pgettext("evaluation", "titles")]
    return words.gettext("Titles by class"), header, rows


def _weak(trained: Trained, words: Words) -> str:
    """List the classes that are told badly, with their F1."""
    told: Mapping[str, Any] = {task: getattr(trained.judged, task).by_class for task in TASKS}
    weak = [
        words.gettext("%(class)s (F1 %(f1)s)")
        % {"class": class_name(name, words), "f1": f"{own.f1.value:.2f}"}
        for by_class in told.values()
        for name, own in by_class.items()
        if own.f1.value is not None and own.f1.value < WEAK_F1
    ]
    return words.gettext(", ").join(weak)


def _cell(text: object) -> str:
    """Return text that stays in its cell of a Markdown table."""
    return plain(str(text)).replace("|", "\\|").replace("<", "&lt;")
