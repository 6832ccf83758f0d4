"""Places to eat are read, written and found again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from graphs.errors import TerritoryFormatError
from graphs.geo import BoundingBox, Coordinate
from planner.catalogue.eating_places import EatingPlace, EatingTable, write_eating_places
from planner.territory import Territory
from planner.territory_build import build_territory
from tests.drawing import Tags, write_drawing
from tests.planner.catalogue.places import SQUARE, SQUARE_STREETS, read_drawn_square

if TYPE_CHECKING:
    from pathlib import Path

HERE = Coordinate(50.4, 3.0)


@pytest.mark.parametrize(("tags", "kind", "hours"), [
    ({"amenity": "restaurant", "opening_hours": "Fr 12:00-14:00;  PH off"}, "restaurant", "Fr 12:00-14:00; PH off"),
    ({"amenity": "cafe"}, "cafe", ""),
    ({"amenity": "pub"}, "pub", ""),
    ({"amenity": "bar", "food": "yes"}, "bar", ""),
    ({"amenity": "food_court"}, "food_court", ""),
])  # fmt: skip
def test_places_to_eat_with_their_hours_as_text(tmp_path: Path, tags: Tags, kind: str, hours: str) -> None:
    (place,) = read_drawn_square(tmp_path, {"name": "Chez Léa", **tags}).eating_places
    assert place.id.startswith("osm-node-")
    assert (place.kind, place.name, place.opening_hours) == (kind, "Chez Léa", hours)


@pytest.mark.parametrize("tags", [
    {"amenity": "restaurant"},
    {"amenity": "restaurant", "name": "Mess", "access": "private"},
    {"amenity": "bar", "name": "Le Zinc"},
    {"amenity": "pub", "name": "The Dry", "food": "no"},
    {"disused:amenity": "cafe", "name": "Au Passé"},
])  # fmt: skip
def test_what_has_no_name_no_food_or_is_not_for_all_is_none(tmp_path: Path, tags: Tags) -> None:
    assert read_drawn_square(tmp_path, tags).eating_places == ()


def test_a_table_gives_back_what_was_written(tmp_path: Path) -> None:
    places = [
        EatingPlace("a", "Friterie\tdu Nord", "fast_food", HERE, "24/7"),
        EatingPlace("b", "Chez Léa", "restaurant", Coordinate(50.41, 3.0)),
    ]
    write_eating_places(tmp_path / "eating", places)
    table = EatingTable.open(tmp_path / "eating")
    assert len(table) == 2
    assert table.get(0) == EatingPlace("a", "Friterie du Nord", "fast_food", HERE, "24/7")
    assert table.get(1) == places[1]
    assert table.list_in_box(BoundingBox(2.9, 50.405, 3.1, 50.41)) == [1]
    write_eating_places(tmp_path / "none", [])
    assert not (tmp_path / "none").exists()
    np.save(tmp_path / "eating" / "kind.npy", np.zeros(3, np.uint8))
    with pytest.raises(TerritoryFormatError, match="do not belong together"):
        EatingTable.open(tmp_path / "eating")


@pytest.mark.parametrize("fields", [{"id": ""}, {"name": ""}, {"kind": "canteen"}])
def test_a_place_to_eat_has_a_name_and_a_kind(fields: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="a place to eat"):
        EatingPlace(**{"id": "a", "name": "Chez Léa", "kind": "cafe", "position": HERE, **fields})  # type: ignore[arg-type]


def test_a_build_keeps_them_where_there_are_some(tmp_path: Path) -> None:
    for name, tags in (("with", {"amenity": "cafe", "name": "Au Coin"}), ("without", {"amenity": "bench"})):
        write_drawing(tmp_path / f"{name}.osm", SQUARE, SQUARE_STREETS, nodes={"M": tags})
        build_territory(osm=[tmp_path / f"{name}.osm"], out=tmp_path / name, basemap=False)
    places = Territory.open(tmp_path / "with").eating_places
    assert places is not None
    assert places.get(0).name == "Au Coin"
    assert Territory.open(tmp_path / "without").eating_places is None
