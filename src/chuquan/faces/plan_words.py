"""The words of plans: what a limit's id demands, who a rival is, amounts in the goal's unit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from chuquan.faces.impact_numbers import amount, amounts, in_currency, in_unit, percent
from chuquan.faces.words import Words, cut
from chuquan.report import AskedAction, BindingLimit, Plan, PlannedAction, Rival

_LONGEST_NAME = 60


class PlanWords:
    """All names and figures of one plan, in one language.

    Parameters
    ----------
    plan : Plan
    words : Words
    """

    def __init__(self, plan: Plan, words: Words) -> None:
        self.plan, self.words = plan, words
        self.gettext = words.gettext
        self.asked: dict[str, AskedAction] = {}
        self._names: dict[str, str] = {}
        if plan.asked:
            self.asked = {a.action_id: a for a in plan.asked.actions}
            self._names = {a.action_id: a.name for a in plan.asked.actions}
        self._names |= {a.action_id: a.name for a in (*plan.actions, *plan.left_out)}

    # Names

    def action(self, action_id: str) -> str:
        """Return an action's name; its id where nobody named it."""
        return cut(self._names.get(action_id) or action_id, _LONGEST_NAME)

    def quoted(self, action_id: str) -> str:
        """Return an action's name in quotation marks."""
        return self.gettext("\u201c%(name)s\u201d") % {"name": self.action(action_id)}

    def listed(self, action_ids: Sequence[str]) -> str:
        """Return several actions' names."""
        return self.gettext(", ").join(self.quoted(a) for a in action_ids)

    def place(self) -> str:
        """Return the place's name; in English with the Chinese one behind it."""
        plan = self.plan
        name, english = cut(plan.place_name, 80), cut(plan.place_name_en, 80)
        if self.words.lang == "zh" or not english or english == name:
            return name or plan.place_id
        return f"{english} {name}"

    def holiday(self, code: str) -> str:
        """Return a public holiday's name; school holidays go by the name they were given."""
        gettext = self.gettext
        names = {
            "spring_festival": gettext("Spring Festival"),
            "national_day": gettext("National Day"),
            "labour_day": gettext("Labour Day"),
            "mid_autumn": gettext("Mid-Autumn"),
            "dragon_boat": gettext("Dragon Boat"),
            "qingming": gettext("Qingming"),
            "new_year": gettext("New Year"),
            "school_holidays": gettext("school holidays"),
            "other": gettext("public holiday"),
        }
        return names.get(code) or cut(code, 30)

    def month(self, month: str) -> str:
        """Return a month such as 2026-05 in words."""
        try:
            first = date.fromisoformat(f"{month}-01")
        except ValueError:
            return cut(month, 20)
        name = self.words.month(first.month)
        return f"{first.year}年{name}" if self.words.lang == "zh" else f"{name} {first.year}"

    def days(self, start: date, end: date) -> str:
        """Return a stretch of days as short as it can be told."""
        words = self.words
        if start == end:
            return words.short_day(start)
        same = (start.year, start.month) == (end.year, end.month)
        if words.lang == "zh":
            return f"{words.short_day(start)}–{f'{end.day}日' if same else words.short_day(end)}"
        return f"{start.day if same else words.short_day(start)}–{words.short_day(end)}"

    def basis(self, basis: str) -> str:
        """Return who says what an action brings."""
        return self.gettext("casebook") if basis == "casebook" else self.gettext("own figure")

    def source(self, source: str) -> str:
        """Return who says what an action brings; what Chuquan knows itself is told in words."""
        parts = [self._source(part) for part in source.split("; ") if part.strip()]
        return cut(self.gettext("; ").join(parts), 200) or "—"

    def _source(self, part: str) -> str:
        kind, colon, rest = part.partition(":")
        cell = rest.split("/")
        if kind == "casebook" and len(cell) == 4:
            text = self.gettext("casebook: %(lever)s, %(place)s, %(event)s, %(n)s cases of its own")
            return text % {
                "lever": self._all_or_lever(cell[0]),
                "place": self._place_size(cell[1]),
                "event": self._event_size(cell[2]),
                "n": cell[3],
            }
        if colon and kind == "impact":
            return self.gettext("measured impact %(id)s") % {"id": rest}
        if colon and kind == "breakout":
            return self.gettext("past breakout %(id)s") % {"id": rest}
        return part

    def _all_or_lever(self, lever: str) -> str:
        return self.gettext("all levers") if lever == "all" else self._lever(lever)

    def _place_size(self, size: str) -> str:
        names = {
            "small": self.gettext("small cities"),
            "middle": self.gettext("middle-sized cities"),
            "large": self.gettext("large cities"),
        }
        return names.get(size, self.gettext("cities of any size"))

    def _event_size(self, size: str) -> str:
        names = {
            "small": self.gettext("small events"),
            "middle": self.gettext("middle-sized events"),
            "large": self.gettext("large events"),
        }
        return names.get(size, self.gettext("events of any size"))

    # Figures

    def money(self, value: float) -> str:
        """Return an amount of money."""
        return in_currency(amount(value, self.words), self.plan.currency, self.words)

    def value(self, value: float, *, is_signed: bool = False) -> str:
        """Return an amount of the goal with its unit."""
        text = amount(rounded([value])[0], self.words, is_signed=is_signed)
        return self._in_goal(text)

    def with_interval(
        self, value: float, interval: tuple[float, float] | None, *, is_signed: bool = False
    ) -> str:
        """Return an amount of the goal with its 80% interval."""
        if interval is None:
            return self.value(value, is_signed=is_signed)
        figures = rounded([value, *interval])
        if len(set(figures)) == 1:  # 0 (0 to 0) says no more than 0
            return self.value(value, is_signed=is_signed)
        middle, low, high = amounts(figures, self.words, is_signed=is_signed)
        text = self.gettext("%(value)s (80%% interval %(low)s to %(high)s)")
        return text % {"value": self._in_goal(middle), "low": low, "high": high}

    def cell(self, value: float, interval: tuple[float, float] | None) -> str:
        """Return an amount with its interval for a table whose head names the unit."""
        if interval is None:
            return amount(rounded([value])[0], self.words)
        figures = rounded([value, *interval])
        if len(set(figures)) == 1:
            return amount(figures[0], self.words)
        middle, low, high = amounts(figures, self.words)
        text = self.gettext("%(value)s (%(low)s to %(high)s)")
        return text % {"value": middle, "low": low, "high": high}

    def of_unit(self, value: float, unit: str) -> str:
        """Return an amount in the unit of a limit or a resource."""
        if unit == self.plan.currency:
            return self.money(value)
        if unit == "actions":
            n = round(value)
            text = self.words.ngettext("%(n)d action", "%(n)d actions", n)
            return text % {"n": n}
        return in_unit(amount(rounded([value])[0], self.words), cut(unit, 30), self.words)

    def chance(self, share: float) -> str:
        """Return a share of scenarios; never as none or all, which so many cannot say."""
        if share < 0.001:
            return "<0.1%"
        return ">99.9%" if share > 0.999 else percent(share)

    def unit(self) -> str:
        """Return the goal's unit alone, for the head of a column."""
        if self.plan.goal == "revenue":
            return in_currency("", self.plan.currency, self.words).strip()
        return in_unit("", self.plan.unit, self.words).strip()

    def _in_goal(self, number: str) -> str:
        if self.plan.goal == "revenue":
            return in_currency(number, self.plan.currency, self.words)
        return in_unit(number, self.plan.unit, self.words)

    # Limits and rivals

    def limit(self, limit_id: str, told: str = "") -> str:
        """Return what a limit demands.

        Parameters
        ----------
        limit_id : str
            As :func:`chuquan.plan.check.broken_limits` names it.
        told : str
            What else is known of it, for an id that is not known.
        """
        kind, _, rest = limit_id.partition(".")
        ways = {
            "budget": self._budget,
            "lever_most": self._spending_limit,
            "lever_least": self._spending_limit,
            "month_most": self._spending_limit,
            "capacity": self._capacity,
            "at_once": self._at_once,
            "apart": self._apart,
            **dict.fromkeys(("must", "starts", "after", "excludes"), self._action_limit),
        }
        return ways[kind](kind, rest) if kind in ways else cut(told or limit_id)

    def demand(self, limit_id: str, told: str = "") -> str:
        """Return what a limit of a conflict demands, and what of it would be possible."""
        text = self.limit(limit_id, told)
        demands = self.plan.conflict.demands if self.plan.conflict else ()
        found = next((d for d in demands if d.limit_id == limit_id), None)
        if found is None or found.possible is None or not math.isfinite(found.possible):
            return text
        with_what = self.gettext("%(limit)s (were the others to stay, %(possible)s would do)")
        return with_what % {"limit": text, "possible": self._possible(limit_id, found.possible)}

    def _possible(self, limit_id: str, value: float) -> str:
        kind, _, rest = limit_id.partition(".")
        if kind == "apart":
            return self.words.days(max(value, 1.0))
        if kind == "at_once":
            return self.of_unit(value, "actions")
        if kind == "capacity":
            resources = self.plan.asked.resources if self.plan.asked else ()
            unit = next((r.unit for r in resources if r.resource_id == rest), "")
            return self.of_unit(value, unit)
        return self.money(value)

    def _budget(self, _kind: str, _rest: str) -> str:
        text = self.gettext("the budget of %(money)s")
        return text % {"money": self.money(self.plan.budget)}

    def _at_once(self, _kind: str, _rest: str) -> str:
        n = self.plan.asked.at_once if self.plan.asked else None
        if n is None:
            return self.gettext("how many actions there may be on one day")
        return self.gettext("at most %(n)d actions on one day") % {"n": n}

    def _lever(self, lever: str) -> str:
        try:
            return self.words.lever(lever)
        except KeyError:
            return cut(lever, 30)

    def _spending_limit(self, kind: str, rest: str) -> str:
        asked = self.plan.asked
        known = getattr(asked, kind).get(rest) if asked else None
        money = "" if known is None else self.money(known)
        if kind == "month_most":
            text = (
                self.gettext("at most %(money)s for what begins in %(month)s")
                if money
                else self.gettext("the limit on what begins in %(month)s")
            )
            return text % {"money": money, "month": self.month(rest)}
        if not money:
            return self.gettext("the limit on spending for %(lever)s") % {
                "lever": self._lever(rest)
            }
        text = (
            self.gettext("at most %(money)s for %(lever)s")
            if kind == "lever_most"
            else self.gettext("at least %(money)s for %(lever)s")
        )
        return text % {"money": money, "lever": self._lever(rest)}

    def _action_limit(self, kind: str, rest: str) -> str:
        first, second = self._two(rest) if kind in {"after", "excludes"} else (rest, "")
        asked = self.asked.get(first)
        names = {"one": self.quoted(first), "other": self.quoted(second)}
        if kind == "must":
            if asked is None:
                return self.gettext("%(one)s has to be in the plan") % names
            names["money"] = self.money(asked.cost)
            return self.gettext("%(one)s (%(money)s) has to be in the plan") % names
        if kind == "after":
            return self.gettext("%(one)s begins when %(other)s is over") % names
        if kind == "excludes":
            return self.gettext("%(one)s and %(other)s exclude each other") % names
        if asked is None:
            return self.gettext("the days on which %(one)s may begin") % names
        names["days"] = self.days(asked.first_start, asked.last_start)
        return self.gettext("%(one)s begins within %(days)s") % names

    def _two(self, rest: str) -> tuple[str, str]:
        """Part two ids; ids that hold a dot themselves are found among those that are known."""
        parts = rest.split(".")
        ways = [(".".join(parts[:i]), ".".join(parts[i:])) for i in range(1, len(parts))]
        known = [way for way in ways if set(way) <= set(self._names)]
        return (known or ways or [(rest, "")])[0]

    def _capacity(self, _kind: str, rest: str) -> str:
        resources = self.plan.asked.resources if self.plan.asked else ()
        found = next((r for r in resources if rest in {r.resource_id, r.name}), None)
        if found is None:
            return self.gettext("the capacity of %(name)s") % {"name": cut(rest, 60)}
        name, unit = cut(found.name, 60), found.unit
        if found.least == found.most:
            text = self.gettext("the capacity of %(name)s, %(most)s a day")
        else:
            text = self.gettext("the capacity of %(name)s, %(least)s to %(most)s a day")
        values = {
            "name": name,
            "least": amount(found.least, self.words),
            "most": self.of_unit(found.most, unit),
        }
        return text % values

    def _apart(self, _kind: str, lever: str) -> str:
        days = (self.plan.asked.apart_days if self.plan.asked else {}).get(lever)
        name = self._lever(lever)
        if days is None:
            return self.gettext("the days between two starts of %(lever)s") % {"lever": name}
        text = self.gettext("at least %(days)s between two starts of %(lever)s")
        return text % {"days": self.words.days(days), "lever": name}

    def of_limit(self, limit: BindingLimit) -> str:
        """Return the name of a limit that holds the plan back."""
        return self.limit(limit.limit_id, limit.name)

    def rival(self, rival: Rival) -> str:
        """Return who a rival is."""
        kind, _, lever = rival.rival_id.partition(".")
        if kind == "equal_split":
            return self.gettext("an equal split among levers")
        if kind == "one_lever":
            return self.gettext("all on %(lever)s") % {"lever": self._lever(lever)}
        if kind == "last_year":
            return self.gettext("last year's plan again")
        return cut(rival.name or rival.rival_id, _LONGEST_NAME)

    def reason(self, action: PlannedAction) -> str:
        """Return why an action was left out."""
        names = {
            "money": self.gettext("no money is left for it"),
            "no_day": self.gettext("the other limits leave it no day"),
            "little": self.gettext("it would add too little"),
        }
        return names.get(action.reason, "—")


def rounded(values: Sequence[float], figures: int = 3) -> list[float]:
    """Return numbers rounded to figures of the greatest: what is expected is not known closer."""
    top = max((abs(v) for v in values if math.isfinite(v)), default=0.0)
    if top <= 0:
        return list(values)
    digits = figures - 1 - math.floor(math.log10(top))
    return [round(v, digits) if math.isfinite(v) else v for v in values]


def same(rival: Rival) -> bool:
    """Return whether a rival brings exactly what the plan does, in every scenario that counts."""
    return rival.difference == 0 and rival.difference_interval == (0, 0)
