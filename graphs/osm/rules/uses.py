"""What each vehicle may do on a way in each direction: rights, directions and room joined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphs.attributes import Highway, Structure, Use
from graphs.osm.rules.access import decide, may_ride, may_walk
from graphs.osm.rules.directions import list_riding_directions, list_walking_directions
from graphs.osm.rules.tables import load_tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphs.osm.rules.features import Features
    from graphs.osm.rules.tables import Rights

__all__ = ["Uses", "to_uses"]


@dataclass(frozen=True, slots=True)
class Uses:
    """Use of a way in one direction by each vehicle."""

    foot: Use
    bike: Use
    cargo: Use
    wheelchair: Use

    def is_none(self) -> bool:
        """Return whether nobody may use the direction."""
        return not (self.foot or self.bike or self.cargo or self.wheelchair)


@dataclass(frozen=True, slots=True)
class _Room:
    """Which wheels the way has room for, whatever the rights."""

    ridden: bool
    pushed: bool
    cargo: bool
    wheelchair: bool


def to_uses(tags: Mapping[str, str], street: Highway, features: Features, rights: Rights) -> tuple[Uses, Uses]:
    """Return the uses along the nodes and against them."""
    walk = may_walk(tags, street, rights)
    ride = may_ride(tags, street, rights, width_dm=features.known_width_dm)
    cargo = ride and _decide_cargo(tags)
    room = _find_room(tags, street, features)
    walking, riding = list_walking_directions(tags, street), list_riding_directions(tags)
    both = [
        _join(room, walk=walk and walking[side], ride=ride and riding[side], cargo=cargo and riding[side])
        for side in (0, 1)
    ]
    return both[0], both[1]


def _decide_cargo(tags: Mapping[str, str]) -> bool:
    return decide(tags.get("cargo_bike")) is not False


def _join(room: _Room, *, walk: bool, ride: bool, cargo: bool) -> Uses:
    pushed = Use.PUSH if walk and room.pushed else Use.NONE
    return Uses(
        foot=Use.FREE if walk else Use.NONE,
        bike=Use.FREE if ride and room.ridden else pushed,
        cargo=(Use.FREE if cargo and room.ridden else pushed) if room.cargo else Use.NONE,
        wheelchair=Use.FREE if walk and room.wheelchair else Use.NONE,
    )


def _find_room(tags: Mapping[str, str], street: Highway, features: Features) -> _Room:
    rules = load_tables().access
    ladder = tags.get("ladder", "no") != "no"
    conveyed = tags.get("conveying", "no") != "no"
    stones = tags.get("ford") == "stepping_stones"
    scale = tags.get("sac_scale")
    signed = decide(tags.get("bicycle")) is True
    ridden = not (ladder or conveyed or stones) and features.smoothness < rules.riding_smoothness
    pushed = not (ladder or conveyed or street is Highway.FERRY) and (signed or scale not in rules.no_bikes)
    # Steps, stepping stones, elevators of unknown size and mountain paths are nothing for long or wide wheels.
    no_wheels = ladder or conveyed or stones or street is Highway.STEPS or scale in rules.no_wheels
    width = features.known_width_dm
    return _Room(
        ridden=ridden,
        pushed=pushed or (street is Highway.FERRY and tags.get("bicycle") == "dismount"),
        cargo=not (
            no_wheels
            or street is Highway.ELEVATOR
            or features.smoothness >= rules.riding_smoothness
            or (width is not None and width < rules.cargo_min_width_dm)
        ),
        wheelchair=not (
            no_wheels
            or tags.get("wheelchair") == "no"
            or features.smoothness >= rules.wheelchair_smoothness
            or (width is not None and width < rules.wheelchair_min_width_dm)
            or (features.structure is Structure.FORD and decide(tags.get("wheelchair")) is not True)
        ),
    )
