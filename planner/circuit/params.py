"""Tuning values of the circuit search, one record passed in by the engine."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["CircuitParams"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CircuitParams:
    """Tuning values of the drawing; shares are of the asked measure.

    Prices are in units of the mean factor of a line, about 1 on ideal streets and 6 on the worst. `rings` are the
    windows, out and home alike, in which the first turn of a circuit is looked for, tried in order. Where they give no
    good circuit and cost little, fewer than `closer_nodes` settled, `closer_rings` are tried with `closer_sectors`.
    `closing_tolerances` are tried in order until the second turn is found. `reuse_eighths`, `beside_eighths` and
    `avoided_eighths` are added to the weight of a street ridden already, of one that runs beside it, and of one that
    another alternative rides. `shared_most` is a little under the half that is promised: by the lines drawn
    alternatives can have slightly more in common than by the streets that both pass.
    """

    rings: tuple[tuple[float, float], ...] = ((0.24, 0.36), (0.12, 0.45), (0.05, 0.2))
    closer_rings: tuple[tuple[float, float], ...] = ((0.12, 0.2), (0.2, 0.28), (0.28, 0.38), (0.38, 0.47))
    closer_nodes: int = 250_000
    closer_sectors: int = 24
    sectors: int = 12
    jitter: float = 0.15
    first_turns: int = 8
    second_turns: int = 8
    enough_good: int = 3
    least_first_turns: int = 3
    closing_tolerances: tuple[float, ...] = (0.006, 0.015, 0.03, 0.048)
    cells: int = 33
    cell_share: float = 0.03
    reuse_eighths: int = 80
    beside_eighths: int = 32
    avoided_eighths: int = 10
    beside_m: float = 32.0
    shape_wish: float = 0.35
    shape_price: float = 2.0
    error_price: float = 20.0
    length_tolerance: float = 0.05
    shared_most: float = 0.49
    direction_most_deg: float = 45.0
