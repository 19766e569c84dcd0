"""What every chart is: a specification, what one sees in it, its data; in light and dark."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from chuquan.faces.web.shown import Shown
from chuquan.faces.words import Words

Theme = Literal["light", "dark"]

FONT: Final = (
    "system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', "
    "'Source Han Sans SC', sans-serif"
)

COLOURS: Final[Mapping[Theme, Mapping[str, str]]] = {
    "light": {
        "page": "#ffffff", "ink": "#1b1f24", "soft": "#545d68", "line": "#d5d9e0",
        "image": "#0072b2", "crisis": "#d55e00", "affairs": "#8a8f98", "expected": "#545d68",
        "outage": "#e3e6ea", "culture": "#e69f00", "screen": "#cc79a7", "social": "#0072b2",
        "concert": "#b3a100", "sport": "#56b4e9", "event": "#8a8f98", "nature": "#009e73",
    },
    "dark": {
        "page": "#14171b", "ink": "#e8eaed", "soft": "#a9b2bd", "line": "#3a414a",
        "image": "#56b4e9", "crisis": "#e8743b", "affairs": "#8a94a0", "expected": "#a9b2bd",
        "outage": "#2b3037", "culture": "#e69f00", "screen": "#d98cb3", "social": "#3d9be0",
        "concert": "#f0e442", "sport": "#7cc7f0", "event": "#9aa3ad", "nature": "#1cbb8f",
    },
}  # fmt: skip
"""Wong's colours for the colour-blind (2011, doi:10.1038/nmeth.1618), made darker or lighter where
they would not stand out from the page."""


@dataclass(frozen=True)
class Drawn:
    """A chart before it is rendered.

    Attributes
    ----------
    spec : dict
        Vega-Lite, with its data inside.
    title : str
        What it shows.
    finding : str
        What one sees in it, in a sentence: the text for those who cannot.
    rows : sequence of mapping
        Its data, for the CSV; all rows have the same keys.
    """

    spec: dict[str, Any]
    title: str
    finding: str
    rows: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Asked:
    """What a chart is drawn from.

    Attributes
    ----------
    query : mapping of str to str
        The rest of the address: which breakout, which place, which filter.
    """

    shown: Shown
    words: Words
    theme: Theme
    query: Mapping[str, str]

    @property
    def colours(self) -> Mapping[str, str]:
        """Colours of the theme by name: kinds, levers, ink."""
        return COLOURS[self.theme]


Chart = Callable[[Asked], Drawn]
"""Draws one chart; raises :class:`~chuquan.errors.NotFoundError` for an id that is not there."""


def config(theme: Theme) -> dict[str, Any]:
    """Return the Vega-Lite configuration that all charts share."""
    c = COLOURS[theme]
    axis = {
        "labelColor": c["soft"], "titleColor": c["soft"], "tickColor": c["line"],
        "domainColor": c["line"], "gridColor": c["line"], "labelFontSize": 12,
        "titleFontSize": 12, "titleFontWeight": "normal", "gridOpacity": 0.6,
    }  # fmt: skip
    return {
        "background": c["page"],
        "font": FONT,
        "view": {"stroke": None},
        "axis": axis,
        "legend": {"labelColor": c["ink"], "titleColor": c["soft"], "labelFontSize": 12},
        "title": {"color": c["ink"], "anchor": "start", "fontSize": 14},
        "text": {"color": c["ink"]},
        "header": {"labelColor": c["ink"], "titleColor": c["soft"]},
    }
