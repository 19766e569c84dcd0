"""Schemas of the JSON API: made from the structs that are sent, with what each field means."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

import msgspec
from fastapi import FastAPI

from chuquan.faces.web import answers
from chuquan.faces.web.alike import Alike
from chuquan.faces.web.failing import Fault
from chuquan.faces.web.others import AlikePlace, Neighbour
from chuquan.faces.web.reputation import Reputation
from chuquan.faces.web.season import Season
from chuquan.report import (
    Breakout,
    Casebook,
    CreatorChoice,
    Discovery,
    Impact,
    PlaceProfile,
    Plan,
    Problem,
    SourceHealth,
)

SENT: Final[tuple[type, ...]] = (
    answers.ReportHead, answers.Now, answers.BreakoutList, answers.PlaceList, Breakout, Alike,
    PlaceProfile, Reputation, Season, Neighbour, AlikePlace, SourceHealth, Problem, Impact, Fault,
    Discovery, Casebook, CreatorChoice, Plan,
    answers.Found,
)  # fmt: skip
"""Structs that are answers of their own; what they hold comes with them."""

_REF: Final = "#/components/schemas/{name}"
_FIELD = re.compile(r"^(\w+(?:, \w+)*) ?(?::.*)?$")


def sends(name: str, *, many: bool = False, can_miss: bool = False) -> dict[int | str, Any]:
    """Return the ``responses`` of a route that answers with a struct, or with a list of them."""
    ref: dict[str, Any] = {"$ref": _REF.format(name=name)}
    schema = {"type": "array", "items": ref} if many else ref
    out: dict[int | str, Any] = {
        200: {"description": name, "content": {"application/json": {"schema": schema}}}
    }
    if can_miss:
        fault = {"$ref": _REF.format(name="Fault")}
        out[404] = {
            "description": "Not in the report; the nearest names.",
            "content": {"application/json": {"schema": fault}},
        }
    return out


def complete(app: FastAPI) -> Callable[[], dict[str, Any]]:
    """Return what makes the OpenAPI document: FastAPI's, with the schemas of our structs."""
    plain_document = app.openapi

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            made = plain_document()
            made.setdefault("components", {}).setdefault("schemas", {}).update(components())
        assert app.openapi_schema is not None
        return app.openapi_schema

    return document


@lru_cache(maxsize=1)
def components() -> dict[str, Any]:
    """Return the JSON schemas of all structs that are sent, by name."""
    _, made = msgspec.json.schema_components(SENT, ref_template=_REF)
    documents = {t.__name__: inspect.getdoc(t) or "" for t in _structs(SENT)}
    for name, schema in made.items():
        text = documents.get(name, "")
        schema["description"] = text.partition("\n\n")[0].replace("\n", " ")
        for field, said in _fields(text).items():
            if field in schema.get("properties", {}):
                schema["properties"][field]["description"] = said
    return made


def _fields(text: str) -> dict[str, str]:
    """Return what the section ``Attributes`` of a docstring says of each field."""
    _, _, section = text.partition("Attributes\n----------\n")
    said: dict[str, list[str]] = {}
    names: list[str] = []
    for line in section.splitlines():
        if line and not line.startswith(" "):
            match = _FIELD.match(line)
            if match is None:
                break
            names = match[1].split(", ")
        elif line.strip():
            for name in names:
                said.setdefault(name, []).append(line.strip())
    return {name: " ".join(lines) for name, lines in said.items()}


def _structs(types: tuple[type, ...]) -> set[type]:
    """Return the structs given and all that they hold."""
    out: set[type] = set()
    waiting: list[Any] = list(types)
    while waiting:
        kind = waiting.pop()
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            if kind in out:
                continue
            out.add(kind)
            waiting += [f.type for f in msgspec.structs.fields(kind)]
        else:
            waiting += getattr(kind, "__args__", ())
    return out
