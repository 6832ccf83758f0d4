"""Where one could sleep: known lodgings, and towns and stations where none is known."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from graphs.errors import PointNotOnNetworkError
from graphs.geo import Coordinate, haversine_m, haversine_m_array, keep_apart
from graphs.snap import snap
from planner.itinerary import Night, Place
from planner.places import is_usable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graphs.snap import Terminal
    from graphs.view import NetworkView
    from planner.request import LodgingWish
    from planner.territory import Territory

__all__ = ["Bed", "list_beds"]

_MOST_BEDS = 110
_APART_M = 1000.0
"""Beds nearer to one another than this, or than a tenth of a day, are one: the best of them."""
_A_TENTH = 0.1
_SPREAD = 1.3
_AROUND = 0.15
"""How far around a place one looks again, as a share of the most that lies between the ends of a day."""
_TOWN_HAS_LODGING_M = 2000.0
_COMFORT = {"city": 1500, "town": 1550, "village": 1800, "station": 2000}
"""What a night costs where no lodging is known, in the unit of `planner.tours.chain`."""
_PLAIN, _WITH_SERVICES = 300, 0


@dataclass(frozen=True, slots=True, eq=False)
class Bed:
    """A place for the night: where one leaves the streets, what is told of it, and what it costs to sleep there.

    `most_s` is what the last day may take that ends there, so that the way home is not missed.
    """

    terminal: Terminal
    night: Night
    cost: int
    most_s: float = math.inf

    @property
    def place(self) -> Place:
        """Where the leg ends, as told to the visitor."""
        return self.night.place


@dataclass(frozen=True, slots=True)
class _Idea:
    """A bed before anybody looked whether a street leads there: its position, and where to look it up."""

    lat: float
    lon: float
    cost: int
    kind: str
    index: int


def list_beds(
    territory: Territory,
    view: NetworkView,
    wish: LodgingWish,
    *,
    ends: tuple[Sequence[Coordinate], Sequence[Coordinate]],
    day_m: float,
    most_m: float,
    days: int,
    around: Sequence[Coordinate] = (),
) -> list[Bed]:
    """List beds that could lie between the days, the most comfortable where several lie close together.

    Parameters
    ----------
    wish
        What will do.
    ends
        Where the first day may start, where the last one may end.
    day_m, most_m, days
        The most that lies between the ends of a day in a straight line, and between those of all days by way of a bed;
        the number of days.
    around
        Only what lies about these places is listed, so that fewer are left out; everything where there are none.
    """
    ideas = _keep_between(list(_list_ideas(territory, wish)), ends, (days - 1) * day_m, most_m)
    if around:
        near = np.array([(place.lat, place.lon) for place in around], np.float64)
        ideas = [idea for idea in ideas if _is_near(idea, near, _AROUND * day_m)]
    ideas.sort(key=lambda idea: (idea.cost, idea.kind, idea.index))
    apart_m = min(_APART_M, _A_TENTH * day_m)
    while True:
        kept = _thin_out(ideas, ends, apart_m)
        if len(kept) <= _MOST_BEDS:
            break
        apart_m *= _SPREAD
    beds = (_make(territory, view, ideas[position]) for position in kept)
    return [bed for bed in beds if bed is not None]


def _list_ideas(territory: Territory, wish: LodgingWish) -> Iterator[_Idea]:
    """Lodgings as the wish has them; where any night will do, also towns and stations without one around."""
    table = territory.lodgings
    lodgings = []
    if table is not None:
        columns = (table.lat_e7.tolist(), table.lon_e7.tolist(), table.services.tolist())
        for index, (lat_e7, lon_e7, offers) in enumerate(zip(*columns, strict=True)):
            if offers or wish != "bike":
                cost = _WITH_SERVICES if offers else _PLAIN
                lodgings.append(_Idea(lat_e7 / 1e7, lon_e7 / 1e7, cost, "lodging", index))
    yield from lodgings
    if wish != "any":
        return
    served = np.array([(idea.lat, idea.lon) for idea in lodgings], np.float64).reshape(-1, 2)
    towns = list(_list_towns(territory))
    yield from (idea for idea in towns if not _is_near(idea, served, _TOWN_HAS_LODGING_M))
    served = np.concatenate([served, np.array([(idea.lat, idea.lon) for idea in towns], np.float64).reshape(-1, 2)])
    for index, stop in enumerate(territory.stops):
        idea = _Idea(stop.position.lat, stop.position.lon, _COMFORT["station"], "station", index)
        if "rail" in stop.modes and not _is_near(idea, served, _TOWN_HAS_LODGING_M):
            yield idea


def _list_towns(territory: Territory) -> Iterator[_Idea]:
    gazetteer = territory.gazetteer
    if gazetteer is None:
        return
    for index in gazetteer.list_towns():
        lat, lon = int(gazetteer.place_lat_e7[index]) / 1e7, int(gazetteer.place_lon_e7[index]) / 1e7
        kind = gazetteer.get_kind(index)
        yield _Idea(lat, lon, _COMFORT[kind], kind, index)


def _is_near(idea: _Idea, others: np.ndarray[tuple[int, ...], np.dtype[np.float64]], within_m: float) -> bool:
    count = len(others)
    gaps = haversine_m_array(np.full(count, idea.lat), np.full(count, idea.lon), others[:, 0], others[:, 1])
    return bool((gaps < within_m).any())


def _keep_between(
    ideas: Sequence[_Idea], ends: tuple[Sequence[Coordinate], Sequence[Coordinate]], far_m: float, most_m: float
) -> list[_Idea]:
    """Keep the beds from which enough days are left from a start, and to an end."""
    from_start, to_end = (np.min([_measure_to(ideas, place) for place in places], axis=0) for places in ends)
    kept = (np.maximum(from_start, to_end) <= far_m) & (from_start + to_end <= most_m)
    return [ideas[position] for position in np.flatnonzero(kept).tolist()]


def _measure_to(ideas: Sequence[_Idea], place: Coordinate) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Straight ways to a place, metres."""
    lat, lon = (np.array([getattr(idea, name) for idea in ideas], np.float64) for name in ("lat", "lon"))
    return haversine_m_array(np.full(len(ideas), place.lat), np.full(len(ideas), place.lon), lat, lon)


