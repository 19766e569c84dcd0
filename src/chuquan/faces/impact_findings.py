"""What the audit of reported figures found, told with file and rows, one sentence a finding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from chuquan.faces.impact_numbers import amounts
from chuquan.faces.words import Words, plain
from chuquan.report import Finding

_N_STRETCHES = 8


def finding_sentence(finding: Finding, words: Words) -> str:
    """Return what is odd, with the figures that say so where the audit gives them."""
    rich, bare = _sentences(words)[finding.rule]
    figures = dict(zip(finding.figures, amounts_of(finding, words), strict=True))
    try:
        return rich % figures
    except KeyError:
        return bare


def amounts_of(finding: Finding, words: Words) -> list[str]:
    """Return the figures of a finding as texts, each in its own scale."""
    return [amounts([value], words)[0] for value in finding.figures.values()]


def rows_of(finding: Finding, words: Words) -> str:
    """Return the file and the lines of a finding, such as ``visits.csv, lines 3-5 and 9``."""
    file = plain(finding.file)
    if not finding.rows:
        return file
    stretches = list(_stretches(finding.rows))
    told = words.gettext(", ").join(stretches[:_N_STRETCHES])
    if len(stretches) > _N_STRETCHES:
        told = words.gettext("%(names)s and %(n)d more") % {
            "names": told,
            "n": len(stretches) - _N_STRETCHES,
        }
    text = words.ngettext(
        "%(file)s, line %(lines)s", "%(file)s, lines %(lines)s", len(finding.rows)
    )
    return text % {"file": file, "lines": told}


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


def _sentences(words: Words) -> dict[str, tuple[str, str]]:
    """Return for each rule the sentence with its figures, and the one without."""
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
                "It grew by %(growth)s%% while the places around it grew by %(others)s%%; that is "
                "no gain of its own."
            ),
            gettext("It grew by less than the places around it; that is no gain of its own."),
        ),
        "unit_change": (
            gettext("The level changes %(factor)s-fold midway; the unit may have been changed."),
            gettext("The unit changes midway."),
        ),
        "suspicious_zero": (
            gettext("Zero where about %(expected)s was usual; the figure is more likely missing."),
            gettext("Zero between figures that are not; the figure is more likely missing."),
        ),
        "duplicate": (
            gettext(
                "One period is reported more than once, with figures from %(low)s to %(high)s."
            ),
            gettext("One period is reported more than once."),
        ),
    }
