"""The benchmark: `python -m tests.benchmarks --help`.

Everything is measured on the embedded demo territory, and on real extracts where TERRILS_TEST_DATA names a folder of
them. What takes long to build is kept in build/bench.
"""

from __future__ import annotations

import argparse
import tempfile
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from graphs.kernels.warm import warm
from graphs.profiles import get_profile
from tests.benchmarks import (
    bench_circuits,
    bench_hostile,
    bench_import,
    bench_kernels,
    bench_selection,
    bench_service,
    bench_sizes,
    bench_trains,
    bench_workers,
)
from tests.benchmarks.machine import describe_machine
from tests.benchmarks.report import write_report
from tests.benchmarks.territories import (
    find_extracts,
    find_feeds,
    find_tiled,
    lay_tiles,
    open_demo,
    open_extract,
    open_rough,
    open_tiled,
)
from tests.benchmarks.valhalla import find_valhalla, open_tiles

if TYPE_CHECKING:
    from planner.territory import Territory
    from tests.benchmarks.report import Section

_FOLDER = Path("build") / "bench"
_CREW_ASKED = {"mode": "bike", "distance_km": 40, "themes": {"memory": 1, "nature": 0.5}, "alternatives": 3}
"""What the workers are asked before their memory is read."""
_ALTERNATIVES = 3
"""Of a day with trains."""
_SLOW_DAYS = 5
"""Questions that the search over all events answers too."""
_EXTRACT_CELLS = {
    "Heidelberg": (("foot", 5), ("foot", 10), ("bike", 20)),
    "North Bayreuth": (("foot", 10), ("bike", 20)),
    "Porto Alegre": (("bike", 20),),
}


@dataclass(frozen=True)
class Amount:
    """How much is measured."""

    starts: int
    seeds: tuple[int, ...]
    m: tuple[int, ...]
    drawn: int
    seconds: float
    requests: int
    tiles: tuple[int, ...]
    routing_tiles: int
    import_tiles: int
    questions: int
    hostile_seeds: int
    with_networkx: bool


AMOUNTS = {
    "quick": Amount(8, (1,), (1,), 3, 0.5, 15, (1, 2), 2, 1, 20, 3, with_networkx=False),
    "usual": Amount(50, (1,), (1, 2), 10, 1.0, 60, (1, 2, 4, 7), 7, 6, 200, 12, with_networkx=True),
    "full": Amount(50, (1, 2, 3, 4, 5), (1, 2, 3, 4), 20, 1.0, 200, (1, 3, 5, 7), 7, 6, 500, 50, with_networkx=True),
}


