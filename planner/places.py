"""From what a request names to places on the streets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphs.geo import Coordinate
from graphs.snap import Terminal, snap
from planner.errors import InvalidRequestError, UnknownSiteError, UnknownStopError
from planner.itinerary import Place
from planner.request import SitePlace, StopPlace

if TYPE_CHECKING:
    from graphs.view import NetworkView
    from planner.territory import Territory

__all__ = ["locate"]


def locate(
    territory: Territory, view: NetworkView, asked: Coordinate | StopPlace | SitePlace, *, field: str, index: int
) -> tuple[Terminal, Place]:
    """Find where a request starts, ends or passes.

    Parameters
    ----------
    field, index
        Name of the field and position of the point in the request, for errors.

    Raises
    ------
    UnknownSiteError, UnknownStopError, AmbiguousNameError
        The name or id is not known, or stands for several.
    InvalidRequestError
        The site is closed to visitors.
    OutsideNetworkError, PointNotOnNetworkError
        No street is near.
    """
    if isinstance(asked, Coordinate):
        terminal = snap(view, asked, index=index)
        return terminal, Place(terminal.point, access_m=terminal.gap_m)
    if isinstance(asked, StopPlace):
        position = territory.stops.find_index(asked.stop)
        if position is None:
            msg = f"{field}: there is no stop {asked.stop!r}"
            raise UnknownStopError(msg, field=field, stop=asked.stop)
        stop = territory.stops.stops[position]
        terminal = snap(view, stop.position, index=index)
        return terminal, Place(terminal.point, name=stop.name, stop=stop.id, access_m=terminal.gap_m)
    site = territory.find_site(asked.site)
    if site is None:
        msg = f"{field}: there is no site {asked.site!r}"
        raise UnknownSiteError(msg, field=field, site=asked.site)
    if not site.is_target():
        msg = f"{field}: {site.name} cannot be visited ({site.access.status.value})"
        raise InvalidRequestError(msg, field=field, site=site.id)
    terminal = snap(view, site.position, index=index)
    return terminal, Place(terminal.point, name=site.name, site=site.id, access_m=terminal.gap_m)
