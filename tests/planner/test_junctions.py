"""Numbers of junctions along an itinerary, and how they are followed."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

from graphs.profiles import get_profile
from graphs.search import Searcher
from graphs.view import NetworkView
from planner.junctions import find_node_runs
from planner.wishes import StreetWishes, prefer
from tests.drawing import Drawn, Tags, draw

if TYPE_CHECKING:
    from pathlib import Path as FilePath

    from graphs.path import Path

STREET: Tags = {"highway": "residential"}
LEG: Tags = {"type": "route", "route": "bicycle", "network": "rcn", "network:type": "node_network"}
RING = """
A---B---C
|       |
F---E---D---G
"""
WAYS = {"AB": STREET, "BC": STREET, "CD": STREET, "DE": STREET, "EF": STREET, "FA": STREET, "DG": STREET}
NUMBERS = {"A": "12", "C": "47", "E": "33", "G": "90"}


def draw_ring(folder: FilePath, *legs: str, numbers: dict[str, str] | None = None) -> Drawn:
    """Draw a ring of streets, some of them legs of a cycling network."""
    nodes = {letter: {"rcn_ref": number} for letter, number in (numbers or NUMBERS).items()}
    relations = [(LEG, [("w", way, "") for way in leg.split()]) for leg in legs]
    return draw(folder, RING, WAYS, nodes=nodes, relations=relations)


def ride(drawn: Drawn, letters: str) -> list[Path]:
    """Ride from letter to letter."""
    view = NetworkView.create(drawn.network, get_profile("bike"))
    searcher = Searcher(drawn.network)
    places = [drawn.get_node(letter) for letter in letters]
    return [searcher.path(view, start, end) for start, end in itertools.pairwise(places)]


def runs_of(drawn: Drawn, letters: str) -> list[str]:
    return [" - ".join(run.numbers) for run in find_node_runs(drawn.network, ride(drawn, letters), wheels=True)]


def test_junctions_are_listed_in_order_of_travel(tmp_path: FilePath) -> None:
    drawn = draw_ring(tmp_path, "AB BC", "CD DE", "EF FA")
    assert runs_of(drawn, "ABCDEFA") == ["12 - 47 - 33 - 12"]
    assert runs_of(drawn, "EDCBA") == ["33 - 47 - 12"]
    assert runs_of(drawn, "BCDE") == ["47 - 33"], "the ride begins between two of them"


def test_a_stretch_off_the_network_parts_the_numbers(tmp_path: FilePath) -> None:
    drawn = draw_ring(tmp_path, "AB BC", "EF FA")
    assert runs_of(drawn, "ABCDEFA") == ["12 - 47", "33 - 12"]
    assert runs_of(drawn, "ABCDG") == ["12 - 47"], "a junction that no leg leads to is not followed"


def test_one_junction_is_no_sequence_and_walkers_have_their_own(tmp_path: FilePath) -> None:
    drawn = draw_ring(tmp_path, "AB BC")
    assert runs_of(drawn, "BCD") == []
    assert find_node_runs(drawn.network, ride(drawn, "ABC"), wheels=False) == ()
    assert find_node_runs(drawn.network, [], wheels=True) == ()


def test_legs_are_preferred_when_wished_for(tmp_path: FilePath) -> None:
    drawn = draw_ring(tmp_path, "AB BC", "CD")
    view = NetworkView.create(drawn.network, get_profile("bike"))
    wished = prefer(view, StreetWishes(node_network=True))
    assert np.array_equal(wished.durations, view.durations)
    on_leg = np.isin(
        drawn.network.arc_edge >> 1, [edge for way in ("AB", "BC", "CD") for edge in drawn.list_edges(way)]
    )
    streets = drawn.network.edge_way[drawn.network.arc_edge >> 1] >= 0
    assert np.array_equal(wished.weights[on_leg], view.weights[on_leg])
    assert np.array_equal(wished.weights[streets & ~on_leg], 3 * view.weights[streets & ~on_leg])
