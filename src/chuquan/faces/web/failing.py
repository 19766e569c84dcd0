"""What a reader sees who asked for something that is not there: words and the nearest names."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

import msgspec
from fastapi import HTTPException, Request, Response
from starlette.exceptions import HTTPException as AnyHTTPException

from chuquan.faces.web.view import view_of
from chuquan.faces.words import LANGUAGES, cut
from chuquan.report import Breakout, Impact, PlaceProfile

_MOST_NEAR = 5


class Near(msgspec.Struct, frozen=True):
    """Something that is there and is called nearly so."""

    id: str
    name: str


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """Why a request was not answered.

    Attributes
    ----------
    status : int
        HTTP's.
    found : str
        What was asked for, or what was wrong with it.
    near : tuple of Near
        What is there and is called nearly so.
    """

    status: int
    found: str
    near: tuple[Near, ...] = ()


class Missing(HTTPException):
    """A breakout, a place, an impact or an answer that the report does not hold.

    Parameters
    ----------
    page : {"breakout", "place", "impact", "discovery", "plan", "creator-choice"}
        Where the near ones are shown.
    asked : str
        The id that was asked for.
    near : sequence of Near
    """

    def __init__(self, page: str, asked: str, near: Sequence[Near]) -> None:
        super().__init__(404, f"no {page} {cut(asked, 80)!r}")
        self.page = page
        self.near = tuple(near)


def no_breakout(asked: str, close: Sequence[Breakout]) -> Missing:
    """Return the fault for a breakout that is not there."""
    near = [Near(b.breakout_id, f"{cut(b.image, 80)} ({b.onset:%Y-%m-%d})") for b in close]
    return Missing("breakout", asked, near)


def no_place(asked: str, close: Sequence[PlaceProfile]) -> Missing:
    """Return the fault for a place that is not there."""
    near = [Near(p.place_id, f"{cut(p.name, 60)} {cut(p.name_en, 60)}".strip()) for p in close]
    return Missing("place", asked, near)


def no_impact(asked: str, close: Sequence[Impact]) -> Missing:
    """Return the fault for an impact that is not there."""
    return Missing("impact", asked, [Near(i.impact_id, cut(i.impact_id, 80)) for i in close])


def no_answer(page: str, asked: str, held: Sequence[str]) -> Missing:
    """Return the fault for a discovery, a plan or a choice of creators that is not there."""
    return Missing(page, asked, [Near(own, cut(own, 80)) for own in held[:_MOST_NEAR]])


async def answer_fault(request: Request, error: Exception) -> Response:
    """Answer a fault as a page under a language's address, as JSON elsewhere."""
    assert isinstance(error, AnyHTTPException)
    lang = request.url.path.split("/", 2)[1]
    near = error.near if isinstance(error, Missing) else ()
    if lang in LANGUAGES:
        view = view_of(lang, request)
        title = (
            view.words.gettext("Not found")
            if error.status_code == HTTPStatus.NOT_FOUND
            else view.words.gettext("This does not work")
        )
        return view.page(
            "missing",
            title,
            status=error.status_code,
            found=str(error.detail),
            near=near,
            page=error.page if isinstance(error, Missing) else "",
        )
    body = Fault(status=error.status_code, found=str(error.detail), near=near)
    return Response(
        msgspec.json.encode(body), error.status_code, media_type="application/json",
        headers=dict(error.headers or {}),
    )  # fmt: skip
