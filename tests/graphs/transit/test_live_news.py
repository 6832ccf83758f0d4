from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.errors import SourceFileError
from graphs.transit.live_news import CallNews, TripNews, read_live_news
from tests.graphs.transit.live import write_live

LATE = {
    "trip_update": {
        "trip": {"trip_id": "t1", "start_date": "20250204"},
        "delay": 90,
        "stop_time_update": [
            {"stop_id": "a", "departure": {"delay": 120}},
            {"stop_id": "b", "arrival": {"time": 1738652400}, "departure": {"delay": 10_000_000}},
            {"stop_id": "c", "schedule_relationship": "SKIPPED"},
            {"stop_id": "d", "schedule_relationship": "NO_DATA"},
        ],
    }
}


def test_updates_of_trips_are_read() -> None:
    news = read_live_news(write_live(LATE, made=1738650000), name="live")
    assert news.made == 1738650000
    (trip,) = news.trips["t1"]
    assert trip == TripNews(
        "t1",
        date(2025, 2, 4),
        delay_s=90,
        calls=(
            CallNews("a", departure_delay_s=120),
            CallNews("b", arrival=1738652400, departure_delay_s=86_400),
            CallNews("c", is_skipped=True),
            CallNews("d", is_known=False),
        ),
    )


@pytest.mark.parametrize("kind", ["CANCELED", "DELETED"])
def test_trips_that_do_not_run_are_read(kind: str) -> None:
    gone = {"trip_update": {"trip": {"trip_id": "t1", "start_date": "2025", "schedule_relationship": kind}}}
    (trip,) = read_live_news(write_live(gone), name="live").trips["t1"]
    assert (trip.is_cancelled, trip.service_date) == (True, None)


def test_alerts_say_whom_they_concern() -> None:
    alert = {
        "header_text": {
            "translation": [{"text": "Travaux  à Lens", "language": "fr"}, {"text": "Works", "language": "EN"}]
        },
        "description_text": {"translation": [{"text": " "}]},
        "active_period": [{"start": 5}, {"end": 9}],
        "informed_entity": [
            {"route_id": "k1"},
            {"stop_id": "lens", "route_id": "k2"},
            {"trip": {"trip_id": "t1", "route_id": "k3"}},
            {"trip": {"route_id": "k4"}},
        ],
    }
    whole = {"header_text": {"translation": [{"text": "Strike"}]}, "informed_entity": [{"agency_id": "net"}]}
    one, other = read_live_news(write_live({"alert": alert}, {"alert": whole}), name="live").alerts
    assert one.headers == (("fr", "Travaux à Lens"), ("en", "Works"))
    assert (one.descriptions, one.spans) == ((), ((5, 0), (0, 9)))
    assert [sorted(ids) for ids in (one.routes, one.stops, one.trips)] == [["k1", "k4"], ["lens"], ["t1"]]
    assert not one.is_general
    assert other.is_general


def test_texts_that_are_no_utf8_are_read_as_well_as_they_can_be() -> None:
    content = write_live({"alert": {"header_text": {"translation": [{"text": "Retard e"}]}}})
    (alert,) = read_live_news(content.replace(b"Retard e", b"Retard \xe9"), name="live").alerts
    assert alert.headers == (("", "Retard \ufffd"),)


def test_entities_without_use_are_left_out() -> None:
    gone, nameless = {**LATE, "is_deleted": True}, {"trip_update": {"trip": {"route_id": "k1"}}}
    news = read_live_news(write_live(gone, nameless), name="live")
    assert (news.trips, news.alerts) == ({}, ())


@pytest.mark.parametrize("content", [b"<html>not found</html>", b"", b"\x00" * 40, write_live(LATE)[:-3]])
def test_what_is_no_message_is_refused_by_name(content: bytes) -> None:
    with pytest.raises(SourceFileError, match="live is no"):
        read_live_news(content, name="live")


@given(st.binary(max_size=200), st.integers(0, 60))
def test_damaged_messages_are_read_or_refused(noise: bytes, at: int) -> None:
    whole = write_live(LATE)
    news = None
    with suppress(SourceFileError):
        news = read_live_news(whole[:at] + noise + whole[at:], name="live")
    trips = [] if news is None else [trip for found in news.trips.values() for trip in found]
    texts = [text for trip in trips for text in (trip.trip_id, *(call.stop_id for call in trip.calls))]
    assert all(isinstance(text, str) for text in texts)
