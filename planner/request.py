"""What is asked of the planner, already checked. The wire form is turned into these in `api.convert`."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import TYPE_CHECKING, Literal

from planner.errors import InvalidRequestError, NotAvailableError

if TYPE_CHECKING:
    from datetime import datetime

    from shapely.geometry.base import BaseGeometry

    from graphs.geo import Coordinate

__all__ = [
    "COMPASS",
    "LANGUAGES",
    "MAX_ALTERNATIVES",
    "MAX_DAYS",
    "MAX_DISTANCE_KM",
    "MAX_DURATION_MIN",
    "Access",
    "BikeOnBoard",
    "BikeSource",
    "Language",
    "LodgingWish",
    "Lunch",
    "Nights",
    "Relief",
    "SitePlace",
    "SortBy",
    "StopPlace",
    "Target",
    "Tour",
    "TripRequest",
]

Language = Literal["fr", "nl", "en"]
Relief = Literal["flat", "hilly"]
BikeOnBoard = Literal["required", "if_possible", "no"]
SortBy = Literal["best", "co2"]
Nights = Literal["lodgings", "base"]
LodgingWish = Literal["any", "known", "bike"]
BikeSource = Literal["own", "hire"]
LANGUAGES: tuple[Language, ...] = ("fr", "nl", "en")
COMPASS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")
MAX_ALTERNATIVES = 10
MAX_DISTANCE_KM = 1000.0
MAX_DURATION_MIN = 7 * 24 * 60.0
MAX_SLACK_MIN = 240.0
MAX_CAR_OCCUPANCY = 9
MIN_PACE, MAX_PACE = 0.5, 2.0
MAX_DAYS = 30
MIN_LUNCH_MIN, MAX_LUNCH_MIN = 10, 180
_A_DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class StopPlace:
    """A public-transport stop, by id or by a name that is not ambiguous."""

    stop: str


@dataclass(frozen=True, slots=True)
class SitePlace:
    """A site of the catalogue, by id or by a name that is not ambiguous."""

    site: str


@dataclass(frozen=True, slots=True)
class Target:
    """The length or the time a circuit should have; exactly one of the two.

    Raises
    ------
    InvalidRequestError
        Both or neither are given, or the number is not positive, finite and within reason.
    """

    distance_m: float | None = None
    duration_s: float | None = None

    def __post_init__(self) -> None:
        if (self.distance_m is None) == (self.duration_s is None):
            msg = "give either distance_km or duration_min, not both"
            raise InvalidRequestError(msg, field="distance_km")
        if self.distance_m is not None:
            _require_range(self.distance_m / 1000, MAX_DISTANCE_KM, "distance_km")
        if self.duration_s is not None:
            _require_range(self.duration_s / 60, MAX_DURATION_MIN, "duration_min")


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How one comes and goes by public transport.

    `bike_on_board` None means whatever the mode calls for; `latest_home` None means before the night ends; `slack_min`
    is how long before the way home begins one is there. On a day that no feed covers, `nearest_week` has the same day
    of the nearest week that one covers stand in. `car_occupancy` is how many would be in a car instead.

    Raises
    ------
    InvalidRequestError
        The slack is no time, the car has no room, or there is a latest hour for a return that is not asked for.
    """

    origin: Coordinate | StopPlace
    returns: bool = True
    bike_on_board: BikeOnBoard | None = None
    latest_home: datetime | None = None
    slack_min: float = 15.0
    nearest_week: bool = False
    car_occupancy: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.car_occupancy <= MAX_CAR_OCCUPANCY:
            msg = f"access.car_occupancy must lie between 1 and {MAX_CAR_OCCUPANCY}"
            raise InvalidRequestError(msg, field="access.car_occupancy")
        if not (math.isfinite(self.slack_min) and 1 <= self.slack_min <= MAX_SLACK_MIN):
            msg = f"access.slack_min must lie between 1 and {MAX_SLACK_MIN:g} minutes"
            raise InvalidRequestError(msg, field="access.slack_min")
        if self.latest_home is not None and not self.returns:
            msg = "access.latest_home is for a return: leave it out where access.return is false"
            raise InvalidRequestError(msg, field="access.latest_home")
        if self.latest_home is not None and self.latest_home.utcoffset() is None:
            msg = "access.latest_home must carry an offset, as in 2026-06-13T21:30:00+02:00"
            raise InvalidRequestError(msg, field="access.latest_home")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tour:
    """Several days, each a stage of its own, with where the nights are spent and what no day exceeds.

    `nights` says whether one sleeps elsewhere each night or comes back to the start. `lodging` is what will do: a town
    where none is known, a known one, or one that is known to offer something for bikes.

    Raises
    ------
    InvalidRequestError
        There are too few or too many days, or a limit is no measure.
    """

    days: int
    nights: Nights = "lodgings"
    lodging: LodgingWish = "any"
    most_distance_m: float | None = None
    most_duration_s: float | None = None
    most_ascent_m: float | None = None

    def __post_init__(self) -> None:
        if not 2 <= self.days <= MAX_DAYS:  # noqa: PLR2004
            raise InvalidRequestError(f"days must lie between 1 and {MAX_DAYS}", field="days")
        if self.nights == "base" and self.lodging != "any":
            msg = "lodging is for nights between stages: leave it out where every night is spent at the start"
            raise InvalidRequestError(msg, field="lodging")
        limits = (
            ("distance_km", self.most_distance_m, 1000, MAX_DISTANCE_KM),
            ("duration_min", self.most_duration_s, 60, MAX_DURATION_MIN),
        )
        for name, value, unit, most in limits:
            if value is not None:
                _require_range(value / unit, most, f"day_limits.{name}")
        if self.most_ascent_m is not None and not (math.isfinite(self.most_ascent_m) and self.most_ascent_m >= 0):
            raise InvalidRequestError("day_limits.ascent_m must be 0 or more", field="day_limits.ascent_m")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lunch:
    """A break at a place to eat: how many minutes, and between which hours of the place one gets there.

    Raises
    ------
    InvalidRequestError
        It is too short or too long, or the hours are not in order.
    """

    minutes: int = 45
    earliest: time = time(12)
    latest: time = time(14)

    def __post_init__(self) -> None:
        if not MIN_LUNCH_MIN <= self.minutes <= MAX_LUNCH_MIN:
            msg = f"lunch.minutes must lie between {MIN_LUNCH_MIN} and {MAX_LUNCH_MIN}"
            raise InvalidRequestError(msg, field="lunch.minutes")
        if self.earliest >= self.latest:
            msg = f"lunch.to must come after lunch.from, {self.earliest:%H:%M}, on the same day"
            raise InvalidRequestError(msg, field="lunch.to")


