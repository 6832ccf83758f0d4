"""Reading request bodies: JSON into a strict model, and every fault as one clear error that names the field."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from api.errors import UnsupportedMediaTypeError
from planner.errors import InvalidRequestError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["parse_model", "read_model", "refuse_parameters", "to_invalid_request"]

Model = TypeVar("Model", bound=BaseModel)

_MEDIA_TYPES = ("application/json",)


async def refuse_parameters(request: Request) -> None:
    """Dependency of routes that take no parameters: `?language=nl` behind such an address would mislead.

    Raises
    ------
    InvalidRequestError
        The address has a parameter.
    """
    for name in request.query_params:
        where = "what is asked stands in the body" if request.method == "POST" else "this address takes none"
        msg = f"there is no parameter {name[:60]}: {where}"
        raise InvalidRequestError(msg, field=name[:60])


async def read_model(request: Request, model: type[Model]) -> Model:
    """Read the body of a request.

    Raises
    ------
    UnsupportedMediaTypeError
        The body is not said to be JSON, or is said to be compressed.
    TooLargeError
        The body is larger than the service takes.
    InvalidRequestError
        The body is no JSON, or a field of it is wrong.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in _MEDIA_TYPES and not media_type.endswith("+json"):
        msg = f"send JSON with Content-Type: application/json, not {media_type[:60] or 'without a type'}"
        raise UnsupportedMediaTypeError(msg)
    encoding = request.headers.get("content-encoding", "").strip().lower()
    if encoding not in {"", "identity"}:
        msg = f"send the body as it is, without Content-Encoding: {encoding[:60]}"
        raise UnsupportedMediaTypeError(msg)
    return parse_model(await request.body(), model)


def parse_model(body: bytes | str, model: type[Model]) -> Model:
    """Read JSON into a model.

    Raises
    ------
    InvalidRequestError
        The text is no JSON, or a field of it is wrong.
    """
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False)
        raise to_invalid_request(faults, known=model.model_fields) from error


def to_invalid_request(
    faults: Sequence[Mapping[str, Any]], *, known: Mapping[str, Any], noun: str = "field"
) -> InvalidRequestError:
    """Make one error of the faults of a validation; unknown fields first, for a misspelt one often causes the rest.

    Parameters
    ----------
    known
        What there is.
    noun
        What to call it.
    """
    fault = next((item for item in faults if item["type"] == "extra_forbidden"), faults[0])
    field = _to_field(fault["loc"])
    if fault["type"] == "json_invalid":
        return InvalidRequestError(f"the body is no JSON: {fault['msg'].removeprefix('Invalid JSON: ')}", field="body")
    if fault["type"] == "extra_forbidden":
        return InvalidRequestError(_describe_unknown(field, list(known), noun), field=field)
    message = fault["msg"].removeprefix("Value error, ")
    return InvalidRequestError(f"{field}: {message[:1].lower()}{message[1:]}", field=field, faults=len(faults))


def _to_field(location: Sequence[str | int]) -> str:
    """Write a location as a path, such as `start.lat` or `points[1]`; names of alternatives are left out."""
    path = ""
    for part in location:
        if isinstance(part, int):
            path += f"[{part}]"
        elif ":" not in part and part not in {"[key]", "body", "query"} and not part.startswith("function-"):
            path += f".{part[:60]}" if path else part[:60]
    return path or "body"


def _describe_unknown(field: str, known: list[str], noun: str) -> str:
    if "." in field or not known:
        return f"there is no {noun} {field}"
    close = get_close_matches(field, known, n=1)
    if close:
        return f"there is no {noun} {field}; did you mean {close[0]}?"
    return f"there is no {noun} {field}; there are {', '.join(known)}"
