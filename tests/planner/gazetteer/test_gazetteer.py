"""Towns and streets of drawn territories, found by name."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import numpy as np
import pytest

from graphs.errors import TerritoryFormatError
from graphs.geo import Coordinate, haversine_m
from planner.gazetteer import KINDS, Gazetteer, PlaceRecord
from planner.gazetteer.writing import list_streets, read_place, write_gazetteer
from tests.drawing import draw

if TYPE_CHECKING:
    from pathlib import Path

HERE = Coordinate(50.43, 2.83)
FAR = Coordinate(50.5, 3.2)


def town(name: str, kind: str = "town", position: Coordinate = HERE, **tags: str) -> PlaceRecord:
    place = read_place(
        f"node/{zlib.crc32(repr((name, position)).encode())}", {"place": kind, "name": name, **tags}, position
    )
    assert place is not None
    return place


def street(name: str, of: str = "", position: Coordinate = HERE) -> PlaceRecord:
    return PlaceRecord("way/7", "street", (name,), position, of)


@pytest.fixture
def index(tmp_path: Path) -> Gazetteer:
    """Five towns or parts of one, six streets."""
    towns = [
        town("Lens"),
        town("Loison-sous-Lens", "village", Coordinate(50.44, 2.85)),
        town("Tournai", position=FAR, **{"name:nl": "Doornik", "name:fr": "Tournai", "alt_name": "Tornai;Tournay"}),
        town("Cité du Maroc", "neighbourhood"),
        town("Œuf-en-Ternois", "village", FAR),
    ]
    streets = [
        street("Rue de la Gare", "Lens"),
        street("Rue de la Gare", "Tournai", FAR),
        street("Rue de Lens", "Loison-sous-Lens"),
        street("Lensstraat", "Doornik"),
        street("Allée d'Été", "Lens"),
        street("Rue (du) a.b*c", "Lens"),
    ]
    assert write_gazetteer(tmp_path / "places", towns, streets) == 11
    return Gazetteer.open(tmp_path / "places")


def find(index: Gazetteer, text: str, **options: str) -> list[str]:
    return [place.name for place in index.search(text, limit=5, **options)]


def test_the_name_itself_comes_before_names_that_begin_with_it_and_towns_before_streets(index: Gazetteer) -> None:
    assert find(index, "lens") == ["Lens", "Lensstraat", "Loison-sous-Lens", "Rue de Lens"]
    assert find(index, "Loison sous") == ["Loison-sous-Lens"]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("ALLEE D ETE", "Allée d'Été"),
        ("oeuf", "Œuf-en-Ternois"),
        ("maroc", "Cité du Maroc"),
        ("a.b*c", "Rue (du) a.b*c"),
        ("tournay", "Tournai"),
    ],
)
def test_accents_case_and_signs_do_not_count(index: Gazetteer, words: str, name: str) -> None:
    assert find(index, words)[0] == name


def test_streets_of_one_name_are_told_apart_by_their_town(index: Gazetteer) -> None:
    found = index.search("rue de la gare", limit=5)
    assert [(place.name, place.town) for place in found] == [("Rue de la Gare", "Lens"), ("Rue de la Gare", "Tournai")]
    (one,) = index.search("gare tournai", limit=5)
    assert (one.kind, one.town, one.osm_id) == ("street", "Tournai", "way/7")
    assert haversine_m(one.position, FAR) < 0.1
    assert index.search("gare nowhere", limit=5) == []


def test_names_of_other_languages_find_a_town_and_show_it_in_the_own(index: Gazetteer) -> None:
    assert find(index, "doornik")[0] == "Tournai"
    assert find(index, "doornik", language="nl")[0] == "Doornik"
    assert find(index, "tournai", language="nl")[0] == "Doornik"


@pytest.mark.parametrize("text", ["", " ", "...", "\n", "\t", "zzz", "\x00", "[a-z]+"])
def test_what_names_nothing_finds_nothing(index: Gazetteer, text: str) -> None:
    assert index.search(text, limit=5) == []


def test_as_many_are_given_as_are_asked_for_out_of_very_many(tmp_path: Path) -> None:
    streets = [street(f"Rue {number:05}", "Lens") for number in range(5000)]
    write_gazetteer(tmp_path / "many", [town("Rue")], streets)
    index = Gazetteer.open(tmp_path / "many")
    found = index.search("rue", limit=3)
    assert [place.name for place in found] == ["Rue", "Rue 00000", "Rue 00001"]
    assert index.search("rue 04999", limit=3)[0].name == "Rue 04999"


def test_a_territory_without_names_has_an_empty_index(tmp_path: Path) -> None:
    assert write_gazetteer(tmp_path / "none", [], []) == 0
    index = Gazetteer.open(tmp_path / "none")
    assert len(index) == 0
    assert index.search("lens", limit=5) == []


def test_a_town_drawn_twice_counts_once_and_two_of_one_name_far_apart_are_two(tmp_path: Path) -> None:
    area = PlaceRecord("relation/1", "town", ("Lens",), Coordinate(50.44, 2.84))
    write_gazetteer(tmp_path / "twice", [area, town("Lens"), town("Lens", position=FAR)], [])
    found = Gazetteer.open(tmp_path / "twice").search("lens", limit=5)
    assert sorted(place.osm_id.partition("/")[0] for place in found) == ["node", "node"]


def test_towns_of_one_name_in_two_countries_carry_their_country(tmp_path: Path) -> None:
    tags = {"place": "village", "name": "Lens", "name:nl": "Lenze"}
    french = read_place("node/1", tags, HERE, country="FR")
    belgian = read_place("node/2", tags, FAR, country="BE")
    other = read_place("node/3", {"place": "town", "name": "Liévin"}, HERE, country="FR")
    assert french
    assert belgian
    assert other
    write_gazetteer(tmp_path / "two", [french, belgian, other], [])
    index = Gazetteer.open(tmp_path / "two")
    assert sorted(find(index, "lens")) == ["Lens (BE)", "Lens (FR)"]
    assert sorted(find(index, "lens", language="nl")) == ["Lenze (BE)", "Lenze (FR)"]
    assert find(index, "lievin") == ["Liévin"]


@pytest.mark.parametrize(
    "tags", [{"place": "sea", "name": "North"}, {"place": "town"}, {"place": "town", "name": "…"}, {"name": "Lens"}]
)
def test_what_is_no_town_or_has_no_name_is_left_out(tags: dict[str, str]) -> None:
    assert read_place("node/1", tags, HERE) is None


def test_streets_come_from_the_network_once_for_each_town(tmp_path: Path) -> None:
    named = {"highway": "residential", "name": "Rue Haute"}
    drawn = draw(tmp_path, "A---B---C---D", {"AB": named, "BC": named, "CD": {"highway": "track"}})
    (found,) = list_streets(drawn.network, [], lambda _: "")
    assert (found.names, found.town, found.kind) == (("Rue Haute",), "", "street")
    (near,) = list_streets(drawn.network, [town("Lens")], lambda _: "")
    assert near.town == "Lens"
    (inside,) = list_streets(drawn.network, [town("Lens")], lambda _: "Commune")
    assert inside.town == "Commune"


def test_a_damaged_index_is_told(index: Gazetteer, tmp_path: Path) -> None:
    assert len(index) == 11
    assert set(KINDS) >= {place.kind for place in index.search("rue", limit=9)}
    np.save(tmp_path / "places" / "place_kind.npy", np.zeros(3, np.uint8))
    with pytest.raises(TerritoryFormatError, match="do not belong together"):
        Gazetteer.open(tmp_path / "places")
    (tmp_path / "places" / "key_first.npy").write_bytes(b"spoilt")
    with pytest.raises(TerritoryFormatError, match="cannot be read"):
        Gazetteer.open(tmp_path / "places")
