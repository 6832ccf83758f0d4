"""Countries and regions from boundary relations, whole and cut, and what stands in for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from graphs.areas import format_area, parse_area
from graphs.attributes import ArcClass, Use
from graphs.build import build_network
from graphs.geo import Coordinate
from graphs.network import Network
from tests.drawing import Drawn, Member, Tags, draw, place_letters, write_drawing

if TYPE_CHECKING:
    from pathlib import Path

ART = """
X-------M-------Y
|   L   |   K   |
|       P       |
| a---b R c---d |
|       Q       |
| e---f | g---h |
W-------N-------Z
"""
NARROW: Tags = {"highway": "path", "width": "0.8"}
STREETS: dict[str, Tags] = {"ab": NARROW, "cd": NARROW, "ef": NARROW, "gh": NARROW}
WEST, MIDDLE, EAST = "MXWN", ("MP", "PRQ", "QN"), "MYZN"
BORDER: dict[str, Tags] = {letters: {"boundary": "administrative"} for letters in (WEST, *MIDDLE, EAST)}
Relation = tuple[Tags, list[Member]]


def _realm(level: str, key: str, code: str, *rest: str, seed: str = "", role: str = "label") -> Relation:
    tags = {"type": "boundary", "boundary": "administrative", "admin_level": level, key: code}
    members: list[Member] = [("w", letters, "outer") for letters in (*MIDDLE, *rest)]
    return tags, members + ([("n", seed, role)] if seed else [])


FRANCE = _realm("2", "ISO3166-1", "FR", WEST)
BELGIUM = _realm("2", "ISO3166-1:alpha2", "BE", EAST)
WALLONIA = _realm("4", "ISO3166-2", "BE-WAL", EAST)


def _draw(folder: Path, relations: list[Relation], *, missing: str = "", country: str | None = None) -> Drawn:
    return draw(folder, ART, {**STREETS, **BORDER}, relations=relations, missing=missing, country=country)


def _is_ridden(drawn: Drawn, letters: str) -> bool:
    return drawn.get_class(letters).use_bike == Use.FREE


def test_each_way_follows_the_rules_of_its_side_of_the_border(tmp_path: Path) -> None:
    drawn = _draw(tmp_path, [FRANCE, BELGIUM, WALLONIA])
    assert [_is_ridden(drawn, letters) for letters in STREETS] == [True, False, True, False]
    assert drawn.report.area_ways == {"BE-WAL": 2, "FR": 2}
    assert "2 ways in BE-WAL" in drawn.report.to_lines()


def test_a_country_that_the_extract_cuts_is_known_across_the_border_of_a_whole_one(tmp_path: Path) -> None:
    drawn = _draw(tmp_path, [FRANCE, BELGIUM, WALLONIA], missing="XW")
    assert drawn.report.area_ways == {"BE-WAL": 2, "FR": 2}


def test_a_place_named_as_inside_tells_a_country_that_the_extract_cuts(tmp_path: Path) -> None:
    drawn = _draw(tmp_path, [_realm("2", "ISO3166-1", "FR", WEST, seed="L"), BELGIUM], missing="XWYZ")
    assert drawn.report.area_ways == {"": 4}, "L lies north of the streets"
    seeded = [_realm("2", "ISO3166-1", "FR", WEST, seed="a", role="admin_centre"), BELGIUM]
    (tmp_path / "seeded").mkdir()
    drawn = _draw(tmp_path / "seeded", seeded, missing="XWYZ")
    assert drawn.report.area_ways == {"BE": 2, "FR": 2}


def test_a_border_without_a_known_side_tells_nothing(tmp_path: Path) -> None:
    drawn = _draw(tmp_path, [FRANCE, BELGIUM, WALLONIA], missing="XWYZ")
    assert drawn.report.area_ways == {"": 4}
    assert "4 ways in no known country: the general rules of OSM hold for them" in drawn.report.to_lines()
    assert all(_is_ridden(drawn, letters) for letters in STREETS)


def test_a_border_with_a_gap_tells_only_what_is_whole(tmp_path: Path) -> None:
    seeded = _realm("2", "ISO3166-1", "FR", WEST, seed="a")
    drawn = _draw(tmp_path, [seeded, BELGIUM], missing="XWYZR")
    assert drawn.report.area_ways == {"": 4}, "France could reach through the gap"
    (tmp_path / "fallback").mkdir()
    drawn = _draw(tmp_path / "fallback", [seeded, BELGIUM], missing="XWYZR", country="DE")
    assert drawn.report.area_ways == {"DE": 4}


def test_a_part_of_a_country_tells_the_country_alone(tmp_path: Path) -> None:
    drawn = _draw(tmp_path, [_realm("6", "ISO3166-2", "FR-59", WEST), _realm("6", "ISO3166-2", "BE-WHT", EAST)])
    assert drawn.report.area_ways == {"BE": 2, "FR": 2}


def test_parts_of_one_country_tell_it_across_their_border(tmp_path: Path) -> None:
    parts = [_realm("6", "ISO3166-2", "FR-59", WEST), _realm("6", "ISO3166-2", "FR-62", EAST)]
    assert _draw(tmp_path, parts, missing="YZ").report.area_ways == {"FR": 4}
    (tmp_path / "one").mkdir()
    assert _draw(tmp_path / "one", parts[:1], missing="YZ").report.area_ways == {"": 2, "FR": 2}


def test_relations_that_are_no_realm_are_left_alone(tmp_path: Path) -> None:
    odd = [
        _realm("8", "ISO3166-2", "FR-59", WEST),
        _realm("2", "ISO3166-1", "FRA", WEST),
        _realm("2", "name", "France", WEST),
        _realm("4", "ISO3166-2", "BE", EAST),
        _realm("two", "ISO3166-1", "BE", EAST),
    ]
    assert _draw(tmp_path, odd).report.area_ways == {"": 4}


def test_an_extract_inside_one_country_lies_in_it(tmp_path: Path) -> None:
    art = "X------------Y\n|            |\n|   a----b   |\n|            |\nW------------Z"
    relation = {"type": "boundary", "boundary": "administrative", "admin_level": "2", "ISO3166-1": "FR"}
    drawn = draw(tmp_path, art, {"ab": NARROW, "XYZWX": {}}, relations=[(relation, [("w", "XYZWX", "outer")])])
    assert drawn.report.area_ways == {"FR": 1}


def test_the_planner_asks_the_same_finder(tmp_path: Path) -> None:
    drawn = _draw(tmp_path, [FRANCE, BELGIUM, WALLONIA])
    finder, places = drawn.report.countries, place_letters(ART)
    found = [finder.find_area(Coordinate(*places[letter])) for letter in "afcg"]
    assert found == [("FR", None), ("FR", None), ("BE", "BE-WAL"), ("BE", "BE-WAL")]
    assert finder.find_area(Coordinate(48.0, 3.0)) == (None, None)
    west, east = places["a"], places["d"]
    beside = finder.find(np.array([west[0], east[0]]), np.array([west[1] - 0.0005, east[1] + 0.0005]))
    assert [finder.areas[row] for row in beside.tolist() if row >= 0] == [("FR", None), ("BE", "BE-WAL")]


def test_a_way_cut_at_the_border_lies_where_its_middle_does(tmp_path: Path) -> None:
    ways = {**BORDER, "aR": NARROW, "Rd": NARROW}
    drawn = draw(tmp_path, ART, ways, relations=[FRANCE, BELGIUM, WALLONIA])
    assert (_is_ridden(drawn, "aR"), _is_ridden(drawn, "Rd")) == (True, False)


@pytest.fixture
def two_files(tmp_path: Path) -> list[Path]:
    files = []
    for number, (letters, name) in enumerate((("ab", "nord"), ("cd", "hainaut"))):
        file = tmp_path / f"{name}.osm"
        write_drawing(file, ART, {letters: NARROW}, missing="".join(set("abcdefghKLMNPQRWXYZ") - set(letters)))
        text = file.read_text(encoding="utf-8").replace('<way id="100"', f'<way id="{100 + number}"')
        file.write_text(text, encoding="utf-8")
        files.append(file)
    return files


def _list_ridden(folder: Path) -> dict[int, bool]:
    net = Network.open(folder)
    column = ArcClass.field_names().index("use_bike")
    return {
        int(net.way_osm_id[net.edge_way[code >> 1]]): bool(net.classes[row][column] == Use.FREE)
        for code, row in zip(net.arc_edge.tolist(), net.arc_class.tolist(), strict=True)
    }


def test_files_tell_the_country_where_there_are_no_borders(tmp_path: Path, two_files: list[Path]) -> None:
    report = build_network(two_files, tmp_path / "network", areas=["FR", "be-wal"])
    assert report.area_ways == {"BE-WAL": 1, "FR": 1}
    assert _list_ridden(tmp_path / "network") == {100: True, 101: False}
    report = build_network(two_files, tmp_path / "half", areas=["", "BE-WAL"], country="FR")
    assert report.area_ways == {"BE-WAL": 1, "FR": 1}


def test_borders_go_before_the_area_of_a_file_that_still_tells_the_region(tmp_path: Path) -> None:
    write_drawing(tmp_path / "a.osm", ART, {**STREETS, **BORDER}, relations=[FRANCE, BELGIUM])
    report = build_network([tmp_path / "a.osm"], tmp_path / "network", areas=["BE-WAL"])
    assert report.area_ways == {"BE-WAL": 2, "FR": 2}


def test_a_way_that_is_a_street_on_one_side_only_is_kept_there(tmp_path: Path) -> None:
    trunk: Tags = {"highway": "trunk"}
    drawn = draw(tmp_path, ART, {"ab": trunk, "cd": trunk, "ef": NARROW, **BORDER}, relations=[FRANCE, BELGIUM])
    assert drawn.list_edges("cd") == []
    assert drawn.report.area_ways.keys() == {"FR"}


@pytest.mark.parametrize(("areas", "message"), [(["FR"], "each of the 2 files, got 1"), (["FR", "Wallonia"], "BE-WAL")])
def test_wrong_areas_are_refused(tmp_path: Path, two_files: list[Path], areas: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        build_network(two_files, tmp_path / "network", areas=areas)


def test_codes_are_read_and_written() -> None:
    codes = ["", "FR", "BE-WAL"]
    assert [format_area(parse_area(code)) for code in codes] == codes
    assert parse_area(" be-wal ") == ("BE", "BE-WAL")
    for wrong in ("France", "BE-", "B", "BE-WALL", "56"):
        with pytest.raises(ValueError, match="ISO 3166"):
            parse_area(wrong)


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("andorra-valhalla/andorra-latest.osm.pbf", {"AD", "FR", ""}),
        ("andorra-gh/andorra.osm.gz", {""}),
    ],
)
def test_borders_of_real_extracts(test_data: Path, tmp_path: Path, name: str, counts: set[str]) -> None:
    report = build_network([test_data / name], tmp_path / "network")
    assert report.area_ways.keys() == counts
