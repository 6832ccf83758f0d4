import zipfile
from pathlib import Path

import pytest

from graphs.errors import SourceFileError
from graphs.geo import BoundingBox, Coordinate
from graphs.transit.gtfs_stops import read_feed_stops

BASIN = BoundingBox(2.2, 50.2, 3.7, 50.7)
STOPS = """stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station
lens,Lens,50.4289,2.8283,1,
lens-1,Lens voie 1,50.4290,2.8283,0,lens
lens-2,Lens voie 2,50.4288,2.8283,,lens
door,Entrée,50.4288,2.8283,2,lens
empty,Douai,,,1,
empty-1,Douai voie 1,50.3718,3.0890,0,empty
turned,Dourges,2.98,50.43,0,
lost,Nulle part,,,0,
orphan,Libercourt,50.48,3.01,0,gone
paris,Paris,48.88,2.35,0,
lens,Encore Lens,50.0,2.0,0,
"""
ROUTES = "route_id,route_type\nter,2\nbus,700\n"
TRIPS = "route_id,trip_id\nter,t1\nbus,t2\n"
TIMES = "trip_id,stop_id\nt1,lens-1\nt2,orphan\n"


def _zip(path: Path, folder: str = "", **tables: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in tables.items():
            archive.writestr(f"{folder}{name}.txt", text)
    return path


def test_platforms_are_folded_into_their_station_and_faults_are_mended(tmp_path: Path) -> None:
    path = _zip(tmp_path / "feed.zip", stops=STOPS, routes=ROUTES, trips=TRIPS, stop_times=TIMES)
    feed = read_feed_stops(path, near=BASIN)
    assert [(stop.id, stop.name, stop.member_ids, stop.modes) for stop in feed.stops] == [
        ("empty", "Douai", ("empty-1",), ()),
        ("lens", "Lens", ("lens-1", "lens-2"), ("rail",)),
        ("orphan", "Libercourt", (), ("bus",)),
        ("turned", "Dourges", (), ()),
    ]
    places = {stop.id: stop.point for stop in feed.stops}
    assert places["empty"] == Coordinate(50.3718, 3.0890)
    assert places["turned"] == Coordinate(50.43, 2.98)
    assert dict(feed.faults) == {
        "left_out": 1, "missing_coordinates": 2, "missing_or_repeated_id": 1, "missing_parent": 1,
        "swapped_coordinates": 1,
    }  # fmt: skip


def test_a_feed_in_a_folder_of_the_zip_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    nested = _zip(tmp_path / "feed.zip", "export/gtfs/", stops="﻿" + STOPS)
    assert len(read_feed_stops(nested, near=BASIN).stops) == 4
    folder = tmp_path / "feed"
    folder.mkdir()
    (folder / "stops.txt").write_text(STOPS, encoding="utf-8")
    assert len(read_feed_stops(folder).stops) == 5


@pytest.mark.parametrize("tables", [{}, {"routes": ROUTES}, {"stops": ""}, {"stops": "a,b\n1,2\n"}])
def test_a_feed_without_stops_is_one_clear_error(tmp_path: Path, tables: dict[str, str]) -> None:
    with pytest.raises(SourceFileError, match=r"feed\.zip"):
        read_feed_stops(_zip(tmp_path / "feed.zip", **tables))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut", b"stop_id,stop_name\n"])
def test_a_file_that_is_no_zip_is_one_clear_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "feed.zip"
    path.write_bytes(content)
    with pytest.raises(SourceFileError, match=r"feed\.zip"):
        read_feed_stops(path)


def test_a_real_feed_gives_stations_with_their_platforms(test_data: Path) -> None:
    feed = read_feed_stops(test_data / "gtfs-ter-sncf-2025" / "export-ter-gtfs-last.zip", near=BASIN)
    by_name = {stop.name: stop for stop in feed.stops}
    assert by_name["Lens"].id == "StopArea:OCE87345025"
    assert by_name["Lens"].member_ids
    assert "rail" in by_name["Lens"].modes
