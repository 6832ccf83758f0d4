"""Stops of the timetable as a journey names them: by id, by station, by name, on the map."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NoReturn

import numpy as np

from graphs.attributes import Vehicle
from graphs.geo import Coordinate, haversine_m
from graphs.snap import snap_many
from graphs.transit.boarding import NO, RESERVED, find_bikes
from graphs.transit.changes import ChangeKind
from graphs.transit.timetable import NO_PLACE
from planner.errors import AmbiguousNameError
from planner.itinerary import Place, RideLeg
from planner.stops import Stop, fold_name, list_alike

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from graphs.network import Network
    from graphs.snap import Terminal
    from graphs.transit.connections import Ride
    from graphs.transit.timetable import Timetable
    from graphs.view import NetworkView
    from planner.territory import Territory

__all__ = [
    "STOP_GAP_M",
    "StopRows",
    "describe_ride",
    "find_served_stop",
    "get_stop_rows",
    "is_passable",
    "list_served_stops",
]

STOP_GAP_M = 250.0
_ONE_PLACE_M = 1000.0
"""Stops of one id further apart than a large station are two places."""
_KNOWN = ("unknown", "yes", "no", "yes")


@dataclass(frozen=True, slots=True, eq=False)
class StopRows:
    """Rows of the timetable by id and by folded name of a station, and places, (S,), NaN where unknown.

    Feeds number their stops each for itself, so two may use one id for two places. Where there are several feeds a
    stop is also known as `FEED:ID`, as trips are.
    """

    by_id: dict[str, list[int]]
    by_name: dict[str, list[int]]
    lat: np.ndarray[tuple[int], np.dtype[np.float64]]
    lon: np.ndarray[tuple[int], np.dtype[np.float64]]

    def find(self, timetable: Timetable, name: str) -> frozenset[int]:
        """Give the platforms of a stop by id, or of a station by a name that is not ambiguous; none where unknown.

        Raises
        ------
        AmbiguousNameError
            Several stations bear the name, or stops of several feeds the id.
        """
        found = self.by_id.get(name, [])
        if not found:
            found = self.by_name.get(fold_name(name), [])
            if len(found) > 1:
                self._refuse(timetable, name, found, "are called")
        elif not self.is_one(name):
            self._refuse(timetable, name, found, "bear the id")
        return self._list_platforms(timetable, found)

    def is_one(self, stop_id: str) -> bool:
        """Whether an id is known and all stops that bear it are one place."""
        found = self.by_id.get(stop_id, [])
        return bool(found) and all(self._are_one(found[0], row) for row in found[1:])

    def find_known(self, timetable: Timetable, stop: Stop) -> frozenset[int]:
        """Give the platforms of a stop of the territory; none where no timetable knows it."""
        found = [row for key in (stop.id, *stop.member_ids) for row in self.by_id.get(key, ())]
        return self._list_platforms(timetable, (row for row in found if self._is_at(row, stop.position)))

    def find_of(self, timetable: Timetable, feed: str, stop_id: str | None) -> list[int]:
        """Give the stop of an id in one feed; none where there is no id."""
        found = self.by_id.get(stop_id or "", [])
        return [row for row in found if timetable.feeds[int(timetable.stop_feed[row])].name == feed]

    def to_key(self, timetable: Timetable, row: int) -> str:
        """Give the id that finds this stop and no other: its own, `FEED:ID` where another place bears it too."""
        own = timetable.get_string(int(timetable.stop_id[row]))
        if self.is_one(own):
            return own
        return f"{timetable.feeds[int(timetable.stop_feed[row])].name}:{own}"

    def _are_one(self, row: int, other: int) -> bool:
        """Whether two stops of one id are one place; one that nobody knows the place of is taken for the other."""
        return row == other or np.isnan(self.lat[other]) or self._is_at(row, self.to_coordinate(other))

    def _is_at(self, row: int, point: Coordinate) -> bool:
        return bool(np.isnan(self.lat[row])) or haversine_m(self.to_coordinate(row), point) <= _ONE_PLACE_M

    def _refuse(self, timetable: Timetable, name: str, rows: Sequence[int], how: str) -> NoReturn:
        text = timetable.get_string
        candidates = [
            {"id": self.to_key(timetable, row), "name": text(int(timetable.stop_name[row])) or name} for row in rows
        ]
        unique = list({item["id"]: item for item in candidates}.values())
        raise AmbiguousNameError(f"several stops {how} {name}: give the id of one", candidates=unique)

    @staticmethod
    def _list_platforms(timetable: Timetable, rows: Iterable[int]) -> frozenset[int]:
        return frozenset(row for stop in rows for row in timetable.list_platforms(stop).tolist())

    def list_like(self, timetable: Timetable, name: str) -> list[dict[str, str]]:
        """List a few stations in whose names the words of a name stand."""
        text, rows = timetable.get_string, [row for found in self.by_name.values() for row in found]
        return list_alike(((self.to_key(timetable, row), text(int(timetable.stop_name[row]))) for row in rows), name)

    def find_terminal(self, network: Network, view: NetworkView, row: int) -> Terminal | None:
        """Give the place on the streets where a stop is met, None where there is no street."""
        if np.isnan(self.lat[row]) or not network.bounding_box.contains(self.to_coordinate(row), margin_m=STOP_GAP_M):
            return None
        snapped = snap_many(view, self.lat[row : row + 1], self.lon[row : row + 1], max_gap_m=STOP_GAP_M)
        return snapped.find_terminal(0)

    def to_coordinate(self, row: int) -> Coordinate:
        """Give where a stop lies."""
        return Coordinate(float(self.lat[row]), float(self.lon[row]))

    def to_place(self, timetable: Timetable, row: int) -> Place:
        """Give a stop as the end of a leg; one that nobody knows the place of lies at 0, 0."""
        point = Coordinate(0.0, 0.0) if np.isnan(self.lat[row]) else self.to_coordinate(row)
        stop_id, name = (timetable.get_string(int(texts[row])) for texts in (timetable.stop_id, timetable.stop_name))
        return Place(point, name=name, stop=stop_id)

    def is_walk(self, timetable: Timetable, origin: int, target: int) -> bool:
        """Whether one goes from one stop to the other over streets that may be known."""
        rows = range(int(timetable.change_first[origin]), int(timetable.change_first[origin + 1]))
        kinds = [int(timetable.change_kind[row]) for row in rows if int(timetable.change_to[row]) == target]
        return origin != target and any(kind in {ChangeKind.STREETS, ChangeKind.RULE} for kind in kinds)


def is_passable(timetable: Timetable, view: NetworkView) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Whether one can get in and out at each stop, (S,): in a wheelchair not where it is known that one cannot."""
    if view.profile.vehicle != Vehicle.WHEELCHAIR:
        return np.ones(timetable.stop_count, np.bool_)
    return np.asarray(timetable.stop_wheelchair != NO, np.bool_)


