"""The grounds of a site and the streets within them: what is barred to every leg while the site may not be entered."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import shapely

from graphs.attributes import ArcClass, Highway
from graphs.snap import list_edges_in_box
from graphs.view import edge_geometries
from planner.catalogue.site import AccessStatus, Site, SiteKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from graphs.network import Network
    from planner.catalogue.frame import MetricFrame

__all__ = ["PUBLIC_HIGHWAYS", "bars_its_grounds", "list_edge_highways", "list_inner_edges", "make_grounds"]

PUBLIC_HIGHWAYS = frozenset(
    {
        *(Highway.MOTORWAY, Highway.TRUNK, Highway.PRIMARY, Highway.SECONDARY, Highway.TERTIARY, Highway.UNCLASSIFIED),
        *(Highway.RESIDENTIAL, Highway.LIVING_STREET, Highway.ROAD, Highway.FERRY),
    }
)
"""Streets that stay open where they cross closed grounds: they are public roads."""

_INSET_M = 5.0
_LEAST_INSIDE_M = 10.0
_LINE_WIDTH_M = 8.0
_SMALLEST_RADIUS_M = 30.0
_GUARDED_KINDS = frozenset({SiteKind.TERRIL, SiteKind.PIT, SiteKind.HEADFRAME})
_NEVER_GUARDED = frozenset({SiteKind.ESTATE, SiteKind.VIEW_AREA})


def bars_its_grounds(site: Site, status: AccessStatus) -> bool:
    """Say whether the paths on the grounds are barred to every leg while the status holds.

    Closed sites and projects bar them, whatever they are. Terrils, pits and headframes bar them unless they are open:
    a path in OSM is not a
    permission. Estates and view areas never do.
    """
    if status is AccessStatus.OPEN or site.kind in _NEVER_GUARDED:
        return False
    return status in {AccessStatus.CLOSED, AccessStatus.PROJECT} or site.kind in _GUARDED_KINDS


def make_grounds(site: Site, frame: MetricFrame) -> BaseGeometry | None:
    """Grounds of a site in metres.

    The outline where one is known, a strip along a line; a terril or pit without an outline gets a disc of its area,
    for it is there all the same.
    """
    if site.geometry is not None and site.is_area:
        return frame.to_metres(site.geometry)
    if site.geometry is not None and "LineString" in site.geometry.geom_type:
        return frame.to_metres(site.geometry).buffer(_LINE_WIDTH_M)
    if site.kind in _GUARDED_KINDS and site.is_placed:
        radius = math.sqrt((site.area_ha or 0.0) * 10_000 / math.pi)
        return frame.to_point(site.position).buffer(max(radius, float(site.accuracy_m), _SMALLEST_RADIUS_M))
    return None


def list_edge_highways(network: Network) -> npt.NDArray[np.uint8]:
    """Class of the street of every edge, u1 (E,)."""
    column = ArcClass.field_names().index("highway")
    highways = np.zeros(network.edge_count, dtype=np.uint8)
    highways[network.arc_edge >> 1] = network.classes[:, column][network.arc_class]
    return highways


def list_inner_edges(
    network: Network, frame: MetricFrame, sites: Sequence[Site], highways: npt.NDArray[np.uint8]
) -> list[npt.NDArray[np.int32]]:
    """Edges within the grounds of each site, sorted; public roads are left out.

    An edge lies within when at least 10 m of it, or half of it, lie more than 5 m inside: a street along the border
    does not.
    """
    public = np.isin(highways, [int(highway) for highway in sorted(PUBLIC_HIGHWAYS)])
    empty = np.empty(0, dtype=np.int32)
    found = []
    for site in sites:
        grounds = make_grounds(site, frame)
        found.append(empty if grounds is None else _list_within(network, frame, grounds, public))
    return found


def _list_within(
    network: Network, frame: MetricFrame, grounds: BaseGeometry, public: npt.NDArray[np.bool_]
) -> npt.NDArray[np.int32]:
    edges = list_edges_in_box(network, *frame.box_in_degrees(grounds, 0.0))
    edges = edges[~public[edges]]
    if not len(edges):
        return edges
    lines = frame.to_metres_all(edge_geometries(network, edges))
    inset = grounds.buffer(-_INSET_M)
    core = grounds if inset.is_empty else inset
    inside = shapely.length(shapely.intersection(lines, core))
    return edges[(inside > 0) & ((inside >= _LEAST_INSIDE_M) | (inside >= shapely.length(lines) / 2))]
