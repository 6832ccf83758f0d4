"""Variants of the drawn town: what they change in the answer, and what they refuse."""

from __future__ import annotations

import csv
import gc
import weakref
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely

from graphs.attributes import Vehicle
from graphs.overlay import get_way_tags
from planner.comparison import compare
from planner.engine import plan
from planner.errors import InvalidRequestError
from planner.render import (
    to_bytes,
    to_comparison_csv,
    to_comparison_geojson,
    to_comparison_json,
    to_comparison_png,
    to_comparison_text,
    to_json,
)
from planner.request import Target, TripRequest
from planner.texts import LocalText
from planner.variants import NewStreet, Variant, Varied, vary
from tests.planner.town import FOOTWAY, crossing, offset

if TYPE_CHECKING:
    from graphs.geo import Coordinate
    from planner.render import Document
    from planner.territory import Territory

REQUEST = TripRequest(
    mode="bike",
    start=crossing(12, 12),
    target=Target(distance_m=6000),
    themes=(("mining", 1.0),),
    alternatives=1,
    language="en",
)


def line(*places: Coordinate, **tags: str) -> NewStreet:
    found = shapely.LineString([(place.lon, place.lat) for place in places])
    return NewStreet(found, {key.replace("_", ":"): value for key, value in tags.items()})


def box(south_west: Coordinate, north_east: Coordinate) -> shapely.Polygon:
    return shapely.box(south_west.lon, south_west.lat, north_east.lon, north_east.lat)


def documented(town: Territory, *variants: Variant, request: TripRequest = REQUEST) -> Document:
    named = replace(town, notice=LocalText("DEMO", "DEMO", "DEMO"), attribution=("Drawn",))
    return to_comparison_json(compare(town, request, variants), named, language="en")


GREENWAY = Variant(
    "greenway", add=(line(crossing(8.5, 6.2), crossing(15.5, 18.7), highway="cycleway", surface="asphalt"),)
)
CENTRE_BOX = box(crossing(9.4, 9.4), crossing(14.6, 11.4))
SWAPPED = shapely.transform(CENTRE_BOX, lambda points: points[:, ::-1])
CENTRE = Variant("centre closed", close=(CENTRE_BOX,))


def test_an_empty_variant_changes_no_byte(town: Territory) -> None:
    document = documented(town, Variant("nothing"))
    variant = document["variants"][0]
    assert to_bytes({"i": variant["itineraries"]}) == to_bytes({"i": document["base"]["itineraries"]})
    assert variant["itineraries"] == to_json(plan(town, REQUEST))["itineraries"]
    assert variant["differences"]["identical"] is True
    assert variant["differences"]["shared_share"] == 1.0
    assert not any(variant["differences"]["figures"].values())
    assert "Nothing changes" in to_comparison_text(document, language="en")


def test_a_comparison_leaves_the_territory_as_it_was(town: Territory) -> None:
    before = to_bytes(to_json(plan(town, REQUEST)))
    compare(town, REQUEST, [GREENWAY, CENTRE])
    assert to_bytes(to_json(plan(town, REQUEST))) == before