def get_stop_rows(timetable: Timetable) -> StopRows:
    """Give the stops of a timetable, set up once."""
    known: StopRows | None = timetable.kept.get("stop_rows")
    return known or timetable.kept.setdefault("stop_rows", _set_up(timetable))


def _set_up(timetable: Timetable) -> StopRows:
    by_id: dict[str, list[int]] = {}
    by_name: dict[str, list[int]] = {}
    text, names = timetable.get_string, [feed.name for feed in timetable.feeds]
    stations, feeds = timetable.stop_station.tolist(), timetable.stop_feed.tolist()
    for row, (stop_id, name) in enumerate(zip(timetable.stop_id.tolist(), timetable.stop_name.tolist(), strict=True)):
        keys = [text(stop_id), f"{names[feeds[row]]}:{text(stop_id)}"]
        for key in keys if len(names) > 1 else keys[:1]:
            by_id.setdefault(key, []).append(row)
        if stations[row] == row:
            by_name.setdefault(fold_name(text(name)), []).append(row)
    missing = timetable.stop_lat_e7 == NO_PLACE
    lat = np.where(missing, np.nan, timetable.stop_lat_e7 / 1e7)
    lon = np.where(missing, np.nan, timetable.stop_lon_e7 / 1e7)
    return StopRows(by_id, by_name, lat, lon)


