from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from planner.catalogue.osm_import import OsmCatalogue, read_osm_catalogue
from planner.catalogue.site import ProtectionKind, SiteKind, WorldHeritage
from tests.drawing import Tags, write_drawing

if TYPE_CHECKING:
    from pathlib import Path

ART = """
A--B  M
|  |
D--C  N
"""
RING = "ABCDA"


def _read(folder: Path, tags: Tags | None = None, **nodes: Tags) -> OsmCatalogue:
    path = folder / "drawing.osm"
    write_drawing(path, ART, {RING: tags or {"building": "shed"}}, nodes=nodes)
    return read_osm_catalogue([path], country="FR")


@pytest.mark.parametrize(("tags", "kind", "status"), [
    ({"man_made": "spoil_heap"}, "terril", "unknown"),
    ({"man_made": "spoil_heap", "access": "private"}, "terril", "closed"),
    ({"man_made": "headframe"}, "headframe", "outside"),
    ({"man_made": "mineshaft", "headframe": "yes"}, "headframe", "outside"),
    ({"historic": "mine", "name": "Fosse 9"}, "pit", "outside"),
    ({"tourism": "museum", "name": "Musée"}, "museum", "open"),
    ({"tourism": "museum", "name": "Musée", "access": "no"}, "museum", "outside"),
    ({"historic": "memorial", "name": "Stèle"}, "memorial", "open"),
    ({"tourism": "viewpoint"}, "viewpoint", "open"),
    ({"tourism": "artwork", "name": "Mineur"}, "artwork", "open"),
    ({"leisure": "nature_reserve", "name": "Réserve"}, "natural_area", "unknown"),
    ({"leisure": "park", "name": "Parc"}, "park", "open"),
    ({"leisure": "park", "name": "Parc", "access": "private"}, "park", "closed"),
    ({"sport": "climbing", "name": "Mur"}, "sport", "open"),
    ({"landuse": "winter_sports", "name": "Loisinord"}, "sport", "open"),
    ({"building": "yes", "name": "Coron", "ref:mhs": "PA62000078"}, "building", "outside"),
])  # fmt: skip
def test_objects_become_sites_of_their_kind_and_access(tmp_path: Path, tags: Tags, kind: str, status: str) -> None:
    (site,) = _read(tmp_path, tags).sites
    assert (site.kind.value, site.access.status.value) == (kind, status)
    assert site.name
    assert site.access.reason
    assert (site.osm_id, site.source, site.licence) == ("way/100", "OpenStreetMap", "ODbL 1.0")


@pytest.mark.parametrize("tags", [
    {"man_made": "mineshaft", "abandoned": "yes"},
    {"man_made": "mineshaft", "name": "Puits 3"},
    {"historic": "mine_shaft", "name": "Puits 3", "disused": "yes"},
    {"historic": "mine", "man_made": "adit", "name": "Galerie"},
    {"tourism": "museum"},
    {"historic": "memorial", "memorial": "stolperstein", "name": "Quelqu'un"},
    {"leisure": "garden", "garden:type": "residential", "name": "Chez nous"},
    {"tourism": "attraction"},
    {"piste:type": "downhill", "sport": "skiing", "name": "Piste noire"},
])  # fmt: skip
def test_abandoned_shafts_private_gardens_and_nameless_things_are_never_shown(tmp_path: Path, tags: Tags) -> None:
    assert _read(tmp_path, tags).sites == ()


def test_opening_hours_stay_as_they_are_written(tmp_path: Path) -> None:
    hours = "Tu-Su 10:00-18:00; PH off"
    (site,) = _read(tmp_path, {"tourism": "museum", "name": "Musée", "opening_hours": hours, "museum": "mining"}).sites
    assert site.opening_hours == hours
    assert site.tags == ("mining",)


def test_references_of_heritage_are_protections(tmp_path: Path) -> None:
    tags = {"building": "yes", "name": "Grands bureaux", "ref:whc": "1360-063", "ref:mhs": "PA62000085"}
    (site,) = _read(tmp_path, tags).sites
    assert site.world_heritage == WorldHeritage("1360", "property", "63")
    assert [(item.kind, item.ref) for item in site.protections] == [
        (ProtectionKind.WORLD_HERITAGE, "1360"),
        (ProtectionKind.MONUMENT_HISTORIQUE, "PA62000085"),
    ]


def test_a_listed_house_is_a_private_home(tmp_path: Path) -> None:
    (site,) = _read(tmp_path, {"building": "house", "name": "Maison Dupont", "ref:mhs": "PA62000001"}).sites
    assert site.private_home
    assert not site.is_target()


def test_things_without_a_name_are_called_what_they_are(tmp_path: Path) -> None:
    path = tmp_path / "drawing.osm"
    write_drawing(path, ART, {RING: {"man_made": "spoil_heap", "ref": "T9"}}, nodes={"M": {"tourism": "viewpoint"}})
    names = [[site.name for site in read_osm_catalogue([path], language=code).sites] for code in ("fr", "nl", "en")]
    assert names == [["Point de vue", "Terril T9"], ["Uitzichtpunt", "Steenberg T9"], ["Viewpoint", "Slag heap T9"]]


def test_communes_and_countries_come_from_boundaries(tmp_path: Path) -> None:
    path = tmp_path / "drawing.osm"
    ways = {RING: {"boundary": "administrative", "admin_level": "8", "name": "Lens"}, "ABNDA": {"building": "shed"}}
    art = "A-----B\n|  M  |\n|     |\nD-----C\n      N"
    write_drawing(
        path,
        art,
        ways,
        nodes={"M": {"tourism": "museum", "name": "Musée"}, "N": {"tourism": "museum", "name": "Ailleurs"}},
    )
    found = {site.name: (site.commune, site.country) for site in read_osm_catalogue([path], country="FR").sites}
    assert found == {"Musée": ("Lens", "FR"), "Ailleurs": ("", "FR")}


def test_stops_have_a_name_and_a_mode(tmp_path: Path) -> None:
    stops = _read(
        tmp_path, A={"railway": "station", "name": "Lens"}, B={"highway": "bus_stop", "name": "Mairie"},
        C={"railway": "tram_stop"}, D={"railway": "station", "station": "subway", "name": "Métro"},
    ).stops  # fmt: skip
    assert [(stop.name, stop.modes) for stop in stops] == [("Lens", ("rail",)), ("Mairie", ("bus",))]


def test_a_real_extract_has_sites_of_many_kinds(test_data: Path) -> None:
    found = read_osm_catalogue([test_data / "heidelberg-ors" / "heidelberg.test.pbf"], country="DE", language="en")
    kinds = {site.kind for site in found.sites}
    assert {SiteKind.MUSEUM, SiteKind.VIEWPOINT, SiteKind.PARK, SiteKind.MEMORIAL} <= kinds
    assert len(found.sites) > 50
    assert len(found.stops) > 100
    assert {blocker.kind for blocker in found.blockers} >= {"fence", "wall", "railway"}
