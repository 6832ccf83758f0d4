"""Which numbered junctions an itinerary leads along: "12 - 47 - 33"."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planner.itinerary import NodeRun
from planner.signposts import get_signposts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graphs.network import Network
    from graphs.path import Path

__all__ = ["find_node_runs"]

_LEAST_ON_NETWORK = 0.8
_LEAST_NUMBERS = 2


@dataclass(slots=True)
class _Run:
    """Numbers met so far, and how far was ridden since the last of them."""

    numbers: list[str] = field(default_factory=list)
    networks: list[str] = field(default_factory=list)
    ridden_mm: int = 0
    on_network_mm: int = 0

    def add(self, number: str, name: str) -> None:
        if not self.numbers or self.numbers[-1] != number:
            self.numbers.append(number)
        if name and name not in self.networks:
            self.networks.append(name)
        self.ridden_mm = self.on_network_mm = 0

    def to_node_run(self) -> NodeRun:
        return NodeRun(" / ".join(self.networks), tuple(self.numbers))


def find_node_runs(network: Network, paths: Sequence[Path], *, wheels: bool) -> tuple[NodeRun, ...]:
    """List the numbers of junctions in order of travel, one run for each stretch that follows their signs.

    A run goes on from junction to junction while at least four fifths of the way between lies on legs of the network,
    and has two numbers or more.

    Parameters
    ----------
    network
        Network of the paths.
    paths
        What the travellers ride or walk, in order.
    wheels
        Whether the numbers of cycling networks count, or those of walking networks.
    """
    signposts = get_signposts(network)
    on_leg = signposts.mark_node_legs(wheels=wheels)
    if on_leg is None:
        return ()
    runs, run = [], _Run()
    for node, way, length_mm in _walk(network, paths):
        number = signposts.find_number(node, wheels=wheels) if node >= 0 else ""
        if number:
            if run.on_network_mm < _LEAST_ON_NETWORK * run.ridden_mm:
                runs.append(run)
                run = _Run()
            run.add(number, signposts.find_network(node, wheels=wheels))
        run.ridden_mm += length_mm
        run.on_network_mm += length_mm if on_leg[way] else 0
    return tuple(item.to_node_run() for item in (*runs, run) if len(item.numbers) >= _LEAST_NUMBERS)


def _walk(network: Network, paths: Sequence[Path]) -> Iterator[tuple[int, int, int]]:
    """Give node (-1 inside an edge), way and length of each piece from that node on; last the node of the end."""
    for path in paths:
        if not len(path.codes):
            continue
        edges = path.edges
        against = (path.codes & 1) == 1
        starts = network.edge_tail[edges].copy()
        starts[against] = network.edge_head[edges][against]
        starts[path.from_mm > 0] = -1
        yield from zip(starts.tolist(), network.edge_way[edges].tolist(), path.piece_lengths_mm.tolist(), strict=True)
        last = int(edges[-1])
        end = int(network.edge_tail[last] if against[-1] else network.edge_head[last])
        yield (end if path.to_mm[-1] == network.edge_length_mm[last] else -1), -1, 0
