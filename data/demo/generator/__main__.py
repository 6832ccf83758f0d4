"""Command that generates the demonstration territory."""

import argparse
import math
import time
from pathlib import Path

import numpy as np
import shapely

from data.demo.generator import corridors, crossings, files, noding, patches, scenery, settlements, tagging, ways_up
from data.demo.generator.blocks import subdivide
from data.demo.generator.curves import first_hit
from data.demo.generator.facts import Facts, read_facts
from data.demo.generator.frame import BARRIERS, Line, Patch, Random, Settlement
from data.demo.generator.plane import Plane
from data.demo.generator.routes import add_routes
from data.demo.generator.rules import Rules, grow_woods, map_built_up, map_heritage


def main() -> None:
    """Generate the territory into a folder."""
    parser = argparse.ArgumentParser(prog="python -m data.demo.generator", description=main.__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1360)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    start = time.perf_counter()

    def say(text: str) -> None:
        print(f"{time.perf_counter() - start:6.1f} s  {text}", flush=True)

    rng, facts = np.random.default_rng(args.seed), read_facts()
    barriers = corridors.lay_barriers(facts)
    areas = patches.draw_patches(facts, barriers, rng)
    towns = settlements.list_settlements(facts, rng)
    roads = settlements.lay_main_roads(towns, [area for area in areas if area.kind != "estate"], rng)
    areas = patches.fit_patches(areas, barriers + roads)
    say(f"{len(towns)} towns, {len(roads)} main roads, {len(areas)} terrils, lakes and estates")
    estates = [area for area in areas if area.kind == "estate"]
    urban = map_built_up(towns, roads, estates, rng)
    woods, wood = grow_woods(estates, urban, rng)
    rules = Rules(urban, map_heritage(facts, towns), wood, areas)
    pieces = noding.close_faces(_draw_main_lines(facts, rules, towns, roads + barriers, rng))
    plane = noding.build_plane(pieces)
    say(f"{len(pieces)} main stretches")
    _fill(plane, rules, rng)
    plane.expand_ways()
    crossings.cross_barriers(plane)
    crossings.keep_main_part(plane)
    water = [area.shape for area in areas if area.kind != "estate"]
    ways_up.link_places(plane, scenery.list_places(facts, areas), water)
    plane.expand_ways()
    crossings.tidy(plane)
    crossings.drop_doubles(plane)
    crossings.keep_main_part(plane)
    say(f"{len(plane.ways)} ways")
    tagging.tag_ways(plane, rules, towns, rng)
    tagging.set_one_ways(plane, rules, rng)
    tagging.set_barriers(plane, rng)
    tagging.restrict_turns(plane, rng)
    add_routes(plane, towns, rules, rng)
    say("tags, routes, junctions")
    canals = [line for line in barriers if line.kind == "canal"]
    scenery.add_areas(plane, areas, woods, canals, rules)
    scenery.add_points(plane, facts, towns)
    files.write_map(args.out / "network.osm.pbf", plane)
    files.write_relief(args.out / "elevation.tif", scenery.shape_relief(facts, areas, rng))
    files.write_catalogue(args.out, facts, args.seed)
    say(f"written to {args.out}")


def _draw_main_lines(facts: Facts, rules: Rules, towns: list[Settlement], lines: list[Line], rng: Random) -> list[Line]:
    """Return every line that bounds the faces which streets are then laid into."""
    barriers, roads = ([line for line in lines if (line.kind in BARRIERS) == flag] for flag in (True, False))
    ground = patches.all_ground(rules.patches, 1.0)
    wall = shapely.union_all([shapely.LineString(b.points).buffer(34, quad_segs=2) for b in barriers])
    lines = settlements.lay_centres(towns, roads, wall, ground, rng) + corridors.lay_greenways(facts, ground)
    lines += corridors.lay_crossings(barriers, lines, rng) + corridors.lay_sides(barriers, rules.urban) + barriers
    borders = []
    for area in rules.patches:
        kind, highway = ("estate", "residential") if area.kind == "estate" else ("foot", "path")
        tags = {"_use": "shore"} if area.kind == "lake" else {}
        borders.append(Line(shapely.get_coordinates(area.shape.exterior), kind, highway, tags))
    lines += noding.reach_out(lines, borders)
    return lines + borders + _gates(rules.patches, borders, lines, rng)


def _gates(areas: list[Patch], borders: list[Line], lines: list[Line], rng: Random) -> list[Line]:
    """Return ways from the border of every area to the first street, in some directions."""
    tree, out = shapely.STRtree([shapely.LineString(line.points) for line in borders + lines]), []
    for k, (area, border) in enumerate(zip(areas, borders, strict=True)):
        ring = area.shape.exterior
        wanted = 4 if area.kind == "estate" else 5 if area.shape.area > 6e4 else 3
        for i in range(wanted):
            at = ((i + rng.uniform(0.3, 0.7)) / wanted) % 1
            a, b = (np.array(ring.interpolate(d, normalized=True).coords[0]) for d in (at, (at + 0.002) % 1))
            angle = math.atan2(*(b - a)[::-1]) + (-math.pi / 2 if ring.is_ccw else math.pi / 2)
            hit = first_hit(a, angle, 900, tree, but=[k])
            if hit and (hit[1] < len(borders) or lines[hit[1] - len(borders)].kind not in BARRIERS):
                out.append(Line(np.array([a, hit[2]]), border.kind, border.highway))
    return out


def _fill(plane: Plane, rules: Rules, rng: Random) -> None:
    """Lay streets into every face, and ways up the terrils that are open."""
    faces = shapely.get_parts(shapely.polygonize([shapely.LineString(plane.along(list(pair))) for pair in plane.kinds]))
    node_at = {point: n for n, point in enumerate(plane.points)}
    tree = shapely.STRtree([area.shape for area in rules.patches])
    heaps: dict[int, tuple[float, list[int]]] = {}
    for face in faces:
        ring = [node_at[x, y] for x, y in face.exterior.coords[:-1]]
        tags = [int(k) for k in tree.query(face.representative_point(), "within")]
        tag = next((k for k in tags if face.intersection(rules.patches[k].shape).area > 0.6 * face.area), None)
        if tag is not None and rules.patches[tag].kind == "terril" and face.area > heaps.get(tag, (0.0,))[0]:
            heaps[tag] = (face.area, ring)
        subdivide(plane, ring, tag, rules, rng)
    for tag, (_, ring) in sorted(heaps.items()):
        ways_up.climb(plane, rules.patches[tag], ring)


if __name__ == "__main__":
    main()
