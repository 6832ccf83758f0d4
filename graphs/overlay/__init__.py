"""Variants of a network: streets closed, changed and added over the arrays of the network, which stay as they are."""

from graphs.overlay.edits import AddedStreet, StreetEdits
from graphs.overlay.errors import VariantError
from graphs.overlay.overlay import Overlay, lay_over
from graphs.overlay.plane import JoinRules
from graphs.overlay.tags import DormantWay, WayTags, find_dormant, get_way_tags

__all__ = [
    "AddedStreet",
    "DormantWay",
    "JoinRules",
    "Overlay",
    "StreetEdits",
    "VariantError",
    "WayTags",
    "find_dormant",
    "get_way_tags",
    "lay_over",
]