def _thin_out(
    ideas: Sequence[_Idea], ends: tuple[Sequence[Coordinate], Sequence[Coordinate]], apart_m: float
) -> list[int]:
    """Positions of those that lie apart from better ones and, where these are known, from the ends."""
    lat, lon = np.array([idea.lat for idea in ideas]), np.array([idea.lon for idea in ideas])
    free = np.ones(len(ideas), np.bool_)
    for places in ends:
        if len(places) == 1:
            free &= _measure_to(ideas, places[0]) >= apart_m
    return keep_apart(lat, lon, apart_m, free=free)


def _make(territory: Territory, view: NetworkView, idea: _Idea) -> Bed | None:
    """Find the street that leads to a bed, None where there is none that may be used."""
    if idea.kind == "lodging":
        return _make_lodging(territory, view, idea)
    if idea.kind == "station":
        stop = territory.stops[idea.index]
        link = territory.find_stop_link(idea.index, view.profile.vehicle)
        if link is None or not is_usable(view, link.place):
            return None
        place = Place(link.place.point, name=stop.name, stop=stop.id, access_m=float(link.access_m))
        return Bed(link.place, Night(place, idea.kind), idea.cost)
    if territory.gazetteer is None:
        return None
    town = territory.gazetteer.get_place(idea.index)
    try:
        terminal = snap(view, town.position, index=0)
    except PointNotOnNetworkError:
        return None
    return Bed(terminal, Night(Place(terminal.point, name=town.name, access_m=terminal.gap_m), idea.kind), idea.cost)


def _make_lodging(territory: Territory, view: NetworkView, idea: _Idea) -> Bed | None:
    if territory.lodgings is None:
        return None
    lodging = territory.lodgings.get(idea.index)
    spot = territory.lodgings.find_spot(idea.index, view.profile.vehicle)
    if spot is None or not is_usable(view, spot.place):
        return None
    gap_m = haversine_m(spot.place.point, lodging.position)
    night = Night(
        Place(spot.place.point, name=lodging.name, access_m=gap_m),
        lodging.kind,
        lodging.id,
        lodging.services,
        lodging.website,
    )
    return Bed(spot.place, night, idea.cost)
