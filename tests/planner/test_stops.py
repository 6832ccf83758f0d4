from pathlib import Path

import pytest

from graphs.geo import BoundingBox, Coordinate
from planner.catalogue.report import ImportReport
from planner.catalogue.stop_sources import merge_stops, read_csv_stops
from planner.errors import AmbiguousNameError, CatalogueError
from planner.stops import Stop, StopIndex, fold_name, rank_name

LENS = Coordinate(50.4289, 2.8283)


def _stop(stop_id: str, name: str = "Lens", country: str = "FR", lat: float = LENS.lat, **more: object) -> Stop:
    return Stop(stop_id, name, country, Coordinate(lat, LENS.lon), own_name=name, **more)  # type: ignore[arg-type]


def test_a_stop_is_found_by_its_id_by_that_of_a_platform_and_by_name() -> None:
    index = StopIndex((_stop("lens", member_ids=("lens-1",)), _stop("dourges", "Dourges", lat=50.44)))
    assert [index.find_index(key) for key in ("lens", "lens-1", "LENS", "dourges", "Paris")] == [0, 0, 0, 1, None]


def test_the_best_answer_to_some_words_ranks_first() -> None:
    names = ["Belvalensia", "Gare de Lens, quai", "Rue de Lens", "Lensois", "Lens Bollaert", "Lens (FR)"]
    assert sorted(names, key=lambda name: rank_name(name, "lens")) == [
        "Lens (FR)",
        "Lens Bollaert",
        "Lensois",
        "Rue de Lens",
        "Gare de Lens, quai",
        "Belvalensia",
    ]


def test_a_name_of_several_stops_is_ambiguous() -> None:
    index = StopIndex(tuple(merge_stops([[_stop("fr"), _stop("be", country="BE", lat=50.55)]])))
    assert [stop.name for stop in index.stops] == ["Lens (FR)", "Lens (BE)"]
    with pytest.raises(AmbiguousNameError) as caught:
        index.find_index("Lens")
    assert caught.value.details["candidates"] == [{"id": "fr", "name": "Lens (FR)"}, {"id": "be", "name": "Lens (BE)"}]
    assert index.find_index("Lens (BE)") == 1


def test_two_sides_of_a_street_and_two_sources_are_one_stop() -> None:
    table, osm = (
        [_stop("a", modes=("rail",))],
        [_stop("osm-node-1", lat=LENS.lat + 0.001, modes=("bus",)), _stop("far", lat=50.5)],
    )
    merged = merge_stops([table, osm])
    assert [(stop.id, stop.modes, stop.member_ids) for stop in merged] == [
        ("a", ("bus", "rail"), ("osm-node-1",)),
        ("far", (), ()),
    ]


def test_names_are_compared_without_accents_and_signs() -> None:
    assert fold_name("Béthune, Œuvre d'Art") == "bethune oeuvre d art"
    assert fold_name("Škoda_Ğ") == "skoda g"


def test_a_table_of_stations_is_read_and_mended(tmp_path: Path) -> None:
    path = tmp_path / "stations.csv"
    path.write_text(
        "name;country;lat;lon;ref;source\nLens;fr;50,4289;2,8283;87;SNCF\nTurned;FR;2.83;50.43;88;\nLost;FR;;;89;\n;FR;50;2;90;\n"
    )
    report = ImportReport()
    stops = read_csv_stops(path, report=report, near=BoundingBox(2.2, 50.2, 3.7, 50.7))
    assert [(stop.id, stop.country, stop.position) for stop in stops] == [
        ("87", "FR", LENS),
        ("88", "FR", Coordinate(50.43, 2.83)),
    ]
    assert [(note.row, note.outcome) for note in report.notes] == [(3, "mended"), (4, "refused"), (5, "refused")]


def test_a_table_without_places_is_one_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "stations.csv"
    path.write_text("id,name\n1,Lens\n")
    with pytest.raises(CatalogueError, match=r"stations\.csv has no column lat"):
        read_csv_stops(path, report=ImportReport())


def test_the_stations_of_the_facts_are_read(test_data: Path) -> None:
    stops = merge_stops([read_csv_stops(test_data.parent / "facts" / "stations.csv", report=ImportReport())])
    assert len(stops) >= 230
    assert sorted(stop.name for stop in stops if stop.own_name == "Lens") == ["Lens (BE)", "Lens (FR)"]
