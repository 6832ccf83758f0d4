"""Areas, borders and points of the base map, and the relief."""

import numpy as np
import shapely
from rasterio.features import rasterize
from rasterio.transform import from_bounds
from scipy.interpolate import RBFInterpolator
from scipy.ndimage import distance_transform_edt, gaussian_filter, maximum, zoom
from scipy.spatial import cKDTree

from data.demo.generator.curves import largest_part, steady
from data.demo.generator.facts import CHOICES, Facts, read_rows, where
from data.demo.generator.frame import X0, X1, Y0, Y1, Line, Patch, Points, Random, Settlement, Tags, is_inside
from data.demo.generator.plane import Member, Plane, Way
from data.demo.generator.rules import Rules

RELIEF_SHAPE = (1000, 4000)
_RIM = shapely.box(X0, Y0, X1, Y1)


def add_areas(plane: Plane, woods: list[shapely.Polygon], canals: list[Line], rules: Rules) -> None:
    """Add terrils, water, estates, woods and built-up areas as closed ways."""
    for patch in rules.patches:
        margin, tags = CHOICES["patches"][patch.kind]
        tags = {**tags, "name": patch.site["name"]}
        if patch.kind == "terril":
            tags |= {"ref": patch.site["terril_no"]} if patch.site["terril_no"] else {}
            tags |= {"access": "no"} if patch.site["access"] == "closed" else {}
        _add_area(plane, patch.shape.buffer(margin), tags, 2)
    for wood in woods:
        _add_area(plane, wood, {"landuse": "forest"}, 10)
    for canal in canals:
        water = shapely.LineString(canal.points).buffer(float(canal.tags["width"]) / 2, cap_style="flat", quad_segs=2)
        _add_area(plane, water, {"natural": "water", "water": "canal"}, 4)
    for town in rules.built(0.2):
        _add_area(plane, town, {"landuse": "residential"}, 45)


def _add_area(plane: Plane, shape: shapely.Geometry, tags: Tags, step: float) -> None:
    for part in shapely.get_parts(shapely.intersection(shapely.simplify(shape, step), _RIM)):
        if isinstance(part, shapely.Polygon) and part.area > 3000:
            nodes = [plane.add_node(*p) for p in part.exterior.coords[:-1]]
            plane.ways.append(Way([*nodes, nodes[0]], "area", "", tags))


def add_borders(plane: Plane, facts: Facts) -> None:
    """Add countries and regions as boundary relations; the border runs half way between the places of the two."""
    rim = _RIM.buffer(1000, join_style="mitre")
    rows = [row for row in facts.communes + facts.stations + facts.sites if rim.contains(shapely.Point(where(row)))]
    places = {where(row): row.get("country", "FR") for row in rows}
    cells = shapely.voronoi_polygons(shapely.MultiPoint(list(places)), extend_to=rim, ordered=True).geoms
    belgian = shapely.union_all([cell for cell, land in zip(cells, places.values(), strict=True) if land == "BE"])
    belgium = largest_part(belgian.buffer(600).buffer(-1200).buffer(600).intersection(rim)).simplify(60)
    shapes = {"BE": belgium, "FR": rim.difference(belgium)}
    members: dict[str, list[Member]] = {land: [] for land in shapes}
    ends: dict[tuple[float, ...], int] = {}
    for line in shapely.get_parts(shapely.line_merge(shapely.union_all([s.boundary for s in shapes.values()]))):
        nodes = [ends.setdefault(p, plane.add_node(*p)) for p in line.coords]
        plane.ways.append(Way(nodes, "border", "", {"boundary": "administrative", "admin_level": "2"}))
        for land, shape in shapes.items():
            if shape.boundary.distance(line.interpolate(0.5, normalized=True)) < 1:
                members[land].append(("w", (nodes[0], nodes[1]), "outer"))
    for area in CHOICES["areas"]:
        tags = {"type": "boundary", "boundary": "administrative", **area["tags"]}
        plane.relations.append((members[area["of"]], tags))


