import json
import os
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.catalogue.closure_book import ClosureBook
from planner.catalogue.closures import StatusFile
from planner.catalogue.periods import Period
from planner.catalogue.site import AccessStatus
from planner.errors import CatalogueError
from tests.planner.catalogue.places import make_site

HEADER = "what,id,status,from,to,reason_fr,reason_nl,reason_en,source,date\n"
SQUARE = {"type": "Polygon", "coordinates": [[[2.8, 50.4], [2.81, 50.4], [2.81, 50.41], [2.8, 50.41], [2.8, 50.4]]]}
JUNE, DECEMBER = date(2026, 6, 13), date(2026, 12, 24)


def _write(folder: Path, *rows: str) -> Path:
    path = folder / "closures.csv"
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def _load(folder: Path, *rows: str) -> StatusFile:
    return StatusFile.load(_write(folder, *rows))


def _status(file: StatusFile, day: date | None, site: str = "a") -> str | None:
    access = file.find_site_access(site, day)
    return access.status.value if access else None


def test_a_row_gives_a_site_its_status_reason_source_and_date(tmp_path: Path) -> None:
    access = _load(tmp_path, "site,a,closed,,,Il brûle,,It burns,town hall,2023-02").find_site_access("a", None)
    assert access is not None
    assert access.status is AccessStatus.CLOSED
    assert (access.reason.find_text("nl"), access.source, access.date) == ("It burns", "town hall", "2023-02")


def test_dated_rows_hold_on_their_days_both_ends_included(tmp_path: Path) -> None:
    file = _load(tmp_path, "site,a,closed,2026-06-13,2026-06-14,,,,,")
    days = [date(2026, 6, day) for day in (12, 13, 14, 15)]
    assert [_status(file, day) for day in days] == [None, "closed", "closed", None]
    assert file.has_dated_rules


def test_yearly_rows_hold_every_year_and_over_the_new_year(tmp_path: Path) -> None:
    file = _load(tmp_path, "site,a,closed,--03-15,--07-31,,,,,", "site,b,closed,--11-01,--02-28,,,,,")
    assert [_status(file, day) for day in (JUNE, DECEMBER)] == ["closed", None]
    assert [_status(file, day, "b") for day in (JUNE, DECEMBER, date(2027, 1, 5))] == [None, "closed", "closed"]


def test_without_a_day_only_rules_for_good_that_keep_out_hold(tmp_path: Path) -> None:
    file = _load(
        tmp_path, "site,a,closed,2023-02-10,,,,,,", "site,b,open,2023-02-10,,,,,,",
        "site,c,closed,2026-01-01,2026-02-01,,,,,",
        "site,d,closed,--03-15,--07-31,,,,,", "site,e,open,,,,,,,",
    )  # fmt: skip
    assert [_status(file, None, site) for site in "abcde"] == ["closed", None, None, None, "open"]


def test_dated_rows_go_before_undated_ones_and_the_strictest_counts(tmp_path: Path) -> None:
    rows = ["site,a,closed,,,,,,,", "site,a,open,2026-06-13,2026-06-13,Portes ouvertes,,,,"]
    assert _status(_load(tmp_path, *rows), JUNE) == "open"
    assert _status(_load(tmp_path, *rows), DECEMBER) == "closed"
    assert _status(_load(tmp_path, "site,a,outside,,,,,,,", "site,a,closed,,,,,,,"), JUNE) == "closed"


def test_ways_and_areas_close_streets(tmp_path: Path) -> None:
    features = [
        {"type": "Feature", "geometry": SQUARE, "properties": {"id": "nests", "reason_fr": "Nids"}},
        {
            "type": "Feature",
            "geometry": SQUARE,
            "properties": {"id": "works", "from": "2026-12-01", "to": "2026-12-31"},
        },
    ]
    drawn = tmp_path / "closures.geojson"
    drawn.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    table = _write(
        tmp_path,
        "way,way/42,closed,,,,,,,",
        "way,7,closed,--12-01,--12-31,,,,,",
        "area,nests,closed,--03-15,--07-31,,,,,",
    )
    file = StatusFile.load(table, drawn)
    assert file.list_closed_ways(JUNE) == [42]
    assert file.list_closed_ways(DECEMBER) == [7, 42]
    assert len(file.list_closed_areas(JUNE)) == 1
    assert len(file.list_closed_areas(DECEMBER)) == 1
    assert file.list_closed_areas(date(2026, 10, 1)) == []


