"""Which sites a request could visit: those that its themes score or that it names, and where one stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from graphs.geo import haversine_m_array
from graphs.overlay.tags import get_way_tags
from planner.errors import AmbiguousNameError, InvalidRequestError, NoItineraryError, UnknownSiteError
from planner.hours import Clock, Spot, VisitHours, get_visit_hours
from planner.itinerary import Place, Reason
from planner.themes import get_dwell_s, score_site

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphs.geo import BoundingBox, Coordinate
    from graphs.snap import Terminal
    from planner.catalogue import Access, Site, SiteLink
    from planner.catalogue.closures import StatusFile
    from planner.desk import Desk
    from planner.streets import RequestStreets
    from planner.territory import Territory

__all__ = ["SiteTarget", "closed_error", "find_named", "list_targets", "see_site"]

_SIDE_BY_SIDE_M = 400.0
_HOURS_DIGITS = 2
"""The sun rises at the same minute within a kilometre, so that sites side by side share what is worked out."""
_NOWHERE = Spot(0.0, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class SiteTarget:
    """A site as one request sees it.

    `named` says that the request asks for it by name; `hours` when it is open, None where the request has no departure.
    """

    index: int
    site: Site
    access: Access
    link: SiteLink
    score: int
    why: tuple[Reason, ...]
    dwell_s: int
    named: bool = False
    hours: VisitHours | None = None

    @property
    def terminal(self) -> Terminal:
        """Where the leg ends."""
        return self.link.place

    @property
    def place(self) -> Place:
        """Where the leg ends, as told to the visitor."""
        return Place(self.link.place.point, name=self.site.name, site=self.site.id, access_m=float(self.link.access_m))


def list_targets(
    desk: Desk,
    streets: RequestStreets,
    *,
    near: Sequence[Coordinate],
    within_m: float,
    must_visit: Sequence[str],
    avoid_sites: Sequence[str],
    clock: Clock | None = None,
    box: BoundingBox | None = None,
) -> list[SiteTarget]:
    """List what may be visited that day, in the order of the catalogue.

    Parameters
    ----------
    near, within_m
        Start and end, and what the straight ways between them and a site may add up to.
    must_visit, avoid_sites
        Ids or names; those that must be visited are listed wherever they lie.
    clock
        When the trip sets out: sites that are closed all the while are left out, and those of which nobody knows where
        known openings alone are asked for.
    box
        Sites outside it are left out unless they must be visited.

    Raises
    ------
    UnknownSiteError, AmbiguousNameError
        A named site is not known, or its name stands for several.
    InvalidRequestError
        A site that must be visited is closed, also at that time, a project, not placed well enough, or not known to be
        open where that is asked for.
    NoItineraryError
        A site that must be visited cannot be reached.
    """
    territory = desk.territory
    wanted = {find_named(territory, name, field="must_visit") for name in must_visit}
    shunned = {find_named(territory, name, field="avoid_sites") for name in avoid_sites}
    if wanted & shunned:
        site = territory.sites[min(wanted & shunned)]
        raise InvalidRequestError(f"{site.name} stands in must_visit and in avoid_sites", field="must_visit")
    lat, lon = territory.sites.lat, territory.sites.lon
    straight_m = np.zeros(len(lat))
    for point in near:
        at = (np.full(len(straight_m), point.lat), np.full(len(straight_m), point.lon))
        straight_m += haversine_m_array(*at, lat, lon)
    near_enough = straight_m <= within_m
    if box is not None:
        near_enough &= (lat >= box.south) & (lat <= box.north)
        near_enough &= (lon >= box.west) & (lon <= box.east)
    targets, rules = [], territory.closures.current()
    for index in sorted({*np.flatnonzero(near_enough).tolist(), *wanted} - shunned):
        field = "must_visit" if index in wanted else None
        target = see_site(territory, streets, index, field=field, clock=clock, rules=rules)
        if target is not None and clock is not None:
            target = replace(target, hours=_limit(target.hours, clock))
        if target is not None and (clock is None or _opens(target, clock)):
            targets.append(target)
    return _without_doubles(targets)


def _limit(hours: VisitHours | None, clock: Clock) -> VisitHours | None:
    """Give the hours that a trip keeps to: those that are known, where it is asked for them alone; around a break."""
    if hours is not None and clock.known_only:
        hours = hours.without_unknown()
    return hours.around(clock.pause) if hours is not None and clock.pause is not None else hours


def _opens(target: SiteTarget, clock: Clock) -> bool:
    """Whether a visit can begin at some time of the trip; an error where it must be visited and cannot."""
    if target.hours is None or target.hours.opens_within(clock.ahead_ms, target.dwell_s * 1000):
        return True
    if target.named:
        raise closed_error(target, clock)
    return False


def closed_error(target: SiteTarget, clock: Clock) -> InvalidRequestError:
    """Make the error for a site that must be visited and is closed, or not known to be open, during the trip."""
    day, text = clock.departure.date().isoformat(), target.site.opening_hours
    state = "not known to be open" if clock.known_only else "closed"
    hours = text or "not known"
    msg = f"must_visit: {target.site.name} is {state} while this trip of {day} could be there (opening hours: {hours})"
    return InvalidRequestError(msg, field="must_visit", site=target.site.id, opening_hours=text)


def _without_doubles(targets: Sequence[SiteTarget]) -> list[SiteTarget]:
    """Keep the best of those that bear one name and lie side by side: a building and the estate it stands for."""
    groups: dict[str, list[SiteTarget]] = {}
    for target in sorted(targets, key=lambda item: (not item.named, -item.score, item.index)):
        groups.setdefault(_plain_name(target.site.name), []).append(target)
    kept = (target for group in groups.values() for target in _list_apart(group))
    return sorted(kept, key=lambda item: item.index)


def _list_apart(group: Sequence[SiteTarget]) -> list[SiteTarget]:
    """Keep the first of those that lie side by side, and all that are asked for by name."""
    if len(group) == 1:
        return [*group]
    lat, lon = (np.array(values) for values in zip(*((t.link.place.lat, t.link.place.lon) for t in group), strict=True))
    kept: list[int] = []
    for number, target in enumerate(group):
        at = (np.full(len(kept), lat[number]), np.full(len(kept), lon[number]))
        if target.named or not (haversine_m_array(*at, lat[kept], lon[kept]) < _SIDE_BY_SIDE_M).any():
            kept.append(number)
    return [group[number] for number in kept]


def _plain_name(name: str) -> str:
    """Name without what was added in brackets to tell it apart."""
    return name.partition(" (")[0].casefold()


def find_named(territory: Territory, name: str, *, field: str) -> int:
    """Index of a site by id or by a name that is not ambiguous.

    Raises
    ------
    UnknownSiteError, AmbiguousNameError
        The name is not known, or stands for several.
    """
    try:
        index = territory.find_site_index(name)
    except AmbiguousNameError as error:
        raise AmbiguousNameError(f"{field}: {error.message}", **{**error.details, "field": field}) from error
    if index is None:
        msg = f"{field}: there is no site {name!r}"
        raise UnknownSiteError(msg, field=field, site=name)
    return index


def see_site(
    territory: Territory,
    streets: RequestStreets,
    index: int,
    *,
    field: str | None = None,
    clock: Clock | None = None,
    rules: StatusFile | None = None,
) -> SiteTarget | None:
    """See a site as one request does; None where it is no target, unless it is asked for by name.

    Parameters
    ----------
    index
        Position of the site in the catalogue.
    field
        Name of the field that asks for it by name, None for a site that is merely there.
    clock
        When the trip sets out, for the opening hours.
    rules
        Closures that count, those of this moment when left out: whoever sees many sites reads them once.

    Raises
    ------
    InvalidRequestError
        A site that is asked for may not be visited.
    NoItineraryError
        A site that is asked for cannot be reached.
    """
    site = territory.sites[index]
    rules = rules or territory.closures.current()
    access = rules.find_site_access(site.id, streets.day) or site.access
    if not site.is_target(access):
        if field is not None:
            msg = f"{field}: {site.name} may not be visited ({access.status.value})"
            raise InvalidRequestError(msg, field=field, site=site.id, access=access.status.value)
        return None
    score, why = score_site(site, streets.mix, access=access)
    if score <= 0 and field is None:
        return None
    # What no theme speaks for is there since somebody asked for it.
    why = why or (Reason("asked"),)
    link = territory.find_site_link(index, streets.view.profile.vehicle, streets.day, access)
    if link is None:
        if field is not None:
            msg = f"{field}: no street leads {streets.view.profile.name} to {site.name}"
            raise NoItineraryError(msg, field=field, site=site.id)
        return None
    dwell_s = get_dwell_s(site, streets.mix, entered=link.entered)
    hours = None if clock is None else _read_hours(territory, site, link, clock)
    return SiteTarget(index, site, access, link, max(score, 1), why, dwell_s, named=field is not None, hours=hours)


def _read_hours(territory: Territory, site: Site, link: SiteLink, clock: Clock) -> VisitHours:
    """Read the opening hours of a site with the holidays of its country and region."""
    if not site.opening_hours.strip():
        return get_visit_hours("", _NOWHERE, clock)
    network = territory.network
    street = get_way_tags(network, int(network.edge_way[link.place.edge]))
    country = site.country or street.country or ""
    region = (street.region or "") if street.country == country else ""
    lat, lon = round(site.position.lat, _HOURS_DIGITS), round(site.position.lon, _HOURS_DIGITS)
    return get_visit_hours(site.opening_hours, Spot(lat, lon, country, region), clock)
