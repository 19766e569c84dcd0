"""Ask the page as a browser would, without a server and without a network."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx


class Visitor:
    """A reader of an application.

    Parameters
    ----------
    app : ASGI application
    origin : str
        Under which name it is called.
    """

    def __init__(self, app: Any, origin: str = "http://127.0.0.1:8765") -> None:
        self.app = app
        self.origin = origin

    def get(self, address: str, **headers: str) -> httpx.Response:
        """Ask for an address."""
        return self.ask("GET", address, **headers)

    def ask(self, method: str, address: str, **headers: str) -> httpx.Response:
        """Send a request with a method and headers (underscores are hyphens)."""

        async def answer() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(transport=transport, base_url=self.origin) as client:
                named = {name.replace("_", "-"): value for name, value in headers.items()}
                return await client.request(method, address, headers=named)

        return asyncio.run(answer())
