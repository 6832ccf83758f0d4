"""What live feeds say of an itinerary, on the wire."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.answers import TextAnswer

__all__ = ["LiveAnswer", "LiveQuery"]


class LiveQuery(BaseModel):
    """In which language."""

    model_config = ConfigDict(extra="forbid")

    language: Annotated[
        Literal["fr", "nl", "en"] | None, Field(description="Left out: as the client's Accept-Language says.")
    ] = None


class LiveFeedAnswer(BaseModel):
    """A live feed: when it was made, and what is wrong with it."""

    feed: str
    made: str | None
    problem: str | None


class LiveAlertAnswer(BaseModel):
    """An alert of the operator, in the language of the request where there is one."""

    header: str | None
    description: str | None


class LiveRideAnswer(BaseModel):
    """A ride: as planned, and as the feeds see it."""

    trip_id: str
    service_date: str
    line: str
    from_stop_id: str
    to_stop_id: str
    departure: str
    arrival: str
    status: Literal["on_time", "late", "early", "cancelled", "not_stopping", "unknown"]
    departure_delay_s: int | None = Field(description="null where no feed says.")
    arrival_delay_s: int | None
    spare_s: int | None = Field(description="Left of the time to change from the ride before; negative: missed.")
    alerts: list[LiveAlertAnswer]


class LiveAnswer(BaseModel):
    """How the rides of an itinerary run at this moment."""

    notice: str
    id: str
    feeds: list[LiveFeedAnswer]
    rides: list[LiveRideAnswer]
    warnings: list[TextAnswer]
    attribution: list[str]
