"""Who may walk and ride on a way, directions apart."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from graphs.attributes import Highway
from graphs.osm.rules.tables import load_tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphs.osm.rules.tables import Rights

__all__ = ["decide", "find_street_class", "is_barred", "may_ride", "may_walk"]


@lru_cache(maxsize=4096)
def decide(value: str | None) -> bool | None:
    """Return whether a value of an access tag allows (True), forbids (False) or leaves it to the next level (None)."""
    rules = load_tables().access
    if value is None or value in rules.silent:
        return None
    return value in rules.allowed


def find_street_class(tags: Mapping[str, str]) -> Highway | None:
    """Return the class of a way, None where it is no street, not there yet or no longer."""
    rules = load_tables().highways
    if any(key in rules.not_there and value not in rules.not_there[key] for key, value in tags.items()):
        return None
    highway = tags.get("highway")
    if highway is not None:
        return rules.classes.get(highway)
    for key, value, street in rules.other_keys:
        if tags.get(key) == value:
            return street
    return None


def is_barred(tags: Mapping[str, str], rights: Rights) -> bool:
    """Return whether only those may use the way whose own tag allows it: motor roads, private grounds."""
    own_tag = load_tables().access.own_tag
    if tags.get("highway") in rights.closed_highways:
        return True
    return any(key in tags and tags[key] not in ignored for key, ignored in own_tag.items())


def may_walk(tags: Mapping[str, str], street: Highway, rights: Rights) -> bool:
    """Return whether people on foot may use the way: `foot`, then `access`, then the usual right of the class."""
    rules = load_tables().access
    if tags.get("sac_scale") in rules.climbing:
        return False
    own = decide(tags.get("foot"))
    if own is not None:
        return own
    return not is_barred(tags, rights) and decide(tags.get("access")) is not False and street not in rights.foot_no


def may_ride(tags: Mapping[str, str], street: Highway, rights: Rights, *, width_dm: int | None) -> bool:
    """Return whether bikes may be ridden on the way: `bicycle`, `vehicle`, `access`, then the right of the class."""
    rules = load_tables().access
    own = decide(tags.get("bicycle"))
    if own is False or street in rules.never_ridden or tags.get("sac_scale") in rules.climbing:
        return False
    if own is True:
        return True
    if is_barred(tags, rights) or not _allows_vehicles(tags):
        return False
    if street is Highway.FERRY:
        return any(decide(tags.get(key)) for key in rules.ferry_vehicles)
    return _may_ride_by_class(tags, street, rights, width_dm=width_dm)


def _allows_vehicles(tags: Mapping[str, str]) -> bool:
    vehicle = decide(tags.get("vehicle"))
    return vehicle if vehicle is not None else decide(tags.get("access")) is not False


def _may_ride_by_class(tags: Mapping[str, str], street: Highway, rights: Rights, *, width_dm: int | None) -> bool:
    rules = load_tables().access
    if street in rules.no_riding or street in rights.bicycle_no:
        return False
    if any(tags.get(key) == value for key, value in rules.no_riding_tags) or tags.get("sac_scale") in rules.no_bikes:
        return False
    # Unless signed, a path must be known to be wide enough where the region asks for a width.
    return street is not Highway.PATH or (width_dm or 0) >= rights.path_min_width_dm
