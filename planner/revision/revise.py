"""Edits carried out one after the other: each changes what it names, everything else stays as it was."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from graphs.network import UNREACHABLE
from planner.edits import AddStop, AvoidStreet, Edit, MoveStop, RemoveStop
from planner.errors import InvalidRequestError, NoItineraryError
from planner.places import locate
from planner.revision.line import Line, Stop, find_nearest
from planner.revision.redraw import Workshop
from planner.revision.reopen import see_stop
from planner.revision.shorten import shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from graphs.geo import Coordinate
    from graphs.view import NetworkView
    from planner.plans import Trip

__all__ = ["Revision"]

_MOST_STOPS = 50
_BEHIND_CORNER_MM = 1000


class Revision:
    """One line under edit.

    Parameters
    ----------
    trip
        The request that the line was planned for, as its streets are today.
    line
        The line.
    closed_edges
        Edges avoided by earlier edits, closed in the view of the trip already.
    """

    def __init__(self, trip: Trip, line: Line, closed_edges: Sequence[int]) -> None:
        self.line = line
        self.closed_edges: tuple[int, ...] = tuple(closed_edges)
        self._trip = trip
        self._whole = trip.streets.view
        self._length_mm = line.length_mm
        self._workshop = self._open_workshop()

    def apply(self, edit: Edit, *, field: str) -> None:
        """Carry out one edit; after an error the line is as it was.

        Raises
        ------
        PlannerError, GraphsError
            The edit cannot be carried out; `details["field"]` begins with `field`.
        """
        self._trip.work.check()
        if isinstance(edit, AddStop):
            self._add(edit, field)
        elif isinstance(edit, RemoveStop):
            self.line = self._without(self._find_stop(edit.stop, f"{field}.stop"), field)
        elif isinstance(edit, MoveStop):
            self._move(edit, field)
        elif isinstance(edit, AvoidStreet):
            self._avoid(edit, field)
        else:
            self.line = shorten(self._workshop, self._view, self.line, edit, field=field)

    @property
    def _view(self) -> NetworkView:
        return self._trip.streets.view

    def _open_workshop(self) -> Workshop:
        return Workshop(self._trip.context, closed=self._trip.closed, length_mm=self._length_mm, whole=self._whole)

    def _add(self, edit: AddStop, field: str) -> None:
        if len(self.line.stops) > _MOST_STOPS:
            raise InvalidRequestError(f"{field}: an itinerary has at most {_MOST_STOPS - 1} places", field=field)
        if edit.site is not None:
            stop = see_stop(self._trip, edit.site, field=f"{field}.site")
            if stop.target is not None and stop.target.site.id in self._list_sites():
                msg = f"{field}.site: {stop.target.site.name} is visited already"
                raise InvalidRequestError(msg, field=f"{field}.site")
        else:
            stop = self._stop_at(edit.point, field)
        self.line = self._insert(self.line, stop, edit.number, field)

    def _move(self, edit: MoveStop, field: str) -> None:
        number = self._find_stop(edit.stop, f"{field}.stop")
        stop = self.line.stops[number]
        wanted = edit.number
        if edit.point is not None:
            if stop.target is not None:
                msg = f"{field}.stop: {stop.target.site.name} stays where it is; only points can be moved elsewhere"
                raise InvalidRequestError(msg, field=f"{field}.stop")
            stop, wanted = self._stop_at(edit.point, field), number
        if edit.point is not None or wanted != number:
            self.line = self._insert(self._without(number, field), stop, wanted, field)

    def _insert(self, line: Line, stop: Stop, number: int | None, field: str) -> Line:
        legs: Sequence[int] = range(len(line.legs))
        if number is not None:
            if not 1 <= number <= len(line.legs):
                msg = f"{field}.to: must lie between 1 and {len(line.legs)}"
                raise InvalidRequestError(msg, field=f"{field}.to")
            legs = (number - 1,)
        found = self._workshop.insert(line, stop, legs)
        if found is None:
            name = stop.target.site.name if stop.target else "the point"
            raise NoItineraryError(f"{field}: no way leads to {name} and on", field=field)
        return found

    def _without(self, number: int, field: str) -> Line:
        found = self._workshop.close_gap(self.line, number)
        if found is None:
            raise NoItineraryError(
                f"{field}: without that place no way is left from the one before to the one after", field=field
            )
        return found

    def _stop_at(self, point: Coordinate | None, field: str) -> Stop:
        if point is None:
            msg = "a place without a site has a point"
            raise ValueError(msg)
        terminal, place = locate(self._trip.desk.territory, self._view, point, field=field, index=0)
        return Stop(terminal, place)

    def _list_sites(self) -> set[str]:
        return {stop.target.site.id for stop in self.line.stops if stop.target}

    def _find_stop(self, asked: str | int, field: str) -> int:
        """Position among the places, the start being 0."""
        inner = self.line.stops[1:-1]
        if isinstance(asked, int):
            if not 1 <= asked <= len(inner):
                has = f"must lie between 1 and {len(inner)}" if inner else "there is no place between start and end"
                raise InvalidRequestError(f"{field}: {has}", field=field)
            return asked
        for number, stop in enumerate(inner, start=1):
            if stop.target is not None and asked == stop.target.site.id:
                return number
        visited = ", ".join(sorted(self._list_sites())) or "nothing"
        msg = f"{field}: this itinerary does not visit {asked!r}; it visits {visited}"
        raise InvalidRequestError(msg, field=field)

    def _avoid(self, edit: AvoidStreet, field: str) -> None:
        edges = self._edges_of(edit, field)
        before = self._trip, self.closed_edges, self._workshop
        self.closed_edges = tuple(sorted({*self.closed_edges, *edges.tolist()}))
        weights = self._view.weights.copy()
        weights[np.isin(self._view.network.arc_edge >> 1, edges)] = UNREACHABLE
        weights.flags.writeable = False
        closed = np.union1d(self._view.closed_edges, edges).astype(np.int32)
        streets = replace(self._trip.streets, view=replace(self._view, weights=weights, closed_edges=closed))
        self._trip = replace(self._trip, streets=streets)
        self._workshop = self._open_workshop()
        try:
            self._require_reachable(field)
            line = self.line
            for index in range(len(line.legs)):
                barred = np.isin(line.legs[index].edges, edges)
                if barred.any():
                    line = self._round(line, index, barred, field)
            self.line = line
        except Exception:
            self._trip, self.closed_edges, self._workshop = before
            raise

    def _round(self, line: Line, index: int, barred: npt.NDArray[np.bool_], field: str) -> Line:
        found = self._workshop.go_round(line, index, barred)
        if found is None:
            raise NoItineraryError(f"{field}: no other way leads on", field=field)
        return found

    def _edges_of(self, edit: AvoidStreet, field: str) -> npt.NDArray[np.int32]:
        """List the edges of a street: of the way, or of the ways that bear one name where the line is nearest."""
        network = self._view.network
        if edit.way is not None:
            ways = np.flatnonzero(network.way_osm_id == edit.way)
            edges = np.flatnonzero(np.isin(network.edge_way, ways)).astype(np.int32)
            if not any(np.isin(leg.edges, edges).any() for leg in self.line.legs):
                msg = f"{field}.way: this itinerary does not use the way {edit.way}"
                raise InvalidRequestError(msg, field=f"{field}.way")
            return edges
        if edit.point is None:
            msg = "a street is named by a way or a point"
            raise ValueError(msg)
        found = []
        for number, leg in enumerate(self.line.legs):
            if len(leg.codes):
                at_mm, gap_m = find_nearest(leg, edit.point)
                found.append((gap_m, number, at_mm))
        _, number, at_mm = min(found)
        leg = self.line.legs[number]
        ends = np.cumsum(leg.piece_lengths_mm)
        # A step of the itinerary stands at the corner where its street begins: the street after the corner is meant.
        piece = min(int(np.searchsorted(ends, at_mm + _BEHIND_CORNER_MM)), len(ends) - 1)
        of_line = network.edge_way[leg.edges]
        names = network.way_name[of_line]
        same = (of_line == of_line[piece]) | ((names == names[piece]) & (names[piece] >= 0))
        breaks = np.flatnonzero(~same)
        first = int(breaks[breaks < piece].max(initial=-1)) + 1
        last = int(breaks[breaks > piece].min(initial=len(same)))
        return np.flatnonzero(np.isin(network.edge_way, np.unique(of_line[first:last]))).astype(np.int32)

    def _require_reachable(self, field: str) -> None:
        """Refuse to close the street that a place of the line lies on."""
        for stop in self.line.stops:
            if stop.terminal.edge in self.closed_edges:
                name = stop.place.name or "a place of this itinerary"
                raise InvalidRequestError(f"{field}: {name} lies on that street", field=field)
