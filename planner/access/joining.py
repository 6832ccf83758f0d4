"""From a circuit and the connections around it to one itinerary: legs on one clock, totals, what to know of trains."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from graphs.transit.boarding import NO, RESERVED, UNKNOWN, find_bikes
from planner.access.frame import NO_REFUSED_WHEELCHAIR
from planner.darkness import DARKNESS, tell_darkness
from planner.itinerary import Break, Connection, Notice, RideLeg, Trains, Visit
from planner.journey_legs import to_local

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from graphs.transit.connections import Journey
    from planner.access.frame import Frame
    from planner.access.spots import Pair
    from planner.access.trains import Homeward, Window
    from planner.itinerary import Itinerary, Leg, LegPart, Summary, TransitJourney

__all__ = ["join_outing", "tell_waits"]

Stay = TypeVar("Stay", Visit, Break)
_LONG_WAIT_S = 3600


def join_outing(
    frame: Frame, pair: Pair, window: Window | None, circuit: Itinerary, home: Homeward | None
) -> Itinerary:
    """Put the ways there and home around a circuit; times count from when one sets out.

    Parameters
    ----------
    window
        None on the last of several days, which begins where one slept, at the departure of the circuit.
    circuit
        Its times count from the begin of the window.
    home
        None where no return is asked for, and on the first of several days.
    """
    start_s, shift_s = _set_out(window, circuit)
    legs: list[Leg | RideLeg] = [] if window is None else list(_shift(window.out.legs, 0.0, "out"))
    legs.extend(_shift(circuit.legs, shift_s, "circuit"))
    end_s = shift_s + circuit.summary.duration_s
    if home is not None:
        legs.extend(_shift(home.journey.legs, float(home.departure_s - start_s), "home"))
        end_s = max(legs[-1].arrival_s, end_s)
    trains = Trains(
        out=None if window is None else _connect(window.out, 0.0),
        home=None if home is None else _go_home(home.journey, float(home.departure_s - start_s)),
        after_home=None if home is None or home.after is None else _foresee(frame, home.after, start_s),
        slack_s=frame.slack_s,
    )
    departure = to_local(start_s, frame.zone)
    kept = (notice for notice in circuit.warnings if notice.code not in DARKNESS)
    return replace(
        circuit,
        legs=tuple(legs),
        visits=tuple(_shift_stay(visit, shift_s) for visit in circuit.visits),
        breaks=tuple(_shift_stay(stop, shift_s) for stop in circuit.breaks),
        summary=_total(circuit.summary, legs, end_s),
        departure=departure,
        trains=trains,
        warnings=(*_tell(frame, pair, legs, trains, start_s), *tell_darkness(departure, legs), *kept),
    )


def _set_out(window: Window | None, circuit: Itinerary) -> tuple[int, float]:
    """Second at which one sets out, and seconds from then until the circuit begins."""
    if window is not None:
        start_s = int(window.out.departure.timestamp())
        return start_s, float(window.begin_s - start_s)
    if circuit.departure is None:
        raise ValueError("a day without a way there needs a departure")
    return int(circuit.departure.timestamp()), 0.0


def _shift(legs: Iterable[Leg | RideLeg], seconds: float, part: LegPart) -> Iterable[Leg | RideLeg]:
    for leg in legs:
        yield replace(leg, departure_s=leg.departure_s + seconds, arrival_s=leg.arrival_s + seconds, part=part)


def _shift_stay(stay: Stay, seconds: float) -> Stay:
    return replace(stay, arrival_s=stay.arrival_s + seconds, departure_s=stay.departure_s + seconds)


def _total(circuit: Summary, legs: Sequence[Leg | RideLeg], end_s: float) -> Summary:
    """Add up the whole day: what is neither on the move, nor a visit, a break or on board is a wait."""
    own = [leg for leg in legs if not isinstance(leg, RideLeg)]
    rides = [leg for leg in legs if isinstance(leg, RideLeg)]
    moving_s = sum(leg.duration_s for leg in own)
    transit_s = sum(leg.arrival_s - leg.departure_s for leg in rides)
    climbs = [(leg.ascent_m, leg.descent_m) for leg in own if leg.part != "circuit" and leg.mode != "ferry"]
    return replace(
        circuit,
        length_m=sum(leg.length_m for leg in own),
        duration_s=end_s,
        moving_s=moving_s,
        wait_s=max(0.0, end_s - moving_s - circuit.visit_s - circuit.break_s - transit_s),
        ascent_m=_add(circuit.ascent_m, [ascent for ascent, _ in climbs]),
        descent_m=_add(circuit.descent_m, [descent for _, descent in climbs]),
        transit_s=transit_s,
        transit_m=sum(leg.length_m for leg in rides),
    )


def _add(value: float | None, more: Sequence[float | None]) -> float | None:
    known = [item for item in (value, *more) if item is not None]
    return sum(known) if len(known) == len(more) + 1 else None


def _connect(journey: TransitJourney, begin_s: float) -> Connection:
    rides = [leg for leg in journey.legs if isinstance(leg, RideLeg)]
    bikes = {leg.bikes for leg in rides}
    known = "no" if "no" in bikes else "unknown" if "unknown" in bikes else "yes"
    reserved = any(leg.bike_reservation for leg in rides)
    return Connection(begin_s, begin_s + journey.duration_s, journey.vehicles - 1, known, reserved)


def _go_home(journey: TransitJourney, begin_s: float) -> Connection:
    """Tell of the way home as of the one after it: by the ride itself, without the time that one is there before it."""
    rides = (leg for leg in journey.legs if isinstance(leg, RideLeg))
    return replace(_connect(journey, begin_s), departure_s=begin_s + next(rides).departure_s)


def _foresee(frame: Frame, journey: Journey, start_s: int) -> Connection:
    known = {find_bikes(frame.timetable, ride.trip, ride.day)[0] for ride in journey.rides}
    bikes = "no" if NO in known else "unknown" if UNKNOWN in known else "yes"
    # The ride itself, without the time that one is there before it.
    departure_s = float(journey.rides[0].departure_s - start_s)
    return Connection(departure_s, float(journey.arrival_s - start_s), len(journey.rides) - 1, bikes, RESERVED in known)


def _tell(frame: Frame, pair: Pair, legs: Sequence[Leg | RideLeg], trains: Trains, start_s: int) -> list[Notice]:
    """Say what one should know of the trains: the last one home, the one after it, bikes."""
    told = []
    homeward = [leg for leg in legs if leg.part == "home" and isinstance(leg, RideLeg)]
    if homeward:
        stop, time = homeward[0].start.name, _clock(frame, start_s + homeward[0].departure_s)
        if trains.after_home is None:
            by = _clock(frame, frame.deadline_s)
            told.append(Notice("last_train", (("stop", stop), ("time", time), ("by", by))))
        else:
            later, arrival = (
                _clock(frame, start_s + moment)
                for moment in (trains.after_home.departure_s, trains.after_home.arrival_s)
            )
            params = (("stop", stop), ("time", time), ("later", later), ("arrival", arrival))
            told.append(Notice("next_train", params))
        told.extend(tell_waits(legs))
    if frame.along and any(isinstance(leg, RideLeg) and leg.bikes == "unknown" for leg in legs):
        told.append(Notice("bikes_unknown"))
    reserved = [leg.route for leg in legs if isinstance(leg, RideLeg) and leg.bike_reservation]
    if frame.along and reserved:
        told.append(Notice("bikes_reserved", (("lines", ", ".join(dict.fromkeys(reserved))),)))
    rides = [leg for leg in legs if isinstance(leg, RideLeg)]
    if frame.bikes == NO_REFUSED_WHEELCHAIR and any(_is_unsure(frame, leg) for leg in rides):
        told.append(Notice("wheelchairs_unknown"))
    if frame.wheels and not frame.along and not frame.hired and trains.out is not None:
        told.append(Notice("bike_at_start", (("place", pair.start.place.name),)))
    return told


def _is_unsure(frame: Frame, ride: RideLeg) -> bool:
    """Whether nobody knows if those in a wheelchair get in and out: into the vehicle, or at one of the stops."""
    ends = (place.stop for place in (ride.start, ride.end))
    rows = [row for stop in ends for row in frame.rows.find_of(frame.timetable, ride.feed, stop)]
    return ride.wheelchair == "unknown" or bool((frame.timetable.stop_wheelchair[rows] == UNKNOWN).any())


def tell_waits(legs: Sequence[Leg | RideLeg]) -> Iterator[Notice]:
    """Say where one waits long on the way home: for the first ride, and for each one that is changed to."""
    here_s = max((leg.arrival_s for leg in legs if leg.part == "circuit"), default=0.0)
    wait_s = 0.0
    for leg in (leg for leg in legs if leg.part == "home"):
        wait_s += leg.departure_s - here_s
        here_s = leg.arrival_s
        if isinstance(leg, RideLeg):
            if wait_s > _LONG_WAIT_S:
                yield Notice("long_wait", (("stop", leg.start.name), ("minutes", f"{wait_s / 60:.0f}")))
            wait_s = 0.0


def _clock(frame: Frame, moment_s: float) -> str:
    return to_local(int(moment_s), frame.zone).strftime("%H:%M")
