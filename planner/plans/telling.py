"""What a plan says of its visits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.assembly import Sojourn
from planner.catalogue import AccessStatus
from planner.itinerary import Notice, Place

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.plans.climbs import Climb
    from planner.targets import SiteTarget

__all__ = ["sojourn_at", "tell_visits"]


def sojourn_at(item: SiteTarget, climb: Climb | None) -> Sojourn:
    """Make the visit of a target, with the walk up where those on wheels take one."""
    return Sojourn(
        site=item.site,
        place=item.place,
        score=item.score,
        why=item.why,
        dwell_s=item.dwell_s,
        hours=item.hours,
        point=climb.top.point if climb else item.link.target,
        climb=(climb.up, climb.down) if climb else None,
        climb_place=Place(climb.top.point, name=item.site.name, site=item.site.id) if climb else None,
    )


def tell_visits(visits: Iterable[tuple[SiteTarget, Climb | None]]) -> list[Notice]:
    """List what the visitor should know of visits, sites with the same thing to say together."""
    told: dict[str, list[str]] = {}
    for item, climb in visits:
        if item.access.status is AccessStatus.UNKNOWN:
            told.setdefault("access_unknown", []).append(item.site.name)
        elif not item.link.entered:
            told.setdefault("seen_from_street", []).append(item.site.name)
        if climb is not None:
            told.setdefault("bike_waits", []).append(item.site.name)
    return [Notice(code, (("site", ", ".join(names)),)) for code, names in told.items()]