@dataclass(frozen=True, slots=True, kw_only=True)
class TripRequest:
    """One request for itineraries.

    `start` None, with `access`, leaves the start to the engine, and then the end too where there is none. Else `end`
    None means back to the start; `target` None, with an end, means the best direct way. `themes` holds (name,
    weight) pairs in alphabetical order, weights in (0, 1]. `follow` holds route names or OSM relation ids;
    `node_network` asks for the signs of numbered junctions, `relief` for flat or hilly ground; no itinerary climbs more
    than `max_ascent_m`. `sort_by` orders what is given, by CO2 or as it was judged. The
    time on the move is that of the mode, `pace` times. With `only_known_openings` no
    site is visited at an hour at which nobody knows whether it is open. With a `tour` the target is that of each day.
    A `bike` that is hired comes back to where it was. A `lunch` counts in an asked time.
    `time_budget_ms` only cuts the work, it never changes its order.

    Raises
    ------
    InvalidRequestError
        Fields contradict one another; `details["field"]` names the first.
    """

    mode: str
    start: Coordinate | StopPlace | SitePlace | None = None
    end: Coordinate | StopPlace | SitePlace | None = None
    target: Target | None = None
    allow_other_length: bool = False
    departure: datetime | None = None
    themes: tuple[tuple[str, float], ...] = ()
    must_visit: tuple[str, ...] = ()
    avoid_sites: tuple[str, ...] = ()
    avoid_areas: BaseGeometry | None = field(default=None, compare=False)
    follow: tuple[str, ...] = ()
    node_network: bool = False
    relief: Relief | None = None
    max_ascent_m: float | None = None
    alternatives: int = 3
    direction: str | None = None
    seed: int = 0
    language: Language = "fr"
    time_budget_ms: int | None = None
    access: Access | None = None
    sort_by: SortBy = "best"
    pace: float = 1.0
    only_known_openings: bool = False
    tour: Tour | None = None
    bike: BikeSource = "own"
    lunch: Lunch | None = None

    def __post_init__(self) -> None:
        self._check_ends()
        self._check_tour()
        if self.target is None and self.end is None:
            msg = "give distance_km or duration_min, or an end to go to"
            raise InvalidRequestError(msg, field="distance_km")
        if not 1 <= self.alternatives <= MAX_ALTERNATIVES:
            msg = f"alternatives must lie between 1 and {MAX_ALTERNATIVES}"
            raise InvalidRequestError(msg, field="alternatives")
        if self.direction is not None and self.direction not in COMPASS:
            msg = f"direction must be one of {', '.join(COMPASS)}"
            raise InvalidRequestError(msg, field="direction")
        if self.direction is not None and self.end is not None:
            msg = "direction is for circuits: leave it out where there is an end"
            raise InvalidRequestError(msg, field="direction")
        self._check_effort()
        self._check_openings()
        self._check_bike()
        self._check_lunch()
        if self.departure is not None and self.departure.utcoffset() is None:
            msg = "departure must carry an offset, as in 2026-06-13T09:30:00+02:00"
            raise InvalidRequestError(msg, field="departure")
        for name, weight in self.themes:
            if not (math.isfinite(weight) and 0 < weight <= 1):
                msg = f"the weight of theme {name} must lie above 0 and up to 1"
                raise InvalidRequestError(msg, field="themes")
        both = sorted(set(self.must_visit) & set(self.avoid_sites))
        if both:
            msg = f"{both[0]} stands in must_visit and in avoid_sites"
            raise InvalidRequestError(msg, field="must_visit")

    def _check_tour(self) -> None:
        """See to it that several days hold together with the rest of the request."""
        tour = self.tour
        if tour is None:
            return
        if self.direction is not None:
            msg = "direction is for circuits of one day: leave it out where there are several"
            raise InvalidRequestError(msg, field="direction")
        if self.access is not None and self.start is None and self.target is None:
            msg = "distance_km: give the measure of a day, or duration_min, where the start is left to the planner"
            raise InvalidRequestError(msg, field="distance_km")
        if tour.nights == "base" and self.end is not None:
            msg = "end: with nights at the base each day ends where it starts: leave it out"
            raise InvalidRequestError(msg, field="end")
        target = self.target or Target(distance_m=1.0)
        if target.duration_s is not None and target.duration_s > _A_DAY.total_seconds():
            msg = "duration_min: where there are several days it is the time of each, at most 1440"
            raise InvalidRequestError(msg, field="duration_min")
        pairs = (
            ("distance_km", target.distance_m, tour.most_distance_m),
            ("duration_min", target.duration_s, tour.most_duration_s),
        )
        for name, asked, most in pairs:
            if asked is not None and most is not None and most < asked:
                msg = f"day_limits.{name} is less than {name}, which each day should have"
                raise InvalidRequestError(msg, field=f"day_limits.{name}")

    def _check_ends(self) -> None:
        """See to it that there is somewhere to start from and, with trains, a time."""
        if self.access is None:
            if self.start is None:
                raise InvalidRequestError("start: field required", field="start")
            return
        if self.departure is None:
            msg = "departure: access needs one, to look for connections"
            raise InvalidRequestError(msg, field="departure")
        latest = self.access.latest_home
        if latest is None or self.departure.utcoffset() is None:
            return
        last = self.departure + (0 if self.tour is None else self.tour.days - 1) * _A_DAY
        told = "departure" if self.tour is None else f"departure on the last day, {last.date().isoformat()}"
        if latest <= last:
            msg = f"access.latest_home must come after {told}"
            raise InvalidRequestError(msg, field="access.latest_home")
        if latest > last + _A_DAY:
            msg = f"access.latest_home must come within 24 hours of {told}"
            raise InvalidRequestError(msg, field="access.latest_home")

    def _check_bike(self) -> None:
        """See to it that a hired bike comes back to where it was hired, and does not travel."""
        if self.bike == "own":
            return
        if self.tour is not None:
            msg = "bike: a bike is hired for one day in this version: leave days at 1"
            raise NotAvailableError(msg, field="bike")
        if self.end is not None:
            msg = "bike: a hired bike comes back to where it was hired: leave end out"
            raise InvalidRequestError(msg, field="bike")
        if self.access is not None and self.access.bike_on_board not in {None, "no"}:
            msg = "access.bike_on_board: a hired bike does not come on board"
            raise InvalidRequestError(msg, field="access.bike_on_board")

    def _check_lunch(self) -> None:
        """See to it that a lunch has a time of day, and goes with the rest of the request."""
        if self.lunch is None:
            return
        if self.departure is None:
            msg = "lunch needs a departure: without one, nobody knows when it is time for it"
            raise InvalidRequestError(msg, field="lunch")
        if self.tour is not None:
            msg = "lunch: breaks are planned in one day in this version: leave days at 1"
            raise NotAvailableError(msg, field="lunch")
        if self.bike != "own":
            msg = "lunch: breaks are not planned with a hired bike in this version: leave bike at own"
            raise NotAvailableError(msg, field="lunch")

    def _check_openings(self) -> None:
        """See to it that openings can be looked at where they are to be known."""
        if self.only_known_openings and self.departure is None:
            msg = "only_known_openings needs a departure: without one, openings are not checked"
            raise InvalidRequestError(msg, field="only_known_openings")

    def _check_effort(self) -> None:
        """See to it that climbs and pace are within reason."""
        if self.max_ascent_m is not None and not (math.isfinite(self.max_ascent_m) and self.max_ascent_m >= 0):
            raise InvalidRequestError("max_ascent_m must be 0 or more", field="max_ascent_m")
        if not MIN_PACE <= self.pace <= MAX_PACE:
            msg = f"pace must lie between {MIN_PACE:g} (twice as fast) and {MAX_PACE:g} (half as fast)"
            raise InvalidRequestError(msg, field="pace")

    @property
    def is_circuit(self) -> bool:
        """Whether the itinerary returns to its start."""
        return self.end is None


def _require_range(value: float, most: float, name: str) -> None:
    if not (math.isfinite(value) and 0 < value <= most):
        msg = f"{name} must lie above 0 and up to {most:g}"
        raise InvalidRequestError(msg, field=name)
