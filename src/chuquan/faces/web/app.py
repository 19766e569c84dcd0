"""The server: pages, charts, files and the JSON API over one report."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from starlette.middleware.gzip import GZipMiddleware

from chuquan.faces.web.security import guard
from chuquan.faces.web.shown import Shown
from chuquan.faces.words import LANGUAGES
from chuquan.report import Report
from chuquan.version import __version__

ROUTERS: Final = (
    "chuquan.faces.web.assets",
    "chuquan.faces.web.figures",
    "chuquan.faces.web.pages.now",
    "chuquan.faces.web.pages.map",
    "chuquan.faces.web.pages.casebook",
    "chuquan.faces.web.pages.compare",
    "chuquan.faces.web.pages.search",
    "chuquan.faces.web.fonts",
)
"""Modules that bring a ``router``, in the order in which addresses are matched."""

_SMALLEST_ZIPPED: Final = 1_000


def create_app(report: Report, *, token: str | None = None) -> FastAPI:
    """Return the application that serves one report.

    Parameters
    ----------
    report : Report
        Read once; the pages never write.
    token : str, optional
        Asked of every request; see :func:`chuquan.faces.web.security.guard`.
    """
    app = FastAPI(
        title="Chuquan", version=__version__, docs_url=None, redoc_url=None,
        openapi_url="/api/openapi.json",
    )  # fmt: skip
    app.state.shown = Shown(report)
    app.middleware("http")(guard(token))
    app.add_middleware(GZipMiddleware, minimum_size=_SMALLEST_ZIPPED)
    app.add_api_route("/", _home, include_in_schema=False)
    for module in ROUTERS:
        app.include_router(import_module(module).router)
    return app


def _home(request: Request) -> Response:
    wanted = request.headers.get("accept-language", "").lower()
    lang = "en" if wanted.startswith("en") else "zh"
    assert lang in LANGUAGES
    return RedirectResponse(f"/{lang}/now")
