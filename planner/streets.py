"""The streets as one request sees them: its profile, its themes, what is closed that day, the routes it follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from graphs.attributes import Vehicle
from graphs.errors import UnknownProfileError
from graphs.profiles import get_profile
from planner.errors import InvalidRequestError
from planner.themes import combine_themes
from planner.wishes import NO_WISHES, StreetWishes, prefer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from shapely.geometry.base import BaseGeometry

    from graphs.profiles import Profile
    from graphs.view import NetworkView
    from planner.desk import Desk
    from planner.themes import ThemeMix

__all__ = ["RequestStreets", "see_streets"]


@dataclass(frozen=True, slots=True, eq=False)
class RequestStreets:
    """The view of those who travel, that of those who left their wheels for a climb, and the themes."""

    view: NetworkView
    walking: NetworkView
    mix: ThemeMix
    day: date | None
    has_dated_rules: bool


def see_streets(
    desk: Desk,
    mode: str,
    *,
    themes: Iterable[tuple[str, float]] = (),
    avoid_areas: BaseGeometry | None = None,
    wishes: StreetWishes = NO_WISHES,
    closed_edges: Sequence[int] = (),
    day: date | None = None,
    pace: float = 1.0,
) -> RequestStreets:
    """Open the streets of a territory for one request.

    Parameters
    ----------
    pace
        What the time on the move is multiplied by.

    Raises
    ------
    InvalidRequestError
        Mode, theme or route is not known; `details["field"]` says which.
    AmbiguousNameError
        A route to follow stands for several.
    """
    mix = combine_themes(themes)
    barred = desk.territory.get_barred(day)
    areas = [area for area in (barred.area, avoid_areas) if area is not None]
    try:
        profile = wishes.adapt(get_profile(mode))
    except UnknownProfileError as error:
        raise InvalidRequestError(f"mode: {error.message}", field="mode") from error

    def see(who: Profile) -> NetworkView:
        return desk.views.create(
            who,
            tastes=mix.tastes,
            avoid_areas=shapely.union_all(areas) if areas else None,
            closed_ways=barred.ways,
            closed_edges=np.union1d(barred.edges, np.array(closed_edges, np.int32)),
            pace=pace,
        )

    view = prefer(see(profile), wishes)
    walking = view if profile.vehicle in {Vehicle.FOOT, Vehicle.WHEELCHAIR} else see(get_profile("foot"))
    return RequestStreets(view, walking, mix, day, has_dated_rules=barred.has_dated_rules)
