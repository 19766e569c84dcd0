"""The actions of a plan: ``[[action]]``, one table each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from chuquan.errors import RefusalError
from chuquan.plan.problem import Action, Goal
from chuquan.plan.reading.amounts import AmountError, Scale, amount
from chuquan.plan.reading.context import Context
from chuquan.plan.reading.cursor import RANGE_ALLOWED, Table
from chuquan.plan.reading.effects import read_effect
from chuquan.plan.reading.faults import nearest, quoted
from chuquan.plan.reading.names import LEVERS, lever_of
from chuquan.plan.reading.starts import read_starts
from chuquan.plan.response import Conversion, turned

MOST_ACTIONS = 1_000
LONGEST_DAYS = 366
_ID: Final = re.compile(r"[\w-]{1,60}")
ID_ALLOWED: Final = "letters, digits, _ and -, at most 60; each id once"


@dataclass(frozen=True)
class Drafted:
    """An action whose effect is still in the unit in which it was stated."""

    table: Table
    action: Action
    unit: Goal


def read_actions(
    tables: Sequence[Table], units: Mapping[str, str], context: Context
) -> tuple[tuple[Action, ...], frozenset[str]]:
    """Read all actions.

    Parameters
    ----------
    tables : sequence of Table
    units : mapping of str to str
        Unit by resource id: what ``needs`` may name.
    context : Context

    Returns
    -------
    tuple
        The actions that could be read; and the conversions whose uncertainty is still to be put
        into what all of them have in common.
    """
    if len(tables) > MOST_ACTIONS:
        context.faults.add(("action",), f"{len(tables)} actions", f"at most {MOST_ACTIONS}")
        return (), frozenset()
    drafts = [draft for table in tables if (draft := _draft(table, units, context)) is not None]
    _check_ids(drafts, "action")
    ids = [draft.action.action_id for draft in drafts]
    if len(drafts) == len(tables):
        for draft in drafts:
            _check_names(draft, ids)
        _check_circles(drafts)
    shared = _shared_ways(drafts, context)
    return tuple(a for d in drafts if (a := _turned(d, context, shared)) is not None), shared


def read_id(table: Table, kind: str) -> str:
    """Return a table's id; one made of its name where it has none."""
    name = table.take("name")
    made = re.sub(r"[^\w-]+", "-", str(name or "")).strip("-")[:60]
    found = table.text("id", made)
    table.name = found
    if not _ID.fullmatch(found):
        table.add("id", f"{quoted(found)} is no id of {kind}", ID_ALLOWED)
    return found


def check_unique(tables: Sequence[Table], ids: Sequence[str]) -> None:
    """Refuse ids that stand twice."""
    n_of = Counter(ids)
    seen: set[str] = set()
    for table, one in zip(tables, ids, strict=True):
        if n_of[one] > 1 and one in seen:
            table.add("id", f"{quoted(one)} stands {n_of[one]} times", ID_ALLOWED)
        seen.add(one)


def _check_ids(drafts: Sequence[Drafted], _kind: str) -> None:
    check_unique([d.table for d in drafts], [d.action.action_id for d in drafts])


def _draft(table: Table, units: Mapping[str, str], context: Context) -> Drafted | None:
    n_faults = len(table.faults.found)
    action_id = read_id(table, "an action")
    name = table.text("name", is_needed='"Hanfu parade"')
    lever = _lever(table)
    length = table.whole("length_days", 1, LONGEST_DAYS, 1) or 1
    cost = _cost(table, name, context)
    effect = read_effect(table, lever or "all", context)
    needs = _needs(table, units)
    after, excludes = table.words("after"), table.words("excludes")
    is_must = table.truth("must")
    for key in ("note", "source"):
        table.text(key)
    starts = read_starts(table, context.calendar, length) if context.calendar else ()
    for key in ("window", "windows", "months", "weekdays", "holidays", "starts"):
        table.take(key)
    table.close()
    if effect is None or cost is None or lever is None or len(table.faults.found) > n_faults:
        return None
    action = Action(
        action_id=action_id,
        name=name,
        lever=lever,
        cost=cost,
        starts=starts,
        length_days=length,
        effect=effect[0],
        is_must=is_must,
        needs=needs,
        after=after,
        excludes=excludes,
    )
    return Drafted(table, action, effect[1])


