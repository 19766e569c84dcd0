"""What keeps the page safe: headers on every answer, a token where others can reach it."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Collection
from typing import Final

from fastapi import Request, Response
from fastapi.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOKEN_COOKIE: Final = "chuquan-token"  # noqa: S105  the cookie's name

THIS_MACHINE: Final = frozenset({"127.0.0.1", "localhost", "::1"})
"""Names by which this machine calls itself."""

HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_READING: Final = frozenset({"GET", "HEAD"})

Next = Callable[[Request], Awaitable[Response]]


def guard(
    token: str | None, hosts: Collection[str] | None = None
) -> Callable[[Request, Next], Awaitable[Response]]:
    """Return the middleware: reading only, with the token where there is one, headers on all.

    Parameters
    ----------
    token : str, optional
        Asked for in the address (``?token=``), as a bearer, or as the cookie that the first such
        visit sets. None where only this machine can reach the server.
    hosts : collection of str, optional
        Names under which the server may be called; None for any. A page of another site that had
        its own name point here could read along, did any name do.
    """

    async def answer(request: Request, call_next: Next) -> Response:
        response = _refusal(request, token, hosts)
        if response is None:
            given = request.query_params.get("token") if token is not None else None
            response = _without_token(request) if given else None
            if response is None:
                response = await call_next(request)
            if given and token is not None:
                # Lax, not strict: a link in a colleague's mail is to open.
                response.set_cookie(TOKEN_COOKIE, token, httponly=True, samesite="lax")
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        # The same address shows another report once another is served here.
        response.headers.setdefault("Cache-Control", "no-cache")
        return response

    return answer


class Heads:
    """Answer HEAD as GET is answered, without the body.

    Parameters
    ----------
    app : ASGI application
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            await send({**message, "body": b""} if "body" in message else message)

        await self.app({**scope, "method": "GET"}, receive, without_body)


def _refusal(request: Request, token: str | None, hosts: Collection[str] | None) -> Response | None:
    if request.method not in _READING:
        return PlainTextResponse("read-only", 405, {"Allow": "GET, HEAD"})
    if hosts is not None and (request.url.hostname or "") not in hosts:
        return PlainTextResponse("this server is called by another name", 421)
    if token is not None and not _has(request, token):
        told = {"WWW-Authenticate": 'Bearer realm="chuquan"'}
        return PlainTextResponse("a token is needed: ?token=...", 401, told)
    return None


def _without_token(request: Request) -> Response | None:
    """Lead a browser to the same page without the token: addresses are copied and sent on."""
    if "text/html" not in request.headers.get("accept", ""):
        return None
    # Two slashes would name another host.
    path = "/" + request.url.path.lstrip("/")
    query = request.url.remove_query_params("token").query
    return RedirectResponse(f"{path}?{query}" if query else path, 303)


def _has(request: Request, token: str) -> bool:
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    given = (
        request.query_params.get("token"),
        request.cookies.get(TOKEN_COOKIE),
        bearer if scheme.lower() == "bearer" else None,
    )
    return any(g is not None and hmac.compare_digest(g.encode(), token.encode()) for g in given)
