"""Streets that motor traffic may use, among those of a network for people on foot and on wheels."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from graphs.attributes import ArcClass
from graphs.network import UNREACHABLE

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import numpy.typing as npt

    from graphs.network import Network

__all__ = ["find_countries", "weigh_motor_roads"]

_HIGHWAY = ArcClass.field_names().index("highway")
_MM_PER_CM = 10


def weigh_motor_roads(
    network: Network, *, highways: Collection[int], keys: Sequence[str], closed: Collection[str]
) -> npt.NDArray[np.uint32]:
    """Length in centimetres of every arc that cars use, 4294967295 on all others, shape (A,).

    One-ways do not count, nor roads that the network leaves out because nobody walks or rides there, such as motorways.

    Parameters
    ----------
    highways
        Classes of streets, members of `graphs.attributes.Highway`.
    keys
        Keys of rights, the most special first: the first that is there decides.
    closed
        Values of these keys that keep cars out.
    """
    shut = np.array([_is_closed(network, row, keys, closed) for row in range(len(network.tags_first) - 1)], np.bool_)
    edge = network.arc_edge >> 1
    way = network.edge_way[edge]
    open_class = np.isin(network.classes[network.arc_class, _HIGHWAY], sorted(highways))
    usable = open_class & (way >= 0) & ~shut[network.way_tags[np.maximum(way, 0)]]
    lengths = (network.arc_length_mm.astype(np.int64) + _MM_PER_CM // 2) // _MM_PER_CM
    weights = np.where(usable, np.maximum(1, lengths), UNREACHABLE).astype(np.uint32)
    weights.flags.writeable = False
    return weights


def find_countries(network: Network, edges: npt.NDArray[np.int32]) -> frozenset[str]:
    """Codes of the countries that streets lie in; what lies in no known country is left out."""
    ways = network.edge_way[edges]
    rows = np.unique(network.way_tags[np.unique(ways[ways >= 0])])
    found = (_read(network, row)[0] for row in rows.tolist())
    return frozenset(country for country in found if country)


def _is_closed(network: Network, row: int, keys: Sequence[str], closed: Collection[str]) -> bool:
    tags = _read(network, row)[1]
    value = next((tags[key] for key in keys if key in tags), "")
    return value in closed


def _read(network: Network, row: int) -> tuple[str, dict[str, str]]:
    first, last = int(network.tags_first[row]), int(network.tags_first[row + 1])
    country, _, tags = json.loads(network.tags_bytes[first:last].tobytes())
    return str(country or ""), tags
