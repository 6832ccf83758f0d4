"""Rounds over the lines of a timetable: the earliest arrival with one vehicle, with two, and so on.

A round rides every line that calls at a stop of the round before, from the first such stop on, and changes into an
earlier vehicle of the line wherever one can be boarded. It boards only from labels of the round before, which are
final, so changes that take no time need no care. Where several rides are as early, the one is taken whose last hop
leaves first: the answer does not depend on the order of the lines.

The same rounds go backwards in time: moments count negative, one boards where vehicles are left, and lines are ridden
from their end.

References
----------
Delling, D., Pajor, T., Werneck, R. F. (2015). Round-based public transit routing. Transportation Science 49(3),
591-604. https://doi.org/10.1287/trsc.2014.0534
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numba import types

from graphs.kernels.types import RO_I4, RO_U1, WR_I4, bare, kernel

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Int32 = npt.NDArray[np.int32]

__all__ = ["NEVER", "ride_rounds"]

NEVER = 1 << 30
"""Later than any second."""


@bare
def _mark(
    visit_first: Int32, visit_line: Int32, visit_place: Int32, base: int, sign: int, ready: Int32, begin: Int32
) -> bool:
    """Note for every line where it can be boarded first; says whether any can."""
    for line in range(len(begin)):
        begin[line] = -1
    marked = False
    for stop in range(len(visit_first) - 1):
        if ready[base + stop] >= NEVER:
            continue
        for visit in range(visit_first[stop], visit_first[stop + 1]):
            line, place = visit_line[visit], visit_place[visit]
            if begin[line] < 0 or sign * place < sign * begin[line]:
                begin[line] = place
                marked = True
    return marked


@bare
def _catch(
    call_first: Int32, run_trip: Int32, board_s: Int32, first: int, count: int, place: int, sign: int, wanted: int
) -> int:
    """Find the first of `count` vehicles, in the order of their time, that is boarded at a moment or later."""
    low, high = 0, count
    while low < high:
        middle = (low + high) // 2
        run = first + sign * middle
        if sign * board_s[call_first[run_trip[run]] + place] >= wanted:
            high = middle
        else:
            low = middle + 1
    return low


@bare
def _is_sooner(
    run_day: Int32,
    run_shift: Int32,
    board_s: Int32,
    sign: int,
    run: int,
    call: int,
    o_run: int,
    o_call: int,
) -> bool:
    """Whether the last hop of a ride comes before that of another that arrives at the same moment."""
    one = sign * (board_s[call - sign] + run_shift[run])
    other = sign * (board_s[o_call - sign] + run_shift[o_run])
    if one != other:
        return one < other
    if run_day[run] != run_day[o_run]:
        return sign * run_day[run] < sign * run_day[o_run]
    return sign * call < sign * o_call


@bare
def _ride(
    call_first: Int32,
    call_stop: Int32,
    call_use: npt.NDArray[np.uint8],
    board_s: Int32,
    leave_s: Int32,
    row_line: Int32,
    row_first: Int32,
    run_trip: Int32,
    run_day: Int32,
    run_shift: Int32,
    begin: Int32,
    sign: int,
    bound: int,
    base: int,
    ready: Int32,
    arrival: Int32,
    run_of: Int32,
    boarded_at: Int32,
    left_at: Int32,
    best: Int32,
) -> None:
    """Ride from the labels of a level to those of the next."""
    stops = len(best)
    after = base + stops
    to_board, to_leave = (1, 2) if sign > 0 else (2, 1)
    for row in range(len(row_line)):
        place = begin[row_line[row]]
        if place < 0:
            continue
        runs = row_first[row + 1] - row_first[row]
        first = row_first[row] if sign > 0 else row_first[row + 1] - 1
        calls = call_first[run_trip[first]]
        count = call_first[run_trip[first] + 1] - calls
        shift = run_shift[first]
        riding, boarded = runs, -1
        while 0 <= place < count:
            stop = call_stop[calls + place]
            if riding < runs and call_use[calls + place] & to_leave:
                run = first + sign * riding
                call = call_first[run_trip[run]] + place
                moment = sign * (leave_s[call] + shift)
                known = after + stop
                if moment <= bound and (
                    moment < best[stop]
                    or (
                        moment == best[stop]
                        and arrival[known] == moment
                        and _is_sooner(run_day, run_shift, board_s, sign, run, call, run_of[known], left_at[known])
                    )
                ):
                    best[stop] = moment
                    arrival[known] = moment
                    run_of[known] = run
                    boarded_at[known] = call_first[run_trip[run]] + boarded
                    left_at[known] = call
            if riding > 0 and call_use[calls + place] & to_board and ready[base + stop] < NEVER:
                caught = _catch(
                    call_first, run_trip, board_s, first, riding, place, sign, ready[base + stop] - sign * shift
                )
                if caught < riding:
                    riding, boarded = caught, place
            place += sign


@bare
def _reach(
    run_day: Int32,
    run_shift: Int32,
    board_s: Int32,
    last_exit: Int32,
    sign: int,
    base: int,
    arrival: Int32,
    run_of: Int32,
    left_at: Int32,
    goal: Int32,
    goal_stop: Int32,
    level: int,
) -> bool:
    """Go on to the target from the stops of a level; says whether there are any."""
    improved, found = False, -1
    for stop in range(len(last_exit)):
        at = base + stop
        if arrival[at] >= NEVER:
            continue
        improved = True
        if last_exit[stop] >= NEVER:
            continue
        total = arrival[at] + last_exit[stop]
        if total < goal[level] or (
            found >= 0
            and total == goal[level]
            and _is_sooner(run_day, run_shift, board_s, sign, run_of[at], left_at[at], run_of[found], left_at[found])
        ):
            goal[level] = total
            goal_stop[level] = stop
            found = at
    return improved


@bare
def _change(
    change_first: Int32,
    change_to: Int32,
    change_s: Int32,
    base: int,
    arrival: Int32,
    ready: Int32,
    ready_from: Int32,
    best_ready: Int32,
) -> None:
    """Walk from every stop that was reached on this level to those where the next vehicle may be boarded."""
    for stop in range(len(best_ready)):
        moment = arrival[base + stop]
        if moment >= NEVER:
            continue
        for change in range(change_first[stop], change_first[stop + 1]):
            to, there = change_to[change], moment + change_s[change]
            if there < best_ready[to]:
                best_ready[to] = there
                ready[base + to] = there
                ready_from[base + to] = stop


@kernel(
    types.int64(
        *(RO_I4, RO_I4, RO_U1, RO_I4, RO_I4),
        *(RO_I4, RO_I4, RO_I4, RO_I4, RO_I4),
        *(RO_I4, RO_I4, RO_I4),
        *(RO_I4, RO_I4, RO_I4),
        RO_I4,
        *(types.int64, types.int64, types.int64),
        *(WR_I4,) * 11,
    ),
    allocates=False,
)
def ride_rounds(
    call_first: Int32,
    call_stop: Int32,
    call_use: npt.NDArray[np.uint8],
    board_s: Int32,
    leave_s: Int32,
    row_line: Int32,
    row_first: Int32,
    run_trip: Int32,
    run_day: Int32,
    run_shift: Int32,
    visit_first: Int32,
    visit_line: Int32,
    visit_place: Int32,
    change_first: Int32,
    change_to: Int32,
    change_s: Int32,
    last_exit: Int32,
    sign: int,
    limit: int,
    rounds: int,
    ready: Int32,
    ready_from: Int32,
    arrival: Int32,
    run_of: Int32,
    boarded_at: Int32,
    left_at: Int32,
    best: Int32,
    best_ready: Int32,
    begin: Int32,
    goal: Int32,
    goal_stop: Int32,
) -> int:
    """Find the earliest arrivals with 1, 2, ... vehicles; gives the number of rounds in which any stop was reached.

    Parameters
    ----------
    call_first, call_stop, call_use
        Calls by trip, (T+1), (C), (C). Bit 1 of `call_use`: may be boarded, bit 2: may be left.
    board_s, leave_s
        Departures and arrivals of the calls, the other way round backwards in time, (C,).
    row_line, row_first
        A line on one day each, (R), and its runs in the order of their time, (R+1).
    run_trip, run_day, run_shift
        Trip, day and the second that its times count from, by run, (runs,).
    visit_first, visit_line, visit_place
        Lines and places in them by stop, (S+1), (V), (V).
    change_first, change_to, change_s
        Ways between stops by origin, (S+1), (X), (X).
    last_exit
        Seconds from each stop to the target, `NEVER` where it is not reached from there, (S,).
    sign
        1, or -1 backwards in time: all moments are negative then.
    limit
        Latest moment that counts.
    rounds
        Most vehicles, K.
    ready, ready_from
        When a vehicle may be boarded after k vehicles, and the stop walked from, (K+1) * S; level 0 holds the start.
    arrival, run_of, boarded_at, left_at
        When a stop is reached with the k-th vehicle, only where that is earlier than with fewer, its run, and the calls
        where it is boarded and left, (K+1) * S.
    best, best_ready
        Earliest of all levels, (S,).
    begin
        Work space, (lines,).
    goal, goal_stop
        Earliest at the target with up to k vehicles and the stop it is reached from, (K+1).
    """
    stops = len(best)
    for level in range(rounds):
        goal[level + 1] = goal[level]
        goal_stop[level + 1] = goal_stop[level]
        base = level * stops
        if not _mark(visit_first, visit_line, visit_place, base, sign, ready, begin):
            return level
        _ride(
            call_first,
            call_stop,
            call_use,
            board_s,
            leave_s,
            row_line,
            row_first,
            run_trip,
            run_day,
            run_shift,
            begin,
            sign,
            min(limit, goal[level]),
            base,
            ready,
            arrival,
            run_of,
            boarded_at,
            left_at,
            best,
        )
        base += stops
        if not _reach(
            run_day,
            run_shift,
            board_s,
            last_exit,
            sign,
            base,
            arrival,
            run_of,
            left_at,
            goal,
            goal_stop,
            level + 1,
        ):
            return level
        _change(change_first, change_to, change_s, base, arrival, ready, ready_from, best_ready)
    return rounds
