"""Bodies of requests."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BeforeValidator, Discriminator, Field, Tag
from pydantic_core import PydanticCustomError

from api.schemas.days import DayLimits
from api.schemas.places import Area, Identifier, Origin, Place, WireModel

__all__ = ["Contour", "IsochronesRequest", "ItineraryRequest", "MatrixRequest", "RoutesRequest"]

_MOST_SLACK_MIN = 240
_MOST_IN_CAR = 9
_MOST_KM = 1000
_MOST_MIN = 7 * 24 * 60
_MOST_POINTS = 50
_MOST_ASCENT_M = 20_000
_MOST_MATRIX = 200
_MOST_CONTOURS = 10
_MOST_CONTOUR_MIN = 240
_MOST_CONTOUR_KM = 60
_MOST_MATRIX_KM = 100

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:?\d\d)", re.ASCII)


def _require_moment(value: Any) -> Any:  # noqa: ANN401
    """Let ISO 8601 with an offset pass, and nothing that would have to be guessed, such as seconds of an epoch."""
    if isinstance(value, dt.datetime) or (isinstance(value, str) and _MOMENT.fullmatch(value)):
        return value
    raise PydanticCustomError("moment", "Must be ISO 8601 with offset, such as 2026-06-13T09:30:00+02:00")


def _pick_route(value: Any) -> str:  # noqa: ANN401
    return "route:id" if isinstance(value, int | float) else "route:name"


Mode = Annotated[
    str,
    Field(
        min_length=1,
        max_length=40,
        description="A profile of the service: foot, bike, ebike, mtb, cargo_bike, family_bike or wheelchair.",
        examples=["bike"],
    ),
]
Departure = Annotated[AwareDatetime, Field(strict=False), BeforeValidator(_require_moment)]
NearestWeek = Annotated[
    bool, Field(description="On a day that no timetable covers: plan for that day of the nearest week that one does.")
]
HourOfDay = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["12:30"])]
Compass = Literal["N", "NE", "E", "SE", "S", "SW", "W", "NW"]
Themes = Annotated[
    dict[Annotated[str, Field(min_length=1, max_length=40)], Annotated[float, Field(ge=0, le=1)]],
    Field(max_length=20, description="Weights from 0 to 1 by name of the theme; none: a scenic circuit without sites."),
]


class AccessRequest(WireModel):
    """Coming and going by public transport."""

    from_: Annotated[Origin, Field(alias="from", description="Where the day begins and ends; a stop may lie far away.")]
    return_: Annotated[bool, Field(alias="return", description="Home again the same day.")] = True
    bike_on_board: Annotated[
        Literal["required", "if_possible", "no"] | None,
        Field(
            description="required: only vehicles that take bikes for certain; if_possible: none that is known not to; "
            "no: the bike waits at the start. Left out: if_possible with a bike."
        ),
    ] = None
    latest_home: Annotated[
        Departure | None, Field(description="ISO 8601 with offset. Left out: by four in the next morning.")
    ] = None
    slack_min: Annotated[
        float, Field(ge=1, le=_MOST_SLACK_MIN, description="How long before the way home begins one is there.")
    ] = 15.0
    nearest_week: NearestWeek = False
    car_occupancy: Annotated[
        int, Field(ge=1, le=_MOST_IN_CAR, description="How many would be in the car of the same day by car.")
    ] = 1


class LunchRequest(WireModel):
    """A break at a place to eat by the way."""

    minutes: Annotated[int, Field(ge=10, le=180, description="How long it takes.")] = 45
    from_: Annotated[
        HourOfDay, Field(alias="from", description="One gets there no earlier, in the time of the place.")
    ] = "12:00"
    to: Annotated[HourOfDay, Field(description="One gets there no later.")] = "14:00"


class ItineraryRequest(WireModel):
    """What a visitor asks for. Metres and seconds unless a name says otherwise."""

    mode: Mode
    start: Annotated[
        Place | None, Field(description="With `access` it may be left out: the engine chooses a station.")
    ] = None
    end: Annotated[
        Place | None,
        Field(description="Left out: back to the start; with `access` and no start, at this or another station."),
    ] = None
    distance_km: Annotated[
        float | None, Field(gt=0, le=_MOST_KM, description="Target, kept within 5 %. Not together with `duration_min`.")
    ] = None
    duration_min: Annotated[
        float | None, Field(gt=0, le=_MOST_MIN, description="Target with riding, walking, pushing, visits and waits.")
    ] = None
    allow_other_length: Annotated[
        bool, Field(description="The best feasible circuit, labelled, where the target cannot be had.")
    ] = False
    departure: Annotated[
        Departure | None,
        Field(
            description="ISO 8601 with offset. Left out: openings and dated rules are not checked, as the answer says."
        ),
    ] = None
    themes: Themes = Field(default_factory=dict)
    must_visit: Annotated[list[Identifier], Field(max_length=50)] = Field(default_factory=list)
    avoid_sites: Annotated[list[Identifier], Field(max_length=500)] = Field(default_factory=list)
    avoid_areas: Area | None = None
    follow: Annotated[
        list[
            Annotated[
                Annotated[Identifier, Tag("route:name")] | Annotated[int, Field(ge=1, le=2**53), Tag("route:id")],
                Discriminator(_pick_route),
            ]
        ],
        Field(max_length=20, description="Names of signposted routes or ids of OSM relations."),
    ] = Field(default_factory=list)
    node_network: Annotated[
        bool, Field(description="Follow numbered junctions (points-nœuds) where there are some.")
    ] = False
    relief: Annotated[Literal["flat", "hilly"] | None, Field(description="Ground that is preferred.")] = None
    max_ascent_m: Annotated[
        float | None, Field(ge=0, le=_MOST_ASCENT_M, description="No itinerary climbs more in all.")
    ] = None
    access: Annotated[
        AccessRequest | None,
        Field(description="Come and go by public transport; needs `departure`, the earliest one."),
    ] = None
    sort_by: Annotated[
        Literal["best", "co2"],
        Field(description="co2: the itineraries that are given, those that emit least first, unknown ones last."),
    ] = "best"
    pace: Annotated[
        float,
        Field(ge=0.5, le=2, description="What the time on the move is multiplied by: 1.3 for a third slower."),
    ] = 1.0
    only_known_openings: Annotated[
        bool,
        Field(description="Leaves out sites of which nobody knows whether they are open then; needs `departure`."),
    ] = False
    bike: Annotated[
        Literal["own", "hire"],
        Field(description="hire: from a place near the start where bikes are hired, and back to it; without `end`."),
    ] = "own"
    lunch: Annotated[
        LunchRequest | None,
        Field(
            description="A break at a place to eat by the way that is open then, as far as is known; it counts in "
            "`duration_min`. Needs `departure`; with one day and a bike of one's own."
        ),
    ] = None
    days: Annotated[
        int,
        Field(
            ge=1,
            le=30,
            description="Days; with more than one, distance_km or duration_min is that of each day, and each is an "
            "itinerary of its own. With `access` a train leads to the first and home from the last.",
        ),
    ] = 1
    nights: Annotated[
        Literal["lodgings", "base"],
        Field(description="With several days: another place every night, or back to the start every day."),
    ] = "lodgings"
    lodging: Annotated[
        Literal["any", "known", "bike"],
        Field(
            description="Where to sleep between days. any: in a town or by a station where no lodging is known; known: "
            "only where one is; bike: only where one is known to offer something for bikes."
        ),
    ] = "any"
    day_limits: Annotated[DayLimits | None, Field(description="With several days: what no day exceeds.")] = None
    alternatives: Annotated[int, Field(ge=1, le=10, description="Itineraries in all.")] = 3
    direction: Annotated[Compass | None, Field(description="Where the circuit lies, seen from the start.")] = None
    seed: Annotated[
        int,
        Field(ge=0, le=2**31 - 1, description="Another seed may give other circuits, where several are about as good."),
    ] = 0
    language: Literal["fr", "nl", "en"] = "fr"
    time_budget_ms: Annotated[
        int | None, Field(ge=1, le=600_000, description="Cuts the work; `diagnostics.truncated` says when it did.")
    ] = None


class RoutesRequest(WireModel):
    """Ways through given points."""

    mode: Mode
    points: Annotated[
        list[Place], Field(min_length=2, max_length=_MOST_POINTS, description="Start, points between, end.")
    ]
    alternatives: Annotated[int, Field(ge=1, le=5)] = 1
    departure: Annotated[
        Departure | None,
        Field(
            description="ISO 8601 with offset: closures of that day hold. Left out: those without dates, and a warning."
        ),
    ] = None
    avoid_areas: Area | None = None
    themes: Themes = Field(default_factory=dict)
    language: Literal["fr", "nl", "en"] = "fr"


class MatrixRequest(WireModel):
    """Distances and durations between all sources and all targets."""

    mode: Mode
    sources: Annotated[list[Place], Field(min_length=1, max_length=_MOST_MATRIX)]
    targets: Annotated[list[Place], Field(min_length=1, max_length=_MOST_MATRIX)]
    max_km: Annotated[float, Field(gt=0, le=_MOST_MATRIX_KM, description="Farther is out of reach: null.")] = 30.0
    language: Literal["fr", "nl", "en"] = "fr"


class Contour(WireModel):
    """How far an isochrone reaches: by time or by length."""

    duration_min: Annotated[float | None, Field(gt=0, le=_MOST_CONTOUR_MIN)] = None
    distance_km: Annotated[float | None, Field(gt=0, le=_MOST_CONTOUR_KM)] = None


class IsochronesRequest(WireModel):
    """How far one gets from a start."""

    mode: Mode
    start: Place
    contours: Annotated[list[Contour], Field(min_length=1, max_length=_MOST_CONTOURS)]
    language: Literal["fr", "nl", "en"] = "fr"
