"""How other open planners make round trips, on our streets: their published rules, written from their descriptions.

What all of them share: points are put around the start by a rule of geometry, each is moved to the nearest street, and
the way from point to point is searched, where what was ridden costs more. None of them looks at the length that comes
out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from graphs.errors import GraphsError
from graphs.geo import EARTH_RADIUS_M, Coordinate
from graphs.penalty import ReusePenalty
from graphs.snap import snap

if TYPE_CHECKING:
    import random

    from graphs.path import Path
    from graphs.search import Searcher
    from graphs.snap import Terminal
    from graphs.view import NetworkView

__all__ = ["BROUTER", "GRAPHHOPPER", "OPENROUTESERVICE", "BestOf", "Fan", "Ground", "MultiPointTour", "Rule"]

_SNAP_M = 2000.0


@dataclass(frozen=True)
class Ground:
    """Streets, and what finds ways on them."""

    view: NetworkView
    searcher: Searcher

    def find_street(self, point: Coordinate) -> Terminal | None:
        """Nearest usable place on a street, None where there is none near."""
        try:
            return snap(self.view, point, max_gap_m=_SNAP_M)
        except GraphsError:
            return None

    def join(self, places: list[Terminal], *, factor: float) -> list[Path] | None:
        """Ways from place to place; streets of earlier ones weigh `factor` times more. None where there is no way."""
        penalty, found = ReusePenalty(self.view.network), []
        for start, end in pairwise(places):
            path = self.searcher.find_path(self.view, start, end, penalty=penalty)
            if path is None:
                return None
            penalty.add(path.codes, factor=factor)
            found.append(path)
        return found


class Rule(Protocol):
    """A way to make a round trip."""

    @property
    def name(self) -> str:
        """Name in the tables."""

    @property
    def source(self) -> str:
        """Where the rule is described."""

    def draw(self, ground: Ground, start: Terminal, length_m: float, rng: random.Random) -> list[Path] | None:
        """Draw a circuit of about a length; None where the rule finds none."""


@dataclass(frozen=True)
class MultiPointTour:
    """Points one after the other, each about `length / (points + 1)` from the one before, turning in equal steps.

    `points` counts the start; None for 2 and one more per 50 km. The first direction is random, each distance is varied
    by up to a tenth. Where no street is near a point, two shorter distances are tried.
    """

    name: str
    source: str
    points: int | None = None
    factor: float = 5.0

    def draw(self, ground: Ground, start: Terminal, length_m: float, rng: random.Random) -> list[Path] | None:
        """Draw a circuit of about a length; None where the rule finds none."""
        count = min(20, self.points or 2 + int(length_m / 50_000))
        heading = float(rng.randrange(360))
        places = [start]
        for number in range(count - 1):
            distance_m = length_m / (count + 1) * (1 + rng.choice((-1, 1)) * 0.1 * rng.random())
            angle = heading + 360.0 * number / count
            found = None
            for shrink in (1.0, 0.95, 0.95**2):
                found = found or ground.find_street(project(places[-1].point, distance_m * shrink, angle))
            if found is None:
                return None
            places.append(found)
        return ground.join([*places, start], factor=self.factor)


@dataclass(frozen=True)
class Fan:
    """Points on half a circle about the start whose whole circumference is the length, as a fan to one side.

    The fan opens to a random side; `points - 1` points lie `180 / points` degrees apart. The way between two points
    weighs twice where it was ridden before.
    """

    name: str
    source: str
    points: int = 5
    factor: float = 2.0

    def draw(self, ground: Ground, start: Terminal, length_m: float, rng: random.Random) -> list[Path] | None:
        """Draw a circuit of about a length; None where the rule finds none."""
        heading, radius_m = rng.uniform(0, 360), length_m / (2 * math.pi)
        places = [start]
        for number in range(1, self.points):
            angle = heading - (90 - 180 * number / self.points)
            found = ground.find_street(project(start.point, radius_m, angle))
            if found is None:
                return None
            places.append(found)
        return ground.join([*places, start], factor=self.factor)


@dataclass(frozen=True)
class BestOf:
    """What a patient user does: several circuits by one rule, the one nearest to the asked length is kept."""

    rule: Rule
    times: int = 10

    @property
    def name(self) -> str:
        """Name in the tables."""
        return f"{self.rule.name}, best of {self.times}"

    @property
    def source(self) -> str:
        """Where the rule is described."""
        return self.rule.source

    def draw(self, ground: Ground, start: Terminal, length_m: float, rng: random.Random) -> list[Path] | None:
        """Draw a circuit of about a length; None where the rule finds none."""
        drawn = [paths for _ in range(self.times) if (paths := self.rule.draw(ground, start, length_m, rng))]
        return min(drawn, key=lambda paths: abs(sum(path.length_mm for path in paths) / 1000 - length_m), default=None)


GRAPHHOPPER = MultiPointTour(
    "GraphHopper round_trip", "https://github.com/graphhopper/graphhopper/blob/master/docs/web/api-doc.md"
)
OPENROUTESERVICE = MultiPointTour(
    "openrouteservice, 5 points", "https://giscience.github.io/openrouteservice/api-reference/endpoints/directions/", 5
)
BROUTER = Fan("BRouter, fan of 5", "https://github.com/abrensch/brouter/blob/master/docs/features/roundtrips.md")


def project(point: Coordinate, distance_m: float, angle_deg: float) -> Coordinate:
    """Give the point at a distance in a direction, clockwise from north, on the sphere."""
    lat, lon = math.radians(point.lat), math.radians(point.lon)
    arc, angle = distance_m / EARTH_RADIUS_M, math.radians(angle_deg)
    sine = math.sin(lat) * math.cos(arc) + math.cos(lat) * math.sin(arc) * math.cos(angle)
    east = math.atan2(math.sin(angle) * math.sin(arc) * math.cos(lat), math.cos(arc) - math.sin(lat) * sine)
    return Coordinate(math.degrees(math.asin(sine)), (math.degrees(lon + east) + 180) % 360 - 180)
