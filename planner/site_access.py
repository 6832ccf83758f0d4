"""How to come to a site without a car: the stops around it, the ways from them, what runs there on which days."""

from __future__ import annotations

from collections import defaultdict
from contextlib import ExitStack
from datetime import date
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from graphs.attributes import Vehicle
from graphs.geo import haversine_m
from graphs.overlay.tags import get_way_tags
from graphs.transit.services import count_departures, find_boardings, list_departures
from planner.desk import get_desk
from planner.hours import Spot, list_calendars
from planner.itinerary import Notice, Place
from planner.journey_stops import get_stop_rows
from planner.legs import legs_of
from planner.nearby import DAY_TYPES, DayType, Service, SiteAccess, StopAccess, Way
from planner.places import is_usable
from planner.streets import see_streets

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    import numpy.typing as npt

    from graphs.snap import Terminal
    from graphs.transit.timetable import Timetable
    from graphs.tree import Tree
    from graphs.view import NetworkView
    from planner.catalogue import SiteLink
    from planner.hours import Calendar
    from planner.stops import Stop
    from planner.territory import Territory

__all__ = ["list_site_access"]

_SATURDAY, _SUNDAY = 5, 6
_LONGEST_MS = 30 * 60_000
"""Of a walk or a ride from a stop."""
_MODES = ("foot", "bike")
_SPEEDS_M_S = {"foot": 1.6, "bike": 7.0}
"""At most, as the crow flies."""
_MOST_DAYS = 366


def list_site_access(territory: Territory, index: int, *, count: int, day: date | None = None) -> SiteAccess:
    """List the stops within a walk or a ride of 30 minutes from a site, at most `count`.

    Parameters
    ----------
    index
        Position of the site in the catalogue.
    day
        Day of the access rules, and whose departures are listed beside; rules without a date when left out.
    """
    site = territory.sites[index]
    if not site.is_target(territory.get_access(index, day)):
        return SiteAccess((), holidays_known=False, notices=(Notice("not_visited"),))
    ways = _find_ways(territory, index, day)
    nearest = sorted(ways, key=lambda stop: (min(way.duration_s for way in ways[stop]), territory.stops[stop].id))
    calendars = _list_calendars(territory, index, day)
    known = all(calendar.always is None for calendar in calendars)
    found = []
    for stop in nearest[:count]:
        service, lines, on_day = _find_service(territory, territory.stops[stop], calendars if known else (), day)
        found.append(StopAccess(territory.stops[stop], tuple(ways[stop]), service, lines, on_day))
    told = _tell(territory, found, holidays_known=known)
    if day is not None and found and all(item.on_day is None for item in found) and territory.timetable is not None:
        told.append(Notice("date_without_timetable", (("asked", day.isoformat()),)))
    return SiteAccess(tuple(found), known, tuple(told))


def _find_ways(territory: Territory, index: int, day: date | None) -> dict[int, list[Way]]:
    """Ways from stops to a site, by index of the stop."""
    desk, site = get_desk(territory), territory.sites[index]
    ways: dict[int, list[Way]] = defaultdict(list)
    for mode in _MODES:
        view = see_streets(desk, mode, day=day).view
        link = territory.find_site_link(index, view.profile.vehicle, day)
        if link is None or not is_usable(view, link.place):
            continue
        goal = Place(link.place.point, name=site.name, site=site.id, access_m=float(link.access_m))
        with ExitStack() as stack:
            tree = stack.enter_context(
                desk.searcher.tree(view, link.place, backward=True, measure="duration", max_duration_ms=_LONGEST_MS)
            )
            for stop, terminal in _list_stops(territory, view, link, mode):
                way = _find_way(view, tree, territory.stops[stop], terminal, goal, mode)
                if way is not None:
                    ways[stop].append(way)
    return ways


def _list_stops(territory: Territory, view: NetworkView, link: SiteLink, mode: str) -> Iterable[tuple[int, Terminal]]:
    """List stops that may be within reach, with the place on the streets where each is met."""
    for stop, known in enumerate(territory.stops):
        if haversine_m(known.position, link.place.point) > _SPEEDS_M_S[mode] * _LONGEST_MS / 1000:
            continue
        met = territory.find_stop_link(stop, view.profile.vehicle)
        if met is not None and is_usable(view, met.place):
            yield stop, met.place


def _find_way(view: NetworkView, tree: Tree, stop: Stop, terminal: Terminal, goal: Place, mode: str) -> Way | None:
    label = tree.find_label(terminal)
    if label is None or label.duration_ms > _LONGEST_MS:
        return None
    start = Place(terminal.point, name=stop.name, stop=stop.id, access_m=terminal.gap_m)
    legs = legs_of(view, tree.path_to(terminal), start, goal, departure_s=0.0, part="out")
    return Way(mode, label.length_mm / 1000, label.duration_ms / 1000, tuple(legs))


