"""The same request on a territory as it is and on variants of its streets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphs.errors import NoPathError, PointNotOnNetworkError
from planner.cancel import Cancel
from planner.engine import plan
from planner.errors import NoItineraryError, NotFeasibleError
from planner.outcomes import Comparison, Outcome
from planner.variants import Varied, vary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.request import TripRequest
    from planner.territory import Territory
    from planner.variants import Variant

__all__ = ["compare"]

_FINDINGS = (NoItineraryError, NotFeasibleError, NoPathError, PointNotOnNetworkError)
"""That nothing can be had is what a comparison may find out, on either side."""


def compare(
    territory: Territory, request: TripRequest, variants: Sequence[Variant], *, cancel: Cancel | None = None
) -> Comparison:
    """Plan a request on a territory and on its variants; a variant that changes nothing gives the same itineraries.

    Raises
    ------
    InvalidRequestError
        A variant cannot be laid over the streets; `details["field"]` names what is wrong, as `variants[0].add[1]`.
    PlannerError, GraphsError
        The request cannot be served at all, as for `planner.engine.plan`.
    """
    cancel = cancel or Cancel()
    base = _try(Varied(territory), request, "", cancel)
    outcomes = []
    for index, variant in enumerate(variants):
        cancel.check()
        varied = vary(territory, variant, request.mode, name=f"variants[{index}]", cancel=cancel)
        outcomes.append(_try(varied, request, variant.name, cancel))
        if varied.territory is not territory:
            _let_go(varied.territory)
    return Comparison(base, tuple(outcomes))


def _try(varied: Varied, request: TripRequest, name: str, cancel: Cancel) -> Outcome:
    streets = (varied.added, varied.closed, varied.joins, varied.opened)
    try:
        return Outcome(name, plan(varied.territory, request, cancel=cancel), None, *streets)
    except _FINDINGS as error:
        return Outcome(name, None, error, *streets)


def _let_go(territory: Territory) -> None:
    """Drop what was worked out of a variant, which refers back to it: its arrays are large, and go with it at once."""
    territory.network.kept.clear()
    territory.kept.clear()
