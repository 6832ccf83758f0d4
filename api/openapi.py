"""The OpenAPI document, with the models that routes read by themselves, and a page that shows it."""

from __future__ import annotations

import html
import json
from typing import TYPE_CHECKING, Any

from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from api.schemas import (
    ComparisonRequest,
    EditsRequest,
    IsochronesRequest,
    ItineraryRequest,
    MatrixRequest,
    Problem,
    RoutesRequest,
)

if TYPE_CHECKING:
    from fastapi import FastAPI

__all__ = ["to_docs_page", "to_openapi"]

_BODIES = (ItineraryRequest, EditsRequest, RoutesRequest, MatrixRequest, IsochronesRequest, ComparisonRequest, Problem)
_REFERENCE = "#/components/schemas/{model}"


def to_openapi(app: FastAPI) -> dict[str, Any]:
    """Make the document once and keep it."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes, tags=app.openapi_tags
        )
        _, own = models_json_schema([(model, "validation") for model in _BODIES], ref_template=_REFERENCE)
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        schemas.update(own.get("$defs", {}))
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        _drop_framework_errors(document)
        app.openapi_schema = document
    return app.openapi_schema


def to_docs_page(document: dict[str, Any]) -> str:
    """List every endpoint with its words, parameters and examples, as a plain page."""
    rows = []
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            title = f"<h2><code>{method.upper()} {html.escape(path)}</code></h2>"
            words = html.escape(operation.get("description", operation.get("summary", "")))
            rows.append(f"{title}<p>{words}</p>{_list_parameters(operation)}{_list_examples(operation)}")
    name = html.escape(f"{document['info']['title']} {document['info']['version']}")
    style = "body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#22313f}"
    style += "pre{background:#f4f2ec;padding:.8rem;overflow:auto}h2{margin-top:2.5rem;font-size:1.1rem}"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{name}</title><style>{style}</style></head>'
        f'<body><h1>{name}</h1><p>The whole document: <a href="openapi.json">openapi.json</a>.</p>'
        f"{''.join(rows)}</body></html>\n"
    )


def _drop_framework_errors(document: dict[str, Any]) -> None:
    """Leave out the framework's own error shape: every error here is a problem document."""
    for operations in document["paths"].values():
        for operation in operations.values():
            answer = operation["responses"].get("422", {})
            if "HTTPValidationError" in str(answer):
                del operation["responses"]["422"]


def _list_parameters(operation: dict[str, Any]) -> str:
    items = [
        f"<li><code>{html.escape(parameter['name'])}</code> {html.escape(parameter.get('description', ''))}</li>"
        for parameter in operation.get("parameters", [])
    ]
    return f"<ul>{''.join(items)}</ul>" if items else ""


def _list_examples(operation: dict[str, Any]) -> str:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    blocks = []
    for example in content.get("examples", {}).values():
        body = html.escape(json.dumps(example["value"], ensure_ascii=False, indent=1))
        blocks.append(f"<p>{html.escape(example['summary'])}</p><pre>{body}</pre>")
    return "".join(blocks)
