"""Breakouts on a map: where, driven by what, how large, when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

import altair as alt

from chuquan.faces.web.assets import version_of_static
from chuquan.faces.web.charts import coast
from chuquan.faces.web.charts.drawing import Asked, Drawn, config
from chuquan.faces.web.charts.frame import WORLD, Frame, frame_of, is_world, named
from chuquan.faces.web.choice import LEVERS, Choice
from chuquan.faces.web.regions import CHINA, is_within
from chuquan.faces.web.shown import Shown
from chuquan.faces.web.window import Window
from chuquan.faces.words import plain
from chuquan.report import Breakout

DAY_MS: Final = 86_400_000
_SEEN: Final = "datum.start <= map_day && datum.stop > map_day - map_span"
_GREATEST: Final = 500.0
"""Excess from which on marks grow no more: the largest would cover a province."""
_AREAS: Final = (30, 2_000)
_AREAS_NARROW: Final = (20, 700)


def breakout_map(asked: Asked) -> Drawn:
    """Draw what the filters, the window and the view of the query let through.

    All breakouts of the filters are in the data; those in the window are shown, so that a slider
    moves through time without asking the server.
    """
    frame, window = frame_of(asked.query, asked.shown), Window.of(asked.query, asked.shown)
    chosen = Choice.of(asked.query, asked.shown, asked.words).among(asked.shown)
    rows = [row for b in chosen if (row := _row(b, asked)) is not None]
    rows.sort(key=lambda row: -row["n_excess"])  # the small ones lie on top
    layers = [_land(asked, frame), *_marks(asked, rows), *_names(asked, chosen, frame, window)]
    chart = alt.layer(*layers).to_dict(validate=False)
    spec = {
        **chart,
        "width": asked.width,
        "height": height_of(asked),
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": 0,
        "projection": frame.projected(),
        "params": [
            {"name": "map_zoom", "value": frame.zoom},
            {"name": "map_longitude", "value": frame.longitude},
            {"name": "map_latitude", "value": frame.latitude},
            {"name": "map_day", "value": _ms(window.day)},
            {"name": "map_span", "value": window.span_days * DAY_MS},
        ],
        "config": _config(asked),
        "usermeta": {"home": home_of(asked), "width": frame.width, "height": frame.height},
    }
    seen = in_view(chosen, window, asked.query.get("view", CHINA), asked.shown)
    table = [_told(b, asked) for b in seen]
    return Drawn(spec, asked.words.gettext("Breakouts on the map"), _finding(asked, seen), table)


def in_view(chosen: Iterable[Breakout], window: Window, view: str, shown: Shown) -> list[Breakout]:
    """Return those of the window that lie in the region looked at."""
    return [
        b
        for b in chosen
        if window.holds(b) and (view == WORLD or is_within(b.place_id, view or CHINA, shown))
    ]


def home_of(asked: Asked) -> list[float]:
    """Return where the view stands before it is moved: longitude, latitude, zoom."""
    frame = frame_of({**asked.query, "at": ""}, asked.shown)
    return [frame.longitude, frame.latitude, frame.zoom]


def height_of(asked: Asked) -> int:
    """Return the height of the map with its legend, in pixels."""
    is_wide = asked.query.get("view") in {"world", "abroad"}
    share = (0.58 if is_wide else 0.72) if asked.width >= 540 else (1.15 if is_wide else 1.6)
    return round(asked.width * share)


def _row(breakout: Breakout, asked: Asked) -> dict[str, Any] | None:
    place = asked.shown.places.get(breakout.place_id)
    if place is None or place.latitude is None or place.longitude is None:
        return None
    words = asked.words
    end = _last_day(breakout, asked)
    return {
        "longitude": place.longitude,
        "latitude": place.latitude,
        "n_excess": round(breakout.n_excess, 1),
        "size": min(breakout.n_excess, _GREATEST),
        "kind": breakout.kind,
        "group": _group(breakout, asked),
        "start": _ms(breakout.onset.date()),
        "stop": _ms(end),
        "href": f"/{words.lang}/breakout/{breakout.breakout_id}",
        "title": words.image(breakout),
        "when": words.period(breakout.onset.date(), end)
        if breakout.end
        else words.gettext("since %(day)s") % {"day": words.day(breakout.onset.date())},
        "excess": words.count(breakout.n_excess),
    }


def _group(breakout: Breakout, asked: Asked) -> str:
    if breakout.kind == "image" and breakout.lever:
        say = asked.words.short_lever if asked.is_narrow else asked.words.lever
        return say(breakout.lever)
    return asked.words.kind(breakout.kind)


def _land(asked: Asked, frame: Frame) -> Any:
    source = coast.land(coast.WORLD if is_world(frame) else coast.REGION, version_of_static())
    data = alt.Data(url=source["url"], format=alt.TopoDataFormat(**source["format"]))
    return alt.Chart(data).mark_geoshape(
        fill=asked.colours["outage"], stroke=asked.colours["line"], strokeWidth=0.5, aria=False
    )


def _marks(asked: Asked, rows: Sequence[dict[str, Any]]) -> list[alt.Chart]:
    words, colours = asked.words, asked.colours
    say = words.short_lever if asked.is_narrow else words.lever
    levers = {name: say(name) for name in LEVERS} | {"image": words.kind("image")}
    others = {kind: words.kind(kind) for kind in ("crisis", "affairs")}
    areas = _AREAS_NARROW if asked.is_narrow else _AREAS
    sizes = alt.Legend(
        orient="bottom", direction="horizontal", values=[10, 100, 500], labelFontSize=12,
        title=words.gettext("excess mentions"), symbolFillColor="transparent",
        symbolStrokeColor=colours["soft"],
    )  # fmt: skip
    scale = alt.Scale(domain=[0, _GREATEST], range=areas, clamp=True)
    base = (
        alt.Chart(alt.Data(values=list(rows)))
        .transform_filter(_SEEN)
        .encode(
            longitude="longitude:Q",
            latitude="latitude:Q",
            size=alt.Size("size:Q", scale=scale, legend=sizes),
            href="href:N",
            tooltip=[
                alt.Tooltip("title:N", title=" "),
                alt.Tooltip("group:N", title=words.gettext("Kind or lever")),
                alt.Tooltip("when:N", title=words.gettext("When")),
                alt.Tooltip("excess:N", title=words.gettext("Excess")),
            ],
        )
    )
    hollow = base.transform_filter("datum.kind != 'image'").mark_point(
        filled=False,
        shape="diamond",
        strokeWidth=1.6,
        strokeOpacity=0.85,
        cursor="pointer",
        aria=False,
    )
    full = base.transform_filter("datum.kind == 'image'").mark_point(
        filled=True, shape="circle", opacity=0.85, stroke=colours["page"], strokeWidth=0.8,
        cursor="pointer", aria=False,
    )  # fmt: skip
    there = {row["group"] for row in rows}
    return [
        hollow.encode(stroke=alt.Stroke("group:N", **_key(asked, others, there, "diamond"))),
        full.encode(fill=alt.Fill("group:N", **_key(asked, levers, there, "circle"))),
    ]


def _config(asked: Asked) -> dict[str, Any]:
    made = {**config(asked.theme), "aria": False}
    # On a phone there is no room for three keys beside each other.
    direction = "vertical" if asked.is_narrow else "horizontal"
    layout = {"bottom": {"anchor": "start", "direction": direction, "margin": 10}}
    made["legend"] = {**made["legend"], "titleFontWeight": "normal", "layout": layout}
    return made


def _key(asked: Asked, names: dict[str, str], there: set[str], shape: str) -> dict[str, Any]:
    """Return the scale and legend of those groups that are there."""
    shown = {key: name for key, name in names.items() if name in there}
    return {
        "scale": alt.Scale(
            domain=list(shown.values()), range=[asked.colours[key] for key in shown]
        ),
        "legend": alt.Legend(
            orient="bottom", title=None, direction="horizontal", labelLimit=220,
            columns=3 if asked.is_narrow else 4, symbolType=shape, symbolSize=90,
        ) if shown else None,
    }  # fmt: skip


def _names(
    asked: Asked, chosen: Sequence[Breakout], frame: Frame, window: Window
) -> list[alt.Chart]:
    wanted = {b.place_id for b in chosen}
    places = [p for p in asked.shown.report.places if p.place_id in wanted]
    sizes = {p: _weight(asked.shown.of_place(p), window) for p in wanted}
    is_english = asked.words.lang == "en"
    names = {p.place_id: plain(p.name_en if is_english and p.name_en else p.name) for p in places}
    size = (asked.width, height_of(asked))
    rows = [
        {**row, **_times(chosen, row["place_id"], asked)}
        for row in named(places, names, sizes, frame, size)
    ]
    base = (
        alt.Chart(alt.Data(values=rows))
        .transform_filter("datum.from <= map_zoom")
        .transform_flatten(["start", "stop"])
        .transform_filter(_SEEN)
        .transform_aggregate(n="count()", groupby=["name", "longitude", "latitude"])
        .encode(longitude="longitude:Q", latitude="latitude:Q", text="name:N")
    )
    text: dict[str, Any] = {"fontSize": 11, "dy": 10, "aria": False, "tooltip": None}
    return [
        base.mark_text(**text, stroke=asked.colours["page"], strokeWidth=3, strokeOpacity=0.7),
        base.mark_text(**text, color=asked.colours["ink"]),
    ]


def _weight(breakouts: Sequence[Breakout], window: Window) -> float:
    """Return how much a place's name is worth: what is seen first, and of that images."""
    return sum(
        b.n_excess * (0.001 if not window.holds(b) else 1.0 if b.kind == "image" else 0.3)
        for b in breakouts
    )


