"""Relations: turn restrictions and signposted routes; numbered junctions of node networks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from graphs.attributes import RouteKind
from graphs.osm.rules.records import TurnRule
from graphs.osm.rules.tables import Tables, load_tables

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["junction_ref", "restriction", "route_kind"]

_LONGEST_REF = 32


def restriction(tags: Mapping[str, str]) -> TurnRule | None:
    """Return the turn rule of a relation, None where it is no turn restriction or of an unknown kind.

    `restriction:bicycle` decides for bikes; `restriction` and `restriction:vehicle` bind them unless `except` names them; restrictions of other
    vehicles and conditional ones are returned but bind no bike.
    """
    if tags.get("type") != "restriction":
        return None
    rules = load_tables().relations
    excepted = {part.strip() for part in tags.get("except", "").split(";")}
    bound = excepted.isdisjoint(rules.except_bike)
    own = tags.get("restriction:bicycle")
    if own is not None:
        return _rule(own, binds_bike=True) or _first_rule(tags, rules.restriction_binding, binds_bike=False)
    return (
        _first_rule(tags, rules.restriction_binding, binds_bike=bound)
        or _first_rule(tags, tuple(sorted(key for key in tags if key.startswith("restriction:"))), binds_bike=False)
    )


def _first_rule(tags: Mapping[str, str], keys: tuple[str, ...], *, binds_bike: bool) -> TurnRule | None:
    for key in keys:
        value = tags.get(key)
        if value is None:
            continue
        conditional = key.endswith(":conditional")
        rule = _rule(
            value.partition("@")[0].strip() if conditional else value,
            binds_bike=binds_bike and not conditional,
            condition=value if conditional else "",
        )
        if rule is not None:
            return rule
    return None


def _rule(value: str, *, binds_bike: bool, condition: str = "") -> TurnRule | None:
    if value not in load_tables().relations.restriction_values:
        return None
    kind: Literal["no", "only"] = "only" if value.startswith("only_") else "no"
    return TurnRule(kind, value, binds_bike, condition)


def route_kind(tags: Mapping[str, str]) -> RouteKind:
    """Return what kind of signposted route a relation is; `RouteKind.NONE` for other relations and for routes not there yet.

    A leg of a node network counts as such and not also as a route of its region.
    """
    rules = load_tables().relations
    if tags.get("type") != "route" or tags.get("state") in rules.route_states_left_out:
        return RouteKind.NONE
    family = rules.route_families.get(tags.get("route", ""))
    if family is None:
        return RouteKind.NONE
    if tags.get("network:type") == "node_network" and family in rules.node_networks:
        return rules.node_networks[family]
    return _kind_by_network(rules, family, tags.get("network", ""))


def _kind_by_network(rules: Tables.Relations, family: str, network: str) -> RouteKind:
    by_network = rules.networks[family]
    for part in network.split(";"):
        kind = by_network.get(part.strip())
        if kind is not None:
            return kind
    return by_network[""]


def junction_ref(tags: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the numbers that a node bears in networks of numbered junctions, as (network, ref); planned ones are left out."""
    found = []
    for key, network in load_tables().relations.junction_keys.items():
        ref = tags.get(key, "").strip()
        if ref and len(ref) <= _LONGEST_REF:
            found.append((network, ref))
    return found
