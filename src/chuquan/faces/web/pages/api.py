"""Data and API: the page of the JSON API, rendered by us from the OpenAPI document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from chuquan.faces.web.view import View, view_of

router = APIRouter()


@dataclass(frozen=True)
class Operation:
    """One address of the API."""

    path: str
    summary: str
    description: str
    parameters: tuple[dict[str, Any], ...]
    answer: Markup
    is_direct: bool


@dataclass(frozen=True)
class Field:
    """One property of a schema."""

    name: str
    type: Markup
    description: str


@router.get("/{lang}/api", include_in_schema=False)
def api(view: Annotated[View, Depends(view_of)]) -> HTMLResponse:
    """Show every address of the API and every schema that it answers with."""
    document = view.request.app.openapi()
    return view.page(
        "api",
        view.words.gettext("Data and API"),
        operations=_operations(document),
        schemas=[
            (name, schema.get("description", ""), _fields(schema))
            for name, schema in sorted(document["components"]["schemas"].items())
        ],
        origin=f"{view.request.url.scheme}://{view.request.url.netloc}",
    )


def _operations(document: dict[str, Any]) -> list[Operation]:
    out = []
    for path, methods in document["paths"].items():
        told = methods["get"]
        content = told["responses"]["200"].get("content", {})
        schema: dict[str, Any] = next(iter(content.values()), {"schema": {}}).get("schema", {})
        out.append(
            Operation(
                path=path,
                summary=told.get("summary", ""),
                description=told.get("description", ""),
                parameters=tuple(
                    {**p, "type": type_of(p.get("schema", {}))} for p in told.get("parameters", ())
                ),
                answer=type_of(schema),
                is_direct="{" not in path,
            )
        )
    return out


def _fields(schema: dict[str, Any]) -> list[Field]:
    return [
        Field(name, type_of(own), own.get("description", ""))
        for name, own in schema.get("properties", {}).items()
    ]


def type_of(schema: dict[str, Any]) -> Markup:
    """Return a JSON schema's type in words, schemas of their own linked."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return Markup('<a href="#{0}">{0}</a>').format(name)
    for several in ("anyOf", "oneOf"):
        if several in schema:
            return Markup(" | ").join(type_of(part) for part in schema[several])
    if "enum" in schema:
        return Markup(" | ").join(Markup("<code>{}</code>").format(v) for v in schema["enum"])
    kind = schema.get("type", "")
    if kind == "array":
        parts = schema.get("prefixItems") or [schema.get("items") or {}]
        return Markup("[{}]").format(Markup(", ").join(map(type_of, parts)))
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        return Markup("{{… : {}}}").format(type_of(schema["additionalProperties"]))
    return Markup("{}").format(schema.get("format") or kind)
