"""How many waves began in each year, or how large they were together, by lever."""

from __future__ import annotations

from typing import Final

import altair as alt

from chuquan.faces.web.charts.drawing import Asked, Drawn, fitted, legend
from chuquan.faces.web.charts.half_lives import group_name
from chuquan.faces.web.choice import Choice
from chuquan.faces.web.lasting import GROUPS, tallies
from chuquan.faces.words import Words

_HEIGHT: Final = 320


def years(asked: Asked) -> Drawn:
    """Draw ``measure=n`` (how many) or ``measure=excess`` (mentions) of the filters' breakouts."""
    words = asked.words
    chosen = Choice.of(asked.query, asked.shown, words).among(asked.shown)
    found = tallies(chosen)
    is_count = asked.query.get("measure", "n") != "excess"
    there = [g for g in GROUPS if any(t.group == g for t in found)]
    names = {g: group_name(g, words) for g in there}
    rows = [
        {
            "year": str(t.year),
            "group": names[t.group],
            "order": GROUPS.index(t.group),
            "value": t.n_waves if is_count else round(t.n_excess, 1),
        }
        for t in found
    ]
    title = (
        words.gettext("How many waves began in each year")
        if is_count
        else words.gettext("How large the waves of each year were together")
    )
    measure = words.gettext("waves") if is_count else words.gettext("excess mentions")
    scale = alt.Scale(domain=list(names.values()), range=[asked.colours[g] for g in there])
    chart = (
        alt.Chart(alt.Data(values=rows))
        .mark_bar(stroke=asked.colours["page"], strokeWidth=0.7)
        .encode(
            x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0)),
            y=alt.Y("value:Q", title=measure),
            color=alt.Color("group:N", scale=scale, legend=legend(asked, len(there))),
            order=alt.Order("order:Q"),
        )
    )
    told = [
        {"year": t.year, "group": t.group, "n_waves": t.n_waves, "n_excess": round(t.n_excess, 2)}
        for t in found
    ]
    by_year = {t.year: 0.0 for t in found}
    for t in found:
        by_year[t.year] += t.n_waves if is_count else t.n_excess
    return Drawn(fitted(chart, asked, _HEIGHT), title, _finding(by_year, measure, words), told)


def _finding(by_year: dict[int, float], measure: str, words: Words) -> str:
    if not by_year:
        return words.gettext("no breakout")
    parts = [
        words.gettext("%(year)s: %(n)s") % {"year": year, "n": words.count(n)}
        for year, n in sorted(by_year.items())
    ]
    values = {"what": measure, "list": words.gettext("; ").join(parts)}
    return words.gettext("%(what)s by year of onset: %(list)s") % values
