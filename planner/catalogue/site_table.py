"""The sites of a built territory on disk, each made when it is first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from graphs.geo import Coordinate
from planner.catalogue.site import Access, AccessStatus, Protection, ProtectionKind, Site, SiteKind, WorldHeritage
from planner.json_rows import JsonRows, write_rows
from planner.mapped import count_to_first, map_arrays, require_alike, write_arrays
from planner.stops import fold_name, pick_named
from planner.texts import LocalText

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

__all__ = ["SiteTable", "write_sites"]

_FILE = "sites.jsonl"
_COLUMNS = ("country", "id", "lat", "lon", "name")
_TEXTS = (
    *("id", "name", "commune", "country", "form", "company", "period", "interest", "ref", "opening_hours", "website"),
    *("source", "licence", "osm_id"),
)
_SIZES = ("area_ha", "length_m", "height_m")


class SiteTable(JsonRows[Site]):
    """All sites, in the order of their indices, safe to share between threads.

    Parameters
    ----------
    folder
        Where `write_sites` wrote them.

    Raises
    ------
    TerritoryFormatError
        A file is missing or damaged.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / _FILE, self._make_site)
        shapes = map_arrays(folder, ("shape_first", "shape_wkb"), table="sites")
        self._shape_first, self._shape_wkb = shapes["shape_first"], shapes["shape_wkb"]
        require_alike(folder, (len(self), len(self._shape_first) - 1), table="sites")
        self._known_access: dict[str, Access] = {}

    @cached_property
    def lat(self) -> npt.NDArray[np.float64]:
        """Latitudes in degrees, (sites,)."""
        return np.array(self.columns["lat"], np.float64)

    @cached_property
    def lon(self) -> npt.NDArray[np.float64]:
        """Longitudes in degrees, (sites,)."""
        return np.array(self.columns["lon"], np.float64)

    @cached_property
    def countries(self) -> frozenset[str]:
        """Codes of the countries that any lies in; empty stands for one that is not known."""
        return frozenset(country or "" for country in self.columns["country"])

    @cached_property
    def index_by_id(self) -> dict[str, int]:
        """Index of each by its id."""
        return {site_id: index for index, site_id in enumerate(self.columns["id"])}

    @cached_property
    def _indices_by_name(self) -> dict[str, list[int]]:
        by_name: dict[str, list[int]] = {}
        for index, name in enumerate(self.columns["name"]):
            by_name.setdefault(fold_name(name or ""), []).append(index)
        return by_name

    def find_index(self, id_or_name: str) -> int | None:
        """Index of a site by id or by a name that is not ambiguous, None where there is none.

        Raises
        ------
        AmbiguousNameError
            Several sites bear the name; `details["candidates"]` lists them.
        """
        index = self.index_by_id.get(id_or_name)
        if index is not None:
            return index
        return pick_named(id_or_name, self._indices_by_name.get(fold_name(id_or_name), ()), self, kind="sites")

    def _make_site(self, index: int, row: dict[str, Any]) -> Site:
        first, last = int(self._shape_first[index]), int(self._shape_first[index + 1])
        geometry = shapely.from_wkb(self._shape_wkb[first:last].tobytes()) if last > first else None
        return _from_dict(row, geometry, self._known_access)


def write_sites(folder: Path, sites: Sequence[Site]) -> None:
    """Write sites and their outlines into a folder that is there."""
    write_rows(folder / _FILE, [_to_dict(site) for site in sites], columns=_COLUMNS)
    shapes = [b"" if site.geometry is None else shapely.to_wkb(site.geometry, byte_order=1) for site in sites]
    outlines: dict[str, npt.NDArray[Any]] = {
        "shape_first": count_to_first([len(shape) for shape in shapes]),
        "shape_wkb": np.frombuffer(b"".join(shapes) or b"\0", dtype=np.uint8),
    }
    write_arrays(folder, outlines)


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
