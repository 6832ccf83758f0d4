import pytest

from graphs.attributes import Highway, Lit, Smoothness, Structure, Surface, Tracktype
from graphs.osm.rules.features import to_surface
from graphs.osm.rules.values import to_duration_s, to_incline_pct, to_kmh, to_layer, to_number, to_width_dm
from tests.graphs.osm.rules.reading import read_way


@pytest.mark.parametrize(
    ("value", "surface"),
    [
        ("asphalt", Surface.ASPHALT),
        ("concrete:plates", Surface.CONCRETE),
        ("concrete:unheard", Surface.CONCRETE),
        ("paving_stones:30", Surface.PAVING),
        ("sett", Surface.SETT),
        ("cobblestone:flattened", Surface.COBBLE),
        ("asphalt;ground", Surface.GROUND),
        ("ground; asphalt", Surface.GROUND),
        ("Gravel", Surface.GRAVEL),
        ("fine_gravel", Surface.FINE_GRAVEL),
        ("asphalt;nonsense", Surface.ASPHALT),
        ("", Surface.UNKNOWN),
        ("🦄", Surface.UNKNOWN),
    ],
)
def test_surface(value: str, surface: Surface) -> None:
    assert to_surface(value) is surface


@pytest.mark.parametrize(
    ("value", "width_dm"),
    [
        ("2", 20),
        ("2 m", 20),
        ("2m", 20),
        ("2,5", 25),
        ("0.95", 9),
        ("80 cm", 8),
        ("6'6\"", 19),
        ("6'", 18),
        ("6 ft", 18),
        ('30"', 7),
        ("2;1.5", 15),
        ("1-2", 10),
        ("<1", 10),
        ("~ 3", 30),
        ("30", 255),
        ("0", None),
        ("-1", None),
        ("0.04", None),
        ("600", None),
        ("ca. 2", None),
        ("1.2.3", None),
        ("1e1", None),
        ("narrow", None),
        ("9" * 10_000, None),
        ("", None),
    ],
)
def test_width(value: str, width_dm: int | None) -> None:
    assert to_width_dm(value) == width_dm


@pytest.mark.parametrize(
    ("value", "speed_kmh"),
    [
        ("50", 50),
        ("50 km/h", 50),
        ("30 mph", 48),
        ("30mph", 48),
        ("walk", 6),
        ("none", 130),
        ("FR:urban", 50),
        ("FR:rural", 80),
        ("BE:rural", 90),
        ("BE-VLG:rural", 70),
        ("FR:zone30", 30),
        ("BE:zone:30", 30),
        ("DE:30", 30),
        ("AT:urban", 50),
        ("50;30", 50),
        ("signals", None),
        ("0", None),
        ("9999", None),
        ("", None),
    ],
)
def test_speed(value: str, speed_kmh: int | None) -> None:
    from graphs.osm.rules.tables import load_tables

    assert to_kmh(value, load_tables().stress.speeds) == speed_kmh


@pytest.mark.parametrize(
    ("value", "incline_pct"),
    [
        ("10%", 10),
        ("-7 %", -7),
        ("5", 5),
        ("3,4%", 3),
        ("10°", 18),
        ("up", 1),
        ("down", -1),
        ("0%", 0),
        ("100%", 100),
        ("101%", None),
        ("80°", None),
        ("10:1", None),
        ("yes", None),
        ("", None),
    ],
)
def test_incline(value: str, incline_pct: int | None) -> None:
    assert to_incline_pct(value) == incline_pct


@pytest.mark.parametrize(
    ("value", "duration_s"),
    [
        ("20", 1200),
        ("00:20", 1200),
        ("1:05", 3900),
        ("01:02:03", 3723),
        ("PT20M", 1200),
        ("PT1H30M", 5400),
        ("P1DT2H", 93_600),
        ("P1D", 86_400),
        ("PT", None),
        ("P", None),
        ("PT5", None),
        ("PT1X", None),
        ("1:75", None),
        ("1:2:3:4", None),
        ("0", None),
        ("-5", None),
        ("999999999", None),
        ("²", None),
        ("20 minutes", None),
        ("", None),
    ],
)
def test_duration(value: str, duration_s: int | None) -> None:
    assert to_duration_s(value) == duration_s


def test_numbers_and_layers() -> None:
    assert to_number("1,5") == 1.5
    assert [to_number(text) for text in ("", "nan", "1_0", "٣", "1" * 30, ".")] == [None] * 6
    assert [to_layer(text) for text in ("-1", "2", "1.5", "1000", "x", "")] == [-1, 2, 1, 0, 0, 0]


def test_attributes_of_a_track() -> None:
    way = read_way(
        "highway=track surface=ground smoothness=bad tracktype=grade3 width=2.5 lit=no incline=8% mtb:scale=2+ "
        "wheelchair=limited bridge=yes layer=1 area=yes name=Voie ref=V31"
    )
    arc = way.forward
    assert (arc.highway, arc.surface, arc.smoothness) == (Highway.TRACK, Surface.GROUND, Smoothness.BAD)
    assert (arc.tracktype, arc.width_dm, arc.lit, arc.structure) == (Tracktype.GRADE3, 25, Lit.NO, Structure.BRIDGE)
    assert (arc.mtb_scale, arc.wheelchair, arc.routes) == (3, 2, 0)
    assert (arc.incline_pct, way.backward.incline_pct) == (136, 120)
    assert (way.name, way.ref, way.layer, way.is_area) == ("Voie", "V31", 1, True)


def test_what_is_not_tagged_is_unknown() -> None:
    way = read_way("highway=track")
    arc = way.forward
    assert (arc.surface, arc.smoothness, arc.tracktype, arc.width_dm, arc.lit, arc.incline_pct) == (0, 0, 0, 0, 0, 0)
    assert (arc.mtb_scale, arc.wheelchair, arc.structure) == (0, 0, Structure.GROUND)
    assert (way.name, way.ref, way.conditions, way.duration_s, way.layer, way.is_area) == ("", "", {}, None, 0, False)


@pytest.mark.parametrize(
    ("tags", "structure"),
    [
        ("ford=yes bridge=yes", Structure.FORD),
        ("ford=no", Structure.GROUND),
        ("bridge=viaduct", Structure.BRIDGE),
        ("tunnel=building_passage", Structure.TUNNEL),
        ("tunnel=culvert", Structure.GROUND),
    ],
)
def test_structure(tags: str, structure: Structure) -> None:
    assert read_way(f"highway=path {tags}").forward.structure == structure


def test_ferry() -> None:
    way = read_way("route=ferry duration=00:15 bicycle=yes")
    assert (way.forward.highway, way.forward.structure, way.forward.stress) == (Highway.FERRY, Structure.FERRY, 0)
    assert way.duration_s == 900
    assert read_way("route=ferry duration=soon").duration_s is None


@pytest.mark.parametrize(("tags", "scale"), [("mtb:scale=0", 1), ("mtb:scale=7", 0), ("sac_scale=hiking", 1), ("", 0)])
def test_mtb_scale(tags: str, scale: int) -> None:
    assert read_way(f"highway=path {tags}").forward.mtb_scale == scale


@pytest.mark.parametrize(("value", "lit"), [("24/7", Lit.YES), ("disused", Lit.NO), ("maybe", Lit.UNKNOWN)])
def test_lit(value: str, lit: Lit) -> None:
    assert read_way(f"highway=path lit={value}").forward.lit == lit
