from pathlib import Path

import pytest
import shapely

from graphs.geo import Coordinate
from planner.catalogue.csv_import import read_csv_sites
from planner.catalogue.geojson_import import read_geojson_sites
from planner.catalogue.merging import finish_sites, merge_sites
from planner.catalogue.site import AccessStatus, SiteKind, WorldHeritage
from tests.planner.catalogue.places import make_site

HERE = Coordinate(50.43, 2.82)
NEAR = Coordinate(50.4304, 2.82)
FAR = Coordinate(50.432, 2.82)
SQUARE = shapely.box(2.819, 50.429, 2.821, 50.431)


def test_the_trusted_row_wins_and_takes_what_it_lacks() -> None:
    ours = make_site(id="museum-1", name="Musée de la mine", kind=SiteKind.MUSEUM, position=HERE, status="outside")
    theirs = make_site(
        id="osm-way-7", name="Musee de la Mine", kind=SiteKind.MUSEUM, position=NEAR, geometry=SQUARE, osm_id="way/7",
        opening_hours="Tu-Su 10:00-18:00", website="https://example.org", source="OpenStreetMap",
    )  # fmt: skip
    (site,) = merge_sites([[ours], [theirs]])
    assert (site.id, site.name, site.position, site.access.status) == (
        "museum-1",
        ours.name,
        HERE,
        AccessStatus.OUTSIDE,
    )
    assert (site.osm_id, site.opening_hours, site.website) == ("way/7", "Tu-Su 10:00-18:00", "https://example.org")
    assert site.geometry is SQUARE
    assert "OpenStreetMap" in site.source


@pytest.mark.parametrize(("changes", "count"), [
    ({}, 1),
    ({"name": "Grand bureau des mines de Lens"}, 1),
    ({"name": "Bureaux des mines d'Anzin"}, 2),
    ({"kind": SiteKind.ARTWORK}, 2),
    ({"position": FAR}, 2),
    ({"name": "Grands bureaux des mines de Lens n° 2"}, 1),
])  # fmt: skip
def test_sites_are_one_when_kind_name_and_place_agree(changes: dict[str, object], count: int) -> None:
    other = make_site(**({"id": "other", "position": NEAR} | changes))
    assert len(merge_sites([[make_site(position=HERE)], [other]])) == count


@pytest.mark.parametrize(("changes", "count"), [
    ({}, 1),
    ({"name": "Cité n°2 de Lens"}, 2),
    ({"kind": SiteKind.MEMORIAL}, 2),
    ({"position": FAR}, 2),
])  # fmt: skip
def test_an_estate_that_a_map_draws_as_a_building_is_one_under_its_very_name(
    changes: dict[str, object], count: int
) -> None:
    estate = make_site(id="mining-town-63t", name="Cité n°1 de Lens", kind=SiteKind.ESTATE, position=HERE)
    drawn = make_site(**(
        {"id": "osm-node-1", "name": estate.name, "kind": SiteKind.BUILDING, "position": Coordinate(50.4312, 2.82)}
        | changes
    ))  # fmt: skip
    merged = merge_sites([[estate], [drawn]])
    assert len(merged) == count
    assert merged[0].kind is SiteKind.ESTATE


def test_estates_of_one_name_in_several_communes_carry_them_whatever_a_map_repeats() -> None:
    away = Coordinate(50.5, 3.0)
    estates = [
        make_site(id="a", name="Cité du Moulin", kind=SiteKind.ESTATE, commune="Anzin", position=HERE),
        make_site(id="b", name="Cité du Moulin", kind=SiteKind.ESTATE, commune="Auby", position=away),
    ]
    drawn = [
        make_site(id=f"osm-{n}", name="Cité du Moulin", kind=SiteKind.BUILDING, commune="", position=at)
        for n, at in enumerate((HERE, away))
    ]
    shown = [site.name for site in finish_sites(merge_sites([estates, drawn]))]
    assert shown == ["Cité du Moulin (Anzin)", "Cité du Moulin (Auby)"]


