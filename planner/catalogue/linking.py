"""Linking sites to the streets: for each vehicle, where a visitor stands outside and where inside.

Both places are worked out for every well placed site, whatever its status: an office may open or close a site without
a new build, and
`compose_link` picks by the status of the day.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
import shapely.ops

from graphs.attributes import Highway, Vehicle
from graphs.network import UNKNOWN_ELEVATION_DM
from planner.catalogue.grounds import PUBLIC_HIGHWAYS, make_grounds
from planner.catalogue.link import SiteLink
from planner.catalogue.site import Access, Site, SiteKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from graphs.geo import Coordinate
    from graphs.network import Network
    from graphs.snap import Terminal
    from planner.catalogue.frame import MetricFrame
    from planner.catalogue.streets import Barriers, NearStreets, Streets

__all__ = ["LinkRules", "LinkSpot", "SiteSpots", "compose_link", "find_spots"]

_ALL = frozenset({"fence", "wall", "water", "railway", "motorway"})
_NOT_FENCES = _ALL - {"fence"}
_SIGHT = frozenset({"wall", "wood"})
_FOOT_OF_TERRIL = frozenset({"water", "railway", "motorway"})
_TRIES = 40
_LARGEST_DISC_M = 600.0
_AREA_KINDS = frozenset(
    {SiteKind.ESTATE, SiteKind.MINE_RAILWAY, SiteKind.NATURAL_AREA, SiteKind.PARK, SiteKind.SPORT, SiteKind.CANAL}
)
_QUIET_PUBLIC = frozenset({Highway.PEDESTRIAN, Highway.CYCLEWAY})


@dataclass(frozen=True, slots=True)
class LinkRules:
    """How far a street may lie from what is seen from it, in metres."""

    building_m: float = 150.0
    along_m: float = 60.0
    terril_m: float = 400.0
    view_m: float = 300.0


@dataclass(frozen=True, slots=True)
class LinkSpot:
    """A place on a street, and the part of the site nearest to it."""

    place: Terminal
    target: Coordinate


@dataclass(frozen=True, slots=True)
class SiteSpots:
    """Where one vehicle may stop for one site: outside, and within or on top; `reason` says why not outside."""

    outside: LinkSpot | None
    inside: LinkSpot | None
    reason: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class _Around:
    """A site in metres with the streets near it."""

    site: Site
    shape: BaseGeometry
    anchor: shapely.Point
    near: NearStreets
    public: npt.NDArray[np.bool_]
    inner: npt.NDArray[np.bool_]


def find_spots(
    sites: Sequence[Site],
    streets: Streets,
    barriers: Barriers,
    frame: MetricFrame,
    *,
    network: Network,
    inner_edges: Sequence[npt.NDArray[np.int32]],
    rules: LinkRules | None = None,
) -> list[tuple[SiteSpots, ...]]:
    """Spots of every site, one per vehicle in the order of `Vehicle`; those of badly placed sites are empty.

    Parameters
    ----------
    sites
        Sites.
    streets
        Streets, with all barred edges known.
    barriers
        What nobody crosses.
    frame
        Frame of the territory.
    network
        Network of the streets.
    inner_edges
        Edges within the grounds of each site, sorted.
    rules
        Distances.
    """
    rules = rules or LinkRules()
    found = []
    for site, inner in zip(sites, inner_edges, strict=True):
        if not site.is_placed:
            found.append(tuple(SiteSpots(None, None, "badly_placed") for _ in Vehicle))
            continue
        around = _look_around(site, streets, frame, inner, rules)
        finder = _Finder(around, streets, barriers, frame, network, rules)
        found.append(tuple(finder.find(vehicle) for vehicle in Vehicle))
    return found


def _look_around(
    site: Site,
    streets: Streets,
    frame: MetricFrame,
    inner: npt.NDArray[np.int32],
    rules: LinkRules,
) -> _Around:
    shape: BaseGeometry = frame.to_point(site.position)
    if site.geometry is not None:
        shape = frame.to_metres(site.geometry)
    elif site.kind is SiteKind.TERRIL:
        shape = make_grounds(site, frame) or shape
    elif _has_extent(site) and site.area_ha:
        shape = shape.buffer(min(_LARGEST_DISC_M, math.sqrt(site.area_ha * 10_000 / math.pi)))
    near = streets.find_near(shape, _reach_m(site, rules))
    classes = streets.get_highways(near.edges)
    public = np.isin(classes, [int(item) for item in sorted(PUBLIC_HIGHWAYS)])
    return _Around(site, shape, frame.to_point(site.position), near, public, np.isin(near.edges, inner))


def _has_extent(site: Site) -> bool:
    """Whether a site is an area or a line: its outline is known, or a disc of its area stands for it."""
    if site.geometry is not None:
        return site.kind in _AREA_KINDS
    return (
        bool(site.area_ha)
        and site.kind in _AREA_KINDS | {SiteKind.VIEW_AREA}
        and site.kind is not SiteKind.MINE_RAILWAY
    )


def _reach_m(site: Site, rules: LinkRules) -> float:
    if site.kind is SiteKind.TERRIL:
        return rules.terril_m
    if site.kind is SiteKind.VIEW_AREA:
        return rules.view_m
    if _has_extent(site):
        return rules.along_m
    return rules.building_m


class _Finder:
    """Finds the spots of one site."""

    def __init__(
        self,
        around: _Around,
        streets: Streets,
        barriers: Barriers,
        frame: MetricFrame,
        network: Network,
        rules: LinkRules,
    ) -> None:
        self._around = around
        self._streets = streets
        self._barriers = barriers
        self._frame = frame
        self._network = network
        self._reach_m = _reach_m(around.site, rules)

    def find(self, vehicle: Vehicle) -> SiteSpots:
        usable = self._streets.is_usable(self._around.near.edges, vehicle)
        site = self._around.site
        if not usable.any() and site.kind is not SiteKind.TERRIL:
            return SiteSpots(None, None, "no_street")
        if site.kind is SiteKind.TERRIL:
            return self._find_terril(vehicle, usable)
        if site.kind is SiteKind.VIEW_AREA:
            return self._find_view(usable)
        if _has_extent(site):
            return self._find_area(usable)
        return self._find_building(usable)

    def _find_terril(self, vehicle: Vehicle, usable: npt.NDArray[np.bool_]) -> SiteSpots:
        """Find the foot, on the nearest street outside the outline, and the top, the highest place on a path within."""
        lines = self._around.near.lines
        clear = shapely.difference(lines, self._around.shape)
        outside, reason = self._find_nearest(usable & ~self._around.inner, clear, _FOOT_OF_TERRIL)
        on_foot = self._streets.is_usable(self._around.near.edges, Vehicle.FOOT, barred_too=True)
        top = None if vehicle is Vehicle.WHEELCHAIR else self._find_top(on_foot & self._around.inner)
        return SiteSpots(outside, top, reason)

    def _find_top(self, wanted: npt.NDArray[np.bool_]) -> LinkSpot | None:
        best: tuple[float, float, int] | None = None
        spot: shapely.Point | None = None
        for index in np.flatnonzero(wanted).tolist():
            point, height = self._find_summit(index)
            if point is None:
                continue
            rank = (-height, round(point.distance(self._around.anchor), 1), index)
            if best is None or rank < best:
                best, spot = rank, point
        if best is None or spot is None:
            return None
        return self._make_spot(best[2], spot, spot)

    def _find_summit(self, index: int) -> tuple[shapely.Point | None, float]:
        """Find the highest vertex of an edge within the grounds, or the most central one where heights are unknown."""
        edge = int(self._around.near.edges[index])
        first, last = int(self._network.point_first[edge]), int(self._network.point_first[edge + 1])
        heights = np.asarray(self._network.point_ele_dm[first:last]).astype(np.int64)
        corners = shapely.get_coordinates(self._around.near.lines[index])
        vertices = [shapely.Point(x, y) for x, y in corners]
        inside = shapely.intersects(self._around.shape, vertices)
        if not inside.any():
            return None, 0.0
        distances = np.round(shapely.distance(vertices, self._around.anchor), 1)
        ranks = np.lexsort((distances, np.where(heights > UNKNOWN_ELEVATION_DM, -heights, 0), ~inside))
        chosen = int(ranks[0])
        return vertices[chosen], float(heights[chosen]) if heights[chosen] > UNKNOWN_ELEVATION_DM else 0.0

    def _find_view(self, usable: npt.NDArray[np.bool_]) -> SiteSpots:
        """Find the nearest public street with open sight, never a path in the fields."""
        quiet = self._public_or_quiet()
        spot, reason = self._find_nearest(usable & quiet, self._around.near.lines, _SIGHT)
        return SiteSpots(spot, None, reason)

    def _public_or_quiet(self) -> npt.NDArray[np.bool_]:
        edges = self._around.near.edges
        classes = self._streets.get_highways(edges)
        return self._around.public | np.isin(classes, [int(item) for item in sorted(_QUIET_PUBLIC)])

    def _find_area(self, usable: npt.NDArray[np.bool_]) -> SiteSpots:
        """Look within or along the shape, near its middle; from outside only public streets may lead through it."""
        lines, shape = self._around.near.lines, self._around.shape
        within = shapely.intersection(lines, shape.buffer(1.0))
        inside = self._find_central(usable, within)
        if inside is None:
            inside, _ = self._find_nearest(usable, lines, _ALL)
        if self._around.site.kind in {SiteKind.ESTATE, SiteKind.MINE_RAILWAY}:
            return SiteSpots(inside, inside, "" if inside else "blocked")
        parts = np.where(self._around.public, lines, shapely.difference(lines, shape))
        outside, reason = self._find_nearest(usable, parts, _NOT_FENCES)
        return SiteSpots(outside, inside, reason)

    def _find_central(self, usable: npt.NDArray[np.bool_], within: npt.NDArray[np.object_]) -> LinkSpot | None:
        wanted = np.flatnonzero(usable & ~shapely.is_empty(within) & (shapely.length(within) > 0))
        if not len(wanted):
            return None
        distances = np.round(shapely.distance(within[wanted], self._around.anchor), 1)
        index = int(wanted[np.lexsort((self._around.near.edges[wanted], distances))[0]])
        point, _ = shapely.ops.nearest_points(within[index], self._around.anchor)
        return self._make_spot(index, point, point)

    def _find_building(self, usable: npt.NDArray[np.bool_]) -> SiteSpots:
        """Find the street it faces: not across a fence for those who enter, never across anything else."""
        lines = self._around.near.lines
        inside, reason = self._find_nearest(usable, lines, _ALL)
        if inside is not None:
            return SiteSpots(inside, inside, "")
        outside, reason = self._find_nearest(usable, lines, _NOT_FENCES)
        return SiteSpots(outside, None, reason)

    def _find_nearest(
        self, wanted: npt.NDArray[np.bool_], parts: npt.NDArray[np.object_], kinds: frozenset[str]
    ) -> tuple[LinkSpot | None, str]:
        """Find the nearest place on a wanted part of a street with nothing of the kinds in between, or say why not."""
        distances = np.where(wanted & ~shapely.is_empty(parts), shapely.distance(parts, self._around.shape), np.inf)
        order = np.lexsort((self._around.near.edges, np.round(distances, 1)))
        reason = "no_street"
        for index in order[:_TRIES].tolist():
            if not distances[index] <= self._reach_m:
                break
            point, target = shapely.ops.nearest_points(parts[index], self._around.shape)
            blocker = self._barriers.find_blocker(point, target, kinds)
            if blocker is None:
                return self._make_spot(index, point, target), ""
            reason = f"behind_{blocker}"
        return None, reason

    def _make_spot(self, index: int, point: shapely.Point, target: shapely.Point) -> LinkSpot:
        near = self._around.near
        gap_m = point.distance(target)
        place = self._streets.to_terminal(int(near.edges[index]), near.lines[index], point, gap_m)
        return LinkSpot(place, self._frame.to_coordinate(target))


def compose_link(site: Site, access: Access, vehicle: Vehicle, spots: SiteSpots) -> SiteLink | None:
    """Link of a site for the status of the day, None where it is no target or cannot be reached.

    Parameters
    ----------
    site
        Site.
    access
        Its access on the day.
    vehicle
        Who comes.
    spots
        Its spots for the vehicle.
    """
    if not site.is_target(access):
        return None
    is_open = access.status == "open"
    if site.kind is SiteKind.TERRIL:
        return _compose_terril(is_open and not site.is_levelled, vehicle, spots)
    spot = (spots.inside or (spots.outside if _may_stay_outside(site) else None)) if is_open else spots.outside
    if spot is None:
        return None
    return _to_link(spot, entered=is_open and spot is spots.inside)


def _may_stay_outside(site: Site) -> bool:
    return site.kind is SiteKind.VIEW_AREA or _has_extent(site)


def _compose_terril(is_open: bool, vehicle: Vehicle, spots: SiteSpots) -> SiteLink | None:  # noqa: FBT001
    if not is_open or spots.inside is None:
        return _to_link(spots.outside, entered=False) if spots.outside else None
    if vehicle is Vehicle.FOOT:
        base = spots.outside.place if spots.outside else None
        return _to_link(spots.inside, entered=True, base=base)
    if spots.outside is None:
        return None
    return _to_link(spots.outside, entered=True, top=spots.inside.place)


def _to_link(spot: LinkSpot, *, entered: bool, base: Terminal | None = None, top: Terminal | None = None) -> SiteLink:
    access_m = int(np.ceil(spot.place.gap_m))
    return SiteLink(spot.place, spot.target, access_m, entered=entered, base=base, top=top)
