"""What every chart is: a specification, what one sees in it, its data; in light and dark."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import altair as alt

from chuquan.faces.impact_numbers import axis_scale
from chuquan.faces.svg import EM, width_of
from chuquan.faces.web.shown import Shown
from chuquan.faces.words import Words

Theme = Literal["light", "dark"]

WIDTHS: Final = (320, 356, 540, 720, 960, 1180)
"""Widths that a chart comes in, so that its letters keep their size on a phone and on a wall."""

_NARROW: Final = 500
WIDTH: Final = 720
"""Unless the query says otherwise."""

FONT: Final = (
    "'Chuquan Sans', system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', "
    "'Noto Sans CJK SC', 'Source Han Sans SC', sans-serif"
)

COLOURS: Final[Mapping[Theme, Mapping[str, str]]] = {
    "light": {
        "page": "#ffffff", "ink": "#1b1f24", "soft": "#545d68", "line": "#d5d9e0",
        "band": "#cce3f0",
        "image": "#0072b2", "crisis": "#d55e00", "affairs": "#8a8f98", "expected": "#545d68",
        "outage": "#e3e6ea", "culture": "#e69f00", "screen": "#cc79a7", "social": "#0072b2",
        "concert": "#b3a100", "sport": "#56b4e9", "event": "#8a8f98", "nature": "#009e73",
    },
    "dark": {
        "page": "#14171b", "ink": "#e8eaed", "soft": "#a9b2bd", "line": "#3a414a",
        "band": "#234457",
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
    def width(self) -> int:
        """Width of the whole picture: the greatest of :data:`WIDTHS` not above ``width``."""
        wanted = self.query.get("width", "")
        room = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 else WIDTH
        return max((w for w in WIDTHS if w <= room), default=WIDTHS[0])

    @property
    def is_narrow(self) -> bool:
        """Whether it is drawn for a phone."""
        return self.width < _NARROW

    @property
    def colours(self) -> Mapping[str, str]:
        """Colours of the theme by name: kinds, levers, ink."""
        return COLOURS[self.theme]


Chart = Callable[[Asked], Drawn]
"""Draws one chart; raises :class:`~chuquan.errors.NotFoundError` for an id that is not there."""


def fitted(chart: alt.TopLevelMixin, asked: Asked, height: int) -> dict[str, Any]:
    """Return the specification of one plot, its axes and legends included in the width asked for.

    Parameters
    ----------
    chart : altair chart
        A single plot or layers; neither facets nor rows.
    asked : Asked
    height : int
        Of the whole picture, in pixels.
    """
    return {
        **chart.to_dict(validate=False),
        "width": asked.width,
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
        "config": config(asked.theme),
    }


def name_axis(names: Sequence[str], asked: Asked, **values: Any) -> alt.Axis:
    """Return the axis of rows with names, wide enough for them in the reader's own font too.

    A browser may have wider letters than the font by which the picture was laid out.
    """
    wide = max((width_of(name) for name in names), default=0.0) * 13 / EM * 1.12 + 6
    return alt.Axis(
        labelColor=asked.colours["ink"], labelFontSize=13, labelLimit=0.45 * asked.width,
        minExtent=min(wide, 0.45 * asked.width), domain=False, ticks=False, **values,
    )  # fmt: skip


def amount_axis(values: Iterable[float | None], asked: Asked, **more: Any) -> alt.Axis:
    """Return the axis of amounts: 万 and 亿 in Chinese, k and M in English.

    Parameters
    ----------
    values : iterable of float or None
        What is drawn on it.
    asked : Asked
    more : Any
        As of ``altair.Axis``.
    """
    top = max((abs(v) for v in values if v is not None and math.isfinite(v)), default=0.0)
    scale, name = axis_scale(top, asked.words)
    told = f"datum.value == 0 ? '0' : format(datum.value / {scale:g}, ',.6~g') + '{name}'"
    # A browser may have wider figures than the font by which the picture was laid out.
    return alt.Axis(**{"labelExpr": told, "tickCount": 5, "titlePadding": 14, **more})


def legend(asked: Asked, n: int, **values: Any) -> alt.Legend:
    """Return a legend of ``n`` entries under the plot, in as many columns as there is room for."""
    columns = min(n, 2 if asked.is_narrow else 4)
    usual = {
        "orient": "bottom", "title": None, "direction": "horizontal", "columns": columns,
        "labelLimit": 220, "symbolType": "square", "columnPadding": 16,
    }  # fmt: skip
    return alt.Legend(**{**usual, **values})


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
