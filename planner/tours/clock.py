"""The same hour on a later day, in the time of the place."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from graphs.overlay.tags import get_way_tags
from planner.hours import Spot, get_zone

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from graphs.network import Network
    from graphs.snap import Terminal

__all__ = ["later", "zone_at"]


def zone_at(network: Network, terminal: Terminal) -> ZoneInfo:
    """Time zone of a place on the streets."""
    street = get_way_tags(network, int(network.edge_way[terminal.edge]))
    return get_zone(Spot(round(terminal.lat, 2), round(terminal.lon, 2), street.country or "", street.region or ""))


def later(departure: datetime, days: int, zone: ZoneInfo | None) -> datetime:
    """Give the same hour of the clock some days later; offsets are fixed, so that seconds add up as they pass.

    A departure that is told in the time of the place stays so when the clocks change; any other keeps its offset.
    """
    if zone is None:
        return departure + timedelta(days=days)
    local = departure.astimezone(zone)
    moment = (local.replace(tzinfo=None) + timedelta(days=days)).replace(tzinfo=zone)
    if departure.utcoffset() == local.utcoffset():
        return moment.astimezone(timezone(moment.utcoffset() or timedelta(0)))
    return moment.astimezone(departure.tzinfo)
