"""Relations that matter to a street network: turn restrictions and signposted routes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphs.attributes import RouteKind
from graphs.osm.records import SignedRoute, TurnRelation
from graphs.osm.rules import is_node_network, restriction, route_kind, route_sides
from graphs.osm.wire import ObjectBlock, read_relations

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator

    import numpy as np
    import numpy.typing as npt

    from graphs.osm.records import Sides

__all__ = ["RelationCollector"]

_NODE, _WAY, _RELATION = 0, 1, 2
_PLEASANT_ROUTES = frozenset({"bicycle", "mtb", "hiking", "foot", "walking"})
_ROUTE_TYPES = frozenset({"route", "superroute"})
_NODE_NETWORK = {"network:type": "node_network"}


@dataclass(frozen=True, slots=True, eq=False)
class _Relation:
    """A relation that may matter."""

    osm_id: int
    source: int
    version: int
    visible: bool
    tags: dict[str, str]
    kind: npt.NDArray[np.uint8]
    ref: npt.NDArray[np.int64]
    roles: tuple[str, ...]

    @property
    def is_route(self) -> bool:
        return self.tags.get("type") in _ROUTE_TYPES

    def iterate_members(self) -> Iterator[tuple[int, int, str]]:
        """Kind, id and role of every member."""
        return zip(self.kind.tolist(), self.ref.tolist(), self.roles, strict=True)

    def list_in_role(self, kind: int, wanted: str) -> tuple[int, ...]:
        """Members of a kind in a role, each once."""
        found = [ref for member, ref, role in self.iterate_members() if member == kind and role == wanted]
        return tuple(dict.fromkeys(found))


class RelationCollector:
    """Gathers restrictions and routes; the newest version in the first file that has a relation counts."""

    def __init__(self) -> None:
        self._relations: dict[int, _Relation] = {}
        self._repeated = 0

    def add_block(self, block: npt.NDArray[np.uint8], strings: list[str], source: int) -> None:
        """Take the relations of a block that comes from the source of that number."""
        found = read_relations(block, source)
        for i in range(len(found.osm_id)):
            relation = _read(found, i, strings, source)
            if not relation.visible or _matters(relation.tags):
                self._add(relation)

    def _add(self, relation: _Relation) -> None:
        known = self._relations.get(relation.osm_id)
        if known is not None:
            self._repeated += 1
            if known.source < relation.source or known.version > relation.version:
                return
        self._relations[relation.osm_id] = relation

    def _list_visible(self) -> list[_Relation]:
        return [self._relations[key] for key in sorted(self._relations) if self._relations[key].visible]

    def list_turns(self, dropped: Counter[str]) -> list[TurnRelation]:
        """List restrictions that always bind wheels, in order of their ids; those without all members are dropped."""
        turns = []
        for relation in self._list_visible():
            rule = restriction(relation.tags)
            if rule is None or not rule.binds_bike or rule.condition:
                continue
            turn = TurnRelation(
                relation.osm_id,
                rule,
                relation.list_in_role(_WAY, "from"),
                relation.list_in_role(_NODE, "via"),
                relation.list_in_role(_WAY, "via"),
                relation.list_in_role(_WAY, "to"),
            )
            if not (turn.from_ways and turn.to_ways and (turn.via_nodes or turn.via_ways)):
                dropped["restriction_incomplete"] += 1
                continue
            turns.append(turn)
        return turns

    def list_routes(self, mended: Counter[str]) -> list[SignedRoute]:
        """List signposted routes in order of their ids; a route made of routes also runs on the ways of its parts.

        A member of the relation of a network of numbered junctions is a leg of it, whether it says so itself or not.
        """
        mended["repeated_relation"] += self._repeated
        members = [member for network in self._list_networks() for member in network.iterate_members()]
        legs = {ref for kind, ref, _ in members if kind == _RELATION}
        routes = []
        for relation in self._list_visible():
            ways = self._find_ways(relation) if relation.is_route else {}
            if not ways:
                continue
            tags = {**relation.tags, **(_NODE_NETWORK if relation.osm_id in legs else {})}
            routes.append(
                SignedRoute(
                    relation.osm_id,
                    _kind_of(tags),
                    tags.get("name", ""),
                    tags.get("ref", ""),
                    tags.get("network", ""),
                    tags.get("network:type") == "node_network",
                    ways,
                )
            )
        return routes

    def find_network_names(self) -> dict[tuple[int, str], str]:
        """Give the name of the network that a numbered junction belongs to, by its OSM node and the kind (rcn, ...)."""
        names: dict[tuple[int, str], str] = {}
        for network in self._list_networks():
            if name := network.tags.get("name", "").strip():
                for kind, ref, _ in network.iterate_members():
                    if kind == _NODE:
                        names.setdefault((ref, network.tags.get("network", "")), name)
        return names

    def _list_networks(self) -> list[_Relation]:
        return [relation for relation in self._list_visible() if is_node_network(relation.tags)]

    def _find_ways(self, route: _Relation) -> dict[int, Sides]:
        """Ways of a route and of all routes it is made of, however deep, and the directions it takes them in."""
        ways: dict[int, Sides] = {}
        waiting, seen = [route], {route.osm_id}
        while waiting:
            relation = waiting.pop()
            for kind, ref, role in relation.iterate_members():
                if kind == _WAY:
                    before, sides = ways.get(ref, (False, False)), route_sides(role)
                    ways[ref] = (before[0] or sides[0], before[1] or sides[1])
                stage = self._relations.get(ref) if kind == _RELATION and ref not in seen else None
                if stage is not None and stage.visible and stage.is_route:
                    seen.add(ref)
                    waiting.append(stage)
        return ways


def _read(found: ObjectBlock, index: int, strings: list[str], source: int) -> _Relation:
    numbers = found.tag[found.tag_first[index] : found.tag_first[index + 1]].tolist()
    tags = {strings[key]: strings[value] for key, value in zip(numbers[0::2], numbers[1::2], strict=True)}
    span = slice(int(found.ref_first[index]), int(found.ref_first[index + 1]))
    return _Relation(
        int(found.osm_id[index]),
        source,
        int(found.version[index]),
        bool(found.visible[index]),
        tags,
        found.kind[span].copy(),
        found.ref[span].copy(),
        tuple(strings[role] for role in found.role[span].tolist()),
    )


def _matters(tags: dict[str, str]) -> bool:
    """Say whether it restricts a turn, or is a route of a kind or a pleasant one."""
    if tags.get("type") == "restriction" or is_node_network(tags):
        return True
    return tags.get("type") in _ROUTE_TYPES and (_kind_of(tags) is not RouteKind.NONE or _is_pleasant(tags))


def _kind_of(tags: dict[str, str]) -> RouteKind:
    return route_kind({**tags, "type": "route"})


def _is_pleasant(tags: dict[str, str]) -> bool:
    return tags.get("type") == "route" and tags.get("route") in _PLEASANT_ROUTES
