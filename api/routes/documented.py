"""How routes that read their own body appear in the OpenAPI document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.problems import PROBLEM_JSON

if TYPE_CHECKING:
    from pydantic import BaseModel

__all__ = ["PROBLEMS", "describe_body", "describe_problems"]

_WORDS = {
    404: "There is no such thing: `not_found`.",
    413: "The body is too large: `too_large`.",
    415: "The body is not said to be JSON: `unsupported_media_type`.",
    416: "No byte of the range is there, or there are several ranges: `range_not_satisfiable`.",
    422: "The request cannot be served as it is: `invalid_request` and the other codes of the reference.",
    503: "Too much is asked at once: `overloaded`, with Retry-After.",
}
PROBLEMS = tuple(_WORDS)


def describe_body(model: type[BaseModel], examples: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Describe a JSON body by its model, with examples."""
    schema = {"$ref": f"#/components/schemas/{model.__name__}"}
    return {
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema, "examples": examples}}}
    }


def describe_problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe the errors that a route may answer with."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        status: {"description": _WORDS[status], "content": {PROBLEM_JSON: {"schema": schema}}} for status in statuses
    }
