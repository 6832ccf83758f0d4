"""Build a whole territory: network, catalogue, stops and links in one folder that appears whole or not at all."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from graphs.areas import parse_area
from graphs.attributes import Vehicle
from graphs.network import Network
from graphs.store import BASEMAP_FILE, Manifest, Source, StagedFolder
from planner.catalogue.archive import spots_to_array, write_archive
from planner.catalogue.areas import list_areas
from planner.catalogue.bike_places import write_bike_places
from planner.catalogue.csv_import import read_csv_sites
from planner.catalogue.early import is_drawn, require_readable, require_told_apart
from planner.catalogue.eating_places import write_eating_places
from planner.catalogue.frame import MetricFrame
from planner.catalogue.geojson_import import read_geojson_sites
from planner.catalogue.grounds import bars_its_grounds, list_edge_highways, list_inner_edges
from planner.catalogue.hosts import restrict_to_hosts
from planner.catalogue.linking import SiteSpots, compose_link, find_spots
from planner.catalogue.lodging import list_site_lodgings, merge_lodgings
from planner.catalogue.lodging_table import write_lodgings
from planner.catalogue.merging import finish_sites, merge_sites
from planner.catalogue.osm_import import OsmCatalogue, read_osm_catalogue
from planner.catalogue.report import ImportReport
from planner.catalogue.stop_links import find_stop_spots
from planner.catalogue.stop_sources import merge_stops, read_csv_stops, read_gtfs_stops
from planner.catalogue.streets import Barriers, Streets
from planner.gazetteer.writing import list_streets, write_gazetteer
from planner.territory_config import TerritoryConfig
from planner.territory_credits import credit_map, describe_sources, describe_territory
from planner.territory_files import (
    BIKES_FOLDER,
    EATING_FOLDER,
    FACTS_FILE,
    LODGINGS_FOLDER,
    PLACES_FOLDER,
    TRANSIT_FOLDER,
    write_stops,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import numpy.typing as npt
    from shapely import MultiPolygon, Polygon

    from graphs.basemap import BasemapReport
    from graphs.build import BuildReport
    from graphs.geo import BoundingBox
    from graphs.transit.writing import ImportedFeed
    from planner.catalogue.bike_places import BikePlace
    from planner.catalogue.eating_places import EatingPlace
    from planner.catalogue.lodging import Lodging
    from planner.catalogue.site import Site
    from planner.stops import Stop

__all__ = ["TerritoryReport", "build_territory"]

REPORT_FILE = "report.json"
_SITE_MARGIN_M = 2000.0


@dataclass(frozen=True, slots=True, eq=False)
class TerritoryReport:
    """What a build made of its sources."""

    network: BuildReport
    imports: ImportReport
    sites: int
    targets: int
    stops: int
    lodgings: int
    unreachable: tuple[dict[str, str], ...]
    basemap: BasemapReport | None = None
    """None where the base map was left out."""
    feeds: tuple[ImportedFeed, ...] = ()

    def to_lines(self) -> list[str]:
        """Give the report as plain lines."""
        refused = self.imports.list_refused()
        lines = [
            *self.network.to_lines(),
            *(["base map: left out"] if self.basemap is None else self.basemap.to_lines()),
            *(_tell_feed(feed) for feed in self.feeds),
            f"{self.sites} sites, {self.targets} of them to be visited, {self.stops} stops, {self.lodgings} lodgings",
            f"{len(self.unreachable)} of all these that some vehicle cannot reach, {len(refused)} rows refused",
        ]
        return [
            *lines,
            *self.imports.list_outside(),
            *(f"refused: {note.file} row {note.row}, {note.field}: {note.message}" for note in refused[:20]),
        ]


def build_territory(  # noqa: PLR0913 - everything a territory is made of
    *,
    osm: Sequence[Path],
    out: Path,
    gtfs: Sequence[Path] = (),
    elevation: Sequence[Path] = (),
    sites: Sequence[Path] = (),
    stops: Sequence[Path] = (),
    areas: Sequence[str] = (),
    config: TerritoryConfig | None = None,
    clip: Polygon | MultiPolygon | None = None,
    sources: Sequence[Source] | None = None,
    basemap: bool = True,
    progress: Callable[[str, float], None] | None = None,
) -> TerritoryReport:
    """Build a territory folder.

    Parameters
    ----------
    osm
        Extracts.
    out
        Folder; a territory that is there stays whole until the new one is.
    gtfs
        Feeds, for their stops and their timetables.
    elevation
        Rasters.
    sites
        Catalogues, CSV or GeoJSON, the most trusted first; OSM comes last.
    stops
        Tables of stops, trusted more than feeds and OSM.
    areas
        Code of the country or region that each extract holds, such as `FR` or `BE-WAL`, for streets, sites and stops
        where the borders in the extracts do not tell; empty for what `config` says.
    config
        What the territory says of itself.
    clip
        Only what lies inside is kept.
    sources
        Descriptions of the files for the manifest; plain ones are made when left out.
    basemap
        Whether to bake the vector tiles of the map as well.
    progress
        Called with the name of the step and the share of it that is done.

    Raises
    ------
    SourceFileError
        An extract, a raster or a feed cannot be read.
    EmptyNetworkError
        The extracts hold no street.
    CatalogueError
        A catalogue or a table of stops cannot be read, an area is wrong, or two feeds have one file name.
    BuildError
        The folder cannot be written.
    """
    from graphs.basemap import bake_basemap
    from graphs.build import build_network

    config = config or TerritoryConfig()
    tell = progress or (lambda _step, _share: None)
    codes = list_areas(osm, areas, dict(config.areas))
    require_readable(sites, stops)
    require_told_apart(gtfs)
    with StagedFolder(out) as staged:
        folder = staged.path
        built = build_network(
            osm,
            folder / "network",
            elevation_files=elevation,
            country=config.country or None,
            region=config.region or None,
            areas=codes,
            clip=clip,
            progress=progress,
        )
        network = Network.open(folder / "network")
        tell("sites", 0.0)
        found = read_osm_catalogue(
            osm,
            language=config.language,
            country=config.country or config.region.partition("-")[0],
            countries=built.countries,
            areas=[parse_area(code) for code in codes],
        )
        report = ImportReport()
        listed = _gather_sites(sites, found, report, network.bounding_box)
        listed_stops = _gather_stops(stops, gtfs, found, report, network.bounding_box)
        lodgings = [
            lodging
            for lodging in merge_lodgings([list_site_lodgings(listed), found.lodgings])
            if _is_near(lodging, network.bounding_box)
        ]
        tell("links", 0.0)
        linked = _link(network, listed, listed_stops, lodgings, found)
        write_archive(folder / "catalogue", listed, linked.sites, linked.inner, linked.unreachable)
        write_stops(folder / "stops", listed_stops, spots_to_array(linked.stops))
        write_lodgings(folder / LODGINGS_FOLDER, lodgings, linked.lodgings)
        _write_places(folder / PLACES_FOLDER, network, found)
        for_bikes = [place for place in found.bike_places if _is_near(place, network.bounding_box)]
        write_bike_places(folder / BIKES_FOLDER, for_bikes)
        to_eat = [place for place in found.eating_places if _is_near(place, network.bounding_box)]
        write_eating_places(folder / EATING_FOLDER, to_eat)
        feeds = _import_timetables(gtfs, folder / TRANSIT_FOLDER, network, report) if gtfs else []
        _write_json(folder / FACTS_FILE, describe_territory(config, listed))
        baked = None
        if basemap:
            baked = bake_basemap(
                osm,
                folder / BASEMAP_FILE,
                box=network.bounding_box,
                attribution=credit_map(config),
                progress=progress,
            )
        targets = sum(site.is_target() for site in listed)
        result = TerritoryReport(
            network=built,
            imports=report,
            sites=len(listed),
            targets=targets,
            stops=len(listed_stops),
            lodgings=len(lodgings),
            unreachable=linked.unreachable,
            basemap=baked,
            feeds=tuple(feeds),
        )
        _write_json(folder / REPORT_FILE, report.to_dict())
        named = (
            list(sources) if sources is not None else describe_sources(config, osm, gtfs, elevation, [*sites, *stops])
        )
        notes = {"name": config.name, "seed": config.seed, "network": built.to_lines()}
        staged.write_manifest(Manifest(built.bbox, tuple(named), config.lacks, notes))
    tell("done", 1.0)
    return result


def _gather_sites(paths: Sequence[Path], found: OsmCatalogue, report: ImportReport, box: BoundingBox) -> list[Site]:
    sources = []
    for path in paths:
        if is_drawn(path):
            # Where borders tell the country, it is not assumed here.
            country = "" if found.communes.has_borders() else found.communes.country
            sources.append(read_geojson_sites(path, report=report, country=country))
        else:
            sources.append(read_csv_sites(path, report=report, near=box))
        report.leave_outside(path.name, [site.id for site in sources[-1] if not _is_near(site, box)])
    merged = merge_sites([*sources, found.sites])
    near = [found.communes.complete(site) for site in merged if _is_near(site, box)]
    frame = MetricFrame.around(box)
    return finish_sites(restrict_to_hosts(near, frame))


def _gather_stops(
    tables: Sequence[Path], feeds: Sequence[Path], found: OsmCatalogue, report: ImportReport, box: BoundingBox
) -> list[Stop]:
    sources = [read_csv_stops(path, report=report, near=box, communes=found.communes) for path in tables]
    for path, own in zip(tables, sources, strict=True):
        report.leave_outside(path.name, [stop.id for stop in own if not _is_near(stop, box)])
    sources += [read_gtfs_stops(path, report=report, near=box, communes=found.communes) for path in feeds]
    merged = merge_stops([*sources, found.stops])
    return [stop for stop in merged if _is_near(stop, box)]


def _is_near(place: Site | Stop | Lodging | BikePlace | EatingPlace, box: BoundingBox) -> bool:
    return box.contains(place.position, margin_m=_SITE_MARGIN_M)


def _import_timetables(
    gtfs: Sequence[Path], folder: Path, network: Network, report: ImportReport
) -> list[ImportedFeed]:
    from graphs.transit.writing import import_feeds

    feeds = import_feeds(gtfs, folder, network=network)
    for feed in feeds:
        for fault in feed.faults.examples:
            note = report.refuse if fault.refused else report.mend
            note(feed.facts.name, fault.row, fault.table, fault.kind)
    return feeds


def _tell_feed(feed: ImportedFeed) -> str:
    first, last = (date.fromordinal(day) for day in (feed.facts.first_day, feed.facts.last_day))
    counts = sorted(feed.faults.counts.items())
    faults = "".join(
        f"; {'left out' if refused else 'mended'} in {table}: {kind} {count}"
        for (table, kind, refused), count in counts
    )
    return f"{feed.facts.name}: {first} to {last}, {feed.trips} trips, {feed.calls} calls{faults}"


@dataclass(frozen=True, slots=True, eq=False)
class _Linked:
    sites: list[tuple[SiteSpots, ...]]
    stops: list[tuple[SiteSpots, ...]]
    lodgings: list[tuple[SiteSpots, ...]]
    inner: list[npt.NDArray[np.int32]]
    unreachable: tuple[dict[str, str], ...]


def _link(
    network: Network,
    sites: Sequence[Site],
    stops: Sequence[Stop],
    lodgings: Sequence[Lodging],
    found: OsmCatalogue,
) -> _Linked:
    frame = MetricFrame.around(network.bounding_box)
    highways = list_edge_highways(network)
    inner = list_inner_edges(network, frame, sites, highways)
    barred = [edges for site, edges in zip(sites, inner, strict=True) if bars_its_grounds(site, site.access.status)]
    shut = np.unique(np.concatenate([np.empty(0, dtype=np.int32), *barred]))
    streets = Streets(network, frame, highways=highways, barred=shut.tolist())
    barriers = Barriers(found.blockers, frame)
    spots = find_spots(sites, streets, barriers, frame, network=network, inner_edges=inner)
    stop_spots = find_stop_spots(stops, streets, barriers, frame)
    lodging_spots = find_stop_spots(lodgings, streets, barriers, frame)
    missing = [
        {"site": site.id, "vehicle": vehicle.name.lower(), "reason": own[vehicle].reason or "no_street"}
        for site, own in zip(sites, spots, strict=True)
        if site.is_target()
        for vehicle in Vehicle
        if compose_link(site, site.access, vehicle, own[vehicle]) is None
    ]
    missing += [
        {what: number, "vehicle": vehicle.name.lower(), "reason": own[vehicle].reason}
        for what, ids, found_spots in (
            ("stop", [stop.id for stop in stops], stop_spots),
            ("lodging", [lodging.id for lodging in lodgings], lodging_spots),
        )
        for number, own in zip(ids, found_spots, strict=True)
        for vehicle in Vehicle
        if own[vehicle].outside is None
    ]
    return _Linked(spots, stop_spots, lodging_spots, inner, tuple(missing))


def _write_places(folder: Path, network: Network, found: OsmCatalogue) -> None:
    box = network.bounding_box
    towns = [place for place in found.places if box.contains(place.position, margin_m=_SITE_MARGIN_M)]
    write_gazetteer(folder, towns, list_streets(network, towns, found.communes.find_name))


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
