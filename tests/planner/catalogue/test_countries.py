"""Sites and stops take their country from the borders that the streets take theirs from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from planner.errors import CatalogueError
from planner.territory import Territory
from planner.territory_build import build_territory
from planner.territory_config import TerritoryConfig
from tests.drawing import Member, Tags, write_drawing
from tests.planner.catalogue.places import find_place, make_row, write_table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

ART = """
X------M------Y
| a--b | c--d |
| T    |   U  |
| V    |   H  |
| e--f | g--h |
W------N------Z
"""
PATH: Tags = {"highway": "path"}
STREETS: dict[str, Tags] = {"ab": PATH, "cd": PATH, "ef": PATH, "gh": PATH}
BORDER: dict[str, Tags] = {"MN": {}, "MXWN": {}, "MYZN": {}}
STATION: Tags = {"railway": "station", "name": "Lens"}


def _realm(code: str, ways: str) -> tuple[Tags, list[Member]]:
    tags = {"type": "boundary", "boundary": "administrative", "admin_level": "2", "ISO3166-1": code}
    return tags, [("w", "MN", "outer"), ("w", ways, "outer")]


def _build(folder: Path, files: Sequence[Path], **changes: Any) -> Territory:  # noqa: ANN401
    build_territory(osm=files, out=folder / "out", **changes)
    return Territory.open(folder / "out")


def test_two_stations_of_one_name_carry_the_country_they_lie_in(tmp_path: Path) -> None:
    file = tmp_path / "drawing.osm"
    nodes = {"T": STATION, "U": STATION, "V": {"tourism": "museum", "name": "Ici"}}
    relations = [_realm("FR", "MXWN"), _realm("BE", "MYZN")]
    write_drawing(file, ART, {**STREETS, **BORDER}, nodes=nodes, relations=relations)
    place = find_place(ART, "H")
    rows = [make_row(place, id="far", name="Hornu", country="", commune="")]
    stop = {"id": "s", "name": "Hainin", "lat": place.lat, "lon": place.lon}
    territory = _build(
        tmp_path,
        [file],
        sites=[write_table(tmp_path / "sites.csv", rows)],
        stops=[write_table(tmp_path / "stops.csv", [stop])],
        config=TerritoryConfig(country="FR"),
    )
    assert {site.name: site.country for site in territory.sites} == {"Ici": "FR", "Hornu": "BE"}
    assert {stop.name: stop.country for stop in territory.stops} == {
        "Lens (FR)": "FR",
        "Lens (BE)": "BE",
        "Hainin": "BE",
    }


def _write_two(folder: Path) -> list[Path]:
    files: list[Path] = []
    for name, ways, nodes in (("nord", "ab", {"T": STATION}), ("hainaut", "gh", {"U": STATION})):
        file = folder / f"{name}.osm"
        letters = {*ways, *nodes}
        others = "".join({sign for sign in ART if sign.isalnum()} - letters)
        write_drawing(file, ART, {ways: PATH}, nodes=nodes, missing=others)
        text = file.read_text(encoding="utf-8").replace('<way id="100"', f'<way id="{100 + len(files)}"')
        file.write_text(text, encoding="utf-8")
        files.append(file)
    return files


def test_the_country_of_its_extract_stands_in_where_there_is_no_border(tmp_path: Path) -> None:
    files = _write_two(tmp_path)
    config = TerritoryConfig.from_mapping({"country": "FR", "areas": {"hainaut.osm": "be-wal"}})
    territory = _build(tmp_path, files, config=config)
    assert sorted(stop.country for stop in territory.stops) == ["BE", "FR"]
    again = _build(tmp_path, files, areas=["FR", "BE-WAL"])
    assert sorted(stop.country for stop in again.stops) == ["BE", "FR"]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"country": "France"}, "country: 'France' is no code"),
        ({"country": "BE-WAL"}, "a country such as FR"),
        ({"region": "BE"}, "a region such as BE-WAL"),
        ({"areas": {"a.osm": "Wallonie"}}, r"areas.a.osm: 'Wallonie' is no code"),
        ({"areas": ["FR"]}, "the description of the territory is wrong"),
    ],
)
def test_wrong_codes_name_their_field(values: dict[str, Any], message: str) -> None:
    with pytest.raises(CatalogueError, match=message):
        TerritoryConfig.from_mapping(values)


def test_areas_must_name_the_extracts(tmp_path: Path) -> None:
    files = _write_two(tmp_path)
    config = TerritoryConfig.from_mapping({"areas": {"namur.osm": "BE"}})
    with pytest.raises(CatalogueError, match=r"no extract namur.osm; there are nord.osm, hainaut.osm"):
        _build(tmp_path, files, config=config)
    with pytest.raises(CatalogueError, match="each of the 2 extracts, got 1"):
        _build(tmp_path, files, areas=["FR"])
