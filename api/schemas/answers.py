"""Bodies of answers, as the OpenAPI document shows them; renderers of `planner.render` write them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["ItinerariesAnswer", "ItineraryDocument", "LegAnswer", "Problem", "SummaryAnswer", "TextAnswer"]

Moment = str | int
"""ISO 8601 with offset where the request has a departure, else seconds from the start."""


class Problem(BaseModel):
    """An error (RFC 9457). More members may follow: the field, what is feasible, candidates."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    code: str = Field(description="Stable; programs may rely on it.")


class Point(BaseModel):
    """A point on WGS 84, in degrees."""

    lat: float
    lon: float


class PlaceAnswer(Point):
    """A place with its name and its distance from the line."""

    name: str
    access_m: float
    site: str | None = None
    stop: str | None = None


class LineString(BaseModel):
    """A GeoJSON line: longitude, latitude and, where known for the whole leg, elevation."""

    type: Literal["LineString"]
    coordinates: list[list[float]]


class StepAnswer(BaseModel):
    """A stretch along one street, with its instruction."""

    turn: str
    kind: str
    name: str
    length_m: float
    duration_s: int
    position: Point
    routes: list[str]
    junction: str
    text: str


class LegAnswer(BaseModel):
    """A stretch in one mode."""

    model_config = ConfigDict(populate_by_name=True)

    mode: Literal["foot", "bike", "push", "ferry", "transit"]
    part: Literal["out", "circuit", "home"]
    from_: PlaceAnswer = Field(alias="from")
    to: PlaceAnswer
    departure: Moment
    arrival: Moment
    length_m: float
    duration_s: int
    ascent_m: float | None
    descent_m: float | None
    geometry: LineString
    steps: list[StepAnswer]
    stage: int | None = Field(None, description="Number of the day, with several days alone.")


class TransitLegAnswer(BaseModel):
    """A ride; ids are those of the GTFS feed, with several feeds the trip after the file name and a colon."""

    model_config = ConfigDict(populate_by_name=True)

    mode: Literal["transit"]
    part: Literal["out", "circuit", "home"]
    from_: PlaceAnswer = Field(alias="from")
    to: PlaceAnswer
    departure: str
    arrival: str
    length_m: float
    duration_s: int
    geometry: LineString | None
    feed: str
    trip_id: str
    service_date: str
    from_stop_id: str
    to_stop_id: str
    route: str
    agency: str
    vehicle: str
    headsign: str
    bikes: Literal["yes", "no", "unknown"]
    bike_reservation: bool = Field(description="Bikes are taken, where a place was reserved.")
    bikes_source: str = Field(description="On whose word: a feed, or a row of a table; empty where nobody knows.")
    wheelchair: Literal["yes", "no", "unknown"]
    stops_between: int


class NodeRunAnswer(BaseModel):
    """Numbers of junctions that are followed one after the other."""

    network: str
    numbers: list[str]


Grams = tuple[float, float]
"""From the least to the most."""


class EmissionShareAnswer(BaseModel):
    """Legs by one vehicle; no factors and no grams where nobody knows."""

    vehicle: str
    length_m: float
    factors: list[str]
    use_g: Grams | None
    construction_g: Grams | None
    total_g: Grams | None


class CarDayAnswer(BaseModel):
    """The drive to the circuit and back, per person; null with the reason where it was not reckoned."""

    occupancy: int
    distance_m: tuple[float, float] | None
    distance_by: Literal["streets", "straight_line"] | None
    use_g: Grams | None
    construction_g: Grams | None
    total_g: Grams | None
    reason: Literal["no_origin", "origin_unplaced", "part_of_tour"] | None


class EmissionsAnswer(BaseModel):
    """Grams of CO2 equivalents per person, each range for itself."""

    use_g: Grams
    construction_g: Grams
    total_g: Grams
    unknown_m: float = Field(description="Metres for which there is no factor; they are in none of the ranges.")
    complete: bool
    by: list[EmissionShareAnswer]
    car: CarDayAnswer
    sources: list[str]
    text: list[str] = Field(description="The same in words, in the language of the request.")


class SummaryAnswer(BaseModel):
    """Totals; null where unknown."""

    length_m: float
    duration_s: int
    moving_s: int
    visit_s: int
    wait_s: int
    break_s: int | None = Field(None, description="With a lunch on the way alone.")
    ascent_m: float | None
    descent_m: float | None
    score: int
    co2_g: float | None = Field(description="Per person, the most that the factors say; null where a part has none.")
    co2_car_g: float | None = Field(description="The drive by car, the least that the factors say; null without one.")
    emissions: EmissionsAnswer | None = Field(None, description="With itineraries alone.")
    transit_s: int | None = Field(None, description="With access alone, as transit_m.")
    transit_m: float | None = None
    surface: dict[str, float]
    stress: dict[str, float]
    unknown: dict[str, float]
    signposted_share: float
    routes: list[str]
    node_networks: list[NodeRunAnswer]


