"""Wishes for the ground: flat or hilly, and a limit to the climbs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from graphs.network import UNKNOWN_CLIMB_DM
from graphs.profiles import get_profile
from graphs.view import NetworkView
from planner.climbing import CLIMB_FACTORS, draw_below
from planner.engine import plan
from planner.errors import BudgetTooSmallError, InvalidRequestError, NoItineraryError
from planner.request import Target, TripRequest
from planner.wishes import StreetWishes, prefer
from tests.graphs.elevation.rasters import field_tiff
from tests.networks import Street, build_network
from tests.planner.town import build_town, crossing

if TYPE_CHECKING:
    import numpy.typing as npt

    from planner.request import Relief
    from planner.territory import Territory

MIDDLE = crossing(12, 12)


def view_of(wishes: StreetWishes) -> NetworkView:
    """Give a level, a steep and an unknown street of one length as wished for."""
    streets = [Street(0, 1), Street(1, 2, ascent_dm=400), Street(2, 3, ascent_dm=int(UNKNOWN_CLIMB_DM))]
    places = [(50.4, 2.8), (50.4, 2.81), (50.4, 2.82), (50.4, 2.83)]
    network = build_network(places, streets)
    network.tables["facts"]["has_elevation"] = True
    view = NetworkView.create(network, wishes.adapt(get_profile("bike")))
    return prefer(view, wishes)


def forward(view: NetworkView) -> list[int]:
    """Weights of the three streets along them."""
    order = [int(np.flatnonzero(view.network.arc_edge == 2 * edge)[0]) for edge in range(3)]
    return [int(view.weights[arc]) for arc in order]


def test_flat_ground_makes_climbs_dearer_and_nothing_else() -> None:
    plain, flat = forward(view_of(StreetWishes())), forward(view_of(StreetWishes(relief="flat")))
    assert (flat[0], flat[2]) == (plain[0], plain[2])
    assert flat[1] - plain[1] == 3 * 400 * get_profile("bike").climb_cm_per_dm
    dearer = forward(view_of(StreetWishes(relief="flat", climb_factor=4)))
    assert dearer[1] - plain[1] == 15 * 400 * get_profile("bike").climb_cm_per_dm


def test_hilly_ground_makes_level_and_unknown_streets_dearer() -> None:
    plain, hilly = forward(view_of(StreetWishes())), forward(view_of(StreetWishes(relief="hilly")))
    assert hilly[0] == pytest.approx(2 * plain[0], abs=2)
    assert hilly[2] == pytest.approx(2 * plain[2], abs=2)
    assert hilly[1] < plain[1]


@pytest.mark.parametrize("fields", [{"relief": "flat"}, {"relief": "hilly"}, {"max_ascent_m": 50.0}])
def test_without_elevations_a_wish_for_the_ground_is_refused(town: Territory, fields: dict[str, object]) -> None:
    request = TripRequest(mode="bike", start=crossing(12, 12), target=Target(distance_m=6000), **fields)  # type: ignore[arg-type]
    with pytest.raises(InvalidRequestError, match="elevations are not known") as refused:
        plan(town, request)
    assert refused.value.details["field"] == next(iter(fields))


def test_numbered_junctions_are_refused_where_there_are_none(town: Territory) -> None:
    request = TripRequest(mode="foot", start=crossing(12, 12), target=Target(distance_m=6000), node_network=True)
    with pytest.raises(InvalidRequestError, match="no walking network") as refused:
        plan(town, request)
    assert refused.value.details["field"] == "node_network"


@pytest.mark.parametrize("limit", [-1.0, float("nan"), float("inf")])
def test_the_limit_must_be_a_number(limit: float) -> None:
    with pytest.raises(InvalidRequestError) as refused:
        TripRequest(mode="foot", start=crossing(1, 1), target=Target(distance_m=1), max_ascent_m=limit)
    assert refused.value.details["field"] == "max_ascent_m"


def test_climbs_become_dearer_until_enough_stay_below() -> None:
    asked: list[int] = []

    def draw(factor: int) -> list[float | None]:
        asked.append(factor)
        return [300.0 / factor, None, 200.0 / factor]

    assert draw_below(draw, lambda climb: climb, most_m=60, count=1) == [50.0]
    assert asked == [1, 4]
    assert draw_below(draw, lambda climb: climb, most_m=60, count=2) == [18.75, 12.5]
    assert draw_below(draw, lambda climb: climb, most_m=60, count=3) == [18.75, 12.5], "the most that there are"
    with pytest.raises(BudgetTooSmallError) as refused:
        draw_below(draw, lambda climb: climb, most_m=10, count=1)
    assert refused.value.details["feasible"] == {"ascent_m": [12.5, 300.0]}


def test_what_cannot_be_planned_at_all_says_why() -> None:
    def draw(factor: int) -> list[float]:
        msg = f"price {factor}"
        raise NoItineraryError(msg)

    with pytest.raises(NoItineraryError, match=f"price {CLIMB_FACTORS[0]}"):
        draw_below(draw, lambda climb: climb, most_m=10, count=1)
    with pytest.raises(BudgetTooSmallError, match="not all elevations are known"):
        draw_below(lambda _: [1], lambda _: None, most_m=10, count=1)


@pytest.fixture(scope="module")
def hills(tmp_path_factory: pytest.TempPathFactory) -> Territory:
    """Town whose eastern half is a row of ridges 40 m high, 480 m apart; the western half is level."""

    def height(lat: npt.NDArray[np.float64], lon: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        east_m = (lon - MIDDLE.lon) * 111_195 * np.cos(np.radians(lat))
        return 50 + np.where(east_m > 0, 20 * (1 - np.cos(2 * np.pi * east_m / 480)), 0)

    folder = tmp_path_factory.mktemp("hills")
    step = 1 / 7200
    ground = field_tiff(folder / "ground.tif", height, north=50.44, west=2.97, rows=400, columns=600, step=step)
    return build_town(folder / "town", sites=[], elevation=[ground])


def climb_on(hills: Territory, *, relief: Relief | None = None, limit_m: float | None = None) -> list[float]:
    request = TripRequest(
        mode="bike",
        start=MIDDLE,
        target=Target(distance_m=6000),
        alternatives=2,
        relief=relief,
        max_ascent_m=limit_m,
    )
    found = plan(hills, request)
    assert all(abs(item.quality.length_error or 0) <= 0.05 for item in found.itineraries)
    return [item.summary.ascent_m or 0.0 for item in found.itineraries]


def test_flat_ground_and_hills_are_found(hills: Territory) -> None:
    plain, flat, hilly = climb_on(hills), climb_on(hills, relief="flat"), climb_on(hills, relief="hilly")
    assert max(flat) <= min(plain) + 1
    assert max(flat) < 20
    assert min(hilly) > 100


def test_no_itinerary_climbs_more_than_the_limit(hills: Territory) -> None:
    assert max(climb_on(hills, relief="hilly", limit_m=60)) <= 60
    assert max(climb_in_the_east(hills, limit_m=1000)) > 100
    assert 0 < max(climb_in_the_east(hills, limit_m=30)) <= 30


def test_where_all_climb_more_the_least_is_told(hills: Territory) -> None:
    with pytest.raises(BudgetTooSmallError, match="the least that was found climbs") as refused:
        climb_in_the_east(hills, limit_m=0)
    least, most = refused.value.details["feasible"]["ascent_m"]
    assert 0 < least <= most


def climb_in_the_east(hills: Territory, *, limit_m: float) -> list[float]:
    """Start in the east, where every circuit climbs."""
    request = TripRequest(
        mode="bike", start=crossing(12, 18), target=Target(distance_m=5000), alternatives=1, max_ascent_m=limit_m
    )
    return [item.summary.ascent_m or 0.0 for item in plan(hills, request).itineraries]
