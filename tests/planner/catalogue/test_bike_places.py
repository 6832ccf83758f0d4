"""Places to hire and to leave bikes are read, written and found again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from graphs.errors import TerritoryFormatError
from graphs.geo import Coordinate
from planner.catalogue.bike_places import BikePlace, BikePlaceTable, write_bike_places
from planner.territory import Territory
from planner.territory_build import build_territory
from tests.drawing import Tags, write_drawing
from tests.planner.catalogue.places import SQUARE, SQUARE_STREETS, read_drawn_square

if TYPE_CHECKING:
    from pathlib import Path

HERE = Coordinate(50.4, 3.0)


def _read(folder: Path, tags: Tags) -> tuple[BikePlace, ...]:
    return read_drawn_square(folder, tags).bike_places


@pytest.mark.parametrize(("tags", "kind", "name", "operator", "capacity", "covered"), [
    ({"amenity": "bicycle_rental", "name": "Cyclo", "network": "V'Lille"}, "hire", "Cyclo", "V'Lille", None, "unknown"),
    ({"shop": "bicycle", "service:bicycle:rental": "yes", "name": "Pignon"}, "hire", "Pignon", "", None, "unknown"),
    ({"amenity": "bicycle_parking", "capacity": "12", "covered": "yes"}, "parking", "", "", 12, "yes"),
    ({"amenity": "bicycle_parking", "capacity": "a few", "covered": "partial"}, "parking", "", "", None, "unknown"),
    ({"amenity": "bicycle_parking", "capacity": "9e9", "operator": "SNCF"}, "parking", "", "SNCF", None, "unknown"),
])  # fmt: skip
def test_places_for_bikes_with_what_is_known(
    tmp_path: Path, tags: Tags, kind: str, name: str, operator: str, capacity: int | None, covered: str
) -> None:
    (place,) = _read(tmp_path, tags)
    assert place.id.startswith("osm-node-")
    assert (place.kind, place.name, place.operator) == (kind, name, operator)
    assert (place.capacity, place.covered) == (capacity, covered)


@pytest.mark.parametrize("tags", [
    {"amenity": "bicycle_rental", "access": "private"},
    {"amenity": "bicycle_rental", "bicycle_rental": "dropoff_point"},
    {"amenity": "bicycle_parking", "access": "residents"},
    {"tourism": "hotel", "name": "Au Repos", "service:bicycle:rental": "yes"},
    {"shop": "bicycle", "service:bicycle:rental": "no"},
    {"disused:amenity": "bicycle_rental"},
])  # fmt: skip
def test_what_is_not_for_all_is_none(tmp_path: Path, tags: Tags) -> None:
    assert _read(tmp_path, tags) == ()


def test_a_table_gives_back_what_was_written(tmp_path: Path) -> None:
    places = [
        BikePlace("a", "hire", HERE, "Gare\tNord", "V'Lille", 20, "no"),
        BikePlace("b", "parking", Coordinate(50.401, 3.0), capacity=0, covered="yes"),
        BikePlace("c", "parking", Coordinate(50.4005, 3.0)),
    ]
    write_bike_places(tmp_path / "bikes", places)
    table = BikePlaceTable.open(tmp_path / "bikes")
    assert len(table) == 3
    assert table.get(0) == BikePlace("a", "hire", HERE, "Gare Nord", "V'Lille", 20, "no")
    assert [table.get(k) for k in (1, 2)] == places[1:]
    assert [row for _, row in table.list_near(HERE, "parking", within_m=200)] == [2, 1]
    assert table.list_near(HERE, "parking", within_m=100)[0][0] == pytest.approx(55.6, abs=0.1)
    assert [row for _, row in table.list_near(HERE, "parking", within_m=100)] == [2]
    assert table.has("hire")
    write_bike_places(tmp_path / "none", [])
    assert not (tmp_path / "none").exists()
    np.save(tmp_path / "bikes" / "kind.npy", np.zeros(2, np.uint8))
    with pytest.raises(TerritoryFormatError, match="do not belong together"):
        BikePlaceTable.open(tmp_path / "bikes")
    (tmp_path / "bikes" / "kind.npy").unlink()
    with pytest.raises(TerritoryFormatError, match="cannot be read"):
        BikePlaceTable.open(tmp_path / "bikes")


@pytest.mark.parametrize("fields", [{"id": ""}, {"kind": "repair"}, {"covered": "partly"}])
def test_a_place_is_one_of_few_kinds(fields: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="a place for bikes"):
        BikePlace(**{"id": "a", "kind": "hire", "position": HERE, **fields})  # type: ignore[arg-type]


def test_a_build_keeps_them_where_there_are_some(tmp_path: Path) -> None:
    for name, tags in (("with", {"amenity": "bicycle_parking", "capacity": "4"}), ("without", {"amenity": "bench"})):
        write_drawing(tmp_path / f"{name}.osm", SQUARE, SQUARE_STREETS, nodes={"M": tags})
        build_territory(osm=[tmp_path / f"{name}.osm"], out=tmp_path / name, basemap=False)
    places = Territory.open(tmp_path / "with").bike_places
    assert places is not None
    assert places.get(0).capacity == 4
    assert Territory.open(tmp_path / "without").bike_places is None
