"""Streets for cars among those of people on foot and on wheels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graphs.attributes import Highway
from graphs.motor import find_countries, weigh_motor_roads
from graphs.network import UNREACHABLE
from graphs.overlay import StreetEdits, WayTags, lay_over
from graphs.profiles import get_profile
from tests.drawing import draw

if TYPE_CHECKING:
    from pathlib import Path

STREETS = {
    "residential": ({"highway": "residential"}, True),
    "one-way": ({"highway": "tertiary", "oneway": "yes"}, True),
    "closed to motors": ({"highway": "residential", "motor_vehicle": "no"}, False),
    "open to cars after all": ({"highway": "residential", "motor_vehicle": "no", "motorcar": "yes"}, True),
    "for feet": ({"highway": "residential", "access": "no", "foot": "yes"}, False),
    "for farmers": ({"highway": "unclassified", "motor_vehicle": "agricultural"}, False),
    "for those who live there": ({"highway": "residential", "motor_vehicle": "destination"}, True),
    "path": ({"highway": "path"}, False),
    "track": ({"highway": "track"}, False),
    "cycleway": ({"highway": "cycleway"}, False),
}


@pytest.mark.parametrize("name", STREETS)
def test_cars_use_streets_by_class_and_right(tmp_path: Path, name: str) -> None:
    tags, is_open = STREETS[name]
    network = draw(tmp_path, "A-B", {"AB": tags}).network
    weights = weigh_motor_roads(
        network,
        highways={Highway.TERTIARY, Highway.UNCLASSIFIED, Highway.RESIDENTIAL},
        keys=("motorcar", "motor_vehicle", "vehicle", "access"),
        closed={"no", "private", "agricultural"},
    )
    assert len(weights) == network.arc_count
    wanted = [pytest.approx(10_000, abs=2) if is_open else UNREACHABLE] * len(weights)
    assert weights.tolist() == wanted, "100 m, both ways"


def test_countries_of_streets_are_those_that_are_known(tmp_path: Path) -> None:
    for name in ("nowhere", "belgium"):
        (tmp_path / name).mkdir()
    nowhere = draw(tmp_path / "nowhere", "A-B", {"AB": {"highway": "path"}}).network
    belgian = draw(tmp_path / "belgium", "A-B", {"AB": {"highway": "path"}}, country="BE").network
    assert find_countries(nowhere, nowhere.arc_edge >> 1) == frozenset()
    assert find_countries(belgian, belgian.arc_edge >> 1) == {"BE"}


def test_streets_of_a_variant_count_by_the_tags_that_it_gives_them(tmp_path: Path) -> None:
    network = draw(tmp_path, "A-B", {"AB": {"highway": "residential"}}).network
    tags = WayTags({"highway": "residential", "motor_vehicle": "no"}, "BE", None)
    found = tags.read()
    assert found is not None
    edits = StreetEdits(retagged={0: found}, tags={0: tags})
    changed = lay_over(network, edits, profiles=[get_profile("bike")]).network
    assert find_countries(changed, changed.arc_edge >> 1) == {"BE"}
    weights = weigh_motor_roads(changed, highways={Highway.RESIDENTIAL}, keys=("motor_vehicle",), closed={"no"})
    assert set(weights.tolist()) == {UNREACHABLE}
