"""What is to be solved: which vertices to visit, in which order, on which routes, for the most score within limits."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.errors import SelectionError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

__all__ = ["TIME_LIMIT", "UNREACHABLE", "OrienteeringProblem", "RouteFrame"]

UNREACHABLE = 1 << 40
"""Entry of a matrix where there is no way. In a uint32 matrix 4294967295 says the same."""

TIME_LIMIT = 1 << 39
"""Times, lengths and budgets lie below this (17 years of milliseconds)."""

_UNREACHED_U4 = 0xFFFFFFFF
_MOST_VERTICES = 20_000
_MOST_SCORE = 1 << 31


def _left_out() -> npt.NDArray[np.int64]:
    """Give what stands for an array left out until the problem has put its default there."""
    return np.empty(0, np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteFrame:
    """The ends and limits of one route (of one day).

    It leaves `start` at `earliest_start` and reaches `end` by `latest_end`. `budget` bounds its length, counted in the
    lengths of the problem (by default its travel times, without visits and waits).
    """

    start: int
    end: int
    earliest_start: int
    latest_end: int
    budget: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OrienteeringProblem:
    """A team orienteering problem with time windows, its numbers integers of any one unit.

    The vertices that serve as ends of routes are not visited; they have no score. All others may be visited at most
    once, over all routes.

    Parameters
    ----------
    travel
        Travel times (n, n) from row to column; the directions may differ, and the triangle inequality need not hold.
    scores
        Score of each vertex (n,), 0 or more; one without score is only visited where it is mandatory.
    routes
        The frame of each route.
    visits
        Duration of each visit (n,); none by default.
    windows
        Windows (m, n, w, 2) of each route and vertex: a visit starts at `[..., 0]` at the earliest and at `[..., 1]` at
        the latest. Windows of a vertex ascend; one whose opening comes after its closing is no window, so that padding
        and closed days need no other sign. By default everything is always open.
    lengths
        Lengths (n, n) that the budgets of routes count; by default the travel times.
    costs
        Costs (n, n), as taste weights: among equal scores the plan of least cost is preferred. By default the travel
        times.
    kinds
        Kind of each vertex (n,), -1 for a kind of its own; by default all are their own.
    decay
        The j-th best visit of a kind earns its score times `decay` to the power of j - 1; 1 for no diminishing return.
    mandatory, forbidden
        Vertices that must be, and may not be visited.

    Raises
    ------
    SelectionError
        The arrays do not fit together or hold what they may not; `details["field"]` names the first.
    """

    travel: npt.NDArray[np.int64]
    scores: npt.NDArray[np.int64]
    routes: tuple[RouteFrame, ...]
    visits: npt.NDArray[np.int64] = field(default_factory=_left_out)
    windows: npt.NDArray[np.int64] = field(default_factory=_left_out)
    lengths: npt.NDArray[np.int64] = field(default_factory=_left_out)
    costs: npt.NDArray[np.int64] = field(default_factory=_left_out)
    kinds: npt.NDArray[np.int64] = field(default_factory=_left_out)
    decay: float = 1.0
    mandatory: tuple[int, ...] = ()
    forbidden: tuple[int, ...] = ()
    size: int = field(init=False)

    def __post_init__(self) -> None:
        travel = _to_matrix(self.travel, "travel", None)
        n = len(travel)
        put = object.__setattr__
        put(self, "size", n)
        put(self, "travel", travel)
        put(self, "scores", _to_vector(self.scores, "scores", n, most=_MOST_SCORE))
        put(self, "routes", tuple(self.routes))
        visits = self.visits if len(self.visits) else np.zeros(n, np.int64)
        put(self, "visits", _to_vector(visits, "visits", n, most=TIME_LIMIT))
        put(self, "lengths", _to_matrix(self.lengths, "lengths", n) if len(self.lengths) else travel)
        put(self, "costs", _to_matrix(self.costs, "costs", n) if len(self.costs) else travel)
        kinds = self.kinds if len(self.kinds) else np.full(n, -1, np.int64)
        put(self, "kinds", _to_vector(kinds, "kinds", n, least=-1, most=TIME_LIMIT))
        put(self, "mandatory", tuple(sorted({int(v) for v in self.mandatory})))
        put(self, "forbidden", tuple(sorted({int(v) for v in self.forbidden})))
        if not 0.0 <= self.decay <= 1.0:
            raise SelectionError("decay must lie between 0 and 1", field="decay")
        self._check_routes()
        self._check_choices()
        put(self, "windows", self._checked_windows())

    @property
    def ends(self) -> tuple[int, ...]:
        """The vertices where routes start or end, ascending."""
        return tuple(sorted({frame.start for frame in self.routes} | {frame.end for frame in self.routes}))

    def with_routes(self, indices: Sequence[int]) -> OrienteeringProblem:
        """Give the same problem with some of its routes, in the order given; the ends of the others stay unvisited."""
        kept = [self.routes[index] for index in indices]
        dropped = set(self.ends) - {end for frame in kept for end in (frame.start, frame.end)}
        return replace(
            self,
            routes=tuple(kept),
            windows=self.windows[list(indices)],
            forbidden=tuple(sorted({*self.forbidden, *dropped})),
        )

    def _check_routes(self) -> None:
        if not self.routes:
            raise SelectionError("there must be at least one route", field="routes")
        for index, frame in enumerate(self.routes):
            if not (0 <= frame.start < self.size and 0 <= frame.end < self.size):
                msg = f"route {index} starts and ends at vertices from 0 to {self.size - 1}"
                raise SelectionError(msg, field="routes", route=index)
            times = (frame.earliest_start, frame.latest_end, 0 if frame.budget is None else frame.budget)
            if any(abs(value) >= TIME_LIMIT for value in times) or times[2] < 0:
                msg = f"the limits of route {index} must lie within {TIME_LIMIT}, its budget at 0 or above"
                raise SelectionError(msg, field="routes", route=index)

    def _check_choices(self) -> None:
        for name in ("mandatory", "forbidden"):
            for vertex in getattr(self, name):
                if not 0 <= vertex < self.size:
                    msg = f"{name} holds vertices from 0 to {self.size - 1}, not {vertex}"
                    raise SelectionError(msg, field=name, vertex=vertex)
        barred = set(self.forbidden) | set(self.ends)
        for vertex in self.mandatory:
            if vertex in barred:
                msg = f"vertex {vertex} is mandatory, and also forbidden or an end of a route"
                raise SelectionError(msg, field="mandatory", vertex=vertex)

    def _checked_windows(self) -> npt.NDArray[np.int64]:
        always = (1 - TIME_LIMIT, TIME_LIMIT - 1)
        given = self.windows if len(self.windows) else np.tile(np.array(always), (len(self.routes), self.size, 1, 1))
        windows = _to_integers(given, "windows")
        shape = windows.shape
        if len(shape) != 4 or shape[:2] != (len(self.routes), self.size) or shape[2] < 1 or shape[3] != 2:  # noqa: PLR2004
            msg = f"windows must have the shape ({len(self.routes)}, {self.size}, windows, 2), not {shape}"
            raise SelectionError(msg, field="windows")
        if windows.size and np.abs(windows).max() >= TIME_LIMIT:
            raise SelectionError(f"windows must lie within {TIME_LIMIT}", field="windows")
        for earlier, later in pairwise(range(shape[2])):
            both = (windows[:, :, earlier, 0] <= windows[:, :, earlier, 1]) & (
                windows[:, :, later, 0] <= windows[:, :, later, 1]
            )
            bad = np.argwhere(both & (windows[:, :, earlier, 1] >= windows[:, :, later, 0]))
            if len(bad):
                msg = f"the windows of vertex {bad[0][1]} on route {bad[0][0]} must ascend without touching"
                raise SelectionError(msg, field="windows", vertex=int(bad[0][1]), route=int(bad[0][0]))
        windows.flags.writeable = False
        return windows


def _to_integers(values: npt.NDArray[Any], name: str) -> npt.NDArray[np.int64]:
    """Give a contiguous copy as int64."""
    array = np.asarray(values)
    if array.size and array.dtype.kind not in "iu":
        raise SelectionError(f"{name} must hold integers, not {array.dtype}", field=name)
    return np.array(array, dtype=np.int64, order="C")


def _to_vector(values: npt.NDArray[Any], name: str, n: int, *, least: int = 0, most: int) -> npt.NDArray[np.int64]:
    array = _to_integers(values, name)
    if array.shape != (n,):
        raise SelectionError(f"{name} must have the shape ({n},), not {array.shape}", field=name)
    if n and (array.min() < least or array.max() >= most):
        raise SelectionError(f"{name} must lie from {least} to below {most}", field=name)
    array.flags.writeable = False
    return array


def _to_matrix(values: npt.NDArray[Any], name: str, n: int | None) -> npt.NDArray[np.int64]:
    """Give a checked copy as int64, with UNREACHABLE where there is no way."""
    source = np.asarray(values)
    array = _to_integers(source, name)
    if source.dtype == np.uint32:
        array[source == _UNREACHED_U4] = UNREACHABLE
    if array.ndim != 2 or array.shape[0] != array.shape[1] or (n is not None and len(array) != n):  # noqa: PLR2004
        wanted = "square" if n is None else f"({n}, {n})"
        raise SelectionError(f"{name} must be {wanted}, not {array.shape}", field=name)
    if not 1 <= len(array) <= _MOST_VERTICES:
        raise SelectionError(f"{name} must have 1 to {_MOST_VERTICES} rows", field=name)
    if array.min() < 0 or bool(((array >= TIME_LIMIT) & (array != UNREACHABLE)).any()):
        raise SelectionError(f"{name} must lie from 0 to below {TIME_LIMIT}, or be UNREACHABLE", field=name)
    array.flags.writeable = False
    return array
