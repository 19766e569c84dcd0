"""What an action brings: stated with its range and source, from the casebook, or as once before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, TypeVar, cast

from chuquan.errors import RefusalError
from chuquan.plan.problem import Effect, Goal, Uncertain
from chuquan.plan.reading.amounts import AmountError, Scale, amount
from chuquan.plan.reading.context import Context
from chuquan.plan.reading.cursor import Table
from chuquan.plan.reading.faults import nearest, quoted
from chuquan.plan.response import (
    SIZES,
    VISITS,
    breakout_effect,
    casebook_effect,
    impact_effect,
    times,
    timing,
)
from chuquan.report import Breakout, Impact, SizeClass

EFFECT_ALLOWED: Final = (
    '{ low = ..., value = ..., high = ..., source = "..." }, "casebook", "none", or '
    '{ from = "casebook" }, { from = "impact", id = "..." }, { from = "breakout", id = "..." }'
)
_Held = TypeVar("_Held")
_UNITS: Final = ("visits", "revenue", "attention")
NOTHING: Final = Effect(
    p_breakout=0.0,
    total=Uncertain(low=1.0, median=1.0, high=1.0),
    rise_days=Uncertain(low=1.0, median=1.0, high=1.0),
    half_life_days=Uncertain(low=1.0, median=1.0, high=1.0),
    source="",
)
"""Of an action that only makes others possible: it breaks out in no scenario."""


def read_effect(table: Table, lever: str, context: Context) -> tuple[Effect, Goal] | None:
    """Read an action's effect.

    Parameters
    ----------
    table : Table
        The action's.
    lever : str
    context : Context

    Returns
    -------
    tuple or None
        The effect and the unit it is in, which need not be the goal's; None at a fault.
    """
    written = table.need("effect", EFFECT_ALLOWED)
    size = _size(table)
    if written is None:
        return None
    if isinstance(written, str):
        return _named(table, written, lever, size, context)
    if not isinstance(written, Mapping):
        table.add("effect", quoted(written), EFFECT_ALLOWED)
        return None
    within = table.below("effect")
    origin = within.text("from")
    try:
        found = (
            _stated(table, within, lever, size, context)
            if not origin
            else _taken(within, origin, lever, _size(within, size), context)
        )
    except RefusalError as error:
        table.add("effect", error.found, error.allowed, error.todo)
        found = None
    within.close()
    return found


def _named(
    table: Table, written: str, lever: str, size: SizeClass, context: Context
) -> tuple[Effect, Goal] | None:
    word = written.strip().casefold()
    if word == "none":
        return NOTHING, context.goal
    if word == "casebook":
        try:
            return casebook_effect(context.responses(lever, size)), "attention"
        except RefusalError as error:
            table.add("effect", error.found, error.allowed, error.todo)
            return None
    todo = nearest(word, ["casebook", "none"])
    table.add("effect", f"{quoted(written)} is no effect", EFFECT_ALLOWED, todo)
    return None


def _stated(
    table: Table, within: Table, lever: str, size: SizeClass, context: Context
) -> tuple[Effect, Goal] | None:
    n_faults = len(within.faults.found)
    unit = _unit(within, context.goal)
    scale = context.scale(unit)
    total = within.range_of(scale)
    source = within.text("source", is_needed='"who says so, and from what"')
    chance = _chance(within)
    otherwise = within.uncertain("otherwise", scale)
    rise, half_life = _timing(table, within, lever, size, context)
    if total is None or rise is None or half_life is None or len(within.faults.found) > n_faults:
        return None
    effect = Effect(
        p_breakout=1.0 if chance is None else chance,
        total=total,
        total_else=otherwise,
        rise_days=rise,
        half_life_days=half_life,
        source=source,
    )
    return effect, unit


def _taken(
    within: Table, origin: str, lever: str, size: SizeClass, context: Context
) -> tuple[Effect, Goal] | None:
    """Read an effect that is taken from the casebook, an impact or a breakout."""
    n_faults = len(within.faults.found)
    key = within.text("id") if origin == "casebook" else within.text("id", is_needed='"..."')
    factor = within.number("times", Scale("plain"), least=1e-3)
    factor = 1.0 if factor is None else factor
    chance = _chance(within)
    note = within.text("source")
    rise, half_life = (within.uncertain(k, Scale("days")) for k in ("rise_days", "half_life_days"))
    if len(within.faults.found) > n_faults:
        return None
    responses = context.responses(lever, size)
    unit: Goal = "attention"
    if origin == "casebook":
        effect = casebook_effect(responses, p_breakout=chance)
        effect = replace(effect, total=times(effect.total, factor))
    elif origin == "impact" and (impact := _impact(within, key, context)):
        effect = impact_effect(impact, responses, factor=factor)
        effect = effect if chance is None else replace(effect, p_breakout=chance)
        unit = _unit_of(within, impact, context.goal)
        if len(within.faults.found) > n_faults:
            return None
    elif origin == "breakout" and (breakout := _breakout(within, key, context)):
        effect = breakout_effect(breakout, responses, factor=factor, p_breakout=chance)
    else:
        if origin not in {"impact", "breakout"}:
            within.add("from", quoted(origin), "casebook, impact, breakout")
        return None
    source = f"{effect.source}; {note}" if note else effect.source
    return replace(
        effect,
        rise_days=rise or effect.rise_days,
        half_life_days=half_life or effect.half_life_days,
        source=source,
    ), unit


def _impact(within: Table, key: str, context: Context) -> Impact | None:
    impacts = context.report.impacts if context.report else ()
    return _held(within, key, "impact", {i.impact_id: i for i in impacts})


def _unit_of(within: Table, impact: Impact, goal: Goal) -> Goal:
    """Return what an impact's figures count: told by their name, or else by the user."""
    if impact.metric in VISITS or within.values.get("unit") is not None:
        return _unit(within, "visits" if impact.metric in VISITS else goal)
    within.add(
        "id",
        f"the impact {quoted(impact.impact_id)} is of {impact.metric}",
        f"an impact on {' or '.join(VISITS)}, or one with its unit said",
        'where its figures count visits, write unit = "visits" beside the id',
    )
    return goal


