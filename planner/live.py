"""What live feeds say of the rides of a journey: delays, what does not run, connections that are missed, alerts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from planner.itinerary import Notice

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    import numpy.typing as npt

    from graphs.transit.live_news import AlertNews, CallNews, LiveNews, TripNews
    from graphs.transit.timetable import Timetable

__all__ = ["LiveRide", "RideStatus", "ScheduledRide", "tell_live", "watch_rides"]

RideStatus = Literal["on_time", "late", "early", "cancelled", "not_stopping", "unknown"]

_NOTABLE_S = 60
_TODAY_S = 12 * 3600
"""News of a trip without a date is of the day that the feed was made on."""


@dataclass(frozen=True, slots=True)
class ScheduledRide:
    """A ride as it was planned; `walk_s` is how long one is on one's own way between the ride before and this one."""

    feed: str
    trip_id: str
    service_date: date
    from_stop: str
    to_stop: str
    departure: datetime
    arrival: datetime
    line: str
    from_name: str
    walk_s: float | None = None


@dataclass(frozen=True, slots=True)
class LiveRide:
    """A ride as the feeds see it: delays in seconds, None where nobody knows; alerts that concern it.

    `spare_s` is what is left of the time to change from the ride before: negative where that one comes too late.
    """

    ride: ScheduledRide
    status: RideStatus
    departure_delay_s: int | None
    arrival_delay_s: int | None
    spare_s: float | None
    alerts: tuple[AlertNews, ...]


def watch_rides(
    timetable: Timetable, news: Mapping[str, Sequence[LiveNews]], rides: Iterable[ScheduledRide]
) -> list[LiveRide]:
    """Look the rides of one journey up in the live feeds.

    Parameters
    ----------
    news
        What was read, by the feed of the timetable that it is about.
    rides
        In order of travel.
    """
    found: list[LiveRide] = []
    for ride in rides:
        told = news.get(ride.feed, ())
        calls = _find_calls(timetable, ride)
        status, departure_s, arrival_s = _follow(timetable, calls, ride, told)
        spare_s = None
        if found and ride.walk_s is not None:
            ready_s = found[-1].ride.arrival.timestamp() + (found[-1].arrival_delay_s or 0) + ride.walk_s
            spare_s = ride.departure.timestamp() + (departure_s or 0) - ready_s
        alerts = dict.fromkeys(
            alert for item in told for alert in item.alerts if _concerns(timetable, alert, ride, calls)
        )
        found.append(LiveRide(ride, status, departure_s, arrival_s, spare_s, tuple(alerts)))
    return found


def tell_live(rides: Iterable[LiveRide]) -> list[Notice]:
    """Say what a traveller must know before setting out."""
    told = []
    for item in rides:
        where = (
            ("line", item.ride.line),
            ("time", item.ride.departure.strftime("%H:%M")),
            ("stop", item.ride.from_name),
        )
        if item.status in {"cancelled", "not_stopping"}:
            told.append(Notice(f"live_{item.status}", where))
        elif item.departure_delay_s is not None and abs(item.departure_delay_s) >= _NOTABLE_S:
            code = "live_late" if item.departure_delay_s > 0 else "live_early"
            told.append(Notice(code, (*where, ("minutes", f"{abs(item.departure_delay_s) / 60:.0f}"))))
        if item.spare_s is not None and item.spare_s < 0:
            told.append(Notice("live_missed", where))
    return told


def _find_calls(timetable: Timetable, ride: ScheduledRide) -> tuple[int, int, int, int] | None:
    """Rows of the first and last call of the trip, and of those where one boards and leaves; None where unclear."""
    trips = _get_trips(timetable).get((ride.feed, ride.trip_id), [])
    if len(trips) != 1:  # a trip that is repeated every few minutes bears one id
        return None
    first, last = int(timetable.call_first[trips[0]]), int(timetable.call_first[trips[0] + 1]) - 1
    ids = [_get_stop_id(timetable, row) for row in range(first, last + 1)]
    if ride.from_stop not in ids:
        return None
    board = ids.index(ride.from_stop)
    if ride.to_stop not in ids[board + 1 :]:
        return None
    return first, last, first + board, first + ids.index(ride.to_stop, board + 1)


def _get_trips(timetable: Timetable) -> dict[tuple[str, str], list[int]]:
    known: dict[tuple[str, str], list[int]] | None = timetable.kept.get("trips_by_id")
    return known or timetable.kept.setdefault("trips_by_id", _list_trips(timetable))


def _list_trips(timetable: Timetable) -> dict[tuple[str, str], list[int]]:
    names = [feed.name for feed in timetable.feeds]
    found: dict[tuple[str, str], list[int]] = {}
    for row, (feed, text) in enumerate(zip(timetable.trip_feed.tolist(), timetable.trip_id.tolist(), strict=True)):
        found.setdefault((names[feed], timetable.get_string(text)), []).append(row)
    return found


