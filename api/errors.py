"""From error classes to problem documents (RFC 9457): one table, one shape.

::

    ApiError
    ├── NotFoundError             nothing under this address or id
    ├── MethodNotAllowedError
    ├── RangeError                no byte of the range is there, or several ranges at once
    ├── TooLargeError             the body is larger than the service takes
    ├── UnsupportedMediaTypeError the body is not said to be plain JSON
    ├── OverloadedError           the queue is full
    ├── NotReadyError             no territory is open yet
    └── StoreError                the file of itineraries cannot be read or written
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, ClassVar

from graphs.errors import (
    GraphsError,
    NoPathError,
    OutsideNetworkError,
    PointNotOnNetworkError,
    TerritoryFormatError,
    UnknownProfileError,
)
from planner.errors import (
    AmbiguousNameError,
    CancelledError,
    CatalogueError,
    InvalidRequestError,
    NoItineraryError,
    NotAvailableError,
    NotFeasibleError,
    NoTimetableError,
    OutsideTimetableError,
    PlannerError,
    StaleSketchError,
    UnknownSiteError,
    UnknownStopError,
)

__all__ = [
    "STATUSES",
    "ApiError",
    "MethodNotAllowedError",
    "NotFoundError",
    "NotReadyError",
    "OverloadedError",
    "RangeError",
    "StoreError",
    "TooLargeError",
    "UnsupportedMediaTypeError",
    "get_status",
    "to_problem",
]

_TYPE = "urn:terrils:problem:"


class ApiError(Exception):
    """Base class: a message for people, a stable `code` for programs and `details` for both."""

    code: ClassVar[str] = "internal_error"

    def __init__(self, message: str, **details: object) -> None:
        super().__init__(message)
        self.message = message
        self.details: dict[str, Any] = details


class NotFoundError(ApiError):
    """There is nothing under this address or id."""

    code = "not_found"


class MethodNotAllowedError(ApiError):
    """The address does not take this method."""

    code = "method_not_allowed"


class RangeError(ApiError):
    """The range of bytes cannot be given; `details["size_bytes"]` says how many there are."""

    code = "range_not_satisfiable"


class TooLargeError(ApiError):
    """The body is larger than the service takes."""

    code = "too_large"


class UnsupportedMediaTypeError(ApiError):
    """The body is not said to be JSON."""

    code = "unsupported_media_type"


class OverloadedError(ApiError):
    """More is asked than can be answered in time; `details["retry_after_s"]` says when to come back."""

    code = "overloaded"


class NotReadyError(ApiError):
    """The service cannot plan yet."""

    code = "not_ready"


class StoreError(ApiError):
    """The file of itineraries cannot be read or written."""

    code = "store_unavailable"


STATUSES: tuple[tuple[type[Exception], HTTPStatus], ...] = (
    (NotFoundError, HTTPStatus.NOT_FOUND),
    (MethodNotAllowedError, HTTPStatus.METHOD_NOT_ALLOWED),
    (RangeError, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE),
    (TooLargeError, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (UnsupportedMediaTypeError, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
    (OverloadedError, HTTPStatus.SERVICE_UNAVAILABLE),
    (NotReadyError, HTTPStatus.SERVICE_UNAVAILABLE),
    (StoreError, HTTPStatus.SERVICE_UNAVAILABLE),
    (CancelledError, HTTPStatus.SERVICE_UNAVAILABLE),
    (StaleSketchError, HTTPStatus.NOT_FOUND),
    (InvalidRequestError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (NotAvailableError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (UnknownSiteError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (UnknownStopError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (AmbiguousNameError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (NotFeasibleError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (NoItineraryError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (NoTimetableError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (OutsideTimetableError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (CatalogueError, HTTPStatus.INTERNAL_SERVER_ERROR),
    (UnknownProfileError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (OutsideNetworkError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (PointNotOnNetworkError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (NoPathError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (TerritoryFormatError, HTTPStatus.INTERNAL_SERVER_ERROR),
)
"""Class and status; the first that the error is an instance of counts."""

_TITLES = {
    "not_found": "Not found",
    "method_not_allowed": "Method not allowed",
    "range_not_satisfiable": "No such range",
    "too_large": "Request too large",
    "unsupported_media_type": "Not JSON",
    "overloaded": "Overloaded",
    "not_ready": "Not ready",
    "store_unavailable": "Itineraries cannot be stored or read",
    "invalid_request": "Invalid request",
    "not_available": "Not available in this version",
    "unknown_site": "Unknown site",
    "unknown_stop": "Unknown stop",
    "ambiguous_name": "Ambiguous name",
    "outside_territory": "Outside the territory",
    "no_path": "No way",
    "no_timetable": "No timetable",
    "outside_timetable": "Outside the timetables",
    "budget_too_small": "Budget too small",
    "budget_too_large": "Budget too large",
    "unknown_profile": "Unknown mode",
    "internal_error": "Internal error",
}
_RESERVED = frozenset({"type", "title", "status", "detail", "code", "instance"})


def get_status(error: Exception) -> HTTPStatus:
    """Status of an error; 500 for one that is not in the table."""
    for kind, status in STATUSES:
        if isinstance(error, kind):
            return status
    return HTTPStatus.INTERNAL_SERVER_ERROR


def to_problem(error: Exception) -> dict[str, Any]:
    """Write an error as a problem document: members that all have, then its details. The inside stays inside."""
    status = get_status(error)
    code, detail = "internal_error", "something went wrong inside the service; it has been logged"
    details: dict[str, Any] = {}
    if isinstance(error, ApiError | PlannerError | GraphsError) and status != HTTPStatus.INTERNAL_SERVER_ERROR:
        code, detail, details = error.code, error.message, error.details
    return {
        "type": f"{_TYPE}{code}",
        "title": _TITLES.get(code, status.phrase),
        "status": status.value,
        "detail": detail,
        "code": code,
        **{name: value for name, value in details.items() if name not in _RESERVED and value is not None},
    }
