"""How built-up, wooded and close to heritage a place is; what size of block and which street belong there."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio.features import rasterize
from rasterio.features import shapes as trace_areas
from rasterio.transform import from_origin
from scipy.ndimage import distance_transform_edt, gaussian_filter, zoom

from data.demo.generator.curves import blob, largest_part, steady
from data.demo.generator.facts import CHOICES, Facts, read_rows, where
from data.demo.generator.frame import CELL, LAST_CELL, X0, Y0, Field, Line, Patch, Points, Random, Settlement

TRANSFORM = from_origin(X0, Y0, CELL, -CELL)
_SHAPE = LAST_CELL[1] + 1, LAST_CELL[0] + 1


@dataclass(frozen=True, slots=True)
class Rules:
    """Rules over the rasters of the landscape and the patches."""

    urban: Field
    heritage: Field
    wood: Field
    patches: list[Patch]

    def built(self, least: float) -> list[shapely.Polygon]:
        """Return the areas that are at least so built-up."""
        cells = (self.urban.values > least).astype(np.uint8)
        found = trace_areas(cells, cells.astype(bool), transform=TRANSFORM)
        return [shapely.Polygon(area["coordinates"][0]).buffer(60).buffer(-60) for area, _ in found]

    def form(self, tag: int) -> dict[str, Any]:
        """Return how the streets of an estate are laid."""
        return dict(CHOICES["estates"].get(self.patches[tag].site["form"], CHOICES["estates"][""]))

    def wants_cut(self, shape: shapely.Polygon, tag: int | None, rng: Random) -> bool:
        """Return whether a face is larger than blocks are there; terrils and lakes are never cut."""
        area, centre = shape.area, np.array(shape.centroid.coords[0])
        if tag is not None:
            return bool(self.patches[tag].kind == "estate" and area > self.form(tag)["hectares"] * 1.35e4)
        urban = self.urban.at(centre)
        if area > 6e4:  # large faces: as fine as their finest corner wants
            some = shapely.get_coordinates(shape)[:: max(1, shapely.get_num_coordinates(shape) // 24)]
            urban = max(urban, *(self.urban.at(*(some + f * (centre - some))) for f in (0.08, 0.4, 0.7)))
        hectares = float(np.interp(urban, *np.array(CHOICES["blocks"], float).T))
        if urban < 0.22:  # the countryside is finer where there is mining heritage to reach, coarser at the rim
            hectares *= 1.7 + 6.0 * (1 - self.heritage.at(centre))
        hectares = max(hectares, 14.0 * self.wood.at(centre))
        return bool(area > hectares * 1e4 * math.exp(rng.normal(0.3, 0.3)))

    def axis(self, angle: float, aspect: float, tag: int | None) -> float:
        """Return the direction that the next street stands across: the long axis, or that of the rows of an estate."""
        if tag is None:
            return angle
        turned = (self.patches[tag].angle - angle + math.pi / 4) % math.pi > math.pi / 2
        return self.patches[tag].angle + 0.5 * math.pi * (turned != bool(aspect <= self.form(tag)["aspect"]))

    def bend(self, a: Points, b: Points, tag: int | None, rng: Random) -> list[Points]:
        """Return the inner points of a street: none for short ones, a bow or a slight wave for long ones."""
        length, garden = math.dist(a, b), tag is not None and self.form(tag)["bent"]
        if length < 160 and not garden:
            return []
        n = 3 if garden else max(1, min(9, int(length / 130)))
        bow = rng.normal(0, 0.07 if garden else 0.035 if length < 500 else 0.045)
        wave = 0.012 * rng.normal() if length > 500 else 0.0
        aside, t = np.array([a[1] - b[1], b[0] - a[0]]), np.arange(1, n + 1)[:, None] / (n + 1)
        return list(steady(a + t * (b - a) + (bow * np.sin(math.pi * t) + wave * np.sin(3 * math.pi * t)) * aside))

    def street(self, a: Points, b: Points, area: float, tag: int | None, rng: Random) -> tuple[str, str]:
        """Return the kind of line and the highway class of a street from ``a`` to ``b`` through a face of some area."""
        r, length = rng.random(), math.dist(a, b)
        if tag is not None:
            return "estate", _pick(r, self.form(tag)["streets"])
        urban = self.urban.at(*(a + f * (b - a) for f in (0.2, 0.5, 0.8)))
        if self.wood.at((a + b) / 2):
            setting = "wood"
        elif urban > 0.2:  # the first cuts of a quarter are its thoroughfares, the last its alleys
            first = area > 7e5 and length > 500
            setting = "avenue" if first else "long" if length > 260 else "old" if urban > 0.8 else "lane"
        else:
            setting = "fringe" if urban > 0.1 else "far" if length > 2200 else "field"
        return "street", _pick(r, CHOICES["streets"][setting])

    def settle(self, highway: str, place: tuple[float, float], rng: Random) -> str:
        """Return the class of a way along a barrier or round a square, which depends on how built-up its place is."""
        urban = self.urban.at(place)
        setting = {"square": "square" if urban > 0.8 else "small_square", "link": "side" if urban > 0.2 else "wood"}
        choices = CHOICES["streets"].get(setting.get(highway, highway))
        return _pick(rng.random(), choices) if choices else highway


def _pick(r: float, choices: list[tuple[float, str]]) -> str:
    """Return the name whose share of 0 to 1 holds a number; the last one takes what is left."""
    return next((name for most, name in choices if r < most), choices[-1][1])


def map_built_up(towns: list[Settlement], roads: list[Line], estates: list[Patch], rng: Random) -> Field:
    """Return how built-up each cell is, 0 to about 1.3: bumps at towns, stretched along roads, with an uneven rim."""
    urban = np.zeros(_SHAPE)
    for town in towns:
        radius = math.sqrt(town.population / (math.pi * 2600)) * 1000
        weight = min(1.0, max(0.42, 0.42 + 0.15 * math.log10(max(300, town.population) / 400)))
        _bump(urban, (town.x, town.y), radius, weight, 0.9, 0.25)
    for estate in estates:
        _bump(urban, estate.shape.centroid.coords[0], math.sqrt(estate.shape.area / math.pi) + 120, 0.42, 1.0, 0.0)
    near_road = _closeness([shapely.LineString(road.points) for road in roads], 170)
    return Field(steady(urban * np.exp(0.28 * _noise(500, rng) + 0.22 * _noise(1500, rng)) * (0.78 + 0.5 * near_road)))


def map_heritage(facts: Facts, towns: list[Settlement]) -> Field:
    """Return 1 close to mining heritage and larger towns, falling to 0 some 9 km away: where the network is fine."""
    places = [where(site) for site in facts.sites] + [(t.x, t.y) for t in towns if t.population > 8500]
    return Field(steady(_closeness([shapely.Point(place) for place in places], 4500)))


def grow_woods(estates: list[Patch], urban: Field, rng: Random) -> tuple[list[shapely.Polygon], Field]:
    """Return woods as areas clear of estates, and the cells they cover outside the denser parts of towns."""
    built, shapes = shapely.union_all([estate.shape.buffer(150) for estate in estates]), []
    for row in read_rows("demo", "sketch", "woods.csv"):
        shape = blob(where(row), float(row["hectares"]) * 1e4, rng.uniform(1.2, 1.8), rng.uniform(0, 3), rng)
        shapes.append(largest_part(shape.difference(built)))
    cells = rasterize(shapes, _SHAPE, transform=TRANSFORM).astype(bool)
    return shapes, Field(cells & (urban.values < 0.55))


def _bump(grid: Points, centre: tuple[float, ...], radius: float, weight: float, steep: float, overlap: float) -> None:
    """Raise a grid by a bell round a place; where bells meet, ``overlap`` of the lower one is added."""
    reach, middle = int(2.3 * radius / CELL) + 1, ((np.array(centre) - (X0, Y0)) / CELL).astype(int)
    columns, rows = (slice(max(0, k - reach), max(0, k + reach + 1)) for k in middle.tolist())
    old = grid[rows, columns]
    y, x = np.mgrid[rows, columns][:, : old.shape[0], : old.shape[1]] * CELL
    bump = weight * np.exp(-steep * ((x + X0 - centre[0]) ** 2 + (y + Y0 - centre[1]) ** 2) / radius**2)
    grid[rows, columns] = np.maximum(old, bump) + overlap * np.minimum(old, bump)


def _closeness(shapes: list[shapely.Geometry], metres: float) -> NDArray[np.float64]:
    """Return 1 at the shapes, falling to 0 at about twice the given distance."""
    apart = distance_transform_edt(rasterize(shapes, _SHAPE, fill=1, default_value=0, transform=TRANSFORM)) * CELL
    return np.asarray(np.exp(-((apart / metres) ** 2)))


def _noise(scale_m: float, rng: Random) -> Points:
    """Return noise of unit spread with features of about the given size."""
    k = int(scale_m / CELL)
    small = gaussian_filter(rng.standard_normal((_SHAPE[0] // k + 6, _SHAPE[1] // k + 6)), 1.2)
    big = zoom(small, k, order=1)[: _SHAPE[0], : _SHAPE[1]]
    return np.asarray(big / big.std())
