"""Variants of a network: streets closed, changed and added over the arrays of the network, which stay as they are."""

from graphs.overlay.edits import AddedStreet, StreetEdits
from graphs.overlay.errors import VariantError
from graphs.overlay.overlay import Overlay, lay_over

__all__ = ["AddedStreet", "Overlay", "StreetEdits", "VariantError", "lay_over"]
