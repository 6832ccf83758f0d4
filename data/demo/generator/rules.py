"""What size of block and which kind of street belongs where."""

import math
from dataclasses import dataclass

import numpy as np

from data.demo.generator.frame import Field, Patch, Points, Random

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
            hectares *= 0.6 + 6.0 * (1 - self.heritage.at(*centre))
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

    def shortest(self, tag: int | None) -> float:
        """Return the least length of a street in metres."""
        return 34.0 if tag is None else 24.0

    def snap(self, area: float) -> float:
        """Return how near an end must be to a node to be drawn into it."""
        return 22.0 if area < 8e4 else 32.0 if area < 6e5 else 60.0

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
        if length > 2200 and r < 0.35:
            return "street", "unclassified", 1.0
        shares = (0.24, 0.66, 0.95) if urban > 0.1 else (0.06, 0.74, 0.97)
        return "street", _pick(r, shares, ("unclassified", "track", "path", "cycleway")), 0.4 if r > 0.985 else 1.0

    @staticmethod
    def _in_town(urban: float, area: float, length: float, r: float) -> tuple[str, str, float]:
        """Return the same for built-up places; the first cuts of a quarter are its thoroughfares."""
        if area > 7e5 and length > 500:
            return "street", "tertiary" if urban > 0.35 and r < 0.6 else "residential", 1.0
        if length > 260:
            return "street", _pick(r, (0.87, 0.92, 0.96), ("residential", "unclassified", "cycleway", "path")), 1.0
        if urban > 0.8 and r > 0.84:
            return "street", "pedestrian" if r > 0.95 else "living_street", 1.0
        if length < 90 and r < 0.02:
            return "street", "steps", 1.0
        shares = (0.1, 0.12, 0.14, 0.24, 0.28)
        highway = _pick(r, shares, ("footway", "path", "cycleway", "service", "living_street", "residential"))
        return "street", highway, 0.44 if 0.28 < r < 0.4 else 1.0

    def settle(self, highway: str, place: tuple[float, float], rng: Random) -> str:
        """Return the class of a way along a barrier or round a square, which depends on how built-up its place is."""
        r, urban = rng.random(), self.urban.at(*place)
        if highway == "square":
            return "pedestrian" if urban > 0.8 else "living_street" if r < 0.5 else "residential"
        return _pick(r, (0.7, 0.84, 0.93), ("residential", "service", "cycleway", "footway")) if highway == "side" else highway


def _pick(r: float, shares: tuple[float, ...], names: tuple[str, ...]) -> str:
    return names[int(np.searchsorted(shares, r, side="right"))]
