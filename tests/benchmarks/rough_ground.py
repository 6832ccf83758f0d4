"""Ground that is hard to plan on, added to an extract: an island, a maze, a long cul-de-sac, a crowd of sites."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import osmium

from graphs.geo import Coordinate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

__all__ = ["CUL_DE_SAC_M", "SITES_IN_CROWD", "Scene", "write_rough_ground"]

CUL_DE_SAC_M = 2000.0
SITES_IN_CROWD = 300
_M_PER_DEGREE = 111_195.0
_FIRST_ID = 1 << 52
_ISLAND = 10, 110.0
"""Streets each way and metres between them."""
_MAZE = 60, 15.0
_CROWD_SIDE_M = 1000.0
_JOINED = {"residential", "unclassified", "tertiary", "living_street"}
_KINDS = ({"tourism": "viewpoint"}, {"historic": "memorial"}, {"tourism": "museum"})


@dataclass(frozen=True, slots=True)
class Scene:
    """A place to start from, and why that is hard."""

    name: str
    start: Coordinate


@dataclass(slots=True)
class _Sheet:
    """What is drawn beside an extract."""

    places: list[tuple[Coordinate, dict[str, str]]] = field(default_factory=list)
    ways: list[tuple[list[int], dict[str, str]]] = field(default_factory=list)

    def add_node(self, at: Coordinate, **tags: str) -> int:
        self.places.append((at, tags))
        return _FIRST_ID + len(self.places) - 1

    def add_grid(self, corner: Coordinate, lines: int, step_m: float, tags: Mapping[str, str]) -> list[int]:
        """Draw streets like a chessboard to the north-east of a corner; their crossings row by row."""
        nodes = [self.add_node(_move(corner, r * step_m, c * step_m)) for r in range(lines) for c in range(lines)]
        for k in range(lines):
            self.ways.append((nodes[k * lines : (k + 1) * lines], dict(tags)))
            self.ways.append((nodes[k::lines], dict(tags)))
        return nodes


def write_rough_ground(source: Path, out: Path) -> list[Scene]:
    """Write an extract with hard ground to the east of its easternmost street, and a crowd of sites in its middle.

    Parameters
    ----------
    source
        Extract to add to.
    out
        File to write, replaced when it exists.

    Returns
    -------
    list of Scene
        Where to start from.
    """
    ends = _find_ends(source)
    sheet, (east_id, east) = _Sheet(), max(ends.items(), key=lambda item: item[1].lon)
    west = min(ends.values(), key=lambda place: place.lon)
    middle = _find_middle(list(ends.values()))

    corners = [_move(east, 0, k * CUL_DE_SAC_M / 4) for k in range(1, 5)]
    sheet.ways.append(([east_id, *map(sheet.add_node, corners)], {"highway": "unclassified"}))

    lines, step_m = _MAZE
    maze = sheet.add_grid(_move(east, 60, 60), lines, step_m, {"highway": "footway"})
    sheet.ways.append(([east_id, maze[0]], {"highway": "footway"}))

    across, apart_m = _ISLAND
    island = sheet.add_grid(_move(east, -4000, 3000), across, apart_m, {"highway": "residential"})
    sheet.ways.append(([east_id, island[-across]], {"route": "ferry", "duration": "00:20", "bicycle": "yes"}))

    side = math.ceil(math.sqrt(SITES_IN_CROWD))
    for number in range(SITES_IN_CROWD):
        north, east_m = ((k + 0.5) / side * _CROWD_SIDE_M for k in divmod(number, side))
        tags = {"name": f"Bench {number + 1}", **_KINDS[number % len(_KINDS)]}
        sheet.add_node(_move(middle, north - _CROWD_SIDE_M / 2, east_m - _CROWD_SIDE_M / 2), **tags)

    _write(source, sheet, out)
    centre = lines // 2 * lines + lines // 2
    return [
        Scene("in the middle, 300 sites in a square kilometre", middle),
        Scene("at the edge of the map", west),
        Scene("at the end of a cul-de-sac of 2 km", corners[-1]),
        Scene("in a maze of footways", sheet.places[maze[centre] - _FIRST_ID][0]),
        Scene("on an island with a ferry", sheet.places[island[across * across // 2] - _FIRST_ID][0]),
    ]


def _move(place: Coordinate, north_m: float, east_m: float) -> Coordinate:
    squeeze = math.cos(math.radians(place.lat))
    return Coordinate(place.lat + north_m / _M_PER_DEGREE, place.lon + east_m / _M_PER_DEGREE / squeeze)


def _find_ends(source: Path) -> dict[int, Coordinate]:
    """Find the ends of ordinary streets."""
    wanted: set[int] = set()
    found: dict[int, Coordinate] = {}
    item: Any  # osmium hands out nodes and ways
    for item in osmium.FileProcessor(str(source), osmium.osm.WAY):
        if item.tags.get("highway") in _JOINED and "access" not in item.tags:
            wanted.update((item.nodes[0].ref, item.nodes[-1].ref))
    for item in osmium.FileProcessor(str(source), osmium.osm.NODE):
        if item.id in wanted:
            found[item.id] = Coordinate(item.lat, item.lon)
    return found


def _find_middle(places: Sequence[Coordinate]) -> Coordinate:
    lat, lon = (sorted(values)[len(places) // 2] for values in zip(*((p.lat, p.lon) for p in places), strict=True))
    return min(places, key=lambda place: math.hypot(place.lat - lat, place.lon - lon))


def _write(source: Path, sheet: _Sheet, out: Path) -> None:
    out.unlink(missing_ok=True)
    new = osmium.osm.mutable
    with osmium.SimpleWriter(str(out)) as writer:
        for kind in (osmium.osm.NODE, osmium.osm.WAY, osmium.osm.RELATION):
            for entity in osmium.FileProcessor(str(source), kind):
                writer.add(entity)
            if kind == osmium.osm.NODE:
                for number, (at, tags) in enumerate(sheet.places):
                    writer.add_node(new.Node(id=_FIRST_ID + number, location=(at.lon, at.lat), tags=tags))
            if kind == osmium.osm.WAY:
                for number, (nodes, tags) in enumerate(sheet.ways):
                    writer.add_way(new.Way(id=_FIRST_ID + number, nodes=nodes, tags=tags))
