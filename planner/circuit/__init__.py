"""Circuits on real streets: scenic ones, and those that join chosen places."""

from __future__ import annotations

from planner.circuit.context import CircuitContext
from planner.circuit.draft import Draft, Target, draft_of, pick_different, shared_share
from planner.circuit.known import KnownPaths
from planner.circuit.params import CircuitParams
from planner.circuit.scenic import find_scenic
from planner.circuit.themed import DrawnLegs, draw_legs

__all__ = [
    "CircuitContext",
    "CircuitParams",
    "Draft",
    "DrawnLegs",
    "KnownPaths",
    "Target",
    "draft_of",
    "draw_legs",
    "find_scenic",
    "pick_different",
    "shared_share",
]
