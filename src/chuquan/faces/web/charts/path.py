"""Which source led: when each took a breakout up, with its interval."""

from __future__ import annotations

from typing import Any, Final

import altair as alt

from chuquan.faces.web.charts.asked import found, nothing
from chuquan.faces.web.charts.drawing import Asked, Drawn, fitted, name_axis
from chuquan.faces.words import plain

_ROW: Final = 34
_LONGEST = 24


def path(asked: Asked) -> Drawn:
    """Draw the hours by which each source of the breakout ``id`` came after the first."""
    breakout, told = found(asked), asked.words
    rows: list[dict[str, Any]] = [
        {
            "source": plain(s.source)[:_LONGEST],
            "onset": s.onset.isoformat(),
            "hours": s.lead_hours,
            "low": s.lead_hours_interval[0],
            "high": s.lead_hours_interval[1],
            "n_excess": s.n_excess,
        }
        for s in breakout.path
    ]
    title = told.gettext("Which source led")
    if not rows:
        return Drawn(fitted(nothing(asked), asked, 80), title, "", rows)
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y(
            "source:N", sort=[r["source"] for r in rows], title=None,
            axis=name_axis([r["source"] for r in rows], asked),
        )
    )  # fmt: skip
    label = told.gettext("hours after the first source")
    x = alt.X("hours:Q", title=label, axis=alt.Axis(domain=False), scale=alt.Scale(padding=12))
    colour = asked.colours[breakout.kind]
    chart = alt.layer(
        base.mark_rule(color=asked.colours["soft"], strokeWidth=3).encode(
            x=alt.X("low:Q", title=label), x2="high:Q"
        ),
        base.mark_point(filled=True, size=110, color=colour, opacity=1).encode(x=x),
    )
    said = told.gettext("; ").join(told.source_onset(s) for s in breakout.path)
    return Drawn(fitted(chart, asked, 60 + _ROW * len(rows)), title, said, rows)
