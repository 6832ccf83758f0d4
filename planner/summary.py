"""Totals of an itinerary: lengths, times, climbs, and on what streets it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graphs.attributes import ArcClass, Lit, Surface, Vehicle
from graphs.network import UNKNOWN_CLIMB_DM
from planner.itinerary import Summary
from planner.junctions import find_node_runs
from planner.signposts import get_signposts

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from graphs.network import Network
    from graphs.path import Path
    from planner.itinerary import Leg, Visit

__all__ = ["summarise"]

_COLUMNS = {name: index for index, name in enumerate(ArcClass.field_names())}
_STRESS_NAMES = {1: "1_calm", 2: "2_low", 3: "3_medium", 4: "4_high"}
_NAMED_SHARE = 0.1


def summarise(
    network: Network, vehicle: Vehicle, legs: Sequence[Leg], paths: Sequence[Path], visits: Sequence[Visit]
) -> Summary:
    """Add up legs and visits.

    Parameters
    ----------
    network
        Network of the paths.
    vehicle
        Whose signposted routes count.
    legs, visits
        Of the itinerary.
    paths
        What the legs were made of, ferries left out.
    """
    wheels = vehicle in {Vehicle.BIKE, Vehicle.CARGO}
    rows, lengths, ways, climbs = _pieces(network, paths)
    total = max(1, int(lengths.sum()))
    moving_s = sum(leg.duration_s for leg in legs)
    visit_s = sum(visit.departure_s - visit.arrival_s for visit in visits)
    wait_s = sum(visit.wait_s for visit in visits)
    ascents = [leg.ascent_m for leg in legs if leg.mode != "ferry"]
    descents = [leg.descent_m for leg in legs if leg.mode != "ferry"]
    routes, signposted = _routes(network, ways, lengths, wheels=wheels)
    return Summary(
        length_m=sum(leg.length_m for leg in legs),
        duration_s=moving_s + visit_s + wait_s,
        moving_s=moving_s,
        visit_s=visit_s,
        wait_s=wait_s,
        ascent_m=_sum_known(ascents),
        descent_m=_sum_known(descents),
        score=sum(visit.score for visit in visits),
        surface=_shares(rows[:, _COLUMNS["surface"]], lengths, {s.value: s.name.lower() for s in Surface if s}),
        stress=_shares(rows[:, _COLUMNS["stress"]], lengths, _STRESS_NAMES),
        unknown=(
            ("elevation", float(lengths[climbs == UNKNOWN_CLIMB_DM].sum() / total)),
            ("lit", float(lengths[rows[:, _COLUMNS["lit"]] == Lit.UNKNOWN].sum() / total)),
            ("surface", float(lengths[rows[:, _COLUMNS["surface"]] == Surface.UNKNOWN].sum() / total)),
            ("width", float(lengths[rows[:, _COLUMNS["width_dm"]] == 0].sum() / total)),
        ),
        signposted_share=signposted,
        routes=routes,
        node_networks=find_node_runs(network, paths, wheels=wheels),
    )


def _pieces(
    network: Network, paths: Sequence[Path]
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64], npt.NDArray[np.int32], npt.NDArray[np.uint16]]:
    """Class rows (n, K), lengths in mm (n,), ways (n,) and climbs (n,) of all pieces."""
    if not paths:
        return (
            np.zeros((0, len(_COLUMNS)), np.uint8),
            np.zeros(0, np.int64),
            np.zeros(0, np.int32),
            np.zeros(0, np.uint16),
        )
    arcs = np.concatenate([path.arcs() for path in paths])
    edges = np.concatenate([path.edges for path in paths])
    lengths = np.concatenate([path.piece_lengths_mm for path in paths])
    return network.classes[network.arc_class[arcs]], lengths, network.edge_way[edges], network.arc_ascent_dm[arcs]


def _shares(
    values: npt.NDArray[np.uint8], lengths: npt.NDArray[np.int64], names: dict[int, str]
) -> tuple[tuple[str, float], ...]:
    """Share of length per value, by name in alphabetical order, the unnamed ones last as "unknown"."""
    total = max(1, int(lengths.sum()))
    known = {name: int(lengths[values == value].sum()) for value, name in names.items()}
    rest = int(lengths.sum()) - sum(known.values())
    shares = [(name, length / total) for name, length in sorted(known.items()) if length]
    return (*shares, ("unknown", rest / total))


def _routes(
    network: Network, ways: npt.NDArray[np.int32], lengths: npt.NDArray[np.int64], *, wheels: bool
) -> tuple[tuple[str, ...], float]:
    """Names of the signposted routes that make up a good part, longest first, and the signposted share."""
    signposts = get_signposts(network)
    per_label: dict[str, int] = {}
    signposted = 0
    known, position = np.unique(ways, return_inverse=True)
    per_way = np.zeros(len(known), np.int64)
    np.add.at(per_way, position, lengths)
    for way, length in zip(known.tolist(), per_way.tolist(), strict=True):
        signposted += length * signposts.on_network(way, wheels=wheels)
        labels = {signposts.get_label(route): None for route in signposts.list_routes(way, wheels=wheels)}
        for label in labels:
            per_label[label] = per_label.get(label, 0) + length
    total = max(1, int(lengths.sum()))
    named = sorted((-length, label) for label, length in per_label.items() if label and length >= _NAMED_SHARE * total)
    return tuple(label for _, label in named), signposted / total


def _sum_known(values: list[float | None]) -> float | None:
    """Sum, None where a part is not known."""
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None