def main() -> None:
    """Read the command line, measure, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--amount", choices=sorted(AMOUNTS), default="usual")
    parser.add_argument("--parts", default=",".join(_PARTS), help="comma between them; all when left out")
    parser.add_argument("--out", type=Path, default=_FOLDER / "report", help="folder of documentation to write into")
    parser.add_argument("--keep", action="store_true", help="keep the parts of the page that are not measured")
    options = parser.parse_args()
    names = options.parts.split(",")
    if unknown := set(names) - set(_PARTS):
        parser.error(f"no part is called {', '.join(sorted(unknown))}; parts are {', '.join(_PARTS)}")
    amount = AMOUNTS[options.amount]
    warm()
    demo = open_demo(_FOLDER)
    sections = [_PARTS[name](demo, amount) for name in names]
    measured = (
        f"Measured by `make bench{'' if options.amount == 'usual' else '-' + options.amount}` on {describe_machine()} "
        f"Seeds {', '.join(map(str, amount.seeds))}."
    )
    print(f"written: {write_report(options.out, measured, sections, keep=options.keep)}")


def _circuits(demo: Territory, amount: Amount) -> Section:
    cells = [bench_circuits.Cell(demo, "demo", mode, km) for mode, km in (("foot", 10.0), ("bike", 30.0))]
    for extract, file in find_extracts():
        territory = open_extract(_FOLDER, extract, file)
        cells += [bench_circuits.Cell(territory, extract.name, *cell) for cell in _EXTRACT_CELLS[extract.name]]
    found = bench_circuits.measure_cells(cells, starts=amount.starts, seeds=amount.seeds)
    more = bench_circuits.quality_over_time(cells[-1], starts=amount.starts, seed=amount.seeds[0])
    return bench_circuits.to_section(found, starts=amount.starts, more=more)


def _selection(_demo: Territory, amount: Amount) -> Section:
    problems = bench_selection.list_problems(m=amount.m, drawn=amount.drawn)
    runs = bench_selection.measure_selection(problems, seconds=amount.seconds, seeds=amount.seeds)
    return bench_selection.to_section(runs, seconds=amount.seconds)


def _routing(demo: Territory, amount: Amount) -> Section:
    network, valhalla, tiles = demo.network, find_valhalla(), None
    if extracts := find_extracts():
        network = open_tiled(_FOLDER, *extracts[0], amount.routing_tiles).network
        laid = lay_tiles(_FOLDER, *extracts[0], amount.routing_tiles)
        tiles = None if valhalla is None else open_tiles(valhalla, laid)
    service = None if valhalla is None or tiles is None else valhalla.serve(tiles)
    with nullcontext() if service is None else service as peer:
        return bench_kernels.run(network, get_profile("bike"), with_networkx=amount.with_networkx, valhalla=peer)


def _import(_demo: Territory, amount: Amount) -> Section:
    laid, what = _FOLDER / "demo" / "network.osm.pbf", "The demo territory"
    if extracts := find_extracts():
        laid = lay_tiles(_FOLDER, *extracts[0], amount.import_tiles)
        what = f"{extracts[0][0].name} laid {amount.import_tiles} by {amount.import_tiles}"
    found = bench_import.measure_import(laid, find_valhalla())
    return bench_import.to_section(found, what=what, size_mb=laid.stat().st_size / 1e6)


def _sizes(demo: Territory, amount: Amount) -> Section:
    grounds = [("demo", demo)]
    if extracts := find_extracts():
        extract, file = extracts[0]
        grounds = [
            (f"{extract.name} {tiles} x {tiles}", open_tiled(_FOLDER, extract, file, tiles)) for tiles in amount.tiles
        ]
    return bench_sizes.to_section(
        bench_sizes.measure_sizes(grounds, starts=amount.starts, seed=amount.seeds[0]), starts=amount.starts
    )


def _trains(demo: Territory, amount: Amount) -> Section:
    seed, scans, feeds = amount.seeds[0], [], find_feeds()
    for name, file in feeds:
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch) / "transit"
            scans.append(
                bench_trains.measure_stations(name, file, folder, count=amount.questions, slow=_SLOW_DAYS, seed=seed)
            )
    ground, territory = "demo", demo
    if extracts := find_extracts():
        tiles = amount.routing_tiles
        ground = f"{extracts[0][0].name} {tiles} x {tiles}, {feeds[0][0]}"
        territory = open_tiled(_FOLDER, *extracts[0], tiles, gtfs=feeds[0][1])
    trips = bench_trains.measure_trips(ground, territory, count=amount.starts, alternatives=_ALTERNATIVES, seed=seed)
    return bench_trains.to_section(scans, trips, alternatives=_ALTERNATIVES)


def _hostile(_demo: Territory, amount: Amount) -> Section:
    source, country, ground = _FOLDER / "demo" / "network.osm.pbf", "FR", "the demo territory"
    if extracts := find_extracts():
        extract, file = extracts[0]
        source, country = lay_tiles(_FOLDER, extract, file, amount.routing_tiles), extract.country
        ground = f"{extract.name} {amount.routing_tiles} x {amount.routing_tiles}"
    territory, scenes = open_rough(_FOLDER, source, country)
    found = bench_hostile.measure_hostile(territory, scenes, seeds=amount.hostile_seeds)
    return bench_hostile.to_section(found, ground=f"{ground} ({territory.network.arc_count:,} arcs)")


def _service(demo: Territory, amount: Amount) -> Section:
    with tempfile.TemporaryDirectory() as scratch:
        loads = bench_service.measure_service(
            demo,
            _FOLDER / "demo" / "territory",
            Path(scratch),
            count=amount.requests,
            clients=(1, 4),
            workers=2,
            seed=amount.seeds[0],
        )
    return bench_service.to_section(loads, workers=2)


def _workers(demo: Territory, amount: Amount) -> Section:
    ground, territory, folder = "the demo territory", demo, _FOLDER / "demo" / "territory"
    if extracts := find_extracts():
        extract, file = extracts[0]
        tiles = amount.routing_tiles
        territory, folder = open_tiled(_FOLDER, extract, file, tiles), find_tiled(_FOLDER, extract, tiles)
        ground = f"{extract.name} {tiles} x {tiles} ({territory.network.arc_count:,} arcs)"
    bodies = bench_service.draw_bodies(territory, _CREW_ASKED, count=amount.requests, seed=amount.seeds[0])
    with tempfile.TemporaryDirectory() as scratch:
        crews = bench_workers.measure_crews(folder, Path(scratch), bodies, crews=(1, 2, 4))
    opening_ms = bench_workers.measure_opening_ms(folder)
    return bench_workers.to_section(crews, opening_ms, ground=ground, requests=amount.requests)


_PARTS = {
    "circuits": _circuits,
    "selection": _selection,
    "routing": _routing,
    "import": _import,
    "sizes": _sizes,
    "trains": _trains,
    "hostile": _hostile,
    "service": _service,
    "workers": _workers,
}


if __name__ == "__main__":
    main()
