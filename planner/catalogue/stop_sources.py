"""Stops from GTFS feeds, tables and OSM, merged into one list with names that tell them apart."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from graphs.geo import haversine_m
from planner.catalogue.cells import parse_position
from planner.catalogue.naming import NamedPlace, list_shown_names
from planner.catalogue.tables import read_table
from planner.stops import Stop, fold_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from graphs.geo import BoundingBox
    from planner.catalogue.communes import Communes
    from planner.catalogue.report import ImportReport

__all__ = ["STOP_COLUMNS", "merge_stops", "read_csv_stops", "read_gtfs_stops"]

STOP_COLUMNS = ("name", "lat", "lon")
"""Columns that a table of stops must have."""

_SAME_NAME_WITHIN_M = 300.0


def read_csv_stops(
    path: Path, *, report: ImportReport, near: BoundingBox | None = None, communes: Communes | None = None
) -> list[Stop]:
    """Read a table with name, lat and lon, and where it has them id or ref, country, modes (parted by ;) and source.

    Parameters
    ----------
    path
        File.
    report
        Takes what was mended and refused.
    near
        Box of the territory, by which swapped coordinates are known.
    communes
        Boundaries that tell the country where the table does not.

    Raises
    ------
    CatalogueError
        The file cannot be read or lacks a needed column.
    """
    table = read_table(path, required=STOP_COLUMNS, report=report)
    table.note_surplus(report)
    stops: list[Stop] = []
    seen: set[str] = set()
    for number, row in table.rows:
        stop_id = row.get("id", "") or row.get("ref", "")
        name = " ".join(row.get("name", "").split())
        if not stop_id or not name or stop_id in seen:
            report.refuse(path.name, number, "id, name", "id and name must be there, and the id once only")
            continue
        try:
            position, swapped = parse_position(row.get("lat", ""), row.get("lon", ""), near)
        except ValueError as error:
            report.refuse(path.name, number, "lat, lon", str(error))
            continue
        if swapped:
            report.mend(path.name, number, "lat, lon", "latitude and longitude were swapped")
        seen.add(stop_id)
        modes = tuple(sorted({mode.strip() for mode in row.get("modes", "rail").split(";") if mode.strip()}))
        country = row.get("country", "").upper() or (communes.find(position)[1] if communes is not None else "")
        stops.append(Stop(stop_id, name, country, position, modes, row.get("source", "") or path.name, name))
        report.kept[path.name] += 1
    return stops


def read_gtfs_stops(path: Path, *, report: ImportReport, near: BoundingBox, communes: Communes) -> list[Stop]:
    """Read the stops of a feed that lie in the territory.

    Parameters
    ----------
    path
        Feed, a zip or a folder.
    report
        Takes the faults of the feed.
    near
        Box of the territory.
    communes
        Boundaries that tell the country.

    Raises
    ------
    SourceFileError
        The feed cannot be read.
    """
    from graphs.transit.gtfs_stops import read_feed_stops

    feed = read_feed_stops(path, near=near)
    for fault, count in feed.faults:
        report.mend(path.name, 0, "stops.txt", f"{fault}: {count}")
    report.kept[path.name] += len(feed.stops)
    return [
        Stop(
            stop.id,
            " ".join(stop.name.split()),
            communes.find(stop.point)[1],
            stop.point,
            stop.modes,
            path.name,
            stop.name,
            stop.member_ids,
        )
        for stop in feed.stops
    ]


def merge_stops(sources: Iterable[Sequence[Stop]]) -> list[Stop]:
    """Merge sources, the most trusted first, and give names that tell stops apart.

    Stops of one name or id within 300 m of each other are one: the two sides of a street, the platforms of a station,
    the same station in another source. Sources number their stops each for itself: one whose id another place bears
    is called `SOURCE:ID`. Where names repeat in several countries, they carry the country.
    """
    merged: list[Stop] = []
    by_name: dict[str, list[int]] = defaultdict(list)
    by_id: dict[str, int] = {}
    for stop in (stop for source in sources for stop in source):
        key = fold_name(stop.own_name or stop.name)
        namesake = by_id.get(stop.id)
        alike = by_name[key] if namesake is None else [*by_name[key], namesake]
        partner = next((i for i in alike if _are_near(merged[i], stop)), None)
        if partner is not None:
            merged[partner] = _join(merged[partner], stop)
            by_id.setdefault(stop.id, partner)
            continue
        own_id = stop.id if namesake is None else f"{stop.source}:{stop.id}"
        if own_id not in by_id:
            by_name[key].append(len(merged))
            by_id[own_id] = len(merged)
            merged.append(replace(stop, id=own_id))
    places = [NamedPlace(stop.own_name or stop.name, "", stop.country) for stop in merged]
    names = list_shown_names(places, is_generic=lambda _: False)
    return [replace(stop, name=name) for stop, name in zip(merged, names, strict=True)]


def _are_near(stop: Stop, other: Stop) -> bool:
    return haversine_m(stop.position, other.position) <= _SAME_NAME_WITHIN_M


def _join(stop: Stop, other: Stop) -> Stop:
    members = dict.fromkeys((*stop.member_ids, other.id, *other.member_ids))
    members.pop(stop.id, None)
    return replace(
        stop,
        country=stop.country or other.country,
        modes=tuple(sorted({*stop.modes, *other.modes})),
        member_ids=tuple(members),
    )
