"""Charts as pages show them and as people save them: SVG, PNG, Vega-Lite, CSV."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from importlib import import_module
from threading import Lock
from typing import Any, Final, cast
from urllib.parse import urlencode

import msgspec
import vl_convert
from fastapi import APIRouter, HTTPException, Request, Response
from markupsafe import Markup, escape

from chuquan.errors import NotFoundError
from chuquan.faces.cells import csv_of
from chuquan.faces.svg import EM, wrapped
from chuquan.faces.web.charts.coast import with_land_inside
from chuquan.faces.web.charts.drawing import Asked, Chart, Drawn, Theme
from chuquan.faces.web.fonts import ready_charts
from chuquan.faces.words import LANGUAGES, Words, plain

CHARTS: Final[Mapping[str, str]] = {
    "timeline": "chuquan.faces.web.charts.timeline:timeline",
    "map": "chuquan.faces.web.charts.breakout_map:breakout_map",
    "half-lives": "chuquan.faces.web.charts.half_lives:half_lives",
    "years": "chuquan.faces.web.charts.years:years",
    "aligned": "chuquan.faces.web.charts.aligned:aligned",
    "aligned-share": "chuquan.faces.web.charts.aligned:aligned_share",
    "words": "chuquan.faces.web.charts.words:words",
    "levers": "chuquan.faces.web.charts.levers:levers",
    "lever_shares": "chuquan.faces.web.charts.shares:lever_shares",
    "kind_shares": "chuquan.faces.web.charts.shares:kind_shares",
    "kinds": "chuquan.faces.web.charts.kinds:kinds",
    "path": "chuquan.faces.web.charts.path:path",
    "alike": "chuquan.faces.web.charts.alike:alike",
    "outlook": "chuquan.faces.web.charts.outlook:outlook",
    "history": "chuquan.faces.web.charts.history:history",
    "place_levers": "chuquan.faces.web.charts.shares:place_levers",
    "reputation": "chuquan.faces.web.charts.reputation:reputation",
    "season": "chuquan.faces.web.charts.season:season",
    "impact-observed": "chuquan.faces.web.charts.impact_observed:impact_observed",
    "impact-placebos": "chuquan.faces.web.charts.impact_placebos:impact_placebos",
    "impact-events": "chuquan.faces.web.charts.impact_events:impact_events",
    "impact-profile": "chuquan.faces.web.charts.impact_profile:impact_profile",
}
"""Name in the address -> where it is drawn; imported on first use."""

INTERACTIVE: Final = frozenset({"map"})
"""Charts that the reader can turn and filter; the others come as SVG, which weighs less."""

_SCALE: Final = 2.0
_MOST_KEPT: Final = 512
_TAG: Final = re.compile(r"<[a-zA-Z][^<>]*>")
_STYLE: Final = re.compile(r'\sstyle="[^"]*"')
_OWN_ID: Final = re.compile(r'(\sid="|url\(#|href="#)(?=[A-Za-z])')
_TITLE_LINE: Final = 0.92
"""Share of a picture's width that a line of its title may take."""

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
            f"/charts/{name}.{ending}?{address}&title=1", name, ending, ending.upper()
        )
        for ending in ("png", "svg", "csv")
    )
    return Markup(
        '<figure class="chart {name}" data-{kind}="{source}"><div class="drawing"></div>'
        '<noscript><img alt="{title}" src="/charts/{name}.svg?{address}"></noscript>'
        '<figcaption><p class="finding" aria-hidden="true"></p>'
        '<p class="save">{label} {saved}</p></figcaption></figure>'
    ).format(
        kind=kind, source=source, name=name, address=address, label=w.gettext("Save:"), saved=saved,
        title=w.gettext("chart"),
    )  # fmt: skip


@router.get("/charts/{name}.{ending}", summary="A chart as SVG, PNG, Vega-Lite JSON or CSV")
def chart(name: str, ending: str, request: Request) -> Response:
    """Answer with one chart; the query says what of: id, lang, theme, width, title."""
    query = dict(request.query_params)
    lang, theme = query.pop("lang", "zh"), query.pop("theme", "light")
    query.pop("token", None)
    is_titled = query.pop("title", "") == "1"
    if name not in CHARTS or lang not in LANGUAGES or theme not in {"light", "dark"}:
        raise HTTPException(404, "no such chart")
    asked = Asked(request.app.state.shown, Words(lang), cast("Theme", theme), query)
    rest = sorted(item for item in query.items() if item[0] != "width")
    key = (name, lang, theme, asked.width, *rest)
    drawn = _Drawings.of(request.app.state.shown).draw(key, asked)
    made = {"svg": _svg, "png": _png, "json": _json, "csv": _csv}.get(ending)
    if made is None:
        raise HTTPException(404, "charts come as svg, png, json and csv")
    if ending in {"svg", "png"}:
        ready_charts(request.app.state.shown)
    if ending in {"svg", "png"} and name in INTERACTIVE:
        drawn = replace(drawn, spec=with_land_inside(drawn.spec))
    return made(_titled(drawn, asked) if is_titled else drawn)


