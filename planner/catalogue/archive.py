"""The catalogue of a built territory on disk: sites, outlines, links and the streets within grounds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from graphs.attributes import Vehicle
from graphs.errors import TerritoryFormatError
from graphs.geo import Coordinate
from graphs.snap import Terminal
from planner.catalogue.linking import LinkSpot, SiteSpots
from planner.catalogue.site import Access, AccessStatus, Protection, ProtectionKind, Site, SiteKind, WorldHeritage
from planner.mapped import write_arrays
from planner.texts import LocalText

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

__all__ = ["SiteArchive", "open_archive", "read_spots", "spots_to_array", "write_archive"]

_PER_DEGREE = 10_000_000
_SPOT_COLUMNS = 7
_TEXTS = (
    *("id", "name", "commune", "country", "form", "company", "period", "interest", "ref", "opening_hours", "website"),
    *("source", "licence", "osm_id"),
)
_SIZES = ("area_ha", "length_m", "height_m")


@dataclass(frozen=True, slots=True, eq=False)
class SiteArchive:
    """Opened catalogue.

    Attributes
    ----------
    sites
        All sites, in the order of their indices.
    spots
        Where to stop: i8 (sites, vehicles, 14), see `spots_to_array`.
    inner_first, inner_edge
        Edges within the grounds of site s: `inner_edge[inner_first[s]:inner_first[s + 1]]`, i8 (S + 1) and i4, sorted.
    unreachable
        Sites that no vehicle or some vehicle cannot reach, with the reason.
    """

    sites: tuple[Site, ...]
    spots: npt.NDArray[np.int64]
    inner_first: npt.NDArray[np.int64]
    inner_edge: npt.NDArray[np.int32]
    unreachable: tuple[dict[str, str], ...]


def spots_to_array(spots: Sequence[Sequence[SiteSpots]]) -> npt.NDArray[np.int64]:
    """Pack spots, i8 (n, vehicles, 14): seven numbers for outside, then seven for inside.

    They are edge (-1 for none), offset_mm, lat_e7, lon_e7, target lat_e7 and lon_e7, gap in decimetres.
    """
    rows = [[[*_pack(spot.outside), *_pack(spot.inside)] for spot in vehicles] for vehicles in spots]
    return np.array(rows, dtype=np.int64).reshape(len(rows), len(Vehicle), 2 * _SPOT_COLUMNS)


def read_spots(spots: npt.NDArray[np.int64], index: int, vehicle: Vehicle) -> SiteSpots:
    """Unpack the spots of one site or stop for a vehicle."""
    row = [int(value) for value in spots[index, vehicle]]
    return SiteSpots(_unpack(row[:_SPOT_COLUMNS]), _unpack(row[_SPOT_COLUMNS:]))


def _pack(spot: LinkSpot | None) -> tuple[int, ...]:
    if spot is None:
        return (-1, 0, 0, 0, 0, 0, 0)
    place, target = spot.place, spot.target
    degrees = (place.lat, place.lon, target.lat, target.lon)
    return (place.edge, place.offset_mm, *(round(value * _PER_DEGREE) for value in degrees), round(place.gap_m * 10))


def _unpack(row: Sequence[int]) -> LinkSpot | None:
    if row[0] < 0:
        return None
    lat, lon, target_lat, target_lon = (value / _PER_DEGREE for value in row[2:6])
    return LinkSpot(Terminal(row[0], row[1], lat, lon, row[6] / 10), Coordinate(target_lat, target_lon))


def write_archive(
    folder: Path,
    sites: Sequence[Site],
    spots: Sequence[Sequence[SiteSpots]],
    inner_edges: Sequence[npt.NDArray[np.int32]],
    unreachable: Sequence[dict[str, str]],
) -> None:
    """Write a catalogue into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    shapes = [b"" if site.geometry is None else shapely.to_wkb(site.geometry, byte_order=1) for site in sites]
    _write_json(folder / "sites.json", [_to_dict(site) for site in sites])
    _write_json(folder / "unreachable.json", list(unreachable))
    counts = [len(edges) for edges in inner_edges]
    arrays: dict[str, npt.NDArray[Any]] = {
        "shape_first": _to_first([len(shape) for shape in shapes]),
        "shape_wkb": np.frombuffer(b"".join(shapes) or b"\0", dtype=np.uint8),
        "spots": spots_to_array(spots),
        "inner_first": _to_first(counts),
        "inner_edge": np.concatenate([*inner_edges, np.array([-1], dtype=np.int32)]).astype(np.int32),
    }
    write_arrays(folder, arrays)


