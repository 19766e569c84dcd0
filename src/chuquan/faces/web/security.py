"""What keeps the page safe: headers on every answer, a token where others can reach it."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from typing import Final

from fastapi import Request, Response
from fastapi.responses import PlainTextResponse

TOKEN_COOKIE: Final = "chuquan-token"  # noqa: S105  the cookie's name

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
}
_READING: Final = frozenset({"GET", "HEAD"})

Next = Callable[[Request], Awaitable[Response]]


def guard(token: str | None) -> Callable[[Request, Next], Awaitable[Response]]:
    """Return the middleware: reading only, with the token where there is one, headers on all.

    Parameters
    ----------
    token : str, optional
        Asked for in the address (``?token=``), as a bearer, or as the cookie that the first such
        visit sets. None where only this machine can reach the server.
    """

    async def answer(request: Request, call_next: Next) -> Response:
        if request.method not in _READING:
            response: Response = PlainTextResponse("read-only", 405, {"Allow": "GET, HEAD"})
        elif token is not None and not _has(request, token):
            response = PlainTextResponse("a token is needed: ?token=...", 401)
        else:
            response = await call_next(request)
            if token is not None and request.query_params.get("token"):
                response.set_cookie(TOKEN_COOKIE, token, httponly=True, samesite="strict")
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return answer


def _has(request: Request, token: str) -> bool:
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    given = (
        request.query_params.get("token"),
        request.cookies.get(TOKEN_COOKIE),
        bearer if scheme.lower() == "bearer" else None,
    )
    return any(g is not None and hmac.compare_digest(g.encode(), token.encode()) for g in given)
