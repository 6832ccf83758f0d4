"""Other choices where the drawn circuit is flat, has a spur or rides the same streets again.

The choice of sites sees their ways, not the shape of the whole. Where the streets make something odd of a choice, a few
others are drawn: without the sites at the end of a spur, with one visit exchanged so that the stops enclose more
ground, and with more of the measure left to a detour. The work is bounded, and what is kept is the one with the fewest
faults; among those that of the most score.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from planner.plans.choice import choose
from planner.plans.drawing import Drawn, draw, list_faults
from planner.quality import measure, to_plane, track_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from planner.plans.survey import SiteField
    from planner.plans.trip import Trip

__all__ = ["Lessons", "repair"]

_MOST_TRIES = 7
_MOST_EXCHANGES = 2
_ENOUGH_COMPACT = 0.2
_SMALLER_SHARES = (0.75, 0.6, 0.4, 0.2)
_THERE_AND_BACK_M = 250.0


@dataclass(slots=True)
class Lessons:
    """What the plans of a request taught."""

    enough: int
    """Settled nodes of the work after which nothing is mended any more."""
    tips: set[int] = field(default_factory=set)
    """Targets known to lie at the end of a spur."""
    unavoidable: AbstractSet[str] = frozenset()
    """Faults that no choice mends."""


def repair(trip: Trip, field: SiteField, drawn: Drawn, found: Sequence[Drawn], rank: int, lessons: Lessons) -> Drawn:
    """Give a circuit with fewer faults, or the same where none is found or it has none.

    Parameters
    ----------
    trip, field
        What is asked, and what there is.
    drawn
        The circuit.
    found
        Earlier alternatives.
    rank
        Place of the alternative, from 0.
    lessons
        What earlier plans taught; sites found to lie at the end of a spur are added.
    """

    def list_avoidable(one: Drawn) -> list[str]:
        return [name for name in list_faults(trip, field, one, found) if name not in lessons.unavoidable]

    best, faults = drawn, list_avoidable(drawn)
    if not trip.closed or trip.target is None:
        return drawn
    tried = {drawn.order}
    for order in _list_orders(trip, field, drawn, found, rank, faults, lessons.tips):
        if not faults or len(tried) > _MOST_TRIES or trip.work.settled > lessons.enough or trip.work.is_late():
            break
        if order in tried:
            continue
        tried.add(order)
        other = draw(trip, field, order, found, rank)
        if other is None:
            continue
        left = list_avoidable(other)
        if _rank(field, other, left) < _rank(field, best, faults):
            best, faults = other, left
    return best


def _rank(field: SiteField, drawn: Drawn, faults: Sequence[str]) -> tuple[bool, bool, int, int]:
    """Order circuits: those with all visits open, that keep the measure, of few faults, of much score come first."""
    return "closed" in faults, "length" in faults, len(faults), -sum(field.targets[k].score for k in drawn.order)


def _list_orders(
    trip: Trip,
    field: SiteField,
    drawn: Drawn,
    found: Sequence[Drawn],
    rank: int,
    faults: Sequence[str],
    tips: set[int],
) -> Iterator[tuple[int, ...]]:
    """Make other choices one by one, the nearest to the present one first."""
    seen = {k for other in found for k in other.order}
    if not {"spur", "retraced", "beside"}.isdisjoint(faults):
        own = _find_tips(trip, field, drawn)
        if own:
            tips |= own
            yield tuple(choose(trip, field, seen=seen, rank=rank, shunned=tips))
            yield tuple(k for k in drawn.order if k not in own)
    if "flat" in faults:
        yield from _exchanges(trip, field, drawn.order)
    for share in _SMALLER_SHARES:
        yield tuple(choose(trip, field, seen=seen, rank=rank, shunned=tips, travel_share=share))


def _find_tips(trip: Trip, field: SiteField, drawn: Drawn) -> set[int]:
    """Find the targets to which one rides out and back on the same streets, those that must be visited left alone."""
    network, tips = trip.streets.view.network, set()
    for k, before, behind in zip(drawn.order, drawn.drawn.legs, drawn.drawn.legs[1:], strict=False):
        climb = field.climbs[k]
        paths = [path for path in (*before, *behind) if len(path.codes)]
        if field.targets[k].named or not paths:
            continue
        quality = measure(network, track_of(network, paths), closed=False)
        metres = max(quality.spur_m, quality.retraced_share * sum(path.length_mm for path in paths) / 2000)
        if metres + (climb.up.length_mm / 1000 if climb else 0) > _THERE_AND_BACK_M:
            tips.add(k)
    return tips


def _exchanges(trip: Trip, field: SiteField, order: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Exchange, add, leave out or turn round visits so that the stops enclose enough ground, the most score first."""
    plane = _Plane.of(trip, field)
    ranked = []
    for other in _variants(field, order):
        shape = plane.find_compactness(other)
        if shape is not None and shape >= _ENOUGH_COMPACT:
            ranked.append((-sum(field.targets[k].score for k in other), -shape, other))
    yield from (other for _, _, other in sorted(ranked)[:_MOST_EXCHANGES])


def _variants(field: SiteField, order: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Orders that differ from one in a single visit, or in the direction of a part."""
    own = tuple(order)
    others = [k for k in range(len(field.targets)) if k not in own]
    for i in range(len(own) + 1):
        yield from ((*own[:i], k, *own[i:]) for k in others)
        yield from ((*own[:i], *own[i:j][::-1], *own[j:]) for j in range(i + 2, len(own) + 1))
    for i, k in enumerate(own):
        if not field.targets[k].named:
            yield from ((*own[:i], other, *own[i + 1 :]) for other in others)
            yield (*own[:i], *own[i + 1 :])


@dataclass(frozen=True, slots=True)
class _Plane:
    """Metres east and north of the start of each target, and all ways, as lists: thousands of orders are looked at."""

    east: list[float]
    north: list[float]
    ways: list[list[int]]
    lengths_mm: list[list[int]]
    visits: list[int]
    room: float
    least_m: float
    """Length that the circuit has at least."""

    @classmethod
    def of(cls, trip: Trip, field: SiteField) -> _Plane:
        lat = np.array([item.terminal.lat for item in field.targets])
        lon = np.array([item.terminal.lon for item in field.targets])
        east, north = to_plane(lat, lon, lat0=trip.start.lat, lon0=trip.start.lon)
        target = trip.target
        by_duration = target is not None and target.by_duration
        return cls(
            east.tolist(),
            north.tolist(),
            field.travel.measures(by_duration=by_duration).tolist(),
            field.travel.lengths_mm.tolist(),
            field.visit_measures(by_duration=by_duration).tolist(),
            trip.params.travel_share * target.value if target else 0.0,
            target.value / 1000 if target and not target.by_duration else 1.0,
        )

    def find_compactness(self, order: Sequence[int]) -> float | None:
        """Ground that the stops enclose over that of a circle as long as the circuit; None where they do not fit."""
        vertices = [0, *(k + 1 for k in order), len(self.visits) - 1]
        whole = sum(self.visits[vertex] for vertex in vertices)
        whole += sum(self.ways[a][b] for a, b in pairwise(vertices))
        if whole > self.room:
            return None
        doubled = sum(self.east[a] * self.north[b] - self.east[b] * self.north[a] for a, b in pairwise(order))
        length_m = max(self.least_m, sum(self.lengths_mm[a][b] for a, b in pairwise(vertices)) / 1000)
        return 2 * math.pi * abs(doubled) / (length_m * length_m)