def _list_calendars(territory: Territory, index: int, day: date | None) -> tuple[Calendar, ...]:
    """List the calendars of public holidays that may hold at a site."""
    timetable, site = territory.timetable, territory.sites[index]
    if timetable is None:
        return ()
    link = territory.find_site_link(index, Vehicle.FOOT, day)
    region = ""
    if link is not None:
        network = territory.network
        street = get_way_tags(network, int(network.edge_way[link.place.edge]))
        region = street.region or "" if street.country == site.country else ""
    spot = Spot(site.position.lat, site.position.lon, site.country, region)
    ends = [date.fromordinal(value) for feed in timetable.feeds for value in (feed.first_day, feed.last_day)]
    return list_calendars(spot, "public", ends)


def _find_service(
    territory: Territory, stop: Stop, calendars: tuple[Calendar, ...], day: date | None
) -> tuple[dict[DayType, Service] | None, tuple[str, ...], Service | None]:
    """Service of a stop by type of day, the lines that leave it, and what leaves on a day that a feed covers.

    Both services are None where no timetable knows the stop.
    """
    timetable = territory.timetable
    if timetable is None:
        return None, (), None
    rows = get_stop_rows(timetable)
    platforms = sorted(rows.find_known(timetable, stop))
    if not platforms:
        return None, (), None
    calls = find_boardings(timetable, platforms)
    feeds = [timetable.feeds[feed] for feed in sorted({int(timetable.stop_feed[row]) for row in platforms})]
    first, last = min(feed.first_day for feed in feeds), max(feed.last_day for feed in feeds)
    days = range(first, min(last, first + _MOST_DAYS - 1) + 1)
    counts = dict(zip(days, count_departures(timetable, calls, days), strict=True))
    by_type: dict[DayType, list[int]] = {name: [] for name in DAY_TYPES}
    for ordinal in days:
        by_type[_type_of(date.fromordinal(ordinal), calendars)].append(ordinal)
    routes = timetable.trip_route[timetable.call_trip[calls]]
    lines = sorted({timetable.get_string(int(timetable.route_name[route])) for route in set(routes.tolist())})
    service = {name: _sum_up(timetable, calls, by_type[name], counts) for name in DAY_TYPES}
    on_day = None
    if day is not None and any(feed.first_day <= day.toordinal() <= feed.last_day for feed in feeds):
        ordinal = day.toordinal()
        asked = dict(zip([ordinal], count_departures(timetable, calls, [ordinal]), strict=True))
        on_day = _sum_up(timetable, calls, [ordinal], asked)
    return service, tuple(line for line in lines if line), on_day


def _type_of(day: date, calendars: tuple[Calendar, ...]) -> DayType:
    if day.weekday() == _SUNDAY or any(calendar.holds(day) for calendar in calendars):
        return "sundays_and_holidays"
    return "saturdays" if day.weekday() == _SATURDAY else "weekdays"


def _sum_up(timetable: Timetable, calls: npt.NDArray[np.int64], days: list[int], counts: dict[int, int]) -> Service:
    if not days:
        return Service(0, 0, None, 0, None, None, None)
    ordered = sorted(days, key=lambda day: (counts[day], day))
    typical = ordered[len(ordered) // 2]
    times = list_departures(timetable, calls, typical)
    gaps = [later - earlier for earlier, later in pairwise(dict.fromkeys(times))]
    return Service(
        days=len(days),
        days_without=sum(counts[day] == 0 for day in days),
        day=date.fromordinal(typical),
        departures=len(times),
        first_s=times[0] if times else None,
        last_s=times[-1] if times else None,
        every_s=round(median(gaps)) if gaps else None,
    )


def _tell(territory: Territory, found: list[StopAccess], *, holidays_known: bool) -> list[Notice]:
    """Say what a visitor must not find out on the spot: no timetable, no stop, empty days."""
    if territory.timetable is None:
        return [Notice("no_timetable")]
    if not found:
        return [Notice("no_stop_in_reach")]
    told = [] if holidays_known else [Notice("holidays_unknown")]
    served = [(item, item.service) for item in found if item.service is not None]
    if not served:
        return [*told, Notice("stops_without_timetable")]
    for name in DAY_TYPES:
        empty = [item.stop.name for item, service in served if service[name].days_without == service[name].days]
        if len(empty) == len(served):
            told.append(Notice(f"nothing_on_{name}"))
        elif empty:
            told.append(Notice(f"empty_on_{name}", (("stops", ", ".join(dict.fromkeys(empty))),)))
    return told
