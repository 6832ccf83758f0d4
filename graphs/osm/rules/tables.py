"""The tag rules as typed tables, read once from `data/tag_rules/*.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from graphs.attributes import Facility, Highway, RouteKind, Smoothness
from graphs.osm.rules.barrier_tables import BarrierRules

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "FILES",
    "AccessRules",
    "DirectionRules",
    "FacilityRules",
    "FeatureRules",
    "HighwayRules",
    "RelationRules",
    "Rights",
    "StressRules",
    "Tables",
    "load_document",
    "load_tables",
]

FILES = ("highways", "access", "directions", "features", "facilities", "stress", "barriers", "relations")
"""Names of the rule files, in the order of the reference."""
_NOTES = frozenset({"about", "wiki", "title"})
_OTHER = "_other"


def load_document(name: str) -> dict[str, Any]:
    """Read one rule file by its name without suffix."""
    return tomllib.loads((files("data") / "tag_rules" / f"{name}.toml").read_text(encoding="utf-8"))


def _rows(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if key not in _NOTES}


def _classes(names: Iterable[str]) -> frozenset[Highway]:
    return frozenset(Highway[name] for name in names)


def _by_value(table: Mapping[str, Any]) -> dict[str, str]:
    return {value: group for group, values in _rows(table).items() for value in values}


@dataclass(frozen=True, slots=True)
class OpeningRules:
    """How a variant opens a way."""

    taken_off: frozenset[str]
    """Keys that go, with their conditional forms."""
    named_by: tuple[str, ...]
    """Values of `highway`, or prefixes of it, under which the class of a way stands that is not there."""
    former_railway: str
    put_on: Mapping[str, str]

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> OpeningRules:
        """Read the table of openings."""
        put_on = (tag.partition("=") for tag in document["put_on"])
        return cls(
            taken_off=frozenset(document["taken_off"]),
            named_by=tuple(document["named_by"]),
            former_railway=document["former_railway"],
            put_on={key: value for key, _, value in put_on},
        )


@dataclass(frozen=True, slots=True)
class HighwayRules:
    """Which ways are streets, and of which class."""

    classes: Mapping[str, Highway]
    other_keys: tuple[tuple[str, str, Highway], ...]
    """Key, value and class of ways without `highway`."""
    not_there: Mapping[str, frozenset[str]]
    dormant: Mapping[str, frozenset[str]]
    """Keys of ways kept aside, with the values that count; none listed: all."""
    opened: OpeningRules
    calm: frozenset[str]
    major: frozenset[str]
    facility_bicycle: frozenset[str]
    no_facility: frozenset[str]

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> HighwayRules:
        """Read the table of classes."""
        return cls(
            classes={value: Highway[name] for value, name in _rows(document["classes"]).items()},
            other_keys=tuple(
                (tag.partition("=")[0], tag.partition("=")[2], Highway[name])
                for tag, name in _rows(document["other_keys"]).items()
            ),
            not_there={key: frozenset(values) for key, values in _rows(document["not_there"]).items()},
            dormant={key: frozenset(values) for key, values in _rows(document["dormant"]).items()},
            opened=OpeningRules.from_document(document["opened"]),
            calm=frozenset(document["calm"]["highways"]),
            major=frozenset(document["major"]["highways"]),
            facility_bicycle=frozenset(document["major"]["facility_bicycle"]),
            no_facility=frozenset(document["major"]["no_facility"]),
        )


@dataclass(frozen=True, slots=True)
class Rights:
    """Usual rights of a country or region."""

    bicycle_no: frozenset[Highway]
    foot_no: frozenset[Highway]
    closed_highways: frozenset[str]
    """Values of `highway` open to nobody without a tag of one's own."""
    path_min_width_dm: int
    """Width under which, or unknown, a path is not ridden unless signed; 0 for no such rule."""


