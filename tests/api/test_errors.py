"""One table from errors to statuses, one shape for all of them."""

import inspect
import json

import pytest

import api.errors
import graphs.errors
import planner.errors
from api.errors import STATUSES, ApiError, NotFoundError, OverloadedError, get_status, to_problem
from api.problems import PROBLEM_JSON, to_problem_response
from graphs.errors import GraphsError, OutsideNetworkError
from planner.errors import BudgetTooSmallError, InvalidRequestError, PlannerError

MODULES = (api.errors, graphs.errors, planner.errors)
BASES = (ApiError, GraphsError, PlannerError)
# Errors that no request should meet: of building and opening a territory, and faults of our own.
INSIDE = {
    "selection_problem",
    "halted",
    "build_failed",
    "source_file",
    "empty_network",
    "fetch_failed",
    "catalogue_file",
    "territory_format",
}


def _list_classes() -> list[type[ApiError | GraphsError | PlannerError]]:
    found = {
        value
        for module in MODULES
        for _, value in inspect.getmembers(module, inspect.isclass)
        if issubclass(value, BASES) and value not in BASES
    }
    return sorted(found, key=lambda value: value.__name__)


@pytest.mark.parametrize("kind", _list_classes(), ids=lambda kind: kind.__name__)
def test_every_error_has_the_one_shape(kind: type[ApiError | GraphsError | PlannerError]) -> None:
    problem = to_problem(kind("what went wrong", field="mode", index=None))
    assert list(problem)[:5] == ["type", "title", "status", "detail", "code"]
    if kind.code in INSIDE:
        assert (problem["status"], problem["code"]) == (500, "internal_error")
        assert "what went wrong" not in json.dumps(problem)
    else:
        assert problem["code"] == kind.code
        assert problem["detail"] == "what went wrong"
        assert problem["field"] == "mode"
        assert "index" not in problem
        assert 400 <= problem["status"] < 600
    assert problem["type"] == f"urn:terrils:problem:{problem['code']}"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFoundError("x"), 404),
        (InvalidRequestError("x", field="mode"), 422),
        (OutsideNetworkError("x"), 422),
        (BudgetTooSmallError("x", feasible={"distance_km": [1, 2]}), 422),
        (OverloadedError("x"), 503),
        (ValueError("x"), 500),
    ],
)
def test_statuses(error: Exception, status: int) -> None:
    assert get_status(error) == status


def test_what_is_feasible_stands_at_the_top() -> None:
    problem = to_problem(BudgetTooSmallError("x", feasible={"distance_km": [1.5, 20.0]}))
    assert problem["feasible"] == {"distance_km": [1.5, 20.0]}


def test_details_never_hide_the_members_of_the_shape() -> None:
    problem = to_problem(InvalidRequestError("real", field="mode", detail="fake", status=200, code="fake"))
    assert (problem["detail"], problem["status"], problem["code"]) == ("real", 422, "invalid_request")


def test_an_unexpected_error_tells_nothing_of_the_inside() -> None:
    problem = to_problem(KeyError("secret"))
    assert (problem["status"], problem["code"]) == (500, "internal_error")
    assert "secret" not in json.dumps(problem)


def test_a_response_says_what_it_is_and_when_to_come_back() -> None:
    response = to_problem_response(OverloadedError("x", retry_after_s=9))
    assert response.headers["content-type"] == PROBLEM_JSON
    assert response.headers["retry-after"] == "9"
    assert response.headers["cache-control"] == "no-store"


def test_any_text_can_be_sent() -> None:
    response = to_problem_response(InvalidRequestError("caf\u00e9 \ud800", field="x"))
    assert json.loads(bytes(response.body))["detail"] == "café \ud800"


def test_the_table_cannot_be_changed() -> None:
    assert isinstance(STATUSES, tuple)
