"""Command that generates the demonstration territory."""

import argparse
from pathlib import Path

import numpy as np
import shapely

from data.demo import services
from data.demo.generator import corridors, crossings, files, patches, scenery, settlements, tagging
from data.demo.generator.blocks import Streets
from data.demo.generator.facts import Facts, read_facts, where
from data.demo.generator.frame import Line, Random, is_inside
from data.demo.generator.plane import build_plane, close_faces, link_places, node_lines, reach_out
from data.demo.generator.routes import add_routes
from data.demo.generator.rules import Rules, grow_woods, map_built_up, map_heritage


def main() -> None:
    """Generate the territory into a folder."""
    parser = argparse.ArgumentParser(prog="python -m data.demo.generator", description=main.__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1360)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    rng, facts = np.random.default_rng(args.seed), read_facts()
    barriers = corridors.lay_barriers(facts)
    areas = patches.draw_patches(facts, barriers, rng)
    towns = settlements.list_settlements(facts, rng)
    roads = settlements.lay_main_roads(towns, rng)
    areas = patches.fit_patches(areas, barriers + roads)
    print(f"{len(towns)} towns, {len(roads)} main roads, {len(areas)} terrils, lakes and estates", flush=True)
    urban = map_built_up(towns, roads, estates := [area for area in areas if area.kind == "estate"], rng)
    woods, wood = grow_woods(estates, urban, rng)
    rules = Rules(urban, map_heritage(facts, towns), wood, areas)
    wall = [shapely.LineString(line.points).buffer(34, quad_segs=2) for line in barriers]
    closed = shapely.union_all([*wall, *(area.shape.buffer(1, quad_segs=2) for area in areas)])
    streets = settlements.lay_centres(towns, roads, closed, rng)
    lines = close_faces(_draw_main_lines(facts, rules, streets, barriers, rng))
    plane = build_plane(_fill(lines, facts, rules, rng))
    crossings.cross_barriers(plane)
    crossings.keep_main_part(plane)
    tagging.tag_ways(plane, rules, towns, rng)
    tagging.set_one_ways(plane, rules, rng)
    tagging.set_barriers(plane, rng)
    tagging.restrict_turns(plane, rng)
    add_routes(plane, towns, rules, rng)
    scenery.add_areas(plane, woods, [line for line in barriers if line.kind == "canal"], rules)
    scenery.add_borders(plane, facts)
    scenery.add_points(plane, facts, towns, areas)
    services.add_services(plane, facts, towns)
    files.write_map(args.out / "network.osm.pbf", plane)
    files.write_relief(args.out / "elevation.tif", scenery.shape_relief(facts, areas, rng))
    files.write_catalogue(args.out, facts, args.seed)


def _draw_main_lines(facts: Facts, rules: Rules, streets: list[Line], barriers: list[Line], rng: Random) -> list[Line]:
    """Return every line that bounds the faces which streets are then laid into."""
    ground = shapely.union_all([area.shape.buffer(1, quad_segs=2) for area in rules.patches])
    lines = streets + corridors.lay_greenways(facts, ground)
    lines += corridors.lay_crossings(barriers, lines, rng) + barriers
    lines += corridors.lay_sides(barriers, shapely.union_all(rules.built(0.12)))
    borders = []
    for area in rules.patches:
        kind, highway = ("estate", "residential") if area.kind == "estate" else ("foot", "path")
        tags = {"_use": "shore"} if area.kind == "lake" else {}
        borders.append(Line(shapely.get_coordinates(area.shape.exterior), kind, highway, tags))
    return lines + borders + reach_out(lines, borders)


def _fill(lines: list[Line], facts: Facts, rules: Rules, rng: Random) -> list[Line]:
    """Return the lines with streets in every face, ways up the terrils that are open, and links to all places."""
    streets, tree = Streets(rules, rng), shapely.STRtree([area.shape for area in rules.patches])
    for face in shapely.get_parts(shapely.polygonize([shapely.LineString(p) for p, _ in node_lines(lines)])):
        tags = [int(k) for k in tree.query(face.representative_point(), "within")]
        tag = next((k for k in tags if face.intersection(rules.patches[k].shape).area > 0.6 * face.area), None)
        streets.fill(shapely.Polygon(face.exterior), tag)
    lines = [*lines, *streets.lines, *(line for patch in rules.patches for line in patches.climb(patch))]
    heaps = {patch.site["id"] for patch in rules.patches if patch.kind == "terril"}  # reached at their foot
    places = [(*where(row), 45.0) for row in facts.stations if is_inside(where(row))]
    places += [(*where(row), 100.0) for row in facts.sites if row["id"] not in heaps]
    ground = shapely.union_all([patch.shape for patch in rules.patches if patch.kind != "estate"])
    return lines + link_places([Line(p, o.kind) for p, o in node_lines(lines)], np.array(places), ground)


if __name__ == "__main__":
    main()
