"""Land for maps: coastlines only, since where countries end is disputed and none of our business.

Made by ``scripts/build_coastlines.py`` from Natural Earth.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import msgspec

from chuquan.faces.web.assets import STATIC

WORLD: Final = "coast-world.json"
"""1:110 million; enough for the whole world."""
REGION: Final = "coast-region.json"
"""1:50 million; for regions."""
FORMAT: Final = {"type": "topojson", "feature": "land"}


def land(file: str, version: str) -> dict[str, Any]:
    """Return a Vega-Lite source of land that the browser fetches once and keeps."""
    return {"url": f"/static/{file}?v={version}", "format": FORMAT}


def with_land_inside(spec: dict[str, Any]) -> dict[str, Any]:
    """Return a specification that fetches nothing: what it named by address stands in it."""
    return {
        **spec,
        "layer": [
            {**layer, "data": _inside(layer["data"])} if "data" in layer else layer
            for layer in spec.get("layer", ())
        ],
    }


def _inside(data: dict[str, Any]) -> dict[str, Any]:
    address = data.get("url", "")
    if not address.startswith("/static/coast-"):
        return data
    name = address.removeprefix("/static/").partition("?")[0]
    return {"values": _read(name), "format": data["format"]}


@cache
def _read(name: str) -> Any:
    return msgspec.json.decode((STATIC / name).read_bytes())