def _get_stop_id(timetable: Timetable, call: int) -> str:
    return timetable.get_string(int(timetable.stop_id[int(timetable.call_stop[call])]))


def _follow(
    timetable: Timetable, calls: tuple[int, int, int, int] | None, ride: ScheduledRide, told: Sequence[LiveNews]
) -> tuple[RideStatus, int | None, int | None]:
    """Give the status of a ride, and its delays at departure and arrival."""
    trip = next((trip for item in told for trip in item.trips.get(ride.trip_id, ()) if _is_of(trip, item, ride)), None)
    if trip is None:
        return "unknown", None, None
    if calls is None:
        return "unknown", None, None
    if trip.is_cancelled:
        return "cancelled", None, None
    first, last, board, leave = calls
    midnight = int(ride.departure.timestamp()) - int(timetable.call_departure_s[board])
    news = _match(timetable, trip.calls, first, last)
    if any(row in news and news[row].is_skipped for row in (board, leave)):
        return "not_stopping", None, None
    arrivals, departures = _spread(timetable, trip.delay_s, news, np.arange(first, last + 1), midnight)
    departure_s, arrival_s = departures[board - first], arrivals[leave - first]
    return _name_status(departure_s, arrival_s), departure_s, arrival_s


def _is_of(trip: TripNews, news: LiveNews, ride: ScheduledRide) -> bool:
    if trip.service_date is not None:
        return trip.service_date == ride.service_date
    return ride.departure.timestamp() - _TODAY_S <= news.made <= ride.arrival.timestamp() + _TODAY_S


def _match(timetable: Timetable, told: Iterable[CallNews], first: int, last: int) -> dict[int, CallNews]:
    """Put what is said of calls to their rows, in order of travel: a stop may be called at twice."""
    found: dict[int, CallNews] = {}
    at = first
    for item in told:
        row = next((row for row in range(at, last + 1) if _get_stop_id(timetable, row) == item.stop_id), None)
        if row is not None:
            found[row] = item
            at = row + 1
    return found


def _spread(
    timetable: Timetable,
    delay_s: int | None,
    news: Mapping[int, CallNews],
    rows: npt.NDArray[np.int64],
    midnight: int,
) -> tuple[list[int | None], list[int | None]]:
    """Give the delay at each call, at arrival and at departure: what is said of one holds until the next is told of."""
    arrivals: list[int | None] = []
    departures: list[int | None] = []
    running = delay_s
    for row in rows.tolist():
        item = news.get(row)
        arrival = departure = running
        if item is not None and not item.is_known:
            arrival = departure = None
        elif item is not None:
            due = (int(timetable.call_arrival_s[row]), int(timetable.call_departure_s[row]))
            own_arrival = _to_delay(item.arrival_delay_s, item.arrival, midnight + due[0])
            own_departure = _to_delay(item.departure_delay_s, item.departure, midnight + due[1])
            arrival = _first_known(own_arrival, running, own_departure)
            departure = _first_known(own_departure, own_arrival, running)
        running = departure
        arrivals.append(arrival)
        departures.append(departure)
    return arrivals, departures


def _to_delay(delay_s: int | None, moment: int | None, due: int) -> int | None:
    if moment is not None:
        return moment - due
    return delay_s


def _first_known(*delays: int | None) -> int | None:
    return next((delay for delay in delays if delay is not None), None)


def _name_status(departure_s: int | None, arrival_s: int | None) -> RideStatus:
    known = [delay for delay in (departure_s, arrival_s) if delay is not None]
    if not known:
        return "unknown"
    if max(known) >= _NOTABLE_S:
        return "late"
    return "early" if min(known) <= -_NOTABLE_S else "on_time"


def _concerns(
    timetable: Timetable, alert: AlertNews, ride: ScheduledRide, calls: tuple[int, int, int, int] | None
) -> bool:
    """Whether an alert holds during a ride and is about it."""
    begin, end = ride.departure.timestamp(), ride.arrival.timestamp()
    if alert.spans and not any(span[0] <= end and (not span[1] or begin <= span[1]) for span in alert.spans):
        return False
    if alert.is_general or ride.trip_id in alert.trips:
        return True
    stops = {ride.from_stop, ride.to_stop}
    route = ""
    if calls is not None:
        for row in (calls[2], calls[3]):
            stop = int(timetable.call_stop[row])
            stops.add(timetable.get_string(int(timetable.stop_id[int(timetable.stop_station[stop])])))
        route_row = int(timetable.trip_route[int(timetable.call_trip[calls[2]])])
        route = timetable.get_string(int(timetable.route_id[route_row]))
    return route in alert.routes or not stops.isdisjoint(alert.stops)
