from collections.abc import Callable
from pathlib import Path

import pytest

from api.schemas import JourneysAnswer
from tests.api.conftest import Service
from tests.planner.lines import build_line_town

BODY = {"from": {"stop": "lens"}, "to": {"stop": "lille"}, "departure": "2025-02-04T07:00:00+01:00"}


@pytest.fixture(scope="module")
def line_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a town with a line of three trains."""
    return build_line_town(tmp_path_factory.mktemp("line"))


def test_journeys_are_answered_with_the_ids_of_the_feed(
    make_service: Callable[..., Service], line_folder: Path
) -> None:
    service = make_service(territory=line_folder)
    answer = service.post("/v1/journeys", {**BODY, "alternatives": 2}).json()
    JourneysAnswer.model_validate(answer)
    first, second = answer["journeys"]
    assert (first["departure"], first["arrival"]) == ("2025-02-04T08:00:00+01:00", "2025-02-04T08:45:00+01:00")
    (leg,) = first["legs"]
    assert (leg["mode"], leg["trip_id"], leg["service_date"]) == ("transit", "t1", "2025-02-04")
    assert (leg["from_stop_id"], leg["to_stop_id"], leg["bikes"]) == ("lens-1", "lille", "yes")
    assert len(leg["geometry"]["coordinates"]) == 3
    assert [leg["mode"] for leg in second["legs"]] == ["foot", "transit"]
    late = service.post("/v1/journeys", {**BODY, "departure": "2025-03-04T07:00:00+01:00"})
    assert (late.status_code, late.json()["code"]) == (422, "outside_timetable")
    assert late.json()["feeds"] == [{"feed": "line.zip", "from": "2025-02-03", "until": "2025-02-14"}]
    other = service.post("/v1/journeys", {**BODY, "departure": "2025-03-04T07:00:00+01:00", "nearest_week": True})
    (told,) = other.json()["journeys"][0]["warnings"]
    assert (told["code"], "11 février 2025" in told["text"]) == ("other_week", True)
    both = service.post("/v1/journeys", {**BODY, "arrival": "2025-02-04T07:00:00+01:00"})
    assert (both.status_code, both.json()["field"]) == (422, "departure")


def test_a_territory_without_feeds_says_so(service: Service) -> None:
    answer = service.post("/v1/journeys", BODY)
    assert (answer.status_code, answer.json()["code"]) == (422, "no_timetable")
