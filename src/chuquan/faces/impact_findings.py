"""What the audit of reported figures found, told with file and rows, one sentence a finding."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from chuquan.faces.impact_numbers import amount, percent
from chuquan.faces.words import Words, plain
from chuquan.report import Finding

_N_STRETCHES = 8
_NAMED: Final = re.compile(r"%\((\w+)\)s")


def finding_sentence(finding: Finding, words: Words) -> str:
    """Return what is odd, with the figures that say so where the audit gives them."""
    told = _told(finding, words)
    for text in _sentences(words)[finding.rule]:
        if set(_NAMED.findall(text)) <= told.keys():
            return text % told if "%" in text else text
    return ""  # the last sentence of a rule needs no figure


def _told(finding: Finding, words: Words) -> dict[str, str]:
    """Return the figures and names of a finding as they stand in its sentence."""
    figures = finding.figures
    told = {name: amount(x, words, figures=4) for name, x in figures.items()}
    if finding.rule == "below_everyone":
        told |= {name: percent(x) for name, x in figures.items() if name in {"growth", "others"}}
        if finding.names:
            told["above"] = told.pop("others", "")
    if finding.rule == "unit_change":
        if "factor" in figures and figures["factor"] > 0:
            # A level that falls to a thousandth changes a thousandfold, too.
            factor = figures["factor"]
            told["factor"] = amount(max(factor, 1 / factor), words, figures=4)
        if len(finding.names) == 2 and any(finding.names):
            kind = "old_definition" if "is_definition" in figures else "old_unit"
            none = words.gettext("none")
            told[kind], told["new"] = (plain(name) or none for name in finding.names)
    return told


def rows_of(finding: Finding, words: Words) -> str:
    """Return the file and the lines of a finding, such as ``visits.csv, lines 3-5 and 9``."""
    file = plain(finding.file)
    if not finding.rows:
        return file
    stretches = list(_stretches(finding.rows))
    lines = words.gettext(", ").join(stretches[:_N_STRETCHES])
    n_more = len(stretches) - _N_STRETCHES
    if n_more > 0:
        text = words.gettext("%(file)s, lines %(lines)s and %(n)d more places")
        return text % {"file": file, "lines": lines, "n": n_more}
    text = words.ngettext(
        "%(file)s, line %(lines)s", "%(file)s, lines %(lines)s", len(finding.rows)
    )
    return text % {"file": file, "lines": lines}


def _stretches(rows: Sequence[int]) -> Iterable[str]:
    """Join lines that follow each other: 3, 4, 5, 9 are ``3–5`` and ``9``."""
    ordered = sorted(set(rows))
    first = last = ordered[0]
    for row in [*ordered[1:], None]:
        if row is not None and row == last + 1:
            last = row
            continue
        yield f"{first}" if first == last else f"{first}–{last}"
        if row is not None:
            first = last = row


def _sentences(words: Words) -> dict[str, tuple[str, ...]]:
    """Return the sentences of each rule; the first that has all its figures is told."""
    gettext = words.gettext
    return {
        "constant_ratio": (
            gettext(
                "Revenue is the visits times a constant (%(low)s to %(high)s each); it is no "
                "second piece of evidence."
            ),
            gettext("Revenue is the visits times a constant; it is no second piece of evidence."),
        ),
        "parts_exceed_whole": (
            gettext("The parts add up to %(parts)s, which is more than the whole, %(whole)s."),
            gettext("The parts add up to more than the whole."),
        ),
        "factor_ten": (
            gettext(
                "%(value)s where about %(expected)s was to be expected; a zero may be one too many "
                "or too few."
            ),
            gettext("A figure is off by a factor of ten; a zero may be one too many or too few."),
        ),
        "below_everyone": (
            gettext(
                "It grew by %(growth)s while the whole that it is a part of grew by %(above)s; "
                "that is no gain of its own."
            ),
            gettext(
                "It grew by %(growth)s while even the slowest of the others grew by %(others)s; "
                "that is no gain of its own."
            ),
            gettext("It grew by less than the others; that is no gain of its own."),
        ),
        "unit_change": (
            gettext("What is counted changes midway, from “%(old_definition)s” to “%(new)s”."),
            gettext("The unit changes midway, from “%(old_unit)s” to “%(new)s”."),
            gettext(
                "The level changes midway by a factor of %(factor)s; the unit may have been "
                "changed."
            ),
            gettext("The unit changes midway."),
        ),
        "suspicious_zero": (
            gettext("Zero where about %(median)s is usual; the figure is more likely missing."),
            gettext("Zero between figures that are not; the figure is more likely missing."),
        ),
        "duplicate": (
            gettext(
                "One period is reported more than once, with figures from %(low)s to %(high)s."
            ),
            gettext("One period is reported more than once."),
        ),
    }
