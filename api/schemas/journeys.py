"""Journeys by public transport on the wire."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from api.schemas.answers import LegAnswer, TextAnswer, TransitLegAnswer
from api.schemas.places import Place, WireModel
from api.schemas.requests import Departure, NearestWeek

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
    nearest_week: NearestWeek = False
    language: Literal["fr", "nl", "en"] = "fr"


class JourneyAnswer(BaseModel):
    """One journey, with the ways to the first stop, between vehicles and from the last stop."""

    departure: str
    arrival: str
    duration_s: int
    changes: int
    legs: list[TransitLegAnswer | LegAnswer]
    warnings: list[TextAnswer]


class JourneysAnswer(BaseModel):
    """Journeys, the best first."""

    notice: str
    journeys: list[JourneyAnswer]
    attribution: list[str]
