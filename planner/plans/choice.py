"""Which sites a themed plan visits, and in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graphs.attributes import Vehicle
from graphs.network import UNREACHABLE as OUT_OF_REACH
from planner.errors import NoItineraryError
from planner.selection import UNREACHABLE, OrienteeringProblem, RouteFrame, select

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    import numpy.typing as npt

    from planner.plans.survey import SiteField
    from planner.plans.trip import Trip
    from planner.targets import SiteTarget

__all__ = ["choose"]

_VISITS_PER_HOUR = 4
_HOURLY_MM = {
    Vehicle.FOOT: 4_000_000,
    Vehicle.WHEELCHAIR: 3_500_000,
    Vehicle.BIKE: 12_000_000,
    Vehicle.CARGO: 11_000_000,
}
"""Leisurely speeds, for the number of visits only."""


def choose(
    trip: Trip,
    field: SiteField,
    *,
    seen: AbstractSet[int],
    rank: int,
    shunned: AbstractSet[int] = frozenset(),
    travel_share: float | None = None,
) -> list[int]:
    """Choose targets to visit, in order, as indices of the field.

    Parameters
    ----------
    trip, field
        What is asked, and what there is.
    seen
        Targets of earlier alternatives: they earn less.
    rank
        Place of the alternative, from 0; another one draws otherwise.
    shunned
        Targets that may not be chosen, unless they are named.
    travel_share
        Part of the measure that the choice may fill, instead of that of the params.

    Raises
    ------
    BudgetTooSmallError
        The named ones do not fit.
    """
    target, params = trip.target, trip.params
    by_duration = target is not None and target.by_duration
    travel = _to_signed(field.travel.measures(by_duration=by_duration))
    scores = [round(item.score * (params.seen_again if k in seen else 1.0)) for k, item in enumerate(field.targets)]
    sorts = [_sort_of(item) for item in field.targets]
    kinds = {sort: number for number, sort in enumerate(sorted(set(sorts)))}
    last = len(field.targets) + 1
    whole = target.value if target is not None else _longest(travel, last)
    named = tuple(k + 1 for k, item in enumerate(field.targets) if item.named)
    room = int(whole * (travel_share or params.travel_share))
    visits = field.visit_measures(by_duration=by_duration)
    pause = int(whole * params.visit_share)
    visits[1:-1] += pause
    most = _most_visits(trip, whole, by_duration=by_duration)
    problem = OrienteeringProblem(
        travel=travel,
        scores=np.array([0, *scores, 0], np.int64),
        routes=(RouteFrame(start=0, end=last, earliest_start=0, latest_end=room + most * pause, budget=room),),
        visits=visits,
        costs=_to_signed(field.travel.weights),
        kinds=np.array([-1, *(kinds[sort] for sort in sorts), -1], np.int64),
        decay=params.same_kind,
        mandatory=named,
        forbidden=tuple(k + 1 for k in sorted(shunned) if not field.targets[k].named),
    )
    selection = select(
        problem, seed=trip.request.seed + rank, iterations=params.selection_rounds, is_late=trip.work.is_late
    )
    if selection.missing_mandatory or selection.routes[0] is None:
        roomy = select(
            _with_named_only(problem, last, named), seed=trip.request.seed, iterations=params.selection_rounds
        )
        if roomy.missing_mandatory or roomy.routes[0] is None:
            names = ", ".join(field.targets[k - 1].site.name for k in roomy.missing_mandatory)
            msg = f"must_visit: no way leads to {names} and on to the end"
            raise NoItineraryError(msg, field="must_visit")
        return [k - 1 for k in roomy.routes[0].vertices]
    order = [k - 1 for k in selection.routes[0].vertices]
    spare = sorted((k for k in order if not field.targets[k].named), key=lambda k: (scores[k], -k))
    dropped = set(spare[: max(0, len(order) - most)])
    return [k for k in order if k not in dropped]


def _sort_of(item: SiteTarget) -> str:
    """Name what a site is more of: of its kind, and for a view of what is seen."""
    return " ".join((item.site.kind.value, *sorted(item.site.view_on)))


def _most_visits(trip: Trip, whole: int, *, by_duration: bool) -> int:
    """Give the number of visits that a visitor can take in on the way."""
    hours = whole / 3_600_000 if by_duration else whole / _HOURLY_MM[trip.streets.view.profile.vehicle]
    return max(3, min(trip.params.most_visits, round(hours * _VISITS_PER_HOUR)))


def _with_named_only(problem: OrienteeringProblem, last: int, named: tuple[int, ...]) -> OrienteeringProblem:
    """Give the same problem with only the named sites and no limit, for the least that they need."""
    others = tuple(k for k in range(1, last) if k not in named)
    frame = RouteFrame(start=0, end=last, earliest_start=0, latest_end=1 << 38)
    return OrienteeringProblem(
        travel=problem.travel,
        scores=problem.scores,
        routes=(frame,),
        visits=problem.visits,
        costs=problem.costs,
        mandatory=named,
        forbidden=others,
    )


def _to_signed(values: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Put the selection's sign for no way in place of the matrix's."""
    return np.where(values == int(OUT_OF_REACH), UNREACHABLE, values)


def _longest(travel: npt.NDArray[np.int64], last: int) -> int:
    """Room for a plan without a target: twice the direct way."""
    direct = int(travel[0, last])
    return 2 * direct if direct < UNREACHABLE else 0