def _times(chosen: Sequence[Breakout], place_id: str, asked: Asked) -> dict[str, list[int]]:
    """Return when a place's breakouts began and ended: it is named while one of them is seen."""
    own = [b for b in chosen if b.place_id == place_id]
    return {
        "start": [_ms(b.onset.date()) for b in own],
        "stop": [_ms(_last_day(b, asked)) for b in own],
    }


def _last_day(breakout: Breakout, asked: Asked) -> date:
    return breakout.end.date() if breakout.end else asked.shown.today


def _told(breakout: Breakout, asked: Asked) -> dict[str, Any]:
    place = asked.shown.places.get(breakout.place_id)
    return {
        "breakout_id": breakout.breakout_id,
        "place_id": breakout.place_id,
        "place_name": breakout.place_name,
        "place_name_en": breakout.place_name_en,
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
        "image": breakout.image,
        "kind": breakout.kind,
        "lever": breakout.lever,
        "onset": breakout.onset.date().isoformat(),
        "end": breakout.end.date().isoformat() if breakout.end else None,
        "n_excess": breakout.n_excess,
    }


def _finding(asked: Asked, seen: Sequence[Breakout]) -> str:
    words = asked.words
    images = [b for b in seen if b.kind == "image"]
    crises = [b for b in seen if b.kind == "crisis"]
    text = words.gettext("%(images)s city images and %(crises)s crises on these days") % {
        "images": len(images),
        "crises": len(crises),
    }
    if not images:
        return text
    top = max(images, key=lambda b: b.n_excess)
    return words.gettext("%(text)s; the largest image: %(image)s (%(n)s mentions)") % {
        "text": text,
        "image": words.image(top),
        "n": words.count(top.n_excess),
    }


def _ms(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1000
