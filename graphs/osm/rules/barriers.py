"""Barriers, fords and elevators on nodes: who passes, and in what time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from graphs.attributes import Vehicle
from graphs.osm.rules.access import decide
from graphs.osm.rules.records import NodeAttributes
from graphs.osm.rules.tables import load_tables
from graphs.osm.rules.values import to_width_dm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphs.osm.rules.barrier_tables import BarrierKind

__all__ = ["node_attributes"]

_KEYS = frozenset(
    {
        "access",
        "barrier",
        "bicycle",
        "cargo_bike",
        "foot",
        "ford",
        "highway",
        "kerb",
        "locked",
        "vehicle",
        "wheelchair",
    }
)
_HIGHWAYS = frozenset({"elevator", "ford"})


def node_attributes(tags: Mapping[str, str]) -> NodeAttributes | None:
    """Return who is stopped and delayed at a node, None where nobody is."""
    if not ("barrier" in tags or "ford" in tags or "kerb" in tags or tags.get("highway") in _HIGHWAYS):
        return None
    widths = load_tables().barriers.width_keys
    return _read(tuple([item for item in tags.items() if item[0] in _KEYS or item[0] in widths]))


@lru_cache(maxsize=16_384)
def _read(items: tuple[tuple[str, str], ...]) -> NodeAttributes | None:
    tags = dict(items)
    if tags.keys().isdisjoint({"barrier", "ford"}) and tags.get("highway") not in _HIGHWAYS:
        # The access tags of a crossing with a kerb speak of the crossing, not of those who pass along the way.
        tags = {key: tags[key] for key in ("kerb", "wheelchair") if key in tags}
    found = _find_kind(tags)
    if found is None:
        return None
    name, kind = found
    delays = _find_delays(tags, kind, is_barrier=tags.get("barrier", "no") != "no")
    block = sum(1 << vehicle for vehicle in Vehicle if delays[vehicle] < 0)
    foot, bike, cargo, wheelchair = (max(0, delay) for delay in delays)
    if not (block or foot or bike or cargo or wheelchair):
        return None
    return NodeAttributes(block, (foot, bike, cargo, wheelchair), name)


def _find_kind(tags: Mapping[str, str]) -> tuple[str, BarrierKind] | None:
    rules = load_tables().barriers
    barrier = tags.get("barrier")
    if barrier not in {None, "no"}:
        return barrier, rules.get_kind(barrier)
    if tags.get("highway") == "elevator":
        return "elevator", rules.nodes["elevator"]
    ford = tags.get("ford", "no")
    if ford != "no" or tags.get("highway") == "ford":
        return "ford", rules.nodes["stepping_stones" if ford == "stepping_stones" else "ford"]
    if "kerb" in tags:
        return "kerb", rules.kinds["kerb"]
    # Nothing stands there, but access tags beside it are believed all the same.
    return (barrier, rules.kinds["no"]) if barrier == "no" else None


def _fits_cargo(kind: BarrierKind, say: _Say, width_dm: int | None) -> bool:
    """Return whether bikes are let through and the gap is known to be wide enough for a cargo bike."""
    least_dm = kind.min_width_dm[Vehicle.CARGO]
    return say.bike is True and least_dm > 0 and width_dm is not None and width_dm >= least_dm


@dataclass(frozen=True, slots=True)
class _Say:
    """What the tags of a node say of each kind of traveller: allowed, forbidden or nothing."""

    foot: bool | None
    bike: bool | None
    cargo: bool | None
    wheelchair: bool | None


def _find_delays(tags: Mapping[str, str], kind: BarrierKind, *, is_barrier: bool) -> tuple[int, int, int, int]:
    """Return seconds to pass by Vehicle, -1 for those who cannot."""
    say = _Say(*(decide(tags.get(key)) for key in ("foot", "bicycle", "cargo_bike", "wheelchair")))
    width_dm = _find_width_dm(tags) if any(kind.min_width_dm) else None
    locked = is_barrier and tags.get("locked") in load_tables().barriers.locked
    foot = _pass(kind, Vehicle.FOOT, opened=say.foot is True, width_dm=width_dm)
    wheelchair = _pass(kind, Vehicle.WHEELCHAIR, opened=say.wheelchair is True, width_dm=width_dm)
    bike = _pass(kind, Vehicle.BIKE, opened=say.bike is True, width_dm=width_dm)
    cargo = _pass(kind, Vehicle.CARGO, opened=say.cargo is True or _fits_cargo(kind, say, width_dm), width_dm=width_dm)
    if _is_closed(tags, ("foot", "access"), locked=locked):
        foot = wheelchair = -1
    if _is_closed(tags, ("bicycle", "vehicle", "access"), locked=locked):
        bike = cargo = -1
    if foot < 0 or say.wheelchair is False or _has_high_kerb(tags, say):
        wheelchair = -1
    if bike < 0 or say.cargo is False:
        cargo = -1
    return foot, bike, cargo, wheelchair


def _is_closed(tags: Mapping[str, str], keys: tuple[str, ...], *, locked: bool) -> bool:
    """Return whether the closest of the tags forbids passing; a lock forbids all whose own tag does not allow them."""
    own = decide(tags.get(keys[0]))
    if own is not None:
        return not own
    if locked:
        return True
    for key in keys[1:]:
        decision = decide(tags.get(key))
        if decision is not None:
            return not decision
    return False


def _has_high_kerb(tags: Mapping[str, str], say: _Say) -> bool:
    return tags.get("kerb") in load_tables().barriers.raised_kerbs and say.wheelchair is not True


def _pass(kind: BarrierKind, vehicle: Vehicle, *, opened: bool, width_dm: int | None) -> int:
    """Return seconds to pass by the build of the barrier alone, -1 where the vehicle cannot."""
    delay_s = kind.delay_s[vehicle]
    if opened:
        return kind.opened_delay_s[vehicle]
    if delay_s < 0 or (width_dm is not None and width_dm < kind.min_width_dm[vehicle]):
        return -1
    if vehicle is Vehicle.CARGO and width_dm is None and not kind.cargo_unknown:
        return -1
    return delay_s


def _find_width_dm(tags: Mapping[str, str]) -> int | None:
    for key in load_tables().barriers.width_keys:
        if key in tags:
            width_dm = to_width_dm(tags[key])
            if width_dm is not None:
                return width_dm
    return None
