"""Why no day with trains could be had: one clear error out of all that stood in the way."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from planner.access.pairs import leave_by, reach_at
from planner.errors import BudgetTooLargeError, BudgetTooSmallError, NoItineraryError, NotFeasibleError
from planner.journey_legs import to_local

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphs.errors import GraphsError
    from planner.access.frame import Frame
    from planner.access.spots import Spot
    from planner.errors import PlannerError
    from planner.plans import Trip
    from planner.request import TripRequest

__all__ = ["Setbacks", "refuse_last_day", "refuse_way_home", "refuse_way_out"]

_KNOWN = ("", " that may take bikes", " known to take bikes", " that may take wheelchairs")
"""What is asked of vehicles, by the number that the search counts it by."""
_SURE = 2


@dataclass(slots=True)
class Setbacks:
    """What stood in the way, noted while pairs are tried."""

    times_s: list[float] = field(default_factory=list)
    failed: list[tuple[Trip, PlannerError | GraphsError]] = field(default_factory=list)
    late: list[tuple[float, Spot]] = field(default_factory=list)
    drawn: int = 0
    """Circuits that were drawn."""
    apart: int = 0
    """Pairs of stations that no street joins."""

    def note_time(self, seconds: float) -> None:
        """Note how long one would have between two trains, where that is not what is asked."""
        self.times_s.append(seconds)

    @property
    def tried(self) -> int:
        """Circuits that were drawn, or could not be."""
        return self.drawn + len(self.failed)

    def note_failed(self, trip: Trip, error: PlannerError | GraphsError) -> None:
        """Note why no circuit could be drawn."""
        self.failed.append((trip, error))

    def note_late(self, end_s: float, spot: Spot) -> None:
        """Note when and where a circuit ended after which nothing leads home in time; seconds since 1970."""
        self.late.append((end_s, spot))

    def to_error(
        self, frame: Frame, request: TripRequest, starts: Sequence[Spot], ends: Sequence[Spot]
    ) -> PlannerError | GraphsError:
        """Make the error that says why there is no itinerary."""
        if self.late:
            return self._tell_late(frame)
        if self.failed:
            return _without_times(self.failed[0][1])
        asked = request.target
        if self.times_s and asked is not None and asked.duration_s is not None:
            return self._tell_times(asked.duration_s)
        return _tell_trains(frame, starts, ends)

    def _tell_late(self, frame: Frame) -> PlannerError:
        end_s, spot = min(self.late, key=lambda item: item[0] - leave_by(frame, item[1]))
        last_s = leave_by(frame, spot)
        # Told to the minute, what is too late has to look so.
        over_s = 60 * math.ceil(end_s / 60)
        msg = (
            f"access.return: the circuit would end at {spot.place.name or 'its end'} after the last connection home "
            f"that arrives by {_tell(frame, frame.deadline_s)}: one would have to be done by {_tell(frame, last_s)}, "
            f"and it ends at {_tell(frame, over_s)}; ask for less or leave earlier"
        )
        return NoItineraryError(msg, field="access.return")

    def _tell_times(self, asked_s: float) -> PlannerError:
        below = max((time for time in self.times_s if time < asked_s), default=None)
        above = min((time for time in self.times_s if time > asked_s), default=None)
        minutes = [round(time / 60, 1) for time in (below or above, above or below) if time is not None]
        msg = (
            "duration_min: no train home leaves so long after one arrives; times between trains that can be had lie "
            f"around {' and '.join(f'{value:g}' for value in dict.fromkeys(minutes))} min, or allow_other_length"
        )
        kind = BudgetTooSmallError if below is None else BudgetTooLargeError
        return kind(msg, field="duration_min", feasible={"duration_min": minutes})


def _without_times(error: PlannerError | GraphsError) -> PlannerError | GraphsError:
    """Leave out times that could be had for the circuit alone: trains may not leave them."""
    if not isinstance(error, NotFeasibleError) or "duration_min" not in error.details["feasible"]:
        return error
    lengths = {"distance_km": error.details["feasible"]["distance_km"]}
    msg = f"{error.message}, for the circuit between the trains"
    return type(error)(msg, **{**error.details, "feasible": lengths})


def _tell_trains(frame: Frame, starts: Sequence[Spot], ends: Sequence[Spot]) -> PlannerError:
    """Say that no train leads there, that none leads home, or that the time between them is too short."""
    first_s = min((reach_at(frame, spot) for spot in starts), default=np.iinfo(np.int64).max)
    if first_s > frame.deadline_s:
        return refuse_way_out(frame)
    last_s = max((leave_by(frame, spot) for spot in ends), default=0)
    if last_s < frame.departure_s:
        return refuse_way_home(frame)
    msg = (
        "access.return: the time between the trains is too short for what is asked: one is there at "
        f"{_tell(frame, first_s)} at the earliest and must be done by {_tell(frame, last_s)} at the latest to be home "
        f"by {_tell(frame, frame.deadline_s)}"
    )
    return NoItineraryError(msg, field="access.return")


def refuse_way_out(frame: Frame) -> PlannerError:
    """Say that nothing leads there."""
    msg = (
        f"access.from: no connection{_KNOWN[frame.bikes]} leads from there to where the circuit could start, leaving "
        f"at {_tell(frame, frame.departure_s)} or later"
    )
    return NoItineraryError(msg, field="access.bike_on_board" if frame.bikes == _SURE else "access.from")


def refuse_way_home(frame: Frame) -> PlannerError:
    """Say that nothing leads home in time."""
    msg = (
        f"access.return: no connection{_KNOWN[frame.bikes]} leads home by {_tell(frame, frame.deadline_s)} from where "
        "the circuit could end"
    )
    return NoItineraryError(msg, field="access.return")


def refuse_last_day(frame: Frame, until_s: int) -> PlannerError:
    """Say that the last of several days would have to end too early, at `until_s` in seconds since 1970."""
    msg = (
        f"access.return: the last day begins at {_tell(frame, frame.departure_s)} and would have to end by "
        f"{_tell(frame, until_s)} to be home by {_tell(frame, frame.deadline_s)}: that is too short for what is asked"
    )
    return NoItineraryError(msg, field="access.return")


def _tell(frame: Frame, moment_s: int) -> str:
    return to_local(moment_s, frame.zone).isoformat(timespec="minutes")
