"""How a site is reached without a car, on the wire."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from api.schemas.answers import LegAnswer, Point, TextAnswer
from api.schemas.catalogue import SiteQuery

__all__ = ["SiteAccessAnswer", "SiteAccessQuery"]

_MOST_STOPS = 50


class SiteAccessQuery(SiteQuery):
    """How many stops are wanted."""

    limit: Annotated[int, Field(ge=1, le=_MOST_STOPS, description="Most stops, the nearest by time first.")] = 5


class WayAnswer(BaseModel):
    """The way from a stop to the site."""

    mode: Literal["foot", "bike"]
    length_m: float
    duration_s: int
    legs: list[LegAnswer]


class HoursAnswer(BaseModel):
    """What leaves a stop on a day."""

    date: str | None = Field(description="The day that the rest is of.")
    departures: int
    first: str | None = Field(description="As 06:05; what leaves after midnight has an hour of 24 or more.")
    last: str | None
    every_min: int | None = Field(description="Usual minutes from one departure to the next.")


class ServiceAnswer(HoursAnswer):
    """What leaves a stop on days of one type; hours are those of the day in the middle by departures."""

    days: int = Field(description="Days of this type in the timetables.")
    days_without: int = Field(description="Those of them on which nothing leaves.")


class ServicesAnswer(BaseModel):
    """Service by type of day; public holidays count as Sundays."""

    weekdays: ServiceAnswer
    saturdays: ServiceAnswer
    sundays_and_holidays: ServiceAnswer


class ReachedStop(BaseModel):
    """A stop as it is named to visitors."""

    id: str
    name: str
    modes: list[str]
    position: Point


class StopAccessAnswer(BaseModel):
    """A stop within reach; its service is null where no timetable knows it."""

    stop: ReachedStop
    ways: list[WayAnswer]
    lines: list[str]
    service: ServicesAnswer | None
    on_date: HoursAnswer | None = Field(
        description="What leaves on the `date` that was asked about; null without one, or where no timetable covers it."
    )


class NamedSite(BaseModel):
    """A site by its id."""

    id: str
    name: str


class SiteAccessAnswer(BaseModel):
    """Stops around a site, with the ways from them and what leaves them."""

    notice: str
    site: NamedSite
    stops: list[StopAccessAnswer]
    holidays_known: bool
    warnings: list[TextAnswer]
    attribution: list[str]
