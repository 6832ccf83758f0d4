"""Build a street network from OSM files: the one place that knows the order of the steps."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from graphs.areas import parse_area
from graphs.attributes import ArcClass, Vehicle
from graphs.durations import compute_durations
from graphs.elevation import Elevation, StreetElevations, elevate
from graphs.network import UNKNOWN_ELEVATION_DM
from graphs.osm.assemble import Assembled, assemble
from graphs.osm.components import find_components, usable_arcs
from graphs.osm.countries import Countries
from graphs.osm.reader import Progress, read_osm
from graphs.profiles import load_profiles
from graphs.snap_grid import GridFrame, build_snap_grid

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from shapely import MultiPolygon, Polygon

    from graphs.osm.records import NodeTable

__all__ = ["BuildReport", "build_network"]

Array = npt.NDArray[Any]

_COLUMNS = {name: index for index, name in enumerate(ArcClass.field_names())}


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build made of its sources."""

    ways: int
    nodes: int
    edges: int
    arcs: int
    turn_copies: int
    routes: int
    junctions: int
    street_length_m: int
    bbox: tuple[float, float, float, float]
    elevation_share: float
    """Share of the points of streets whose elevation is known, from 0 to 1."""
    dropped: dict[str, int] = field(default_factory=dict)
    """Left out, by reason."""
    mended: dict[str, int] = field(default_factory=dict)
    """Put right, by reason."""
    area_ways: dict[str, int] = field(default_factory=dict)
    """Ways by the ISO 3166 code of the country or region whose rules they follow, empty for the general ones."""
    countries: Countries = field(default_factory=Countries.nowhere)
    """Tells the country and region of any place in the extracts."""

    @property
    def has_elevation(self) -> bool:
        """Whether the elevation of any street is known."""
        return self.elevation_share > 0.0

    def to_lines(self) -> list[str]:
        """Give the report as plain lines."""
        lines = [
            f"{self.ways} ways, {self.edges} edges, {self.nodes} nodes",
            f"{self.street_length_m / 1000:.1f} km of streets",
            f"{self.turn_copies} copies of nodes for turn restrictions",
            f"{self.routes} signposted routes, {self.junctions} numbered junctions",
            self._tell_elevation(),
        ]
        lines += [f"{count} ways in {area}" for area, count in self.area_ways.items() if area]
        if self.area_ways.get(""):
            lines.append(f"{self.area_ways['']} ways in no known country: the general rules of OSM hold for them")
        lines += [f"dropped: {reason} {count}" for reason, count in self.dropped.items()]
        lines += [f"mended: {reason} {count}" for reason, count in self.mended.items()]
        return lines

    def _tell_elevation(self) -> str:
        if not self.has_elevation:
            return "without elevations: climbs are unknown"
        if self.elevation_share == 1.0:
            return "with elevations"
        # Rounded down, so that what lacks is not hidden.
        percent = int(self.elevation_share * 100) or "less than 1"
        return f"with elevations for {percent} % of the points of streets: other climbs are unknown"


def build_network(
    osm_files: Sequence[Path],
    folder: Path,
    *,
    elevation_files: Sequence[Path] = (),
    country: str | None = None,
    region: str | None = None,
    areas: Sequence[str] = (),
    clip: Polygon | MultiPolygon | None = None,
    progress: Progress | None = None,
) -> BuildReport:
    """Write all arrays and tables of a network.

    Parameters
    ----------
    osm_files
        Files of any format that osmium reads, read as one; where they share an object, the first counts.
    folder
        Where to write; made when missing. Write into a `graphs.store.StagedFolder` to have the network appear whole
        or not at all.
    elevation_files
        Elevation rasters. Without any, elevations and climbs are unknown.
    country, region
        ISO 3166-1 and 3166-2 codes whose usual rights hold where neither the borders in the files nor `areas` tell,
        None for the general ones.
    areas
        The same for each file, where they lie in several countries: `FR`, or `BE-WAL` with its region, empty for
        `country` and `region`.
    clip
        Only streets inside this polygon (degrees, x is the longitude) are kept; ways that leave it are cut.
    progress
        Called with the name of the step and the share of it that is done.

    Raises
    ------
    SourceFileError
        A file is missing, empty, truncated, damaged or of another type.
    EmptyNetworkError
        There is no street.
    ValueError
        An area is no ISO 3166 code, or there are not as many as files.
    """
    tell = progress or _say_nothing
    folder.mkdir(parents=True, exist_ok=True)
    usual = parse_area(region or country or "")
    given = [parse_area(area) for area in areas] or [usual] * len(osm_files)
    if len(given) != len(osm_files):
        msg = f"areas must name one country or region for each of the {len(osm_files)} files, got {len(given)}"
        raise ValueError(msg)
    codes = [usual if area[0] is None else area for area in given]
    data = read_osm(osm_files, folder, areas=codes, progress=progress)
    tell("network", 0.0)
    network = assemble(data, _find_wanted(data.nodes, clip))
    arrays = network.arrays
    tell("elevation", 0.0)
    arrays.update(_elevations(arrays, elevation_files))
    tell("components", 0.0)
    for vehicle in Vehicle:
        arrays.update(_components(arrays, vehicle))
    tell("durations", 0.0)
    arrays.update(_durations(network))
    tell("grid", 0.0)
    frame = GridFrame.around(arrays["point_lat_e7"], arrays["point_lon_e7"], edge_count=len(arrays["edge_way"]))
    arrays["grid_first"], arrays["grid_edge"] = build_snap_grid(
        frame, arrays["point_first"], arrays["point_lat_e7"], arrays["point_lon_e7"], arrays["edge_way"]
    )
    report = BuildReport(
        ways=len(arrays["way_osm_id"]),
        nodes=len(arrays["node_lat_e7"]),
        edges=int((arrays["edge_way"] >= 0).sum()),
        arcs=len(arrays["arc_head"]),
        turn_copies=int((arrays["edge_way"] < 0).sum()),
        routes=len(network.routes),
        junctions=len(network.junctions),
        street_length_m=round(int(arrays["edge_length_mm"].sum(dtype=np.int64)) / 1000),
        bbox=_bbox(arrays),
        elevation_share=float((arrays["point_ele_dm"] != UNKNOWN_ELEVATION_DM).mean()),
        dropped={reason: data.dropped[reason] for reason in sorted(data.dropped) if data.dropped[reason]},
        mended={reason: data.mended[reason] for reason in sorted(data.mended) if data.mended[reason]},
        area_ways=data.area_ways,
        countries=data.countries,
    )
    tell("write", 0.0)
    _write(folder, network, report, frame)
    return report


