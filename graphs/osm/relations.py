"""Relations that matter to a street network: turn restrictions and signposted routes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphs.attributes import RouteKind
from graphs.osm.records import SignedRoute, TurnRelation
from graphs.osm.rules import restriction, route_kind
from graphs.osm.wire import read_relations

if TYPE_CHECKING:
    from collections import Counter

    import numpy as np
    import numpy.typing as npt

__all__ = ["RelationCollector"]

_NODE, _WAY, _RELATION = 0, 1, 2
_PLEASANT_ROUTES = frozenset({"bicycle", "mtb", "hiking", "foot", "walking"})
_ROUTE_TYPES = frozenset({"route", "superroute"})


@dataclass(frozen=True, slots=True)
class _Relation:
    osm_id: int
    source: int
    version: int
    visible: bool
    tags: dict[str, str]
    members: tuple[tuple[int, int, str], ...]
    """Kind, id and role."""

    def list_members(self, kind: int, *roles: str) -> tuple[int, ...]:
        return tuple(ref for found, ref, role in self.members if found == kind and (not roles or role in roles))


class RelationCollector:
    """Gathers restrictions and routes; the newest version in the first file that has a relation counts."""

    def __init__(self) -> None:
        self._relations: dict[int, _Relation] = {}
        self._repeated = 0

    def add_block(self, block: npt.NDArray[np.uint8], strings: list[str], source: int) -> None:
        """Take the relations of a block that comes from the source of that number."""
        found = read_relations(block)
        for i in range(len(found.osm_id)):
            numbers = found.tag[found.tag_first[i] : found.tag_first[i + 1]].tolist()
            tags = {strings[key]: strings[value] for key, value in zip(numbers[0::2], numbers[1::2], strict=True)}
            if tags.get("type") != "restriction" and tags.get("type") not in _ROUTE_TYPES:
                continue
            span = slice(int(found.ref_first[i]), int(found.ref_first[i + 1]))
            members = tuple(
                (kind, ref, strings[role])
                for kind, ref, role in zip(
                    found.kind[span].tolist(), found.ref[span].tolist(), found.role[span].tolist(), strict=True
                )
            )
            self._add(
                _Relation(int(found.osm_id[i]), source, int(found.version[i]), bool(found.visible[i]), tags, members)
            )

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
        """Restrictions that bind wheels at all times, in order of their ids; those without all members are dropped."""
        turns = []
        for relation in self._list_visible():
            rule = restriction(relation.tags)
            if rule is None or not rule.binds_bike or rule.condition:
                continue
            turn = TurnRelation(
                relation.osm_id,
                rule,
                relation.list_members(_WAY, "from"),
                relation.list_members(_NODE, "via"),
                relation.list_members(_WAY, "via"),
                relation.list_members(_WAY, "to"),
            )
            if not (turn.from_ways and turn.to_ways and (turn.via_nodes or turn.via_ways)):
                dropped["restriction_incomplete"] += 1
                continue
            turns.append(turn)
        return turns

    def list_routes(self, mended: Counter[str]) -> list[SignedRoute]:
        """Signposted routes in order of their ids; a route made of routes also runs on the ways of its parts."""
        mended["repeated_relation"] += self._repeated
        routes = []
        for relation in self._list_visible():
            tags = relation.tags
            ways = relation.list_members(_WAY)
            for part in relation.list_members(_RELATION):
                stage = self._relations.get(part)
                if stage is not None and stage.visible and stage.tags.get("type") in _ROUTE_TYPES:
                    ways += stage.list_members(_WAY)
            kind = route_kind({**tags, "type": "route"})
            pleasant = tags.get("type") == "route" and tags.get("route") in _PLEASANT_ROUTES
            if tags.get("type") not in _ROUTE_TYPES or not ways or (kind is RouteKind.NONE and not pleasant):
                continue
            routes.append(
                SignedRoute(
                    relation.osm_id,
                    kind,
                    tags.get("name", ""),
                    tags.get("ref", ""),
                    tags.get("network", ""),
                    tags.get("network:type") == "node_network",
                    tuple(dict.fromkeys(ways)),
                )
            )
        return routes
