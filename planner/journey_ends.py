"""Ends of a journey: a stop, or a place from which stops are walked or ridden to."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np

from graphs.snap import snap_many
from planner.desk import get_desk
from planner.errors import AmbiguousNameError, NoItineraryError, UnknownStopError
from planner.journey_stops import STOP_GAP_M, get_stop_rows, is_passable
from planner.legs import legs_of
from planner.places import locate
from planner.request import StopPlace
from planner.stops import tell_alike

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import ExitStack

    from graphs.geo import Coordinate
    from graphs.snap import Terminal
    from graphs.transit.timetable import Timetable
    from graphs.tree import Tree
    from graphs.view import NetworkView
    from planner.itinerary import Leg, Place
    from planner.journey_stops import StopRows
    from planner.request import SitePlace
    from planner.streets import RequestStreets
    from planner.territory import Territory

__all__ = ["DOOR_SPEED_M_S", "LONGEST_MS", "End", "PlaceEnd", "StopEnd", "find_end", "refuse_far"]

DOOR_SPEED_M_S = 1.1
"""Between a stop and its street."""
LONGEST_MS = 45 * 60_000
"""To a stop, and from one."""


class End(Protocol):
    """Where a journey begins or ends."""

    @property
    def seconds(self) -> dict[int, int]:
        """Seconds by row of the stops that may be the first or the last."""

    @property
    def stops(self) -> frozenset[int]:
        """Rows of the stop that was asked for; none for another place."""

    def list_legs(self, stop: int, moment_s: float) -> list[Leg]:
        """Legs between the place and a stop; `moment_s` is when one sets out or leaves the vehicle."""


@dataclass(frozen=True, slots=True, eq=False)
class PlaceEnd:
    """A place on the streets, with the tree of quickest ways to the stops around, or from them."""

    view: NetworkView
    timetable: Timetable
    rows: StopRows
    place: Place
    terminal: Terminal
    tree: Tree
    leaving: bool
    terminals: dict[int, Terminal]
    seconds: dict[int, int]
    stops: frozenset[int] = frozenset()

    def list_legs(self, stop: int, moment_s: float) -> list[Leg]:
        """Ride or walk to the stop, or from it."""
        terminal = self.terminals[stop]
        path, at_stop = self.tree.path_to(terminal), self.rows.to_place(self.timetable, stop)
        if self.leaving:
            return legs_of(self.view, path, self.place, at_stop, departure_s=moment_s, part="out")
        begin = moment_s + self.view.pace * terminal.gap_m / DOOR_SPEED_M_S
        return legs_of(self.view, path, at_stop, self.place, departure_s=begin, part="out")


@dataclass(frozen=True, slots=True, eq=False)
class StopEnd:
    """A stop: its platforms, and those of stops that one changes to from there."""

    territory: Territory
    timetable: Timetable
    rows: StopRows
    streets: RequestStreets
    leaving: bool
    stops: frozenset[int]
    seconds: dict[int, int]
    nearest: dict[int, int] = field(default_factory=dict)
    """Platform that each other stop is walked to from."""

    def list_legs(self, stop: int, moment_s: float) -> list[Leg]:
        """Walk to a stop beside the one that was asked for; nothing at that one."""
        platform = self.nearest.get(stop)
        if platform is None:
            return []
        pair = (platform, stop) if self.leaving else (stop, platform)
        view = self.streets.walking
        ends = [self.rows.find_terminal(self.territory.network, view, row) for row in pair]
        if not self.rows.is_walk(self.timetable, *pair) or ends[0] is None or ends[1] is None:
            return []
        path = get_desk(self.territory).searcher.path(view, ends[0], ends[1])
        places = [self.rows.to_place(self.timetable, row) for row in pair]
        begin = moment_s + view.pace * ends[0].gap_m / DOOR_SPEED_M_S
        return legs_of(view, path, places[0], places[1], departure_s=begin, part="out")


def find_end(
    territory: Territory,
    streets: RequestStreets,
    asked: Coordinate | StopPlace | SitePlace,
    *,
    field: str,
    leaving: bool,
    stack: ExitStack,
    alone: bool = False,
) -> StopEnd | PlaceEnd:
    """Find where a journey begins (`leaving`) or ends.

    Parameters
    ----------
    field
        Name of the field, for errors.
    stack
        Closes the searches that the end holds.
    alone
        Whether a place without a stop around will do.

    Raises
    ------
    NoItineraryError
        No stop is within 45 minutes, or none that those in a wheelchair can use.
    PlannerError, GraphsError
        The place is not known or off the streets.
    """
    timetable = territory.timetable
    if timetable is None:
        raise NoItineraryError("there is no timetable", field=field)
    if isinstance(asked, StopPlace):
        try:
            stops = _find_stops(territory, timetable, asked.stop)
        except AmbiguousNameError as error:
            raise AmbiguousNameError(f"{field}: {error.message}", **{**error.details, "field": field}) from error
        if stops:
            end = _at_stop(territory, timetable, streets, stops, leaving=leaving)
            if not end.seconds:
                msg = f"{field}: it is known that those in a wheelchair do not get in and out at this stop"
                raise NoItineraryError(msg, field=field)
            return end
    rows = get_stop_rows(timetable)
    try:
        terminal, place = locate(
            territory, streets.view, asked, field=field, index=0 if leaving else 1, day=streets.day
        )
    except UnknownStopError as error:
        raise _suggest(error, rows.list_like(timetable, asked.stop) if isinstance(asked, StopPlace) else []) from error
    tree = stack.enter_context(
        get_desk(territory).searcher.tree(
            streets.view, terminal, backward=not leaving, measure="duration", max_duration_ms=LONGEST_MS
        )
    )
    terminals = _list_terminals(territory, streets.view, rows)
    seconds = _measure(timetable, streets.view, tree, terminals)
    if not seconds and not alone:
        raise refuse_far(streets.view, field)
    return PlaceEnd(streets.view, timetable, rows, place, terminal, tree, leaving, terminals, seconds)


def _measure(timetable: Timetable, view: NetworkView, tree: Tree, terminals: Mapping[int, Terminal]) -> dict[int, int]:
    """Seconds to the stops that are near enough, or from them, by row."""
    seconds, passable = {}, is_passable(timetable, view)
    for row, spot in terminals.items():
        label = tree.find_label(spot) if passable[row] else None
        if label is not None and label.duration_ms <= LONGEST_MS:
            door_s = math.ceil(view.pace * spot.gap_m / DOOR_SPEED_M_S)
            seconds[row] = math.ceil(label.duration_ms / 1000) + door_s
    return seconds


def refuse_far(view: NetworkView, field: str) -> NoItineraryError:
    """Say that no stop is near a place."""
    msg = f"{field}: no stop lies within {LONGEST_MS // 60_000} minutes by {view.profile.name}"
    return NoItineraryError(msg, field=field)


def _suggest(error: UnknownStopError, candidates: list[dict[str, str]]) -> UnknownStopError:
    """Name stops of the feeds that may be meant."""
    if not candidates:
        return error
    before: list[dict[str, str]] = error.details.get("candidates", [])
    message = error.message.removesuffix(tell_alike(before)) + tell_alike(candidates)
    return UnknownStopError(message, **{**error.details, "candidates": candidates})


def _find_stops(territory: Territory, timetable: Timetable, name: str) -> frozenset[int]:
    """Rows of a stop: by its id in the feeds, as the territory calls it, or by the name of a station elsewhere."""
    rows = get_stop_rows(timetable)
    if rows.is_one(name):
        return rows.find(timetable, name)
    try:
        stop = territory.stops[territory.get_stop_index(name)]
    except UnknownStopError:
        return rows.find(timetable, name)
    return rows.find_known(timetable, stop)


def _at_stop(
    territory: Territory, timetable: Timetable, streets: RequestStreets, stops: frozenset[int], *, leaving: bool
) -> StopEnd:
    seconds: dict[int, int] = {}
    nearest: dict[int, int] = {}
    origin = np.repeat(np.arange(timetable.stop_count), np.diff(timetable.change_first))
    near, far = (origin, timetable.change_to) if leaving else (timetable.change_to, origin)
    for row in np.flatnonzero(np.isin(near, sorted(stops))).tolist():
        other, spent = int(far[row]), int(timetable.change_s[row])
        if other not in stops and spent < seconds.get(other, spent + 1):
            seconds[other], nearest[other] = spent, int(near[row])
    seconds |= dict.fromkeys(sorted(stops), 0)
    passable = is_passable(timetable, streets.view)
    seconds = {row: spent for row, spent in seconds.items() if passable[row]}
    return StopEnd(territory, timetable, get_stop_rows(timetable), streets, leaving, stops, seconds, nearest)


def _list_terminals(territory: Territory, view: NetworkView, rows: StopRows) -> dict[int, Terminal]:
    """Places on the streets of all stops near the territory, for those that the view lets through."""
    box = territory.bounding_box
    inside = [
        row
        for row in np.flatnonzero(np.isfinite(rows.lat)).tolist()
        if box.west - 0.01 <= rows.lon[row] <= box.east + 0.01 and box.south - 0.01 <= rows.lat[row] <= box.north + 0.01
    ]
    snapped = snap_many(view, rows.lat[inside], rows.lon[inside], max_gap_m=STOP_GAP_M)
    found = ((row, snapped.find_terminal(place)) for place, row in enumerate(inside))
    return {row: terminal for row, terminal in found if terminal is not None}
