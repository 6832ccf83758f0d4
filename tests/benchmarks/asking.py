"""One request to the engine, timed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

from graphs.errors import GraphsError
from planner import engine
from planner.errors import PlannerError

if TYPE_CHECKING:
    from planner.request import TripRequest
    from planner.territory import Territory

__all__ = ["Asked", "ask"]


class Asked(NamedTuple):
    """Milliseconds of processor time, itineraries, and the code of the refusal, empty where there is none."""

    cpu_ms: float
    circuits: int
    refusal: str


def ask(territory: Territory, request: TripRequest) -> Asked:
    """Plan once; a refusal is an answer too."""
    circuits, refusal = 0, ""
    begun = time.process_time()
    try:
        circuits = len(engine.plan(territory, request).itineraries)
    except (PlannerError, GraphsError) as error:
        refusal = error.code
    return Asked(1000 * (time.process_time() - begun), circuits, refusal)
