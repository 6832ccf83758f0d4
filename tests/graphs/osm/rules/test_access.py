import pytest

from graphs.osm.rules import way_attributes
from tests.graphs.osm.rules.reading import read_uses, read_way, to_tags


@pytest.mark.parametrize(
    ("tags", "uses"),
    [
        # The usual right of the class.
        ("highway=residential", "FFFF"),
        ("highway=track", "FFFF"),
        ("highway=path", "FFFF"),
        ("highway=cycleway", "FFFF"),
        ("highway=trunk", "FFFF"),
        ("highway=footway", "FPPF"),
        ("highway=pedestrian", "FPPF"),
        ("highway=corridor", "FPPF"),
        ("highway=platform", "FPPF"),
        ("railway=platform", "FPPF"),
        ("man_made=pier", "FPPF"),
        ("highway=bridleway", "FPPF"),
        ("highway=elevator", "FP-F"),
        ("highway=steps", "FP--"),
        ("highway=busway", "none"),
        ("highway=busway bicycle=yes", "-FF-"),
        # No way for anyone.
        ("highway=motorway", "none"),
        ("highway=motorway bicycle=yes foot=yes", "none"),
        ("highway=construction construction=residential", "none"),
        ("highway=proposed foot=designated bicycle=designated", "none"),
        ("highway=raceway", "none"),
        ("highway=via_ferrata", "none"),
        ("highway=residential construction=yes", "none"),
        ("highway=residential construction=minor", "FFFF"),
        ("highway=path abandoned=yes", "none"),
        ("disused:highway=path", "none"),
        ("building=yes", "none"),
        ("waterway=canal", "none"),
        # The closest tag decides.
        ("highway=residential access=no", "none"),
        ("highway=residential access=private foot=yes", "FPPF"),
        ("highway=residential access=no bicycle=yes", "-FF-"),
        ("highway=residential access=no vehicle=yes", "-FF-"),
        ("highway=residential vehicle=no", "FPPF"),
        ("highway=residential vehicle=no bicycle=yes", "FFFF"),
        ("highway=residential vehicle=destination", "FFFF"),
        ("highway=residential motor_vehicle=no", "FFFF"),
        ("highway=residential access=destination", "FFFF"),
        ("highway=residential access=permissive", "FFFF"),
        ("highway=residential foot=no", "-FF-"),
        ("highway=residential foot=use_sidepath sidewalk=separate", "-FF-"),
        ("highway=residential sidewalk=separate", "FFFF"),
        ("highway=footway bicycle=yes", "FFFF"),
        ("highway=footway access=yes", "FPPF"),
        ("highway=footway vehicle=yes", "FPPF"),
        ("highway=pedestrian bicycle=designated", "FFFF"),
        # Unknown or limited values are a no.
        ("highway=service access=customers", "none"),
        ("highway=service access=delivery", "none"),
        ("highway=service access=permit", "none"),
        ("highway=track access=agricultural", "none"),
        ("highway=track access=forestry", "none"),
        ("highway=track vehicle=agricultural;forestry", "FPPF"),
        ("highway=track access=agricultural;forestry foot=yes bicycle=yes", "FFFF"),
        ("highway=residential bicycle=permit", "FPPF"),
        ("highway=residential bicycle=private", "FPPF"),
        ("highway=residential foot=private", "-FF-"),
        ("highway=residential access=🦄", "none"),
        ("highway=residential access=Yes", "none"),
        ("highway=residential bicycle=discouraged vehicle=no", "FPPF"),
        ("highway=residential bicycle=discouraged", "FFFF"),
        # Roads for motor traffic, private grounds, buildings.
        ("highway=trunk motorroad=yes", "none"),
        ("highway=trunk motorroad=yes bicycle=yes", "-FF-"),
        ("highway=path golf=cartpath", "none"),
        ("highway=path golf=path foot=designated", "FPPF"),
        ("highway=track military=training_area", "none"),
        ("highway=service indoor=yes", "FPPF"),
        # Pushing is walking.
        ("highway=cycleway bicycle=dismount", "FPPF"),
        ("highway=residential bicycle=no", "FPPF"),
        ("highway=residential bicycle=use_sidepath", "FPPF"),
        ("highway=residential bicycle=no foot=no", "none"),
        ("highway=footway foot=no", "none"),
        ("highway=footway access=no", "none"),
        ("highway=steps bicycle=yes", "FP--"),
        ("highway=steps ramp:bicycle=yes", "FP--"),
        ("highway=steps foot=no bicycle=yes", "none"),
        ("highway=path ladder=yes", "F---"),
        ("highway=path cargo_bike=no", "FFPF"),
        # Mountain paths.
        ("highway=path sac_scale=hiking", "FFFF"),
        ("highway=path sac_scale=mountain_hiking", "FF--"),
        ("highway=path sac_scale=demanding_mountain_hiking", "F---"),
        ("highway=path sac_scale=demanding_mountain_hiking bicycle=yes", "FF--"),
        ("highway=path sac_scale=difficult_alpine_hiking bicycle=yes foot=yes", "none"),
        ("highway=path via_ferrata_scale=2", "none"),
        # Room.
        ("highway=path width=0.85", "FF-F"),
        ("highway=path width=0.7", "FF--"),
        ("highway=path est_width=0.5", "FF--"),
        ("highway=path smoothness=very_bad", "FFF-"),
        ("highway=path smoothness=impassable", "FP--"),
        ("highway=path wheelchair=no", "FFF-"),
        ("highway=path wheelchair=limited", "FFFF"),
        ("highway=path wheelchair=yes access=no", "none"),
        ("highway=steps wheelchair=yes", "FP--"),
        ("highway=track ford=yes", "FFF-"),
        ("highway=track ford=yes wheelchair=yes", "FFFF"),
        ("highway=path ford=stepping_stones", "FP--"),
        # Ferries: those on foot, bikes where a tag carries them.
        ("route=ferry", "F--F"),
        ("route=ferry bicycle=yes", "FFFF"),
        ("route=ferry motor_vehicle=yes", "FFFF"),
        ("route=ferry motor_vehicle=yes bicycle=no", "F--F"),
        ("route=ferry bicycle=dismount", "FPPF"),
        ("route=ferry foot=no motor_vehicle=yes", "-FF-"),
        ("route=ferry access=private", "none"),
    ],
)
def test_rights(tags: str, uses: str) -> None:
    assert read_uses(tags) == uses


