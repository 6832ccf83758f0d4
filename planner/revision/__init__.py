"""Itineraries that are changed after they were planned."""

from __future__ import annotations

from planner.revision.line import Line, Stop
from planner.revision.reopen import reopen, sketch_line, sketch_stages, to_stages
from planner.revision.revise import Revision
from planner.revision.telling import tell_length, tell_stop

__all__ = [
    "Line",
    "Revision",
    "Stop",
    "reopen",
    "sketch_line",
    "sketch_stages",
    "tell_length",
    "tell_stop",
    "to_stages",
]
