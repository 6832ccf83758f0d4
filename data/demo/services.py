"""Places to eat and places to hire a bike, all of them invented, by the streets of towns and at stations."""

import math

import numpy as np
from scipy.spatial import cKDTree

from data.demo.generator.facts import CHOICES, Facts, where
from data.demo.generator.frame import Points, Settlement, Tags, is_inside
from data.demo.generator.plane import Plane

_BY_STREETS = ("street", "estate", "road")
_REACH_M = 900.0
"""From the middle of a town to its places to eat, the smaller the town the nearer."""
_LARGE = 20_000
_SIDE_M = 9.0
"""From the middle of a street to the door."""
_APART_M = 60.0
_STATION_M = 120.0
"""From a station to the street where bikes are hired."""


def add_services(plane: Plane, facts: Facts, towns: list[Settlement]) -> None:
    """Add places to eat, more in larger towns, and bikes for hire at the stations of towns, as nodes by the street."""
    nodes = sorted({n for way in plane.ways if way.kind in _BY_STREETS for n in way.nodes})
    at = plane.along(nodes)
    tree = cKDTree(at)
    kinds, number = CHOICES["eating"], 0
    for town in sorted(towns, key=lambda one: (-one.population, one.name)):
        reach = _REACH_M * min(1.0, math.sqrt(town.population / _LARGE))
        count = int(np.searchsorted(CHOICES["eating_by_population"], town.population, "right"))
        near = sorted(tree.query_ball_point((town.x, town.y), reach))
        for index in _spread(at[near], count):
            kind = kinds[number % len(kinds)]
            number += 1
            _add_beside(plane, at[near[index]], {**kind["tags"], "name": f"{kind['called']} {number} (démo)"})
    number = 0
    for row in facts.stations:
        gap, k = tree.query(where(row))
        if gap > _STATION_M or not is_inside(where(row)) or not _is_in_town(where(row), towns):
            continue
        number += 1
        _add_beside(plane, at[int(k)], {**CHOICES["hire"], "name": f"Vélos {number} (démo)"})


def _spread(points: Points, count: int) -> list[int]:
    """Choose some points that lie apart, at even steps through all of them."""
    chosen: list[int] = []
    for k in range(0, len(points), max(1, len(points) // max(1, 4 * count))):
        if len(chosen) == count:
            break
        if all(math.dist(points[k], points[other]) >= _APART_M for other in chosen):
            chosen.append(k)
    return chosen


def _is_in_town(point: tuple[float, float], towns: list[Settlement]) -> bool:
    least = CHOICES["hire_from_population"]
    return any(town.population >= least and math.dist(point, (town.x, town.y)) < 2 * _REACH_M for town in towns)


def _add_beside(plane: Plane, point: Points, tags: Tags) -> None:
    plane.add_node(point[0] + _SIDE_M, point[1] + _SIDE_M / 2, **tags)
