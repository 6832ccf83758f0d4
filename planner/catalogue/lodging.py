"""Where one may spend a night: what is known of it, and one list of several sources."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from graphs.geo import haversine_m
from planner.catalogue.site import AccessStatus, SiteKind
from planner.stops import fold_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graphs.geo import Coordinate
    from planner.catalogue.site import Site

__all__ = ["BICYCLE_SERVICES", "LODGING_KINDS", "Lodging", "list_site_lodgings", "merge_lodgings"]

LODGING_KINDS = ("hotel", "guest_house", "hostel", "apartment", "camp_site", "accommodation")
"""The last one is of the catalogues, which say no more."""
BICYCLE_SERVICES = ("parking", "repair", "tools", "pump", "charging", "cleaning", "rental", "welcome")
"""What a lodging may offer to those who come by bike; `welcome` is a certificate."""

_SAME_NAME_WITHIN_M = 150.0
_WELL_PLACED_M = 100
_SHUT = frozenset({AccessStatus.CLOSED, AccessStatus.PROJECT})


@dataclass(frozen=True, slots=True)
class Lodging:
    """A house or a ground where one may spend a night.

    Attributes
    ----------
    id
        That of the site in the catalogue, or such as `osm-node-12`.
    kind
        One of `LODGING_KINDS`.
    services
        What is known to be there for bikes, of `BICYCLE_SERVICES` and in their order; what is not listed is not known.

    Raises
    ------
    ValueError
        There is no id or no name, or kind or services are none of those.
    """

    id: str
    name: str
    kind: str
    position: Coordinate
    services: tuple[str, ...] = ()
    website: str = ""

    def __post_init__(self) -> None:
        if not (self.id and self.name) or self.kind not in LODGING_KINDS:
            msg = f"a lodging needs an id, a name and a kind, got {self.id!r}, {self.name!r}, {self.kind!r}"
            raise ValueError(msg)
        if not set(self.services) <= set(BICYCLE_SERVICES):
            msg = f"services must be some of {', '.join(BICYCLE_SERVICES)}, got {self.services!r}"
            raise ValueError(msg)


def list_site_lodgings(sites: Iterable[Site]) -> list[Lodging]:
    """List the sites of a catalogue that are lodgings, well enough placed and not closed."""
    return [
        Lodging(site.id, site.name, "accommodation", site.position, website=site.website)
        for site in sites
        if site.kind == SiteKind.ACCOMMODATION
        and site.access.status not in _SHUT
        and site.accuracy_m < _WELL_PLACED_M
        and not site.private_home
    ]


def merge_lodgings(sources: Iterable[Sequence[Lodging]]) -> list[Lodging]:
    """Merge sources, the most trusted first: lodgings of one name within 150 m of each other are one."""
    merged: list[Lodging] = []
    by_name: dict[str, list[int]] = defaultdict(list)
    ids: set[str] = set()
    for lodging in (lodging for source in sources for lodging in source):
        key = fold_name(lodging.name)
        near = (i for i in by_name[key] if haversine_m(merged[i].position, lodging.position) <= _SAME_NAME_WITHIN_M)
        partner = next(near, None)
        if partner is not None:
            merged[partner] = _join(merged[partner], lodging)
        elif lodging.id not in ids:
            by_name[key].append(len(merged))
            merged.append(lodging)
        ids.add(lodging.id)
    return merged


def _join(lodging: Lodging, other: Lodging) -> Lodging:
    both = {*lodging.services, *other.services}
    return replace(
        lodging,
        kind=other.kind if lodging.kind == "accommodation" else lodging.kind,
        services=tuple(name for name in BICYCLE_SERVICES if name in both),
        website=lodging.website or other.website,
    )
