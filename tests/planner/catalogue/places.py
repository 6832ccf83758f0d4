"""Small sites and small territories for the tests of the catalogue."""

from __future__ import annotations

import csv
import math
from typing import TYPE_CHECKING, Any

from graphs.geo import EARTH_RADIUS_M, Coordinate
from planner.catalogue.osm_import import OsmCatalogue, read_osm_catalogue
from planner.catalogue.site import Access, AccessStatus, Site, SiteKind
from planner.territory import Territory
from planner.territory_build import build_territory
from planner.territory_config import TerritoryConfig
from tests.drawing import Tags, place_letters, write_drawing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

COLUMNS = ("id", "name", "kind", "commune", "country", "lat", "lon", "coord_accuracy_m", "visiting", "source")


SQUARE = """
A--B--C--D
|     |
E--F--G  M
"""
SQUARE_STREETS: dict[str, Tags] = {"ABCD": {"highway": "residential"}, "AEFGC": {"highway": "residential"}}
"""A block of streets, and a place beside it."""


def read_drawn_square(folder: Path, tags: Tags) -> OsmCatalogue:
    """Read the catalogue of the drawn block whose place M bears these tags."""
    path = folder / "drawing.osm"
    write_drawing(path, SQUARE, SQUARE_STREETS, nodes={"M": tags})
    return read_osm_catalogue([path], country="FR")


def make_site(**changes: Any) -> Site:  # noqa: ANN401 - any field of a site
    """Give an open, well placed building in Lens, with some fields changed; `status` stands for its access."""
    status = AccessStatus(changes.pop("status", "open"))
    values: dict[str, Any] = {
        "id": "site-1",
        "name": "Grands bureaux des mines de Lens",
        "kind": SiteKind.BUILDING,
        "commune": "Lens",
        "country": "FR",
        "position": Coordinate(50.43, 2.82),
        "accuracy_m": 20,
        "access": Access(status),
    }
    return Site(**(values | changes))


def find_place(art: str, letter: str, *, north_m: float = 0.0, east_m: float = 0.0) -> Coordinate:
    """Place of a letter of a map, moved."""
    lat, lon = place_letters(art)[letter]
    degree_m = math.pi * EARTH_RADIUS_M / 180
    return Coordinate(lat + north_m / degree_m, lon + east_m / degree_m / math.cos(math.radians(lat)))


def write_table(
    path: Path, rows: Sequence[Mapping[str, object]], *, delimiter: str = ",", encoding: str = "utf-8"
) -> Path:
    """Write rows under the columns that any of them has."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.DictWriter(stream, columns, delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


def make_row(place: Coordinate, **changes: object) -> dict[str, object]:
    """Row of a catalogue at a place."""
    return {
        "id": "site-1",
        "name": "Grands bureaux des mines",
        "kind": "building",
        "commune": "Lens",
        "country": "FR",
        "lat": place.lat,
        "lon": place.lon,
        "coord_accuracy_m": 20,
        "visiting": "yes",
        "source": "a survey",
    } | changes


def build_drawn(
    folder: Path,
    art: str,
    ways: Mapping[str, Tags],
    *,
    rows: Sequence[Mapping[str, object]] = (),
    stops: Sequence[Mapping[str, object]] = (),
    nodes: Mapping[str, Tags] | None = None,
    config: TerritoryConfig | None = None,
) -> Territory:
    """Build and open the territory of a drawing."""
    folder.mkdir(parents=True, exist_ok=True)
    osm = folder / "drawing.osm"
    write_drawing(osm, art, ways, nodes=nodes)
    sites = [write_table(folder / "sites.csv", rows)] if rows else []
    tables = [write_table(folder / "stops.csv", stops)] if stops else []
    config = config or TerritoryConfig(country="FR")
    build_territory(osm=[osm], sites=sites, stops=tables, config=config, out=folder / "out")
    return Territory.open(folder / "out")
