"""One-way streets, contraflow and directed rights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphs.attributes import Highway
from graphs.osm.rules.access import decide
from graphs.osm.rules.tables import load_tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphs.osm.rules.tables import DirectionRules

__all__ = ["has_contraflow", "list_riding_directions", "list_walking_directions", "to_one_way"]

Directions = tuple[bool, bool]
"""Whether the way is open along its nodes and against them."""

_BOTH: Directions = (True, True)
_SUFFIXES = (":forward", ":backward")


def _to_directions(value: str, rules: DirectionRules) -> Directions:
    if value in rules.both:
        return _BOTH
    if value in rules.backward:
        return False, True
    if value in rules.closed:
        return False, False
    return True, False


def to_one_way(tags: Mapping[str, str]) -> Directions:
    """Return the directions that traffic has, by `oneway` and implied by roundabouts."""
    rules = load_tables().directions
    value = tags.get("oneway")
    if value is not None:
        return _to_directions(value, rules)
    return (True, False) if tags.get("junction") in rules.roundabouts else _BOTH


def has_contraflow(tags: Mapping[str, str]) -> bool:
    """Return whether a cycle facility or `oneway:bicycle=no` opens a one-way street to bikes both ways."""
    rules = load_tables().directions
    own = tags.get("oneway:bicycle")
    if own is not None:
        return own in rules.both
    if any(tags.get(key, "").startswith(rules.contraflow_prefix) for key in rules.contraflow_keys):
        return True
    return any(tags.get(key) in rules.lane_values for key in rules.lane_keys)


def list_riding_directions(tags: Mapping[str, str]) -> Directions:
    """Return the directions in which bikes are not forbidden to ride, rights apart."""
    rules = load_tables().directions
    traffic = to_one_way(tags)
    own = tags.get("oneway:bicycle")
    contraflow = has_contraflow(tags)
    if own is not None and own in rules.forward | rules.backward | rules.both | rules.closed:
        open_to = _to_directions(own, rules)
    else:
        open_to = _BOTH if contraflow and any(traffic) else traffic
    exempt = contraflow or decide(tags.get("bicycle")) is True
    keys = ("bicycle",) if exempt else ("bicycle", "vehicle", "access")
    forward, backward = (_is_open(tags, keys, suffix) for suffix in _SUFFIXES)
    return open_to[0] and forward, open_to[1] and backward


def list_walking_directions(tags: Mapping[str, str], street: Highway) -> Directions:
    """Return the directions in which people may walk, rights apart.

    Only signs for those on foot, escalators and ferries bind them.
    """
    rules = load_tables().directions
    keys = ("foot",) if decide(tags.get("foot")) is True else ("foot", "access")
    forward, backward = (_is_open(tags, keys, suffix) for suffix in _SUFFIXES)
    own = tags.get("oneway:foot")
    bound = _to_directions(own, rules) if own is not None else _BOTH
    if own is None and street is Highway.FERRY:
        bound = to_one_way(tags)
    carried = _list_conveyed(tags.get("conveying"), rules)
    return forward and bound[0] and carried[0], backward and bound[1] and carried[1]


def _is_open(tags: Mapping[str, str], keys: tuple[str, ...], suffix: str) -> bool:
    """Return whether the closest directed tag, if any, leaves a direction open."""
    for key in keys:
        decision = decide(tags.get(key + suffix))
        if decision is not None:
            return decision
    return True


def _list_conveyed(value: str | None, rules: DirectionRules) -> Directions:
    if value is None or value == "no":
        return _BOTH
    return value in rules.conveying_forward, value in rules.conveying_backward
