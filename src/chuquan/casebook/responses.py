"""What each lever brought so far: from a report's breakouts and known events to a casebook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, get_args

import polars as pl

from chuquan.casebook import cells
from chuquan.casebook.cases import Case, case_of, image_breakouts
from chuquan.casebook.cells import Key
from chuquan.casebook.concerts import effects_by_lever
from chuquan.casebook.link import Linked, link
from chuquan.casebook.quantities import Amounts, Chances, Name
from chuquan.casebook.sizes import (
    EVENT_SIZE_LIMITS,
    PLACE_SIZE_LIMITS,
    EventClass,
    event_class,
    place_class,
)
from chuquan.config import Settings
from chuquan.errors import RefusalError
from chuquan.places.gazetteer import Gazetteer
from chuquan.report import Casebook, Lever, Quantity, Report, Response
from chuquan.tables import EVENTS

MIN_CASES: Final = 5
"""Image breakouts below which no casebook is made: the whole itself would be a guess."""


def casebook(
    report: Report,
    events: pl.DataFrame | None = None,
    *,
    gazetteer: Gazetteer | None = None,
    effects_lever: Lever | None = None,
) -> Casebook:
    """Return what each lever brought, by size of city and of event.

    Parameters
    ----------
    report : Report
        Its image breakouts are the cases; impacts of events in it tell effects on outcomes.
    events : polars.DataFrame, optional
        Known events, schema :data:`chuquan.tables.EVENTS`, those that came to nothing among them;
        without them no chance of breaking out is told.
    gazetteer : Gazetteer, optional
    effects_lever : str, optional
        What the events of the report's impacts are, where their names do not say.

    Raises
    ------
    RefusalError
        If the report has fewer than :data:`MIN_CASES` image breakouts.
    SchemaError
        If ``events`` breaks its schema.
    """
    gazetteer = gazetteer or Gazetteer.load()
    breakouts = image_breakouts(report, gazetteer)
    if len(breakouts) < MIN_CASES:
        raise RefusalError(
            f"the report has {len(breakouts)} image breakouts of a lever",
            where="casebook",
            allowed=f"{MIN_CASES} or more",
            todo="make the report from more sources or years, or use the casebook that ships "
            "with Chuquan",
        )
    known = EVENTS.empty() if events is None else EVENTS.validate(events)
    linked = link(known, breakouts, report, gazetteer)
    sizes = _event_sizes(linked)
    cases = [case_of(b, gazetteer, sizes.get(b.breakout_id, "unknown")) for b in breakouts]
    first, last = report.period
    amounts = {name: Amounts.of(name, cases) for name in get_args(Name)}
    chances = Chances.of([_event_key(e, gazetteer) for e in linked]) if linked else None
    effects = effects_by_lever(report, effects_lever)
    return Casebook(
        first_day=first,
        last_day=last,
        n_breakouts=len(cases),
        n_half_lives=len(amounts["half_life_days"].keys),
        n_under_way=sum(b.end is None for b in breakouts),
        n_events=len(linked),
        n_events_out=sum(e.case.breakout_id is not None for e in linked),
        responses=tuple(
            _response(cell, amounts, chances, effects, cases)
            for cell in cells.wanted(by_event=any(e.attendance is not None for e in linked))
        ),
        events=tuple(e.case for e in linked),
        place_size_limits=PLACE_SIZE_LIMITS,
        event_size_limits=EVENT_SIZE_LIMITS,
        false_discovery_rate=report.false_discovery_rate,
        min_mentions=Settings().min_mentions,
        sources=tuple(sorted({source for b in breakouts for source in b.sources})),
        notes=(report.origin,) if report.origin else (),
    )


def _response(
    cell: Key,
    amounts: Mapping[Name, Amounts],
    chances: Chances | None,
    effects: Mapping[str, tuple[Quantity, tuple[str, ...]]],
    cases: Sequence[Case],
) -> Response:
    lever, place, event = cell
    own = [c for c in cases if cells.is_in((c.lever, c.place, c.event), cell)]
    # What events add was measured in one place: of no size of city more than of another.
    effect, source = effects.get(lever, (None, ())) if place == event == "all" else (None, ())
    return Response(
        lever=lever,  # type: ignore[arg-type]
        place_size=place,  # type: ignore[arg-type]
        event_size=event,  # type: ignore[arg-type]
        p_breakout=None if chances is None else chances.tell(cell),
        n_excess=amounts["n_excess"].tell(cell),
        rise_days=amounts["rise_days"].tell(cell),
        half_life_days=amounts["half_life_days"].tell(cell),
        effect=effect,
        effect_from=source,
        cases=tuple(c.breakout_id for c in own),
    )


def _event_key(event: Linked, gazetteer: Gazetteer) -> tuple[Key, bool]:
    case = event.case
    place = place_class(case.place_id, gazetteer)
    key = (str(case.lever or "event"), place, event_class(event.attendance))
    return key, case.breakout_id is not None


def _event_sizes(linked: Sequence[Linked]) -> dict[str, EventClass]:
    """Return the size of the event behind each breakout; of several the largest that is known."""
    out: dict[str, float] = {}
    for event in linked:
        if event.case.breakout_id and event.attendance is not None:
            held = out.get(event.case.breakout_id, 0.0)
            out[event.case.breakout_id] = max(held, event.attendance)
    return {breakout: event_class(people) for breakout, people in out.items()}
