"""The words of a breakout over time: which came with it, which later, which went."""

from __future__ import annotations

from typing import Any, Final

import altair as alt

from chuquan.faces.svg import width_of
from chuquan.faces.web.charts.asked import found, nothing
from chuquan.faces.web.charts.days import day_axis
from chuquan.faces.web.charts.drawing import Asked, Drawn, config, fitted
from chuquan.faces.words import plain
from chuquan.report import WordDays

_ROW: Final = 40
_LONGEST = 12


def words(asked: Asked) -> Drawn:
    """Draw the strongest words of the breakout ``id``, a row each, on one scale."""
    breakout = found(asked)
    days = [d.day for d in breakout.timeline]
    terms = [w for w in breakout.word_days if sum(w.n) > 0]
    names = {w.term: _short(w.term) for w in terms}
    rows: list[dict[str, Any]] = [
        {"day": day.isoformat(), "word": names[w.term], "n": n}
        for w in terms
        for day, n in zip(days, w.n, strict=False)
    ]
    title = asked.words.gettext("Its words day by day")
    if not rows:
        return Drawn(fitted(nothing(asked), asked, 80), title, "", rows)
    order = list(names.values())
    top = max(r["n"] for r in rows)
    left = min(max(map(width_of, order)) * 1.1 + 10, 0.35 * asked.width)
    chart = (
        alt.Chart(alt.Data(values=[r for r in rows if r["n"]]))
        .mark_bar(color=asked.colours[breakout.kind])
        .encode(
            x=_axis(asked, days[0].isoformat(), days[-1].isoformat()),
            y=alt.Y("n:Q", title=None, axis=alt.Axis(values=[top], domain=False)),
            row=alt.Row(
                "word:N",
                sort=order,
                title=None,
                spacing=6,
                header=alt.Header(
                    labelAngle=0,
                    labelAlign="left",
                    labelFontSize=13,
                    labelLimit=left,
                    labelColor=asked.colours["ink"],
                ),
            ),
        )
        .properties(width=asked.width - left - 40, height=_ROW)
    )
    spec = {**chart.to_dict(validate=False), "config": config(asked.theme)}
    return Drawn(spec, title, _finding(terms, asked, days), rows)


def _axis(asked: Asked, first: str, last: str) -> alt.X:
    axis = day_axis(asked)
    # Days on which no word stands belong to the picture, too.
    axis["scale"] = alt.Scale(domain=[f"{first}T00:00:00Z", f"{last}T23:59:59Z"], type="utc")
    return axis


def _short(term: str) -> str:
    text = plain(term)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _finding(terms: list[WordDays], asked: Asked, days: list[Any]) -> str:
    gettext = asked.words.gettext
    each = gettext("%(word)s most on %(day)s (%(n)s)")
    told = []
    for word in terms[:3]:
        n, day = max(zip(word.n, days, strict=False), key=lambda pair: pair[0])
        told.append(
            each
            % {
                "word": _short(word.term),
                "day": asked.words.short_day(day),
                "n": asked.words.count(n),
            }
        )
    return gettext("Mentions that hold each word: %(list)s.") % {"list": gettext("; ").join(told)}
