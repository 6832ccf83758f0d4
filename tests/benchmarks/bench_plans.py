"""Speed and figures of whole requests on one territory: fixed work, one request after the other.

    python -m tests.benchmarks.bench_plans --territory DIR --requests FILE.jsonl [--out DIR]
    python -m tests.benchmarks.bench_plans --territory DIR --mode bike --km 40 --count 50 --themes '{"memory": 1}'

Without a file, starts are drawn with a seed by street length in the middle of the largest part of the network. The
first request is planned twice, the first time to warm up. With `--out` every itinerary is written as `N-K.geojson`.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from api.batch import make_vocabulary
from api.bodies import parse_model
from api.convert import to_trip_request
from api.schemas import ItineraryRequest
from graphs.errors import GraphsError
from graphs.kernels.warm import warm
from graphs.profiles import get_profile
from planner import engine
from planner.errors import PlannerError
from planner.render import to_bytes, to_geojson, to_json
from planner.territory import Territory

if TYPE_CHECKING:
    from planner.itinerary import PlanResult, Quality

__all__ = ["main"]

_INNER = (0.25, 0.75)
_SHARES = (50, 95, 99, 100)


@dataclass
class Figures:
    """What the runs took and gave. Times are milliseconds per request, rendering to bytes among them."""

    wall_ms: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    misses: Counter[str] = field(default_factory=Counter)
    given: Counter[int] = field(default_factory=Counter)
    visits: list[int] = field(default_factory=list)
    scores: list[int] = field(default_factory=list)

    def add(self, result: PlanResult) -> None:
        """Note what an answer holds."""
        self.given[len(result.itineraries)] += 1
        for itinerary in result.itineraries:
            self.visits.append(len(itinerary.visits))
            self.scores.append(itinerary.summary.score)
            self.misses.update(list_misses(itinerary.quality))

    def to_lines(self) -> list[str]:
        """Say it, a line each."""
        itineraries = sum(count * times for count, times in self.given.items())
        return [
            f"{len(self.wall_ms)} requests, errors {dict(self.errors)}, itineraries per request {dict(self.given)}",
            f"{itineraries} itineraries, odd by our own figures {dict(self.misses)}",
            f"visits {np.mean(self.visits or [0]):.2f}, score {np.mean(self.scores or [0]):.1f} per itinerary",
            *(
                f"{name} ms " + ", ".join(f"p{share} {np.percentile(values, share):.0f}" for share in _SHARES)
                for name, values in (("wall", self.wall_ms), ("cpu", self.cpu_ms))
                if values
            ),
        ]


def list_misses(quality: Quality) -> list[str]:
    """Name what of a loop the judge's gate would refuse, by our own figures."""
    found = {
        "length": abs(quality.length_error or 0.0) > 0.05,
        "retraced": quality.retraced_share > 0.1,
        "corridor": quality.corridor_share > 0.1,
        "spur": quality.spur_m > 500,
        "flat": quality.compactness < 0.1,
        "major": quality.major_share > 0.25,
        "illegal": quality.illegal_share > 0 or quality.barriers > 0,
    }
    return [name for name, missed in found.items() if missed]


def measure(territory: Territory, bodies: list[dict[str, Any]], out: Path | None) -> Figures:
    """Plan every request, after one to warm up."""
    figures = Figures()
    vocabulary = make_vocabulary(territory)
    for number, body in enumerate([bodies[0], *bodies]):
        request = to_trip_request(parse_model(json.dumps(body).encode(), ItineraryRequest), vocabulary)
        wall, cpu = time.perf_counter(), time.process_time()
        failure, result, answer = "", None, b""
        try:
            result = engine.plan(territory, request)
            answer = to_bytes(to_json(result))
        except (PlannerError, GraphsError) as error:
            failure = error.code
        spent = (time.perf_counter() - wall, time.process_time() - cpu)
        if number == 0:
            continue
        figures.wall_ms.append(1000 * spent[0])
        figures.cpu_ms.append(1000 * spent[1])
        if result is None:
            figures.errors[failure] += 1
            continue
        figures.add(result)
        if out is not None:
            (out / f"{number}.json").write_bytes(answer)
            for itinerary in result.itineraries:
                (out / f"{number}-{itinerary.rank}.geojson").write_bytes(to_bytes(to_geojson(itinerary)))
    return figures


def draw_bodies(territory: Territory, options: argparse.Namespace) -> list[dict[str, Any]]:
    """Draw starts on streets of the largest part, inside the middle half of the box."""
    network = territory.network
    parts, _ = network.get_components(get_profile(options.mode).vehicle)
    lat, lon = network.node_lat_e7 * 1e-7, network.node_lon_e7 * 1e-7
    box = territory.bounding_box
    tail = network.edge_tail
    inside = (parts[tail] == 0) & (network.edge_way >= 0)
    for values, low, high in ((lat, box.south, box.north), (lon, box.west, box.east)):
        share = (values[tail] - low) / (high - low)
        inside &= (share >= _INNER[0]) & (share <= _INNER[1])
    edges = np.flatnonzero(inside)
    lengths = network.edge_length_mm[edges].astype(np.float64)
    drawn = np.random.default_rng(options.seed).choice(edges, options.count, p=lengths / lengths.sum())
    return [
        {
            "mode": options.mode,
            "start": {"lat": round(float(lat[tail[edge]]), 7), "lon": round(float(lon[tail[edge]]), 7)},
            "distance_km": options.km,
            "alternatives": options.alternatives,
            "seed": number,
            "themes": options.themes,
        }
        for number, edge in enumerate(drawn)
    ]


def main() -> None:
    """Read the command line, plan, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--territory", type=Path, required=True)
    parser.add_argument("--requests", type=Path, help="API request bodies, one per line")
    parser.add_argument("--mode", default="bike")
    parser.add_argument("--km", type=float, default=40.0)
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--alternatives", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--themes", type=json.loads, default={})
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    warm()
    territory = Territory.open(options.territory)
    if options.requests is None:
        bodies = draw_bodies(territory, options)
    else:
        bodies = [json.loads(line) for line in options.requests.read_text(encoding="utf-8").splitlines() if line]
    if options.out is not None:
        options.out.mkdir(parents=True, exist_ok=True)
    print("\n".join(measure(territory, bodies, options.out).to_lines()), flush=True)


if __name__ == "__main__":
    main()
