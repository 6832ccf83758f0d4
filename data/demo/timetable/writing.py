"""Writes a GTFS feed whose bytes depend on nothing but what is in it.

The tables are those of the GTFS Schedule reference, https://gtfs.org/documentation/schedule/reference/
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from data.demo.timetable.days import COUNTRIES, Days, list_exceptions
from data.demo.timetable.sketch import Sketch
from data.demo.timetable.trips import Trip

_FLAGS = {"yes": 1, "no": 2, "": ""}
_RAIL = 2
_STATION, _PLATFORM = 1, 0
_SIDES = {False: "A", True: "B"}
Table = tuple[str, str, Iterable[Sequence[object]]]


def write_feed(path: Path, sketch: Sketch, trips: Sequence[Trip], seed: int) -> None:
    """Write the feed as a zip."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as feed:
        for name, columns, rows in (*_list_networks(sketch, seed), *_list_days(sketch), *_list_trips(trips)):
            text = io.StringIO()
            writer = csv.writer(text, lineterminator="\r\n")
            writer.writerow(columns.split(","))
            writer.writerows(rows)
            entry = zipfile.ZipInfo(f"{name}.txt", date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
            feed.writestr(entry, text.getvalue())


def _list_networks(sketch: Sketch, seed: int) -> list[Table]:
    """Return who runs the trains, and where they stop: each station has a platform for either direction."""
    stops: list[Sequence[object]] = []
    for stop in sketch.list_stations():
        place = (stop.name, stop.lat, stop.lon)
        stops.append((stop.id, *place, _STATION, ""))
        stops += [(f"{stop.id}:{side}", *place, _PLATFORM, stop.id) for side in _SIDES.values()]
    lines = [
        (line.name, "demo", f"{line.name} (démo)", _name_ends(line.stations[0].name, line.stations[-1].name), _RAIL)
        for line in sketch.lines
    ]
    pairs = [(a.id, b.id, 2, 60 * minutes) for a, b, minutes in sketch.changes]
    pairs += [(b, a, kind, seconds) for a, b, kind, seconds in pairs if a != b]
    info = (sketch.agency, "https://example.org/", "fr", _day(sketch.start), _day(sketch.until), f"demo {seed}")
    return [
        (
            "feed_info",
            "feed_publisher_name,feed_publisher_url,feed_lang,feed_start_date,feed_end_date,feed_version",
            [info],
        ),
        (
            "agency",
            "agency_id,agency_name,agency_url,agency_timezone,agency_lang",
            [("demo", sketch.agency, "https://example.org/", "Europe/Paris", "fr")],
        ),
        ("stops", "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station", stops),
        ("routes", "route_id,agency_id,route_short_name,route_long_name,route_type", lines),
        ("transfers", "from_stop_id,to_stop_id,transfer_type,min_transfer_time", sorted(pairs)),
    ]


def _list_days(sketch: Sketch) -> list[Table]:
    """Return one service for each kind of days and country."""
    services = [(f"{country}-{days}", days, country) for country in COUNTRIES for days in Days]
    span = _day(sketch.start), _day(sketch.until)
    weeks = [(service, *days.week, *span) for service, days, _ in services]
    exceptions = [
        (service, _day(day), 1 if added else 2)
        for service, days, country in services
        for day, added in list_exceptions(days, country, sketch.easters)
    ]
    week = "monday,tuesday,wednesday,thursday,friday,saturday,sunday"
    return [
        ("calendar", f"service_id,{week},start_date,end_date", weeks),
        ("calendar_dates", "service_id,date,exception_type", exceptions),
    ]


def _list_trips(trips: Sequence[Trip]) -> list[Table]:
    rows = [
        (
            trip.line.name,
            f"{trip.line.country}-{trip.days}",
            trip.id,
            trip.calls[-1].station.name,
            int(trip.back),
            _FLAGS[trip.line.bikes],
            _FLAGS[trip.line.wheelchairs],
        )
        for trip in trips
    ]
    calls = [
        (trip.id, _clock(call.arrival_min), _clock(call.departure_min), f"{call.station.id}:{_SIDES[trip.back]}", k)
        for trip in trips
        for k, call in enumerate(trip.calls, start=1)
    ]
    columns = "route_id,service_id,trip_id,trip_headsign,direction_id,bikes_allowed,wheelchair_accessible"
    return [
        ("trips", columns, rows),
        ("stop_times", "trip_id,arrival_time,departure_time,stop_id,stop_sequence", calls),
    ]


def _name_ends(first: str, last: str) -> str:
    return f"{first} - {last} (démo)"


def _day(day: date) -> str:
    return day.strftime("%Y%m%d")


def _clock(minutes: int) -> str:
    """Minutes of the day as GTFS writes them; what comes after midnight has an hour of 24 or more."""
    return f"{minutes // 60:02}:{minutes % 60:02}:00"
