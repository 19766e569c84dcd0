"""One picture for messengers: 1080 by 1350 pixels, made by typst with the packaged font."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from chuquan.faces.briefs.content import Brief, Chart
from chuquan.faces.briefs.pdf import compile_typst, fit_texts, look
from chuquan.faces.briefs.pictures import COLOURS
from chuquan.faces.briefs.show import shown
from chuquan.faces.briefs.template import Template
from chuquan.faces.fonts import font
from chuquan.faces.words import Words

NAME = "card.typ"
SIZE = (1080, 1350)


def write_card(brief: Brief, template: Template) -> bytes:
    """Return the card of a brief as PNG.

    Raises
    ------
    OutsideError
        If typst or a font is not installed.
    UserError
        If a bureau's own template does not compile.
    """
    face = font()
    card, words = brief.card, Words(brief.lang)
    data = {
        "lang": brief.lang,
        "size": list(SIZE),
        "heading": card.title,
        "place": card.place,
        "theme": card.theme,
        "kind": card.kind,
        "figures": [{"label": f.label, "text": f.text} for f in card.figures],
        "sure": card.sure,
        "period": brief.subtitle,
        "made_by": brief.labels["made_by"],
        "source": shown(dict(brief.lines).get(words.gettext("Origin, licence"), ""), 140),
        "is_crisis": card.is_crisis,
        "chart": _chart(card.chart, card.wave_days, words) if card.chart else None,
        "series_colour": COLOURS["crisis" if card.is_crisis else "image"],
        **look(brief, template, face),
    }
    return compile_typst(NAME, fit_texts(data, face), template, brief, "png")


def _chart(chart: Chart, wave_days: Sequence[date], words: Words) -> dict[str, Any]:
    n, expected = chart.series[0], chart.series[1]
    days = [day for day in chart.categories if not isinstance(day, str)]
    own = [i for i, day in enumerate(days) if day in wave_days] or range(len(days))
    top = max(own, key=lambda i: n.values[i] or 0.0)
    return {
        "n": list(n.values),
        "expected": list(expected.values),
        "first": words.day(days[0]),
        "last": words.day(days[-1]),
        "top": top,
        "top_label": f"{words.short_day(days[top])} · {words.count(n.values[top] or 0.0)}",
        "title": words.gettext("Mentions a day"),
        "expected_label": expected.label,
    }
