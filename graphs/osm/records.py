"""What the reader hands to the builder: columns of streets and nodes, and the few relations that matter."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from graphs.attributes import RouteKind
    from graphs.osm.countries import Countries
    from graphs.osm.rules import TurnRule, WayAttributes

__all__ = [
    "Junction",
    "NodeTable",
    "OsmData",
    "Sides",
    "SignedRoute",
    "TurnRelation",
    "WayTable",
    "set_apart",
    "to_rising",
]

Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]
Bool = npt.NDArray[np.bool_]

Sides = tuple[bool, bool]
"""Whether something holds along the nodes of a way and against them."""

_APART = 1 << 48
_Item = TypeVar("_Item", bound=np.generic)


def set_apart(osm_id: Int64, source: int) -> Int64:
    """Give ids (n,) that are good beside those of other sources.

    Negative ids are those of objects that an editor has not uploaded yet: each file counts them for itself. Those of
    the first file stay, those of the file of number i become less by i times 2**48.
    """
    return np.where(osm_id < 0, osm_id - source * _APART, osm_id)


def to_rising(values: npt.NDArray[_Item]) -> npt.NDArray[_Item]:
    """Give the values of an array (n,) in rising order, each once.

    Since version 2.3 `numpy.unique` goes through a hash table, which takes ten times as long on millions of ids.
    """
    rising = np.sort(values)
    first = np.ones(len(rising), bool)
    first[1:] = rising[1:] != rising[:-1]
    return rising[first]


@dataclass(frozen=True, slots=True)
class WayTable:
    """Ways in order of their ids: W ways, R node references.

    `ref[ref_first[w]:ref_first[w + 1]]` are rows of the node table, or OSM ids before there is one; `attribute` is a
    row of `OsmData.attributes`; `name` and `ref_text` are indices of `OsmData.strings`, -1 for none.
    """

    osm_id: Int64
    ref_first: Int64
    ref: Int32 | Int64
    attribute: Int32
    name: Int32
    ref_text: Int32


@dataclass(frozen=True, slots=True)
class NodeTable:
    """Nodes that streets use, in order of their ids: `present` says where a place is known."""

    osm_id: Int64
    lat_e7: Int32
    lon_e7: Int32
    present: Bool
    block: npt.NDArray[np.uint8]
    """Bit `1 << Vehicle` where it is stopped."""
    delay_s: npt.NDArray[np.uint8]
    """Shape (n, 4): time to pass by Vehicle."""


@dataclass(frozen=True, slots=True)
class TurnRelation:
    """A turn restriction that binds wheels: OSM ids of its members."""

    osm_id: int
    rule: TurnRule
    from_ways: tuple[int, ...]
    via_nodes: tuple[int, ...]
    via_ways: tuple[int, ...]
    to_ways: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SignedRoute:
    """A signposted route; `kind` is NONE for routes that only make a street pleasant."""

    osm_id: int
    kind: RouteKind
    name: str
    ref: str
    network: str
    node_network: bool
    ways: dict[int, Sides]
    """OSM ids of its ways, and in which directions it takes them."""


@dataclass(frozen=True, slots=True)
class Junction:
    """A number that a node bears in a network of numbered junctions."""

    osm_node: int
    kind: str
    ref: str
    network: str = ""
    """Name of the network."""


@dataclass(frozen=True, slots=True)
class OsmData:
    """All that the sources say about streets. `dropped` and `mended` count by reason what was left out or put right."""

    ways: WayTable
    attributes: list[WayAttributes]
    tags: list[str]
    """For each row of `attributes` country, region and tags as JSON."""
    dormant: WayTable
    """Ways that nobody may use; `attribute` is a row of `dormant_tags`."""
    dormant_tags: list[str]
    strings: list[str]
    nodes: NodeTable
    turns: list[TurnRelation]
    routes: list[SignedRoute]
    junctions: list[Junction]
    countries: Countries
    area_ways: dict[str, int]
    """Ways by the code of their country or region, empty where it is unknown."""
    dropped: Counter[str] = field(default_factory=Counter)
    mended: Counter[str] = field(default_factory=Counter)
