"""Which sites a request could visit: those that its themes score or that it names, where one stands, and how long one stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.errors import InvalidRequestError, NoItineraryError, UnknownSiteError
from planner.itinerary import Notice, Place
from planner.catalogue import AccessStatus
from planner.themes import get_dwell_s, score_site

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphs.attributes import Vehicle
    from graphs.snap import Terminal
    from planner.catalogue import Access, Site, SiteLink
    from planner.itinerary import Reason
    from planner.streets import RequestStreets
    from planner.territory import Territory

__all__ = ["SiteTarget", "find_named", "list_targets"]


@dataclass(frozen=True, slots=True, eq=False)
class SiteTarget:
    """A site as one request sees it. `named` says that the request asks for it by name."""

    index: int
    site: Site
    access: Access
    link: SiteLink
    score: int
    why: tuple[Reason, ...]
    dwell_s: int
    named: bool = False

    @property
    def terminal(self) -> Terminal:
        """Where the leg ends."""
        return self.link.place

    @property
    def place(self) -> Place:
        """Where the leg ends, as told to the visitor."""
        return Place(self.link.place.point, name=self.site.name, site=self.site.id, access_m=float(self.link.access_m))

    def notices(self) -> list[Notice]:
        """What the visitor should know of this visit."""
        name = (("site", self.site.name),)
        if self.access.status is AccessStatus.UNKNOWN:
            return [Notice("access_unknown", name)]
        if not self.link.entered and self.access.status is not AccessStatus.OPEN:
            return [Notice("seen_from_street", name)]
        return []


def list_targets(
    territory: Territory,
    streets: RequestStreets,
    *,
    vehicle: Vehicle,
    must_visit: Sequence[str],
    avoid_sites: Sequence[str],
) -> list[SiteTarget]:
    """List what may be visited that day by that vehicle, in the order of the catalogue.

    Raises
    ------
    UnknownSiteError, AmbiguousNameError
        A named site is not known, or its name stands for several.
    InvalidRequestError
        A site that must be visited is closed, a project, or not placed well enough.
    NoItineraryError
        A site that must be visited cannot be reached.
    """
    wanted = {find_named(territory, name, field="must_visit") for name in must_visit}
    shunned = {find_named(territory, name, field="avoid_sites") for name in avoid_sites}
    if wanted & shunned:
        site = territory.sites[min(wanted & shunned)]
        raise InvalidRequestError(f"{site.name} stands in must_visit and in avoid_sites", field="must_visit")
    targets = []
    for index in range(len(territory.sites)):
        if index in shunned:
            continue
        target = _see(territory, streets, index, vehicle, named=index in wanted)
        if target is not None:
            targets.append(target)
    return targets


def find_named(territory: Territory, name: str, *, field: str) -> int:
    """Index of a site by id or by a name that is not ambiguous.

    Raises
    ------
    UnknownSiteError, AmbiguousNameError
        The name is not known, or stands for several.
    """
    index = territory.find_site_index(name)
    if index is None:
        msg = f"{field}: there is no site {name!r}"
        raise UnknownSiteError(msg, field=field, site=name)
    return index


def _see(
    territory: Territory, streets: RequestStreets, index: int, vehicle: Vehicle, *, named: bool
) -> SiteTarget | None:
    site = territory.sites[index]
    access = territory.get_access(index, streets.day)
    if not site.is_target(access):
        if named:
            msg = f"must_visit: {site.name} may not be visited ({access.status.value})"
            raise InvalidRequestError(msg, field="must_visit", site=site.id, access=access.status.value)
        return None
    score, why = score_site(site, streets.mix, access=access)
    if score <= 0 and not named:
        return None
    link = territory.find_site_link(index, vehicle, streets.day)
    if link is None:
        if named:
            msg = f"must_visit: no street leads {streets.view.profile.name} to {site.name}"
            raise NoItineraryError(msg, field="must_visit", site=site.id)
        return None
    dwell_s = get_dwell_s(site, streets.mix, entered=link.entered)
    return SiteTarget(index, site, access, link, max(score, 1), why, dwell_s, named=named)
