"""Rounds over the connections of a timetable: the earliest arrival with one vehicle, with two, and so on.

Every round scans the connections in the order of their departure, as the connection scan does, and boards from the
labels of the round before, as RAPTOR does. So neither overtaking nor changes that take no time need care: a label of
a round is final before the next round reads it.

References
----------
Dibbelt, J., Pajor, T., Strasser, B., Wagner, D. (2018). Connection scan algorithm. ACM Journal of Experimental
Algorithmics 23. https://doi.org/10.1145/3274661

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

__all__ = ["NEVER", "scan_rounds"]

NEVER = 1 << 30
"""Later than any second."""


@bare
def _scan(
    hop_from: Int32,
    hop_to: Int32,
    hop_departure: Int32,
    hop_arrival: Int32,
    hop_run: Int32,
    hop_use: npt.NDArray[np.uint8],
    first_hop: int,
    last_exit: Int32,
    limit: int,
    base: int,
    ready: Int32,
    arrival: Int32,
    boarded_at: Int32,
    left_at: Int32,
    best: Int32,
    boarded: Int32,
    goal: Int32,
    goal_stop: Int32,
    level: int,
) -> bool:
    """Ride from the labels of a level to those of the next; says whether any stop is reached earlier than before."""
    stops = len(best)
    improved = False
    bound = min(limit, goal[level])
    for hop in range(first_hop, len(hop_from)):
        if hop_departure[hop] > bound:
            break
        run = hop_run[hop]
        start = boarded[run]
        if start < 0:
            if (hop_use[hop] & 1) == 0 or ready[base + hop_from[hop]] > hop_departure[hop]:
                continue
            start = hop
            boarded[run] = hop
        if (hop_use[hop] & 2) == 0:
            continue
        moment, stop = hop_arrival[hop], hop_to[hop]
        if moment >= best[stop] or moment > bound:
            continue
        best[stop] = moment
        arrival[base + stops + stop] = moment
        boarded_at[base + stops + stop] = start
        left_at[base + stops + stop] = hop
        improved = True
        if last_exit[stop] < NEVER and moment + last_exit[stop] < goal[level + 1]:
            goal[level + 1] = moment + last_exit[stop]
            goal_stop[level + 1] = stop
            bound = min(limit, goal[level + 1])
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
        RO_I4,
        RO_I4,
        RO_I4,
        RO_I4,
        RO_I4,
        RO_U1,
        RO_I4,
        RO_I4,
        RO_I4,
        RO_I4,
        types.int64,
        types.int64,
        types.int64,
        WR_I4,
        WR_I4,
        WR_I4,
        WR_I4,
        WR_I4,
        WR_I4,
        WR_I4,
        WR_I4,
        WR_I4,
        WR_I4,
    ),
    allocates=False,
)
def scan_rounds(
    hop_from: Int32,
    hop_to: Int32,
    hop_departure: Int32,
    hop_arrival: Int32,
    hop_run: Int32,
    hop_use: npt.NDArray[np.uint8],
    change_first: Int32,
    change_to: Int32,
    change_s: Int32,
    last_exit: Int32,
    first_hop: int,
    limit: int,
    rounds: int,
    ready: Int32,
    ready_from: Int32,
    arrival: Int32,
    boarded_at: Int32,
    left_at: Int32,
    best: Int32,
    best_ready: Int32,
    boarded: Int32,
    goal: Int32,
    goal_stop: Int32,
) -> int:
    """Find the earliest arrivals with 1, 2, ... vehicles; gives the number of rounds in which any stop improved.

    Parameters
    ----------
    hop_from, hop_to, hop_departure, hop_arrival, hop_run, hop_use
        Connections by departure, those of one run in their order, (H,). Bit 1 of `hop_use`: may be boarded at its
        start, bit 2: may be left at its end.
    change_first, change_to, change_s
        Ways between stops by origin, (S+1), (X), (X).
    last_exit
        Seconds from each stop to the target, `NEVER` where it is not reached from there, (S,).
    first_hop
        Connections before it are not looked at.
    limit
        Latest second that counts.
    rounds
        Most vehicles, K.
    ready, ready_from
        When a vehicle may be boarded after k vehicles, and the stop walked from, (K+1) * S; level 0 holds the start.
    arrival, boarded_at, left_at
        When a stop is reached with the k-th vehicle, only where that is earlier than with fewer, and the connections
        where it is boarded and left, (K+1) * S.
    best, best_ready
        Earliest of all levels, (S,).
    boarded
        Work space, (runs,).
    goal, goal_stop
        Earliest at the target with up to k vehicles and the stop it is reached from, (K+1).
    """
    stops = len(best)
    for level in range(rounds):
        for run in range(len(boarded)):
            boarded[run] = -1
        goal[level + 1] = goal[level]
        goal_stop[level + 1] = goal_stop[level]
        base = level * stops
        if not _scan(
            hop_from,
            hop_to,
            hop_departure,
            hop_arrival,
            hop_run,
            hop_use,
            first_hop,
            last_exit,
            limit,
            base,
            ready,
            arrival,
            boarded_at,
            left_at,
            best,
            boarded,
            goal,
            goal_stop,
            level,
        ):
            return level
        _change(change_first, change_to, change_s, base + stops, arrival, ready, ready_from, best_ready)
    return rounds
