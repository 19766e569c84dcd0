"""What every page has at hand: the report, the words of its language, templates, the way to it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import HTTPException, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment

from chuquan.faces.brief import safe_url
from chuquan.faces.pages import environment
from chuquan.faces.sides import also, counter_title
from chuquan.faces.summary import gap_days
from chuquan.faces.told_page import drawing
from chuquan.faces.web.assets import vega_address, version_of_static
from chuquan.faces.web.figures import figure
from chuquan.faces.web.health import sources_at_a_glance
from chuquan.faces.web.shown import Shown
from chuquan.faces.web.spark import spark
from chuquan.faces.web.told import profile_name, two_names, why_sentence
from chuquan.faces.words import LANGUAGES, Words, cut

NAVIGATION = ("now", "map", "casebook", "compare", "sources", "api")
"""Pages that the head of each page leads to."""


@dataclass(frozen=True)
class View:
    """One request for a page.

    Attributes
    ----------
    shown : Shown
    words : Words
        Of the language in the address.
    request : Request
    """

    shown: Shown
    words: Words
    request: Request

    def link(self, *parts: str, **query: str | float | None) -> str:
        """Return the address of a page in the same language."""
        asked = {name: value for name, value in query.items() if value not in {None, ""}}
        path = "/".join((self.words.lang, *(quote(part, safe=":") for part in parts)))
        return f"/{path}?{urlencode(asked)}" if asked else f"/{path}"

    def in_other_language(self) -> str:
        """Return the address of this page in the other language."""
        (other,) = (lang for lang in LANGUAGES if lang != self.words.lang)
        _, _, rest = self.request.url.path[1:].partition("/")
        query = self.request.url.query
        return f"/{other}/{rest}" + (f"?{query}" if query else "")

    def page(self, template: str, title: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """Render a page."""
        made = _environment(self.words.lang).get_template(f"web/{template}.html.j2")
        return HTMLResponse(
            made.render(
                view=self,
                w=self.words,
                report=self.shown.report,
                title=title,
                navigation=_navigation(self.shown),
                **values,
            ),
            status_code=status,
        )


def _navigation(shown: Shown) -> tuple[str, ...]:
    """Return the pages of the head: impacts and answers only where the report holds some."""
    report = shown.report
    held = {
        "impacts": report.impacts,
        "discoveries": report.discoveries,
        "plans": report.plans,
        "creators": report.creators,
    }
    at = NAVIGATION.index("sources")
    return (*NAVIGATION[:at], *(name for name, own in held.items() if own), *NAVIGATION[at:])


def view_of(lang: str, request: Request) -> View:
    """Return the view of a request; a dependency of every page.

    Raises
    ------
    HTTPException
        404 if there is no such language.
    """
    if lang not in LANGUAGES:
        raise HTTPException(404, f"no language {lang!r}; there are: {', '.join(LANGUAGES)}")
    return View(request.app.state.shown, Words(lang), request)


@cache
def _environment(lang: str) -> Environment:
    made = environment(Words(lang))
    made.globals.update(
        figure=figure,
        drawing=drawing,
        static_version=version_of_static(),
        vega_address=vega_address(),
        spark=spark,
        safe_url=safe_url,
        why=why_sentence,
        profile_name=profile_name,
        two_names=two_names,
        gap_days=gap_days,
        also=also,
        counter_title=counter_title,
        sources_at_a_glance=sources_at_a_glance,
    )
    made.filters["cut"] = cut
    return made
