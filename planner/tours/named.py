"""On which of several days each site that must be visited can be: closures are dated, and hours go by the week-day."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from planner.errors import InvalidRequestError, NoItineraryError
from planner.plans import clock_of
from planner.targets import list_targets
from planner.tours.clock import later

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from planner.desk import Desk
    from planner.plans import PlanParams
    from planner.request import Tour, TripRequest
    from planner.streets import RequestStreets
    from planner.targets import SiteTarget

__all__ = ["OpenDays", "list_tour_sites", "share_evenly"]


@dataclass(frozen=True, slots=True, eq=False)
class OpenDays:
    """The days of a tour, from 1, on which each site that must be visited can be, by its id.

    Without a departure nobody knows, and any will do.
    """

    days: Mapping[str, frozenset[int]] = field(default_factory=dict)

    def holds(self, site_id: str, day: int) -> bool:
        """Whether a site can be visited on a day."""
        return site_id not in self.days or day in self.days[site_id]


def list_tour_sites(
    desk: Desk,
    see: Callable[[TripRequest], RequestStreets],
    request: TripRequest,
    tour: Tour,
    zone: ZoneInfo | None,
    params: PlanParams,
) -> tuple[list[SiteTarget], OpenDays]:
    """List what could be visited anywhere in the territory, whatever its hours, and when what must be visited can be.

    Parameters
    ----------
    see
        Gives the streets on the day of a request.
    zone
        Time of the place; None without a departure.

    Returns
    -------
    list of SiteTarget, OpenDays
        In the order of the catalogue; nothing where nothing is asked for.

    Raises
    ------
    PlannerError
        A site that must be visited is not known, or cannot be visited on any of the days.
    """
    if not (request.themes or request.must_visit):
        return [], OpenDays()
    access = request.access and replace(request.access, returns=False, latest_home=None)
    single = replace(request, tour=None, access=access)
    first = see(single)
    if request.departure is None:
        return _list_all(desk, first, request, request.must_visit), OpenDays()
    found: dict[str, SiteTarget] = {}
    days: dict[str, set[int]] = {}
    refused: dict[str, InvalidRequestError | NoItineraryError] = {}
    for number in range(1, tour.days + 1 if request.must_visit else 1):
        own = replace(single, departure=later(request.departure, number - 1, zone))
        streets = first if number == 1 else see(own)
        for name in request.must_visit:
            try:
                target = _find_one(desk, streets, own, name, params)
            except (InvalidRequestError, NoItineraryError) as error:
                refused.setdefault(name, error)
            else:
                found.setdefault(name, target)
                days.setdefault(target.site.id, set()).add(number)
    for name in request.must_visit:
        if name not in found:
            raise refused[name]
    at_once = [name for name, target in found.items() if 1 in days[target.site.id]]
    sites = {target.index: target for target in _list_all(desk, first, request, at_once)}
    sites |= {target.index: target for target in found.values()}
    open_days = OpenDays({site_id: frozenset(numbers) for site_id, numbers in days.items()})
    return [sites[index] for index in sorted(sites)], open_days


def share_evenly(open_days: OpenDays, order: Sequence[SiteTarget], days: int) -> list[tuple[str, ...]]:
    """Give sites in an order to the days, about as many to each, each to a day on which it can be visited."""
    each = -(-len(order) // days)
    shared: list[list[int]] = [[] for _ in range(days)]
    choices = [[day for day in range(days) if open_days.holds(item.site.id, day + 1)] for item in order]
    for k in sorted(range(len(order)), key=lambda k: (len(choices[k]), k)):
        day = min(choices[k], key=lambda day: (len(shared[day]) >= each, abs(day - k // each), day))
        shared[day].append(k)
    return [tuple(order[k].site.id for k in sorted(own)) for own in shared]


def _list_all(desk: Desk, streets: RequestStreets, request: TripRequest, must_visit: Sequence[str]) -> list[SiteTarget]:
    return list_targets(desk, streets, near=(), within_m=0.0, must_visit=must_visit, avoid_sites=request.avoid_sites)


def _find_one(desk: Desk, streets: RequestStreets, request: TripRequest, name: str, params: PlanParams) -> SiteTarget:
    """Give one site that must be visited; an error where it cannot be on the day of the request."""
    (target,) = list_targets(
        desk,
        streets,
        near=(),
        within_m=-1.0,  # none but the named one
        must_visit=(name,),
        avoid_sites=request.avoid_sites,
        clock=clock_of(request, streets.view.profile.vehicle, params),
    )
    return target
