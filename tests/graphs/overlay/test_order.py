"""Added streets join one another in whatever order they come."""

from __future__ import annotations

import random
from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np
import pytest

from graphs.geo import EARTH_RADIUS_M
from graphs.osm.rules import way_attributes
from graphs.overlay import AddedStreet, StreetEdits, lay_over
from graphs.profiles import get_profile
from tests.drawing import Drawn, draw, place_letters
from tests.graphs.overlay.test_rebuild import measure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphs.overlay import Overlay

BOX = """
A-------B
|       |
|       |
|       |
|       |
|       |
|       |
C-------D
"""
STREET = {"highway": "residential"}
PATH = {"highway": "cycleway"}
BRIDGE = PATH | {"bridge": "yes", "layer": "1"}
CORNERS = [(130, 0), (0, 130), (400, 230), (330, 350)]
Spot = tuple[float, float]
"""Metres east and south of A; the box is 400 m wide and 350 m high."""


def make_street(label: str, spots: Sequence[Spot], tags: dict[str, str]) -> AddedStreet:
    attributes = way_attributes(tags)
    assert attributes is not None
    north, west = place_letters(BOX)["A"]
    step = np.degrees(1 / EARTH_RADIUS_M)
    lat = [round(1e7 * (north - south_m * step)) for _, south_m in spots]
    lon = [round(1e7 * (west + east_m * step / np.cos(np.radians(north)))) for east_m, _ in spots]
    return AddedStreet(label, np.array(lat, np.int32), np.array(lon, np.int32), attributes)


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    folder = tmp_path_factory.mktemp("box")
    return draw(folder, BOX, {"AB": STREET, "BD": STREET, "CD": STREET, "AC": STREET})


def lay(drawn: Drawn, streets: Sequence[AddedStreet]) -> Overlay:
    return lay_over(drawn.network, StreetEdits(added=tuple(streets)), profiles=[get_profile("bike")])


def measure_all(overlay: Overlay, spots: Sequence[Spot]) -> np.ndarray:
    """Weights between places, in centimetres."""
    street = make_street("", spots, PATH)
    known, found = measure(overlay.network, "bike", street.lat_e7 * 1e-7, street.lon_e7 * 1e-7)
    assert known.all()
    return found.weights.astype(np.int64)


@pytest.mark.parametrize(
    ("streets", "spots", "farthest_m"),
    [
        pytest.param(
            {"spur": [(0, 150), (200, 150)], "across": [(208, 0), (208, 350)]},
            [(100, 150), (208, 100), (208, 250)],
            210,
            id="an end before the other street",
        ),
        pytest.param(
            {"spur": [(200, 30), (200, 12)], "aside": [(0, 150), (150, 150), (205, 13), (205, 200), (400, 200)]},
            [(200, 25), (100, 150), (300, 200)],
            500,
            id="an end nearer to the other street than to one there is",
        ),
        pytest.param(
            {"west": [(0, 150), (195, 150)], "east": [(400, 150), (205, 150)]},
            [(100, 150), (300, 150)],
            200,
            id="two ends face to face",
        ),
        pytest.param(
            {"west": [(0, 150), (100, 150)], "bridge": [(104, 150), (300, 150)], "east": [(303, 150), (400, 150)]},
            [(50, 150), (200, 150), (350, 150)],
            300,
            id="a bridge and its approaches",
        ),
        pytest.param(
            {"bridge": [(0, 150), (190, 150)], "bridge 2": [(200, 150), (400, 150)]},
            [(100, 150), (300, 150)],
            200,
            id="two bridges end to end",
        ),
        pytest.param(
            {"bridge": [(0, 150), (200, 150)], "across": [(208, 0), (208, 350)]},
            [(100, 150), (208, 100)],
            160,
            id="a bridge that ends before a street",
        ),
    ],
)
def test_ends_join_streets_that_come_later(
    box: Drawn, streets: dict[str, list[Spot]], spots: list[Spot], farthest_m: int
) -> None:
    made = [make_street(name, line, BRIDGE if "bridge" in name else PATH) for name, line in streets.items()]
    found = [measure_all(lay(box, order), spots) for order in permutations(made)]
    for other in found[1:]:
        assert np.abs(other - found[0]).max() <= 300
    assert found[0].max() <= 100 * farthest_m * 1.2


@pytest.mark.parametrize("seed", range(6))
def test_random_streets_join_in_any_order(box: Drawn, seed: int) -> None:
    """Streets whose ends lie on a coarse grid, a few metres aside, so that they often come near one another."""
    rng = random.Random(seed)  # noqa: S311 - edits, not secrets
    corners = [(east, south) for east in (8, 100, 200, 300, 392) for south in (8, 90, 180, 270, 342)]
    made = []
    for number in range(5):
        start, end = rng.sample(corners, 2)
        line = [(x + rng.randint(-6, 6), y + rng.randint(-6, 6)) for x, y in (start, end)]
        made.append(make_street(str(number), line, PATH))
    first = measure_all(lay(box, made), CORNERS)
    for _ in range(4):
        other = measure_all(lay(box, rng.sample(made, len(made))), CORNERS)
        assert np.abs(other - first).max() <= 1000
