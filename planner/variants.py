"""Variants of a territory: what a mobility planner would change in its streets, laid over it for one mode."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from graphs.attributes import Use
from graphs.overlay import AddedStreet, StreetEdits, VariantError, WayTags, find_dormant, get_way_tags, lay_over
from graphs.profiles import get_profile
from graphs.view import edge_geometries, edges_touching
from planner.cancel import Cancel
from planner.catalogue.frame import MetricFrame
from planner.catalogue.grounds import list_edge_highways, list_inner_edges, make_grounds
from planner.errors import InvalidRequestError
from planner.outcomes import ClosedWay

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from graphs.network import Network
    from graphs.osm.rules import WayAttributes
    from graphs.overlay import Overlay
    from planner.catalogue.lodging_table import LodgingTable
    from planner.territory import Territory

__all__ = ["NewStreet", "Variant", "Varied", "vary"]

_PER_DEGREE = 10_000_000
_MOST_CLOSED = 20_000
"""Ways that a variant may close, each of which the answer draws."""
_SPOT_EDGES = (0, 7)
"""Columns of the spots that hold edges; the offsets stand behind."""


@dataclass(frozen=True, slots=True, eq=False)
class NewStreet:
    """A street to add: a line in longitude, latitude, and its tags."""

    line: shapely.LineString
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Variant:
    """Changes under a name.

    `close` holds OSM ids of ways, and areas in longitude, latitude, whose streets are closed; `change` OSM ids of ways
    with tags to set, or to take away where they are None.
    """

    name: str
    close: tuple[int | BaseGeometry, ...] = ()
    open_ways: tuple[int, ...] = ()
    change: tuple[tuple[int, Mapping[str, str | None]], ...] = ()
    add: tuple[NewStreet, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing changes."""
        return not (self.close or self.open_ways or self.change or self.add)

    def to_digest(self) -> str:
        """Hash of the changes, the name left out; empty where there are none."""
        if self.is_empty:
            return ""
        changes = [
            [item if isinstance(item, int) else item.wkb_hex for item in self.close],
            list(self.open_ways),
            [[way, dict(tags)] for way, tags in self.change],
            [[street.line.wkb_hex, dict(street.tags)] for street in self.add],
        ]
        return hashlib.sha256(json.dumps(changes, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True, eq=False)
class Varied:
    """A territory with its changes laid over it, and what these are on the streets.

    `added` are the lines of added and opened streets as they were laid, in longitude, latitude, `closed` the streets
    closed, way by way; `joins` says at how many places each added line meets other streets. `opened` are the OSM ids of
    ways that wheels may ride only now: a build keeps no turn restrictions of such ways, so that none hold there.
    """

    territory: Territory
    added: tuple[shapely.LineString, ...] = ()
    closed: tuple[ClosedWay, ...] = ()
    joins: tuple[int, ...] = ()
    opened: tuple[int, ...] = ()


def vary(
    territory: Territory, variant: Variant, mode: str, *, name: str = "variant", cancel: Cancel | None = None
) -> Varied:
    """Lay a variant over a territory for those who travel in one mode, and on foot.

    Sites and stops stay where they meet the streets today. Where a new street crosses grounds that may not be entered,
    it is barred there as any other.

    Parameters
    ----------
    name
        What errors call the variant.
    cancel
        Ends the work between two streets.

    Raises
    ------
    CancelledError
        Nobody waits any more.
    InvalidRequestError
        A way is not known, cannot be opened, an area has no street, too many ways are closed, or a new street is none,
        leaves the territory or joins nothing.
    """
    if variant.is_empty:
        return Varied(territory)
    network = territory.network
    reader = _Reader(network, name)
    edits = reader.read(variant)
    profiles = [get_profile(name) for name in sorted({mode, "foot"})]
    try:
        overlay = lay_over(network, edits, profiles=profiles, check=(cancel or Cancel()).check)
    except VariantError as error:
        label = error.details.get("label", "")
        raise InvalidRequestError(f"{name}.{error.message}", field=f"{name}.{label}") from error
    changed = replace(
        territory,
        network=overlay.network,
        archive=replace(
            territory.archive, spots=_move(territory.archive.spots, overlay), **_extend_grounds(territory, overlay)
        ),
        stop_spots=_move(territory.stop_spots, overlay),
        lodgings=_move_lodgings(territory.lodgings, overlay),
        lifted_ways=territory.lifted_ways | set(variant.open_ways),
        variant=variant.to_digest(),
        _links={},
        _barred={},
    )
    lines = tuple(_to_line(*overlay.get_line(number)) for number in range(len(overlay.laid)))
    return Varied(
        changed,
        lines,
        _list_closed(network, edits.closed),
        tuple(laid.joins for laid in overlay.laid),
        tuple(reader.opened),
    )


class _Reader:
    """Turns a variant into edits of the streets of a network; `field` names it in errors."""

    def __init__(self, network: Network, field: str) -> None:
        self._network = network
        self._field = field
        self.opened: list[int] = []
        """Ways that wheels may ride only now, as far as they were read."""

    def read(self, variant: Variant) -> StreetEdits:
        """Look up what the variant names.

        Raises
        ------
        InvalidRequestError
            A way is named twice, not known, or cannot be opened, an area has no street, too many ways are closed, or a
            new street is none.
        """
        closed = [item for item in variant.close if isinstance(item, int)]
        named = [*closed, *variant.open_ways, *(way for way, _ in variant.change)]
        twice = next((way for way in named if named.count(way) > 1), None)
        if twice is not None:
            msg = f"{self._field}: way {twice} is changed twice"
            raise InvalidRequestError(msg, field=self._field)
        edits = _Edits()
        edits.closed += [self._find_closed(item, f"close[{k}]") for k, item in enumerate(variant.close)]
        for k, way in enumerate(variant.open_ways):
            if not self._change(way, f"open[{k}]", WayTags.with_rights, edits):
                label = f"{self._field}.open[{k}]"
                raise InvalidRequestError(f"{label}: way {way} can be opened to nobody", field=label)
        for k, (way, changes) in enumerate(variant.change):
            self._change(way, f"change[{k}]", partial(WayTags.with_changes, changes=changes), edits)
        edits.added += [self._read_street(street, f"add[{k}]") for k, street in enumerate(variant.add)]
        edges = np.unique(np.concatenate([np.empty(0, np.int32), *edits.closed])).astype(np.int32)
        self._require_few(edges)
        return StreetEdits(edges, edits.retagged, tuple(edits.added), edits.tags)

    def _change(self, way: int, label: str, change: Callable[[WayTags], WayTags], edits: _Edits) -> bool:
        """Read a way anew, in the network or aside from it, and say whether somebody may use it then."""
        row = self._find_row(way)
        if row is not None:
            tags = get_way_tags(self._network, row)
            changed = change(tags)
            found = changed.read()
            if found is None:
                edits.closed.append(self._list_edges(way, label))
            else:
                edits.retagged[row], edits.tags[row] = found, changed
                if _is_ridden(found) and not _is_ridden(tags.read()):
                    self.opened.append(way)
            return found is not None
        dormant = find_dormant(self._network, way)
        if not dormant:
            raise self._make_unknown(way, label)
        changed = change(dormant[0].tags)
        found = changed.read()
        if found is not None:
            edits.added += [AddedStreet(label, part.lat_e7, part.lon_e7, found, changed) for part in dormant]
            if _is_ridden(found):
                self.opened.append(way)
        return found is not None

    def _list_edges(self, way: int, label: str) -> npt.NDArray[np.int32]:
        row = self._find_row(way)
        if row is None:
            raise self._make_unknown(way, label)
        return np.flatnonzero(self._network.edge_way == row).astype(np.int32)

    def _find_closed(self, item: int | BaseGeometry, label: str) -> npt.NDArray[np.int32]:
        if isinstance(item, int):
            return self._list_edges(item, label)
        edges = edges_touching(self._network, item)
        if not len(edges):
            field = f"{self._field}.{label}"
            msg = f"{field}: no street of this territory lies in this area: positions are longitude, latitude"
            raise InvalidRequestError(msg, field=field)
        return edges

    def _require_few(self, closed: npt.NDArray[np.int32]) -> None:
        """Refuse to close more ways than an answer can draw."""
        count = len(np.unique(self._network.edge_way[closed]))
        if count > _MOST_CLOSED:
            field = f"{self._field}.close"
            msg = f"{field}: {count:,} ways would be closed, more than {_MOST_CLOSED:,}: draw smaller areas"
            raise InvalidRequestError(msg, field=field)

    def _find_row(self, way: int) -> int | None:
        """Row of a way by its OSM id; the ids are in order."""
        ids = self._network.way_osm_id
        row = int(np.searchsorted(ids, way))
        return row if row < len(ids) and ids[row] == way else None

    def _make_unknown(self, way: int, label: str) -> InvalidRequestError:
        field = f"{self._field}.{label}"
        msg = f"{field}: no street of this territory is OSM way {way}, or nobody may use it anyway"
        return InvalidRequestError(msg, field=field, way=way)

    def _read_street(self, street: NewStreet, label: str) -> AddedStreet:
        field = f"{self._field}.{label}"
        lon, lat = np.rint(np.array(street.line.coords)[:, :2].T * _PER_DEGREE).astype(np.int32)
        new = np.concatenate([[True], (np.diff(lon) != 0) | (np.diff(lat) != 0)])
        if new.sum() < 2 or not street.line.is_simple:  # noqa: PLR2004
            msg = f"{field}: a new street is a line of two places or more that does not cross itself"
            raise InvalidRequestError(msg, field=field)
        tags = WayTags(street.tags, *self._find_area(lat, lon))
        found = tags.read()
        if found is None:
            msg = f"{field}: nobody may use a street with these tags: give a highway tag, such as highway=cycleway"
            raise InvalidRequestError(msg, field=field)
        return AddedStreet(label, np.ascontiguousarray(lat[new]), np.ascontiguousarray(lon[new]), found, tags)

    def _find_area(self, lat_e7: npt.NDArray[np.int32], lon_e7: npt.NDArray[np.int32]) -> tuple[str | None, str | None]:
        """Country and region of the nearest street, whose rules hold for a new one too."""
        network = self._network
        gap = np.abs(network.node_lat_e7.astype(np.int64) - int(lat_e7[0]))
        gap += np.abs(network.node_lon_e7.astype(np.int64) - int(lon_e7[0]))
        node = int(network.node_origin[int(np.argmin(gap))])
        arcs = slice(int(network.arc_first[node]), int(network.arc_first[node + 1]))
        ways = network.edge_way[network.arc_edge[arcs] >> 1]
        tags = get_way_tags(network, int(ways[ways >= 0][0]))
        return tags.country, tags.region


@dataclass(slots=True)
class _Edits:
    """Edits while they are read."""

    closed: list[npt.NDArray[np.int32]] = field(default_factory=list)
    retagged: dict[int, WayAttributes] = field(default_factory=dict)
    tags: dict[int, WayTags] = field(default_factory=dict)
    added: list[AddedStreet] = field(default_factory=list)


def _is_ridden(way: WayAttributes | None) -> bool:
    """Say whether wheels may ride a way, in one direction at least."""
    return way is not None and any(Use.FREE in (side.use_bike, side.use_cargo) for side in (way.forward, way.backward))


def _move(spots: npt.NDArray[np.int64], overlay: Overlay) -> npt.NDArray[np.int64]:
    """Move the places of sites, stops or lodgings, i8 (n, vehicles, 14), from edges that were split to their parts."""
    split = np.fromiter(overlay.parts, np.int64)
    moved = spots.copy()
    for column in _SPOT_EDGES:
        for site, vehicle in np.argwhere(np.isin(spots[..., column], split)).tolist():
            place = spots[site, vehicle, column : column + 2].tolist()
            moved[site, vehicle, column : column + 2] = overlay.find_place(*place)
    moved.flags.writeable = False
    return moved


def _move_lodgings(lodgings: LodgingTable | None, overlay: Overlay) -> LodgingTable | None:
    return None if lodgings is None else replace(lodgings, spots=_move(lodgings.spots, overlay))


def _extend_grounds(territory: Territory, overlay: Overlay) -> dict[str, Any]:
    """Give the edges within the grounds of each site, with the parts of those split and the new ones."""
    archive, network = territory.archive, overlay.network
    if not (overlay.parts or overlay.laid):
        return {}
    first_new = territory.network.edge_count
    frame = MetricFrame.around(territory.bounding_box)
    new = shapely.MultiLineString([_to_line(*overlay.get_line(number)) for number in range(len(overlay.laid))])
    near = frame.to_metres(new) if overlay.laid else None
    highways = list_edge_highways(network)
    inner: list[npt.NDArray[np.int32]] = []
    for index, site in enumerate(territory.sites):
        own = archive.inner_edge[int(archive.inner_first[index]) : int(archive.inner_first[index + 1])]
        edges = overlay.list_parts(own.tolist()) if overlay.parts else own.tolist()
        grounds = make_grounds(site, frame) if near is not None else None
        if grounds is not None and near is not None and grounds.intersects(near):
            within = list_inner_edges(network, frame, [site], highways)[0]
            edges += within[within >= first_new].tolist()
        inner.append(np.unique(np.array(edges, np.int32)))
    counts = [len(edges) for edges in inner]
    return {
        "inner_first": np.concatenate([np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)]),
        "inner_edge": np.concatenate([np.empty(0, np.int32), *inner]),
    }


def _to_line(lat_e7: npt.NDArray[np.int32], lon_e7: npt.NDArray[np.int32]) -> shapely.LineString:
    return shapely.LineString(np.round(np.column_stack([lon_e7, lat_e7]) / _PER_DEGREE, 7))


def _list_closed(network: Network, edges: npt.NDArray[np.int32]) -> tuple[ClosedWay, ...]:
    """Join edges that are closed by their ways, in the order of these."""
    streets = edges[network.edge_way[edges] >= 0]
    streets = streets[np.argsort(network.edge_way[streets], kind="stable")]
    ways, first = np.unique(network.edge_way[streets], return_index=True)
    found = []
    for way, own in zip(ways.tolist(), np.split(streets, first)[1:], strict=True):
        line = shapely.line_merge(shapely.MultiLineString(edge_geometries(network, own).tolist()))
        length_m = float(network.edge_length_mm[own].sum(dtype=np.int64)) / 1000
        name = network.get_string(int(network.way_name[way]))
        found.append(ClosedWay(int(network.way_osm_id[way]), name, line, length_m))
    return tuple(found)
