"""How built-up, wooded and close to heritage a place is; what size of block and which street belong there."""

import math
from dataclasses import dataclass

import numpy as np
import shapely
from rasterio.features import rasterize
from rasterio.transform import from_origin
from scipy.ndimage import distance_transform_edt, gaussian_filter, zoom

from data.demo.generator.curves import blob, largest_part
from data.demo.generator.facts import Facts, read_rows, where
from data.demo.generator.frame import CELL, GRID_SHAPE, X0, Y0, Field, Line, Patch, Points, Random, Settlement

TRANSFORM = from_origin(X0, Y0, CELL, -CELL)
_BUILT_UP, _HECTARES = (0.0, 0.05, 0.12, 0.22, 0.40, 0.65, 0.95, 1.3), (130.0, 80.0, 34.0, 9.5, 5.2, 3.5, 2.2, 1.5)
_ESTATES = {"Corons": (0.62, 3.4), "Cité jardin": (1.1, 1.9), "Cité moderne": (1.2, 2.0)}  # hectares, aspect of blocks


@dataclass(frozen=True, slots=True)
class Rules:
    """Rules over the rasters of the landscape and the patches."""

    urban: Field
    heritage: Field
    wood: Field
    patches: list[Patch]

    def wants_cut(self, points: Points, area: float, centre: Points, tag: int | None, rng: Random) -> bool:
        """Return whether a face is larger than blocks are there; terrils and lakes are never cut."""
        if tag is not None:
            patch = self.patches[tag]
            return patch.kind == "estate" and area > _ESTATES.get(patch.site["form"], (0.85, 0))[0] * 1.35e4
        urban = self.urban.at(*centre)
        if area > 6e4:  # large faces: as fine as their finest corner wants
            some = points[:: max(1, len(points) // 24)]
            urban = max(urban, *(self.urban.most(some + f * (centre - some)) for f in (0.08, 0.4, 0.7)))
        hectares = float(np.interp(urban, _BUILT_UP, _HECTARES))
        if urban < 0.22:  # the countryside is finer where there is mining heritage to reach, coarser at the rim
            hectares *= 1.7 + 6.0 * (1 - self.heritage.at(*centre))
        if self.wood.at(*centre):
            hectares = max(hectares, 14.0)
        return bool(area > hectares * 1e4 * math.exp(rng.normal(0.3, 0.3)))

    def axis(self, angle: float, aspect: float, tag: int | None) -> float:
        """Return the direction that the next street stands across: the long axis, or that of the rows of an estate."""
        if tag is None:
            return angle
        patch = self.patches[tag]
        turned = (patch.angle - angle + math.pi / 4) % math.pi > math.pi / 2
        along = patch.angle + (math.pi / 2 if turned else 0.0)
        return along if aspect > _ESTATES.get(patch.site["form"], (0, 2.4))[1] else along + math.pi / 2

    def bend(self, a: Points, b: Points, tag: int | None, rng: Random) -> list[Points]:
        """Return the inner points of a street: none for short ones, a bow or a slight wave for long ones."""
        length, garden = math.dist(a, b), tag is not None and self.patches[tag].site["form"] == "Cité jardin"
        if length < 160 and not garden:
            return []
        n = 3 if garden else max(1, min(9, int(length / 130)))
        bow = rng.normal(0, 0.07 if garden else 0.035 if length < 500 else 0.045)
        wave = 0.012 * rng.normal() if length > 500 else 0.0
        aside, t = np.array([a[1] - b[1], b[0] - a[0]]), np.arange(1, n + 1)[:, None] / (n + 1)
        return list(a + t * (b - a) + (bow * np.sin(math.pi * t) + wave * np.sin(3 * math.pi * t)) * aside)

    def street(self, a: Points, b: Points, area: float, tag: int | None, rng: Random) -> tuple[str, str, float]:
        """Return the kind of line, its highway class, and the share of it that is laid (less than 1: a dead end)."""
        r, length = rng.random(), math.dist(a, b)
        if tag is not None:
            form = self.patches[tag].site["form"]
            highway = "footway" if r < 0.1 else "living_street" if form == "Cité jardin" and r < 0.35 else "residential"
            return "estate", highway, 0.62 if form == "Cité moderne" and r > 0.7 else 1.0
        urban = self.urban.most(np.array([a + f * (b - a) for f in (0.2, 0.5, 0.8)]))
        if self.wood.at(*((a + b) / 2)):
            return "street", "track" if r < 0.5 else "path", 1.0
        if urban > 0.2:
            return self._in_town(urban, area, length, r)
        if length > 2200 and r < 0.25:
            return "street", "unclassified", 1.0
        shares, least = ((0.34, 0.72, 0.94), "residential") if urban > 0.1 else ((0.1, 0.72, 0.96), "unclassified")
        return "street", _pick(r, shares, (least, "track", "path", "cycleway")), 0.4 if r > 0.985 else 1.0

    @staticmethod
    def _in_town(urban: float, area: float, length: float, r: float) -> tuple[str, str, float]:
        """Return the same for built-up places; the first cuts of a quarter are its thoroughfares."""
        if area > 7e5 and length > 500:
            return "street", "tertiary" if urban > 0.35 and r < 0.6 else "residential", 1.0
        if length > 260:
            return "street", _pick(r, (0.89, 0.94, 0.96), ("residential", "unclassified", "cycleway", "path")), 1.0
        if urban > 0.8 and r > 0.84:
            return "street", "pedestrian" if r > 0.95 else "living_street", 1.0
        if length < 90 and r < 0.05:
            return "street", "steps", 1.0
        shares = (0.1, 0.12, 0.14, 0.24, 0.28)
        highway = _pick(r, shares, ("footway", "path", "cycleway", "service", "living_street", "residential"))
        return "street", highway, 0.44 if 0.28 < r < 0.4 else 1.0

    def settle(self, highway: str, place: tuple[float, float], rng: Random) -> str:
        """Return the class of a way along a barrier or round a square, which depends on how built-up its place is."""
        r, urban = rng.random(), self.urban.at(*place)
        if highway == "square":
            return "pedestrian" if urban > 0.8 else "living_street" if r < 0.5 else "residential"
        return (
            _pick(r, (0.7, 0.84, 0.93), ("residential", "service", "cycleway", "footway"))
            if highway == "side"
            else highway
        )


def _pick(r: float, shares: tuple[float, ...], names: tuple[str, ...]) -> str:
    return names[int(np.searchsorted(shares, r, side="right"))]


def map_built_up(towns: list[Settlement], roads: list[Line], estates: list[Patch], rng: Random) -> Field:
    """Return how built-up each cell is, 0 to about 1.3: bumps at towns, stretched along roads, with an uneven rim."""
    urban = np.zeros(GRID_SHAPE)
    for town in towns:
        radius = math.sqrt(town.population / (math.pi * 2600)) * 1000
        weight = min(1.0, max(0.42, 0.42 + 0.15 * math.log10(max(300, town.population) / 400)))
        _bump(urban, (town.x, town.y), radius, weight, 0.9, 0.25)
    for estate in estates:
        _bump(urban, estate.shape.centroid.coords[0], math.sqrt(estate.shape.area / math.pi) + 120, 0.42, 1.0, 0.0)
    marks = np.ones(GRID_SHAPE, bool)
    for road in roads:
        _mark(marks, shapely.get_coordinates(shapely.segmentize(shapely.LineString(road.points), CELL * 0.7)))
    near_road = np.exp(-((distance_transform_edt(marks) * CELL / 170) ** 2))
    urban *= np.exp(0.28 * _noise(500, rng) + 0.22 * _noise(1500, rng)) * (0.78 + 0.5 * near_road)
    return Field(urban.astype(np.float32))


def map_heritage(facts: Facts, towns: list[Settlement]) -> Field:
    """Return 1 close to mining heritage and larger towns, falling to 0 some 9 km away: where the network is fine."""
    far = np.ones(GRID_SHAPE, bool)
    _mark(far, np.array([where(site) for site in facts.sites] + [(t.x, t.y) for t in towns if t.population > 8500]))
    return Field(np.exp(-((distance_transform_edt(far) * CELL / 4500) ** 2)).astype(np.float32))


def grow_woods(estates: list[Patch], urban: Field, rng: Random) -> tuple[list[shapely.Polygon], Field]:
    """Return woods as areas clear of estates, and the cells they cover outside the denser parts of towns."""
    shapes = []
    for row in read_rows("demo", "sketch", "woods.csv"):
        shape = blob(where(row), float(row["hectares"]) * 1e4, rng.uniform(1.2, 1.8), rng.uniform(0, 3), rng)
        near = [estate.shape.buffer(150) for estate in estates if estate.shape.distance(shape) < 150]
        shapes.append(largest_part(shape.difference(shapely.union_all(near))))
    cells = rasterize([(shape, 1) for shape in shapes], GRID_SHAPE, transform=TRANSFORM).astype(bool)
    return shapes, Field(cells & (urban.values < 0.55))


def _bump(grid: Points, centre: tuple[float, ...], radius: float, weight: float, steep: float, overlap: float) -> None:
    reach = int(2.3 * radius / CELL) + 1
    column, row = int((centre[0] - X0) / CELL), int((centre[1] - Y0) / CELL)
    rows = slice(max(0, row - reach), min(GRID_SHAPE[0], row + reach + 1))
    columns = slice(max(0, column - reach), min(GRID_SHAPE[1], column + reach + 1))
    yy, xx = np.mgrid[rows, columns]
    d2 = ((xx * CELL + X0 - centre[0]) ** 2 + (yy * CELL + Y0 - centre[1]) ** 2) / radius**2
    bump, old = weight * np.exp(-steep * d2), grid[rows, columns]
    grid[rows, columns] = np.maximum(old, bump) + overlap * np.minimum(old, bump)


def _mark(grid: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], points: Points) -> None:
    column, row = ((points - (X0, Y0)) / CELL).astype(int).T
    ok = (row >= 0) & (column >= 0) & (row < GRID_SHAPE[0]) & (column < GRID_SHAPE[1])
    grid[row[ok], column[ok]] = False


def _noise(scale_m: float, rng: Random) -> Points:
    """Return noise of unit spread with features of about the given size."""
    k = int(scale_m / CELL)
    small = gaussian_filter(rng.standard_normal((GRID_SHAPE[0] // k + 6, GRID_SHAPE[1] // k + 6)), 1.2)
    big = zoom(small, k, order=1)[: GRID_SHAPE[0], : GRID_SHAPE[1]]
    return np.asarray(big / big.std())