def _breakout(within: Table, key: str, context: Context) -> Breakout | None:
    breakouts = context.report.breakouts if context.report else ()
    return _held(within, key, "breakout", {b.breakout_id: b for b in breakouts})


def _held(within: Table, key: str, what: str, held: Mapping[str, _Held]) -> _Held | None:
    if key not in held:
        found = f"no report holds the {what} {quoted(key)}"
        todo = nearest(key, [*held]) or "give the report that holds it by --report"
        within.add("id", found, ", ".join([*held][:8]) or f"the id of {what}s of --report", todo)
    return held.get(key)


def _timing(
    table: Table, within: Table, lever: str, size: SizeClass, context: Context
) -> tuple[Uncertain | None, Uncertain | None]:
    """Return rise and half-life as stated; from the casebook where they are not."""
    faults = len(within.faults.found)
    rise = within.uncertain("rise_days", Scale("days"))
    half_life = within.uncertain("half_life_days", Scale("days"))
    if len(within.faults.found) > faults or (rise and half_life):
        return rise, half_life
    usual_rise, usual_half_life = timing(context.responses(lever, size))
    length = _length(table)
    if half_life is None and length / 2 > usual_half_life.median:
        # The casebook knows waves of attention; what goes on for weeks keeps bringing people.
        factor = length / 2 / usual_half_life.median
        context.assume("timing_length", {"action": str(table.take("name"))}, {"days": length})
        return rise or usual_rise, times(usual_half_life, factor)
    context.assume(
        "timing",
        {"lever": lever},
        {"rise_days": usual_rise.median, "half_life_days": usual_half_life.median},
    )
    return rise or usual_rise, half_life or usual_half_life


def _length(table: Table) -> float:
    """Return an action's length as it is written, faults being told elsewhere."""
    length = table.take("length_days")
    is_number = isinstance(length, int) and not isinstance(length, bool)
    return float(length) if is_number and 1 <= length <= 366 else 1.0


def _chance(within: Table) -> float | None:
    def read(value: object) -> float:
        number = amount(value, Scale("plain", "%"))
        number = number / 100 if isinstance(value, str) and value.strip().endswith("%") else number
        if number > 1:
            raise AmountError(f"{quoted(value)} is above 1")
        return number

    found: float | None = within.checked("p_breakout", read, 'a probability: 0.3 or "30%"')
    return found


def _size(table: Table, default: SizeClass = "all") -> SizeClass:
    size = table.text("size", default)
    if size not in {*SIZES, "all"}:
        table.add("size", quoted(size), ", ".join(SIZES), nearest(size, SIZES))
        return default
    return cast(SizeClass, size)


def _unit(within: Table, goal: Goal) -> Goal:
    unit = within.text("unit", goal)
    if unit not in _UNITS:
        within.add("unit", quoted(unit), ", ".join(_UNITS), nearest(unit, _UNITS))
        return goal
    return cast(Goal, unit)
