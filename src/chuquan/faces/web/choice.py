"""Which breakouts a reader has chosen: the filters that map, casebook and API share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

from chuquan.faces.web.regions import ABROAD, CHINA, is_within, regions
from chuquan.faces.web.shown import Shown
from chuquan.faces.words import Words, plain
from chuquan.report import Breakout, Kind, Lever

KINDS: tuple[str, ...] = get_args(Kind)
LEVERS: tuple[str, ...] = get_args(Lever)
LONGEST_TEXT = 100
"""Characters of the text that is looked for; more than that names no place and no theme."""


@dataclass(frozen=True)
class Choice:
    """Filters; an empty one lets everything through.

    Attributes
    ----------
    kinds, levers : tuple of str
    region : str
        See :func:`chuquan.faces.web.regions.is_within`.
    years : tuple of int
        Of the onset.
    least : float
        Smallest excess, in mentions.
    text : str
        In the name of the place (either language) or the theme or its words.
    wrong : tuple of str
        What could not be read, each a sentence for the reader; such a filter is left out.
    """

    kinds: tuple[str, ...] = ()
    levers: tuple[str, ...] = ()
    region: str = ""
    years: tuple[int, ...] = ()
    least: float = 0.0
    text: str = ""
    wrong: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def of(cls, query: Mapping[str, str], shown: Shown, words: Words) -> Choice:
        """Read the filters from an address: ``kind, lever, region, year, least, q``.

        Several kinds, levers or years are set apart by commas.
        """
        wrong: list[str] = []
        known_years = sorted({b.onset.year for b in shown.report.breakouts})

        def several(name: str, allowed: Iterable[str]) -> tuple[str, ...]:
            given = [v.strip() for v in query.get(name, "").split(",") if v.strip()]
            can = list(allowed)
            wrong.extend(_refused(words, name, v, can) for v in given if v not in can)
            return tuple(dict.fromkeys(v for v in given if v in can))

        region = query.get("region", "").strip()
        known = {*regions(shown), *shown.places, CHINA, ABROAD, "iso:CN", ""}
        if region not in known:
            wrong.append(_refused(words, "region", region, [CHINA, ABROAD, "370000", "iso:JP"]))
            region = ""
        return cls(
            kinds=several("kind", KINDS),
            levers=several("lever", LEVERS),
            region=region,
            years=tuple(map(int, several("year", map(str, known_years)))),
            least=_number(query.get("least", ""), words, wrong),
            text=plain(query.get("q", ""))[:LONGEST_TEXT],
            wrong=tuple(wrong),
        )

    def query(self) -> dict[str, str]:
        """Return the filters as they stand in an address, the empty ones left out."""
        values = {
            "kind": ",".join(self.kinds),
            "lever": ",".join(self.levers),
            "region": self.region,
            "year": ",".join(map(str, self.years)),
            "least": f"{self.least:g}" if self.least else "",
            "q": self.text,
        }
        return {name: value for name, value in values.items() if value}

    def among(self, shown: Shown) -> list[Breakout]:
        """Return the breakouts chosen, in the report's order."""
        return [b for b in shown.report.breakouts if self.holds(b, shown)]

    def holds(self, breakout: Breakout, shown: Shown) -> bool:
        """Whether a breakout passes all filters."""
        return (
            (not self.kinds or breakout.kind in self.kinds)
            and (not self.levers or breakout.lever in self.levers)
            and (not self.years or breakout.onset.year in self.years)
            and breakout.n_excess >= self.least
            and (not self.region or is_within(breakout.place_id, self.region, shown))
            and (not self.text or self._is_said_of(breakout))
        )

    def _is_said_of(self, breakout: Breakout) -> bool:
        said = " ".join((
            breakout.place_name, breakout.place_name_en, breakout.province_name, breakout.image,
            *(t.term or "" for t in breakout.terms),
        )).casefold()  # fmt: skip
        return all(part in said for part in self.text.casefold().split())


def _number(given: str, words: Words, wrong: list[str]) -> float:
    if not given.strip():
        return 0.0
    try:
        value = float(given)
    except ValueError:
        value = -1.0
    if 0 <= value < float("inf"):
        return value
    wrong.append(_refused(words, "least", given, ["0", "10", "100"]))
    return 0.0


def _refused(words: Words, name: str, found: str, allowed: list[str]) -> str:
    text = words.gettext("%(name)s=%(found)s is not known and was left out; allowed: %(allowed)s")
    shown = plain(found)[:40]
    return text % {"name": name, "found": shown, "allowed": ", ".join(allowed)}


def options(
    names: Iterable[Any], chosen: Sequence[Any], say: Callable[[str], str] = str
) -> list[tuple[str, str]]:
    """Return values and labels of a field that offers one of several.

    Where an address has chosen more than one, that is offered, too, so that it is not lost.
    """
    out = [(str(name), say(name)) for name in names]
    if len(chosen) > 1:
        joined = ",".join(map(str, chosen)), " + ".join(say(name) for name in chosen)
        out.insert(0, joined)
    return out
