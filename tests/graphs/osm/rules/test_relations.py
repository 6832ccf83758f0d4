import pytest

from graphs.attributes import RouteKind
from graphs.osm.rules import TurnRule, junction_ref, restriction, route_kind
from tests.graphs.osm.rules.reading import to_tags


@pytest.mark.parametrize(
    ("tags", "rule"),
    [
        ("restriction=no_left_turn", TurnRule("no", "no_left_turn", binds_bike=True, condition="")),
        ("restriction=only_straight_on", TurnRule("only", "only_straight_on", binds_bike=True, condition="")),
        ("restriction=no_u_turn except=bicycle", TurnRule("no", "no_u_turn", binds_bike=False, condition="")),
        ("restriction=no_u_turn except=bus;bicycle", TurnRule("no", "no_u_turn", binds_bike=False, condition="")),
        ("restriction=no_u_turn except=psv", TurnRule("no", "no_u_turn", binds_bike=True, condition="")),
        ("restriction:bicycle=no_entry", TurnRule("no", "no_entry", binds_bike=True, condition="")),
        (
            "restriction=no_left_turn restriction:bicycle=no_right_turn",
            TurnRule("no", "no_right_turn", binds_bike=True, condition=""),
        ),
        (
            "restriction=no_left_turn restriction:bicycle=none",
            TurnRule("no", "no_left_turn", binds_bike=False, condition=""),
        ),
        ("restriction:motorcar=no_left_turn", TurnRule("no", "no_left_turn", binds_bike=False, condition="")),
        ("restriction:hgv=no_exit", TurnRule("no", "no_exit", binds_bike=False, condition="")),
        (
            "restriction:conditional=no_left_turn@(06:00-09:00)",
            TurnRule("no", "no_left_turn", binds_bike=False, condition="no_left_turn@(06:00-09:00)"),
        ),
        ("restriction=no_nonsense", None),
        ("except=bicycle", None),
    ],
)
def test_restriction(tags: str, rule: TurnRule | None) -> None:
    assert restriction(to_tags(f"type=restriction {tags}")) == rule


def test_only_restriction_relations_restrict() -> None:
    assert restriction({"type": "route", "restriction": "no_left_turn"}) is None
    assert restriction({"restriction": "no_left_turn"}) is None


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ("route=bicycle network=lcn", RouteKind.CYCLING_LOCAL),
        ("route=bicycle network=rcn", RouteKind.CYCLING_REGIONAL),
        ("route=bicycle network=ncn", RouteKind.CYCLING_NATIONAL),
        ("route=bicycle network=icn", RouteKind.CYCLING_NATIONAL),
        ("route=bicycle network=nonsense;ncn", RouteKind.CYCLING_NATIONAL),
        ("route=bicycle", RouteKind.CYCLING_LOCAL),
        ("route=bicycle network=rcn network:type=node_network", RouteKind.CYCLING_NODES),
        ("route=mtb network=rcn", RouteKind.MTB),
        ("route=hiking network=lwn", RouteKind.HIKING_LOCAL),
        ("route=hiking network=rwn", RouteKind.HIKING_LONG),
        ("route=foot network=nwn", RouteKind.HIKING_LONG),
        ("route=walking network=iwn", RouteKind.HIKING_LONG),
        ("route=walking", RouteKind.HIKING_LOCAL),
        ("route=hiking network=_other", RouteKind.HIKING_LOCAL),
        ("route=foot network=rwn network:type=node_network", RouteKind.HIKING_NODES),
        ("route=bicycle network=ncn state=proposed", RouteKind.NONE),
        ("route=bus", RouteKind.NONE),
        ("network=ncn", RouteKind.NONE),
    ],
)
def test_route_kind(tags: str, kind: RouteKind) -> None:
    assert route_kind(to_tags(f"type=route {tags}")) is kind


def test_only_route_relations_are_routes() -> None:
    assert route_kind({"type": "superroute", "route": "bicycle", "network": "ncn"}) is RouteKind.NONE
    assert route_kind({}) is RouteKind.NONE


def test_junctions() -> None:
    assert junction_ref({"rwn_ref": "8", "rcn_ref": "42 ", "name": "x"}) == [("rcn", "42"), ("rwn", "8")]
    assert junction_ref({"lcn_ref": "A", "lwn_ref": "B"}) == [("lcn", "A"), ("lwn", "B")]
    assert junction_ref({"expected_rcn_ref": "42", "expected_rcn_route_relations": "3"}) == []
    assert junction_ref({"rcn_ref": " ", "rwn_ref": "9" * 10_000}) == []
