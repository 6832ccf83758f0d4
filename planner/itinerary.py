"""The answer: an itinerary with its legs, visits and figures.

Times are offsets in seconds from the start; renderers add the departure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from datetime import date, datetime

    import numpy as np
    import numpy.typing as npt

    from graphs.geo import Coordinate
    from planner.catalogue import Site
    from planner.catalogue.eating_places import EatingPlace
    from planner.emissions.figures import Emissions
    from planner.request import TripRequest
    from planner.sketch import Sketch

__all__ = [
    "Break",
    "Connection",
    "Day",
    "Itinerary",
    "Leg",
    "LegMode",
    "LegPart",
    "Line",
    "Night",
    "Notice",
    "Opening",
    "Place",
    "PlanResult",
    "Quality",
    "Reason",
    "RideLeg",
    "StageOf",
    "Step",
    "Summary",
    "Trains",
    "TransitJourney",
    "Visit",
]

LegMode = Literal["foot", "bike", "push", "ferry", "transit"]
LegPart = Literal["out", "circuit", "home"]
Opening = Literal["open", "closed", "unknown", "not_checked"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a leg starts or ends: a named stop or site, or a mere point.

    `access_m` is the gap between the asked point and the line.
    """

    point: Coordinate
    name: str = ""
    site: str | None = None
    stop: str | None = None
    access_m: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """Vertices in order of travel: `lat`, `lon` in degrees, `ele` in metres or NaN, float64 (n,), n >= 2."""

    lat: npt.NDArray[np.float64]
    lon: npt.NDArray[np.float64]
    ele: npt.NDArray[np.float64]

    def __post_init__(self) -> None:
        if not len(self.lat) == len(self.lon) == len(self.ele) >= 2:  # noqa: PLR2004
            msg = "a line needs lat, lon and ele of one length, at least 2"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch of a leg along one street.

    `turn` is one of depart, straight, slight_left, left, sharp_left, slight_right, right, sharp_right, u_turn,
    arrive; `kind` the name in lower case of the
    `graphs.attributes.Highway` member; `routes` the signposted routes followed ("V31", "GR 412", "12 - 47" with the
    network's name).
    """

    turn: str
    kind: str
    name: str
    length_m: float
    duration_s: float
    point: Coordinate
    routes: tuple[str, ...] = ()
    junction: str = ""
    """Number of the numbered junction met at the start of the step."""


@dataclass(frozen=True, slots=True, eq=False)
class Leg:
    """A stretch in one mode between two places. Ascent and descent are None where the elevation is not known."""

    mode: LegMode
    part: LegPart
    start: Place
    end: Place
    departure_s: float
    arrival_s: float
    length_m: float
    duration_s: float
    ascent_m: float | None
    descent_m: float | None
    line: Line
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is so: an id of `planner.reasons` and its parameters."""

    code: str
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the visitor should know: an id of `planner.reasons` and its parameters."""

    code: str
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Visit:
    """A stop at a site: seen from the street or entered.

    It begins at `arrival_s`, after a wait of `wait_s` for the opening.
    """

    site: Site
    arrival_s: float
    departure_s: float
    opening: Opening
    access_m: float
    """From the line to the nearest part of the site."""
    point: Coordinate
    """The part of the site nearest to where the visitor stands, at most `access_m` from the line."""
    score: int
    why: tuple[Reason, ...]
    wait_s: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Break:
    """A stop to eat. `opening` is open or unknown; `access_m` from the line, at `point`, to the place."""

    place: EatingPlace
    point: Coordinate
    arrival_s: float
    departure_s: float
    opening: Opening
    access_m: float


@dataclass(frozen=True, slots=True)
class NodeRun:
    """Numbers of junctions that are followed one after the other; `network` names their network, empty if unnamed."""

    network: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """Totals: the duration is that of moving, visits, waits, breaks and rides on public transport.

    Shares are of travelled length without ferries; keys of `surface` and `stress` are in alphabetical order and end
    with "unknown".
    """

    length_m: float
    duration_s: float
    moving_s: float
    visit_s: float
    ascent_m: float | None
    descent_m: float | None
    score: int
    surface: tuple[tuple[str, float], ...]
    stress: tuple[tuple[str, float], ...]
    unknown: tuple[tuple[str, float], ...]
    """Share of the length where surface, lit, width, elevation are not known."""
    signposted_share: float
    routes: tuple[str, ...] = ()
    """Names of signposted routes followed for a good part, longest first."""
    node_networks: tuple[NodeRun, ...] = ()
    """Numbered junctions followed, in order of travel."""
    co2_g: float | None = None
    """The most that the factors say, None where there is no factor for a part or nothing was reckoned."""
    co2_car_g: float | None = None
    """The least that the factors say of the same day by car, None where it was not reckoned."""
    emissions: Emissions | None = None
    wait_s: float = 0.0
    """Waits for sites to open, for trains and between them."""
    transit_s: float | None = None
    """On public transport, None where no access was asked for; `transit_m` is not part of `length_m`."""
    transit_m: float | None = None
    break_s: float = 0.0
    """At places to eat."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Figures of the drawn line. Lengths in metres; shares of travelled length, between 0 and 1."""

    length_error: float | None
    retraced_share: float
    corridor_share: float
    spur_m: float
    compactness: float
    pleasant_share: float
    major_share: float
    turns_per_km: float
    gap_m: float
    closing_m: float
    visit_gap_m: float
    off_network_share: float = 0.0
    """Always 0: lines are drawn from the points of streets."""
    illegal_share: float = 0.0
    barriers: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class RideLeg:
    """A ride on public transport. Seconds since the start of the journey; the line joins the stops called at.

    `bikes` and `wheelchair` are `yes`, `no` or `unknown`; `service_date` is the day that the feed counts the trip to.
    """

    start: Place
    end: Place
    departure_s: float
    arrival_s: float
    length_m: float
    line: tuple[Coordinate, ...]
    feed: str
    trip_id: str
    service_date: date
    route: str
    agency: str
    vehicle: str
    headsign: str
    bikes: str
    wheelchair: str
    stops_between: int
    part: LegPart = "out"
    bike_reservation: bool = False
    """Whether a place for the bike must be reserved."""
    bikes_source: str = ""
    """On whose word bikes are taken or not; empty where nobody knows."""

    @property
    def mode(self) -> LegMode:
        """Always by public transport."""
        return "transit"


@dataclass(frozen=True, slots=True)
class Connection:
    """A way by public transport in an itinerary: when one sets out and arrives, in seconds since the start."""

    departure_s: float
    arrival_s: float
    changes: int
    bikes: str
    """Whether all its vehicles take bikes: `yes`, `no` or `unknown`."""
    bike_reservation: bool = False
    """Whether one of them takes bikes only where a place was reserved."""


@dataclass(frozen=True, slots=True)
class Trains:
    """How an itinerary is reached and left by public transport.

    `out` is None on the last of several days, `home` on the first and where no return was asked for, `after_home` where
    nothing else leads home in time.
    """

    out: Connection | None
    home: Connection | None
    after_home: Connection | None
    slack_s: int


@dataclass(frozen=True, slots=True)
class StageOf:
    """Of which itinerary of several days one is a day: its id, the number of the day from 1, and how many there are."""

    id: str
    day: int
    days: int


@dataclass(frozen=True, slots=True)
class Night:
    """Where a night is spent between two days.

    `kind` is that of the lodging, or `city`, `town`, `village` or `station` where none is known there, or `base`;
    `lodging` its id, `services` what it is known to offer for bikes.
    """

    place: Place
    kind: str
    lodging: str | None = None
    services: tuple[str, ...] = ()
    website: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Day:
    """One day of several: an itinerary of its own, and the night behind it, None behind the last.

    `begin_s` is when it begins, in seconds since the first one does; `effort_s` what it takes, on the move or, where a
    time is asked, in all; `asked` what it was drawn for, and `sketch` what edits of it start from.
    """

    itinerary: Itinerary
    begin_s: float
    effort_s: float
    night: Night | None
    asked: TripRequest
    sketch: Sketch


@dataclass(frozen=True, slots=True, eq=False)
class Itinerary:
    """One answer. `id` is a hash of request, territory and version, with the rank among the answers."""

    id: str
    rank: int
    mode: str
    legs: tuple[Leg | RideLeg, ...]
    visits: tuple[Visit, ...]
    summary: Summary
    quality: Quality
    warnings: tuple[Notice, ...]
    attribution: tuple[str, ...]
    departure: datetime | None
    language: str
    is_circuit: bool
    notice: str = ""
    """Text that every output shows first, such as that of the demo territory; in the language of the request."""
    title: str = ""
    trains: Trains | None = None
    days: tuple[Day, ...] = ()
    """Of several days; legs and visits are then those of all of them, one after the other, and the times go on."""
    stage_of: StageOf | None = None
    """Of a day of several."""
    breaks: tuple[Break, ...] = ()
    """Where one eats on the way, where that was asked for."""

    @property
    def own_legs(self) -> tuple[Leg, ...]:
        """Legs that are walked, ridden or sailed, without those on public transport."""
        return tuple(leg for leg in self.legs if isinstance(leg, Leg))


@dataclass(frozen=True, slots=True, eq=False)
class PlanResult:
    """All itineraries of a request, best first, how they came about, and what edits of each would start from."""

    itineraries: tuple[Itinerary, ...]
    diagnostics: dict[str, Any]
    sketches: tuple[Sketch, ...] = ()
    """One for each itinerary of one day; of several, each day has its own."""

    def list_days(self) -> list[Day]:
        """List the days of all itineraries of several."""
        return [day for itinerary in self.itineraries for day in itinerary.days]


@dataclass(frozen=True, slots=True, eq=False)
class TransitJourney:
    """A journey by public transport: the moment it begins, with the offset of the place, and its legs."""

    departure: datetime
    duration_s: float
    legs: tuple[Leg | RideLeg, ...]
    vehicles: int
    warnings: tuple[Notice, ...] = ()
