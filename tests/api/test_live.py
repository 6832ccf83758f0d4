from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from api.cli import main
from api.live_feeds import LiveFeeds
from api.schemas.live import LiveAnswer
from api.settings import LiveSource
from tests.api.conftest import Service
from tests.graphs.fetch.stand_in import Answer, StandIn, serve
from tests.graphs.transit.live import write_live
from tests.planner.lines import build_shuttle_town

BODY = {
    "mode": "bike",
    "distance_km": 6,
    "themes": {"mining": 1},
    "departure": "2025-02-04T06:30:00+01:00",
    "access": {"from": {"stop": "Lille"}},
    "alternatives": 1,
    "language": "en",
}


@dataclass
class Operator:
    """What the server of an operator says."""

    server: StandIn
    content: bytes = b""
    status: int = 200

    @property
    def source(self) -> LiveSource:
        return LiveSource.model_validate({"url": f"{self.server.url}/live.pb"})

    def say(self, delay_s: int) -> None:
        trip = {"trip_id": "lens-9", "start_date": "20250204"}
        texts = [{"text": "Travaux", "language": "fr"}, {"text": "Works", "language": "en"}]
        alert = {"header_text": {"translation": texts}, "informed_entity": [{"route_id": "k1"}]}
        self.content = write_live({"trip_update": {"trip": trip, "delay": delay_s}}, {"alert": alert}, made=1738650000)


@pytest.fixture
def operator() -> Iterator[Operator]:
    """Start a stand-in for the server of an operator."""
    said: list[Operator] = []
    with serve(lambda _: Answer(said[0].content, said[0].status)) as server:
        said.append(Operator(server))
        yield said[0]


@pytest.fixture(scope="module")
def shuttle_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a town with trains both ways."""
    return build_shuttle_town(tmp_path_factory.mktemp("shuttle"))


def _plan(service: Service) -> str:
    return str(service.post("/v1/itineraries", BODY).json()["itineraries"][0]["id"])


def test_live_feeds_are_asked_for_the_rides_of_an_itinerary(
    make_service: Callable[..., Service], shuttle_folder: Path, operator: Operator
) -> None:
    operator.say(420)
    service = make_service(territory=shuttle_folder, live=[operator.source])
    planned = _plan(service)
    assert operator.server.requests == [], "plans do not depend on the moment"
    answer = service.get(f"/v1/itineraries/{planned}/live?language=fr")
    LiveAnswer.model_validate(answer.json())
    assert answer.headers["cache-control"] == "no-store"
    out, home = answer.json()["rides"]
    assert (out["trip_id"], out["status"], out["departure_delay_s"], out["arrival_delay_s"]) == (
        "lens-9",
        "late",
        420,
        420,
    )
    assert (home["status"], home["spare_s"]) == ("unknown", None)
    assert [alert["header"] for alert in out["alerts"]] == ["Travaux"]
    assert answer.json()["feeds"] == [{"feed": "shuttle.zip", "made": "2025-02-04T06:20:00+00:00", "problem": None}]
    (told,) = answer.json()["warnings"]
    assert told == {"code": "live_late", "text": "K1 à 09:00 au départ de Lille part avec 7 minutes de retard"}
    service.get(f"/v1/itineraries/{planned}/live")
    assert len(operator.server.requests) == 1
    assert service.get("/v1/itineraries/none/live").status_code == 404
    assert service.get(f"/v1/itineraries/{planned}/live?color=red").status_code == 422


def test_a_service_without_live_feeds_says_so(make_service: Callable[..., Service], shuttle_folder: Path) -> None:
    service = make_service(territory=shuttle_folder)
    answer = service.get(f"/v1/itineraries/{_plan(service)}/live")
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (422, "not_available", "live")


def test_a_feed_that_fails_is_named_and_its_last_news_kept_for_ten_minutes(
    make_service: Callable[..., Service], operator: Operator
) -> None:
    moments = [0.0]
    feeds = LiveFeeds(
        [operator.source],
        only_feed="one",
        every_s=30.0,
        clock=lambda: moments[0],
    )
    run = make_service().runner.run
    operator.content = b"<html>"
    (feed,) = run(feeds.read())
    assert (feed.news, feed.problem) == (None, "one is no message of GTFS-Realtime")
    operator.say(60)
    for second, problem, known in (
        (20, "one is no", False),
        (31, "", True),
        (62, "it cannot", True),
        (700, "it cannot", False),
    ):
        moments[0] = second
        operator.status = 200 if second < 60 else 503
        (feed,) = run(feeds.read())
        assert feed.problem.startswith(problem), second
        assert bool(problem) == bool(feed.problem)
        assert (feed.news is not None) is known, second


def test_a_live_feed_must_be_about_a_feed_of_the_territory(
    shuttle_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for live, said in (
        ('[{"url": "http://127.0.0.1/x", "feed": "other.zip"}]', "its feeds are shuttle.zip"),
        ('[{"url": "file:///etc/passwd"}]', "TERRILS_LIVE: "),
    ):
        monkeypatch.setenv("TERRILS_LIVE", live)
        assert main(["serve", "--territory", str(shuttle_folder)]) != 0
        assert said in capsys.readouterr().err
