"""Other solvers on problems of selection, modelled as well as they allow.

All three are made for vehicle routing: each takes a score as a prize or a penalty beside a travel cost, or in whole
numbers up to 100. Scores are scaled so that one point of score outweighs all travel, where the solver lets one say so.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from planner.selection.problem import OrienteeringProblem

__all__ = ["PEERS", "PeerSolver"]

Routes = list[list[int]]
_MOST_PRIORITY = 100


class PeerSolver(Protocol):
    """A solver: the visits of each route in order."""

    name: str
    package: str

    def solve(self, problem: OrienteeringProblem, *, seconds: float, seed: int) -> Routes:
        """Solve within a time; a problem has one window per vertex, the same on all routes, one start and one end."""


class PyVRP:
    """Hybrid genetic search and iterated local search of PyVRP, with optional clients and prizes."""

    name, package = "PyVRP", "pyvrp"

    def solve(self, problem: OrienteeringProblem, *, seconds: float, seed: int) -> Routes:
        """Solve within a time."""
        import pyvrp

        frame, scale = problem.routes[0], _outweigh(problem)
        model: Any = pyvrp.Model()
        places = [model.add_location(0, 0) for _ in range(len(problem.scores))]
        model.add_depot(places[frame.start], tw_early=frame.earliest_start, tw_late=frame.latest_end)
        vertices = _visitable(problem)
        for vertex in vertices:
            opens, closes = (int(value) for value in problem.windows[0, vertex, 0])
            model.add_client(
                places[vertex],
                tw_early=opens,
                tw_late=closes,
                service_duration=int(problem.visits[vertex]),
                prize=int(problem.scores[vertex]) * scale,
                required=False,
            )
        model.add_vehicle_type(len(problem.routes), tw_early=frame.earliest_start, tw_late=frame.latest_end)
        for one in range(len(problem.scores)):
            for other in range(len(problem.scores)):
                if one != other:
                    travel = int(problem.travel[one, other])
                    model.add_edge(places[one], places[other], distance=travel, duration=travel)
        found = model.solve(pyvrp.stop.MaxRuntime(seconds), seed=seed, collect_stats=False, display=False)
        if not found.is_feasible():
            return []
        return [[vertices[stop.idx] for stop in route if stop.is_client()] for route in found.best.routes()]


class ORTools:
    """Guided local search of the routing library of OR-Tools, with a penalty for each vertex left out."""

    name, package = "OR-Tools", "ortools"

    def solve(self, problem: OrienteeringProblem, *, seconds: float, seed: int) -> Routes:  # noqa: ARG002 - it has none
        """Solve within a time."""
        from ortools.constraint_solver import pywrapcp, routing_enums_pb2

        frame, scale = problem.routes[0], _outweigh(problem)
        manager: Any = pywrapcp.RoutingIndexManager(len(problem.scores), len(problem.routes), frame.start)
        routing: Any = pywrapcp.RoutingModel(manager)
        travel, visits = problem.travel.tolist(), problem.visits.tolist()

        def ride(one: int, other: int) -> int:
            return int(travel[manager.IndexToNode(one)][manager.IndexToNode(other)])

        def pass_time(one: int, other: int) -> int:
            return ride(one, other) + int(visits[manager.IndexToNode(one)])

        routing.SetArcCostEvaluatorOfAllVehicles(routing.RegisterTransitCallback(ride))
        routing.AddDimension(
            routing.RegisterTransitCallback(pass_time),
            frame.latest_end,
            frame.latest_end,
            False,  # noqa: FBT003 - of a compiled function
            "time",
        )
        time = routing.GetDimensionOrDie("time")
        for vertex in _visitable(problem):
            index = manager.NodeToIndex(vertex)
            opens, closes = (int(value) for value in problem.windows[0, vertex, 0])
            routing.AddDisjunction([index], int(problem.scores[vertex]) * scale)
            time.CumulVar(index).SetRange(max(0, opens), min(closes, frame.latest_end))
        parameters: Any = pywrapcp.DefaultRoutingSearchParameters()
        parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
        parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
        parameters.time_limit.FromMilliseconds(round(1000 * seconds))
        found = routing.SolveWithParameters(parameters)
        if found is None:
            return []
        return [self._read(manager, routing, found, vehicle) for vehicle in range(len(problem.routes))]

    @staticmethod
    def _read(manager: Any, routing: Any, found: Any, vehicle: int) -> list[int]:  # noqa: ANN401
        index, route = found.Value(routing.NextVar(routing.Start(vehicle))), []
        while not routing.IsEnd(index):
            route.append(int(manager.IndexToNode(index)))
            index = found.Value(routing.NextVar(index))
        return route


class Vroom:
    """Heuristics and local search of VROOM, which serves jobs of high priority first; it has no seed."""

    name, package = "VROOM", "pyvroom"

    def solve(self, problem: OrienteeringProblem, *, seconds: float, seed: int) -> Routes:  # noqa: ARG002 - it has none
        """Solve within a time."""
        import numpy as np
        import vroom

        frame = problem.routes[0]
        model: Any = vroom.Input()
        model.set_durations_matrix("car", np.asarray(problem.travel, np.uint32))
        model.add_vehicle(
            [
                vroom.Vehicle(
                    number,
                    start=frame.start,
                    end=frame.end,
                    time_window=vroom.TimeWindow(frame.earliest_start, frame.latest_end),
                )
                for number in range(1, len(problem.routes) + 1)
            ]
        )
        most = max(1, int(problem.scores.max()))
        for vertex in _visitable(problem):
            opens, closes = (int(value) for value in problem.windows[0, vertex, 0])
            score = int(problem.scores[vertex])
            model.add_job(
                vroom.Job(
                    vertex,
                    location=vertex,
                    default_service=int(problem.visits[vertex]),
                    priority=score if most <= _MOST_PRIORITY else round(_MOST_PRIORITY * score / most),
                    time_windows=[vroom.TimeWindow(opens, closes)],
                )
            )
        found = model.solve(exploration_level=5, nb_threads=1, timeout=timedelta(seconds=seconds))
        steps = found.routes
        jobs = steps[steps["type"] == "job"]
        return [[int(job) for job in group["id"]] for _, group in jobs.groupby("vehicle_id")]


PEERS: tuple[PeerSolver, ...] = (PyVRP(), ORTools(), Vroom())


def _visitable(problem: OrienteeringProblem) -> list[int]:
    ends = {frame.start for frame in problem.routes} | {frame.end for frame in problem.routes}
    return [vertex for vertex in range(len(problem.scores)) if vertex not in ends and problem.scores[vertex] > 0]


def _outweigh(problem: OrienteeringProblem) -> int:
    """Give the price of a point of score, above all travel that the routes allow."""
    return sum(frame.latest_end - frame.earliest_start for frame in problem.routes) + 1
