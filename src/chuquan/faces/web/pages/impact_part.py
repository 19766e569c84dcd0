"""What a breakout brought, as its page tells it: failed checks first, then effect and lift.

A seam: the sentences and pictures of the impact faces take its place in the template
``impact_part.html.j2``; until then the figures of the report stand there as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chuquan.faces.words import Words, cut
from chuquan.report import Estimate, Impact


@dataclass(frozen=True)
class ImpactPart:
    """One impact in words.

    Attributes
    ----------
    failed : tuple of str
        Names of the checks that failed.
    facts : tuple of (str, str)
        Names and values.
    """

    impact: Impact
    title: str
    failed: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]


def impact_parts(impacts: Sequence[Impact], words: Words) -> list[ImpactPart]:
    """Return impacts as a page shows them."""
    return [_part(impact, words) for impact in impacts]


def _part(impact: Impact, words: Words) -> ImpactPart:
    gettext = words.gettext
    unit = cut(impact.unit, 40)
    return ImpactPart(
        impact=impact,
        title=cut(impact.metric, 80),
        failed=tuple(c.name.replace("_", " ") for c in impact.checks if c.outcome == "failed"),
        facts=(
            (gettext("Mean effect a period"), f"{_number(impact.effect, '{:,.4g}')} {unit}"),
            (
                gettext("Relative to what would have happened anyway"),
                _number(impact.lift, "{:+.1%}"),
            ),
            (gettext("Sum over the window"), f"{_number(impact.total, '{:,.4g}')} {unit}"),
            (gettext("Window"), words.period(impact.start, impact.last_day)),
            ("p", f"{impact.p_value:.3g}"),
        ),
    )


def _number(estimate: Estimate, form: str) -> str:
    value, low, high = map(form.format, (estimate.value, estimate.low, estimate.high))
    return f"{value} ({low} – {high})"
