"""Coming and going by public transport: stations, connections and the circuit between them under one clock."""

from planner.access.choosing import Outing, choose_outings, is_enough
from planner.access.circuits import list_sites, spend_less, trip_of
from planner.access.frame import Frame, open_frame
from planner.access.joining import join_outing
from planner.access.pairs import SiteSpots, is_joined, leave_by, list_pairs
from planner.access.refusals import Setbacks
from planner.access.spots import Pair, Spot, list_spots
from planner.access.stations import TimedSpot, list_ends
from planner.access.trains import Homeward, Window, find_home, find_way_home, list_windows, put_off, wait_for
from planner.access.weeks import find_week

__all__ = [
    "Frame",
    "Homeward",
    "Outing",
    "Pair",
    "Setbacks",
    "SiteSpots",
    "Spot",
    "TimedSpot",
    "Window",
    "choose_outings",
    "find_home",
    "find_way_home",
    "find_week",
    "is_enough",
    "is_joined",
    "join_outing",
    "leave_by",
    "list_ends",
    "list_pairs",
    "list_sites",
    "list_spots",
    "list_windows",
    "open_frame",
    "put_off",
    "spend_less",
    "trip_of",
    "wait_for",
]
