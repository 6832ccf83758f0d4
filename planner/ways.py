"""Ways through given points, matrices and isochrones: what is asked without choosing sites."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from graphs.alternatives import list_alternatives
from graphs.isochrones import Contour, isochrones
from graphs.matrix import Bounds, matrix
from graphs.network import UNREACHABLE
from planner.assembly import Imprint, Stage, assemble
from planner.cancel import Cancel
from planner.desk import get_desk
from planner.imprints import digest, list_closure_notices
from planner.local_days import find_local_day
from planner.places import locate
from planner.streets import see_streets

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    import numpy as np
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from graphs.geo import Coordinate
    from graphs.path import Path
    from graphs.snap import Terminal
    from planner.itinerary import Itinerary
    from planner.request import SitePlace, StopPlace
    from planner.territory import Territory

    Waypoint = Coordinate | StopPlace | SitePlace

__all__ = ["MatrixResult", "reach", "routes", "travel_matrix"]

_A_PAIR = 2


@dataclass(frozen=True, slots=True)
class MatrixResult:
    """Metres and seconds from each source (row) to each target (column), None where out of reach."""

    lengths_m: tuple[tuple[float | None, ...], ...]
    durations_s: tuple[tuple[float | None, ...], ...]


def routes(  # noqa: PLR0913 - what a way may depend on
    territory: Territory,
    mode: str,
    points: Sequence[Waypoint],
    *,
    alternatives: int = 1,
    departure: datetime | None = None,
    avoid_areas: BaseGeometry | None = None,
    themes: Iterable[tuple[str, float]] = (),
    language: str = "en",
    cancel: Cancel | None = None,
) -> tuple[Itinerary, ...]:
    """Join points in their order; alternatives are only looked for between two points.

    Dated closures hold on the day of the departure; without one, the warnings say that there are some.

    Raises
    ------
    PlannerError, GraphsError
        As for `planner.engine.plan`; `details["index"]` says which point.
    """
    cancel = cancel or Cancel()
    cancel.check()
    desk = get_desk(territory)
    day = None if departure is None else find_local_day(territory, departure)
    streets = see_streets(desk, mode, themes=themes, avoid_areas=avoid_areas, day=day)
    view = streets.view.with_halt(cancel.halt)
    located = [
        locate(territory, streets.view, point, field=f"points[{index}]", index=index, day=day)
        for index, point in enumerate(cancel.watch(points))
    ]
    terminals = [terminal for terminal, _ in located]
    with cancel.stopping():
        if len(terminals) == _A_PAIR:
            ways: list[tuple[Path, ...]] = [
                (path,) for path in list_alternatives(desk.searcher, view, *terminals, count=alternatives)
            ]
        else:
            ways = [tuple(desk.searcher.path(view, a, b) for a, b in cancel.watch(pairwise(terminals)))]
    cancel.check()
    key = json.dumps([mode, [repr(point) for point in points], list(themes), repr(avoid_areas), repr(departure)])
    imprint = Imprint(
        identity=digest(territory, key),
        mode=mode,
        closed=False,
        target_m=None,
        departure=departure,
        language=language,
        notice=territory.notice.find_text(language),
        attribution=territory.list_attribution(language),
    )
    return tuple(
        assemble(
            streets.view,
            streets.walking,
            located[0][1],
            [Stage((path,), place) for path, (_, place) in zip(way, located[1:], strict=True)],
            imprint=imprint,
            rank=rank,
            notices=list_closure_notices(territory, departure, streets),
        )
        for rank, way in enumerate(ways, start=1)
    )


def travel_matrix(
    territory: Territory,
    mode: str,
    sources: Sequence[Waypoint],
    targets: Sequence[Waypoint],
    *,
    max_km: float = 30.0,
    cancel: Cancel | None = None,
) -> MatrixResult:
    """Measure the pleasantest ways from each source to each target.

    Raises
    ------
    PlannerError, GraphsError
        As for `planner.engine.plan`; `details["index"]` says which point, sources first.
    """
    cancel = cancel or Cancel()
    cancel.check()
    desk = get_desk(territory)
    view = see_streets(desk, mode).view

    def find(places: Sequence[Waypoint], name: str, first: int) -> list[Terminal]:
        watched = enumerate(cancel.watch(places))
        return [locate(territory, view, place, field=f"{name}[{k}]", index=first + k)[0] for k, place in watched]

    rows, columns = find(sources, "sources", 0), find(targets, "targets", len(sources))
    bounds = Bounds(max_length_mm=round(max_km * 1e6))
    with cancel.stopping():
        found = matrix(desk.searcher, view.with_halt(cancel.halt), rows, columns, bounds=bounds)
    cancel.check()
    return MatrixResult(
        tuple(_to_row(row) for row in found.lengths_mm), tuple(_to_row(row) for row in found.durations_ms)
    )


def reach(
    territory: Territory,
    mode: str,
    start: Waypoint,
    contours: Sequence[Contour],
    *,
    cancel: Cancel | None = None,
) -> list[BaseGeometry]:
    """Draw how far one gets: one polygon per contour, in degrees.

    Those of larger contours hold those of smaller ones.

    Raises
    ------
    PlannerError, GraphsError
        As for `planner.engine.plan`.
    """
    cancel = cancel or Cancel()
    cancel.check()
    desk = get_desk(territory)
    view = see_streets(desk, mode).view
    terminal, _ = locate(territory, view, start, field="start", index=0)
    cancel.check()
    with cancel.stopping():
        areas = isochrones(desk.searcher, view.with_halt(cancel.halt), terminal, contours)
    cancel.check()
    return areas


def _to_row(values: npt.NDArray[np.uint32]) -> tuple[float | None, ...]:
    return tuple(None if value == int(UNREACHABLE) else value / 1000 for value in values.tolist())
