"""The same hour on a later day, in the time of the place."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from planner.hours import get_zone, spot_at

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from graphs.network import Network
    from graphs.snap import Terminal

__all__ = ["later", "zone_at"]


def zone_at(network: Network, terminal: Terminal) -> ZoneInfo:
    """Time zone of a place on the streets."""
    return get_zone(spot_at(network, terminal))


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
