"""When a site is open: opening hours as OSM writes them, on a day and at a place."""

from __future__ import annotations

from planner.hours.calendars import Calendar, list_calendars
from planner.hours.daylight import list_daylight
from planner.hours.evaluate import DayHours, Span, read_day
from planner.hours.spot import Spot, spot_at
from planner.hours.visiting import Clock, VisitHours, get_visit_hours
from planner.hours.zones import get_zone

__all__ = [
    "Calendar",
    "Clock",
    "DayHours",
    "Span",
    "Spot",
    "VisitHours",
    "get_visit_hours",
    "get_zone",
    "list_calendars",
    "list_daylight",
    "read_day",
    "spot_at",
]
