"""Where visitors stand, on drawn territories: 50 m per character."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from graphs.attributes import Vehicle
from graphs.geo import haversine_m
from graphs.network import UNREACHABLE
from graphs.profiles import get_profile
from graphs.view import NetworkView
from planner.catalogue.site import AccessStatus
from tests.planner.catalogue.places import build_drawn, find_place, make_row

if TYPE_CHECKING:
    from pathlib import Path

    from planner.territory import Territory
    from tests.drawing import Tags

STREET: Tags = {"highway": "residential", "name": "Rue"}
PATH: Tags = {"highway": "path"}

# A square of streets; the line W-X lies 50 m from the southern one.
BARRED = """
A-----------B



   W-----X
D-----------C
"""
SQUARE = {"AB": STREET, "BC": STREET, "CD": STREET, "DA": STREET}
NARROW = BARRED.replace("\n\n\n\n", "\n\n\n", 1)
BEHIND = find_place(BARRED, "D", north_m=70, east_m=300)

# A terril in a square of streets: a path leads from E up to P and Q; the street F-G crosses its eastern end.
HEAP = """
A---------F---B


   a-------b
       Q
       P
   d-------c

D------E--G---C
"""
HEAP_WAYS = {
    "AF": STREET, "FB": STREET, "BC": STREET, "CG": STREET, "GE": STREET, "ED": STREET, "DA": STREET, "FG": STREET,
    "EPQ": PATH,
    "abcda": {"man_made": "spoil_heap", "name": "Terril 144", "ref": "T144"},
}  # fmt: skip


def _link_building(folder: Path, blocker: Tags, **changes: object) -> Territory:
    return build_drawn(folder, BARRED, SQUARE | {"WX": blocker}, rows=[make_row(BEHIND, **changes)])


def _side(territory: Territory, vehicle: Vehicle = Vehicle.FOOT) -> str | None:
    """Which street the only site is linked to: the southern one across the line, or the northern one."""
    link = territory.find_site_link(territory.get_site_index("site-1"), vehicle)
    if link is None:
        return None
    return "south" if abs(link.place.lat - find_place(BARRED, "D").lat) < 1e-5 else "north"


def test_a_building_is_linked_to_the_street_it_faces(tmp_path: Path) -> None:
    territory = _link_building(tmp_path, {"waterway": "stream"})
    link = territory.find_site_link(0, Vehicle.BIKE)
    assert _side(territory) == "south"
    assert link is not None
    assert link.access_m == 70
    assert link.entered
    assert haversine_m(link.place.point, link.target) == pytest.approx(link.access_m, abs=1)


@pytest.mark.parametrize("blocker", [
    {"waterway": "canal"}, {"waterway": "river"}, {"railway": "rail"}, {"barrier": "fence"}, {"barrier": "wall"},
    {"highway": "motorway"},
])  # fmt: skip
def test_never_across_a_canal_a_railway_a_fence_or_a_motorway(tmp_path: Path, blocker: Tags) -> None:
    place = find_place(NARROW, "D", north_m=80, east_m=300)
    territory = build_drawn(tmp_path, NARROW, SQUARE | {"WX": blocker}, rows=[make_row(place)])
    for vehicle in (Vehicle.FOOT, Vehicle.BIKE):
        link = territory.find_site_link(0, vehicle)
        assert link is not None
        assert link.access_m == 120
        assert abs(link.place.lat - find_place(NARROW, "A").lat) < 1e-5


def test_what_cannot_be_reached_is_listed_with_the_reason(tmp_path: Path) -> None:
    territory = _link_building(tmp_path, {"waterway": "canal"})
    assert _side(territory) is None
    missing = {(item["site"], item["vehicle"], item["reason"]) for item in territory.archive.unreachable}
    assert ("site-1", "bike", "behind_water") in missing


def test_a_tunnel_and_a_bridge_bar_nothing(tmp_path: Path) -> None:
    assert _side(_link_building(tmp_path / "a", {"waterway": "canal", "tunnel": "yes"})) == "south"
    assert _side(_link_building(tmp_path / "b", {"railway": "rail", "bridge": "yes"})) == "south"


def test_over_a_fence_one_may_look_but_not_go(tmp_path: Path) -> None:
    fence = {"barrier": "fence"}
    assert _side(_link_building(tmp_path / "open", fence, visiting="yes")) is None
    seen = _link_building(tmp_path / "outside", fence, visiting="outside")
    link = seen.find_site_link(0, Vehicle.FOOT)
    assert _side(seen) == "south"
    assert link is not None
    assert not link.entered


def test_a_badly_placed_site_and_a_private_home_are_shown_without_a_link(tmp_path: Path) -> None:
    far = _link_building(tmp_path / "far", {"waterway": "stream"}, coord_accuracy_m=400)
    home = _link_building(tmp_path / "home", {"waterway": "stream"}, name="Maison d'ingénieur")
    assert far.sites[0].name == "Grands bureaux des mines"
    assert _side(far) is None
    assert home.sites[0].name == "Maison d'ingénieur (Lens)"
    assert _side(home) is None


def _build_heap(folder: Path, visiting: str, **changes: object) -> Territory:
    place = find_place(HEAP, "P")
    row = make_row(
        place, id="terril-t144", name="Terril 144 - Rieulay", kind="terril", terril_no="T144", visiting=visiting
    )
    return build_drawn(folder, HEAP, HEAP_WAYS, rows=[row | changes])


def _edge_of(territory: Territory, way: str) -> list[int]:
    number = 100 + list(HEAP_WAYS).index(way)
    network = territory.network
    return [
        edge
        for edge in range(network.edge_count)
        if network.edge_way[edge] >= 0 and network.way_osm_id[network.edge_way[edge]] == number
    ]


@pytest.mark.parametrize("visiting", ["no", "", "outside"])
def test_no_leg_goes_up_a_terril_that_is_not_open(tmp_path: Path, visiting: str) -> None:
    territory = _build_heap(tmp_path, visiting)
    barred = territory.get_barred(None)
    assert set(_edge_of(territory, "EPQ")) <= set(barred.edges.tolist())
    view = NetworkView.create(territory.network, get_profile("foot"), closed_edges=barred.edges)
    on_path = np.isin(territory.network.arc_edge >> 1, _edge_of(territory, "EPQ"))
    assert on_path.any()
    assert (view.weights[on_path] == UNREACHABLE).all()
    assert (view.weights[~on_path] != UNREACHABLE).any()


def test_a_public_street_over_closed_grounds_is_not_barred(tmp_path: Path) -> None:
    territory = _build_heap(tmp_path, "no")
    assert not set(_edge_of(territory, "FG")) & set(territory.get_barred(None).edges.tolist())


def test_a_closed_terril_is_never_a_target(tmp_path: Path) -> None:
    territory = _build_heap(tmp_path, "no")
    assert territory.sites[0].access.status is AccessStatus.CLOSED
    assert all(territory.find_site_link(0, vehicle) is None for vehicle in Vehicle)


def test_an_unknown_terril_is_seen_from_the_street_before_it(tmp_path: Path) -> None:
    territory = _build_heap(tmp_path, "")
    for vehicle in (Vehicle.FOOT, Vehicle.BIKE):
        link = territory.find_site_link(0, vehicle)
        assert link is not None
        assert not link.entered
        assert link.top is None
        assert link.place.edge not in _edge_of(territory, "EPQ")


def test_an_open_terril_is_climbed_on_foot_and_the_bike_waits_at_the_foot(tmp_path: Path) -> None:
    territory = _build_heap(tmp_path, "yes")
    assert len(territory.get_barred(None).edges) == 0
    walk, ride = territory.find_site_link(0, Vehicle.FOOT), territory.find_site_link(0, Vehicle.BIKE)
    assert walk is not None
    assert ride is not None
    assert walk.entered
    assert walk.access_m == 0
    assert walk.place.edge in _edge_of(territory, "EPQ")
    assert walk.base is not None
    assert ride.place.edge not in _edge_of(territory, "EPQ")
    assert ride.top == walk.place
    assert ride.entered
    chair = territory.find_site_link(0, Vehicle.WHEELCHAIR)
    assert chair is not None
    assert not chair.entered
    assert chair.top is None


def test_a_levelled_terril_is_neither_view_nor_climb(tmp_path: Path) -> None:
    territory = _build_heap(tmp_path, "", form="Arasé parc")
    assert territory.find_site_link(0, Vehicle.FOOT) is None


def test_a_spoil_heap_of_osm_alone_is_not_climbed_either(tmp_path: Path) -> None:
    territory = build_drawn(tmp_path, HEAP, HEAP_WAYS)
    (site,) = territory.sites
    assert (site.id, site.ref, site.access.status) == ("osm-way-109", "T144", AccessStatus.UNKNOWN)
    assert set(_edge_of(territory, "EPQ")) <= set(territory.get_barred(None).edges.tolist())


def test_a_viewpoint_on_a_closed_terril_is_closed_too(tmp_path: Path) -> None:
    row = make_row(
        find_place(HEAP, "P"), id="terril-t144", name="Terril 144", kind="terril", terril_no="T144", visiting="no"
    )
    nodes = {"Q": {"tourism": "viewpoint", "name": "Belvédère"}, "B": {"tourism": "viewpoint", "name": "Butte"}}
    territory = build_drawn(tmp_path, HEAP, HEAP_WAYS, rows=[row], nodes=nodes)
    statuses = {site.name: site.access.status.value for site in territory.sites}
    assert statuses == {"Terril 144": "closed", "Belvédère": "closed", "Butte": "open"}


def test_a_terril_without_an_outline_still_bars_its_paths(tmp_path: Path) -> None:
    ways = {name: tags for name, tags in HEAP_WAYS.items() if name != "abcda"}
    row = make_row(
        find_place(HEAP, "P"), id="terril-t144", name="Terril 144", kind="terril", visiting="no", area_ha="6"
    )
    territory = build_drawn(tmp_path, HEAP, ways, rows=[row])
    assert set(_edge_of(territory, "EPQ")) <= set(territory.get_barred(None).edges.tolist())


# A lake in a park with a path through it, and fields east of it that are seen from the street.
PARK = """
A-------B
  p---q
