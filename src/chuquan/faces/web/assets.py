"""What pages load besides themselves: our style and scripts, and Vega from its package."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

import vl_convert
from fastapi import APIRouter, HTTPException, Response

from chuquan.faces.pages import style_sheet

STATIC: Final = Path(__file__).with_name("static")
_TYPES: Final = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
_FOR_EVER: Final = {"Cache-Control": "public, max-age=31536000, immutable"}

router = APIRouter()


@router.get("/static/{name:path}", include_in_schema=False)
def static(name: str) -> Response:
    """Return a file of ours, or Vega; browsers keep it."""
    if name == "told.css":
        return Response(told_css(), media_type="text/css", headers=_FOR_EVER)
    if name == "vega.js":
        return Response(vega_bundle(), media_type="text/javascript", headers=_FOR_EVER)
    path = (STATIC / name).resolve()
    if STATIC not in path.parents or path.suffix not in _TYPES or not path.is_file():
        raise HTTPException(404, "no such file")
    return Response(path.read_bytes(), media_type=_TYPES[path.suffix], headers=_FOR_EVER)


@lru_cache(maxsize=1)
def told_css() -> str:
    """Return the style of the sections of answers, the same as in their HTML files."""
    return style_sheet("told.css")


@lru_cache(maxsize=1)
def vega_bundle() -> bytes:
    """Return Vega, Vega-Lite and Vega-Embed as one script, from the package that ships them."""
    # The stub asks for a snippet that the function does not need.
    bundle = vl_convert.javascript_bundle()  # type: ignore[call-arg]
    return bytes(bundle.encode("utf-8"))


def vega_address() -> str:
    """Return where Vega is: another address for another version of the package that ships it."""
    return f"/static/vega.js?v={version('vl-convert-python')}"


@lru_cache(maxsize=1)
def version_of_static() -> str:
    """Return a short hash of our own static files: their addresses change whenever they do."""
    digest = hashlib.sha256(told_css().encode())
    for path in sorted(STATIC.iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