@dataclass(frozen=True, slots=True)
class AccessRules:
    """Who may use a street."""

    allowed: frozenset[str]
    silent: frozenset[str]
    no_riding: frozenset[Highway]
    no_riding_tags: tuple[tuple[str, str], ...]
    never_ridden: frozenset[Highway]
    own_tag: Mapping[str, frozenset[str]]
    ferry_vehicles: tuple[str, ...]
    climbing: frozenset[str]
    no_bikes: frozenset[str]
    no_wheels: frozenset[str]
    cargo_min_width_dm: int
    wheelchair_min_width_dm: int
    wheelchair_smoothness: Smoothness
    riding_smoothness: Smoothness
    rights: Mapping[str, Rights]

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> AccessRules:
        """Read values, restrictions by class and the usual rights of every country."""
        riding, steep, room = document["no_riding"], document["steep"], document["room"]
        return cls(
            allowed=frozenset(document["values"]["allowed"]),
            silent=frozenset(document["values"]["silent"]),
            no_riding=_classes(riding["highways"]),
            no_riding_tags=tuple((key, value) for key, _, value in (tag.partition("=") for tag in riding["tags"])),
            never_ridden=_classes(riding["never"]),
            own_tag={key: frozenset(values) for key, values in _rows(document["own_tag"]).items()},
            ferry_vehicles=tuple(document["ferry"]["vehicles"]),
            climbing=frozenset(steep["climbing"]),
            no_bikes=frozenset(steep["no_bikes"]),
            no_wheels=frozenset(steep["no_wheels"]),
            cargo_min_width_dm=room["cargo_min_width_dm"],
            wheelchair_min_width_dm=room["wheelchair_min_width_dm"],
            wheelchair_smoothness=Smoothness[room["wheelchair_smoothness"]],
            riding_smoothness=Smoothness[room["riding_smoothness"]],
            rights={
                place: Rights(
                    bicycle_no=_classes(table["bicycle_no"]),
                    foot_no=_classes(table["foot_no"]),
                    closed_highways=frozenset(table["closed_highways"]),
                    path_min_width_dm=table["path_min_width_dm"],
                )
                for place, table in document["rights"].items()
            },
        )

    def get_rights(self, country: str | None, region: str | None) -> Rights:
        """Return the rights of the region, else of the country, else the general ones."""
        for place in (region, country):
            if place is not None and place in self.rights:
                return self.rights[place]
        return self.rights["default"]


@dataclass(frozen=True, slots=True)
class DirectionRules:
    """One-way streets and contraflow."""

    forward: frozenset[str]
    backward: frozenset[str]
    both: frozenset[str]
    closed: frozenset[str]
    roundabouts: frozenset[str]
    contraflow_keys: tuple[str, ...]
    contraflow_prefix: str
    lane_keys: tuple[str, ...]
    lane_values: frozenset[str]
    conveying_forward: frozenset[str]
    conveying_backward: frozenset[str]

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> DirectionRules:
        """Read the values of `oneway` and its kin."""
        values, contraflow, foot = document["values"], document["contraflow"], document["foot"]
        return cls(
            forward=frozenset(values["forward"]),
            backward=frozenset(values["backward"]),
            both=frozenset(values["both"]),
            closed=frozenset(values["none"]),
            roundabouts=frozenset(document["roundabouts"]["junction"]),
            contraflow_keys=tuple(contraflow["keys"]),
            contraflow_prefix=contraflow["prefix"],
            lane_keys=tuple(contraflow["lane_keys"]),
            lane_values=frozenset(contraflow["lane_values"]),
            conveying_forward=frozenset(foot["conveying_forward"]),
            conveying_backward=frozenset(foot["conveying_backward"]),
        )


@dataclass(frozen=True, slots=True)
class FeatureRules:
    """Value of a tag and its group, for the attributes of a street."""

    surface: Mapping[str, str]
    smoothness: Mapping[str, str]
    tracktype: Mapping[str, str]
    lit: Mapping[str, str]
    wheelchair: Mapping[str, str]
    sac_scale: Mapping[str, str]
    structure: tuple[tuple[str, frozenset[str]], ...]
    width_keys: tuple[str, ...]
    condition_keys: frozenset[str]

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> FeatureRules:
        """Read the groups of values."""
        return cls(
            surface=_by_value(document["surface"]),
            smoothness=_by_value(document["smoothness"]),
            tracktype=_by_value(document["tracktype"]),
            lit=_by_value(document["lit"]),
            wheelchair=_by_value(document["wheelchair"]),
            sac_scale=_by_value(document["sac_scale"]),
            structure=tuple((key, frozenset(values)) for key, values in _rows(document["structure"]).items()),
            width_keys=tuple(document["width"]["keys"]),
            condition_keys=frozenset(document["conditions"]["keys"]),
        )


