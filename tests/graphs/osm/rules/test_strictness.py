"""Whatever the tags: no error, no value out of range, and never laxer than the plain rules."""

from dataclasses import astuple
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.attributes import ArcClass, Use, Vehicle
from graphs.osm.rules import (
    WayAttributes,
    junction_ref,
    node_attributes,
    restriction,
    route_kind,
    way_attributes,
)
from graphs.osm.rules.tables import load_tables
from tests.graphs.osm.rules import plain_rules

HIGHWAYS = sorted(plain_rules.CLOSED | set(load_tables().highways.classes))
ACCESS = sorted(
    plain_rules.YES
    | plain_rules.NO
    | {"dismount", "use_sidepath", "discouraged", "permit", "agricultural", "delivery", "unknown", "yes;no", "YES", ""}
)
ONE_WAY = ["yes", "no", "1", "-1", "true", "reverse", "reversible", "alternating", "0", "dirty"]
CYCLEWAY = ["no", "none", "separate", "lane", "track", "opposite", "opposite_lane", "share_busway", "shared_lane", ""]
DIRTY = st.sampled_from(
    [
        "",
        " ",
        "🚲",
        "x" * 10_000,
        "9" * 10_000,
        "1e309",
        "-0",
        "nan",
        "inf",
        "²",
        "1;2;;",
        "'",
        '"',
        "P",
        "PT",
        "1'",
        "٣",
    ]
)
DIRTY_OR_TEXT = st.one_of(DIRTY, st.text(max_size=12), st.integers().map(str), st.floats().map(str))
ACCESS_KEYS = [
    f"{key}{suffix}" for key in ("access", "foot", "vehicle", "bicycle") for suffix in ("", ":forward", ":backward")
]
CYCLEWAY_KEYS = ["cycleway", "cycleway:left", "cycleway:right", "cycleway:both"]
LANE_KEYS = [f"cycleway:{side}:oneway" for side in ("left", "right", "both")]
FREE_KEYS = [
    "width",
    "est_width",
    "maxwidth:physical",
    "opening",
    "surface",
    "smoothness",
    "tracktype",
    "incline",
    "lit",
    "maxspeed",
    "lanes",
    "duration",
    "layer",
    "mtb:scale",
    "sac_scale",
    "wheelchair",
    "ford",
    "bridge",
    "name",
    "ref",
    "conveying",
    "oneway:foot",
    "cargo_bike",
    "area",
    "indoor",
    "golf",
    "cycleway_note",
    "access:conditional",
    "locked",
    "rcn_ref",
    "network",
]

CHOICES: dict[str, list[str]] = {
    "railway": ["platform", "rail"],
    "man_made": ["pier", "dyke"],
    "motorroad": ["yes", "no"],
    "junction": ["roundabout", "circular", "yes"],
    "oneway": ONE_WAY,
    "oneway:bicycle": ONE_WAY,
    "route": ["bicycle", "hiking", "ferry", "bus"],
    **dict.fromkeys(ACCESS_KEYS, ACCESS),
    **dict.fromkeys(CYCLEWAY_KEYS, CYCLEWAY),
    **dict.fromkeys(LANE_KEYS, ONE_WAY),
}
PAIRS = [(key, value) for key, values in CHOICES.items() for value in values]
PLAIN_PAIRS = [(key, value) for key in ("access", "foot", "vehicle", "bicycle") for value in ACCESS]
FEW_TAGS = st.lists(st.one_of(st.sampled_from(PLAIN_PAIRS), st.sampled_from(PAIRS)), max_size=5).map(dict)
STREETS = st.sampled_from([*HIGHWAYS, "nonsense", ""])
BARRIERS = st.sampled_from([*sorted(load_tables().barriers.kinds), "nonsense"])
TAGS = st.builds(
    lambda tags, highway, barrier: tags | ({"highway": highway} if highway else {}) | {"barrier": barrier},
    FEW_TAGS,
    STREETS,
    BARRIERS,
)
FREE_TAGS = st.dictionaries(st.sampled_from(FREE_KEYS), DIRTY_OR_TEXT, max_size=2)
COUNTRIES = st.sampled_from([(None, None), ("FR", None), ("BE", "BE-WAL"), ("XX", "XX-Y")])


