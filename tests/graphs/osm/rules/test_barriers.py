import pytest

from graphs.attributes import Vehicle
from graphs.osm.rules import NodeAttributes, node_attributes
from tests.graphs.osm.rules.reading import to_tags


def read_passing(text: str) -> str:
    """Return a letter for each of foot, bike, cargo bike, wheelchair that passes, a dash for those who do not."""
    node = node_attributes(to_tags(text))
    block = 0 if node is None else node.block
    return "".join("-" if block & 1 << vehicle else "FBCW"[vehicle] for vehicle in Vehicle)


@pytest.mark.parametrize(
    ("tags", "passing"),
    [
        ("barrier=bollard", "FBCW"),
        ("barrier=bollard maxwidth:physical=0.8", "FB-W"),
        ("barrier=bollard maxwidth:physical=0.9", "FBCW"),
        ("barrier=bollard width=0.7", "FB--"),
        ("barrier=bollard opening=0.4", "F---"),
        ("barrier=bollard opening=wide", "FBCW"),
        ("barrier=bollard bicycle=no", "F--W"),
        ("barrier=bollard access=no foot=yes bicycle=yes", "FBCW"),
        ("barrier=bollard motor_vehicle=no", "FBCW"),
        ("barrier=block", "FBCW"),
        ("barrier=cycle_barrier", "FB-W"),
        ("barrier=cycle_barrier opening=1.2", "FBCW"),
        ("barrier=cycle_barrier opening=1.1", "FB-W"),
        ("barrier=cycle_barrier bicycle=yes", "FB-W"),
        ("barrier=cycle_barrier cargo_bike=yes", "FBCW"),
        ("barrier=cycle_barrier wheelchair=no", "FB--"),
        ("barrier=motorcycle_barrier", "FB-W"),
        ("barrier=kissing_gate", "F---"),
        ("barrier=kissing_gate bicycle=yes", "FB--"),
        ("barrier=kissing_gate bicycle=yes width=1.2", "FBC-"),
        ("barrier=kissing_gate width=1.5", "F---"),
        ("barrier=kissing_gate wheelchair=yes", "F--W"),
        ("barrier=stile", "F---"),
        ("barrier=stile bicycle=yes", "FB--"),
        ("barrier=stile foot=no", "----"),
        ("barrier=turnstile", "F---"),
        ("barrier=full-height_turnstile", "F---"),
        ("barrier=log", "F---"),
        ("barrier=ditch", "F---"),
        ("barrier=debris", "FB--"),
        ("barrier=chain", "FB-W"),
        ("barrier=cattle_grid", "FBC-"),
        ("barrier=cattle_grid wheelchair=yes", "FBCW"),
        ("barrier=wall", "----"),
        ("barrier=fence foot=yes", "F---"),
        ("barrier=fence access=yes", "----"),
        ("barrier=hedge bicycle=yes", "-B--"),
        ("barrier=gate", "FBCW"),
        ("barrier=gate access=private", "----"),
        ("barrier=gate access=customers", "----"),
        ("barrier=gate access=destination", "FBCW"),
        ("barrier=gate access=no foot=yes", "F--W"),
        ("barrier=gate access=no bicycle=yes", "-BC-"),
        ("barrier=gate access=private vehicle=yes", "-BC-"),
        ("barrier=gate vehicle=no", "F--W"),
        ("barrier=gate locked=yes", "----"),
        ("barrier=gate locked=yes foot=yes", "F--W"),
        ("barrier=gate locked=yes access=yes", "----"),
        ("barrier=gate locked=no", "FBCW"),
        ("barrier=gate cargo_bike=no", "FB-W"),
        ("barrier=gate bicycle=dismount", "F--W"),
        ("barrier=lift_gate", "FBCW"),
        ("barrier=swing_gate", "FBCW"),
        ("barrier=sally_port", "FBCW"),
        ("barrier=border_control", "FBCW"),
        ("barrier=toll_booth", "FBCW"),
        ("barrier=entrance", "FBCW"),
        ("barrier=kerb", "FBCW"),
        ("barrier=kerb kerb=raised", "FBC-"),
        ("barrier=kerb kerb=raised wheelchair=yes", "FBCW"),
        ("highway=crossing kerb=raised bicycle=no", "FBC-"),
        ("barrier=something_new", "FB-W"),
        ("highway=elevator", "FB-W"),
        ("ford=yes", "FBC-"),
        ("highway=ford", "FBC-"),
        ("ford=stepping_stones", "FB--"),
    ],
)
def test_passing(tags: str, passing: str) -> None:
    assert read_passing(tags) == passing


@pytest.mark.parametrize(
    "tags", ["barrier=entrance", "barrier=no", "highway=crossing bicycle=no", "kerb=flush", "amenity=bench", "ford=no"]
)
def test_nodes_that_hold_nobody_up(tags: str) -> None:
    assert node_attributes(to_tags(tags)) is None


def test_passing_takes_time() -> None:
    gate = node_attributes({"barrier": "gate"})
    assert gate == NodeAttributes(0, (5, 10, 20, 15), "gate")
    stile = node_attributes({"barrier": "stile"})
    assert stile is not None
    assert stile.delay_s[Vehicle.FOOT] > 0
    assert stile.delay_s[Vehicle.BIKE] == 0


def test_records_check_themselves() -> None:
    with pytest.raises(ValueError, match="block"):
        NodeAttributes(16, (0, 0, 0, 0), "gate")
    with pytest.raises(ValueError, match="delay_s"):
        NodeAttributes(0, (0, 0, 0, 256), "gate")
