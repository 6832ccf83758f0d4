"""What the application holds while it runs: the open territory, the store, the threads that plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from starlette.requests import Request

from api.errors import NotReadyError

if TYPE_CHECKING:
    from api.convert import Vocabulary
    from api.itinerary_store import ItineraryStore
    from api.live_feeds import LiveFeeds
    from api.metrics import Metrics
    from api.planning import PlanningPool
    from api.settings import Settings
    from api.tiles import TileArchive
    from planner.cancel import Cancel
    from planner.itinerary import PlanResult
    from planner.request import TripRequest
    from planner.territory import Territory

__all__ = ["PlanFunction", "State", "get_state"]


class PlanFunction(Protocol):
    """What `planner.engine.plan` does."""

    def __call__(self, territory: Territory, request: TripRequest, *, cancel: Cancel | None = None) -> PlanResult:
        """Plan the itineraries of a request."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """Everything that routes need, made once when the application starts."""

    settings: Settings
    territory: Territory
    vocabulary: Vocabulary
    store: ItineraryStore
    pool: PlanningPool
    metrics: Metrics
    plan: PlanFunction
    live: LiveFeeds
    basemap: TileArchive | None
    """Tiles of the map, None where the territory was built without."""


def get_state(request: Request) -> State:
    """Give the state of the running application.

    Raises
    ------
    NotReadyError
        The application has not started.
    """
    state: Any = getattr(request.app.state, "terrils", None)
    if not isinstance(state, State):
        raise NotReadyError("the territory is not open yet")
    return state
