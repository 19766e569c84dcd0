"""The server: pages, charts, files and the JSON API over one report."""

from __future__ import annotations

from collections.abc import Collection
from importlib import import_module
from typing import Final

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException as AnyHTTPException
from starlette.middleware.gzip import GZipMiddleware

from chuquan.faces.web.failing import answer_fault
from chuquan.faces.web.schemas import complete
from chuquan.faces.web.security import Heads, guard
from chuquan.faces.web.shown import Shown
from chuquan.faces.words import LANGUAGES
from chuquan.report import Report
from chuquan.version import __version__

ROUTERS: Final = (
    "chuquan.faces.web.assets",
    "chuquan.faces.web.figures",
    "chuquan.faces.web.api",
    "chuquan.faces.web.pages.now",
    "chuquan.faces.web.pages.map",
    "chuquan.faces.web.pages.casebook",
    "chuquan.faces.web.pages.compare",
    "chuquan.faces.web.pages.search",
    "chuquan.faces.web.fonts",
    "chuquan.faces.web.pages.breakout",
    "chuquan.faces.web.pages.place",
    "chuquan.faces.web.pages.impact",
    "chuquan.faces.web.pages.answers",
    "chuquan.faces.web.pages.sources",
    "chuquan.faces.web.pages.api",
)
"""Modules that bring a ``router``, in the order in which addresses are matched."""

_SMALLEST_ZIPPED: Final = 1_000


def create_app(
    report: Report, *, token: str | None = None, hosts: Collection[str] | None = None
) -> FastAPI:
    """Return the application that serves one report.

    Parameters
    ----------
    report : Report
        Read once; the pages never write.
    token : str, optional
        Asked of every request; see :func:`chuquan.faces.web.security.guard`.
    hosts : collection of str, optional
        Names under which the server may be called; None for any.
    """
    app = FastAPI(
        title="Chuquan", version=__version__, docs_url=None, redoc_url=None,
        openapi_url="/api/openapi.json",
    )  # fmt: skip
    app.state.shown = Shown(report)
    app.middleware("http")(guard(token, hosts))
    app.add_middleware(GZipMiddleware, minimum_size=_SMALLEST_ZIPPED)
    app.add_middleware(Heads)
    app.add_api_route("/", _home, include_in_schema=False)
    for module in ROUTERS:
        app.include_router(import_module(module).router)
    app.add_exception_handler(AnyHTTPException, answer_fault)
    # This is how FastAPI wants its document extended.
    app.openapi = complete(app)  # type: ignore[method-assign]
    return app


def _home(request: Request) -> Response:
    wanted = request.headers.get("accept-language", "").lower()
    lang = "en" if wanted.startswith("en") else "zh"
    assert lang in LANGUAGES
    return RedirectResponse(f"/{lang}/now")
