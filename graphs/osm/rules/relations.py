"""Relations: turn restrictions and signposted routes; numbered junctions of node networks."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from graphs.attributes import RouteKind
from graphs.osm.rules.records import TurnRule
from graphs.osm.rules.tables import load_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["is_node_network", "junction_ref", "restriction", "route_kind", "route_sides"]

_LONGEST_REF = 32
_OWN_KEY = "restriction:bicycle"


def restriction(tags: Mapping[str, str]) -> TurnRule | None:
    """Return the turn rule of a relation, None where it is no turn restriction or of an unknown kind.

    `restriction:bicycle` decides for bikes; `restriction` and `restriction:vehicle` bind them unless `except` names
    them; restrictions of other vehicles and conditional ones are returned but bind no bike.
    """
    if tags.get("type") != "restriction":
        return None
    rules = load_tables().relations
    own = tags.get(_OWN_KEY)
    if own is not None:
        rule = _find_rule(own, binds_bike=True)
        if rule is not None:
            return rule
    excepted = {part.strip() for part in tags.get("except", "").split(";")}
    bound = own is None and excepted.isdisjoint(rules.except_bike)
    return _find_first(tags, rules.binding, binds_bike=bound) or _find_first(
        tags, sorted(key for key in tags if key.startswith("restriction:")), binds_bike=False
    )


def _find_first(tags: Mapping[str, str], keys: Iterable[str], *, binds_bike: bool) -> TurnRule | None:
    for key in keys:
        value = tags.get(key)
        if value is None:
            continue
        if key.endswith(":conditional"):
            rule = _find_rule(value.partition("@")[0].strip(), binds_bike=False, condition=value)
        else:
            rule = _find_rule(value, binds_bike=binds_bike)
        if rule is not None:
            return rule
    return None


def _find_rule(value: str, *, binds_bike: bool, condition: str = "") -> TurnRule | None:
    if value not in load_tables().relations.values:
        return None
    kind: Literal["no", "only"] = "only" if value.startswith("only_") else "no"
    return TurnRule(kind, value, binds_bike, condition)


def route_kind(tags: Mapping[str, str]) -> RouteKind:
    """Return what kind of signposted route a relation is.

    `RouteKind.NONE` stands for other relations and for routes not signposted yet. A leg of a node network
    counts as such and not also as a route of its region.
    """
    rules = load_tables().relations
    if tags.get("type") != "route" or tags.get("state") in rules.states_left_out:
        return RouteKind.NONE
    family = rules.families.get(tags.get("route", ""))
    if family is None:
        return RouteKind.NONE
    if tags.get("network:type") == "node_network":
        return rules.node_networks[family]
    return rules.get_route_kind(family, tags.get("network", ""))


def is_node_network(tags: Mapping[str, str]) -> bool:
    """Return whether a relation gathers the junctions and legs of a network of numbered junctions."""
    networks = {network for _, network in load_tables().relations.junctions}
    return tags.get("type") == "network" and tags.get("network") in networks


@lru_cache(maxsize=1024)
def route_sides(role: str) -> tuple[bool, bool]:
    """Return whether a route takes a way in that role along its nodes and against them."""
    rules = load_tables().relations
    return role not in rules.backward_roles, role not in rules.forward_roles


def junction_ref(tags: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the numbers of a node in networks of numbered junctions, as (network, ref); planned ones are left out."""
    found = []
    for key, network in load_tables().relations.junctions:
        ref = tags.get(key, "").strip()
        if ref and len(ref) <= _LONGEST_REF:
            found.append((network, ref))
    return found
