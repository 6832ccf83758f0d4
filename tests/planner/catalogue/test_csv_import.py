from pathlib import Path

import pytest

from graphs.geo import BoundingBox, Coordinate
from planner.catalogue.csv_import import read_csv_sites
from planner.catalogue.report import ImportReport
from planner.catalogue.site import AccessStatus, ProtectionKind, SiteKind, WorldHeritage
from planner.errors import CatalogueError
from tests.planner.catalogue.places import make_row, write_table

LENS = Coordinate(50.43, 2.82)
BASIN = BoundingBox(2.2, 50.2, 3.7, 50.7)


def test_a_row_becomes_a_site_with_all_that_it_says(tmp_path: Path) -> None:
    row = make_row(
        LENS, id="mining-town-96b", name="Cité  des Électriciens", kind="mining_town", unesco_zone="property",
        unesco_id="96B",
        protection="Inscrit MH PA62000078", interest="Exceptionnelle", area_ha="0.92", themes="museum;garden",
        form="Corons",
        note="internal words", confidence="high",
    )  # fmt: skip
    (site,) = read_csv_sites(write_table(tmp_path / "sites.csv", [row]))
    assert (site.name, site.kind, site.area_ha) == ("Cité des Électriciens", SiteKind.ESTATE, 0.92)
    assert site.world_heritage == WorldHeritage("1360", "property", "96", "96B")
    assert [(item.kind, item.ref) for item in site.protections] == [
        (ProtectionKind.WORLD_HERITAGE, "1360"),
        (ProtectionKind.MONUMENT_HISTORIQUE, "PA62000078"),
    ]
    assert site.tags == ("garden", "museum")
    assert "internal" not in repr(site)


@pytest.mark.parametrize(("visiting", "status"), [
    ("yes", "open"), ("season", "open"), ("outside", "outside"), ("no", "closed"), ("", "unknown"),
])  # fmt: skip
def test_visiting_gives_the_status_with_a_reason_in_every_language(tmp_path: Path, visiting: str, status: str) -> None:
    (site,) = read_csv_sites(write_table(tmp_path / "sites.csv", [make_row(LENS, visiting=visiting)]))
    assert site.access.status == status
    assert site.access.source == "a survey"
    assert site.access.reason.fr
    assert site.access.reason.nl
    assert site.access.reason.en


def test_the_access_columns_go_before_visiting(tmp_path: Path) -> None:
    row = make_row(LENS, access="closed", access_reason_fr="Il brûle", access_source="town hall", access_date="2023-02")
    (site,) = read_csv_sites(write_table(tmp_path / "sites.csv", [row]))
    assert site.access.status is AccessStatus.CLOSED
    assert (site.access.reason.fr, site.access.source, site.access.date) == ("Il brûle", "town hall", "2023-02")


def test_a_table_of_a_french_spreadsheet_is_mended(tmp_path: Path) -> None:
    rows = [make_row(LENS, lat="50,43", lon="2,82"), make_row(LENS, id="turned", lat="2.82", lon="50.43")]
    path = write_table(tmp_path / "sites.csv", rows, delimiter=";", encoding="utf-8-sig")
    report = ImportReport()
    sites = read_csv_sites(path, report=report, near=BASIN)
    assert [site.position for site in sites] == [LENS, LENS]
    mended = [(note.row, note.field) for note in report.notes if note.outcome == "mended"]
    assert mended == [(2, "lat"), (2, "lon"), (3, "lat, lon")]


def test_a_table_in_windows_letters_is_read(tmp_path: Path) -> None:
    path = write_table(tmp_path / "sites.csv", [make_row(LENS, name="Église Sainte-Barbe")], encoding="cp1252")
    report = ImportReport()
    assert [site.name for site in read_csv_sites(path, report=report)] == ["Église Sainte-Barbe"]
    assert report.notes[0].outcome == "mended"


@pytest.mark.parametrize(("content", "word"), [
    ("id,name,kind,lat,lon\na,Église,museum,50.4,2.8\nb,".encode() + "Étang,museum,50.4,2.8\n".encode("cp1252"),
     "is in UTF-8 in line 2 and is not in line 3: save the whole in UTF-8"),
    (b"id,name,kind,lat,lon\na,\x81glise,museum,50.4,2.8\n", "is neither in UTF-8 nor in Windows-1252"),
    ("id,name,kind,lat,lon\na,Église,museum,50.4,2.8\n".encode("utf-16"), "is no text: save the table as CSV in UTF-8"),
    (b"id,name,kind,lat,lon,Name\na,b,museum,50.4,2.8,c\n", "has two columns name"),
])  # fmt: skip
def test_a_table_that_cannot_be_read_rightly_is_refused(tmp_path: Path, content: bytes, word: str) -> None:
    path = tmp_path / "sites.csv"
    path.write_bytes(content)
    with pytest.raises(CatalogueError, match=word):
        read_csv_sites(path)


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=;"])
def test_a_first_line_that_names_the_separator_is_no_row(tmp_path: Path, first: str) -> None:
    path = tmp_path / "sites.csv"
    path.write_text(f"{first}\r\nid;name;kind;lat;lon\r\na;Lens, centre;museum;50,4;2,8\r\n", encoding="utf-8-sig")
    report = ImportReport()
    assert [site.name for site in read_csv_sites(path, report=report)] == ["Lens, centre"]
    assert {note.row for note in report.notes if note.field in {"lat", "lon"}} == {3}