def _find_wanted(nodes: NodeTable, clip: Polygon | MultiPolygon | None) -> npt.NDArray[np.bool_]:
    if clip is None:
        return nodes.present
    from shapely import contains_xy, prepare

    prepare(clip)
    inside: npt.NDArray[np.bool_] = contains_xy(clip, nodes.lon_e7 * 1e-7, nodes.lat_e7 * 1e-7)
    return nodes.present & inside


def _elevations(arrays: dict[str, Array], files: Sequence[Path]) -> dict[str, Array]:
    if files:
        inputs = (
            *("point_first", "point_lat_e7", "point_lon_e7", "edge_tail", "edge_head"),
            *("node_lat_e7", "node_lon_e7", "node_origin"),
        )
        streets = elevate(
            Elevation.open(files), edge_structure=_edge_structure(arrays), **{key: arrays[key] for key in inputs}
        )
    else:
        streets = StreetElevations.unknown(
            points=len(arrays["point_lat_e7"]), nodes=len(arrays["node_lat_e7"]), edges=len(arrays["edge_way"])
        )
    edge, against = arrays["arc_edge"] >> 1, (arrays["arc_edge"] & 1).astype(bool)
    return {
        "node_ele_dm": streets.node_ele_dm,
        "point_ele_dm": streets.point_ele_dm,
        "edge_ascent_dm": streets.edge_ascent_dm,
        "edge_descent_dm": streets.edge_descent_dm,
        "arc_ascent_dm": np.where(against, streets.edge_descent_dm[edge], streets.edge_ascent_dm[edge]),
    }


def _edge_structure(arrays: dict[str, Array]) -> npt.NDArray[np.uint8]:
    """`Structure` of each edge, from the class of any of its arcs."""
    structure = np.zeros(len(arrays["edge_way"]), np.uint8)
    structure[arrays["arc_edge"] >> 1] = arrays["classes"][arrays["arc_class"], _COLUMNS["structure"]]
    return structure


def _components(arrays: dict[str, Array], vehicle: Vehicle) -> dict[str, Array]:
    name = vehicle.name.lower()
    inputs = {key: arrays[key] for key in ("classes", "arc_class", "arc_head", "node_block")}
    part, length_m = find_components(
        node_count=len(arrays["node_lat_e7"]),
        arc_tail=arrays["arc_tail"],
        arc_head=arrays["arc_head"],
        arc_edge=arrays["arc_edge"],
        usable=usable_arcs(vehicle, **inputs),
        edge_length_mm=arrays["edge_length_mm"],
    )
    return {f"scc_{name}": part, f"scc_length_m_{name}": length_m}


def _durations(network: Assembled) -> dict[str, Array]:
    arrays = network.arrays
    inputs = (
        *("classes", "arc_class", "arc_head", "arc_edge", "arc_length_mm", "node_block"),
        *("point_first", "point_lat_e7", "point_lon_e7", "point_ele_dm", "edge_way", "way_duration_s"),
    )
    return {
        f"duration_{name}": compute_durations(
            profile,
            **{key: arrays[key] for key in inputs},
            node_delay_s=arrays["node_delay_s"][:, profile.vehicle].astype(np.uint16),
        )
        for name, profile in load_profiles().items()
    }


def _bbox(arrays: dict[str, Array]) -> tuple[float, float, float, float]:
    lat, lon = arrays["point_lat_e7"], arrays["point_lon_e7"]
    west, south, east, north = (int(value) / 1e7 for value in (lon.min(), lat.min(), lon.max(), lat.max()))
    return west, south, east, north


def _write(folder: Path, network: Assembled, report: BuildReport, frame: GridFrame) -> None:
    for name, array in network.arrays.items():
        np.save(folder / f"{name}.npy", np.ascontiguousarray(array), allow_pickle=False)
    facts = {
        "bbox": list(report.bbox),
        "counts": {"ways": report.ways, "nodes": report.nodes, "edges": report.edges, "arcs": report.arcs},
        "street_length_m": report.street_length_m,
        "has_elevation": report.has_elevation,
        "grid": frame.to_dict(),
        "dropped": report.dropped,
        "mended": report.mended,
        "area_ways": report.area_ways,
    }
    tables = {
        "facts": facts,
        "routes": network.routes,
        "junctions": network.junctions,
        "conditions": network.conditions,
    }
    for name, table in tables.items():
        text = json.dumps(table, ensure_ascii=False, indent=1)
        (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def _say_nothing(_step: str, _share: float) -> None:
    """Progress for those who want none."""
