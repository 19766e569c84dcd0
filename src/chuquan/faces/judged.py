"""What an evaluation says, in the reader's language: its tables, and whether it is a test."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from chuquan.evaluate.evaluation import Table
from chuquan.evaluate.seen import Seen
from chuquan.faces.words import Words, plain
from chuquan.tables import KINDS, LEVERS

_NAMING = frozenset({"measure", "told of a title", "class", "label", "told", "lever"})
"""Columns whose cells are words of the evaluation; the others hold numbers and people's words."""

_OF = re.compile(r" \((\d+) of (\d+)\)$")
_SPREAD = re.compile(r", absolute (\S+), quartiles (\S+) to (\S+)$")


def in_words(tables: Iterable[Table], words: Words) -> list[Table]:
    """Return the tables of an evaluation in a language.

    Parameters
    ----------
    tables : iterable of (title, header, rows)
        As of ``Evaluation.tables`` and ``TitleEvaluation.tables``.
    words : Words
    """
    names = vocabulary(words)
    return [
        (
            names.get(title, title),
            [names.get(name, name) for name in header],
            [
                [
                    names.get(cell, cell) if column in _NAMING else _figure(cell, words)
                    for column, cell in zip(header, row, strict=True)
                ]
                for row in rows
            ],
        )
        for title, header, rows in tables
    ]


def class_name(name: str, words: Words) -> str:
    """Return the name of a class of any task, short."""
    return vocabulary(words).get(name, name)


def seen_sentence(seen: Seen, words: Words) -> str:
    """Say whether the figures are a test, and why.

    Parameters
    ----------
    seen : Seen
    words : Words
    """
    if seen.status == "unknown":
        return words.gettext(
            "The classifiers do not say which titles they were trained on: whether this is a test, "
            "nobody can say."
        )
    values = {
        "first": words.day(seen.first),
        "last": words.day(seen.last),
        "n": words.count(seen.n_seen),
        "all": words.count(seen.n),
    }
    if seen.status == "cross-fitted":
        text = words.gettext(
            "A test: each title is told by classifiers that saw no label of its time. From "
            "%(split)s on they know earlier titles only; before it they know other stretches of "
            "time."
        )
        return text % {"split": words.day(seen.split)}
    if seen.status == "seen":
        text = words.gettext(
            "Trained on labels of this time: not a test. The classifiers were trained on titles "
            "from %(first)s to %(last)s, and %(n)s of the %(all)s titles judged here fall in that "
            "time. Figures for titles that were not seen stand in the model card."
        )
        return text % values
    text = words.gettext(
        "A test: the classifiers were trained on titles from %(first)s to %(last)s, and none of "
        "the titles judged here falls in that time."
    )
    return text % values


def context_sentence(n_mentions: int, words: Words) -> str:
    """Say whether titles were told with what was said around them."""
    if not n_mentions:
        return words.gettext(
            "Told by the titles alone. A digest also knows what was said of a place and of the "
            "words on earlier days: give mentions of that time to judge with it."
        )
    text = words.gettext(
        "Told as in a digest of %(n)s mentions: with what was said of a place and of the words on "
        "earlier days."
    )
    return text % {"n": words.count(n_mentions)}


def weights_sentence(weights: str, words: Words) -> str:
    """Say which classifiers a report was made with, and when its figures are no test."""
    text = words.gettext(
        "Place, kind and lever were told by the classifiers %(weights)s. Where these were trained "
        "on titles of this time, as the shipped ones are to mid-2024, the figures are no test of "
        "them."
    )
    return text % {"weights": plain(weights) or "—"}


def vocabulary(words: Words) -> Mapping[str, str]:
    """Return what the tables of evaluations say, by its English."""
    return {
        **_titles(words),
        **_columns(words),
        **_rows(words),
        **{kind: words.short_kind(kind) for kind in KINDS},
        **{lever: words.short_lever(lever) for lever in LEVERS},
    }


def _figure(cell: str, words: Words) -> str:
    cell = _OF.sub(lambda m: words.gettext(" (%(n)s of %(all)s)") % _named(m, "n", "all"), cell)
    text = words.gettext(", absolute %(median)s, quartiles %(low)s to %(high)s")
    return _SPREAD.sub(lambda m: text % _named(m, "median", "low", "high"), cell)


def _named(match: re.Match[str], *names: str) -> dict[str, str]:
    return dict(zip(names, match.groups(), strict=True))


