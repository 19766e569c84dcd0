"""Charts as pages show them and as people save them: SVG, PNG, Vega-Lite, CSV."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from typing import Final, cast
from urllib.parse import urlencode

import msgspec
import vl_convert
from fastapi import APIRouter, HTTPException, Request, Response
from markupsafe import Markup, escape

from chuquan.errors import NotFoundError
from chuquan.faces.cells import csv_of
from chuquan.faces.web.charts.drawing import Asked, Chart, Drawn, Theme
from chuquan.faces.words import LANGUAGES, Words

CHARTS: Final[Mapping[str, str]] = {
    "timeline": "chuquan.faces.web.charts.timeline:timeline",
}
"""Name in the address -> where it is drawn; imported on first use."""

INTERACTIVE: Final = frozenset[str]()
"""Charts that the reader can turn and filter; the others come as SVG, which weighs less."""

_SCALE: Final = 2.0
_MOST_KEPT: Final = 512
_STYLE: Final = re.compile(r'\sstyle="[^"]*"')

router = APIRouter()


def figure(w: Words, name: str, **query: str) -> Markup:
    """Return a chart for a page: drawn by the browser once the page is there, with its downloads.

    Parameters
    ----------
    w : Words
    name : str
        One of :data:`CHARTS`.
    query : str
        Which breakout, which place.
    """
    address = urlencode({"lang": w.lang, **query})
    kind = "spec" if name in INTERACTIVE else "svg"
    source = f"/charts/{name}.{'json' if kind == 'spec' else 'svg'}?{address}"
    saved = Markup(" · ").join(
        Markup('<a href="{}" download="{}.{}">{}</a>').format(
            f"/charts/{name}.{ending}?{address}", name, ending, ending.upper()
        )
        for ending in ("png", "svg", "csv")
    )
    return Markup(
        '<figure class="chart" data-{kind}="{source}"><div class="drawing"></div>'
        '<noscript><img alt="" src="/charts/{name}.svg?{address}"></noscript>'
        '<p class="save">{label} {saved}</p></figure>'
    ).format(
        kind=kind, source=source, name=name, address=address, label=w.gettext("Save:"), saved=saved
    )


@router.get("/charts/{name}.{ending}", summary="A chart as SVG, PNG, Vega-Lite JSON or CSV")
def chart(name: str, ending: str, request: Request) -> Response:
    """Return a chart; ``lang`` and ``theme`` as in the address."""
    query = dict(request.query_params)
    lang, theme = query.pop("lang", "zh"), query.pop("theme", "light")
    query.pop("token", None)
    if name not in CHARTS or lang not in LANGUAGES or theme not in {"light", "dark"}:
        raise HTTPException(404, "no such chart")
    asked = Asked(request.app.state.shown, Words(lang), cast("Theme", theme), query)
    key = (name, lang, theme, tuple(sorted(query.items())))
    drawn = _Drawings.of(request.app.state.shown).draw(key, asked)
    made = {"svg": _svg, "png": _png, "json": _json, "csv": _csv}.get(ending)
    if made is None:
        raise HTTPException(404, "charts come as svg, png, json and csv")
    return made(drawn)


class _Drawings:
    """Charts of one report that were drawn before."""

    def __init__(self) -> None:
        self._kept: dict[tuple[object, ...], Drawn] = {}

    @staticmethod
    @lru_cache(maxsize=4)
    def of(shown: object) -> _Drawings:  # noqa: ARG004  one store a report
        return _Drawings()

    def draw(self, key: tuple[object, ...], asked: Asked) -> Drawn:
        drawn = self._kept.get(key)
        if drawn is None:
            try:
                drawn = _chart_of(str(key[0]))(asked)
            except NotFoundError as error:
                raise HTTPException(404, str(error)) from error
            if len(self._kept) >= _MOST_KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[key] = drawn
        return drawn


def _chart_of(name: str) -> Chart:
    module, _, function = CHARTS[name].partition(":")
    return cast("Chart", getattr(import_module(module), function))


def _svg(drawn: Drawn) -> Response:
    svg = _rendered(msgspec.json.encode(drawn.spec))
    # What one sees stands in the picture itself, for those who have it read to them.
    said = f'<svg role="img" aria-label="{escape(drawn.title)}. {escape(drawn.finding)}"'
    return Response(svg.replace("<svg", said, 1), media_type="image/svg+xml")


@lru_cache(maxsize=_MOST_KEPT)
def _rendered(spec: bytes) -> str:
    # The page allows no style attribute; what Vega sets by one it also sets by attributes.
    return _STYLE.sub("", vl_convert.vegalite_to_svg(spec.decode()))


def _png(drawn: Drawn) -> Response:
    data = vl_convert.vegalite_to_png(msgspec.json.encode(drawn.spec).decode(), scale=_SCALE)
    return Response(data, media_type="image/png")


def _json(drawn: Drawn) -> Response:
    body = {"spec": drawn.spec, "title": drawn.title, "finding": drawn.finding}
    return Response(msgspec.json.encode(body), media_type="application/json")


def _csv(drawn: Drawn) -> Response:
    return Response(csv_of(drawn.rows), media_type="text/csv; charset=utf-8")
