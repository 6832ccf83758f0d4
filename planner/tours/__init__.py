"""Several days: nights chosen between the days, each day drawn as an itinerary of its own, and the whole of them."""

from planner.tours.asking import DayAsk, DrawnDay
from planner.tours.clock import later, zone_at
from planner.tours.gates import Gates
from planner.tours.joining import join_days, name_days
from planner.tours.named import OpenDays, list_tour_sites
from planner.tours.planning import DrawnTour, draw_tours
from planner.tours.sleeping import Bed
from planner.tours.task import TourTask

__all__ = [
    "Bed",
    "DayAsk",
    "DrawnDay",
    "DrawnTour",
    "Gates",
    "OpenDays",
    "TourTask",
    "draw_tours",
    "join_days",
    "later",
    "list_tour_sites",
    "name_days",
    "zone_at",
]
