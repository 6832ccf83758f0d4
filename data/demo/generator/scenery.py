"""Areas and points of the base map, and the relief."""

import numpy as np
import shapely
from rasterio.features import shapes as trace_areas
from scipy.interpolate import RBFInterpolator
from scipy.ndimage import gaussian_filter, zoom
from scipy.spatial import cKDTree

from data.demo.generator.facts import CHOICES, Facts, read_rows, where
from data.demo.generator.frame import X0, X1, Y0, Y1, Line, Patch, Points, Random, Row, Settlement, Tags, is_inside
from data.demo.generator.plane import Plane, Way
from data.demo.generator.rules import TRANSFORM, Rules

RELIEF_SHAPE = (1000, 4000)
_FLAT = {"Plat", "Cavalier", "Grand terril moderne", "Tronqué", "Terrasses"}


def add_areas(
    plane: Plane, patches: list[Patch], woods: list[shapely.Polygon], canals: list[Line], rules: Rules
) -> None:
    """Add terrils, water, estates, woods and built-up areas as closed ways."""
    for patch in patches:
        name = patch.site["name"]
        if patch.kind == "terril":
            shut = {"access": "no"} if patch.site["access"] == "closed" else {}
            ref = {"ref": patch.site["terril_no"]} if patch.site["terril_no"] else {}
            _add_area(plane, patch.shape.buffer(-4), {"man_made": "spoil_heap", "name": name, **ref, **shut}, 2)
        elif patch.kind == "lake":
            _add_area(plane, patch.shape.buffer(-10), {"natural": "water", "water": "pond", "name": name}, 2)
        else:
            _add_area(plane, patch.shape, {"landuse": "residential", "residential": "estate", "name": name}, 2)
    for wood in woods:
        _add_area(plane, wood, {"landuse": "forest"}, 10)
    for canal in canals:
        water = shapely.LineString(canal.points).buffer(float(canal.tags["width"]) / 2, cap_style="flat", quad_segs=2)
        _add_area(plane, water, {"natural": "water", "water": "canal"}, 4)
    built = (rules.urban.values > 0.2).astype(np.uint8)
    for geometry, _ in trace_areas(built, built.astype(bool), transform=TRANSFORM):
        _add_area(
            plane, shapely.Polygon(geometry["coordinates"][0]).buffer(60).buffer(-60), {"landuse": "residential"}, 45
        )


def _add_area(plane: Plane, shape: shapely.Geometry, tags: Tags, step: float) -> None:
    inside = shapely.intersection(shapely.simplify(shape, step), shapely.box(X0, Y0, X1, Y1))
    for part in shapely.get_parts(inside):
        if isinstance(part, shapely.Polygon) and part.area > 3000:
            nodes = [plane.add_node(*p) for p in part.exterior.coords[:-1]]
            plane.ways.append(Way([*nodes, nodes[0]], "area", "", dict(tags)))


def add_points(plane: Plane, facts: Facts, towns: list[Settlement]) -> None:
    """Add towns, stations and sites as nodes; stations stand on their railway."""
    known = {row["name"] for row in facts.communes}
    for town in towns:
        size = next(
            s
            for s, least in (("city", 40000), ("town", 6000), ("village", 950), ("hamlet", 0))
            if town.population >= least
        )
        people = {"population": str(town.population)} if town.name in known else {}
        plane.add_node(town.x + 4, town.y + 4, place=size, name=town.name, **people)
    rails = np.array(sorted({n for way in plane.ways if way.kind == "rail" for n in way.nodes}))
    tree = cKDTree(plane.along(rails.tolist()))
    for row in facts.stations:
        x, y = where(row)
        tags = {
            "railway": "station",
            "public_transport": "station",
            "train": "yes",
            "name": row["name"],
            "ref": row["ref"],
        }
        gap, k = tree.query((x, y))
        if gap < 4 and int(rails[k]) not in plane.node_tags:
            plane.node_tags[int(rails[k])] = tags
        elif is_inside((x, y)):
            plane.add_node(x, y, **tags)
    for site in facts.sites:
        if tags := _tags_of(site):
            plane.node_tags[plane.add_node(*where(site))] = {"name": site["name"], **tags}


def _tags_of(site: Row) -> Tags:
    inscribed = (
        {"heritage": "1", "heritage:operator": "whc", "ref:whc": "1360"} if site["unesco_zone"] == "property" else {}
    )
    headframe = {"man_made": "headframe", "historic": "mine"} if site["form"] == "Chevalement" else {}
    tags = headframe or CHOICES["sites"].get(site["kind"], {})
    return {**tags, **inscribed} if tags else {}


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
    surface = np.clip(surface + hills / hills.std() * np.clip(surface / 14, 1.0, 9.0), 12, 290)
    ground = zoom(surface, 25, order=3, grid_mode=True, mode="nearest")
    heaps = np.zeros_like(ground)
    for patch in patches:
        if patch.kind == "terril":
            _heap_up(heaps, patch)
    return np.asarray(ground + gaussian_filter(heaps, 0.8))


def _heap_up(heaps: Points, patch: Patch) -> None:
    """Raise one terril: a cone, or a plateau with slopes."""
    (height, width), (x0, y0, x1, y1) = RELIEF_SHAPE, patch.shape.bounds
    dx, dy = (X1 - X0) / width, (Y1 - Y0) / height
    columns = np.arange(int((x0 - X0) / dx) - 1, int((x1 - X0) / dx) + 2)
    rows = np.arange(int((Y1 - y1) / dy) - 1, int((Y1 - y0) / dy) + 2)
    cells = shapely.points(*np.meshgrid(X0 + (columns + 0.5) * dx, Y1 - (rows + 0.5) * dy))
    depth = np.where(shapely.contains(patch.shape, cells), shapely.distance(patch.shape.exterior, cells), 0)
    deepest = shapely.maximum_inscribed_circle(patch.shape).length * (0.45 if patch.site["form"] in _FLAT else 0.95)
    block = heaps[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    np.maximum(block, patch.height_m * np.clip(depth / deepest, 0, 1), out=block)


def list_places(facts: Facts, patches: list[Patch]) -> list[tuple[float, float, float]]:
    """Return where the network must come, and how near: stations and sites; a terril is reached at its foot."""
    heaps = {patch.site["id"] for patch in patches if patch.kind == "terril"}
    stations = [(*where(row), 45.0) for row in facts.stations if is_inside(where(row))]
    return stations + [(*where(row), 100.0) for row in facts.sites if row["id"] not in heaps]