class QualityAnswer(BaseModel):
    """Figures of the drawn line; shares of travelled length."""

    length_m: float
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
    off_network_share: float
    illegal_share: float
    barriers: int


class VisitedSite(BaseModel):
    """What a visit shows of its site."""

    id: str
    name: str
    kind: str
    kind_name: str
    commune: str
    country: str
    position: Point
    access: str


class TextAnswer(BaseModel):
    """A stable code and its text in the language of the request."""

    code: str
    text: str


class VisitAnswer(BaseModel):
    """A stop at a site."""

    site: VisitedSite
    arrival: Moment
    departure: Moment
    opening: Literal["open", "closed", "unknown", "not_checked"]
    wait_s: int
    access_m: float
    position: Point
    score: int
    why: list[TextAnswer]
    stage: int | None = Field(None, description="Number of the day, with several days alone.")


class BreakAnswer(BaseModel):
    """A break at a place to eat, `access_m` metres from the line at `from_line`; `known` where it is surely open."""

    id: str
    name: str
    kind: str
    kind_name: str
    position: Point
    arrival: Moment
    departure: Moment
    opening: Literal["open", "unknown"]
    known: bool
    opening_hours: str = Field(description="As OSM has it; empty where nobody says.")
    access_m: float
    from_line: Point


class ConnectionAnswer(BaseModel):
    """A way by public transport."""

    departure: str
    arrival: str
    changes: int
    bikes: Literal["yes", "no", "unknown"]
    bike_reservation: bool


class AccessAnswer(BaseModel):
    """How the circuit is reached and left; `after_home` is null where `home` is the last connection in time.

    Of several days the first has but `out`, the last but `home`.
    """

    out: ConnectionAnswer | None
    home: ConnectionAnswer | None
    after_home: ConnectionAnswer | None
    slack_s: int


class ServiceAnswer(BaseModel):
    """What a lodging is known to offer to those who come by bike."""

    id: str
    name: str


class NightAnswer(BaseModel):
    """Where a night between two days is spent; not `known` where one has to look for a lodging there."""

    place: PlaceAnswer
    kind: str
    kind_name: str
    known: bool
    lodging: str | None
    services: list[ServiceAnswer]
    website: str


class StageAnswer(BaseModel):
    """One day of several: an itinerary of its own under its id, whose legs and visits bear its number."""

    model_config = ConfigDict(populate_by_name=True)

    day: int
    id: str
    title: str
    departure: str | None
    from_: PlaceAnswer = Field(alias="from")
    to: PlaceAnswer
    effort_s: int
    summary: SummaryAnswer
    quality: QualityAnswer
    night: NightAnswer | None
    warnings: list[TextAnswer]
    access: AccessAnswer | None = Field(None, description="With access, of the first and the last day alone.")
    links: dict[str, str]


class TourAnswer(BaseModel):
    """What several days have in common; `effort_spread` is what the hardest asks more than the easiest, as a share."""

    days: int
    nights: Literal["lodgings", "base"]
    effort_spread: float


class StageOfAnswer(BaseModel):
    """Which day of which itinerary one is."""

    id: str
    day: int
    days: int


class ItineraryDocument(BaseModel):
    """One itinerary."""

    notice: str
    id: str
    rank: int
    title: str
    mode: str
    language: str
    circuit: bool
    departure: str | None
    start: PlaceAnswer
    access_m: float
    summary: SummaryAnswer
    quality: QualityAnswer
    legs: list[TransitLegAnswer | LegAnswer]
    visits: list[VisitAnswer]
    warnings: list[TextAnswer]
    attribution: list[str]
    access: AccessAnswer | None = Field(None, description="With access alone.")
    breaks: list[BreakAnswer] | None = Field(None, description="With a lunch on the way alone.")
    tour: TourAnswer | None = Field(None, description="With several days alone, as stages.")
    stages: list[StageAnswer] | None = None
    stage_of: StageOfAnswer | None = Field(None, description="Of one day of several alone.")
    links: dict[str, str]


class ItinerariesAnswer(BaseModel):
    """Itineraries, best first."""

    notice: str
    itineraries: list[ItineraryDocument]
    diagnostics: dict[str, Any]
