"""Tags of a way into rights and attributes of its two directions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from graphs.attributes import ArcClass
from graphs.osm.rules.access import find_street_class
from graphs.osm.rules.features import to_features
from graphs.osm.rules.records import WayAttributes
from graphs.osm.rules.tables import load_tables
from graphs.osm.rules.traffic import is_calm, is_major, list_facilities, to_stress
from graphs.osm.rules.uses import to_uses
from graphs.osm.rules.values import to_duration_s, to_layer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphs.attributes import Facility, Highway
    from graphs.osm.rules.features import Features
    from graphs.osm.rules.uses import Uses

__all__ = ["is_dormant", "way_attributes"]

_LONGEST_NAME = 255
_CONDITIONAL = ":conditional"
_OPENING_KEYS = frozenset({"access", "foot", "bicycle", "vehicle"})
_DIRECTED_KEYS = frozenset({"access", "bicycle", "foot", "oneway", "vehicle"})
"""Keys whose forms with a suffix matter as well."""
_KEYS = frozenset(
    {
        "area",
        "bicycle_road",
        "bridge",
        "cargo_bike",
        "conveying",
        "cyclestreet",
        "duration",
        "est_width",
        "ford",
        "golf",
        "highway",
        "incline",
        "indoor",
        "junction",
        "ladder",
        "lanes",
        "layer",
        "lit",
        "man_made",
        "maxspeed",
        "maxspeed:backward",
        "maxspeed:forward",
        "maxspeed:type",
        "maxwidth:physical",
        "military",
        "motor_vehicle",
        "motorcar",
        "motorroad",
        "mtb:scale",
        "railway",
        "route",
        "sac_scale",
        "smoothness",
        "source:maxspeed",
        "surface",
        "tracktype",
        "tunnel",
        "wheelchair",
        "width",
        "zone:maxspeed",
    }
)


@dataclass(frozen=True, slots=True)
class _Core:
    """What ways of the same relevant tags share."""

    forward: ArcClass
    backward: ArcClass
    conditions: dict[str, str]
    duration_s: int | None
    layer: int
    is_area: bool


def way_attributes(
    tags: Mapping[str, str], *, country: str | None = None, region: str | None = None
) -> WayAttributes | None:
    """Return rights and attributes of a way, None where it is not a way for anyone.

    Ways of like tags share one reading, so that a region of some million ways is read in seconds.

    Parameters
    ----------
    tags
        All tags of the way.
    country
        ISO 3166-1 code such as `FR`, for the usual rights and speeds; None for the general ones.
    region
        ISO 3166-2 code such as `BE-WAL`, where a region has rules of its own.

    Returns
    -------
    WayAttributes or None
        None where nobody may use the way in either direction and no conditional access could open it.
    """
    if not ("highway" in tags or "railway" in tags or "man_made" in tags or "route" in tags):
        return None
    core = _read(tuple([item for item in tags.items() if _is_relevant(item[0])]), country, region)
    if core is None:
        return None
    return WayAttributes(
        core.forward,
        core.backward,
        tags.get("name", "")[:_LONGEST_NAME],
        tags.get("ref", "")[:_LONGEST_NAME],
        dict(core.conditions),
        core.duration_s,
        core.layer,
        core.is_area,
    )


def is_dormant(tags: Mapping[str, str]) -> bool:
    """Return whether a way that nobody may use is one that could be opened: private, planned, or a former railway."""
    rules = load_tables().highways.dormant
    return any(key in tags and (not values or tags[key] in values) for key, values in rules.items())


@lru_cache(maxsize=65_536)
def _is_relevant(key: str) -> bool:
    tables = load_tables()
    return (
        key in _KEYS
        or key.partition(":")[0] in _DIRECTED_KEYS
        or key.startswith("cycleway")
        or key.endswith(_CONDITIONAL)
        or key in tables.features.condition_keys
        or key in tables.highways.not_there
    )


@lru_cache(maxsize=65_536)
def _read(items: tuple[tuple[str, str], ...], country: str | None, region: str | None) -> _Core | None:
    tags = dict(items)
    street = find_street_class(tags)
    if street is None:
        return None
    tables = load_tables()
    features = to_features(tags, street)
    uses = to_uses(tags, street, features, tables.access.get_rights(country, region))
    conditions = {
        key: tags[key] for key in sorted(tags) if key.endswith(_CONDITIONAL) or key in tables.features.condition_keys
    }
    if uses[0].is_none() and uses[1].is_none() and not _may_open(conditions):
        return None
    facilities = list_facilities(tags, street, country)
    levels = [to_stress(tags, street, facilities[side], backward=side == 1, place=(country, region)) for side in (0, 1)]
    busy = (is_calm(tags), is_major(tags))
    forward, backward = (
        _to_class(street, features, uses[side], facilities[side], levels[side], busy, backward=side == 1)
        for side in (0, 1)
    )
    return _Core(
        forward=forward,
        backward=backward,
        conditions=conditions,
        duration_s=to_duration_s(tags.get("duration", "")),
        layer=to_layer(tags.get("layer", "")),
        is_area=tags.get("area") == "yes",
    )


def _may_open(conditions: Mapping[str, str]) -> bool:
    return any(
        key.removesuffix(_CONDITIONAL) in _OPENING_KEYS and not value.startswith(("no", "private"))
        for key, value in conditions.items()
    )


def _to_class(
    street: Highway,
    features: Features,
    uses: Uses,
    facility: Facility,
    stress: int,
    busy: tuple[bool, bool],
    *,
    backward: bool,
) -> ArcClass:
    calm, major = busy
    return ArcClass(
        highway=int(street),
        surface=int(features.surface),
        smoothness=int(features.smoothness),
        tracktype=int(features.tracktype),
        width_dm=features.known_width_dm or 0,
        lit=int(features.lit),
        structure=int(features.structure),
        facility=int(facility),
        stress=stress,
        routes=0,
        incline_pct=features.get_incline_code(backward=backward),
        calm=int(calm),
        major=int(major),
        mtb_scale=features.mtb_scale,
        wheelchair=features.wheelchair,
        use_foot=int(uses.foot),
        use_bike=int(uses.bike),
        use_cargo=int(uses.cargo),
        use_wheelchair=int(uses.wheelchair),
    )
