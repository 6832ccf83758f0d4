"""Which sites in which order: the team orienteering problem with time windows, as circuits need it."""

from planner.selection.problem import TIME_LIMIT, UNREACHABLE, OrienteeringProblem, RouteFrame
from planner.selection.selection import SHARE_ONE, SelectedRoute, SelectedVisit, Selection, get_score_q16, time_routes
from planner.selection.solver import DEFAULT_ITERATIONS, Tuning, select, select_within

__all__ = [
    "DEFAULT_ITERATIONS",
    "SHARE_ONE",
    "TIME_LIMIT",
    "UNREACHABLE",
    "OrienteeringProblem",
    "RouteFrame",
    "SelectedRoute",
    "SelectedVisit",
    "Selection",
    "Tuning",
    "get_score_q16",
    "select",
    "select_within",
    "time_routes",
]
