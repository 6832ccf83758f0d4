"""From paths on the network to the legs and steps a visitor reads."""

from __future__ import annotations

from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from graphs.attributes import Highway, Use, Vehicle
from graphs.geo import Coordinate
from graphs.path import Path
from planner.itinerary import Leg, LegMode, LegPart, Line, Place
from planner.steps import ON_FOOT, steps_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphs.path import Stretch
    from graphs.view import NetworkView

__all__ = ["legs_of", "travel_mode"]


def legs_of(view: NetworkView, path: Path, start: Place, end: Place, *, departure_s: float, part: LegPart) -> list[Leg]:
    """Cut a path where the mode changes and describe each part.

    Parameters
    ----------
    path
        From `start` to `end`; an empty one gives no leg.
    departure_s
        Seconds since the start of the itinerary.
    """
    durations = path.piece_durations_ms(view)
    legs: list[Leg] = []
    clock_ms = round(departure_s * 1000)
    runs = list(_mode_runs(view, path))
    for index, (mode, stretches) in enumerate(runs):
        first, last = stretches[0].first, stretches[-1].last
        piece = _slice(path, first, last)
        points = piece.points()
        if len(points.lat) < 2:  # noqa: PLR2004
            continue
        spent_ms = int(durations[first:last].sum())
        ascent, descent = piece.ascent_descent_m() if piece.unknown_climb_mm() == 0 else (None, None)
        legs.append(
            Leg(
                mode=mode,
                part=part,
                start=start if index == 0 else Place(Coordinate(float(points.lat[0]), float(points.lon[0]))),
                end=end if index == len(runs) - 1 else Place(Coordinate(float(points.lat[-1]), float(points.lon[-1]))),
                departure_s=clock_ms / 1000,
                arrival_s=(clock_ms + spent_ms) / 1000,
                length_m=piece.length_mm / 1000,
                duration_s=spent_ms / 1000,
                ascent_m=ascent,
                descent_m=descent,
                line=Line(lat=points.lat, lon=points.lon, ele=points.ele_m),
                steps=steps_of(view, path, stretches, durations),
            )
        )
        clock_ms += spent_ms
    return legs


@cache
def travel_mode(vehicle: Vehicle, highway: int, use: int) -> LegMode:
    """Mode in which a street is travelled."""
    if highway == Highway.FERRY:
        return "ferry"
    if vehicle in ON_FOOT:
        return "foot"
    return "push" if use == Use.PUSH else "bike"


def _mode_runs(view: NetworkView, path: Path) -> Iterator[tuple[LegMode, list[Stretch]]]:
    """Longest runs of stretches in one mode."""

    def mode_of(stretch: Stretch) -> LegMode:
        return travel_mode(view.profile.vehicle, stretch.arc_class.highway, stretch.use)

    for mode, run in groupby(path.stretches(view), mode_of):
        yield mode, list(run)


def _slice(path: Path, first: int, last: int) -> Path:
    return Path(path.network, path.codes[first:last], path.from_mm[first:last], path.to_mm[first:last])