def _lever(table: Table) -> str | None:
    word = table.text("lever", is_needed=" | ".join(LEVERS))
    if not word:
        return None
    lever = lever_of(word)
    if lever is None:
        table.add("lever", f"{quoted(word)} is no lever", ", ".join(LEVERS), nearest(word, LEVERS))
    return lever


def _cost(table: Table, name: str, context: Context) -> float | None:
    """Return the cost; of a range its upper end, so that the budget holds where it comes dear."""
    written = table.need("cost", '300000 or "30万", or a range: ' + RANGE_ALLOWED)
    if not isinstance(written, Mapping):
        return None if written is None else table.number("cost", context.money)
    within = table.below("cost")
    within.text("source")
    found = within.range_of(context.money)
    within.close()
    if found is None:
        return None
    figures = {"low": found.low, "value": found.median, "high": found.high}
    context.assume("cost_high", {"action": name}, figures)
    return found.high


def _needs(table: Table, units: Mapping[str, str]) -> dict[str, float]:
    within = table.below("needs")
    needs = {}
    for resource, written in within.values.items():
        within.take(resource)
        if resource not in units:
            known = list(units)
            found = f"{quoted(resource)} is no resource of this plan"
            within.add(
                resource, found, ", ".join(known) or "a [[resource]]", nearest(resource, known)
            )
            continue
        scale = Scale("plain", units[resource])
        try:
            needs[resource] = amount(written, scale)
        except AmountError as error:
            within.add(resource, str(error), scale.allowed)
    return {resource: number for resource, number in needs.items() if number > 0}


def _check_names(draft: Drafted, ids: Sequence[str]) -> None:
    action = draft.action
    for key, named in (("after", action.after), ("excludes", action.excludes)):
        for other in named:
            if other == action.action_id:
                draft.table.add(key, f"{quoted(other)} is the action itself", "another action")
            elif other not in ids:
                todo = nearest(other, list(ids))
                draft.table.add(key, f"there is no action {quoted(other)}", "ids of actions", todo)


def _check_circles(drafts: Sequence[Drafted]) -> None:
    """Refuse actions each of which has to come after the other."""
    after = {d.action.action_id: d.action.after for d in drafts}
    done: set[str] = set()
    for draft in drafts:
        way: list[str] = []
        circle = _circle(draft.action.action_id, after, way, done)
        if circle:
            told = " after ".join(circle)
            draft.table.add("after", f"a circle: {told}", "an order in which all can be done")
            return


def _circle(
    first: str, after: Mapping[str, Sequence[str]], way: list[str], done: set[str]
) -> list[str]:
    """Return a circle that is reached from an action; empty for none."""
    # No recursion: a chain may be as long as a file is.
    stack = [(first, iter(after.get(first, ())))]
    way.append(first)
    while stack:
        current, rest = stack[-1]
        following = next(rest, None)
        if following is None:
            stack.pop()
            way.pop()
            done.add(current)
        elif following in way:
            return [*way[way.index(following) :], following]
        elif following not in done:
            way.append(following)
            stack.append((following, iter(after.get(following, ()))))
    return []


def _shared_ways(drafts: Sequence[Drafted], context: Context) -> frozenset[str]:
    """Return the conversions whose doubt is one of all actions rather than each one's own.

    One wrong figure of visits a mention makes all effects wrong the same way. That is so where
    most effects hang on it; where few do, each bears it alone.
    """
    with_effect = [d for d in drafts if d.action.effect.p_breakout > 0]
    n_of = Counter(way.name for d in with_effect for way in _ways(d, context))
    return frozenset(name for name, n in n_of.items() if 2 * n >= len(with_effect))


def _ways(draft: Drafted, context: Context) -> tuple[Conversion, ...]:
    try:
        return context.conversions.between(draft.unit, context.goal)
    except RefusalError:  # told where the effect is turned
        return ()


def _turned(draft: Drafted, context: Context, shared: frozenset[str]) -> Action | None:
    effect = draft.action.effect
    if effect.p_breakout == 0:
        return draft.action
    try:
        ways = context.conversions.between(draft.unit, context.goal)
    except RefusalError as error:
        draft.table.add("effect", error.found, error.allowed, error.todo)
        return None
    for way in ways:
        effect = turned(effect, way, has_spread=way.name not in shared)
        context.used += [way] if way not in context.used else []
    source = "; ".join([effect.source, *(way.source for way in ways)])
    return replace(draft.action, effect=replace(effect, source=source))