@pytest.mark.parametrize(("row", "field"), [
    ("street,1,closed,,,,,,,", "what"),
    ("site,,closed,,,,,,,", "id"),
    ("site,a,shut,,,,,,,", "status"),
    ("site,a,closed,13-06,,,,,,", "from, to"),
    ("site,a,closed,2026-06-14,2026-06-13,,,,,", "from, to"),
    ("site,a,closed,--03-15,,,,,,", "from, to"),
    ("site,a,closed,,,,,,,last week", "date"),
    ("way,main street,closed,,,,,,,", "id"),
    ("way,42,open,,,,,,,", "status"),
    ("area,unknown,closed,,,,,,,", "id"),
])  # fmt: skip
def test_a_wrong_row_is_one_clear_error_with_its_field(tmp_path: Path, row: str, field: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        _load(tmp_path, row)
    assert caught.value.details["field"] == field


def test_a_rule_for_a_site_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="terril-t14"):
        StatusFile.load(_write(tmp_path, "site,terril-t14,closed,,,,,,,"), known_sites={"terril-t144"})


def test_a_french_spreadsheet_is_read(tmp_path: Path) -> None:
    path = tmp_path / "closures.csv"
    path.write_text("﻿what;id;status;from;to;reason_fr\nsite;a;closed;13/06/2026;14/06/2026;Travaux\n", encoding="utf-8")
    assert _status(StatusFile.load(path), JUNE) == "closed"


@pytest.mark.parametrize(("row", "word"), [
    ("way,1234567890123456789012,closed,,,,,,,", "row 2 of closures.csv, id: 1234567890123456789012 is no OSM way"),
    ("site,a,closed,,,Travaux, gaz,,,a,b,c,d,e,f", "row 2 of closures.csv, last cell: the row has more cells"),
])  # fmt: skip
def test_a_row_out_of_shape_is_refused(tmp_path: Path, row: str, word: str) -> None:
    with pytest.raises(CatalogueError, match=word):
        _load(tmp_path, row)


def test_a_key_that_stands_twice_is_named(tmp_path: Path) -> None:
    path = tmp_path / "closures.geojson"
    properties = '{"id": "a", "from": "2026-01-01", "from": "2026-06-01"}'
    path.write_text(f'{{"features": [{{"properties": {properties}}}]}}', encoding="utf-8")
    with pytest.raises(CatalogueError, match=re.escape('is no GeoJSON (the key "from" stands twice in one object')):
        StatusFile.load(path)


@pytest.mark.parametrize("text", ["13/06/26", "26/06/13", "2026-06-13 00:00", "13/06/2026 00:00", "31/06/2026", "June"])
def test_what_is_no_date_is_refused_with_its_place_and_a_model(tmp_path: Path, text: str) -> None:
    place = f"row 2 of closures.csv, from, to: {text} is no date: write 2026-06-13 or 13/06/2026"
    with pytest.raises(CatalogueError, match=re.escape(place)):
        _load(tmp_path, f"site,a,closed,{text},,,,,,")


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_a_period_holds_between_its_ends(first: date, last: date) -> None:
    start, end = sorted((first, last))
    period = Period(start=start, end=end)
    assert period.contains(start)
    assert period.contains(end)
    assert Period.from_text(start.isoformat(), end.isoformat()) == period


def _touch(path: Path, text: str, time_s: int) -> None:
    path.write_text(text, encoding="utf-8")
    os.utime(path, (time_s, time_s))


def test_a_new_version_counts_at_once_and_a_broken_one_does_not(tmp_path: Path) -> None:
    path, site = tmp_path / "closures.csv", make_site(id="a", status="open")
    book = ClosureBook([path, tmp_path / "closures.geojson"], known_sites={"a"})
    assert book.find_site_access(site, None).status is AccessStatus.OPEN
    _touch(path, HEADER + "site,a,closed,,,,,,,\n", 1_000)
    assert book.find_site_access(site, None).status is AccessStatus.CLOSED
    assert book.error == ""
    closed = book.version
    assert closed == ClosureBook([path]).version
    _touch(path, HEADER + "site,a,shut,,,,,,,\n", 2_000)
    assert book.find_site_access(site, None).status is AccessStatus.CLOSED
    assert "shut" in book.error
    assert book.version == closed
    _touch(path, HEADER + "site,a,outside,,,,,,,\n", 3_000)
    assert book.find_site_access(site, None).status is AccessStatus.OUTSIDE
    assert book.error == ""
    assert book.version != closed


def test_a_file_that_goes_away_keeps_its_rules_until_it_is_back(tmp_path: Path) -> None:
    path, site = tmp_path / "closures.csv", make_site(id="a", status="open")
    _touch(path, HEADER + "site,a,closed,,,,,,,\n", 1_000)
    book = ClosureBook([path])
    path.unlink()
    assert book.find_site_access(site, None).status is AccessStatus.CLOSED
    assert "went away" in book.error
    _touch(path, HEADER, 2_000)
    assert book.find_site_access(site, None).status is AccessStatus.OPEN
    assert book.error == ""


def test_a_broken_file_at_the_start_is_an_error(tmp_path: Path) -> None:
    _touch(tmp_path / "closures.csv", HEADER + "site,a,shut,,,,,,,\n", 1_000)
    with pytest.raises(CatalogueError, match="shut"):
        ClosureBook([tmp_path / "closures.csv"])
