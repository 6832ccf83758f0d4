"""Streets that meet junctions with turn restrictions equal the network that is built anew."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np
import pytest

from graphs.attributes import ArcClass, Structure, Vehicle
from graphs.build import build_network
from graphs.network import Network
from graphs.osm.rules import way_attributes
from graphs.overlay import AddedStreet, StreetEdits, VariantError, lay_over
from graphs.profiles import get_profile
from tests.drawing import draw, place_letters, restriction
from tests.graphs.overlay.rewriting import Changes, Extract, rewrite
from tests.graphs.overlay.test_rebuild import MODES, NEW_STREETS, assert_equal, build_base

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from graphs.overlay import Overlay
    from tests.drawing import Drawn, Member, Tags
    from tests.graphs.overlay.test_rebuild import Base

STREET = {"highway": "residential"}
PATH = {"highway": "cycleway"}
GRID = "A---B---C---D\n|   |   |   |\nE---F---G---H\n|   |   |   |\nI---J---K---L"
GRID_STREETS = {
    **dict.fromkeys(("AB", "BC", "CD", "EF", "FG", "GH", "IJ", "JK", "KL"), STREET),
    **dict.fromkeys(("AE", "EI", "BF", "FJ", "CG", "GK", "DH", "HL"), STREET),
}
TURNS = [
    restriction("no_left_turn", "EF", "F", "BF"),
    restriction("only_straight_on", "FG", "G", "GH"),
    restriction("no_right_turn", "JK", "K", "GK"),
    restriction("no_left_turn", "AE", "EF", "FJ"),
    restriction("no_right_turn", "EI", "EF", "FG"),
    restriction("no_u_turn", "CG", "G", "CG"),
]
LONE = "A-B-C\n|   |\nD-E-F\n|   |\nG-H-I"


def build_changed(drawn: Drawn, overlay: Overlay, tags: Sequence[dict[str, str]], folder: Path) -> Network:
    """Build the file of a drawing with the streets of an overlay."""
    file = folder / "new.osm.pbf"
    rewrite(Extract.read(drawn.osm_file), file, drawn.network, overlay, Changes(added=tuple(tags)))
    build_network([file], folder / "new")
    return Network.open(folder / "new")


def make_street(number: int, places: Sequence[tuple[int, int]], tags: dict[str, str]) -> AddedStreet:
    attributes = way_attributes(tags)
    assert attributes is not None
    lat, lon = np.array(places, np.int32).T.copy()
    return AddedStreet(f"add[{number}]", lat, lon, attributes)


def lay(network: Network, streets: Sequence[AddedStreet]) -> Overlay:
    return lay_over(network, StreetEdits(added=tuple(streets)), profiles=[get_profile(mode) for mode in MODES])


@pytest.mark.parametrize("seed", range(6))
def test_turn_restrictions_hold_through_split_streets(tmp_path: Path, seed: int) -> None:
    """Streets drawn at random over a grid with restrictions over nodes and ways."""
    drawn = draw(tmp_path, GRID, GRID_STREETS, relations=TURNS)
    rng = random.Random(seed)  # noqa: S311 - edits, not secrets
    places = place_letters(GRID)
    (north, west), (south, east) = places["A"], places["L"]
    streets = []
    for number in range(3):
        lat = [round(1e7 * rng.uniform(south, north)) for _ in range(2)]
        lon = [round(1e7 * west) + rng.randint(0, 900), round(1e7 * east) - rng.randint(0, 900)]
        streets.append(make_street(number, list(zip(lat, lon, strict=True)), PATH))
    overlay = lay(drawn.network, streets)
    rebuilt = build_changed(drawn, overlay, [PATH] * 3, tmp_path)
    for vehicle in Vehicle:
        parts = [network.get_components(vehicle)[1].tolist() for network in (overlay.network, rebuilt)]
        assert parts[0] == parts[1]
    assert_equal(overlay, rebuilt, seed, exact=True)


def draw_restriction(rng: random.Random) -> tuple[Tags, list[Member]]:
    """Draw a restriction between streets of the grid, over a junction or over a street."""
    start = rng.choice(list(GRID_STREETS))
    junction = rng.choice(start)
    others = [street for street in GRID_STREETS if junction in street]
    via, end = junction, rng.choice(others)
    if rng.random() < 0.3 and len(others) > 1:
        via = rng.choice([street for street in others if street != start])
        far = via.replace(junction, "")
        end = rng.choice([street for street in GRID_STREETS if far in street and street != via])
    kind = rng.choice(("no_left_turn", "no_straight_on", "only_right_turn", "only_straight_on"))
    return restriction(kind, start, via, end, **({"except": "bicycle"} if rng.random() < 0.2 else {}))


@pytest.mark.parametrize("seed", range(8))
def test_streets_from_junctions_with_restrictions(tmp_path: Path, seed: int) -> None:
    """Streets of all kinds between junctions of a grid, where restrictions of all kinds hold."""
    rng = random.Random(seed)  # noqa: S311 - edits, not secrets
    drawn = draw(tmp_path, GRID, GRID_STREETS, relations=[draw_restriction(rng) for _ in range(8)])
    places = {sign: (round(lat * 1e7), round(lon * 1e7)) for sign, (lat, lon) in place_letters(GRID).items()}
    pairs = rng.sample(["FK", "GL", "FC", "JG", "IF", "CH", "LF"], 3)
    tags = [rng.choice(NEW_STREETS) for _ in pairs]
    overlay = lay(
        drawn.network,
        [make_street(number, [places[sign] for sign in pair], tags[number]) for number, pair in enumerate(pairs)],
    )
    assert_equal(overlay, build_changed(drawn, overlay, tags, tmp_path), seed, exact=True)


@pytest.mark.parametrize(
    ("excepted", "tags", "barred"),
    [
        ({}, PATH, True),
        ({}, {"highway": "footway"}, False),
        ({"except": "bicycle"}, PATH, False),
    ],
)
def test_the_only_way_on_stays_the_only_one(
    tmp_path: Path, excepted: dict[str, str], tags: dict[str, str], *, barred: bool
) -> None:
    """Nothing is barred from D over A to B before, for there is no other way; the new street to E is, for bikes."""
    streets = {"DA": STREET | {"oneway": "yes"}, "ABCF": STREET | {"oneway": "yes"}, "DEF": STREET, "DGHIF": STREET}
    only = restriction("only_right_turn", "DA", "A", "ABCF", **excepted)
    drawn = draw(tmp_path, LONE, streets, relations=[only])
    at = {sign: (round(lat * 1e7), round(lon * 1e7)) for sign, (lat, lon) in place_letters(LONE).items()}
    overlay = lay(drawn.network, [make_street(0, [at["A"], at["E"]], tags)])
    network = overlay.network
    along = network.arc_edge >> 1 == drawn.list_edges("DA")[0]
    (arrival,) = network.arc_head[along & (network.node_origin[network.arc_head] == drawn.get_node("A"))].tolist()
    leaving = network.arc_edge[network.arc_first[arrival] : network.arc_first[arrival + 1]] >> 1
    assert (overlay.laid[0].edges[0] in leaving) is not barred
    assert_equal(overlay, build_changed(drawn, overlay, [tags], tmp_path), 0, exact=True)


@pytest.fixture(scope="module")
def monaco(test_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Base:
    """Monaco with 45 turn restrictions."""
    return build_base(test_data / "monaco-gh" / "monaco-valhalla.osm.pbf", tmp_path_factory.mktemp("monaco"))


@pytest.mark.parametrize("seed", range(3))
def test_streets_from_restricted_junctions_of_monaco(monaco: Base, tmp_path: Path, seed: int) -> None:
    """Streets from junctions with a restriction to nodes nearby, none at a bridge or tunnel, which is not joined."""
    network = monaco.network
    rng = random.Random(seed)  # noqa: S311 - edits, not secrets
    structure = network.classes[network.arc_class, ArcClass.field_names().index("structure")]
    apart = ~np.isin(structure, (Structure.GROUND, Structure.FORD))
    free = np.setdiff1d(np.arange(network.node_count), [network.arc_tail[apart], network.arc_head[apart]])
    held = np.intersect1d(network.node_origin[network.node_origin != np.arange(network.node_count)], free).tolist()
    lat, lon = network.node_lat_e7, network.node_lon_e7
    tags = [rng.choice(NEW_STREETS) for _ in range(6)]
    while True:
        streets = []
        for number, chosen in enumerate(tags):
            start = rng.choice(held)
            near = free[np.argsort(np.hypot(lat[free] - lat[start], lon[free] - lon[start]), kind="stable")]
            ends = (start, int(rng.choice(near[1:60])))
            streets.append(make_street(number, [(int(lat[node]), int(lon[node])) for node in ends], chosen))
        try:
            overlay = lay(network, streets)
        except VariantError:
            continue
        break
    file = tmp_path / "new.osm.pbf"
    rewrite(monaco.extract, file, network, overlay, Changes(added=tuple(tags)))
    build_network([file], tmp_path / "new")
    assert_equal(overlay, Network.open(tmp_path / "new"), seed, exact=True)
