import pytest

from tests.graphs.osm.rules.reading import read_uses

ALONG = "FFFF/FPPF"
"""Ridden along the nodes, pushed against them."""
AGAINST = "FPPF/FFFF"
BOTH = "FFFF"


@pytest.mark.parametrize(
    ("tags", "uses"),
    [
        ("oneway=yes", ALONG),
        ("oneway=1", ALONG),
        ("oneway=true", ALONG),
        ("oneway=-1", AGAINST),
        ("oneway=reverse", AGAINST),
        ("oneway=no", BOTH),
        ("oneway=alternating", BOTH),
        ("oneway=reversible", "FPPF"),
        ("oneway=YES", ALONG),
        ("junction=roundabout", ALONG),
        ("junction=circular", ALONG),
        ("junction=roundabout oneway=no", BOTH),
        ("junction=roundabout oneway=-1", AGAINST),
        # Bikes against a one-way street.
        ("oneway=yes oneway:bicycle=no", BOTH),
        ("oneway=-1 oneway:bicycle=no", BOTH),
        ("oneway=reversible oneway:bicycle=no", BOTH),
        ("oneway=no oneway:bicycle=yes", ALONG),
        ("oneway:bicycle=-1", AGAINST),
        ("oneway=yes oneway:bicycle=-1", AGAINST),
        ("oneway=yes oneway:bicycle=what", ALONG),
        ("oneway=yes cycleway=opposite", BOTH),
        ("oneway=yes cycleway=opposite_lane", BOTH),
        ("oneway=yes cycleway=opposite_track", BOTH),
        ("oneway=yes cycleway:left=opposite_lane", BOTH),
        ("oneway=yes cycleway:right=opposite", BOTH),
        ("oneway=yes cycleway:both=opposite_lane", BOTH),
        ("oneway=-1 cycleway=opposite", BOTH),
        ("oneway=yes cycleway:left=lane cycleway:left:oneway=-1", BOTH),
        ("oneway=yes cycleway:right=track cycleway:right:oneway=no", BOTH),
        ("oneway=yes cycleway:both=track cycleway:both:oneway=no", BOTH),
        ("oneway=yes cycleway:left=lane", ALONG),
        ("oneway=yes oneway:bicycle=yes cycleway=opposite", ALONG),
        ("oneway=reversible cycleway=opposite", "FPPF"),
        ("junction=roundabout cycleway=opposite_lane", BOTH),
        # Directed rights only take away.
        ("bicycle:backward=no", ALONG),
        ("bicycle:forward=dismount", AGAINST),
        ("vehicle:backward=no", ALONG),
        ("vehicle:backward=no bicycle=yes", BOTH),
        ("vehicle:backward=no bicycle:backward=yes", BOTH),
        ("oneway=yes vehicle:backward=no oneway:bicycle=no", BOTH),
        ("oneway=yes bicycle:backward=yes", ALONG),
        ("access:backward=no", "FFFF/----"),
        ("access:backward=no foot=yes", ALONG),
        ("bicycle=no bicycle:forward=yes", "FPPF"),
        # Those on foot.
        ("foot:backward=no", "FFFF/-FF-"),
        ("oneway:foot=yes", "FFFF/-FF-"),
        ("oneway:foot=-1", "-FF-/FFFF"),
        ("oneway=yes oneway:foot=no", ALONG),
        ("oneway=yes oneway:foot=yes", "FFFF/----"),
        ("oneway=yes foot=no", "-FF-/----"),
    ],
)
def test_one_way_residential(tags: str, uses: str) -> None:
    assert read_uses(f"highway=residential {tags}") == uses


@pytest.mark.parametrize(
    ("tags", "uses"),
    [
        ("highway=cycleway oneway=yes", ALONG),
        ("highway=footway oneway=yes", "FPPF"),
        ("highway=path oneway=yes", ALONG),
        ("highway=steps oneway=yes", "FP--"),
        ("highway=steps conveying=forward", "F---/----"),
        ("highway=steps conveying=backward", "----/F---"),
        ("highway=footway conveying=yes", "F---/----"),
        ("highway=footway conveying=reversible", "none"),
        ("highway=footway conveying=no", "FPPF"),
        ("route=ferry bicycle=yes oneway=yes", "FFFF/----"),
    ],
)
def test_one_way_of_other_ways(tags: str, uses: str) -> None:
    assert read_uses(tags) == uses
