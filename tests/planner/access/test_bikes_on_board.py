"""Days with trains where the office keeps a table of bikes on board."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from api.cli import main
from planner.boarding import list_idle_rows
from planner.engine import plan
from planner.errors import CatalogueError, NoItineraryError
from planner.imprints import identify
from planner.itinerary import RideLeg
from planner.render import to_json, to_text
from planner.request import Access
from planner.territory import Territory
from tests.planner.access.test_outings import LILLE, _at, _request, _rides, _warnings
from tests.planner.lines import build_shuttle_town

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "agency,route,feed,bikes,from,to,source,date\n"
REQUIRED = Access(origin=LILLE, bike_on_board="required")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the shuttle town: the feed says yes of the trains at 7 and 11, and home at 12; no at 18; nothing else."""
    return build_shuttle_town(tmp_path_factory.mktemp("boarding"))


def _open(folder: Path, *rows: str) -> Territory:
    (folder / "bikes.csv").write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return Territory.open(folder)


def test_a_row_makes_certain_what_the_feed_does_not_say(folder: Path) -> None:
    with pytest.raises(NoItineraryError, match="known to take bikes"):
        plan(_open(folder), _request(REQUIRED, departure=_at(12)))
    territory = _open(folder, "Réseau*,K1,,yes,2025-02-01,2025-02-28,the operator,2025-01")
    itinerary = plan(territory, _request(Access(origin=LILLE, bike_on_board="required", slack_min=120))).itineraries[0]
    assert _rides(itinerary)[0] == "lens-9"
    assert "bikes_unknown" not in _warnings(itinerary)
    ride = next(leg for leg in itinerary.legs if isinstance(leg, RideLeg))
    assert (ride.bikes, ride.bike_reservation, ride.bikes_source) == ("yes", False, "the operator (2025-01)")
    out_of_date = _open(folder, "Réseau*,K1,,yes,2025-03-01,,the operator,2025-01")
    with pytest.raises(NoItineraryError):
        plan(out_of_date, _request(REQUIRED, departure=_at(12)))


def test_a_row_never_lets_a_bike_on_where_the_feed_refuses_it(folder: Path) -> None:
    territory = _open(folder, "*,K1,,yes,,,the operator,2025-01")
    late = Access(origin=LILLE, bike_on_board="if_possible", slack_min=240)
    for itinerary in plan(territory, _request(late, departure=_at(6, 30))).itineraries:
        assert "lille-18" not in _rides(itinerary)


def test_a_place_to_reserve_is_said_everywhere(folder: Path) -> None:
    territory = _open(folder, "*,K1,,reservation,,,the operator,2025-01")
    itinerary = plan(territory, _request(REQUIRED)).itineraries[0]
    assert _warnings(itinerary)["bikes_reserved"] == {"lines": "K1"}
    document = to_json(itinerary)
    rides = [leg for leg in document["legs"] if leg["mode"] == "transit"]
    assert {(leg["bikes"], leg["bike_reservation"]) for leg in rides} == {("yes", True)}
    for name in ("out", "home", "after_home"):
        assert document["access"][name]["bikes"] == "yes"
        assert document["access"][name]["bike_reservation"] is True
    words = to_text(itinerary)
    assert "takes bikes, with a place reserved" in words
    assert "A place for the bike must be reserved before you leave: K1" in words
    walked = plan(territory, _request(Access(origin=LILLE), mode="foot")).itineraries[0]
    assert "bikes_reserved" not in _warnings(walked)


def test_another_table_is_another_answer(folder: Path) -> None:
    request = _request()
    ids = {
        identify(_open(folder, *rows), request)
        for rows in ((), ("*,K1,,yes,,,a,2025",), ("*,K1,,no,,,a,2025",), ("*,K1,,yes,,,a,2025",))
    }
    assert len(ids) == 3
    (folder / "bikes.csv").unlink()
    none = Territory.open(folder)
    assert none.boarding_version == ""
    assert none.timetable is not None
    assert len(none.timetable.boarding) == 6


def test_the_check_tells_rows_that_speak_of_no_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    territory = _open(folder, "*,K1,,yes,,,a,2025", "SNCB*,,,yes,,,a,2025")
    assert list_idle_rows(territory) == [2]
    assert main(["check", "--territory", str(folder)]) == 0
    told = capsys.readouterr().out
    assert "bikes on board: 2 rules" in told
    assert "bikes on board: rule 2 speaks of no line of the timetables" in told
    with pytest.raises(CatalogueError, match=r"row 2 of bikes\.csv, bikes"):
        _open(folder, "*,K1,,perhaps,,,a,2025")
