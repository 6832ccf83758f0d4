"""Edits of every kind together, and those that cannot be carried out."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from graphs.errors import GraphsError
from graphs.geo import Coordinate, haversine_m
from planner.edits import AddStop, AvoidStreet, Edit, MoveStop, RemoveStop, Shorten
from planner.engine import revise
from planner.errors import (
    InvalidRequestError,
    PlannerError,
    StaleSketchError,
    UnknownSiteError,
)
from planner.render import to_bytes, to_json
from tests.planner.revision.planned import (
    MIDDLE,
    NEW,
    REQUEST,
    Planned,
    assert_sound,
    end_of,
    middle_of,
    plan_in,
)
from tests.planner.town import SITES, build_town, crossing, open_town

if TYPE_CHECKING:
    from pathlib import Path as FilePath

    from planner.territory import Territory


@pytest.mark.parametrize(
    ("edit", "error", "field", "text"),
    [
        (AddStop("nowhere"), UnknownSiteError, "edits[0].site", "nowhere"),
        (AddStop("pit-closed"), InvalidRequestError, "edits[0].site", "may not be visited"),
        (AddStop("frame-east"), InvalidRequestError, "edits[0].site", "visited already"),
        (AddStop(NEW, number=9), InvalidRequestError, "edits[0].to", "between 1 and 4"),
        (AddStop(point=Coordinate(51.0, 3.0)), GraphsError, "edits[0]", "outside the territory"),
        (RemoveStop(NEW), InvalidRequestError, "edits[0].stop", "does not visit"),
        (RemoveStop(9), InvalidRequestError, "edits[0].stop", "between 1 and 3"),
        (MoveStop(1, 9), InvalidRequestError, "edits[0].to", "between 1 and 3"),
        (MoveStop(1, point=MIDDLE), InvalidRequestError, "edits[0].stop", "stays where it is"),
        (AvoidStreet(way=99), InvalidRequestError, "edits[0].way", "does not use the way 99"),
        (Shorten(MIDDLE, left_m=50_000), InvalidRequestError, "edits[0]", "fits already"),
        (Shorten(crossing(12, 2), left_m=1), PlannerError, "edits[0].distance_km", "straight way"),
    ],
)
def test_an_edit_that_cannot_be_carried_out_says_why(
    planned: Planned, edit: Edit, error: type[Exception], field: str, text: str
) -> None:
    with pytest.raises(error, match=text) as caught:
        planned.ask(edit)
    assert caught.value.details["field"] == field  # type: ignore[attr-defined]


def test_a_later_edit_is_named_by_its_number(planned: Planned) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        planned.ask(AddStop(NEW), AddStop(NEW))
    assert caught.value.details["field"] == "edits[1].site"


def test_edits_together_are_edits_one_after_the_other(planned: Planned) -> None:
    first, second = AddStop(NEW), RemoveStop(planned.visited()[0])
    together, apart = planned.edit(first, second), planned.edit(first).edit(second)
    assert together.sketch == apart.sketch
    assert to_bytes(to_json(planned.ask(first, second))) == to_bytes(to_json(planned.ask(first, second)))


def test_an_end_elsewhere_stays_the_end(town: Territory) -> None:
    there = crossing(12, 20)
    traverse = plan_in(town, replace(REQUEST, end=there))
    edited = traverse.edit(AddStop(NEW))
    assert_sound(edited)
    assert not edited.itinerary.is_circuit
    assert haversine_m(end_of(edited.itinerary.legs[-1].line), there) < 1


def test_another_territory_asks_for_a_new_plan(planned: Planned, tmp_path: FilePath) -> None:
    other = build_town(tmp_path, changes={104: {"name": "Rue neuve"}})
    with pytest.raises(StaleSketchError, match="plan it again"):
        revise(other, REQUEST, planned.sketch, [RemoveStop(1)], identity="x")


def test_a_street_or_site_closed_since_asks_for_a_new_plan(tmp_path: FilePath) -> None:
    planned = plan_in(build_town(tmp_path))
    network = planned.town.network
    way = int(network.way_osm_id[network.edge_way[planned.paths()[1].edges[2]]])
    for closure, text in (
        (f"way,{way},closed,,,travaux", "closed by now"),
        (f"site,{planned.visited()[0]},closed,,,", "visited"),
    ):
        town = open_town(tmp_path, closures=closure + "\n")
        with pytest.raises(InvalidRequestError, match=text) as caught:
            replace(planned, town=town).ask(AddStop(NEW))
        assert caught.value.details["field"] == "id"


@pytest.mark.parametrize("seed", range(6))
def test_random_edits_keep_every_line_sound(town: Territory, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - edits, not secrets
    mode = ("bike", "foot", "cargo_bike")[seed % 3]
    themes = () if seed % 2 else (("mining", 1.0), ("nature", 0.5))
    start = crossing(rng.uniform(4, 20), rng.uniform(4, 20))
    request = replace(REQUEST, mode=mode, themes=themes, start=start, seed=seed)
    planned, carried_out = plan_in(town, request), 0
    for _ in range(10):
        edit = draw_edit(rng, planned)
        try:
            planned = planned.edit(edit)
        except (PlannerError, GraphsError) as error:
            assert str(error.details["field"]).startswith("edits[0]"), edit  # noqa: PT017
            continue
        carried_out += 1
        assert_sound(planned)
        closed = np.array(planned.sketch.closed_edges)
        assert not any(np.isin(path.edges, closed).any() for path in planned.paths())
    assert carried_out >= 4


def draw_edit(rng: random.Random, planned: Planned) -> Edit:
    """Draw an edit that may or may not be possible."""
    leg = rng.choice([leg for leg in planned.sketch.legs if leg.codes])
    here = middle_of(leg, planned.town)
    stops = len(planned.sketch.stops)
    kinds: list[Edit] = [
        AddStop(rng.choice([site[0] for site in SITES[:7]])),
        AddStop(point=Coordinate(here.lat + rng.uniform(-0.005, 0.005), here.lon + rng.uniform(-0.005, 0.005))),
        AvoidStreet(point=here),
        Shorten(here, left_m=rng.choice((None, 1000.0, 3000.0))),
    ]
    if stops:
        kinds.append(RemoveStop(rng.randint(1, stops)))
        kinds.append(MoveStop(rng.randint(1, stops), rng.randint(1, stops)))
    return rng.choice(kinds)
