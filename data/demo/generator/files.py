"""Writes the map, the relief, the catalogue and the description."""

import csv
from itertools import pairwise
from pathlib import Path

import numpy as np
import osmium
import rasterio
from rasterio.transform import from_bounds

from data.demo.generator.facts import Facts, read_sketch, where
from data.demo.generator.frame import EAST, METRES, MIDDLE, NETWORK, NORTH, SOUTH, WEST, Points, Row, is_inside
from data.demo.generator.plane import Plane, Segment, Way


def write_map(path: Path, plane: Plane) -> None:
    """Write the ways, their nodes in spatial order (which packs well) and the relations as .osm.pbf."""
    _cut_at_relations(plane)
    nodes = np.unique([n for way in plane.ways for n in way.nodes] + list(plane.node_tags))
    points = np.array(plane.points)
    cells = points[nodes] // 1500
    nodes = nodes[np.lexsort((*points[nodes].T, *cells.T))]
    lonlat, new = np.round(points / METRES + MIDDLE, 7), {n: k for k, n in enumerate(nodes.tolist(), 1)}
    ways = sorted(plane.ways, key=lambda way: new[way.nodes[0]])
    way_of: dict[Segment, int] = {}
    for k, way in enumerate(ways, 1):
        if way.kind in {*NETWORK, "border"}:
            way_of |= {pair: k for a, b in pairwise(way.nodes) for pair in ((a, b), (b, a))}
    header = osmium.io.Header()
    header.set("generator", "Terrils demo: SCHEMATIC, invented streets between real places, not for navigation")
    header.add_box(osmium.osm.Box(WEST, SOUTH, EAST, NORTH))
    path.unlink(missing_ok=True)
    target = osmium.io.File(str(path), "pbf,pbf_compression=zlib,add_metadata=false")
    make = osmium.osm.mutable
    with osmium.SimpleWriter(target, header=header) as out:
        for n in nodes.tolist():
            out.add_node(make.Node(id=new[n], location=tuple(lonlat[n].tolist()), tags=plane.node_tags.get(n, {})))
        for k, way in enumerate(ways, 1):
            tags = {key: value for key, value in way.tags.items() if not key.startswith("_")}
            out.add_way(make.Way(id=k, nodes=[new[n] for n in way.nodes], tags=tags))
        for k, (members, tags) in enumerate(plane.relations, 1):
            parts = [(t, new[ref] if isinstance(ref, int) else way_of[ref], role) for t, ref, role in members]
            kept = [part for i, part in enumerate(parts) if not i or part != parts[i - 1]]
            out.add_relation(make.Relation(id=k, members=kept, tags=tags))


def _cut_at_relations(plane: Plane) -> None:
    """Cut ways where a relation begins, ends or turns off, so that its members are whole ways."""
    owner = {pair: way for way in plane.ways for a, b in pairwise(way.nodes) for pair in ((a, b), (b, a))}
    cuts = set()
    for members, _ in plane.relations:
        pairs = [ref for _, ref, _ in members if not isinstance(ref, int)]
        cuts |= {ref for _, ref, _ in members if isinstance(ref, int)} | {pairs[0][0], pairs[-1][1]}
        cuts |= {b[0] for a, b in pairwise(pairs) if owner[a] is not owner[b]}
    out = []
    for way in plane.ways:
        inner = [k for k, n in enumerate(way.nodes[1:-1], 1) if n in cuts and way.kind in NETWORK]
        stops = [0, *inner, len(way.nodes) - 1]
        out += [Way(way.nodes[a : b + 1], way.kind, way.highway, way.tags) for a, b in pairwise(stops)]
    plane.ways = out


def write_relief(path: Path, relief: Points) -> None:
    """Write elevations as a GeoTIFF, in quarters of a metre so that it packs well."""
    height, width = relief.shape
    profile = {"driver": "GTiff", "width": width, "height": height, "count": 1, "dtype": "float32", "crs": "EPSG:4326"}
    packing = {"compress": "deflate", "predictor": 3, "zlevel": 9, "tiled": True, "blockxsize": 512, "blockysize": 512}
    transform = from_bounds(WEST, SOUTH, EAST, NORTH, width, height)
    with rasterio.open(path, "w", transform=transform, nodata=-32768, **profile, **packing) as file:
        file.write((np.round(relief * 4) / 4).astype(np.float32), 1)
        file.update_tags(TIFFTAG_IMAGEDESCRIPTION="SCHEMATIC: real at old shafts, invented elsewhere; no terrain model")


def write_catalogue(folder: Path, facts: Facts, seed: int) -> None:
    """Write ``sites.csv``, ``stops.csv`` and ``demo.toml``."""
    _write_rows(folder / "sites.csv", facts.sites)
    stops = [{"id": row["ref"], **row} for row in facts.stations if is_inside(where(row))]
    _write_rows(folder / "stops.csv", stops)
    text = read_sketch("description.toml").replace("{seed}", str(seed))
    (folder / "demo.toml").write_text(text, encoding="utf-8")


def _write_rows(path: Path, rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        columns = [name for name in rows[0] if name != "ref"]
        writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
