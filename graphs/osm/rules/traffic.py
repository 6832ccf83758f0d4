"""Cycle facilities, busy roads and traffic stress."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphs.attributes import Facility, Highway
from graphs.osm.rules.directions import to_one_way
from graphs.osm.rules.tables import load_tables
from graphs.osm.rules.values import to_kmh, to_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphs.osm.rules.tables import StressRules

__all__ = ["is_calm", "is_major", "list_facilities", "to_stress"]

_MOST_LANES = 20
_USUAL_LANES = 2
_CYCLE_STREET_KMH = 30


def is_calm(tags: Mapping[str, str]) -> bool:
    """Return whether the street is made for people on foot or bike."""
    return tags.get("highway") in load_tables().highways.calm


def is_major(tags: Mapping[str, str]) -> bool:
    """Return whether the street is a busy road without any cycle facility."""
    rules = load_tables().highways
    if tags.get("highway") not in rules.major or tags.get("bicycle") in rules.facility_bicycle:
        return False
    return not any(key.startswith("cycleway") and value not in rules.no_facility for key, value in tags.items())


def list_facilities(tags: Mapping[str, str], street: Highway, country: str | None) -> tuple[Facility, Facility]:
    """Return the best cycle facility along the nodes and against them."""
    rules = load_tables().facilities
    if street in rules.always or (street in rules.designated and tags.get("bicycle") == "designated"):
        return Facility.TRACK, Facility.TRACK
    found = [Facility.NONE, Facility.NONE]
    if any(tags.get(key) == "yes" for key in rules.cycle_street_keys):
        found = [Facility.SHARED, Facility.SHARED]
    near, far = ("left", "right") if country in rules.left_hand else ("right", "left")
    for key, side in (("cycleway", None), ("cycleway:both", None), (f"cycleway:{near}", 0), (f"cycleway:{far}", 1)):
        value = tags.get(key)
        if value is None or value not in rules.values:
            continue
        for direction in _list_directions(tags, key, value, side):
            found[direction] = max(found[direction], rules.values[value])
    return found[0], found[1]


def _list_directions(tags: Mapping[str, str], key: str, value: str, side: int | None) -> tuple[int, ...]:
    """Return which directions a facility serves: 0 along the nodes, 1 against them."""
    traffic = to_one_way(tags)
    one_way = None if traffic[0] == traffic[1] else 0 if traffic[0] else 1
    if value.startswith("opposite"):
        return (side if side is not None else 1,) if one_way is None else (1 - one_way,)
    lane = tags.get(f"{key}:oneway")
    if lane == "no":
        return (0, 1)
    if side is None:
        return (0, 1) if one_way is None else (one_way,)
    if lane == "-1":
        return (1,) if one_way is None else (1 - one_way,)
    return (side,) if one_way is None else (one_way,)


def to_stress(
    tags: Mapping[str, str],
    street: Highway,
    facility: Facility,
    *,
    backward: bool,
    place: tuple[str | None, str | None],
) -> int:
    """Return the level of traffic stress in one direction, 0 where it means nothing.

    Parameters
    ----------
    tags
        Tags of the way.
    street
        Its class.
    facility
        Cycle facility in the direction of travel.
    backward
        Whether travel runs against the nodes.
    place
        Country and region, for the speeds assumed.

    References
    ----------
    Mekuria, Furth and Nixon (2012), Low-Stress Bicycling and Network Connectivity, Mineta Transportation Institute
    report 11-19; Furth, Mekuria and Nixon (2016), https://doi.org/10.3141/2587-06.
    """
    rules = load_tables().stress
    fixed = rules.fixed.get(street)
    if fixed is not None:
        return fixed
    if facility is Facility.TRACK:
        return 1
    speed_kmh = _find_speed_kmh(tags, street, rules, backward=backward, place=place)
    by_class = "quiet" if street in rules.quiet else "other"
    table = "lane" if facility is Facility.LANE else by_class
    lanes = _find_lanes(tags)
    return next(
        (level for fastest, widest, level in rules.levels[table] if speed_kmh <= fastest and lanes <= widest), 4
    )


def _find_speed_kmh(
    tags: Mapping[str, str],
    street: Highway,
    rules: StressRules,
    *,
    backward: bool,
    place: tuple[str | None, str | None],
) -> int:
    keys = (
        "maxspeed:backward" if backward else "maxspeed:forward",
        "maxspeed",
        "zone:maxspeed",
        "maxspeed:type",
        "source:maxspeed",
    )
    for key in keys:
        if key in tags:
            speed = to_kmh(tags[key], rules.speeds)
            if speed is not None:
                return speed
    if any(tags.get(key) == "yes" for key in load_tables().facilities.cycle_street_keys):
        return _CYCLE_STREET_KMH
    country, region = place
    usual = rules.usual_speeds
    return usual[next((name for name in (region, country) if name is not None and name in usual), "default")][street]


def _find_lanes(tags: Mapping[str, str]) -> int:
    """Return the lanes of both directions; those of a one-way street count twice, as its traffic all runs one way."""
    lanes = to_number(tags.get("lanes", ""))
    if lanes is None or not 0 < lanes <= _MOST_LANES:
        return _USUAL_LANES
    forward, backward = to_one_way(tags)
    return int(lanes) if forward == backward else 2 * int(lanes)
