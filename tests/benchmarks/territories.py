"""Territories to measure on, built once into a folder and opened again by later runs."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from api.cli.demo import build_demo
from graphs.errors import TerritoryFormatError
from planner.territory import Territory
from planner.territory_build import build_territory
from planner.territory_config import TerritoryConfig
from tests.benchmarks.rough_ground import write_rough_ground
from tests.benchmarks.tiling import tile_extract

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.benchmarks.rough_ground import Scene

__all__ = [
    "EXTRACTS",
    "FEEDS",
    "Extract",
    "find_extracts",
    "find_feeds",
    "find_tiled",
    "lay_tiles",
    "open_demo",
    "open_extract",
    "open_rough",
    "open_tiled",
]


@dataclass(frozen=True)
class Extract:
    """A real extract of the folder in TERRILS_TEST_DATA."""

    name: str
    file: str
    country: str


EXTRACTS = (
    Extract("Heidelberg", "heidelberg-ors/heidelberg.test.pbf", "DE"),
    Extract("North Bayreuth", "north-bayreuth/north-bayreuth.osm.gz", "DE"),
    Extract("Porto Alegre", "porto-alegre-r5r/poa_osm.pbf", "BR"),
)


FEEDS = {
    "rnv 2016": "rhine-neckar-gtfs-2016/rnv.gtfs.zip",
    "TER 2025": "gtfs-ter-sncf-2025/export-ter-gtfs-last.zip",
    "Porto Alegre 2019": "porto-alegre-r5r/poa_eptc.zip",
    "VRN 2022": "heidelberg-ors/vrn_gtfs_cut.zip",
}
"""Real feeds of the same folder, the largest first."""


def find_extracts() -> list[tuple[Extract, Path]]:
    """List the real extracts at hand; none where TERRILS_TEST_DATA is not set."""
    folder = os.environ.get("TERRILS_TEST_DATA")
    return (
        [(item, Path(folder) / item.file) for item in EXTRACTS if (Path(folder) / item.file).is_file()]
        if folder
        else []
    )


def find_feeds() -> list[tuple[str, Path]]:
    """List the feeds at hand, the largest first; that of the demo territory where TERRILS_TEST_DATA is not set."""
    folder = os.environ.get("TERRILS_TEST_DATA")
    found = [(name, Path(folder) / file) for name, file in FEEDS.items()] if folder else []
    with as_file(files("data") / "demo" / "timetable.zip") as demo:
        return [(name, file) for name, file in found if file.is_file()] or [("demo", demo)]


def open_demo(folder: Path) -> Territory:
    """Build the demo territory below a folder unless it is there, and open it."""
    return _open(folder / "demo" / "territory", lambda out: build_demo(out.parent))


def open_extract(folder: Path, extract: Extract, file: Path) -> Territory:
    """Build the territory of an extract unless it is there, and open it."""
    return _open(folder / Path(extract.file).parent.name, lambda out: _build(extract, file, out))


def open_tiled(folder: Path, extract: Extract, file: Path, tiles: int, *, gtfs: Path | None = None) -> Territory:
    """Build the territory of an extract laid `tiles` by `tiles` unless it is there, and open it.

    A feed is for the first tile, which lies where the extract does.
    """
    feeds = [] if gtfs is None else [gtfs]
    return _open(
        find_tiled(folder, extract, tiles, gtfs=gtfs),
        lambda out: _build(extract, lay_tiles(folder, extract, file, tiles), out, feeds),
    )


def find_tiled(folder: Path, extract: Extract, tiles: int, *, gtfs: Path | None = None) -> Path:
    """Give the folder that such a territory is kept in."""
    feeds = [] if gtfs is None else [gtfs.stem]
    return folder / "-".join([Path(extract.file).parent.name, str(tiles), *feeds])


def open_rough(folder: Path, source: Path, country: str) -> tuple[Territory, list[Scene]]:
    """Build the territory of an extract with hard ground beside it unless it is there; open it and list the starts."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"rough-{source.name}"
    scenes = write_rough_ground(source, file)
    out = folder / file.name.partition(".")[0]
    return _open(out, lambda out: _build(Extract("Rough", "", country), file, out)), scenes


def lay_tiles(folder: Path, extract: Extract, file: Path, tiles: int) -> Path:
    """Write an extract laid `tiles` by `tiles` unless it is there, and give the file."""
    laid = folder / f"{Path(extract.file).parent.name}-{tiles}.osm.pbf"
    if not laid.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        whole = laid.with_name(f"new-{laid.name}")
        tile_extract(file, tiles, whole)
        whole.rename(laid)
    return laid


def _build(extract: Extract, file: Path, out: Path, gtfs: Sequence[Path] = ()) -> None:
    config = TerritoryConfig(name=extract.name.lower().replace(" ", "-"), country=extract.country)
    build_territory(osm=[file], gtfs=gtfs, config=config, out=out, basemap=False)


def _open(out: Path, build: Callable[[Path], None]) -> Territory:
    with suppress(TerritoryFormatError):
        if (out / "manifest.json").is_file():
            return Territory.open(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    print(f"building {out.name}", flush=True)
    build(out)
    return Territory.open(out)
