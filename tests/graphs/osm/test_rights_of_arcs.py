"""Real streets with their tags drawn anew: no arc and no node of the network is laxer than the plain rules."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import numpy as np
import osmium
import pytest

from graphs.attributes import ArcClass, Highway, Use, Vehicle
from graphs.build import build_network
from graphs.network import Network
from graphs.osm.rules.tables import load_tables
from tests.graphs.osm.rules import plain_rules
from tests.graphs.osm.rules.test_strictness import ACCESS, HIGHWAYS, PAIRS

if TYPE_CHECKING:
    from pathlib import Path

Tags = dict[str, str]

EXTRACTS = ["monaco-gh/monaco.osm.gz", "badwildbad-brouter/badwildbad.pbf"]
ODD_PAIRS = [
    *(("access", value) for value in ("customers", "agricultural", "forestry", "delivery", "no;yes")),
    *(("foot:conditional", "no @ (22:00-06:00)"), ("motor_vehicle", "no"), ("vehicle:forward", "no")),
    *(("bicycle:backward", "no"), ("oneway", "reversible"), ("maxspeed", "FR:urban"), ("width", "1,5 m")),
    *(("duration", "PT1H"), ("lanes", "two"), ("area", "yes"), ("railway", "platform"), ("ford", "stepping_stones")),
]
RIGHTS = ["access", "foot", "vehicle", "bicycle"]
BARRIERS = sorted(load_tables().barriers.kinds)
_COLUMNS = {name: index for index, name in enumerate(ArcClass.field_names())}


def retag(source: Path, target: Path, seed: int) -> tuple[dict[int, Tags], dict[int, Tags]]:
    """Write an extract with tags drawn by a seed and give those of all ways and of the barriers."""
    rng = random.Random(seed)  # noqa: S311 - nothing secret
    ways: dict[int, Tags] = {}
    barriers: dict[int, Tags] = {}
    with osmium.SimpleWriter(str(target)) as writer:
        objects: Any = osmium.FileProcessor(str(source))
        for entity in objects:
            tags = {tag.k: tag.v for tag in entity.tags}
            if entity.is_way() and "highway" in tags:
                tags.update(rng.choices(PAIRS, k=rng.randrange(4)))
                tags.update(rng.choices(ODD_PAIRS, k=rng.randrange(3)))
                tags["highway"] = rng.choice([tags["highway"], tags["highway"], rng.choice(HIGHWAYS)])
                ways[entity.id] = tags
            elif entity.is_node() and rng.random() < 0.05:
                tags["barrier"] = rng.choice(BARRIERS)
                tags.update(
                    (rng.choice(["access", "foot", "vehicle", "bicycle"]), rng.choice(ACCESS)) for _ in range(2)
                )
                barriers[entity.id] = tags
            writer.add(entity.replace(tags=tags))
    return ways, barriers


def check_arc(tags: Tags, row: np.ndarray[tuple[int], np.dtype[np.uint8]], against: int) -> None:
    walk, ride = plain_rules.allows_walking(tags), plain_rules.list_riding(tags)[against]
    for vehicle in Vehicle:
        use = row[_COLUMNS[f"use_{vehicle.name.lower()}"]]
        rides = vehicle in {Vehicle.BIKE, Vehicle.CARGO} and use == Use.FREE
        assert use == Use.NONE or (ride if rides else walk), (tags, vehicle, against)


@pytest.mark.parametrize("name", EXTRACTS)
def test_arcs_of_retagged_streets_are_never_laxer_than_the_plain_rules(
    test_data: Path, tmp_path: Path, name: str
) -> None:
    file = tmp_path / "retagged.osm.pbf"
    ways, barriers = retag(test_data / name, file, seed=len(name))
    build_network([file], tmp_path / "network")
    net = Network.open(tmp_path / "network")
    streets = np.flatnonzero(net.edge_way[net.arc_edge >> 1] >= 0)
    codes = net.arc_edge[streets]
    arcs = np.stack([net.edge_way[codes >> 1], codes & 1, net.arc_class[streets]], axis=1)
    checked = 0
    for way, against, row in np.unique(arcs, axis=0).tolist():
        tags = ways.get(int(net.way_osm_id[way]), {})
        if net.classes[row, 0] != Highway.FERRY and "highway" in tags:
            check_arc(tags, net.classes[row], against)
            checked += 1
    assert checked > 800
    stopped = 0
    for node, block in zip(net.node_osm_id.tolist(), net.node_block.tolist(), strict=True):
        if node in barriers:
            wheels, feet = 1 << Vehicle.BIKE | 1 << Vehicle.CARGO, 1 << Vehicle.FOOT | 1 << Vehicle.WHEELCHAIR
            assert not plain_rules.stops_bikes(barriers[node]) or block & wheels == wheels
            assert not plain_rules.stops_feet(barriers[node]) or block & feet == feet
            stopped += block > 0
    assert stopped > 100