def test_cells_beyond_the_first_line_are_told(tmp_path: Path) -> None:
    path = tmp_path / "sites.csv"
    path.write_text(
        "id,name,kind,lat,lon\na,Musée,museum,50.4,2.8,, \nb,Lens, centre,museum,50.4,2.8\n", encoding="utf-8"
    )
    report = ImportReport()
    assert [site.id for site in read_csv_sites(path, report=report)] == ["a"]
    assert [note.row for note in report.notes if note.outcome == "ignored"] == [3]


@pytest.mark.parametrize(("changes", "field"), [
    ({"lat": ""}, "lat, lon"),
    ({"lat": "95", "lon": "500"}, "lat, lon"),
    ({"lat": "nan"}, "lat, lon"),
    ({"kind": "castle"}, "kind"),
    ({"kind": "shaft"}, "kind"),
    ({"id": ""}, "id"),
    ({"name": " "}, "name"),
    ({"visiting": "ye"}, "visiting"),
    ({"access": "opne"}, "access"),
    ({"access_date": "soon"}, "access_date"),
    ({"country": "France"}, "country"),
    ({"unesco_zone": "inside"}, "unesco_zone"),
    ({"coord_accuracy_m": "far"}, "coord_accuracy_m"),
])  # fmt: skip
def test_a_useless_row_is_refused_by_row_and_field(tmp_path: Path, changes: dict[str, object], field: str) -> None:
    rows = [make_row(LENS, id="good"), make_row(LENS) | changes]
    report = ImportReport()
    sites = read_csv_sites(write_table(tmp_path / "sites.csv", rows), report=report)
    assert [site.id for site in sites] == ["good"]
    assert [(note.file, note.row, note.field) for note in report.list_refused()] == [("sites.csv", 3, field)]


def test_the_second_row_of_an_id_is_refused_and_unknown_columns_are_told(tmp_path: Path) -> None:
    rows = [make_row(LENS, colour="red"), make_row(LENS, name="Another")]
    report = ImportReport()
    assert len(read_csv_sites(write_table(tmp_path / "sites.csv", rows), report=report)) == 1
    assert [(note.outcome, note.field) for note in report.notes] == [("ignored", "colour"), ("refused", "id")]


def test_a_wrong_size_is_left_out_but_the_row_stays(tmp_path: Path) -> None:
    report = ImportReport()
    (site,) = read_csv_sites(
        write_table(tmp_path / "s.csv", [make_row(LENS, height_m="tall", area_ha="-3")]), report=report
    )
    assert (site.height_m, site.area_ha) == (None, None)
    assert [note.field for note in report.notes] == ["area_ha", "height_m"]


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf\r\n", b"\x00\x01\x02", b"a,b\n1,2\n", b"PK\x03\x04\x00"])
def test_a_file_that_is_no_catalogue_is_one_clear_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "sites.csv"
    path.write_bytes(content)
    with pytest.raises(CatalogueError, match=r"sites\.csv"):
        read_csv_sites(path)


def test_a_missing_file_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="nowhere"):
        read_csv_sites(tmp_path / "nowhere.csv")


def test_the_facts_are_read_without_a_refusal(test_data: Path) -> None:
    report = ImportReport()
    sites = {
        site.id: site for site in read_csv_sites(test_data.parent / "facts" / "sites.csv", report=report, near=BASIN)
    }
    assert len(sites) == 848
    assert report.list_refused() == []
    assert sum(site.world_heritage is not None and site.world_heritage.zone == "property"
               and site.world_heritage.property_id == "1360" for site in sites.values()) == 353  # fmt: skip
    assert sites["terril-t144"].access.status is AccessStatus.CLOSED
    assert not sites["terril-t144"].is_target()
    assert all("combustion" not in repr(site.access) and "confidence" not in repr(site) for site in sites.values())
    homes = [site.name for site in sites.values() if site.private_home]
    assert "Maison d'ingénieur" in homes
    assert "Maison syndicale des mineurs" not in homes
