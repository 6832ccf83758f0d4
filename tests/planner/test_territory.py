from __future__ import annotations

import json
import os
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import shapely
from pmtiles.reader import MemorySource, Reader

from graphs.attributes import Vehicle
from graphs.errors import BuildError, TerritoryFormatError
from graphs.store import verify
from planner.errors import AmbiguousNameError, CatalogueError, UnknownSiteError, UnknownStopError
from planner.territory import Territory
from planner.territory_build import build_territory
from planner.territory_config import OSM_ATTRIBUTION, TerritoryConfig
from tests.drawing import write_drawing
from tests.planner.catalogue.places import build_drawn, find_place, make_row, write_table
from tests.planner.catalogue.test_linking import HEAP, HEAP_WAYS

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "what,id,status,from,to,reason_fr\n"
CONFIG = TerritoryConfig.from_mapping(
    {
        "name": "demo",
        "country": "fr",
        "notice": {"fr": "DÉMO", "en": "DEMO"},
        "attribution": ["OpenStreetMap", {"text": "Mission Bassin Minier", "licence": "Licence Ouverte 2.0"}],
    }
)
STOPS = [
    {"id": "fr1", "name": "Lens", "country": "FR", "lat": 50.4, "lon": 3.001},
    {"id": "be1", "name": "Lens", "country": "BE", "lat": 50.397, "lon": 3.009},
    {"id": "fr2", "name": "Dourges", "country": "FR", "lat": 50.4, "lon": 3.004},
]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a drawn territory: an unknown terril, two offices of one name, three stops."""
    folder = tmp_path_factory.mktemp("territory")
    rows = [
        make_row(
            find_place(HEAP, "P"), id="terril-t144", name="Terril 144", kind="terril", terril_no="T144", visiting=""
        ),
        make_row(find_place(HEAP, "A"), id="office-a", name="Grands bureaux"),
        make_row(find_place(HEAP, "C"), id="office-c", name="Grands bureaux"),
        make_row(find_place(HEAP, "B"), id="museum", name="Musée", kind="museum", commune="Oignies"),
    ]
    build_drawn(folder, HEAP, HEAP_WAYS, rows=rows, stops=STOPS, config=CONFIG)
    return folder / "out"


def _set_rules(folder: Path, *rows: str, time_s: int) -> None:
    path = folder / "closures.csv"
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    os.utime(path, (time_s, time_s))


def test_a_territory_says_what_it_is(built: Path) -> None:
    territory = Territory.open(built)
    assert territory.name == "demo"
    assert territory.notice.find_text("en") == "DEMO"
    assert territory.attribution == ("OpenStreetMap", "Mission Bassin Minier - Licence Ouverte 2.0")
    assert territory.bounding_box.contains(find_place(HEAP, "P"))
    assert len(territory.content_hash) == 64


def test_sites_are_found_by_id_and_by_unique_name(built: Path) -> None:
    territory = Territory.open(built)
    assert territory.sites[territory.get_site_index("museum")].name == "Musée"
    assert territory.get_site_index("musee") == territory.get_site_index("museum")
    with pytest.raises(UnknownSiteError):
        territory.get_site_index("Louvre")
    with pytest.raises(AmbiguousNameError) as caught:
        territory.get_site_index("Grands bureaux (Lens)")
    assert [item["id"] for item in caught.value.details["candidates"]] == ["office-a", "office-c"]


def test_two_stations_of_one_name_show_their_country(built: Path) -> None:
    territory = Territory.open(built)
    assert [stop.name for stop in territory.stops] == ["Lens (FR)", "Lens (BE)", "Dourges"]
    assert territory.stops[territory.get_stop_index("Lens (BE)")].id == "be1"
    assert territory.stops[territory.get_stop_index("dourges")].id == "fr2"
    with pytest.raises(AmbiguousNameError) as caught:
        territory.get_stop_index("Lens")
    assert [item["id"] for item in caught.value.details["candidates"]] == ["fr1", "be1"]
    with pytest.raises(UnknownStopError):
        territory.get_stop_index("Paris")


def test_an_office_opens_and_closes_without_a_new_build(built: Path) -> None:
    territory = Territory.open(built)
    terril, museum = territory.get_site_index("terril-t144"), territory.get_site_index("museum")
    shut = territory.get_barred(None).edges
    assert len(shut) > 0
    _set_rules(built, "site,terril-t144,open,,,", "site,museum,closed,2026-06-13,2026-06-13,Travaux", time_s=1_000)
    assert len(territory.get_barred(None).edges) == 0
    link = territory.find_site_link(terril, Vehicle.BIKE)
    assert link is not None
    assert link.top is not None
    assert territory.find_site_link(museum, Vehicle.FOOT, date(2026, 6, 13)) is None
    assert territory.find_site_link(museum, Vehicle.FOOT, date(2026, 6, 14)) is not None
    assert territory.find_site_link(museum, Vehicle.FOOT) is not None
    assert territory.get_barred(None).has_dated_rules
    assert territory.get_access(museum, date(2026, 6, 13)).reason.fr == "Travaux"
    _set_rules(built, "site,nowhere,closed,,,", time_s=2_000)
    assert len(territory.get_barred(None).edges) == 0
    assert "nowhere" in territory.closures.error
    (built / "closures.csv").unlink()


def test_a_way_and_a_line_close_streets_for_all(built: Path, tmp_path: Path) -> None:
    way = 100 + list(HEAP_WAYS).index("FG")
    table, drawn = tmp_path / "closures.csv", tmp_path / "closures.geojson"
    table.write_text(HEADER + f"way,{way},closed,,,\n", encoding="utf-8")
    ends = [find_place(HEAP, "A"), find_place(HEAP, "D")]
    line = {"type": "LineString", "coordinates": [[end.lon, end.lat] for end in ends]}
    feature = {"type": "Feature", "geometry": line, "properties": {"id": "works"}}
    drawn.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    territory = Territory.open(built, closures=[table, drawn])
    barred = territory.get_barred(None)
    network = territory.network
    closed = {int(network.way_osm_id[network.edge_way[edge]]) for edge in barred.edges.tolist()}
    assert barred.ways == (way,)
    assert 100 + list(HEAP_WAYS).index("DA") in closed
    assert 100 + list(HEAP_WAYS).index("AF") not in closed


def test_the_same_sources_give_the_same_bytes(built: Path, tmp_path: Path) -> None:
    folder = built.parent
    args = {"osm": [folder / "drawing.osm"], "sites": [folder / "sites.csv"], "stops": [folder / "stops.csv"]}
    build_territory(**args, config=CONFIG, out=tmp_path / "again")  # type: ignore[arg-type]
    assert verify(tmp_path / "again").content_hash == Territory.open(built).content_hash


def test_a_failed_build_leaves_the_old_territory_whole(built: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    build_territory(osm=[built.parent / "drawing.osm"], out=out)
    before = verify(out).content_hash
    (tmp_path / "sites.csv").write_text("", encoding="utf-8")
    with pytest.raises(CatalogueError):
        build_territory(osm=[built.parent / "drawing.osm"], sites=[tmp_path / "sites.csv"], out=out)
    assert verify(out).content_hash == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "sites.csv"]


def test_a_base_map_is_baked_unless_it_is_left_out(built: Path, tmp_path: Path) -> None:
    osm = [built.parent / "drawing.osm"]
    steps: list[str] = []
    with_map = build_territory(osm=osm, out=tmp_path / "with", progress=lambda step, _: steps.append(step))
    assert with_map.basemap is not None
    assert f"base map: {with_map.basemap.tiles} tiles, 0.0 MB" in with_map.to_lines()
    assert "map: tiles" in steps
    files = verify(tmp_path / "with").files
    assert files["basemap.pmtiles"]["bytes"] == with_map.basemap.size_bytes
    without = build_territory(osm=osm, out=tmp_path / "without", basemap=False)
    assert "base map: left out" in without.to_lines()
    assert set(files) - set(verify(tmp_path / "without").files) == {"basemap.pmtiles"}
    assert [site.id for site in Territory.open(tmp_path / "without").sites] == ["osm-way-109"]


def test_the_map_credits_what_the_territory_does(built: Path, tmp_path: Path) -> None:
    def credit(*lines: str, streets: str = OSM_ATTRIBUTION) -> str:
        out = tmp_path / "out"
        config = TerritoryConfig(osm_attribution=streets, attribution=lines)
        build_territory(osm=[built.parent / "drawing.osm"], config=config, out=out)
        reader: Any = Reader(MemorySource((out / "basemap.pmtiles").read_bytes()))  # type: ignore[no-untyped-call]
        return str(reader.metadata()["attribution"])

    assert credit() == "© OpenStreetMap contributors (ODbL)"
    assert credit("Real sites") == "© OpenStreetMap contributors (ODbL)"
    assert credit("Real sites", streets="Invented streets") == "Invented streets"
    assert (
        credit("Stations: SNCF", "© OpenStreetMap contributors - ODbL 1.0") == "© OpenStreetMap contributors - ODbL 1.0"
    )


@pytest.mark.parametrize(
    ("values", "lines"),
    [
        ({}, ["© OpenStreetMap contributors (ODbL)"]),
        ({"attribution": "The office of Lens"}, ["© OpenStreetMap contributors (ODbL)", "The office of Lens"]),
        ({"attribution": ["The office", "OpenStreetMap, ODbL"]}, ["The office", "OpenStreetMap, ODbL"]),
        (
            {"osm_attribution": {"text": "Invented", "licence": "CC0"}, "attribution": ["Real sites"]},
            ["Invented - CC0", "Real sites"],
        ),
    ],
)
def test_the_lines_of_a_description_come_beside_that_of_the_streets(values: dict[str, Any], lines: list[str]) -> None:
    assert list(TerritoryConfig.from_mapping(values).list_credits()) == lines


@pytest.mark.parametrize(
    ("name", "text", "word"),
    [
        ("sites.csv", "id,nom,kind,lat,lon\n", "has no column name"),
        ("sites.geojson", '{"type": "FeatureCollection", "features": {}, "features": []}', '"features" stands twice'),
        ("sites.xlsx", "PK", r"sites\.xlsx is no catalogue"),
    ],
)
def test_a_wrong_catalogue_is_known_before_the_build_begins(
    built: Path, tmp_path: Path, name: str, text: str, word: str
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    steps: list[str] = []
    with pytest.raises(CatalogueError, match=word):
        build_territory(
            osm=[built.parent / "drawing.osm"],
            sites=[tmp_path / name],
            out=tmp_path / "out",
            progress=lambda step, _: steps.append(step),
        )
    (tmp_path / "stops.csv").write_text("name\nLens\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match="has no column lat"):
        build_territory(
            osm=[built.parent / "drawing.osm"],
            stops=[tmp_path / "stops.csv"],
            out=tmp_path / "out",
            progress=lambda step, _: steps.append(step),
        )
    assert steps == []


def test_every_row_that_is_left_out_is_told(tmp_path: Path) -> None:
    """A row far away, and a refused one behind more mended cells than the report lists."""
    place = find_place(HEAP, "A")
    inside = [
        make_row(place, id=f"office-{n}", name=f"Bureau {n}", lat=f"{place.lat + n * 1e-6:.6f}".replace(".", ","))
        for n in range(250)
    ]
    rows = [*inside, make_row(place, id="far", name="Ailleurs", lat=48.0), make_row(place, id="castle", kind="castle")]
    write_drawing(tmp_path / "drawing.osm", HEAP, HEAP_WAYS)
    report = build_territory(
        osm=[tmp_path / "drawing.osm"],
        sites=[write_table(tmp_path / "sites.csv", rows)],
        stops=[write_table(tmp_path / "stops.csv", [*STOPS, {**STOPS[0], "id": "away", "lon": 9.0}])],
        out=tmp_path / "out",
        basemap=False,
    )
    told = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert told["outside"] == {"sites.csv": ["far"], "stops.csv": ["away"]}
    assert told["kept"] == {"sites.csv": 250, "stops.csv": 3}
    assert told["outcomes"] == {"mended": 250, "refused": 1}
    assert [(note["row"], note["field"]) for note in told["notes"] if note["outcome"] == "refused"] == [(253, "kind")]
    assert "outside: 1 rows of sites.csv lie outside the territory: far" in report.to_lines()


def test_closures_of_unknown_ways_are_told_and_the_others_hold(built: Path, tmp_path: Path) -> None:
    rules = tmp_path / "closures.csv"
    rules.write_text(HEADER + "way,100,closed,,,\nway,4711,closed,,,\nway,4712,closed,2026-06-01,,\n", encoding="utf-8")
    territory = Territory.open(built, closures=[rules])
    assert territory.closures.unknown_ways == (4711, 4712)
    assert territory.closures.error == ""
    assert 100 in territory.get_barred(None).ways
    _set_rules(tmp_path, "way,100,closed,,,", time_s=3_000)
    assert not territory.closures.unknown_ways


def test_areas_that_meet_no_street_are_told(built: Path, tmp_path: Path) -> None:
    """Two of them have longitude and latitude swapped; the other two lie on the streets."""
    place = find_place(HEAP, "A")
    lon, lat = round(place.lon, 5), round(place.lat, 5)
    shapes = {
        "street": shapely.box(lon - 0.001, lat - 0.001, lon + 0.001, lat + 0.001),
        "line": shapely.LineString([(lon, lat), (lon + 0.002, lat)]),
        "away": shapely.box(lat - 0.001, lon - 0.001, lat + 0.001, lon + 0.001),
        "line away": shapely.LineString([(lat, lon), (lat + 0.002, lon)]),
    }
    features = [
        {"type": "Feature", "id": name, "properties": {}, "geometry": shapely.geometry.mapping(shape)}
        for name, shape in shapes.items()
    ]
    drawn = tmp_path / "closures.geojson"
    drawn.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    territory = Territory.open(built, closures=[drawn])
    assert territory.closures.idle_areas == ("away", "line away")
    assert len(territory.get_barred(None).edges) > 0


def test_closures_outlive_a_new_build(built: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    build_territory(osm=[built.parent / "drawing.osm"], out=out)
    (out / "closures.csv").write_text(HEADER + "way,100,closed,,,\n", encoding="utf-8")
    build_territory(osm=[built.parent / "drawing.osm"], out=out)
    assert Territory.open(out).get_barred(None).ways == (100,)


def test_files_of_another_kind_are_refused(tmp_path: Path) -> None:
    osm = tmp_path / "drawing.osm"
    write_drawing(osm, HEAP, HEAP_WAYS)
    wrong = tmp_path / "sites.xlsx"
    wrong.write_bytes(b"PK")
    with pytest.raises(CatalogueError, match=r"sites\.xlsx"):
        build_territory(osm=[osm], sites=[wrong], out=tmp_path / "out")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(BuildError):
        build_territory(osm=[osm], out=tmp_path / "full")
    with pytest.raises(CatalogueError, match="TOML"):
        TerritoryConfig.from_file(wrong)
    wrong.write_text('name = "x"\nnotise = { fr = "DÉMO" }\n', encoding="utf-8")
    with pytest.raises(CatalogueError, match="there is no key notise; there are name, title, notice") as refused:
        TerritoryConfig.from_file(wrong)
    assert refused.value.details["key"] == "notise"
    wrong.write_text('name = "x"\n[files]\nosm = "x.osm"\n', encoding="utf-8")
    assert TerritoryConfig.from_file(wrong).name == "x"


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ('title = "Autour de Douai"', dict.fromkeys(("fr", "nl", "en"), "Autour de Douai")),
        ('title = { nl = "Rond Douai" }', {"nl": "Rond Douai"}),
        ("", {}),
    ],
)
def test_title_and_notice_are_one_text_or_one_per_language(tmp_path: Path, text: str, titles: dict[str, str]) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text + "\n" + text.replace("title", "notice"), encoding="utf-8")
    config = TerritoryConfig.from_file(path)
    assert (config.title.to_mapping(), config.notice.to_mapping()) == (titles, titles)


def test_an_attribution_may_stand_in_several_languages(tmp_path: Path) -> None:
    config = TerritoryConfig.from_mapping(
        {
            "osm_attribution": "Streets",
            "attribution": [{"text": {"fr": "Gares", "nl": "Stations"}, "licence": "CC0"}, "Office"],
        }
    )
    assert config.attribution == ("Gares - CC0", "Office")
    build_drawn(tmp_path, HEAP, HEAP_WAYS, rows=[], stops=[], config=config)
    territory = Territory.open(tmp_path / "out")
    assert territory.attribution == ("Streets", "Gares - CC0", "Office")
    assert territory.list_attribution("nl") == ("Streets", "Stations - CC0", "Office")
    assert territory.list_attribution("en") == territory.list_attribution("fr") == territory.attribution
    with pytest.raises(CatalogueError, match="attribution"):
        TerritoryConfig.from_mapping({"attribution": {"text": {"de": "Bahnhöfe"}}})


def test_an_attribution_is_a_text_or_a_list_of_texts_and_tables(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('attribution = "© OpenStreetMap contributors"\n', encoding="utf-8")
    assert TerritoryConfig.from_file(path).attribution == ("© OpenStreetMap contributors",)
    path.write_text('attribution = ["A", { text = "B", licence = "CC0" }, { text = "C" }]\n', encoding="utf-8")
    assert TerritoryConfig.from_file(path).attribution == ("A", "B - CC0", "C")


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("title = 5", "title"),
        ('title = { de = "Rund um Douai" }', "title"),
        ("notice = { fr = 5 }", "notice"),
        ("attribution = 5", "attribution"),
        ('attribution = [{ licence = "CC0" }]', "attribution"),
        ('attribution = ["A", 5]', "attribution"),
    ],
)
def test_a_wrong_text_of_a_territory_names_its_key(tmp_path: Path, text: str, field: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError, match=f"^{field}: give ") as refused:
        TerritoryConfig.from_file(path)
    assert refused.value.details["field"] == field


@pytest.mark.parametrize("content", [b"title = '\xe9'", b"a = " + b"[" * 5000, b"[[[", b"title = 'a\0'"])
def test_a_description_that_is_no_toml_is_one_clear_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(content)
    with pytest.raises(CatalogueError, match=r"^mine\.toml cannot be read as TOML \("):
        TerritoryConfig.from_file(path)
    with pytest.raises(CatalogueError, match=r"^gone\.toml cannot be read as TOML \(No such file or directory\)$"):
        TerritoryConfig.from_file(tmp_path / "gone.toml")


@pytest.mark.parametrize(
    "damage",
    ["catalogue/sites.jsonl", "catalogue/sites.json", "stops/stops.jsonl", "stops/stops.json", "territory.json"],
)
def test_a_damaged_territory_is_one_clear_error(built: Path, tmp_path: Path, damage: str) -> None:
    out = tmp_path / "out"
    build_territory(osm=[built.parent / "drawing.osm"], out=out)
    size = (out / damage).stat().st_size
    (out / damage).write_text("{".ljust(size), encoding="utf-8")
    with pytest.raises(TerritoryFormatError, match="build"):
        Territory.open(out)
