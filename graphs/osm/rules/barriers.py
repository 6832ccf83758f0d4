"""Barriers, fords and elevators on nodes: who passes, and in what time."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphs.osm.rules.records import NodeAttributes

__all__ = ["node_attributes"]


def node_attributes(tags: Mapping[str, str]) -> NodeAttributes | None:
    """Return who is stopped and delayed at a node, None where nobody is."""
