"""Towns and named streets of a territory, found by name without any other service."""

from planner.gazetteer.index import Gazetteer, NamedPlace
from planner.gazetteer.records import KINDS, PlaceRecord

__all__ = ["KINDS", "Gazetteer", "NamedPlace", "PlaceRecord"]
