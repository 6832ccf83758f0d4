"""Kinds of plans: the direct way, scenic circuits, circuits from site to site."""

from __future__ import annotations

from planner.plans.climbs import Climb, find_climb
from planner.plans.direct import plan_direct
from planner.plans.scenic import plan_scenic
from planner.plans.telling import sojourn_at, tell_visits
from planner.plans.themed import plan_themed
from planner.plans.trip import Plan, PlanParams, Trip, clock_of

__all__ = [
    "Climb",
    "Plan",
    "PlanParams",
    "Trip",
    "clock_of",
    "find_climb",
    "plan_direct",
    "plan_scenic",
    "plan_themed",
    "sojourn_at",
    "tell_visits",
]
