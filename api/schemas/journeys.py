"""Journeys by public transport on the wire."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.answers import LegAnswer, LineString, PlaceAnswer
from api.schemas.places import Place, WireModel
from api.schemas.requests import Departure

__all__ = ["JourneysAnswer", "JourneysRequest"]


class JourneysRequest(WireModel):
    """From one place to another by public transport: leaving at a moment or later, or arriving by one."""

    from_: Annotated[Place, Field(alias="from")]
    to: Place
    departure: Annotated[
        Departure | None, Field(description="ISO 8601 with offset, earliest departure; or `arrival`.")
    ] = None
    arrival: Annotated[Departure | None, Field(description="ISO 8601 with offset, latest arrival.")] = None
    mode_to_stop: Annotated[
        Literal["foot", "bike"],
        Field(description="How one gets to the first stop; with a bike on board, also from the last one."),
    ] = "foot"
    bike_on_board: Annotated[
        Literal["required", "if_possible", "no"],
        Field(
            description="required: only vehicles that take bikes for certain; if_possible: none that is known not to; "
            "no: the bike stays at the first stop."
        ),
    ] = "no"
    alternatives: Annotated[int, Field(ge=1, le=10)] = 1
    language: Literal["fr", "nl", "en"] = "fr"


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
    wheelchair: Literal["yes", "no", "unknown"]
    stops_between: int


class JourneyAnswer(BaseModel):
    """One journey, with the ways to the first stop, between vehicles and from the last stop."""

    departure: str
    arrival: str
    duration_s: int
    changes: int
    legs: list[TransitLegAnswer | LegAnswer]


class JourneysAnswer(BaseModel):
    """Journeys, the best first."""

    notice: str
    journeys: list[JourneyAnswer]
    attribution: list[str]
