import pytest

from planner.catalogue.protections import add_world_heritage, parse_protections, parse_zone
from planner.catalogue.site import Protection, ProtectionKind, WorldHeritage

MONUMENT, CLASSE = ProtectionKind.MONUMENT_HISTORIQUE, ProtectionKind.SITE_CLASSE
HERITAGE, NATURE = ProtectionKind.WORLD_HERITAGE, ProtectionKind.NATURE


@pytest.mark.parametrize(("text", "expected"), [
    ("", []),
    ("non", []),
    ("Situé en abords MH", []),
    ("Inscrit MH", [(MONUMENT, "inscrit", "")]),
    ("Classé MH PA00107437", [(MONUMENT, "classé", "PA00107437")]),
    ("MH PA00107461; WHS 943 (belfry)", [(MONUMENT, "", "PA00107461"), (HERITAGE, "", "943")]),
    ("WHS 1567 (2023)", [(HERITAGE, "", "1567")]),
    ("site classé", [(CLASSE, "", "")]),
    ("SGIB 2362", [(NATURE, "SGIB 2362", "")]),
    ("nature reserve", [(NATURE, "nature reserve", "")]),
    ("inventory 2003 no 151", []),
])  # fmt: skip
def test_the_three_protections_are_told_apart(text: str, expected: list[tuple[ProtectionKind, str, str]]) -> None:
    assert [(item.kind, item.grade, item.ref) for item in parse_protections(text, country="FR")] == expected


def test_a_site_classe_exists_in_france_alone() -> None:
    assert parse_protections("site classe/managed", country="BE") == ()


def test_zones_are_read_and_a_buffer_zone_is_no_protection() -> None:
    assert parse_zone("property", "63AG") == WorldHeritage("1360", "property", "63", "63AG")
    assert parse_zone("1344") == WorldHeritage("1344", "property")
    buffer = parse_zone("buffer")
    assert buffer == WorldHeritage("1360", "buffer")
    assert add_world_heritage((), buffer) == ()
    assert add_world_heritage((), parse_zone("1344")) == (Protection(HERITAGE, "", "1344"),)
    with pytest.raises(ValueError, match="unesco_zone"):
        parse_zone("everywhere")
