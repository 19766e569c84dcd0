"""The command ``serve``: the page of one report, for this machine or, with a token, for others."""

# ruff: noqa: PLC0415, PLR0917  commands import when they run; Typer calls them by keyword
from __future__ import annotations

import gc
import ipaddress
import os
import secrets
import socket
import threading
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final
from urllib.parse import urlencode

import typer

from chuquan.errors import OutsideError, UserError
from chuquan.faces import options as opt

if TYPE_CHECKING:
    from fastapi import FastAPI

    from chuquan.faces.words import Words
    from chuquan.report import Report

DEFAULT_PORT: Final = 8765
LEAST_TOKEN: Final = 12
"""Characters of a token: a shorter one is guessed."""

_LOCAL: Final = "127.0.0.1"
_GRACE_SECONDS: Final = 3


def serve(
    report: Annotated[Path, typer.Argument(metavar="REPORT", help="The report.json of a run.")],
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Where it listens; 0 takes a free one.")
    ] = DEFAULT_PORT,
    host: Annotated[
        str,
        typer.Option(
            "--host",
            metavar="HOST",
            help="Address it listens on; any but this machine's own needs a token.",
        ),
    ] = _LOCAL,
    token: Annotated[
        str | None,
        typer.Option(
            "--token",
            metavar="TOKEN",
            envvar="CHUQUAN_TOKEN",
            help="What readers must bring; made and printed where one is needed and none given.",
        ),
    ] = None,
    open_: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
    lang: opt.LangOption = "zh",
) -> None:
    r"""Show a report as a page: what breaks out now, the evidence, the places; with a JSON API.

    Needs the extra web: pip install 'chuquan\[web]'. Reads only; Ctrl-C ends it.
    """
    from chuquan.faces.words import Words
    from chuquan.report import Report

    wanted = token_for(host, token)
    create, run = _web()
    read = Report.read(report)
    with listening(host, port) as sock:
        app = create(read, wanted)
        address = address_of(host, sock.getsockname()[1], wanted)
        tell(report, address, wanted, host, Words(lang))
        if open_:
            webbrowser.open(address)
        # What was read stays to the end: looking through it for garbage would hold up answers.
        gc.collect()
        gc.freeze()
        with suppress(KeyboardInterrupt):
            run(app, sock)


def token_for(host: str, token: str | None) -> str | None:
    """Return the token that readers must bring; None where only this machine can reach the server.

    Raises
    ------
    UserError
        If the token given is too short to keep anyone out.
    """
    if token is not None and len(token) < LEAST_TOKEN:
        raise UserError(
            f"a token of {len(token)} characters",
            where="--token",
            allowed=f"{LEAST_TOKEN} characters and more",
            todo="leave it out, and one is made and printed",
        )
    if token is None and not is_this_machine(host):
        return secrets.token_urlsafe(18)
    return token


def is_this_machine(host: str) -> bool:
    """Whether an address is reached from this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Raises
    ------
    OutsideError
        If the port is taken, or the machine has no such address.
    """
    try:
        kind, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        # Named TCP, or asyncio would leave Nagle on: every answer would wait some 40 ms.
        sock = socket.socket(kind, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    except OSError as error:
        raise _cannot_listen(host, port, error) from error
    try:
        if os.name == "posix":
            # A server that ended a moment ago leaves its port free again.
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(address)
        sock.listen(128)
    except OSError as error:
        sock.close()
        raise _cannot_listen(host, port, error) from error
    return sock


def address_of(host: str, port: int, token: str | None) -> str:
    """Return the address to open, with the token in it where there is one."""
    name = socket.gethostname() if host in {"0.0.0.0", "::"} else host  # noqa: S104  a comparison
    shown = f"[{name}]" if ":" in name else name
    query = f"?{urlencode({'token': token})}" if token else ""
    return f"http://{shown}:{port}/{query}"


def tell(report: Path, address: str, token: str | None, host: str, words: Words) -> None:
    """Print where the page is, and who can read it."""
    from chuquan.faces.words import plain

    text = words.gettext("%(report)s is shown at %(address)s (Ctrl-C ends it)")
    typer.echo(text % {"report": plain(str(report)), "address": address})
    if token is not None and not is_this_machine(host):
        typer.echo(
            words.gettext(
                "Whoever has this address, token and all, can read the report. It goes over the "
                "network unencrypted: outside of your own network put it behind HTTPS."
            )
        )


def _cannot_listen(host: str, port: int, error: OSError) -> OutsideError:
    return OutsideError(
        f"cannot listen there: {error.strerror or error}",
        where=f"{host}:{port}",
        allowed="an address of this machine and a port that no other program has",
        todo="choose another --port (0 takes a free one), or another --host",
    )


def _web() -> tuple[
    Callable[[Report, str | None], FastAPI], Callable[[FastAPI, socket.socket], None]
]:
    """Import what serves.

    Raises
    ------
    UserError
        If the extra ``web`` is not installed.
    """
    try:
        import altair as alt  # noqa: F401  pages name charts; only drawing one would miss it
        import uvicorn

        from chuquan.faces.web.app import create_app
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("chuquan"):
            raise
        raise UserError(
            f"the page needs {error.name}, which is not installed",
            where="chuquan serve",
            allowed="an installation with the extra web",
            todo="pip install 'chuquan[web]'",
        ) from error
    from chuquan.faces.web.security import THIS_MACHINE

    def create(report: Report, token: str | None) -> FastAPI:
        return create_app(report, token=token, hosts=THIS_MACHINE if token is None else None)

    def run(app: FastAPI, sock: socket.socket) -> None:
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, server_header=False, lifespan="off",
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )  # fmt: skip
        threading.Thread(target=_warm, daemon=True).start()
        uvicorn.Server(config).run(sockets=[sock])

    return create, run


def _warm() -> None:
    """Load what draws before the first chart is asked for."""
    from chuquan.faces.web.figures import warm

    warm()
