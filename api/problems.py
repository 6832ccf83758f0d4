"""Problem documents as responses, and the handlers that make them of every error."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.bodies import to_invalid_request
from api.errors import (
    STATUSES,
    ApiError,
    MethodNotAllowedError,
    NotFoundError,
    TooLargeError,
    get_status,
    to_problem,
)
from api.logs import get_logger
from planner.errors import InvalidRequestError

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.requests import Request

__all__ = ["PROBLEM_JSON", "add_handlers", "to_problem_response"]

PROBLEM_JSON = "application/problem+json"
_RETRY_AFTER_S = 2


def to_problem_response(error: Exception, *, headers: dict[str, str] | None = None) -> Response:
    """Answer with the problem document of an error."""
    problem = to_problem(error)
    extra = dict(headers or {})
    if problem["status"] == HTTPStatus.SERVICE_UNAVAILABLE:
        extra["Retry-After"] = str(problem.get("retry_after_s", _RETRY_AFTER_S))
    if problem["status"] == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        extra["Content-Range"] = f"bytes */{problem['size_bytes']}"
    extra["Cache-Control"] = "no-store"
    body = json.dumps(problem, ensure_ascii=True, allow_nan=False, separators=(",", ":"), default=str)
    return Response(body, status_code=problem["status"], media_type=PROBLEM_JSON, headers=extra)


def add_handlers(app: FastAPI) -> None:
    """Let every error of the table, of the framework and of the checks of queries become a problem document."""
    for kind, _ in STATUSES:
        app.add_exception_handler(kind, _handle_known)
    app.add_exception_handler(ApiError, _handle_known)
    app.add_exception_handler(RequestValidationError, _handle_validation)
    app.add_exception_handler(HTTPException, _handle_http)


def _answer(request: Request, error: Exception, *, headers: dict[str, str] | None = None) -> Response:
    problem = to_problem(error)
    request.app.state.metrics.count_problem(problem["code"])
    if get_status(error) == HTTPStatus.INTERNAL_SERVER_ERROR:
        get_logger().error("internal error", error=type(error).__name__, exc_info=error)
    return to_problem_response(error, headers=headers)


async def _handle_known(request: Request, error: Exception) -> Response:
    return _answer(request, error)


async def _handle_validation(request: Request, error: Exception) -> Response:
    faults = error.errors() if isinstance(error, RequestValidationError) else []
    if not faults:
        return _answer(request, InvalidRequestError("the request cannot be read", field="query"))
    return _answer(request, to_invalid_request(faults, known=_list_parameters(request), noun="parameter"))


def _list_parameters(request: Request) -> dict[str, Any]:
    """Names that the query of a route may hold."""
    route = request.scope.get("route")
    known: dict[str, Any] = {}
    for parameter in route.dependant.query_params if isinstance(route, APIRoute) else []:
        model = parameter.field_info.annotation
        own = model.model_fields if isinstance(model, type) and issubclass(model, BaseModel) else {parameter.name: None}
        known.update(own)
    return known


async def _handle_http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else HTTPStatus.INTERNAL_SERVER_ERROR
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        allow = _list_methods(headers.get("Allow", headers.get("allow", "")))
        if request.method == "OPTIONS":
            return Response(status_code=HTTPStatus.NO_CONTENT, headers={"Allow": allow})
        msg = f"this address takes {allow}"
        return _answer(request, MethodNotAllowedError(msg), headers={"Allow": allow})
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return _answer(request, TooLargeError("the body is too large"))
    if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR and status != HTTPStatus.NOT_FOUND:
        return _answer(request, InvalidRequestError("the request cannot be read", field="body"))
    if status == HTTPStatus.NOT_FOUND:
        return _answer(request, NotFoundError("there is nothing under this address; /openapi.json lists what there is"))
    return _answer(request, error)


def _list_methods(allow: str) -> str:
    methods = {method.strip() for method in allow.split(",") if method.strip()} | {"OPTIONS"}
    if "GET" in methods:
        methods.add("HEAD")
    return ", ".join(sorted(methods))
