"""Things that OSM knows on the grounds of a site share its access: a viewpoint on a closed terril is closed too."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from shapely import STRtree

from planner.catalogue.grounds import bars_its_grounds, make_grounds
from planner.catalogue.site import AccessStatus, SiteKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.catalogue.frame import MetricFrame
    from planner.catalogue.site import Site

__all__ = ["restrict_to_hosts"]

_FROM_OSM = "osm-"
_KEEP_THEIR_STREETS = frozenset({SiteKind.ESTATE, SiteKind.MINE_RAILWAY, SiteKind.VIEW_AREA, SiteKind.TERRIL})


def restrict_to_hosts(sites: Sequence[Site], frame: MetricFrame) -> list[Site]:
    """Give sites known to OSM alone the access of the guarded or closed site on whose grounds they lie.

    Sites of a catalogue keep the status that somebody gave them.
    """
    hosts, grounds = [], []
    for site in sites:
        shape = make_grounds(site, frame) if bars_its_grounds(site, site.access.status) else None
        if shape is not None:
            hosts.append(site)
            grounds.append(shape)
    tree = STRtree(np.array(grounds, dtype=object))
    return [_restrict(site, hosts, tree, frame) for site in sites]


def _restrict(site: Site, hosts: Sequence[Site], tree: STRtree, frame: MetricFrame) -> Site:
    if not site.id.startswith(_FROM_OSM) or site.kind in _KEEP_THEIR_STREETS:
        return site
    found = [hosts[index] for index in sorted(tree.query(frame.to_point(site.position), predicate="within").tolist())]
    stricter = [host for host in found if host.id != site.id]
    if not stricter:
        return site
    closed = [host for host in stricter if host.access.status in {AccessStatus.CLOSED, AccessStatus.PROJECT}]
    return replace(site, access=(closed or stricter)[0].access)
