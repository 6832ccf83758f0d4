"""Days with trains on the demo territory, where many stations compete."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from planner.engine import plan
from planner.errors import NoItineraryError
from planner.request import Access, StopPlace, Target, TripRequest

if TYPE_CHECKING:
    from planner.territory import Territory

MINES = (("mining", 1.0),)


def _request(stop: str, departure: str, home: str | None = None, **fields: Any) -> TripRequest:  # noqa: ANN401
    latest = None if home is None else datetime.fromisoformat(home)
    usual: dict[str, Any] = {"mode": "bike", "themes": MINES, "target": Target(distance_m=30_000)}
    return TripRequest(
        access=Access(origin=StopPlace(stop), latest_home=latest),
        departure=datetime.fromisoformat(departure),
        **(usual | fields),
    )


def test_hours_that_few_pairs_of_stations_leave_are_found(demo: Territory) -> None:
    sunday = _request(
        "Lille Flandres",
        "2026-06-14T08:00:00+02:00",
        "2026-06-14T19:00:00+02:00",
        target=Target(duration_s=18_000),
    )
    assert plan(demo, sunday).itineraries


def test_a_walk_to_another_station_that_takes_longer_than_the_feed_says_hides_no_train(demo: Territory) -> None:
    asked = _request(
        "Lille Europe", "2026-06-13T08:00:00+02:00", mode="foot", themes=(), target=Target(distance_m=10_000)
    )
    assert plan(demo, asked).itineraries


def test_one_day_is_the_best_of_three(demo: Territory) -> None:
    one, three = (
        plan(
            demo,
            _request(
                "Lille Flandres", "2026-06-13T08:30:00+02:00", "2026-06-13T20:00:00+02:00", alternatives=alternatives
            ),
        ).itineraries[0]
        for alternatives in (1, 3)
    )
    assert (one.summary.score, one.departure) == (three.summary.score, three.departure)


def test_what_ends_too_late_looks_so(demo: Territory) -> None:
    early = _request(
        "Lille Flandres",
        "2026-06-13T08:30:00+02:00",
        "2026-06-13T12:00:00+02:00",
        target=Target(distance_m=28_000),
    )
    with pytest.raises(NoItineraryError, match="after the last connection home") as error:
        plan(demo, early)
    by, end = re.findall(r"done by (\S+), and it ends at (\S+);", error.value.message)[0]
    assert by < end


@pytest.mark.parametrize(("kilometres", "home"), [(28, "12:30"), (34, "13:00")])
def test_fewer_sites_are_visited_where_the_last_way_home_leaves_no_time_for_more(
    demo: Territory, kilometres: int, home: str
) -> None:
    target = Target(distance_m=1000 * kilometres)
    free, bound = (
        plan(
            demo, _request("Lille Flandres", "2026-06-13T08:30:00+02:00", f"2026-06-13T{hour}:00+02:00", target=target)
        ).itineraries[0]
        for hour in ("20:00", home)
    )
    assert bound.visits
    assert bound.departure is not None
    assert bound.summary.visit_s < free.summary.visit_s
    circuit_m = sum(leg.length_m for leg in bound.legs if leg.part == "circuit")
    assert circuit_m == pytest.approx(1000 * kilometres, rel=0.05)
    back = bound.departure + timedelta(seconds=bound.summary.duration_s)
    assert back <= datetime.fromisoformat(f"2026-06-13T{home}:00+02:00")