E-h---k-F
  s---r
D-------C
"""
PARK_WAYS = {
    "AB": STREET, "BF": STREET, "FC": STREET, "CD": STREET, "DE": STREET, "EA": STREET, "EhkF": PATH,
    "pqkrshp": {"leisure": "park", "name": "Parc de la Glissoire"},
}  # fmt: skip


@pytest.mark.parametrize(("status", "on_path"), [("open", True), ("unknown", False)])
def test_an_open_park_is_entered_and_an_unknown_one_is_not(tmp_path: Path, status: str, on_path: bool) -> None:  # noqa: FBT001
    row = make_row(
        find_place(PARK, "h", east_m=100), id="park", name="Parc de la Glissoire", kind="park", access=status
    )
    territory = build_drawn(tmp_path, PARK, PARK_WAYS, rows=[row])
    (site,) = territory.sites
    link = territory.find_site_link(0, Vehicle.FOOT)
    assert site.is_area
    assert link is not None
    assert link.entered is on_path
    assert site.geometry is not None
    assert site.geometry.buffer(-1e-6).contains(shapely.Point(link.place.lon, link.place.lat)) is on_path


def test_a_view_area_is_linked_to_a_public_street_never_to_its_point(tmp_path: Path) -> None:
    row = make_row(
        find_place(PARK, "h", east_m=100),
        id="view",
        name="Vue",
        kind="view_area",
        view_on="T144",
        visiting="",
        area_ha="1",
    )
    ways = {name: tags for name, tags in PARK_WAYS.items() if name != "pqkrshp"}
    territory = build_drawn(tmp_path, PARK, ways, rows=[row])
    link = territory.find_site_link(0, Vehicle.FOOT)
    assert link is not None
    assert not link.entered
    assert 30 <= link.access_m <= 60


def test_stops_are_linked_though_rails_and_fences_lie_between(tmp_path: Path) -> None:
    stop = {"id": "s1", "name": "Lens", "country": "FR", "lat": BEHIND.lat, "lon": BEHIND.lon}
    territory = build_drawn(tmp_path, BARRED, SQUARE | {"WX": {"railway": "rail"}}, stops=[stop])
    link = territory.find_stop_link(territory.get_stop_index("Lens"), Vehicle.FOOT)
    assert link is not None
    assert link.access_m == 70
