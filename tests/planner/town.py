"""A drawn town of 25 by 25 streets: sites, a stop, signposted routes, a quarter behind a footway, an island."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import osmium
from osmium.osm.mutable import Node, Relation, Way

from graphs.geo import EARTH_RADIUS_M, Coordinate
from planner.territory import Territory
from planner.territory_build import build_territory
from planner.territory_config import TerritoryConfig
from tests.planner.catalogue.places import make_row, write_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

__all__ = ["SIDE", "STEP_M", "build_town", "crossing", "offset", "write_town"]

SIDE = 25
STEP_M = 120.0
SOUTH, WEST = 50.4, 3.0
MAIN_ROW, ROUTE_COLUMN = 12, 6
FERRY, FOOTWAY, QUARTER = 310, 320, 321
ROUTE_V31, ROUTE_RING_NORTH, ROUTE_RING_SOUTH = 9001, 9002, 9003
_DEGREE_M = math.radians(1) * EARTH_RADIUS_M

SITES: tuple[tuple[str, str, float, float, dict[str, object]], ...] = (
    ("frame-west", "headframe", 6.0, 6.5, {"name": "Fosse 2"}),
    ("frame-east", "headframe", 14.5, 20.0, {"name": "Fosse 7"}),
    ("frame-north", "headframe", 21.0, 9.5, {"name": "Fosse 9"}),
    ("pond-north", "natural_area", 18.0, 6.5, {"name": "Mare à Goriaux"}),
    ("pond-south", "natural_area", 3.5, 15.0, {"name": "Étang du Val"}),
    ("memorial-east", "memorial", 18.5, 18.0, {"name": "Stèle du 10 mars"}),
    ("memorial-south", "memorial", 4.0, 11.5, {"name": "Mur des fusillés"}),
    ("pit-closed", "pit", 9.0, 9.5, {"name": "Puits interdit", "visiting": "no"}),
    ("pit-planned", "pit", 15.0, 15.5, {"name": "Puits futur", "access": "project"}),
    ("pit-unknown", "headframe", 10.0, 15.5, {"name": "Puits muet", "access": "unknown"}),
    ("far-off", "headframe", 12.5, 2.5, {"name": "Puits quelque part", "coord_accuracy_m": 500}),
)
"""Id, kind, row and column on the grid, other cells of the row."""


def offset(place: Coordinate, *, north_m: float = 0.0, east_m: float = 0.0) -> Coordinate:
    """Move a place."""
    east = east_m / _DEGREE_M / math.cos(math.radians(SOUTH))
    return Coordinate(place.lat + north_m / _DEGREE_M, place.lon + east)


def crossing(row: float, column: float) -> Coordinate:
    """Give the place of a crossing, rows to the north and columns to the east; halves lie between crossings."""
    return offset(Coordinate(SOUTH, WEST), north_m=row * STEP_M, east_m=column * STEP_M)


def write_town(file: Path, *, changes: Mapping[int, Mapping[str, str]] | None = None) -> None:
    """Write the town as an OSM file, with tags of some ways added or changed."""
    changed = changes or {}
    places = {1 + row * SIDE + column: crossing(row, column) for row in range(SIDE) for column in range(SIDE)}
    quarter = [offset(crossing(MAIN_ROW, 0), east_m=-east) for east in (200, 400, 800)]
    island = [offset(crossing(10, SIDE - 1), east_m=east) for east in (700, 1200)]
    places |= {2000 + k: place for k, place in enumerate([*quarter, *island])}
    with osmium.SimpleWriter(str(file), overwrite=True) as writer:
        for number, place in sorted(places.items()):
            tags = {"rcn_ref": "47"} if number == 1 + MAIN_ROW * SIDE + ROUTE_COLUMN else {}
            writer.add_node(Node(id=number, location=(place.lon, place.lat), tags=tags, version=1))
        for number, nodes, tags in sorted(list_ways()):
            writer.add_way(Way(id=number, nodes=nodes, tags={**tags, **changed.get(number, {})}, version=1))
        for number, tags, members in list_routes():
            writer.add_relation(Relation(id=number, members=[("w", m, "") for m in members], tags=tags, version=1))


def list_ways() -> list[tuple[int, list[int], dict[str, str]]]:
    """Ids, nodes and tags: rows from 100 on, columns from 200 on."""
    ways: list[tuple[int, list[int], dict[str, str]]] = []
    for k in range(SIDE):
        row = {"highway": "residential", "name": f"Rue {k}", "surface": "asphalt"}
        if k == MAIN_ROW:
            row = {"highway": "primary", "name": "Grande Rue", "maxspeed": "50"}
        column = {"highway": "residential", "name": f"Allée {k}"}
        if k % 6 == 0:
            column = {"highway": "cycleway", "name": f"Voie verte {k}", "surface": "asphalt", "lit": "yes"}
        ways.append((100 + k, [1 + k * SIDE + c for c in range(SIDE)], row))
        ways.append((200 + k, [1 + r * SIDE + k for r in range(SIDE)], column))
    ways.append(
        (
            FERRY,
            [1 + 10 * SIDE + SIDE - 1, 2003],
            {"route": "ferry", "duration": "00:10", "foot": "yes", "bicycle": "yes"},
        )
    )
    ways.append((311, [2003, 2004], {"highway": "residential", "name": "Quai de l'Île"}))
    ways.append((FOOTWAY, [1 + MAIN_ROW * SIDE, 2000, 2001], {"highway": "footway", "name": "Passage du Puits"}))
    ways.append((QUARTER, [2001, 2002], {"highway": "residential", "name": "Impasse du Puits"}))
    return ways


def list_routes() -> list[tuple[int, dict[str, str], list[int]]]:
    """Ids, tags and ways of signposted routes."""
    cycling = {"type": "route", "route": "bicycle"}
    return [
        (ROUTE_V31, {**cycling, "network": "ncn", "ref": "V31", "name": "Véloroute des Terrils"}, [206, 118]),
        (ROUTE_RING_NORTH, {**cycling, "network": "lcn", "name": "Boucle", "ref": "B1"}, [122]),
        (ROUTE_RING_SOUTH, {**cycling, "network": "lcn", "name": "Boucle", "ref": "B2"}, [102]),
    ]


def build_town(
    folder: Path,
    *,
    changes: Mapping[int, Mapping[str, str]] | None = None,
    sites: Sequence[Mapping[str, object]] | None = None,
    closures: str = "",
    elevation: Sequence[Path] = (),
) -> Territory:
    """Build and open the town, with its own sites or others, an office's table of closures, heights of the ground."""
    folder.mkdir(parents=True, exist_ok=True)
    write_town(folder / "town.osm", changes=changes)
    rows = list_site_rows() if sites is None else sites
    stops = [
        {"id": "gare", "name": "Gare du Bourg", "country": "FR", "lat": place.lat, "lon": place.lon, "source": "survey"}
        for place in [offset(crossing(2, 2.5), north_m=15)]
    ]
    build_territory(
        osm=[folder / "town.osm"],
        elevation=elevation,
        sites=[write_table(folder / "sites.csv", rows)] if rows else [],
        stops=[write_table(folder / "stops.csv", stops)],
        config=TerritoryConfig(name="town", country="FR"),
        out=folder / "out",
    )
    return open_town(folder, closures=closures)


def open_town(folder: Path, *, closures: str = "") -> Territory:
    """Open a built town again, with another table of closures."""
    table = folder / "closures.csv"
    table.write_text(f"what,id,status,from,to,reason\n{closures}", encoding="utf-8")
    return Territory.open(folder / "out", closures=[table])


def list_site_rows() -> list[dict[str, object]]:
    """Rows of the catalogue: sites stand 15 m north of their street."""
    return [
        make_row(offset(crossing(row, column), north_m=15, east_m=15), id=number, kind=kind, **cells)
        for number, kind, row, column, cells in SITES
    ]
