"""The plane: nodes and ways without accidental crossings, which streets are laid into and which becomes the map."""

import math
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from data.demo.generator.frame import NETWORK, Points, Tags


@dataclass(slots=True)
class Way:
    """A way over nodes: what it is, its highway class and its tags."""

    nodes: list[int]
    kind: str
    highway: str = ""
    tags: Tags = field(default_factory=dict)


Segment = tuple[int, int]
Member = tuple[str, int | Segment, str]
"""Type (n or w), the node or a segment of the way, and the role."""


class Plane:
    """Nodes, ways, node tags and relations of the map in the making.

    Splitting a segment leaves a note, so that rings and ways that still hold it can catch up (`expand`).
    """

    def __init__(self) -> None:
        self.points: list[tuple[float, float]] = []
        self.kinds: dict[Segment, str] = {}
        self.ways: list[Way] = []
        self.node_tags: dict[int, Tags] = {}
        self.relations: list[tuple[list[Member], Tags]] = []
        self.degree: Counter[int] = Counter()
        self._middle: dict[Segment, int] = {}

    def add_node(self, x: float, y: float, **tags: str) -> int:
        """Add a node and return its index."""
        self.points.append((float(x), float(y)))
        if tags:
            self.node_tags[len(self.points) - 1] = tags
        return len(self.points) - 1

    def lay(self, nodes: list[int], kind: str, highway: str = "", tags: Tags | None = None) -> None:
        """Add a way; a ``virtual`` or ``frame`` one only bounds faces."""
        for a, b in pairwise(nodes):
            self.kinds[min(a, b), max(a, b)] = kind
            if kind in NETWORK:
                self.degree.update((a, b))
        if kind not in {"virtual", "frame"}:
            self.ways.append(Way(list(nodes), kind, highway, dict(tags or {})))

    def split(self, a: int, b: int, x: float, y: float) -> int:
        """Put a new node on the segment between two nodes and return it."""
        middle, kind = self.add_node(x, y), self.kinds.pop((min(a, b), max(a, b)), "street")
        self._middle[min(a, b), max(a, b)] = middle
        self.kinds[a, middle] = self.kinds[b, middle] = kind
        self.degree[middle] += 2 * (kind in NETWORK)
        return middle

    def expand(self, nodes: list[int]) -> list[int]:
        """Return the same line with the nodes that later splits have put on it."""
        out, todo = [nodes[0]], list(pairwise(nodes))[::-1]
        while todo:
            a, b = todo.pop()
            middle = self._middle.get((min(a, b), max(a, b)))
            if middle is None:
                out.append(b)
            else:
                todo += [(middle, b), (a, middle)]
        return out

    def expand_ways(self) -> None:
        """Bring all ways up to date with the splits."""
        for way in self.ways:
            way.nodes = self.expand(way.nodes)

    def along(self, nodes: list[int]) -> Points:
        """Return the points of nodes."""
        return np.array([self.points[n] for n in nodes])

    def far(self, a: int, b: int) -> float:
        """Return the distance between two nodes in metres."""
        return math.dist(self.points[a], self.points[b])

    def node_towards(self, a: int, b: int, metres: float) -> int:
        """Add a node on the way from node ``a`` to node ``b``."""
        (ax, ay), (bx, by), share = self.points[a], self.points[b], min(0.45, metres / max(1e-6, self.far(a, b)))
        return self.add_node(ax + share * (bx - ax), ay + share * (by - ay))

    def network(self) -> list[Way]:
        """Return the ways that people use."""
        return [way for way in self.ways if way.kind in NETWORK]
