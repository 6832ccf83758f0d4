"""The table of bikes on board, and the rows at hand."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import pytest

from graphs.transit.boarding import NO, RESERVED, YES
from planner.catalogue.boarding_table import list_facts, read_boarding_table
from planner.errors import CatalogueError

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "agency;route;feed;bikes;from;to;source;date;note\n"


def test_rows_are_read_with_days_and_source(tmp_path: Path) -> None:
    path = tmp_path / "bikes.csv"
    rows = (
        "SNCF*;K12;;reservation;--07-01;--08-31;the operator;2026-05;\n"
        ";P5*;ter*;Yes;13/06/2026;;a sign;2026;x\n"
        "De Lijn;;;no;;;web;2025\n"
    )
    path.write_text(HEADER + rows, encoding="cp1252")
    summer, until, never = read_boarding_table(path)
    assert (summer.agency, summer.route, summer.feed, summer.bikes) == ("sncf*", "k12", "*", RESERVED)
    assert summer.days.contains(date(2027, 7, 14))
    assert not summer.days.contains(date(2027, 9, 1))
    assert summer.credit == "the operator (2026-05)"
    assert (until.agency, until.route, until.feed, until.bikes) == ("*", "p5*", "ter*", YES)
    assert not until.days.contains(date(2026, 6, 12))
    assert until.days.contains(date(2030, 1, 1))
    assert (never.agency, never.route, never.bikes) == ("de lijn", "*", NO)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("SNCF;;;maybe;;;a;2026;", "row 2 of bikes.csv, bikes: maybe is none of yes, no, unknown, reservation"),
        ("SNCF;;;;;;a;2026;", "bikes: an empty cell"),
        (";;ter;yes;;;a;2026;", "name an agency or a line"),
        ("SNCF;;;yes;;;;2026;", "source: say on whose word"),
        ("SNCF;;;yes;;;a;;", "date: say as of when"),
        ("SNCF;;;yes;;;a;soon;", "date: soon is no date"),
        ("SNCF;;;yes;2026-06-01;2026-05-01;a;2026;", "lies before"),
        ("SNCF;;;yes;--06-01;;a;2026;", "yearly"),
        ("SNCF;;;yes;;;a;2026;;more", "more cells"),
    ],
)
def test_a_wrong_cell_is_named(tmp_path: Path, row: str, told: str) -> None:
    path = tmp_path / "bikes.csv"
    path.write_text(HEADER + row + "\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match=told.replace("(", r"\(")):
        read_boarding_table(path)


@pytest.mark.parametrize("header", ["agency;bikes;source\n", "agency;bikes;source;date;price\n"])
def test_wrong_columns_are_named(tmp_path: Path, header: str) -> None:
    path = tmp_path / "bikes.csv"
    path.write_text(header, encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"date|price"):
        read_boarding_table(path)


def test_rows_at_hand_name_six_lines_of_the_regional_trains(test_data: Path) -> None:
    rules = list_facts()
    with zipfile.ZipFile(test_data / "gtfs-ter-sncf-2025" / "export-ter-gtfs-last.zip") as feed:
        routes = list(csv.DictReader(io.StringIO(feed.read("routes.txt").decode("utf-8-sig"))))
    found = [
        {row["route_short_name"] for row in routes if fnmatchcase(row["route_id"].casefold(), rule.route)}
        for rule in rules
    ]
    assert found == [{"K12"}, {"K13"}, {"K14"}, {"K16"}, {"K21"}, {"K70"}]
    for rule in rules:
        assert rule.bikes == RESERVED
        assert rule.days.contains(date(2025, 7, 6))
        assert not rule.days.contains(date(2025, 11, 3))
        assert rule.credit.endswith("(2025-06-03)")
