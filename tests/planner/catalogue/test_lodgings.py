"""Lodgings are read, merged, linked and found again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from graphs.attributes import Vehicle
from graphs.errors import TerritoryFormatError
from graphs.geo import Coordinate, haversine_m
from planner.catalogue.linking import SiteSpots
from planner.catalogue.lodging import Lodging, list_site_lodgings, merge_lodgings
from planner.catalogue.lodging_table import LodgingTable, write_lodgings
from planner.catalogue.site import AccessStatus, SiteKind
from planner.desk import get_desk
from planner.places import is_usable
from planner.streets import see_streets
from planner.territory import Territory
from planner.territory_build import build_territory
from planner.territory_config import TerritoryConfig
from planner.variants import NewStreet, Variant, vary
from tests.drawing import Tags, write_drawing
from tests.planner.catalogue.places import (
    SQUARE,
    SQUARE_STREETS,
    find_place,
    make_row,
    make_site,
    read_drawn_square,
    write_table,
)

if TYPE_CHECKING:
    from pathlib import Path

HERE = Coordinate(50.4, 3.0)


def _read(folder: Path, tags: Tags) -> tuple[Lodging, ...]:
    return read_drawn_square(folder, tags).lodgings


@pytest.mark.parametrize(("tags", "kind", "services"), [
    ({"tourism": "hotel"}, "hotel", ()),
    ({"tourism": "motel", "bicycle_parking": "no"}, "hotel", ()),
    ({"tourism": "guest_house", "bicycle_parking": "shed"}, "guest_house", ("parking",)),
    ({"tourism": "hostel", "service:bicycle:repair": "yes", "bike_friend": "yes"}, "hostel", ("repair", "welcome")),
    ({"tourism": "alpine_hut"}, "hostel", ()),
    ({"tourism": "chalet", "service:bicycle:pump": "no"}, "apartment", ()),
    ({"tourism": "camp_site", "service:bicycle:diy": "1", "bicycle_rental": "1"}, "camp_site", ("tools", "rental")),
])  # fmt: skip
def test_what_takes_guests_is_a_lodging_with_what_it_offers_for_bikes(
    tmp_path: Path, tags: Tags, kind: str, services: tuple[str, ...]
) -> None:
    (lodging,) = _read(tmp_path, {**tags, "name": "Au Repos", "website": "https://repos.example"})
    assert (lodging.name, lodging.kind, lodging.services) == ("Au Repos", kind, services)
    assert lodging.website == "https://repos.example"
    assert lodging.id.startswith("osm-node-")


@pytest.mark.parametrize("tags", [
    {"tourism": "hotel", "name": ""},
    {"tourism": "hotel", "name": "Cercle", "access": "private"},
    {"tourism": "camp_site", "name": "Jeannette", "scout": "yes"},
    {"tourism": "camp_site", "name": "Mobil-homes", "tents": "no"},
    {"tourism": "hostel", "name": "Foyer", "social_facility": "shelter"},
    {"disused:tourism": "hotel", "name": "Ancien hôtel"},
    {"tourism": "museum", "name": "Musée"},
])  # fmt: skip
def test_what_takes_no_single_guests_is_none(tmp_path: Path, tags: Tags) -> None:
    assert _read(tmp_path, tags) == ()


def test_the_same_house_of_two_sources_is_one_with_what_both_know() -> None:
    near = Coordinate(HERE.lat + 0.0005, HERE.lon)
    far = Coordinate(HERE.lat + 0.05, HERE.lon)
    catalogue = [Lodging("gite-1", "Gîte du Pinson", "accommodation", HERE)]
    osm = [
        Lodging("osm-node-1", "Gite du pinson", "guest_house", near, ("parking",), "https://pinson.example"),
        Lodging("osm-node-2", "Gîte du Pinson", "guest_house", far),
    ]
    merged = merge_lodgings([catalogue, osm])
    joined = Lodging("gite-1", "Gîte du Pinson", "guest_house", HERE, ("parking",), "https://pinson.example")
    assert merged == [joined, osm[1]]


def test_sites_for_the_night_are_lodgings_unless_shut_or_badly_placed() -> None:
    plain = make_site(kind=SiteKind.ACCOMMODATION, name="Gîte")
    shut = replace(plain, access=replace(plain.access, status=AccessStatus.CLOSED))
    assert [one.id for one in list_site_lodgings([plain, shut, replace(plain, accuracy_m=500)])] == [plain.id]
    assert list_site_lodgings([make_site(kind=SiteKind.MUSEUM, name="Musée")]) == []


def test_a_lodging_without_a_name_or_of_no_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="needs an id, a name and a kind"):
        Lodging("a", "A", "castle", HERE)
    with pytest.raises(ValueError, match="services must be some of"):
        Lodging("a", "A", "hotel", HERE, ("sauna",))


def test_the_table_gives_back_what_was_written(tmp_path: Path) -> None:
    written = [
        Lodging("a", "Hôtel\tdu Nord", "hotel", Coordinate(50.4000001, 3.0000002), ("parking", "welcome"), "https://n"),
        Lodging("b", "Camping", "camp_site", Coordinate(-33.5, -70.25)),
    ]
    nobody = tuple(SiteSpots(None, None, "no_street") for _ in Vehicle)
    write_lodgings(tmp_path / "lodgings", written, [nobody, nobody])
    table = LodgingTable.open(tmp_path / "lodgings")
    assert len(table) == 2
    assert table.get(0) == replace(written[0], name="Hôtel du Nord")
    assert table.get(1) == written[1]
    assert table.find_spot(0, Vehicle.BIKE) is None
    write_lodgings(tmp_path / "none", [], [])
    assert len(LodgingTable.open(tmp_path / "none")) == 0
    np.save(tmp_path / "lodgings" / "kind.npy", np.zeros(5, np.uint8))
    with pytest.raises(TerritoryFormatError, match="do not belong together"):
        LodgingTable.open(tmp_path / "lodgings")
    (tmp_path / "lodgings" / "kind.npy").unlink()
    with pytest.raises(TerritoryFormatError, match="build the territory again"):
        LodgingTable.open(tmp_path / "lodgings")


def test_a_territory_knows_its_lodgings_and_where_streets_lead_to_them(tmp_path: Path) -> None:
    path = tmp_path / "drawing.osm"
    write_drawing(path, SQUARE, SQUARE_STREETS, nodes={"M": {"tourism": "hotel", "name": "Au Repos"}})
    row = make_row(Coordinate(50.4, 3.0), id="gite", name="Gîte", kind="accommodation", access="open")
    sites = write_table(tmp_path / "sites.csv", [row])
    config = TerritoryConfig(name="drawn", country="FR")
    report = build_territory(osm=[path], sites=[sites], config=config, out=tmp_path / "out", basemap=False)
    territory = Territory.open(tmp_path / "out")
    table = territory.lodgings
    assert table is not None
    assert report.lodgings == len(table) == 2
    assert any("2 lodgings" in line for line in report.to_lines())
    assert [table.get(k).name for k in range(2)] == ["Gîte", "Au Repos"]
    for k in range(2):
        spot = table.find_spot(k, Vehicle.FOOT)
        assert spot is not None
        assert haversine_m(spot.place.point, table.get(k).position) <= spot.place.gap_m + 1
    assert {name for name in territory.manifest.files if name.startswith("lodgings/")} >= {"lodgings/spots.npy"}


def test_lodgings_move_with_the_streets_that_a_variant_splits(tmp_path: Path) -> None:
    path = tmp_path / "drawing.osm"
    art = "A-----B\n|  M  |\nE-----F"
    streets = {"ABFEA": {"highway": "residential"}}
    write_drawing(path, art, streets, nodes={"M": {"tourism": "hotel", "name": "Au Repos"}})
    build_territory(osm=[path], config=TerritoryConfig(name="drawn", country="FR"), out=tmp_path / "out", basemap=False)
    territory = Territory.open(tmp_path / "out")
    assert territory.lodgings is not None
    spot = territory.lodgings.find_spot(0, Vehicle.FOOT)
    assert spot is not None
    where = spot.place
    west, top, bottom = find_place(art, "A", east_m=80), find_place(art, "A"), find_place(art, "E")
    line = shapely.LineString([(west.lon, top.lat), (west.lon, bottom.lat)])
    varied = vary(territory, Variant("lane", add=(NewStreet(line, {"highway": "path"}),)), "foot").territory
    assert varied.lodgings is not None
    moved = varied.lodgings.find_spot(0, Vehicle.FOOT)
    assert moved is not None
    assert moved.place.edge != where.edge
    assert haversine_m(moved.place.point, where.point) < 0.1
    assert is_usable(see_streets(get_desk(varied), "foot").view, moved.place)
    assert not is_usable(see_streets(get_desk(varied), "foot").view, where)
