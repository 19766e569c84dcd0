"""What the readers of the parts of a plan share: its days, goal, units, and what is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from chuquan.plan.problem import Goal
from chuquan.plan.reading.amounts import Scale, scale_of
from chuquan.plan.reading.calendar import Calendar
from chuquan.plan.reading.faults import Faults
from chuquan.plan.response import Conversion, Conversions, responses_for, size_of
from chuquan.report import AssumedCode, Casebook, PlanAssumption, Report, Response, SizeClass


@dataclass(kw_only=True)
class Context:
    """All that a part may need to know of the others.

    Attributes
    ----------
    folder : Path
        Of the plan file; paths in it go from there.
    calendar : Calendar or None
        None where the plan's days could not be read: then nothing of days is checked.
    read_casebook : callable
        Returns the casebook; asked at most once, and only by who needs it.
    population : float or None
        Of the place.
    assumed : list of PlanAssumption
        What was filled in where the file said nothing.
    used : list of Conversion
        Those that effects went through.
    """

    faults: Faults
    folder: Path
    goal: Goal
    currency: str
    calendar: Calendar | None
    conversions: Conversions
    read_casebook: Callable[[], Casebook]
    report: Report | None = None
    population: float | None = None
    assumed: list[PlanAssumption] = field(default_factory=list)
    used: list[Conversion] = field(default_factory=list)

    @cached_property
    def casebook(self) -> Casebook:
        """The casebook of the report, or the shipped one."""
        return self.read_casebook()

    @property
    def money(self) -> Scale:
        """Amounts of the plan's currency."""
        return Scale("money", self.currency)

    def scale(self, unit: Goal) -> Scale:
        """Return how amounts of a unit are written."""
        return scale_of(unit, self.currency)

    def responses(self, lever: str, event_size: SizeClass) -> tuple[Response, ...]:
        """Return what the casebook says of a lever here."""
        place_size = size_of(self.population, self.casebook.place_size_limits)
        return responses_for(self.casebook, lever, place_size, event_size)

    def assume(
        self, code: AssumedCode, names: dict[str, str], figures: dict[str, float] | None = None
    ) -> None:
        """Note what was filled in, once."""
        noted = PlanAssumption(code=code, names=names, figures=figures or {})
        if noted not in self.assumed:
            self.assumed.append(noted)