def add_points(plane: Plane, facts: Facts, towns: list[Settlement], patches: list[Patch]) -> None:
    """Add towns, stations, tops of terrils and sites as nodes; stations stand on their railway."""
    known = {row["name"] for row in facts.communes}
    for town in towns:
        size = ("hamlet", "village", "town", "city")[int(np.searchsorted([950, 6000, 40000], town.population, "right"))]
        people = {"population": str(town.population)} if town.name in known and town.country == "FR" else {}
        plane.add_node(town.x + 4, town.y + 4, place=size, name=town.name, **people)
    rails = np.array(sorted({n for way in plane.ways if way.kind == "rail" for n in way.nodes}))
    tree = cKDTree(plane.along(rails.tolist()))
    for row in facts.stations:
        tags = {**CHOICES["station"], "name": row["name"], "ref": row["ref"]}
        gap, k = tree.query(where(row))
        if gap < 4 and int(rails[k]) not in plane.node_tags:
            plane.node_tags[int(rails[k])] = tags
        elif is_inside(where(row)):
            plane.add_node(*where(row), **tags)
    tops = sorted({n for way in plane.ways if way.kind == "climb" for n in way.nodes})
    tree = cKDTree(plane.along(tops))
    for patch in (patch for patch in patches if patch.top):
        view = {"tourism": "viewpoint", "name": patch.site["name"]}
        plane.node_tags[tops[int(tree.query(np.array(patch.top))[1])]] = view
    for site in facts.sites:
        if tags := CHOICES["sites"].get("headframe" if site["form"] == "Chevalement" else site["kind"], {}):
            inscribed = CHOICES["inscribed"] if site["unesco_zone"] == "property" else {}
            plane.add_node(*where(site), **{"name": site["name"], **tags, **inscribed})


def shape_relief(facts: Facts, patches: list[Patch], rng: Random) -> Points:
    """Return elevations in metres, row 0 in the north: the ground between shafts, gentle hills, terrils on top."""
    known: dict[tuple[int, int], list[tuple[float, float, float]]] = {}
    for row in facts.shafts + read_rows("demo", "sketch", "relief.csv"):
        x, y = where(row)
        elevation = float(row.get("ground_elevation_m") or row["elevation_m"])
        known.setdefault((round(x / 900), round(y / 900)), []).append((x, y, elevation))
    at = np.array([np.median(rows, axis=0) for rows in known.values()])
    height, width = RELIEF_SHAPE
    grid = np.stack(np.meshgrid(np.linspace(X0, X1, width // 25), np.linspace(Y1, Y0, height // 25)), -1).reshape(-1, 2)
    surface = RBFInterpolator(at[:, :2] / 1000, at[:, 2], neighbors=24, kernel="linear", smoothing=4.0)(grid / 1000)
    surface = gaussian_filter(surface.reshape(height // 25, width // 25), 1.2)
    hills = gaussian_filter(rng.standard_normal(surface.shape), 1.6)
    surface = steady(np.clip(surface + hills / hills.std() * np.clip(surface / 14, 1.0, 9.0), 12, 290))
    ground = zoom(surface, 25, order=3, grid_mode=True, mode="nearest")
    return np.asarray(ground + gaussian_filter(_heap_up([p for p in patches if p.kind == "terril"]), 0.8))


def _heap_up(terrils: list[Patch]) -> Points:
    """Return how far terrils rise above the ground: cones, or plateaus with slopes."""
    height, width = RELIEF_SHAPE
    shapes = [(patch.shape, k) for k, patch in enumerate(terrils, 1)]
    on = rasterize(shapes, RELIEF_SHAPE, transform=from_bounds(X0, Y0, X1, Y1, width, height), dtype=np.int32)
    depth = distance_transform_edt(on, sampling=((Y1 - Y0) / height, (X1 - X0) / width))
    forms = [CHOICES["forms"].get(patch.site["form"], CHOICES["forms"]["Typologie particulière"]) for patch in terrils]
    deepest = maximum(depth, on, np.arange(1, len(terrils) + 1)) * [slope for *_, slope in forms]
    tops = np.array([0.0, *(patch.height_m for patch in terrils)])
    return np.asarray(tops[on] * np.clip(depth / np.r_[1.0, np.maximum(deepest, 1.0)][on], 0, 1))
