import pytest

from graphs.attributes import Facility
from tests.graphs.osm.rules.reading import read_way

N, S, L, T = Facility.NONE, Facility.SHARED, Facility.LANE, Facility.TRACK


@pytest.mark.parametrize(
    ("tags", "facilities"),
    [
        ("highway=residential", (N, N)),
        ("highway=residential cycleway=separate", (N, N)),
        ("highway=secondary cycleway=lane", (L, L)),
        ("highway=secondary cycleway:both=track", (T, T)),
        ("highway=secondary cycleway:right=lane", (L, N)),
        ("highway=secondary cycleway:left=lane", (N, L)),
        ("highway=secondary cycleway:right=lane cycleway:left=track", (L, T)),
        ("highway=secondary cycleway:right=track cycleway:right:oneway=no", (T, T)),
        ("highway=secondary cycleway=share_busway", (S, S)),
        ("highway=residential oneway=yes cycleway=lane", (L, N)),
        ("highway=residential oneway=-1 cycleway=lane", (N, L)),
        ("highway=residential oneway=yes cycleway=opposite", (N, N)),
        ("highway=residential oneway=yes cycleway=opposite_lane", (N, L)),
        ("highway=residential oneway=-1 cycleway=opposite_track", (T, N)),
        ("highway=residential oneway=yes cycleway:left=opposite_lane", (N, L)),
        ("highway=residential oneway=yes cycleway:left=lane", (L, N)),
        ("highway=residential oneway=yes cycleway:left=lane cycleway:left:oneway=-1", (N, L)),
        ("highway=residential bicycle_road=yes", (S, S)),
        ("highway=residential cyclestreet=yes cycleway:right=track", (T, S)),
        ("highway=cycleway", (T, T)),
        ("highway=path bicycle=designated", (T, T)),
        ("highway=path", (N, N)),
        ("highway=residential bicycle=designated", (N, N)),
    ],
)
def test_facility(tags: str, facilities: tuple[Facility, Facility]) -> None:
    way = read_way(tags)
    assert (way.forward.facility, way.backward.facility) == facilities


def test_facility_where_traffic_keeps_left() -> None:
    way = read_way("highway=secondary cycleway:left=lane", "GB")
    assert (way.forward.facility, way.backward.facility) == (L, N)


@pytest.mark.parametrize(
    ("tags", "stress"),
    [
        ("highway=cycleway", 1),
        ("highway=path", 1),
        ("highway=living_street", 1),
        ("highway=residential maxspeed=30", 1),
        ("highway=residential", 2),
        ("highway=residential maxspeed=30 lanes=3", 2),
        ("highway=residential lanes=3", 3),
        ("highway=residential cyclestreet=yes", 1),
        ("highway=unclassified maxspeed=80", 3),
        ("highway=tertiary maxspeed=30", 2),
        ("highway=tertiary maxspeed=50", 3),
        ("highway=tertiary maxspeed=70", 4),
        ("highway=tertiary maxspeed=30 lanes=4", 3),
        ("highway=tertiary maxspeed=30 lanes=6", 4),
        ("highway=tertiary maxspeed=30 lanes=2 oneway=yes", 3),
        ("highway=tertiary maxspeed=30 lanes=many", 2),
        ("highway=secondary", 4),
        ("highway=secondary zone:maxspeed=FR:30", 2),
        ("highway=secondary cycleway=lane maxspeed=50", 2),
        ("highway=secondary cycleway=lane maxspeed=60", 3),
        ("highway=secondary cycleway=lane maxspeed=80", 4),
        ("highway=secondary cycleway=track maxspeed=80", 1),
        ("highway=secondary cycleway=shared_lane maxspeed=50", 3),
        ("highway=residential maxspeed=20 mph", 1),
    ],
)
def test_stress(tags: str, stress: int) -> None:
    assert read_way(tags.replace(" mph", "mph")).forward.stress == stress


def test_stress_of_each_direction() -> None:
    way = read_way("highway=secondary cycleway:right=track maxspeed:backward=50 maxspeed=80")
    assert (way.forward.stress, way.backward.stress) == (1, 3)


@pytest.mark.parametrize(
    ("tags", "calm", "major"),
    [
        ("highway=path", 1, 0),
        ("highway=living_street", 1, 0),
        ("highway=residential", 0, 0),
        ("highway=secondary", 0, 1),
        ("highway=secondary_link", 0, 1),
        ("highway=secondary cycleway=lane", 0, 0),
        ("highway=secondary cycleway=no", 0, 1),
        ("highway=secondary cycleway:both=separate", 0, 1),
        ("highway=secondary cycleway:right:surface=asphalt", 0, 0),
        ("highway=secondary bicycle=designated", 0, 0),
        ("highway=tertiary", 0, 0),
    ],
)
def test_calm_and_major(tags: str, calm: int, major: int) -> None:
    arc = read_way(tags).forward
    assert (arc.calm, arc.major) == (calm, major)
