"""What is told of the way home, on legs made by hand."""

from __future__ import annotations

from datetime import date

from graphs.geo import Coordinate
from planner.access.joining import tell_waits
from planner.itinerary import Place, RideLeg

_PLACE = Coordinate(50.4, 2.8)


def _ride(stop: str, begin_min: int, end_min: int) -> RideLeg:
    return RideLeg(
        start=Place(_PLACE, stop),
        end=Place(_PLACE, "Elsewhere"),
        departure_s=60.0 * begin_min,
        arrival_s=60.0 * end_min,
        length_m=1000.0,
        line=(_PLACE, _PLACE),
        feed="feed.zip",
        trip_id="1",
        service_date=date(2026, 6, 13),
        route="1",
        agency="",
        vehicle="rail",
        headsign="",
        bikes="unknown",
        wheelchair="unknown",
        stops_between=0,
        part="home",
    )


def test_a_long_wait_is_told_for_each_ride_home() -> None:
    told = [
        dict(notice.params) for notice in tell_waits([_ride("A", 30, 40), _ride("B", 122, 130), _ride("C", 195, 200)])
    ]
    assert told == [{"stop": "B", "minutes": "82"}, {"stop": "C", "minutes": "65"}]
