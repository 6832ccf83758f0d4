"""A built territory, opened for planning: network, sites, stops, links, closures, notice and attribution."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from graphs.network import Network
from graphs.snap import list_edges_in_box
from graphs.store import CLOSURE_FILES, Manifest, open_manifest
from graphs.view import edge_geometries, edges_touching
from planner.boarding import open_timetable, read_own_rules
from planner.catalogue.archive import SiteArchive, open_archive, read_spots
from planner.catalogue.bike_places import BikePlaceTable
from planner.catalogue.closure_book import ClosureBook
from planner.catalogue.eating_places import EatingTable
from planner.catalogue.frame import MetricFrame
from planner.catalogue.grounds import bars_its_grounds
from planner.catalogue.link import SiteLink
from planner.catalogue.linking import compose_link
from planner.catalogue.lodging_table import LodgingTable
from planner.emissions import check_own_factors
from planner.errors import UnknownSiteError, UnknownStopError
from planner.gazetteer import Gazetteer
from planner.json_rows import read_json
from planner.stops import StopIndex
from planner.territory_files import (
    BIKES_FOLDER,
    EATING_FOLDER,
    FACTS_FILE,
    LODGINGS_FOLDER,
    PLACES_FOLDER,
    TRANSIT_FOLDER,
    open_part,
    open_stops,
)
from planner.texts import LocalText

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from graphs.attributes import Vehicle
    from graphs.geo import BoundingBox
    from graphs.transit.timetable import Timetable
    from planner.catalogue.closures import StatusFile
    from planner.catalogue.site import Access, AccessStatus
    from planner.catalogue.site_table import SiteTable
    from planner.stops import Stop

__all__ = [
    "Barred",
    "Territory",
]

_ALONG_M = 6.0
_BARRED_KEPT = 64


@dataclass(frozen=True, slots=True, eq=False)
class Barred:
    """What no leg may use on a day, ready for `graphs.view.NetworkView`.

    Attributes
    ----------
    edges
        Edges, i4, sorted: paths on closed grounds, and streets along closed lines.
    ways
        OSM ids of ways.
    area
        Polygons in degrees, None where there are none.
    has_dated_rules
        Whether some rules hold on some days only, and so were not all checked without a day.
    """

    edges: npt.NDArray[np.int32]
    ways: tuple[int, ...]
    area: BaseGeometry | None
    has_dated_rules: bool


@dataclass(frozen=True, slots=True, eq=False)
class Territory:
    """Everything that planning needs to know of a place; shared by all requests of a process."""

    name: str
    title: LocalText
    notice: LocalText
    """Shown first by every output; empty for a real territory."""
    attribution: tuple[str, ...]
    """Whose the data is, in the language that names its lines."""
    manifest: Manifest
    network: Network
    archive: SiteArchive
    stop_index: StopIndex
    stop_spots: npt.NDArray[np.int64]
    closures: ClosureBook
    _links: dict[tuple[int, Vehicle, AccessStatus], SiteLink | None] = field(default_factory=dict, repr=False)
    """Links that were composed already; at most one per site, vehicle and status."""
    _barred: dict[tuple[str, date | None], Barred] = field(default_factory=dict, repr=False)
    """What is barred, by version of the closures and day; a few are kept."""
    translations: dict[str, LocalText] = field(default_factory=dict, repr=False)
    """Lines of the attribution that stand in several languages."""
    timetable: Timetable | None = None
    """None where no feed was given."""
    own_boarding: int = 0
    """Rules for bikes on board that the office of the territory wrote, the first of those of the timetable."""
    boarding_version: str = ""
    """Tells one such set of rules from another; empty where there is none."""
    emissions: str = ""
    """Emission factors of its own, as JSON; empty where those of all territories hold."""
    gazetteer: Gazetteer | None = None
    """Towns and streets by name; None in a territory that was built without."""
    bike_places: BikePlaceTable | None = None
    """None where nothing is known of places to hire or leave bikes."""
    eating_places: EatingTable | None = None
    """None where nothing is known of places to eat."""
    lodgings: LodgingTable | None = None
    """None in a territory that was built without."""
    variant: str = ""
    """Tells a variant of the territory apart from it and from others; empty for the territory as it was built."""
    lifted_ways: frozenset[int] = frozenset()
    """OSM ids of ways that a variant opens, whatever the closures say."""
    kept: dict[str, Any] = field(default_factory=dict, init=False, repr=False)
    """What callers worked out of the territory once, kept as long as it lives; a changed copy starts empty."""

    @classmethod
    def open(cls, folder: Path, *, closures: Sequence[Path] | None = None) -> Territory:
        """Open a territory; arrays are mapped, not read.

        Parameters
        ----------
        folder
            Folder that `terrils build` made.
        closures
            Files of statuses and closures; those in the folder when left out.

        Raises
        ------
        TerritoryFormatError
            The folder is no territory, of another version, or damaged.
        CatalogueError
            The closures, or the rules for bikes on board, cannot be read.
        """
        manifest = open_manifest(folder)
        facts = read_json(folder / FACTS_FILE)
        archive = open_archive(folder / "catalogue")
        stops, stop_spots = open_stops(folder / "stops")
        network = Network.open(folder / "network")
        paths = [folder / name for name in CLOSURE_FILES] if closures is None else closures
        own_rules, own_version = read_own_rules(folder)
        return cls(
            name=str(facts["name"]),
            title=LocalText.from_mapping(facts["title"]),
            notice=LocalText.from_mapping(facts["notice"]),
            attribution=tuple(facts["attribution"]),
            manifest=manifest,
            network=network,
            archive=archive,
            stop_index=StopIndex(stops),
            stop_spots=stop_spots,
            closures=ClosureBook(
                paths,
                known_sites=archive.sites.index_by_id.keys(),
                knows_way=network.has_way,
                meets_street=partial(_meets_street, network),
            ),
            translations={line: LocalText.from_mapping(own) for line, own in facts.get("translations", {}).items()},
            timetable=open_part(partial(open_timetable, own=own_rules), folder, TRANSIT_FOLDER, manifest),
            own_boarding=len(own_rules),
            boarding_version=own_version,
            emissions=check_own_factors(facts.get("emissions"), file=FACTS_FILE),
            gazetteer=open_part(Gazetteer.open, folder, PLACES_FOLDER, manifest),
            bike_places=open_part(BikePlaceTable.open, folder, BIKES_FOLDER, manifest),
            eating_places=open_part(EatingTable.open, folder, EATING_FOLDER, manifest),
            lodgings=open_part(LodgingTable.open, folder, LODGINGS_FOLDER, manifest),
        )

    @property
    def sites(self) -> SiteTable:
        """All sites, in the order of their indices."""
        return self.archive.sites

    @property
    def stops(self) -> Sequence[Stop]:
        """All stops, in the order of their indices."""
        return self.stop_index.stops

    @property
    def bounding_box(self) -> BoundingBox:
        """Box around the network."""
        return self.network.bounding_box

    @property
    def content_hash(self) -> str:
        """Tells this build and this variant apart from others; closures do not count."""
        return self.manifest.content_hash + self.variant

    def list_attribution(self, language: str) -> tuple[str, ...]:
        """Say whose the data is, in a language as far as it is known in that."""
        return tuple(
            self.translations[line].find_text(language) if line in self.translations else line
            for line in self.attribution
        )

    def find_site_index(self, id_or_name: str) -> int | None:
        """Index of a site by id or by a name that is not ambiguous, None where there is none.

        Raises
        ------
        AmbiguousNameError
            Several sites bear the name; `details["candidates"]` lists them.
        """
        return self.archive.sites.find_index(id_or_name)

    def get_site_index(self, id_or_name: str) -> int:
        """Index of a site by id or by a name that is not ambiguous.

        Raises
        ------
        UnknownSiteError
            There is no such site.
        AmbiguousNameError
            Several sites bear the name.
        """
        index = self.find_site_index(id_or_name)
        if index is None:
            msg = f"there is no site {id_or_name} in this territory"
            raise UnknownSiteError(msg, site=id_or_name)
        return index

    def get_stop_index(self, id_or_name: str) -> int:
        """Index of a stop by id, by the id of a platform, or by a name that is not ambiguous.

        Raises
        ------
        UnknownStopError
            There is no such stop.
        AmbiguousNameError
            Several stops bear the name.
        """
        index = self.stop_index.find_index(id_or_name)
        if index is None:
            msg = f"there is no stop {id_or_name} in this territory"
            raise UnknownStopError(msg, stop=id_or_name)
        return index

    def get_access(self, index: int, day: date | None) -> Access:
        """Access of a site on a day; without a day, dated rules that open are left out."""
        return self.closures.find_site_access(self.sites[index], day)

    def find_site_link(
        self, index: int, vehicle: Vehicle, day: date | None = None, access: Access | None = None
    ) -> SiteLink | None:
        """Where a vehicle stands to see a site on a day, None where the site is no target or cannot be reached."""
        access = access or self.get_access(index, day)
        key = (index, vehicle, access.status)
        if key not in self._links:
            spots = read_spots(self.archive.spots, index, vehicle)
            self._links[key] = compose_link(self.sites[index], access, vehicle, spots)
        return self._links[key]

    def find_stop_country(self, stop_id: str) -> str:
        """Code of the country that a stop lies in, empty where it is not known."""
        stop = self.stop_index.find_by_id(stop_id)
        return "" if stop is None else stop.country

    def find_stop_link(self, index: int, vehicle: Vehicle) -> SiteLink | None:
        """Where a vehicle meets a stop, None where no street leads there."""
        spot = read_spots(self.stop_spots, index, vehicle).outside
        if spot is None:
            return None
        return SiteLink(spot.place, spot.target, int(np.ceil(spot.place.gap_m)), entered=True)

    def get_barred(self, day: date | None) -> Barred:
        """Give what no leg may use on a day: grounds that may not be entered, and streets that an office closed."""
        rules = self.closures.current()
        key = (rules.version, day if rules.has_dated_rules else None)
        known = self._barred.get(key)
        if known is None:
            known = self._work_out_barred(rules, day)
            if len(self._barred) >= _BARRED_KEPT:
                self._barred.clear()
            self._barred[key] = known
        return known

    def _work_out_barred(self, rules: StatusFile, day: date | None) -> Barred:
        first, inner = self.archive.inner_first, self.archive.inner_edge
        barred = [np.empty(0, dtype=np.int32)]
        for index in np.flatnonzero(np.diff(first)).tolist():
            site, start, end = self.sites[index], int(first[index]), int(first[index + 1])
            access = rules.find_site_access(site.id, day) or site.access
            if bars_its_grounds(site, access.status):
                barred.append(inner[start:end])
        shapes = rules.list_closed_areas(day)
        areas = [shape for shape in shapes if "Polygon" in shape.geom_type]
        barred += [_list_edges_along(self.network, shape) for shape in shapes if "LineString" in shape.geom_type]
        edges = np.unique(np.concatenate(barred)).astype(np.int32)
        area = shapely.union_all(areas) if areas else None
        ways = tuple(way for way in rules.list_closed_ways(day) if way not in self.lifted_ways)
        return Barred(edges, ways, area, rules.has_dated_rules)


def _meets_street(network: Network, shape: BaseGeometry) -> bool:
    """Whether a polygon or a line in degrees closes any street."""
    if "Polygon" in shape.geom_type:
        return len(edges_touching(network, shape)) > 0
    return len(_list_edges_along(network, shape)) > 0


def _list_edges_along(network: Network, line: BaseGeometry) -> npt.NDArray[np.int32]:
    """Edges that run along a line for most of their length, not those that cross it."""
    frame = MetricFrame.around(network.bounding_box)
    strip = frame.to_metres(line).buffer(_ALONG_M)
    edges = list_edges_in_box(network, *frame.box_in_degrees(strip, 0.0))
    if not len(edges):
        return edges
    lines = frame.to_metres_all(edge_geometries(network, edges))
    inside = shapely.length(shapely.intersection(lines, strip))
    long_enough = (inside > 0.5 * shapely.length(lines)) | (inside > 4 * _ALONG_M)
    return edges[long_enough]
