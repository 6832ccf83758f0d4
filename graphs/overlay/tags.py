"""Tags of the ways of a network, and the ways that nobody may use and that are therefore not in it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from graphs.osm.rules import open_tags, way_attributes

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from graphs.network import Network
    from graphs.osm.rules import WayAttributes

__all__ = ["DormantWay", "WayTags", "find_dormant", "get_way_tags"]


@dataclass(frozen=True, slots=True)
class WayTags:
    """Tags that matter for rights, speed and taste, with the name, and the country and region whose rules hold."""

    tags: Mapping[str, str]
    country: str | None
    region: str | None

    def read(self) -> WayAttributes | None:
        """Say what the tag rules make of the way: None where nobody may use it, as a motorway."""
        return way_attributes(self.tags, country=self.country, region=self.region)

    def with_changes(self, changes: Mapping[str, str | None]) -> WayTags:
        """Set tags; None takes one away."""
        tags = {**self.tags, **changes}
        return replace(self, tags={key: value for key, value in tags.items() if value is not None})

    def with_rights(self) -> WayTags:
        """Set the tags of a way that is open to those on foot and on bikes."""
        return replace(self, tags=open_tags(self.tags))

    def to_bytes(self) -> bytes:
        """Write tags as a network keeps them."""
        return json.dumps([self.country, self.region, dict(self.tags)]).encode()


@dataclass(frozen=True, slots=True, eq=False)
class DormantWay:
    """A way that nobody may use: its vertices in 1e-7 degrees, i4 (n,), and its tags."""

    osm_id: int
    lat_e7: npt.NDArray[np.int32]
    lon_e7: npt.NDArray[np.int32]
    tags: WayTags


def get_way_tags(network: Network, way: int) -> WayTags:
    """Tags of a way of the network, by its row."""
    found = _read(network, int(network.way_tags[way]))
    texts = (("name", network.way_name[way]), ("ref", network.way_ref[way]))
    names = {key: network.get_string(int(text)) for key, text in texts if text >= 0}
    return WayTags({**found.tags, **names}, found.country, found.region)


def find_dormant(network: Network, osm_id: int) -> list[DormantWay]:
    """Find a way that is not in the network since nobody may use it, empty where there is none of that id.

    Where the territory was cut out of a larger one, a way may come in several parts.
    """
    first, last = (int(np.searchsorted(network.dormant_osm_id, osm_id, side=side)) for side in ("left", "right"))
    return [_get_dormant(network, row) for row in range(first, last)]


def _get_dormant(network: Network, row: int) -> DormantWay:
    kept = slice(int(network.dormant_first[row]), int(network.dormant_first[row + 1]))
    return DormantWay(
        int(network.dormant_osm_id[row]),
        network.dormant_lat_e7[kept],
        network.dormant_lon_e7[kept],
        _with_name(network, int(network.dormant_name[row]), _read(network, int(network.dormant_tags[row]))),
    )


def _with_name(network: Network, text: int, found: WayTags) -> WayTags:
    name = network.get_string(text)
    return replace(found, tags={**found.tags, "name": name}) if name else found


def _read(network: Network, row: int) -> WayTags:
    first, last = int(network.tags_first[row]), int(network.tags_first[row + 1])
    country, region, tags = json.loads(network.tags_bytes[first:last].tobytes())
    return WayTags(tags, country, region)
