"""What an evaluation says, as a frozen value, as JSON types and as tables of text."""

from __future__ import annotations

from typing import Any

import msgspec

from chuquan.evaluate.intervals import Share, Spread
from chuquan.evaluate.match import Match
from chuquan.evaluate.truth import Label
from chuquan.report import Breakout
from chuquan.tables import KINDS

NOT_FOUND = "none"
"""In the confusion of kinds: no system episode meets the label."""

Table = tuple[str, list[str], list[list[str]]]
"""Title, header, rows."""

_GROUP_HEADER = [
    "recall",
    "precision",
    "first lever right",
    "first lever first or second",
    "onset error, days",
    "delay, days",
]
_BREAKOUT_HEADER = ["id", "place", "image", "onset", "lever", "q"]


class Scores(msgspec.Struct, frozen=True):
    """Figures over one set of labels and system episodes.

    Attributes
    ----------
    recall : Share
        Image labels that some system image meets.
    precision : Share or None
        Judged system images that meet an image label; None where the set is of labels only.
    lever_main : Share
        Of the image labels met, those where the system's first lever is the label's first.
    lever_either : Share
        Those where the system's first lever is the label's first or second.
    lever_two : Share
        Those where the system's first or second lever is the label's first or second.
    onset_error, delay : Spread
        Days from the label's start to the system's onset, and until the system spoke.
    """

    recall: Share
    precision: Share | None
    lever_main: Share
    lever_either: Share
    lever_two: Share
    onset_error: Spread
    delay: Spread


class Evaluation(msgspec.Struct, frozen=True):
    """How a report compares with labelled episodes.

    A label that several system episodes meet is compared with the one of the longest overlap.

    Attributes
    ----------
    overall : Scores
    by_lever : dict of str to Scores
        By the first lever of the label; without precision, as a system image that meets no image
        label has no true lever.
    by_year : dict of str to Scores
        By the year of the label's start and, for precision, of the system's onset.
    crisis_recall, crisis_as_image : Share
        Crisis labels that some system crisis meets, and those that some system image meets.
    confusion : dict
        Label kind, then kind of the system episode of the longest overlap (or ``none``), then how
        many.
    found, missed : tuple
        Image labels met, each with its system episode, and those not met.
    precision_apart : Share
        Precision where a label of another kind that an episode of its own kind meets judges no
        image beside it: in a big city a film festival may run while a label speaks of a fire, and
        the fire was told as what it is.
    wrong : tuple of Breakout
        Judged system images that meet no image label.
    unjudged : tuple of Breakout
        System images that meet no label, or only ``mixed`` ones: nobody knows about these.
    n_mixed, n_outside : int
        Labels not scored: ``mixed`` ones, and those outside of the report's period or of the
        dates asked for.
    weights : str
        Name of the weights that the report was made with. If they had seen labels of this time,
        the figures are no test of place, kind and lever.
    """

    overall: Scores
    by_lever: dict[str, Scores]
    by_year: dict[str, Scores]
    crisis_recall: Share
    crisis_as_image: Share
    confusion: dict[str, dict[str, int]]
    found: tuple[Match, ...]
    missed: tuple[Label, ...]
    precision_apart: Share
    wrong: tuple[Breakout, ...]
    unjudged: tuple[Breakout, ...]
    n_mixed: int
    n_outside: int
    weights: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return all figures as plain JSON types; breakouts by id, place, image and onset."""
        out: dict[str, Any] = {
            name: msgspec.to_builtins(getattr(self, name))
            for name in (
                "overall",
                "by_lever",
                "by_year",
                "crisis_recall",
                "crisis_as_image",
                "precision_apart",
                "confusion",
                "missed",
                "n_mixed",
                "n_outside",
                "weights",
            )
        }
        out["found"] = [
            {
                "label": msgspec.to_builtins(m.label),
                "breakout": _brief(m.breakout),
                "onset_error_days": m.onset_error_days,
                "delay_days": m.delay_days,
            }
            for m in self.found
        ]
        out["wrong"] = [_brief(b) for b in self.wrong]
        out["unjudged"] = [_brief(b) for b in self.unjudged]
        return out

    def tables(self) -> list[Table]:
        """Return title, header and rows of each table, for a terminal."""
        return [
            ("Image breakouts", ["measure", "value [95% interval]"], _overall(self)),
            ("By lever", ["lever", *_GROUP_HEADER], _groups(self.by_lever)),
            ("By year", ["year", *_GROUP_HEADER], _groups(self.by_year)),
            (
                "Kinds: labels down, system across",
                ["label", *KINDS, NOT_FOUND],
                [
                    [kind, *(str(row[system]) for system in (*KINDS, NOT_FOUND))]
                    for kind, row in self.confusion.items()
                ],
            ),
            (
                "Image labels not found",
                ["id", "place", "start", "end", "lever", "theme"],
                [
                    [
                        label.label_id,
                        label.place or label.place_id,
                        str(label.start),
                        str(label.end),
                        label.lever or "",
                        label.theme,
                    ]
                    for label in self.missed
                ],
            ),
            ("Judged and no image", _BREAKOUT_HEADER, _breakouts(self.wrong)),
            ("Judged by no label", _BREAKOUT_HEADER, _breakouts(self.unjudged)),
        ]


def _overall(evaluation: Evaluation) -> list[list[str]]:
    scores = evaluation.overall
    return [
        ["recall", str(scores.recall)],
        ["precision of those judged", _share(scores.precision)],
        ["precision beside labels told as what they are", str(evaluation.precision_apart)],
        ["system images that no label judges", str(len(evaluation.unjudged))],
        ["first lever is the label's first", str(scores.lever_main)],
        ["first lever is the label's first or second", str(scores.lever_either)],
        ["first or second lever is the label's first or second", str(scores.lever_two)],
        ["onset error, days (median)", str(scores.onset_error)],
        ["delay until detected, days (median)", str(scores.delay)],
        ["crises found as crises", str(evaluation.crisis_recall)],
        ["crises found as images", str(evaluation.crisis_as_image)],
        ["labels not scored: mixed", str(evaluation.n_mixed)],
        ["labels not scored: outside of the period", str(evaluation.n_outside)],
    ]


def _groups(groups: dict[str, Scores]) -> list[list[str]]:
    return [
        [
            name,
            str(scores.recall),
            _share(scores.precision),
            str(scores.lever_main),
            str(scores.lever_either),
            str(scores.onset_error),
            str(scores.delay),
        ]
        for name, scores in groups.items()
    ]


def _breakouts(breakouts: tuple[Breakout, ...]) -> list[list[str]]:
    return [
        [
            b.breakout_id,
            b.place_name,
            b.image,
            str(b.onset.date()),
            b.lever or "",
            f"{b.q_value:.2g}",
        ]
        for b in breakouts
    ]


def _share(value: Share | None) -> str:
    return "" if value is None else str(value)


def _brief(breakout: Breakout) -> dict[str, Any]:
    return {
        "breakout_id": breakout.breakout_id,
        "place_id": breakout.place_id,
        "place_name": breakout.place_name,
        "image": breakout.image,
        "onset": breakout.onset.isoformat(),
        "lever": breakout.lever,
        "q_value": breakout.q_value,
    }
