"""A territory with feeds."""

from datetime import date
from pathlib import Path

import pytest

from graphs.errors import SourceFileError
from graphs.transit.changes import ChangeKind
from planner.territory import Territory
from planner.territory_build import build_territory
from planner.territory_config import TerritoryConfig
from tests.planner.lines import write_line
from tests.planner.town import write_town


def test_a_territory_holds_the_timetables_of_its_feeds_until_new_ones_can_be_used(tmp_path: Path) -> None:
    write_town(tmp_path / "town.osm")
    feed = write_line(tmp_path / "line.zip")
    config = TerritoryConfig(name="town", country="FR")

    def build(*feeds: Path) -> list[str]:
        report = build_territory(
            osm=[tmp_path / "town.osm"], gtfs=feeds, config=config, out=tmp_path / "out", basemap=False
        )
        return report.to_lines()

    lines = build(feed)
    told = "line.zip: 2025-02-03 to 2025-02-14, 3 trips, 8 calls; mended in stop_times.txt: blank_time_filled 1; "
    assert f"{told}left out in stop_times.txt: unknown_trip 1" in lines
    territory = Territory.open(tmp_path / "out")
    timetable = territory.timetable
    assert timetable is not None
    assert date.fromordinal(timetable.feeds[0].last_day) == date(2025, 2, 14)
    first, last = timetable.change_first[1:3].tolist()
    ways = dict(zip(timetable.change_to[first:last].tolist(), timetable.change_kind[first:last].tolist(), strict=True))
    assert ways == {0: ChangeKind.STATION, 1: ChangeKind.STOP, 2: ChangeKind.STREETS}
    assert {stop.id for stop in territory.stops} == {"lens", "lens-2", "douai"}

    empty = tmp_path / "empty.zip"
    empty.write_bytes(b"")
    with pytest.raises(SourceFileError, match=r"empty\.zip"):
        build(feed, empty)
    assert Territory.open(tmp_path / "out").content_hash == territory.content_hash
    build()
    assert Territory.open(tmp_path / "out").timetable is None