@dataclass(frozen=True, slots=True)
class FacilityRules:
    """Cycle facilities."""

    values: Mapping[str, Facility]
    cycle_street_keys: tuple[str, ...]
    always: frozenset[Highway]
    designated: frozenset[Highway]
    left_hand: frozenset[str]

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> FacilityRules:
        """Read the values of `cycleway` and the ways of their own."""
        own = document["own_ways"]
        return cls(
            values={value: Facility[group] for value, group in _by_value(document["values"]).items()},
            cycle_street_keys=tuple(document["cycle_streets"]["keys"]),
            always=_classes(own["always"]),
            designated=_classes(own["designated"]),
            left_hand=frozenset(document["left_hand_traffic"]["countries"]),
        )


@dataclass(frozen=True, slots=True)
class StressRules:
    """Traffic stress by class, speed, lanes and facility."""

    fixed: Mapping[Highway, int]
    quiet: frozenset[Highway]
    levels: Mapping[str, tuple[tuple[int, int, int], ...]]
    speeds: Mapping[str, int]
    usual_speeds: Mapping[str, Mapping[Highway, int]]

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> StressRules:
        """Read levels and the speeds assumed where none is tagged."""
        usual = {
            place: {Highway[name]: speed for name, speed in _rows(table).items()}
            for place, table in document["usual_speeds"].items()
        }
        return cls(
            fixed={Highway[name]: level for name, level in _rows(document["classes"]["fixed"]).items()},
            quiet=_classes(document["classes"]["quiet"]),
            levels={
                name: tuple((speed, lanes, level) for speed, lanes, level in rows)
                for name, rows in _rows(document["levels"]).items()
            },
            speeds=_rows(document["speeds"]),
            usual_speeds={place: usual["default"] | table for place, table in usual.items()},
        )


@dataclass(frozen=True, slots=True)
class RelationRules:
    """Turn restrictions, signposted routes and numbered junctions."""

    binding: tuple[str, ...]
    except_bike: frozenset[str]
    values: frozenset[str]
    states_left_out: frozenset[str]
    forward_roles: frozenset[str]
    backward_roles: frozenset[str]
    families: Mapping[str, str]
    networks: Mapping[str, Mapping[str, RouteKind]]
    node_networks: Mapping[str, RouteKind]
    junctions: tuple[tuple[str, str], ...]

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> RelationRules:
        """Read kinds of restrictions, families and networks of routes."""
        return cls(
            binding=tuple(document["restriction"]["binding"]),
            except_bike=frozenset(document["restriction"]["except_bike"]),
            values=frozenset(document["restriction"]["values"]),
            states_left_out=frozenset(document["route"]["states_left_out"]),
            forward_roles=frozenset(document["route"]["roles"]["forward"]),
            backward_roles=frozenset(document["route"]["roles"]["backward"]),
            families=_rows(document["route"]["families"]),
            networks={
                family: {network: RouteKind[kind] for network, kind in _rows(table).items()}
                for family, table in document["networks"].items()
            },
            node_networks={family: RouteKind[kind] for family, kind in _rows(document["node_networks"]).items()},
            junctions=tuple(_rows(document["junctions"]).items()),
        )

    def get_route_kind(self, family: str, network: str) -> RouteKind:
        """Return the kind of a route by the first network of its list that is known."""
        by_network = self.networks[family]
        known = (by_network.get(part.strip()) for part in network.split(";") if part.strip() != _OTHER)
        return next((kind for kind in known if kind is not None), by_network[_OTHER])


@dataclass(frozen=True, slots=True)
class Tables:
    """All tag rules."""

    highways: HighwayRules
    access: AccessRules
    directions: DirectionRules
    features: FeatureRules
    facilities: FacilityRules
    stress: StressRules
    barriers: BarrierRules
    relations: RelationRules


@lru_cache(maxsize=1)
def load_tables() -> Tables:
    """Read every rule file, once."""
    documents = {name: load_document(name) for name in FILES}
    return Tables(
        highways=HighwayRules.from_document(documents["highways"]),
        access=AccessRules.from_document(documents["access"]),
        directions=DirectionRules.from_document(documents["directions"]),
        features=FeatureRules.from_document(documents["features"]),
        facilities=FacilityRules.from_document(documents["facilities"]),
        stress=StressRules.from_document(documents["stress"]),
        barriers=BarrierRules.from_document(documents["barriers"]),
        relations=RelationRules.from_document(documents["relations"]),
    )
