from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from graphs.transit.live_news import read_live_news
from planner.live import LiveRide, ScheduledRide, tell_live, watch_rides
from planner.territory import Territory
from tests.graphs.transit.live import write_live
from tests.planner.lines import build_shuttle_town

PARIS = ZoneInfo("Europe/Paris")
DAY = date(2025, 2, 4)


@pytest.fixture(scope="module")
def shuttle(tmp_path_factory: pytest.TempPathFactory) -> Territory:
    """Open the drawn town with trains from Lille over Douai (30 minutes) to Lens (45) at 7, 9 and 11."""
    return Territory.open(build_shuttle_town(tmp_path_factory.mktemp("shuttle")))


def _at(hour: int, minute: int = 0) -> datetime:
    return datetime(2025, 2, 4, hour, minute, tzinfo=PARIS)


def _ride(trip: str = "lens-9", stops: str = "lille lens-1", walk_s: float | None = None) -> ScheduledRide:
    hour, minutes = int(trip.rpartition("-")[2]), {"lille": 0, "douai": 30, "lens-1": 45}
    first, last = stops.split()
    return ScheduledRide(
        feed="shuttle.zip",
        trip_id=trip,
        service_date=DAY,
        from_stop=first,
        to_stop=last,
        departure=_at(hour, minutes[first]),
        arrival=_at(hour, minutes[last]),
        line="K1",
        from_name=first.title(),
        walk_s=walk_s,
    )


def _update(*calls: dict[str, Any], trip: str = "lens-9", **more: Any) -> dict[str, Any]:  # noqa: ANN401
    named = {"trip_id": trip, "start_date": "20250204", **more.pop("named", {})}
    return {"trip_update": {"trip": named, "stop_time_update": list(calls), **more}}


def _watch(
    territory: Territory, *entities: dict[str, Any], rides: Sequence[ScheduledRide] = (), made: int = 0
) -> list[LiveRide]:
    assert territory.timetable is not None
    news = read_live_news(write_live(*entities, made=made), name="live")
    return watch_rides(territory.timetable, {"shuttle.zip": [news]}, rides or [_ride()])


def _delays(ride: LiveRide) -> tuple[str, int | None, int | None]:
    return ride.status, ride.departure_delay_s, ride.arrival_delay_s


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        (_update({"stop_id": "lille", "departure": {"delay": 300}}), ("late", 300, 300)),
        (_update({"stop_id": "lens-1", "arrival": {"delay": 240}}), ("late", None, 240)),
        (_update(delay=20), ("on_time", 20, 20)),
        (_update({"stop_id": "lille", "departure": {"delay": -90}}), ("early", -90, -90)),
        # What is caught up on the way, and a moment instead of a delay.
        (
            _update(
                {"stop_id": "lille", "departure": {"time": int(_at(9, 10).timestamp())}},
                {"stop_id": "douai", "arrival": {"delay": 400}, "departure": {"delay": 60}},
            ),
            ("late", 600, 60),
        ),
        (
            _update(
                {"stop_id": "lille", "departure": {"delay": 60}},
                {"stop_id": "douai", "schedule_relationship": "NO_DATA"},
            ),
            ("late", 60, None),
        ),
        (_update({"stop_id": "lens-1", "schedule_relationship": "SKIPPED"}), ("not_stopping", None, None)),
        (_update({"stop_id": "douai", "schedule_relationship": "SKIPPED"}, delay=0), ("on_time", 0, 0)),
        (_update({"stop_id": "elsewhere", "departure": {"delay": 900}}), ("unknown", None, None)),
        (_update(named={"schedule_relationship": "CANCELED"}), ("cancelled", None, None)),
        (_update(trip="lens-7", delay=600), ("unknown", None, None)),
        (_update(delay=600, named={"start_date": "20250205"}), ("unknown", None, None)),
    ],
)
def test_a_ride_runs_as_its_feed_says(
    shuttle: Territory, update: dict[str, Any], expected: tuple[str, int | None, int | None]
) -> None:
    assert _delays(_watch(shuttle, update)[0]) == expected


def test_a_ride_that_is_boarded_on_the_way_has_the_delay_from_before(shuttle: Territory) -> None:
    (ride,) = _watch(
        shuttle, _update({"stop_id": "lille", "departure": {"delay": 180}}), rides=[_ride(stops="douai lens-1")]
    )
    assert _delays(ride) == ("late", 180, 180)


def test_news_without_a_date_is_of_the_day_it_was_made(shuttle: Territory) -> None:
    undated = {"trip_update": {"trip": {"trip_id": "lens-9"}, "delay": 300}}
    assert _watch(shuttle, undated, made=int(_at(8).timestamp()))[0].status == "late"
    assert _watch(shuttle, undated, made=int(_at(8).timestamp()) - 86_400)[0].status == "unknown"


def test_a_change_is_missed_where_the_ride_before_comes_too_late(shuttle: Territory) -> None:
    rides = [_ride("lens-7"), _ride("lens-9", "lille lens-1", walk_s=600.0)]
    late = _update({"stop_id": "lens-1", "arrival": {"delay": 4000}}, trip="lens-7")
    one, other = _watch(shuttle, late, rides=rides)
    assert one.spare_s is None
    assert other.spare_s == 75 * 60 - 4000 - 600
    assert [notice.code for notice in tell_live([one, other])] == ["live_missed"]
    # The train that one changes to is late as well.
    assert _watch(shuttle, late, _update(delay=300), rides=rides)[1].spare_s == 75 * 60 - 4000 - 600 + 300


def test_what_a_traveller_must_know_is_told(shuttle: Territory) -> None:
    def tell(update: dict[str, Any]) -> list[tuple[str, dict[str, str]]]:
        return [(notice.code, dict(notice.params)) for notice in tell_live(_watch(shuttle, update))]

    where = {"line": "K1", "time": "09:00", "stop": "Lille"}
    assert tell(_update(delay=300)) == [("live_late", {**where, "minutes": "5"})]
    assert tell(_update(delay=-120)) == [("live_early", {**where, "minutes": "2"})]
    assert tell(_update(named={"schedule_relationship": "CANCELED"})) == [("live_cancelled", where)]
    assert tell(_update({"stop_id": "lille", "schedule_relationship": "SKIPPED"})) == [("live_not_stopping", where)]
    assert tell(_update(delay=30)) == []


@pytest.mark.parametrize(
    ("whom", "spans", "is_shown"),
    [
        ({"route_id": "k1"}, [], "shown"),
        ({"route_id": "k2"}, [], "not"),
        ({"stop_id": "lens"}, [], "shown"),
        ({"stop_id": "lens-1"}, [], "shown"),
        ({"stop_id": "douai"}, [], "not"),
        ({"trip": {"trip_id": "lens-9"}}, [], "shown"),
        ({"agency_id": "net"}, [], "shown"),
        ({"route_id": "k1"}, [{"end": int(_at(8).timestamp())}], "not"),
        ({"route_id": "k1"}, [{"start": int(_at(9, 30).timestamp())}], "shown"),
        ({"route_id": "k1"}, [{"start": int(_at(10).timestamp())}], "not"),
    ],
)
def test_alerts_are_shown_to_those_whom_they_concern(
    shuttle: Territory, whom: dict[str, Any], spans: list[dict[str, int]], is_shown: str
) -> None:
    text = {"translation": [{"text": "Works"}]}
    alert = {"header_text": text, "informed_entity": [whom], "active_period": spans}
    assert bool(_watch(shuttle, {"alert": alert})[0].alerts) == (is_shown == "shown")