def warm() -> None:
    """Load what draws charts, and draw nothing once: the first reader need not wait for it."""
    for where in CHARTS.values():
        import_module(where.partition(":")[0])
    vl_convert.vegalite_to_svg('{"data": {"values": []}, "mark": "bar"}')


class _Drawings:
    """Charts of one report that were drawn before."""

    def __init__(self) -> None:
        self._kept: dict[tuple[object, ...], Drawn] = {}
        self._lock = Lock()

    @staticmethod
    @lru_cache(maxsize=4)
    def of(shown: object) -> _Drawings:  # noqa: ARG004  one store a report
        return _Drawings()

    def draw(self, key: tuple[object, ...], asked: Asked) -> Drawn:
        drawn = self._kept.get(key)
        if drawn is None:
            try:
                drawn = _chart_of(str(key[0]))(asked)
                drawn = replace(drawn, finding=asked.words.sentence(drawn.finding))
            except NotFoundError as error:
                raise HTTPException(404, str(error)) from error
            with self._lock:
                if len(self._kept) >= _MOST_KEPT:
                    self._kept.pop(next(iter(self._kept)))
                self._kept[key] = drawn
        return drawn


def _chart_of(name: str) -> Chart:
    module, _, function = CHARTS[name].partition(":")
    return cast("Chart", getattr(import_module(module), function))


def _titled(drawn: Drawn, asked: Asked) -> Drawn:
    """Put title and finding into the picture: one that was saved must speak for itself."""
    most = _TITLE_LINE * asked.width
    title: dict[str, Any] = {
        "text": wrapped(drawn.title, most * EM / 15),
        "subtitle": [*wrapped(drawn.finding, most * EM / 12), ""],
        "anchor": "start", "frame": "group", "fontSize": 15, "subtitleFontSize": 12,
        "subtitleColor": asked.colours["soft"], "subtitlePadding": 4, "color": asked.colours["ink"],
    }  # fmt: skip
    # What is fitted into a height would lose what the title takes.
    lines = len(title["text"]) + len(title["subtitle"])
    spec = {**drawn.spec, "title": title}
    if "autosize" in spec and isinstance(spec.get("height"), int):
        spec["height"] += 17 * lines
    return replace(drawn, spec=spec)


def _svg(drawn: Drawn) -> Response:
    svg = _rendered(msgspec.json.encode(drawn.spec))
    # What one sees stands in the picture itself, for those who have it read to them.
    said = (
        f'<svg role="img" aria-label="{escape(plain(drawn.title))}. {escape(plain(drawn.finding))}"'
        f' data-finding="{escape(plain(drawn.finding))}"'
    )
    return Response(svg.replace("<svg", said, 1), media_type="image/svg+xml")


@lru_cache(maxsize=_MOST_KEPT)
def _rendered(spec: bytes) -> str:
    own = f"c{hashlib.sha256(spec).hexdigest()[:8]}-"

    def of_page(tag: re.Match[str]) -> str:
        # The page allows no style attribute; what Vega sets by one it also sets by attributes.
        # Ids are made the picture's own: several stand in one page.
        return _OWN_ID.sub(rf"\g<1>{own}", _STYLE.sub("", tag.group()))

    return _TAG.sub(of_page, vl_convert.vegalite_to_svg(spec.decode()))


def _png(drawn: Drawn) -> Response:
    data = vl_convert.vegalite_to_png(msgspec.json.encode(drawn.spec).decode(), scale=_SCALE)
    return Response(data, media_type="image/png")


def _json(drawn: Drawn) -> Response:
    body = {"spec": drawn.spec, "title": drawn.title, "finding": drawn.finding}
    return Response(msgspec.json.encode(body), media_type="application/json")


def _csv(drawn: Drawn) -> Response:
    return Response(csv_of(drawn.rows), media_type="text/csv; charset=utf-8")