@pytest.mark.parametrize(
    ("tags", "country", "region", "uses"),
    [
        ("highway=trunk", "FR", None, "none"),
        ("highway=trunk bicycle=yes", "FR", None, "-FF-"),
        ("highway=trunk foot=yes", "FR", None, "FPPF"),
        ("highway=trunk", "BE", None, "none"),
        ("highway=trunk", "DE", None, "FFFF"),
        ("highway=path", "FR", None, "FFFF"),
        ("highway=path", "BE", None, "FFFF"),
        ("highway=path width=0.9", "BE", "BE-VLG", "FFFF"),
        ("highway=path width=0.9", "BE", "BE-WAL", "FPPF"),
        ("highway=path", "BE", "BE-WAL", "FPPF"),
        ("highway=path width=1", "BE", "BE-WAL", "FFFF"),
        ("highway=path width=0.9 bicycle=yes", "BE", "BE-WAL", "FFFF"),
        ("highway=path bicycle=designated", "BE", "BE-WAL", "FFFF"),
        ("highway=track", "BE", "BE-WAL", "FFFF"),
        ("highway=track width=0.95", "BE", "BE-WAL", "FFFF"),
    ],
)
def test_rights_of_countries(tags: str, country: str, region: str | None, uses: str) -> None:
    assert read_uses(tags, country, region) == uses


def test_a_way_that_a_condition_may_open_is_kept_closed() -> None:
    way = read_way("highway=path access=no access:conditional=yes@(Apr-Sep)")
    assert way.conditions == {"access:conditional": "yes@(Apr-Sep)"}
    assert (way.forward.use_foot, way.forward.use_bike, way.backward.use_foot) == (0, 0, 0)
    assert way_attributes(to_tags("highway=path access=no access:conditional=no@(Apr-Sep)")) is None
    assert way_attributes(to_tags("highway=path access=no maxspeed:conditional=30@(22:00-06:00)")) is None


def test_conditions_are_kept_as_tagged_and_decide_nothing() -> None:
    way = read_way("highway=path seasonal=summer opening_hours=08:00-20:00 bicycle:conditional=no@(Su) lit=yes")
    assert way.conditions == {
        "bicycle:conditional": "no@(Su)",
        "opening_hours": "08:00-20:00",
        "seasonal": "summer",
    }
    assert list(way.conditions) == sorted(way.conditions)
    assert way.forward.use_bike == 1
    way.conditions.clear()
    assert read_way(
        "highway=path seasonal=summer opening_hours=08:00-20:00 bicycle:conditional=no@(Su) lit=yes"
    ).conditions
