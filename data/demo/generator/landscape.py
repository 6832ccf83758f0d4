"""Rasters that steer the streets: how built-up, how wooded and how close to heritage a place is."""

import math

import numpy as np
import shapely
from rasterio.features import rasterize
from rasterio.transform import from_origin
from scipy.ndimage import distance_transform_edt, gaussian_filter, zoom
from shapely.geometry import LineString, Polygon

from data.demo.generator.curves import blob, largest_part
from data.demo.generator.facts import Facts, read_rows, where
from data.demo.generator.frame import CELL, GRID_SHAPE, X0, Y0, Field, Line, Patch, Points, Random, Settlement

TRANSFORM = from_origin(X0, Y0, CELL, -CELL)


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
        _mark(marks, shapely.get_coordinates(shapely.segmentize(LineString(road.points), CELL * 0.7)))
    near_road = np.exp(-((distance_transform_edt(marks) * CELL / 170) ** 2))
    urban *= np.exp(0.28 * _noise(500, rng) + 0.22 * _noise(1500, rng)) * (0.78 + 0.5 * near_road)
    return Field(urban.astype(np.float32))


def map_heritage(facts: Facts, towns: list[Settlement]) -> Field:
    """Return 1 close to mining heritage and larger towns, falling to 0 some 9 km away: where the network is fine."""
    far = np.ones(GRID_SHAPE, bool)
    _mark(far, np.array([where(site) for site in facts.sites] + [(t.x, t.y) for t in towns if t.population > 8500]))
    return Field(np.exp(-((distance_transform_edt(far) * CELL / 4500) ** 2)).astype(np.float32))


def grow_woods(estates: list[Patch], urban: Field, rng: Random) -> tuple[list[Polygon], Field]:
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
