"""The command `build`: make a territory from files, by place or box, or from a recipe."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from api.cli.progress import StepProgress
    from graphs.fetch import FetchedRecipe
    from planner.territory_build import TerritoryReport
    from planner.territory_config import TerritoryConfig

__all__ = ["build"]

_FILE = click.Path(path_type=Path)


@dataclass(frozen=True, slots=True)
class _Files:
    """Files that a territory is built from."""

    osm: tuple[Path, ...]
    gtfs: tuple[Path, ...]
    elevation: tuple[Path, ...]
    sites: tuple[Path, ...]
    stops: tuple[Path, ...]
    basemap: bool


@click.command()
@click.option(
    "--osm", type=_FILE, multiple=True, help="OSM extract, .osm.pbf, .osm, .osm.gz or .osm.bz2; may be repeated."
)
@click.option("--gtfs", type=_FILE, multiple=True, help="GTFS feed, for its stops and timetable; may be repeated.")
@click.option(
    "--elevation", type=_FILE, multiple=True, help="Elevation, .hgt, zipped or not, or GeoTIFF; may be repeated."
)
@click.option(
    "--sites", type=_FILE, multiple=True, help="Catalogue, .csv or .geojson, most trusted first; may be repeated."
)
@click.option("--stops", type=_FILE, multiple=True, help="Table of stops, .csv; may be repeated.")
@click.option(
    "--config",
    type=_FILE,
    help="TOML file: title, notice, attribution, osm_attribution, country, region, areas, language.",
)
@click.option("--territory", "recipe", metavar="NAME", help="Recipe, such as bassin-minier: fetches its sources.")
@click.option("--downloads", type=_FILE, help="Folder for what a recipe fetches; by default one in the cache folder.")
@click.option("--place", metavar="NAME", help='Place to fetch, such as "Lens, France".')
@click.option("--bbox", metavar="W,S,E,N", help="Box to fetch, in degrees.")
@click.option("--overpass-url", help="Overpass server for --place and --bbox.")
@click.option("--nominatim-url", help="Nominatim server for --place.")
@click.option(
    "--basemap/--no-basemap", default=True, show_default=True, help="Bake the vector tiles of the map as well."
)
@click.option(
    "--out", type=_FILE, required=True, help="Folder of the territory; an older one is replaced when all is done."
)
def build(  # noqa: PLR0913
    *,
    osm: tuple[Path, ...],
    gtfs: tuple[Path, ...],
    elevation: tuple[Path, ...],
    sites: tuple[Path, ...],
    stops: tuple[Path, ...],
    config: Path | None,
    recipe: str | None,
    downloads: Path | None,
    place: str | None,
    bbox: str | None,
    overpass_url: str | None,
    nominatim_url: str | None,
    basemap: bool,
    out: Path,
) -> None:
    """Build a territory."""
    from api.cli.progress import StepProgress
    from planner.territory_config import TerritoryConfig

    sources = {"--osm": osm, "--territory": recipe, "--place": place, "--bbox": bbox}
    if sum(bool(value) for value in sources.values()) != 1:
        raise click.UsageError(f"give exactly one of {', '.join(sources)}")
    files = _Files(osm, gtfs, elevation, sites, stops, basemap)
    chosen = None if config is None else TerritoryConfig.from_file(config)
    with StepProgress() as progress:
        if recipe:
            report = _build_recipe(recipe, downloads, files, chosen, out, progress)
        elif place or bbox:
            servers = {"overpass_url": overpass_url, "nominatim_url": nominatim_url}
            report = _build_area(place, bbox, servers, files, chosen, out, progress)
        else:
            report = _build_files(files, chosen, out, progress)
    for line in report.to_lines():
        click.echo(line)
    click.echo(f"built {out}")


def _build_files(files: _Files, config: TerritoryConfig | None, out: Path, progress: StepProgress) -> TerritoryReport:
    from planner.territory_build import build_territory

    return build_territory(
        osm=files.osm,
        gtfs=files.gtfs,
        elevation=files.elevation,
        sites=files.sites,
        stops=files.stops,
        basemap=files.basemap,
        config=config,
        out=out,
        progress=progress,
    )


def _build_area(
    place: str | None,
    bbox: str | None,
    servers: dict[str, str | None],
    files: _Files,
    config: TerritoryConfig | None,
    out: Path,
    progress: StepProgress,
) -> TerritoryReport:
    from api.boxes import parse_box
    from graphs.fetch import Services, fetch_bbox, fetch_place
    from planner.territory_build import build_territory
    from planner.territory_config import TerritoryConfig

    usual = Services()
    services = Services(servers["overpass_url"] or usual.overpass_url, servers["nominatim_url"] or usual.nominatim_url)
    box = parse_box(bbox, field="--bbox") if bbox else None
    with tempfile.TemporaryDirectory(prefix="terrils-fetch-") as folder:
        target = Path(folder) / "fetched.osm.pbf"
        progress("fetch", 0.0)
        if box is not None:
            fetched = fetch_bbox(box, target, services=services)
        else:
            fetched = fetch_place(place or "", target, services=services)
        chosen = config or TerritoryConfig(name=fetched.name)
        return build_territory(
            osm=[fetched.path],
            gtfs=files.gtfs,
            elevation=files.elevation,
            sites=files.sites,
            stops=files.stops,
            basemap=files.basemap,
            config=replace(chosen, lacks=(*chosen.lacks, *fetched.lacks)),
            clip=fetched.clip,
            out=out,
            progress=progress,
        )


def _build_recipe(
    name: str,
    downloads: Path | None,
    files: _Files,
    config: TerritoryConfig | None,
    out: Path,
    progress: StepProgress,
) -> TerritoryReport:
    from graphs.fetch import fetch_recipe, load_recipe
    from graphs.kernels.cache import default_cache_root
    from planner.territory_build import build_territory

    recipe = load_recipe(name)
    folder = downloads or default_cache_root() / "downloads" / recipe.name
    fetched = fetch_recipe(
        recipe, folder, progress=lambda file, done, total: progress(f"fetch {file}", done / total if total else 0.0)
    )
    return build_territory(
        osm=fetched.files["osm"],
        gtfs=(*fetched.files["gtfs"], *files.gtfs),
        elevation=(*fetched.files["elevation"], *files.elevation),
        sites=(*files.sites, *fetched.files["sites"]),
        stops=files.stops,
        basemap=files.basemap,
        areas=fetched.areas,
        config=_describe(fetched, config),
        clip=recipe.clip,
        sources=fetched.sources,
        out=out,
        progress=progress,
    )


def _describe(fetched: FetchedRecipe, config: TerritoryConfig | None) -> TerritoryConfig:
    """Say of the territory what its recipe or another description says, with the attribution of all its sources."""
    from planner.territory_config import TerritoryConfig

    config = config or TerritoryConfig.from_mapping({"name": fetched.recipe.name, **fetched.recipe.config})
    named = [(source.kind, f"{source.attribution} - {source.licence}") for source in fetched.sources]
    streets = next((line for kind, line in named if kind == "osm"), config.osm_attribution)
    lines = dict.fromkeys((*(line for _, line in named if line != streets), *config.attribution))
    return replace(config, osm_attribution=streets, attribution=tuple(lines))
