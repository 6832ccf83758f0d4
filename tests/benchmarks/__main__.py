"""Speed beside other libraries, on one large network: `python -m tests.benchmarks --help`.

Without a territory, the Heidelberg extract of the folder in TERRILS_TEST_DATA is tiled into build/bench and built once.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from graphs.build import build_network
from graphs.network import Network
from graphs.profiles import get_profile
from tests.benchmarks.bench_kernels import run
from tests.benchmarks.tiling import tile_extract

_EXTRACT = Path("heidelberg-ors") / "heidelberg.test.pbf"


def main() -> None:
    """Read the command line, prepare the network and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--territory", type=Path)
    parser.add_argument("--tiles", type=int, default=7)
    parser.add_argument("--profile", default="bike")
    parser.add_argument("--no-networkx", action="store_true")
    options = parser.parse_args()
    folder = options.territory / "network" if options.territory else _prepare(options.tiles)
    run(Network.open(folder), get_profile(options.profile), with_networkx=not options.no_networkx)


def _prepare(tiles: int) -> Path:
    data = os.environ.get("TERRILS_TEST_DATA")
    if not data:
        sys.exit("name a territory with --territory, or a folder of real files in TERRILS_TEST_DATA")
    folder = Path("build") / "bench" / f"heidelberg-{tiles}"
    network = folder / "network"
    if not (network / "facts.json").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        extract = folder / "tiled.osm.pbf"
        print(f"tiling {tiles} x {tiles} into {folder}", flush=True)
        tile_extract(Path(data) / _EXTRACT, tiles, extract)
        build_network([extract], network)
    return network


if __name__ == "__main__":
    main()
