"""Collect towns and streets at build time and lay them out so that a name is found without reading all of them.

Files of the folder, all of them arrays:

    key_bytes u1            lines `name<tab>town`, folded, one for each name of a place, each behind a line feed
    key_first i8 (K)        where each line begins
    key_place i4 (K)        the place it names
    text_bytes u1           UTF-8: for each place its name, its town, then `language=name`, parted by tabs
    text_first i8 (P + 1)   where the text of each place begins
    place_kind u1 (P)       index into `KINDS`
    place_osm i8 (P)        4 * id + 0 for a node, 1 for a way, 2 for a relation
    place_lat_e7, place_lon_e7  i4 (P)
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.spatial import cKDTree

from graphs.geo import Coordinate
from planner.gazetteer.records import KINDS, OSM_TYPES, PLACE_KINDS, PlaceRecord
from planner.mapped import write_arrays
from planner.stops import fold_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from graphs.network import Network

__all__ = ["list_streets", "read_place", "write_gazetteer"]

_LANGUAGES = ("fr", "nl", "en", "de")
_OTHER_NAMES = ("alt_name", "short_name", "official_name", "old_name", "loc_name")
_TOWNS = frozenset({"city", "town", "village"})
_SAME_M = 3000.0
_SPREAD_M = 4000.0
_METRES_PER_DEGREE = 111_195.0


def read_place(
    osm_id: str, tags: Mapping[str, str], position: Coordinate, *, town: str = "", country: str = ""
) -> PlaceRecord | None:
    """Take a town or a part of one from the tags of an OSM object; None where it is none or has no name."""
    kind, name = PLACE_KINDS.get(tags.get("place", "")), _clean(tags.get("name", ""))
    if kind is None or not name:
        return None
    local = {language: _clean(tags.get(f"name:{language}", "")) for language in _LANGUAGES}
    others = [_clean(part) for key in _OTHER_NAMES for part in tags.get(key, "").split(";")]
    names = tuple(dict.fromkeys(text for text in (name, *local.values(), *others) if fold_name(text)))
    shown = tuple((language, text) for language, text in local.items() if text and text != name)
    own_town = "" if kind in _TOWNS or fold_name(town) == fold_name(name) else town
    return PlaceRecord(osm_id, kind, names, position, own_town, shown, country) if names else None


def list_streets(
    network: Network, towns: Sequence[PlaceRecord], find_commune: Callable[[Coordinate], str]
) -> list[PlaceRecord]:
    """List the named streets of a network, one for each name near one town.

    Parameters
    ----------
    towns
        What streets of one name are told apart by.
    find_commune
        Commune of a point, empty where unknown; it goes before the nearest town.
    """
    edges = np.flatnonzero(network.edge_way >= 0)
    edges = edges[network.way_name[network.edge_way[edges]] >= 0]
    if not len(edges):
        return []
    middle = (network.point_first[edges] + network.point_first[edges + 1] - 1) // 2
    lat = network.point_lat_e7[middle].astype(np.float64) / 1e7
    lon = network.point_lon_e7[middle].astype(np.float64) / 1e7
    x, y = lon * _METRES_PER_DEGREE * math.cos(math.radians(float(lat.mean()))), lat * _METRES_PER_DEGREE
    settled = [town for town in towns if town.kind in _TOWNS]
    near = _find_nearest(settled, lat, lon)
    name = network.way_name[network.edge_way[edges]].astype(np.int64)
    # Without towns, streets of one name are told apart by squares of some kilometres.
    square = near if settled else (x // _SPREAD_M).astype(np.int64) * 100_003 + (y // _SPREAD_M).astype(np.int64)
    order = np.lexsort((edges, square, name))
    starts = np.flatnonzero(np.r_[True, (np.diff(name[order]) != 0) | (np.diff(square[order]) != 0)])
    found = []
    for first, last in zip(starts.tolist(), [*starts[1:].tolist(), len(order)], strict=True):
        own = order[first:last]
        best = own[np.argmin(np.hypot(x[own] - x[own].mean(), y[own] - y[own].mean()))]
        text = _clean(network.get_string(int(name[best])))
        if not fold_name(text):
            continue
        position = Coordinate(float(lat[best]), float(lon[best]))
        town = find_commune(position) or (settled[int(near[best])].names[0] if settled else "")
        way = int(network.way_osm_id[network.edge_way[edges[best]]])
        found.append(PlaceRecord(f"way/{way}", "street", (text,), position, town))
    return found


def write_gazetteer(folder: Path, towns: Iterable[PlaceRecord], streets: Iterable[PlaceRecord]) -> int:
    """Write the index into a new folder and give the number of places in it.

    Towns that are drawn twice, as a point and as an area, count once.
    """
    folder.mkdir(parents=True)
    kept = _drop_doubles(towns)
    signs = _tell_countries_apart(kept)
    ordered = sorted(
        [*kept, *streets],
        key=lambda place: (KINDS.index(place.kind), fold_name(place.names[0]), fold_name(place.town), place.osm_id),
    )
    lines = [
        (index, f"{fold_name(name)}\t{fold_name(place.town)}\n".encode())
        for index, place in enumerate(ordered)
        for name in place.names
    ]
    texts = [
        "\t".join(
            (
                place.names[0] + signs.get(place.osm_id, ""),
                place.town,
                *(f"{key}={text}{signs.get(place.osm_id, '')}" for key, text in place.local_names),
            )
        ).encode()
        for place in ordered
    ]
    arrays: dict[str, npt.NDArray[Any]] = {
        "key_bytes": np.frombuffer(b"\n" + b"".join(line for _, line in lines), np.uint8),
        "key_first": 1 + _sum_up([line for _, line in lines])[:-1],
        "key_place": np.array([index for index, _ in lines], np.int32),
        "text_bytes": np.frombuffer(b"".join(texts), np.uint8),
        "text_first": _sum_up(texts),
        "place_kind": np.array([KINDS.index(place.kind) for place in ordered], np.uint8),
        "place_osm": np.array([_to_number(place.osm_id) for place in ordered], np.int64),
        "place_lat_e7": np.array([round(place.position.lat * 1e7) for place in ordered], np.int32),
        "place_lon_e7": np.array([round(place.position.lon * 1e7) for place in ordered], np.int32),
    }
    write_arrays(folder, arrays)
    return len(ordered)


def _clean(text: str) -> str:
    return " ".join(text.split())


def _find_nearest(
    towns: Sequence[PlaceRecord], lat: npt.NDArray[np.float64], lon: npt.NDArray[np.float64]
) -> npt.NDArray[np.int64]:
    if not towns:
        return np.zeros(len(lat), np.int64)
    squeeze = math.cos(math.radians(float(lat.mean())))
    points = [(town.position.lat, town.position.lon * squeeze) for town in towns]
    _, nearest = cKDTree(points).query(np.column_stack((lat, lon * squeeze)))
    return np.asarray(nearest, dtype=np.int64)


def _drop_doubles(towns: Iterable[PlaceRecord]) -> list[PlaceRecord]:
    kept: dict[str, list[PlaceRecord]] = {}
    # A point lies where people say that the town is, an area has its middle anywhere.
    for place in sorted(towns, key=lambda place: (not place.osm_id.startswith("node/"), place.osm_id)):
        others = kept.setdefault(fold_name(place.names[0]), [])
        if all(_measure_m(place.position, other.position) > _SAME_M for other in others):
            others.append(place)
    return [place for others in kept.values() for place in others]


def _tell_countries_apart(towns: Iterable[PlaceRecord]) -> dict[str, str]:
    """Give, by OSM id, what stands behind the name of a town where another country has a town of that name."""
    alike: dict[str, list[PlaceRecord]] = {}
    for place in towns:
        alike.setdefault(fold_name(place.names[0]), []).append(place)
    repeated = [places for places in alike.values() if len({place.country for place in places}) > 1]
    return {place.osm_id: f" ({place.country})" for places in repeated for place in places if place.country}


def _measure_m(one: Coordinate, other: Coordinate) -> float:
    squeeze = math.cos(math.radians(one.lat))
    return _METRES_PER_DEGREE * math.hypot(one.lat - other.lat, (one.lon - other.lon) * squeeze)


def _sum_up(parts: Sequence[bytes]) -> npt.NDArray[np.int64]:
    return np.concatenate(([0], np.cumsum([len(part) for part in parts]))).astype(np.int64)


def _to_number(osm_id: str) -> int:
    kind, _, number = osm_id.partition("/")
    return 4 * int(number) + OSM_TYPES.index(kind)
