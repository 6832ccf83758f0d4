"""A site: something to see or to enter, where it is, and whether one may go there."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from planner.texts import LocalText

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from graphs.geo import Coordinate

__all__ = ["Access", "AccessStatus", "Protection", "ProtectionKind", "Site", "SiteKind", "WorldHeritage"]

PLACED_WITHIN_M = 100
"""A row placed no better than this is shown, never visited."""


class AccessStatus(StrEnum):
    """Whether one may go there."""

    OPEN = "open"
    OUTSIDE = "outside"
    """To be seen from a public street."""
    CLOSED = "closed"
    PROJECT = "project"
    """Planned, not there yet."""
    UNKNOWN = "unknown"


class SiteKind(StrEnum):
    """What a site is."""

    TERRIL = "terril"
    MINE_RAILWAY = "mine_railway"
    ESTATE = "estate"
    BUILDING = "building"
    PIT = "pit"
    HEADFRAME = "headframe"
    MUSEUM = "museum"
    MEMORIAL = "memorial"
    RELIGIOUS = "religious"
    LANDMARK = "landmark"
    VIEW_AREA = "view_area"
    VIEWPOINT = "viewpoint"
    NATURAL_AREA = "natural_area"
    PARK = "park"
    CANAL = "canal"
    ARTWORK = "artwork"
    SPORT = "sport"
    ATTRACTION = "attraction"
    ACCOMMODATION = "accommodation"
    TRAILHEAD = "trailhead"


class ProtectionKind(StrEnum):
    """Three protections that are often taken for one another, and the rest."""

    WORLD_HERITAGE = "world_heritage"
    MONUMENT_HISTORIQUE = "monument_historique"
    SITE_CLASSE = "site_classe"
    """Law of 1930."""
    NATURE = "nature"
    """Nature reserve, or site of great biological interest (SGIB) in Wallonia."""


@dataclass(frozen=True, slots=True)
class Access:
    """Status with what it rests on. `date` says as of when (2026-11-22, 2026-04 or 2018), empty where nobody says."""

    status: AccessStatus
    reason: LocalText = field(default_factory=LocalText)
    source: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Protection:
    """One protection: its kind, its grade or wording, and its reference (`PA62000078`, `1360`), empty where unknown."""

    kind: ProtectionKind
    grade: str = ""
    ref: str = ""


@dataclass(frozen=True, slots=True)
class WorldHeritage:
    """Place of a site in the World Heritage: number of the property, zone, component and element."""

    property_id: str
    zone: Literal["property", "buffer"]
    component: str = ""
    element: str = ""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Site:
    """One site of the catalogue. `geometry` is in degrees with x the longitude, None where only a point is known.

    Raises
    ------
    ValueError
        The id, the name or the accuracy is missing.
    """

    id: str
    name: str
    """Name to show: generic and repeated names carry their commune already, and their country where that differs."""
    kind: SiteKind
    commune: str
    country: str
    """Two letters (ISO 3166), empty where unknown."""
    position: Coordinate
    accuracy_m: int
    access: Access
    geometry: BaseGeometry | None = None
    protections: tuple[Protection, ...] = ()
    world_heritage: WorldHeritage | None = None
    form: str = ""
    company: str = ""
    period: str = ""
    interest: str = ""
    """Grade given by the keepers of the World Heritage: Exceptionnelle, Remarquable, Témoin."""
    ref: str = ""
    """Number on the ground or in the inventory, such as T144."""
    area_ha: float | None = None
    length_m: float | None = None
    height_m: float | None = None
    view_on: tuple[str, ...] = ()
    """What is seen from here: numbers of terrils (T084) and names."""
    opening_hours: str = ""
    """As given by the source, unparsed."""
    website: str = ""
    tags: tuple[str, ...] = ()
    private_home: bool = False
    source: str = ""
    licence: str = ""
    osm_id: str = ""
    """Such as `way/123`, empty where the site is not known to OSM."""

    def __post_init__(self) -> None:
        if not self.id or not self.name:
            msg = f"a site needs an id and a name, got {self.id!r}, {self.name!r}"
            raise ValueError(msg)
        if self.accuracy_m < 0:
            msg = f"accuracy_m of {self.id} must not be negative"
            raise ValueError(msg)

    @property
    def is_placed(self) -> bool:
        """Whether its place is known well enough to be visited."""
        return self.accuracy_m < PLACED_WITHIN_M

    @property
    def is_levelled(self) -> bool:
        """Whether it is a terril that was taken away: no view and no climb."""
        return self.form.casefold().startswith("arasé")

    @property
    def is_open(self) -> bool:
        """Whether one may enter or climb it."""
        return self.access.status is AccessStatus.OPEN

    @property
    def is_area(self) -> bool:
        """Whether its outline is known."""
        return self.geometry is not None and self.geometry.geom_type in {"Polygon", "MultiPolygon"}

    def is_target(self, access: Access | None = None) -> bool:
        """Say whether an itinerary may lead here, with the site's own access or the one of a day.

        Closed sites and projects, badly placed ones, private homes, view areas without a view left and levelled
        terrils that nobody opened are shown at most.
        """
        status = (access or self.access).status
        if status in {AccessStatus.CLOSED, AccessStatus.PROJECT} or not self.is_placed or self.private_home:
            return False
        if self.is_levelled and status is not AccessStatus.OPEN:
            return False
        return not (self.kind is SiteKind.VIEW_AREA and not self.view_on)