def _titles(words: Words) -> dict[str, str]:
    return {
        "Single titles": words.gettext("Single titles"),
        "Place by class": words.gettext("Place by class"),
        "Kind by class": words.gettext("Kind by class"),
        "Lever by class": words.gettext("Lever by class"),
        "Place: labels down, told across": words.gettext("Place: labels down, told across"),
        "Kind: labels down, told across": words.gettext("Kind: labels down, told across"),
        "Lever: labels down, told across": words.gettext("Lever: labels down, told across"),
        "Place: confidence and truth": words.gettext("Place: confidence and truth"),
        "Kind: confidence and truth": words.gettext("Kind: confidence and truth"),
        "Lever: confidence and truth": words.gettext("Lever: confidence and truth"),
        "Right by year": words.gettext("Right by year"),
        "Place: the worst errors": words.gettext("Place: the worst errors"),
        "Kind: the worst errors": words.gettext("Kind: the worst errors"),
        "Lever: the worst errors": words.gettext("Lever: the worst errors"),
        "Image breakouts": words.gettext("Image breakouts"),
        "By lever": words.gettext("By lever"),
        "By year": words.gettext("By year"),
        "Kinds: labels down, system across": words.gettext("Kinds: labels down, system across"),
        "Image labels not found": words.gettext("Image labels not found"),
        "Judged and no image": words.gettext("Judged and no image"),
        "Judged by no label": words.gettext("Judged by no label"),
    }


def _columns(words: Words) -> dict[str, str]:
    return {
        "told of a title": words.pgettext("evaluation", "told of a title"),
        "titles": words.pgettext("evaluation", "titles"),
        "right": words.pgettext("evaluation", "right"),
        "right [95% interval]": words.pgettext("evaluation", "right [95%% interval]") % (),
        "macro F1": words.pgettext("evaluation", "macro F1"),
        "calibration error": words.pgettext("evaluation", "calibration error"),
        "of chance alone": words.pgettext("evaluation", "of chance alone"),
        "class": words.pgettext("evaluation", "class"),
        "recall": words.pgettext("evaluation", "recall"),
        "precision": words.pgettext("evaluation", "precision"),
        "told with": words.pgettext("evaluation", "told with"),
        "mean confidence": words.pgettext("evaluation", "mean confidence"),
        "year": words.pgettext("evaluation", "year"),
        "date": words.pgettext("evaluation", "date"),
        "title": words.pgettext("evaluation", "title"),
        "label": words.pgettext("evaluation", "label"),
        "told": words.pgettext("evaluation", "told"),
        "with": words.pgettext("evaluation", "with"),
        "measure": words.pgettext("evaluation", "measure"),
        "value [95% interval]": words.pgettext("evaluation", "value [95%% interval]") % (),
        "first lever right": words.pgettext("evaluation", "first lever right"),
        "first lever first or second": words.pgettext("evaluation", "first lever first or second"),
        "onset error, days": words.pgettext("evaluation", "onset error, days"),
        "delay, days": words.pgettext("evaluation", "delay, days"),
        "image": words.pgettext("evaluation", "image"),
        "onset": words.pgettext("evaluation", "onset"),
        "start": words.pgettext("evaluation", "start"),
        "end": words.pgettext("evaluation", "end"),
        "theme": words.pgettext("evaluation", "theme"),
        "place": words.pgettext("evaluation", "place"),
        "this place": words.pgettext("evaluation", "this place"),
        "not this place": words.pgettext("evaluation", "not this place"),
    }


def _rows(words: Words) -> dict[str, str]:
    return {
        "whether it means the place": words.gettext("whether it means the place"),
        "kind": words.gettext("kind"),
        "lever": words.gettext("lever"),
        "all of it": words.gettext("all of it"),
        "titles whose place was missed": words.gettext("titles whose place was missed"),
        "precision of those judged": words.gettext("precision of those judged"),
        "precision beside labels told as what they are": words.gettext(
            "precision beside labels told as what they are"
        ),
        "system images that no label judges": words.gettext("system images that no label judges"),
        "first lever is the label's first": words.gettext("first lever is the label's first"),
        "first lever is the label's first or second": words.gettext(
            "first lever is the label's first or second"
        ),
        "first or second lever is the label's first or second": words.gettext(
            "first or second lever is the label's first or second"
        ),
        "onset error, days (median)": words.gettext("onset error, days (median)"),
        "delay until detected, days (median)": words.gettext("delay until detected, days (median)"),
        "crises found as crises": words.gettext("crises found as crises"),
        "crises found as images": words.gettext("crises found as images"),
        "labels not scored: mixed": words.gettext("labels not scored: mixed"),
        "labels not scored: outside of the period": words.gettext(
            "labels not scored: outside of the period"
        ),
        "toponym": words.gettext("toponym"),
        "mixed": words.gettext("mixed"),
        "none": words.pgettext("evaluation", "none"),
    }
