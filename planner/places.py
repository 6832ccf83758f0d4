"""From what a request names to places on the streets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphs.errors import OutsideNetworkError, PointNotOnNetworkError
from graphs.geo import Coordinate
from graphs.snap import snap
from graphs.tree import ends_of
from planner.desk import get_desk
from planner.errors import AmbiguousNameError, InvalidRequestError, UnknownSiteError, UnknownStopError
from planner.itinerary import Place
from planner.request import StopPlace
from planner.stops import list_alike, tell_alike
from planner.streets import see_streets

if TYPE_CHECKING:
    from datetime import date

    from graphs.snap import Terminal
    from graphs.view import NetworkView
    from planner.request import SitePlace
    from planner.territory import Territory

__all__ = ["is_usable", "locate"]


def locate(
    territory: Territory,
    view: NetworkView,
    asked: Coordinate | StopPlace | SitePlace,
    *,
    field: str,
    index: int,
    day: date | None = None,
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
        terminal = _snap(territory, view, asked, field=field, index=index)
        return terminal, Place(terminal.point, access_m=terminal.gap_m)
    if isinstance(asked, StopPlace):
        return _at_stop(territory, view, asked.stop, field=field, index=index)
    return _at_site(territory, view, asked.site, day, field=field, index=index)


def _snap(territory: Territory, view: NetworkView, point: Coordinate, *, field: str, index: int) -> Terminal:
    """Snap a point; an error names the field, and says where only this request closes the streets near it."""
    try:
        return snap(view, point, index=index)
    except PointNotOnNetworkError as error:
        message = f"{field}: {error.message}"
        if not isinstance(error, OutsideNetworkError) and _has_street(territory, view, point):
            message += "; the streets near it are closed by avoid_areas or by a closure of that day"
        raise type(error)(message, **{**error.details, "field": field}) from error


def _has_street(territory: Territory, view: NetworkView, point: Coordinate) -> bool:
    """Whether there is a street near the point when nothing is closed."""
    try:
        snap(see_streets(get_desk(territory), view.profile.name).view, point)
    except PointNotOnNetworkError:
        return False
    return True


def _at_stop(territory: Territory, view: NetworkView, name: str, *, field: str, index: int) -> tuple[Terminal, Place]:
    try:
        position = territory.get_stop_index(name)
    except UnknownStopError as error:
        candidates = list_alike(((stop.id, stop.name) for stop in territory.stops), name)
        message = f"{field}: {error.message}{tell_alike(candidates)}"
        more = {"candidates": candidates} if candidates else {}
        raise UnknownStopError(message, field=field, stop=name, **more) from error
    except AmbiguousNameError as error:
        raise AmbiguousNameError(f"{field}: {error.message}", **{**error.details, "field": field}) from error
    stop = territory.stops[position]
    link = territory.find_stop_link(position, view.profile.vehicle)
    if link is not None and is_usable(view, link.place):
        return link.place, Place(link.place.point, name=stop.name, stop=stop.id, access_m=float(link.access_m))
    terminal = _snap(territory, view, stop.position, field=field, index=index)
    return terminal, Place(terminal.point, name=stop.name, stop=stop.id, access_m=terminal.gap_m)


def _at_site(
    territory: Territory, view: NetworkView, name: str, day: date | None, *, field: str, index: int
) -> tuple[Terminal, Place]:
    try:
        position = territory.get_site_index(name)
    except UnknownSiteError as error:
        raise UnknownSiteError(f"{field}: {error.message}", field=field, site=name) from error
    except AmbiguousNameError as error:
        raise AmbiguousNameError(f"{field}: {error.message}", **{**error.details, "field": field}) from error
    site = territory.sites[position]
    access = territory.get_access(position, day)
    if not site.is_target(access):
        msg = f"{field}: {site.name} may not be visited ({access.status.value})"
        raise InvalidRequestError(msg, field=field, site=site.id, access=access.status.value)
    link = territory.find_site_link(position, view.profile.vehicle, day)
    if link is None or not is_usable(view, link.place):
        msg = f"{field}: no street leads {view.profile.name} to {site.name}"
        raise PointNotOnNetworkError(msg, index=index, field=field, site=site.id)
    return link.place, Place(link.place.point, name=site.name, site=site.id, access_m=float(link.access_m))


def is_usable(view: NetworkView, terminal: Terminal) -> bool:
    """Whether the view still lets anybody onto the street of a place."""
    return len(ends_of(view, [terminal], arriving=False, weights=view.weights)) > 0