def _to_first(counts: Sequence[int]) -> npt.NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(np.array(counts, dtype=np.int64))]).astype(np.int64)


def _write_json(path: Path, value: object) -> None:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")


def open_archive(folder: Path) -> SiteArchive:
    """Open the catalogue of a territory.

    Raises
    ------
    TerritoryFormatError
        A file is missing or damaged.
    """
    try:
        rows = json.loads((folder / "sites.json").read_text(encoding="utf-8"))
        unreachable = json.loads((folder / "unreachable.json").read_text(encoding="utf-8"))
        names = ("shape_first", "shape_wkb", "spots", "inner_first", "inner_edge")
        arrays = {
            name: np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False).view(np.ndarray) for name in names
        }
        first, content = arrays["shape_first"].tolist(), arrays["shape_wkb"].tobytes()
        shapes = [content[start:end] or None for start, end in pairwise(first)]
        geometries = shapely.from_wkb(np.array(shapes, dtype=object))
        known: dict[str, Access] = {}
        sites = tuple(_from_dict(row, geometry, known) for row, geometry in zip(rows, geometries, strict=True))
    except (OSError, ValueError, KeyError, TypeError, shapely.errors.ShapelyError) as error:
        msg = f"{folder} is no complete catalogue ({error}): build the territory again"
        raise TerritoryFormatError(msg, folder=str(folder)) from error
    return SiteArchive(sites, arrays["spots"], arrays["inner_first"], arrays["inner_edge"], tuple(unreachable))


def _to_dict(site: Site) -> dict[str, Any]:
    heritage, access = site.world_heritage, site.access
    values: dict[str, Any] = {name: getattr(site, name) for name in (*_TEXTS, *_SIZES, "accuracy_m")}
    values |= {
        "kind": site.kind.value,
        "lat": site.position.lat,
        "lon": site.position.lon,
        "access": [access.status.value, access.reason.to_mapping(), access.source, access.date],
        "protections": [[item.kind.value, item.grade, item.ref] for item in site.protections],
        "view_on": list(site.view_on),
        "tags": list(site.tags),
        "private_home": site.private_home,
    }
    if heritage:
        values["world_heritage"] = [heritage.property_id, heritage.zone, heritage.component, heritage.element]
    return {name: value for name, value in values.items() if value not in ("", None, [], False)}


def _from_dict(row: dict[str, Any], geometry: BaseGeometry | None, known: dict[str, Access]) -> Site:
    heritage = row.get("world_heritage")
    plain: dict[str, Any] = {name: row.get(name, "") for name in _TEXTS} | {name: row.get(name) for name in _SIZES}
    return Site(
        **plain,
        accuracy_m=row.get("accuracy_m", 0),
        kind=SiteKind(row["kind"]),
        position=Coordinate(row["lat"], row["lon"]),
        access=_read_access(row["access"], known),
        geometry=geometry,
        protections=tuple(
            Protection(ProtectionKind(kind), grade, ref) for kind, grade, ref in row.get("protections", ())
        ),
        world_heritage=WorldHeritage(*heritage) if heritage else None,
        view_on=tuple(row.get("view_on", ())),
        tags=tuple(row.get("tags", ())),
        private_home=row.get("private_home", False),
    )


def _read_access(values: list[Any], known: dict[str, Access]) -> Access:
    """Access of a row; most sites share a few, which are made once."""
    key = repr(values)
    if key not in known:
        status, reason, source, as_of = values
        known[key] = Access(AccessStatus(status), LocalText.from_mapping(reason), source, as_of)
    return known[key]