def test_numbers_tell_sites_apart() -> None:
    first = make_site(id="a", name="Fosse 11 de Lens", kind=SiteKind.PIT)
    second = make_site(id="b", name="Fosse 12 de Lens", kind=SiteKind.PIT)
    assert len(merge_sites([[first], [second]])) == 2


def test_elements_of_the_world_heritage_are_one_wherever_they_are_drawn() -> None:
    heritage = WorldHeritage("1360", "property", "37", "37B")
    ours = make_site(name="Dispensaire", world_heritage=heritage)
    theirs = make_site(id="x", name="Centre de santé", position=FAR, world_heritage=heritage)
    assert len(merge_sites([[ours], [theirs]])) == 1


def test_a_spoil_heap_is_the_terril_of_its_number() -> None:
    ours = make_site(id="terril-t144", name="Terril 144 - Rieulay", kind=SiteKind.TERRIL, ref="T144", status="closed")
    heap = make_site(
        id="osm-way-1", name="Terril", kind=SiteKind.TERRIL, ref="144", position=FAR, status="unknown", geometry=SQUARE
    )
    (site,) = merge_sites([[ours], [heap]])
    assert site.access.status is AccessStatus.CLOSED
    assert site.is_area


def test_a_stricter_word_counts_where_the_trusted_source_says_nothing() -> None:
    ours, theirs = make_site(status="unknown"), make_site(id="x", status="closed")
    assert merge_sites([[ours], [theirs]])[0].access.status is AccessStatus.CLOSED
    ours, theirs = make_site(status="unknown"), make_site(id="x", status="open")
    assert merge_sites([[ours], [theirs]])[0].access.status is AccessStatus.UNKNOWN


def test_a_badly_placed_row_is_placed_by_the_object_of_its_very_name() -> None:
    ours = make_site(name="Parc des Cytises", kind=SiteKind.PARK, accuracy_m=900, position=HERE)
    theirs = make_site(id="x", name="Parc des Cytises", kind=SiteKind.PARK, accuracy_m=10, position=FAR)
    (site,) = merge_sites([[ours], [theirs]])
    assert site.is_placed
    assert site.position == FAR
    away = make_site(id="x", name="Parc des Cytises", kind=SiteKind.PARK, position=Coordinate(50.45, 2.82))
    assert len(merge_sites([[ours], [away]])) == 2


def test_a_levelled_terril_is_no_view() -> None:
    gone = make_site(id="t1", name="Terril 31", kind=SiteKind.TERRIL, ref="T031", form="Arasé")
    stands = make_site(id="t2", name="Terril 32", kind=SiteKind.TERRIL, ref="T032", form="Conique")
    view = make_site(id="v", name="Vue", kind=SiteKind.VIEW_AREA, view_on=("T031", "T032"))
    lost = make_site(id="w", name="Vue perdue", kind=SiteKind.VIEW_AREA, view_on=("T031",))
    *_, seen, unseen = finish_sites([gone, stands, view, lost])
    assert seen.view_on == ("T032",)
    assert not unseen.is_target()


def test_facts_and_official_layers_are_one_catalogue(test_data: Path) -> None:
    facts = read_csv_sites(test_data.parent / "facts" / "sites.csv")
    layers = sorted((test_data / "bassin-minier-unesco").glob("*.geojson"))
    official = [site for layer in layers for site in read_geojson_sites(layer)]
    merged = finish_sites(merge_sites([facts, official]))
    assert len(merged) <= len(facts) + 5
    by_id = {site.id: site for site in merged}
    burning = by_id["terril-t144"]
    assert burning.is_area
    assert not burning.is_target()
    assert by_id["building-37b"].name == "Dispensaire (Auby)"
    names = [site.name for site in merged if site.name.split(" (")[0] == "Dispensaire"]
    assert len(names) == 14
    assert all("(" in name for name in names)