def test_the_arrays_of_a_variant_go_with_it(town: Territory, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[weakref.ref[np.ndarray]] = []

    def watch(*arguments: Any, **named: Any) -> Varied:  # noqa: ANN401
        varied = vary(*arguments, **named)
        seen.append(weakref.ref(varied.territory.network.arc_head))
        return varied

    monkeypatch.setattr("planner.comparison.vary", watch)
    gc.disable()
    try:
        found = compare(town, REQUEST, [GREENWAY])
        assert found.variants[0].result is not None
        assert [ref() for ref in seen] == [None]
    finally:
        gc.enable()


def test_a_greenway_is_taken_and_counted(town: Territory) -> None:
    document = documented(town, GREENWAY)
    variant = document["variants"][0]
    assert variant["streets"]["added_m"] == pytest.approx(1722, abs=5)
    assert variant["streets"]["joins"][0] >= 15
    assert variant["itineraries"][0]["id"] != document["base"]["itineraries"][0]["id"]


def test_a_greenway_draws_the_way_to_it(town: Territory) -> None:
    request = replace(REQUEST, start=crossing(8, 6), end=crossing(16, 19), target=None, themes=())
    variant = documented(town, GREENWAY, request=request)["variants"][0]
    assert variant["differences"]["figures"]["length_m"] < -500
    assert variant["differences"]["shared_share"] < 0.5


def test_a_closed_area_is_left_alone(town: Territory) -> None:
    variant = documented(town, CENTRE)["variants"][0]
    area = CENTRE_BOX
    legs = [shapely.LineString(leg["geometry"]["coordinates"]) for leg in variant["itineraries"][0]["legs"]]
    assert not any(leg.intersects(area) for leg in legs)
    streets = variant["streets"]
    ways = [way["way"] for way in streets["closed_ways"]]
    assert ways == sorted(set(ways))
    assert len(ways) == len(streets["closed"]) > 3
    assert streets["closed_m"] == pytest.approx(sum(way["length_m"] for way in streets["closed_ways"]), abs=1)
    assert streets["closed_m"] > 1000
    drawn = to_comparison_geojson(documented(town, CENTRE))["features"]
    closed = [feature["properties"] for feature in drawn if feature["properties"]["kind"] == "closed"]
    assert [item["way"] for item in closed] == ways
    assert set(closed[0]) == {"kind", "variant", "way", "name", "length_m"}


def test_the_table_says_traffic_surface_and_what_is_closed(town: Territory) -> None:
    document = documented(town, GREENWAY, CENTRE)
    text = to_comparison_text(document, language="en")
    rows = {line[:26].strip(): line[26:].split() for line in text.splitlines()}
    figures = [outcome["figures"] for outcome in (document["base"], *document["variants"])]
    assert rows["calm"][::2] == [f"{100 * one['stress'].get('1_calm', 0):.0f}" for one in figures]
    assert rows["asphalt"][1::2] == ["%"] * 3
    assert rows["not known"][::2] == [f"{100 * one['surface']['unknown']:.0f}" for one in figures]
    way = max(document["variants"][1]["streets"]["closed_ways"], key=lambda item: item["length_m"])
    assert f"{way['name']} ({way['way']}): " in text
    assert "asphalte" in to_comparison_text(document, language="fr")


def test_columns_of_the_table_bear_whole_names(town: Territory) -> None:
    names = ("Greenway along the canal, asphalt", "Greenway along the canal, gravel", "-" * 40, " ")
    lines = to_comparison_text(documented(town, *map(Variant, names)), language="en").splitlines()
    head = lines[2 : next(k for k, line in enumerate(lines) if line.startswith("Circuits found"))]
    columns = ["".join(line[26 + 16 * k : 42 + 16 * k].strip() + " " for line in head).split() for k in range(1, 4)]
    assert columns[0] == names[0].split()
    assert columns[1] == names[1].split()
    assert "".join(columns[2]) == names[2]
    assert all(len(line) <= 26 + 16 * 5 for line in head)


def test_what_only_a_variant_joins_is_reached_on_it(town: Territory) -> None:
    """The island behind the ferry has no street to the town until one is drawn."""
    island = offset(crossing(10, 24), east_m=1200)
    request = replace(REQUEST, start=crossing(10, 20), end=island, target=None, themes=(), mode="cargo_bike")
    ferry = 310
    bridge = line(crossing(10, 24), offset(crossing(10, 24), east_m=700), highway="cycleway", bridge="yes")
    variants = [Variant("no ferry", close=(ferry,)), Variant("bridge", (ferry,), add=(bridge,))]
    found = compare(town, request, variants)
    assert found.base.result is not None
    assert isinstance(found.variants[0].problem, Exception)
    assert found.variants[0].result is None
    assert found.variants[1].result is not None
    document = to_comparison_json(found, town, language="en")
    assert document["variants"][0]["problem"]["code"] == "no_path"
    assert document["variants"][0]["differences"]["shared_share"] is None
    assert document["variants"][0]["figures"]["itineraries"] == 0


def test_ways_that_are_opened_to_wheels_are_listed(town: Territory) -> None:
    walked = Variant("walked", change=((112, {"highway": "footway", "bicycle": "no"}),))
    sett = Variant("sett", change=((112, {"surface": "sett"}),))
    document = documented(town, walked, sett)
    assert [variant["streets"]["opened_ways"] for variant in document["variants"]] == [[], []]
    assert "none are kept" not in to_comparison_text(document, language="en")
    ridden = Variant("ridden", change=((FOOTWAY, {"bicycle": "yes"}),))
    opened = documented(town, Variant("opened", open_ways=(FOOTWAY,)), ridden)
    assert [variant["streets"]["opened_ways"] for variant in opened["variants"]] == [[FOOTWAY], [FOOTWAY]]
    assert f"none are kept ({FOOTWAY})" in to_comparison_text(opened, language="en")


def test_changed_tags_keep_bikes_off(town: Territory) -> None:
    request = replace(REQUEST, start=crossing(12, 3), end=crossing(12, 20), target=None, themes=())
    main_row = 100 + 12
    barred = Variant("no bikes", change=((main_row, {"bicycle": "no"}),))
    variant = documented(town, barred, request=request)["variants"][0]
    modes = {leg["mode"] for leg in variant["itineraries"][0]["legs"]}
    names = {
        step["name"] for leg in variant["itineraries"][0]["legs"] for step in leg["steps"] if leg["mode"] == "bike"
    }
    assert "bike" in modes
    assert "Grande Rue" not in names


def test_tags_taken_away_open_again(town: Territory) -> None:
    barred = Variant("barred", change=((112, {"access": "no"}),))
    free = Variant("free", change=((112, {"access": None}),))
    document = documented(town, barred, free)
    assert document["variants"][0]["differences"]["identical"] is False
    assert not any(document["variants"][1]["differences"]["figures"].values())


def test_sites_and_stops_move_to_the_parts_of_their_streets(town: Territory) -> None:
    varied = vary(town, GREENWAY, "bike").territory
    network = varied.network
    for index in range(len(town.sites)):
        before, after = (territory.find_site_link(index, Vehicle.BIKE) for territory in (town, varied))
        assert (before is None) == (after is None)
        if before is not None and after is not None:
            assert before.place.point == after.place.point
            assert network.arc_edge.max() // 2 >= after.place.edge
            assert np.any(network.arc_edge >> 1 == after.place.edge)


def test_ways_of_a_variant_have_the_tags_that_it_gives_them(town: Territory) -> None:
    added = get_way_tags(vary(town, GREENWAY, "bike").territory.network, len(town.network.way_osm_id))
    assert added.tags == {"highway": "cycleway", "surface": "asphalt"}
    row = int(np.flatnonzero(town.network.way_osm_id == 112)[0])
    before = get_way_tags(town.network, row)
    assert added.country == before.country
    variant = Variant("x", change=((112, {"motor_vehicle": "no", "surface": None}),))
    after = get_way_tags(vary(town, variant, "bike").territory.network, row)
    kept = {key: value for key, value in before.tags.items() if key != "surface"}
    assert after.tags == {**kept, "motor_vehicle": "no"}


def test_a_new_street_over_closed_grounds_is_barred_there(town: Territory) -> None:
    index = next(k for k, site in enumerate(town.sites) if site.id == "pit-closed")
    over = Variant("over", add=(line(crossing(9, 9), crossing(9, 10), highway="path", bicycle="yes"),))
    varied = vary(town, over, "bike").territory
    barred = varied.get_barred(date(2026, 6, 13)).edges
    assert town.sites[index].position is not None
    assert any(edge >= town.network.edge_count for edge in barred.tolist())


@pytest.mark.parametrize(
    ("variant", "field", "words"),
    [
        (Variant("x", close=(112, 999_999)), "v.close[1]", "no street of this territory is OSM way 999999"),
        (Variant("x", close=(112, SWAPPED)), "v.close[1]", "no street of this territory lies in this area"),
        (Variant("x", open_ways=(999_999,)), "v.open[0]", "no street of this territory"),
        (Variant("x", change=((999_999, {"a": "b"}),)), "v.change[0]", "no street of this territory"),
        (Variant("x", close=(112,), open_ways=(112,)), "v", "way 112 is changed twice"),
        (
            Variant("x", add=(line(crossing(9, 9), crossing(9, 10), waterway="canal"),)),
            "v.add[0]",
            "give a highway tag",
        ),
        (
            Variant("x", add=(line(crossing(9.4, 9.4), crossing(9.6, 9.6), highway="path"),)),
            "v.add[0]",
            "joins no street: draw its ends within 15 m",
        ),
        (
            Variant("x", add=(line(crossing(12, 12), crossing(40, 40), highway="path"),)),
            "v.add[0]",
            "leaves the territory",
        ),
        (
            Variant("x", add=(line(crossing(1, 1), crossing(3, 3), crossing(3, 1), crossing(1, 3), highway="path"),)),
            "v.add[0]",
            "does not cross itself",
        ),
    ],
)
def test_what_cannot_be_laid_is_refused_by_name(town: Territory, variant: Variant, field: str, words: str) -> None:
    with pytest.raises(InvalidRequestError, match=words) as caught:
        vary(town, variant, "bike", name="v")
    assert caught.value.details["field"] == field


def test_no_more_ways_are_closed_than_can_be_drawn(town: Territory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.variants._MOST_CLOSED", 3)
    with pytest.raises(InvalidRequestError, match=r"v\.close: \d+ ways would be closed, more than 3") as caught:
        vary(town, CENTRE, "bike", name="v")
    assert caught.value.details["field"] == "v.close"


def test_shares_differ_only_where_there_is_a_way_on_both_sides(town: Territory) -> None:
    everything = shapely.box(-80, -80, 80, 80)
    document = documented(town, CENTRE, Variant("all closed", close=(everything,)))
    found, none = document["variants"]
    assert none["figures"]["itineraries"] == 0
    assert (none["differences"]["stress"], none["differences"]["surface"]) == ({}, {})
    rows = list(csv.DictReader(to_comparison_csv(document).splitlines()[2:]))
    for group in ("stress", "surface"):
        for key, gap in found["differences"][group].items():
            base, row, empty = (one[f"{group}_{key}"] for one in rows)
            assert float(row) - float(base) == pytest.approx(gap, abs=2e-4)
            assert float(rows[1][f"change_of_{group}_{key}"]) == pytest.approx(gap, abs=2e-4)
            assert (empty, rows[2][f"change_of_{group}_{key}"]) == ("", "")


def test_a_request_that_is_wrong_is_refused(town: Territory) -> None:
    with pytest.raises(InvalidRequestError, match="mode"):
        compare(town, replace(REQUEST, mode="camel"), [Variant("x")])


def test_a_comparison_in_every_format(town: Territory) -> None:
    document = documented(town, GREENWAY, CENTRE)
    rows = to_comparison_csv(document).splitlines()
    assert rows[:2] == ["DEMO", "Drawn"]
    assert len(rows) == 2 + 1 + 3
    assert len({row.count(",") for row in rows[2:]}) == 1
    features = to_comparison_geojson(document)["features"]
    assert {feature["properties"]["variant"] for feature in features} == {"", "greenway", "centre closed"}
    assert {feature["properties"]["kind"] for feature in features} == {"leg", "visit", "added", "closed"}
    text = to_comparison_text(document, language="fr")
    assert text.startswith("DEMO\n")
    assert "Longueur" in text
    assert to_comparison_png(document, town, language="nl", number=1).startswith(b"\x89PNG")


def test_a_name_is_no_formula_in_a_spreadsheet(town: Territory) -> None:
    document = documented(town, Variant("=1+1"))
    assert "\n'=1+1," in to_comparison_csv(document)
