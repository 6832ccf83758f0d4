"""Errors of the `planner` package.

::

    PlannerError
    ├── InvalidRequestError      a field is wrong; `details["field"]` names it
    ├── NotAvailableError        a field this version cannot serve
    ├── UnknownSiteError, UnknownStopError, AmbiguousNameError
    ├── NotFeasibleError         `details["feasible"]` = {"distance_km": [least, most]}
    │   ├── BudgetTooSmallError
    │   └── BudgetTooLargeError
    ├── NoTimetableError         the territory was built without feeds
    ├── OutsideTimetableError    no feed covers the day; `details["feeds"]` names their days
    ├── NoItineraryError         nothing joins the places asked for
    ├── StaleSketchError         what was kept of an itinerary belongs to another territory
    ├── CatalogueError           a file of sites or closures is wrong
    ├── SelectionError           a selection problem does not hold together; `details["field"]` names the part
    └── CancelledError           the caller left or the deadline passed
"""

from __future__ import annotations

from typing import Any, ClassVar

from graphs.errors import NoPathError

__all__ = [
    "NO_CIRCUIT",
    "AmbiguousNameError",
    "BudgetTooLargeError",
    "BudgetTooSmallError",
    "CancelledError",
    "CatalogueError",
    "InvalidRequestError",
    "NoItineraryError",
    "NoTimetableError",
    "NotAvailableError",
    "NotFeasibleError",
    "OutsideTimetableError",
    "PlannerError",
    "SelectionError",
    "StaleSketchError",
    "UnknownSiteError",
    "UnknownStopError",
]


class PlannerError(Exception):
    """Base class: a message for people, a stable `code` for programs and `details` for both."""

    code: ClassVar[str] = "planner_error"

    def __init__(self, message: str, **details: object) -> None:
        super().__init__(message)
        self.message = message
        self.details: dict[str, Any] = details


class InvalidRequestError(PlannerError):
    """A field of the request is wrong; `details["field"]` names it."""

    code = "invalid_request"


class NotAvailableError(PlannerError):
    """A field of the request asks for what this version or territory cannot do; `details["field"]` names it."""

    code = "not_available"


class UnknownSiteError(PlannerError):
    """No site has this id."""

    code = "unknown_site"


class UnknownStopError(PlannerError):
    """No stop has this id."""

    code = "unknown_stop"


class AmbiguousNameError(PlannerError):
    """A name stands for several things; `details["candidates"]` lists them."""

    code = "ambiguous_name"


class NotFeasibleError(PlannerError):
    """The asked length or time cannot be had here; `details["feasible"]` says what can."""

    code = "no_path"


class BudgetTooSmallError(NotFeasibleError):
    """The asked length or time is less than the least feasible."""

    code = "budget_too_small"


class BudgetTooLargeError(NotFeasibleError):
    """The asked length or time is more than the most feasible."""

    code = "budget_too_large"


class NoItineraryError(PlannerError):
    """No way joins the places asked for."""

    code = "no_path"


class NoTimetableError(PlannerError):
    """The territory was built without feeds, so nothing is known of public transport."""

    code = "no_timetable"


class OutsideTimetableError(PlannerError):
    """No feed covers the day that was asked for; `details["feeds"]` names the days of each."""

    code = "outside_timetable"


class StaleSketchError(PlannerError):
    """What was kept of an itinerary belongs to the territory as it was before."""

    code = "not_found"


class CatalogueError(PlannerError):
    """A file of sites, statuses or closures cannot be read; `details` names file and row."""

    code = "catalogue_file"


class SelectionError(PlannerError):
    """A selection problem does not hold together; `details["field"]` names the part."""

    code = "selection_problem"


class CancelledError(PlannerError):
    """The caller left, or the deadline passed before there was an answer."""

    code = "overloaded"


NO_CIRCUIT = (NotFeasibleError, NoItineraryError, InvalidRequestError, NoPathError)
"""What says that a circuit cannot be had."""
