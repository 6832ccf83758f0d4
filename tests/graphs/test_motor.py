"""Streets for cars among those of people on foot and on wheels."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from graphs.attributes import Highway
from graphs.motor import find_countries, weigh_motor_roads
from graphs.network import UNREACHABLE
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


def test_streets_without_tags_of_their_own_lie_nowhere_and_are_judged_by_their_class(tmp_path: Path) -> None:
    drawn = draw(tmp_path, "A-B", {"AB": {"highway": "residential", "motor_vehicle": "no"}}, country="BE").network
    added = replace(drawn, way_tags=np.full_like(drawn.way_tags, -1))
    assert find_countries(added, added.arc_edge >> 1) == frozenset()
    weights = weigh_motor_roads(added, highways={Highway.RESIDENTIAL}, keys=("motor_vehicle",), closed={"no"})
    assert UNREACHABLE not in weights.tolist(), "the tags of another way do not close them"