def list_arcs(way: WayAttributes) -> tuple[ArcClass, ArcClass]:
    return way.forward, way.backward


def check_way(tags: dict[str, str], way: WayAttributes) -> None:
    walk, riding = plain_rules.allows_walking(tags), plain_rules.list_riding(tags)
    for arc, ride in zip(list_arcs(way), riding, strict=True):
        assert all(0 <= value <= 255 for value in astuple(arc))
        assert walk or not (arc.use_foot or arc.use_wheelchair)
        for use in (arc.use_bike, arc.use_cargo):
            assert use != Use.FREE or ride
            assert use != Use.PUSH or walk
        assert arc.calm == (tags.get("highway") in plain_rules.CALM)
        assert arc.major == plain_rules.is_major(tags)


@settings(max_examples=600)
@given(TAGS, FREE_TAGS, COUNTRIES)
def test_ways_are_never_laxer_than_the_plain_rules(
    tags: dict[str, str], free: dict[str, str], place: tuple[str | None, str | None]
) -> None:
    tags = free | tags
    way = way_attributes(tags, country=place[0], region=place[1])
    if way is None:
        return
    assert all(0 <= value <= 255 for arc in list_arcs(way) for value in astuple(arc))
    assert way.duration_s is None or 0 < way.duration_s <= 7 * 86_400
    assert abs(way.layer) <= 100
    assert len(way.name) <= 255
    if tags.keys() & {"highway"} or tags.get("railway") == "platform" or tags.get("man_made") == "pier":
        check_way(tags, way)


@settings(max_examples=600)
@given(TAGS, FREE_TAGS)
def test_barriers_are_never_laxer_than_the_plain_rules(tags: dict[str, str], free: dict[str, str]) -> None:
    tags = free | tags
    node = node_attributes(tags)
    block = 0 if node is None else node.block
    wheels = 1 << Vehicle.BIKE | 1 << Vehicle.CARGO
    assert not plain_rules.stops_bikes(tags) or block & wheels == wheels
    feet = 1 << Vehicle.FOOT | 1 << Vehicle.WHEELCHAIR
    assert not plain_rules.stops_feet(tags) or block & feet == feet
    assert not block & 1 << Vehicle.BIKE or block & 1 << Vehicle.CARGO


@given(
    st.dictionaries(
        st.one_of(st.sampled_from([*FREE_KEYS, "type", "restriction", "except"]), st.text(max_size=8)), DIRTY_OR_TEXT
    )
)
def test_dirty_tags_raise_nothing(tags: dict[str, str]) -> None:
    for dirty in (tags, {"highway": "path", **tags}, {"barrier": "bollard", **tags}, {"type": "route", **tags}):
        way_attributes(dirty)
        node_attributes(dirty)
        restriction(dirty)
        route_kind(dirty)
        junction_ref(dirty)


@given(TAGS, FREE_TAGS)
def test_neither_order_nor_unrelated_tags_matter(tags: dict[str, str], free: dict[str, str]) -> None:
    tags = free | tags
    turned = dict(reversed([*tags.items(), ("note", "x"), ("source", "survey"), ("addr:street", "y")]))
    assert way_attributes(turned) == way_attributes(tags)
    assert node_attributes(turned) == node_attributes(tags)


def test_the_streets_of_a_town_are_never_laxer_than_the_plain_rules(test_data: Path) -> None:
    import osmium

    seen: set[tuple[tuple[str, str], ...]] = set()
    allowed = 0
    for way in osmium.FileProcessor(str(test_data / "monaco-gh" / "monaco.osm.gz"), osmium.osm.WAY):
        items = tuple((tag.k, tag.v) for tag in way.tags)
        if items in seen or "highway" not in way.tags:
            continue
        seen.add(items)
        read = way_attributes(dict(items))
        if read is not None:
            check_way(dict(items), read)
            allowed += 1
    assert allowed > 300
