"""The day that a moment falls on where the streets are, whatever offset it was asked with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphs.overlay.tags import get_way_tags
from planner.hours import Spot, get_zone

if TYPE_CHECKING:
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from planner.territory import Territory

__all__ = ["find_local_day"]

_ZONE = "local_zone"


def find_local_day(territory: Territory, moment: datetime) -> date:
    """Give the day of a moment by the clocks of the territory, in the middle of it where it has several."""
    zone: ZoneInfo | None = territory.kept.get(_ZONE)
    if zone is None:
        zone = territory.kept.setdefault(_ZONE, _find_zone(territory))
    return moment.astimezone(zone).date()


def _find_zone(territory: Territory) -> ZoneInfo:
    box, ways = territory.bounding_box, territory.network.edge_way
    street = get_way_tags(territory.network, int(ways[len(ways) // 2]))
    lat, lon = round((box.south + box.north) / 2, 2), round((box.west + box.east) / 2, 2)
    return get_zone(Spot(lat, lon, street.country or "", street.region or ""))
