"""Which sites a request could visit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from graphs.geo import BoundingBox
from planner.catalogue.closure_book import ClosureBook
from planner.desk import get_desk
from planner.errors import AmbiguousNameError, InvalidRequestError, UnknownSiteError
from planner.places import locate
from planner.request import SitePlace
from planner.streets import see_streets
from planner.targets import find_named, list_targets
from tests.planner.catalogue.places import make_row
from tests.planner.town import build_town, crossing, offset

if TYPE_CHECKING:
    from pathlib import Path

    from planner.catalogue.closures import StatusFile
    from planner.targets import SiteTarget
    from planner.territory import Territory

MINING = (("mining", 1.0),)


def targets_of(
    territory: Territory,
    *,
    themes: tuple[tuple[str, float], ...] = MINING,
    within_m: float = 1e6,
    **named: Any,  # noqa: ANN401
) -> dict[str, SiteTarget]:
    desk = get_desk(territory)
    options: dict[str, Any] = {"must_visit": (), "avoid_sites": ()} | named
    streets = see_streets(desk, "bike", themes=themes)
    found = list_targets(desk, streets, near=(crossing(6, 6),) * 2, within_m=within_m, **options)
    assert [item.index for item in found] == sorted(item.index for item in found)
    return {item.site.id: item for item in found}


def test_only_sites_that_score_and_may_be_visited_are_targets(town: Territory) -> None:
    found = targets_of(town)
    assert set(found) == {"frame-west", "frame-east", "frame-north", "pit-unknown"}
    assert all(item.score > 0 and item.why and not item.named for item in found.values())
    assert set(targets_of(town, themes=(("memory", 1.0),))) == {"memorial-east", "memorial-south"}


def test_a_named_site_is_a_target_whatever_it_scores_and_wherever_it_lies(town: Territory) -> None:
    found = targets_of(town, must_visit=("Étang du Val",), within_m=500.0)
    assert set(found) == {"frame-west", "pond-south"}
    assert found["pond-south"].named
    assert found["pond-south"].score >= 1
    assert found["pond-south"].place.name == "Étang du Val"


def test_shunned_sites_are_none(town: Territory) -> None:
    assert "frame-west" not in targets_of(town, avoid_sites=("Fosse 2",))
    with pytest.raises(InvalidRequestError):
        targets_of(town, must_visit=("frame-west",), avoid_sites=("Fosse 2",))


@pytest.mark.parametrize("name", ["pit-closed", "pit-planned", "far-off"])
def test_a_named_site_that_may_not_be_visited_is_refused(town: Territory, name: str) -> None:
    with pytest.raises(InvalidRequestError) as refused:
        targets_of(town, must_visit=(name,))
    assert refused.value.details == {"field": "must_visit", "site": name, "access": refused.value.details["access"]}


def test_an_unknown_name_is_refused_by_field(town: Territory) -> None:
    with pytest.raises(UnknownSiteError, match="avoid_sites"):
        find_named(town, "Atlantis", field="avoid_sites")


def test_those_who_enter_stay_longer_than_those_who_look(town: Territory) -> None:
    found = targets_of(town)
    assert found["frame-west"].link.entered
    assert not found["pit-unknown"].link.entered
    assert found["frame-west"].dwell_s > found["pit-unknown"].dwell_s > 0


def test_of_two_sites_of_one_name_side_by_side_the_better_is_kept(tmp_path: Path) -> None:
    place = crossing(6, 6.5)
    rows = [
        make_row(offset(place, north_m=15), id="frame", kind="headframe", name="Fosse 2"),
        make_row(offset(place, north_m=15, east_m=20), id="pit", kind="pit", name="Fosse 2"),
        make_row(offset(crossing(20, 20.5), north_m=15), id="other", kind="pit", name="Fosse 2", commune="Liévin"),
    ]
    territory = build_town(tmp_path, sites=rows)
    found = targets_of(territory)
    assert "frame" in found
    assert "pit" not in found
    assert "other" in found
    name = next(site.name for site in territory.sites if site.id == "pit")
    with pytest.raises(AmbiguousNameError, match=r"^must_visit: ") as refused:
        find_named(territory, name, field="must_visit")
    assert refused.value.details["field"] == "must_visit"
    assert [item["id"] for item in refused.value.details["candidates"]] == ["frame", "pit"]
    streets = see_streets(get_desk(territory), "bike")
    with pytest.raises(AmbiguousNameError, match=r"^start: ") as refused:
        locate(territory, streets.view, SitePlace(name), field="start", index=0)
    assert refused.value.details["field"] == "start"


def test_a_box_leaves_out_what_lies_outside_unless_it_must_be_visited(town: Territory) -> None:
    west = next(site for site in town.sites if site.id == "frame-west").position
    box = BoundingBox(west.lon, west.lat, west.lon, west.lat)
    assert set(targets_of(town, box=box)) == {"frame-west"}
    assert set(targets_of(town, box=box, must_visit=("frame-east",))) == {"frame-west", "frame-east"}


def test_closures_are_read_once_for_all_sites(town: Territory, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[ClosureBook] = []
    look = ClosureBook.current

    def count(book: ClosureBook) -> StatusFile:
        looks.append(book)
        return look(book)

    monkeypatch.setattr(ClosureBook, "current", count)
    desk, streets = get_desk(town), see_streets(get_desk(town), "bike", themes=MINING)
    looks.clear()
    found = list_targets(desk, streets, near=(), within_m=0.0, must_visit=(), avoid_sites=())
    assert len(found) > 1
    assert len(looks) == 1