def list_served_stops(territory: Territory) -> tuple[Stop, ...]:
    """List the stops that the timetables know: those of the territory, then stations elsewhere as the feeds list them.

    Stations that nobody knows the place of are left out; their name still finds them.
    """
    timetable = territory.timetable
    if timetable is None:
        return ()
    known: tuple[Stop, ...] | None = timetable.kept.get("served_stops")
    return known or timetable.kept.setdefault(
        "served_stops", (*_list_inside(territory, timetable), *_list_outside(territory, timetable))
    )


def find_served_stop(territory: Territory, stop_id: str) -> Stop | None:
    """Find a stop of the timetables by its id or by that of a platform, None where there is none."""
    stops = list_served_stops(territory)
    return next((stop for stop in stops if stop_id == stop.id or stop_id in stop.member_ids), None)


def _list_inside(territory: Territory, timetable: Timetable) -> Iterator[Stop]:
    rows = get_stop_rows(timetable)
    for stop in territory.stops:
        if rows.find_known(timetable, stop):
            yield stop


def _list_outside(territory: Territory, timetable: Timetable) -> Iterator[Stop]:
    rows, text = get_stop_rows(timetable), timetable.get_string
    seen = {row for stop in territory.stops for row in rows.find_known(timetable, stop)}
    platforms: dict[int, list[int]] = {}
    for row, station in enumerate(timetable.stop_station.tolist()):
        platforms.setdefault(station, []).append(row)
    known = {stop.id for stop in territory.stops}
    for station, own in platforms.items():
        key, name = rows.to_key(timetable, station), text(int(timetable.stop_name[station]))
        if seen.isdisjoint(own) and key not in known and name and not np.isnan(rows.lat[station]):
            known.add(key)
            feed = timetable.feeds[int(timetable.stop_feed[station])].name
            members = tuple(dict.fromkeys(rows.to_key(timetable, row) for row in own if row != station))
            yield Stop(key, name, "", rows.to_coordinate(station), source=feed, member_ids=members)


def describe_ride(timetable: Timetable, rows: StopRows, ride: Ride, start_s: int) -> RideLeg:
    """Describe a ride; its line joins the stops that the vehicle calls at.

    Parameters
    ----------
    start_s
        When the journey begins, seconds since 1970.
    """
    stops = timetable.call_stop[ride.board_call : ride.leave_call + 1].tolist()
    placed = [rows.to_coordinate(row) for row in stops if not np.isnan(rows.lat[row])]
    route, text = int(timetable.trip_route[ride.trip]), timetable.get_string
    feed = timetable.feeds[int(timetable.trip_feed[ride.trip])].name
    trip_id = text(int(timetable.trip_id[ride.trip]))
    bikes, bikes_source = find_bikes(timetable, ride.trip, ride.day)
    return RideLeg(
        start=rows.to_place(timetable, stops[0]),
        end=rows.to_place(timetable, stops[-1]),
        departure_s=float(ride.departure_s - start_s),
        arrival_s=float(ride.arrival_s - start_s),
        length_m=sum(haversine_m(a, b) for a, b in itertools.pairwise(placed)),
        line=tuple(placed),
        feed=feed,
        trip_id=trip_id if len(timetable.feeds) == 1 else f"{feed}:{trip_id}",
        service_date=date.fromordinal(ride.day),
        route=text(int(timetable.route_name[route])),
        agency=text(int(timetable.route_agency[route])),
        vehicle=text(int(timetable.route_mode[route])),
        headsign=text(int(timetable.trip_headsign[ride.trip])),
        bikes=_KNOWN[bikes],
        bike_reservation=bikes == RESERVED,
        bikes_source=bikes_source,
        wheelchair=_KNOWN[int(timetable.trip_wheelchair[ride.trip])],
        stops_between=len(stops) - 2,
    )
