"""Where opening hours hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphs.overlay.tags import get_way_tags

if TYPE_CHECKING:
    from graphs.network import Network
    from graphs.snap import Terminal

__all__ = ["Spot", "spot_at"]

_DIGITS = 2
"""Of a degree: places that near to one another have the same sun and clock, and are looked up once."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with its holidays, its sun and its time zone.

    Parameters
    ----------
    lat, lon
        Degrees.
    country, region
        Codes of ISO 3166, such as `FR` and `FR-HDF`; empty where unknown.
    """

    lat: float
    lon: float
    country: str = ""
    region: str = ""


def spot_at(network: Network, terminal: Terminal) -> Spot:
    """Give the spot of a place on the streets, in the country and region of its street."""
    street = get_way_tags(network, int(network.edge_way[terminal.edge]))
    lat, lon = round(terminal.lat, _DIGITS), round(terminal.lon, _DIGITS)
    return Spot(lat, lon, street.country or "", street.region or "")
